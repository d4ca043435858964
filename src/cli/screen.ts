import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { hintOf } from '../attribution/forms/hints.ts';
import { namedParties } from '../attribution/lists/open.ts';
import { PARTY_KINDS } from '../attribution/lists/party.ts';
import { InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { check, parseJson } from '../casework/case.ts';
import { openKept } from '../casework/live/known.ts';
import { openAsked } from '../casework/live/screen-sources.ts';
import { renderScreen } from '../casework/screen-answer.ts';
import { parseChain } from '../ledger/chains.ts';
import type { ScreenAnswer } from '../screen/answer.ts';
import { type DecisionRules, decisionRulesSchema } from '../screen/decide.ts';
import { DEFAULT_RULES } from '../screen/default-rules.ts';
import { createNameIndex, type NameIndex } from '../screen/names/nameIndex.ts';
import { restsOnSame, type ScreenOptions } from '../screen/screen.ts';
import { type ScreenAsk, screenText } from '../screen/text.ts';
import { POLICY_IDS, type PolicyId } from '../trace/policies/policy.ts';
import { screenFile } from './screen-file.ts';
import { replayFile } from './screen-replay.ts';
import { SHAPES, type Shape, shaped } from './screen-shape.ts';

export interface ScreenFlags extends ScreenAsk {
  readonly ledger?: readonly string[];
  readonly prices?: readonly string[];
  readonly ask?: boolean;
  readonly config?: string;
  readonly rules?: string;
  readonly policy?: PolicyId;
  readonly depth?: number;
  readonly file?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly replay?: string;
  readonly shape?: Shape;
}

/** `hue screen`: what an address, a transaction or a name is exposed to. */
export function screenCommand(): Command {
  return new Command('screen')
    .description('says what an address, a transaction or a name is exposed to')
    .argument('[what...]', 'address in any form, transaction, or the name of a person or company')
    .addOption(
      new Option('--as <kind>', 'what it is, where its form does not tell').choices([
        'address',
        'transaction',
        'name',
      ]),
    )
    .option('--chain <name>', 'the chain of the address: bitcoin, ethereum, …')
    .option('--ledger <file...>', 'exposure over these ledger files')
    .option('--prices <asset=file|usd...>', 'daily prices, or one price for all times')
    .option('--ask', 'exposure over the sources of hue.config.ts: they learn what is asked')
    .option('--config <file>', 'settings, instead of hue.config.ts')
    .option('--rules <file>', 'the decision table; default: the one in docs/screen.md')
    .addOption(new Option('--policy <id>', 'the locked policy').choices(POLICY_IDS))
    .option('--depth <hops>', 'most hops looked at, 1 to 20', depthOf)
    .option('--file <file>', 'many: one a line, or the first column of a .csv or .tsv file')
    .option('--json <file>', 'write the answer; with --file, a line each: resumed where it stands')
    .option('--csv <file>', 'with --file: a table of the decisions')
    .option('--replay <file>', 'earlier answers (--json of --file): what --rules would change')
    .option('--born <date>', 'of a name: YYYY, YYYY-MM or YYYY-MM-DD')
    .option('--country <code...>', 'of a name: ISO 3166 alpha-2')
    .addOption(new Option('--kind <kind>', 'of a name').choices(PARTY_KINDS))
    .option('--threshold <score>', 'of a name: least score, 0 to 1', Number)
    .addOption(
      new Option('--shape <vendor>', "the answer as a vendor's service gives it").choices(SHAPES),
    )
    .option('--ofac', "of a name: score as OFAC's own search does")
    .action(run);
}

function depthOf(text: string): number {
  const depth = Number(text);
  if (Number.isInteger(depth) && depth >= 1 && depth <= 20) return depth;
  throw new InputError('--depth', 'a number of hops from 1 to 20', text);
}

async function run(what: readonly string[], flags: ScreenFlags): Promise<void> {
  const rules = readRules(flags.rules);
  if (flags.replay !== undefined) return replayFile(flags.replay, rules);
  const desk = await openDesk(flags, rules);
  try {
    if (flags.shape !== undefined) return desk.print(flags.shape, what);
    if (flags.file !== undefined) return await screenFile(flags.file, flags, desk);
    const text = what.join(' ').trim();
    if (text === '') throw new InputError('hue screen', 'an address, a transaction or a name', '');
    const answer = await desk.screen(text);
    if (flags.json === '-') process.stdout.write(toJson(answer));
    else {
      if (flags.json !== undefined) writeWhole(flags.json, toJson(answer));
      const { columns, isTTY } = process.stdout;
      const color = isTTY === true && process.env.NO_COLOR === undefined;
      process.stdout.write(renderScreen(answer, { width: columns ?? 100, color }));
    }
  } finally {
    desk.close();
  }
}

/** Everything that screening rests on, opened once. */
export interface Desk {
  print(shape: Shape, what: readonly string[]): void;
  screen(text: string): Promise<ScreenAnswer>;
  /** The answer rests on the same rules, lists, tags and ledger as one of now. */
  isCurrent(answer: ScreenAnswer): boolean;
  close(): void;
}

async function openDesk(flags: ScreenFlags, rules: DecisionRules): Promise<Desk> {
  const { chain } = flags;
  if (chain !== undefined && hintOf(chain).family === null) parseChain(chain, '--chain');
  const { book, lists, now, close } = await openKept(flags.config);
  const ledger = await openAsked(flags);
  const options: ScreenOptions = {
    directory: book,
    rules,
    now,
    ...(flags.policy === undefined ? {} : { policy: flags.policy }),
    limits: flags.depth === undefined ? {} : { maxDepth: flags.depth },
  };
  let index: NameIndex | null = null;
  const names = (): NameIndex => {
    index ??= createNameIndex(namedParties(lists));
    return index;
  };
  return {
    print(shape, what) {
      const asked = { what, file: flags.file, chain: flags.chain ?? null };
      process.stdout.write(shaped(shape, asked, book, names));
    },
    screen: (text) => screenText(text, flags, { ledger, options, names }),
    isCurrent: (answer) => restsOnSame(answer, options, ledger),
    close,
  };
}

function readRules(path: string | undefined): DecisionRules {
  if (path === undefined) return DEFAULT_RULES;
  try {
    return check(decisionRulesSchema, parseJson(path, readFileSync(path, 'utf8')), path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('--rules', 'a file that can be read', reason(error));
  }
}
