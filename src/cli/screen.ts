import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { hintOf } from '../attribution/forms/hints.ts';
import type { AddressReading } from '../attribution/forms/key.ts';
import { readAddressText } from '../attribution/forms/read.ts';
import { namedParties } from '../attribution/lists/open.ts';
import { PARTY_KINDS, type PartyKind } from '../attribution/lists/party.ts';
import { InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { check, parseJson } from '../casework/case.ts';
import { renderScreen } from '../casework/screen-answer.ts';
import { parseAddress } from '../ledger/address.ts';
import { chainOf, parseChain } from '../ledger/chains.ts';
import type { ScreenAnswer } from '../screen/answer.ts';
import { type DecisionRules, decisionRulesSchema } from '../screen/decide.ts';
import { DEFAULT_RULES } from '../screen/default-rules.ts';
import type { Directory, Located } from '../screen/directory.ts';
import { createNameIndex, type NameIndex } from '../screen/names/nameIndex.ts';
import type { NameQuery } from '../screen/names/query.ts';
import {
  restsOnSame,
  type ScreenOptions,
  screenAddress,
  screenName,
  screenTransaction,
} from '../screen/screen.ts';
import type { ScreenLedger } from '../screen/side.ts';
import { POLICY_IDS, type PolicyId } from '../trace/policies/policy.ts';
import { openKept } from './known.ts';
import { screenFile } from './screen-file.ts';
import { replayFile } from './screen-replay.ts';
import { SHAPES, type Shape, shaped } from './screen-shape.ts';
import { openAsked } from './screen-sources.ts';

export interface ScreenFlags {
  readonly as?: 'address' | 'transaction' | 'name';
  readonly chain?: string;
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
  readonly born?: string;
  readonly country?: readonly string[];
  readonly kind?: PartyKind;
  readonly threshold?: number;
  readonly ofac?: boolean;
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
    screen: (text) => screenOne(text, flags, ledger, options, names),
    isCurrent: (answer) => restsOnSame(answer, options, ledger),
    close,
  };
}

async function screenOne(
  text: string,
  flags: ScreenFlags,
  ledger: ScreenLedger | null,
  options: ScreenOptions,
  names: () => NameIndex,
): Promise<ScreenAnswer> {
  const isListed = flags.as === undefined && isListedText(text, options.directory);
  const kind = isListed ? 'address' : (flags.as ?? kindOf(text, flags.chain ?? null));
  if (kind === 'name')
    return screenName(queryOf(text, flags), names(), { ...options, match: matchOf(flags) });
  if (kind === 'transaction') {
    if (ledger === null) {
      const hint = '--ledger FILE, or --ask and --chain';
      throw new InputError('hue screen', 'a ledger that knows the transaction', 'none', hint);
    }
    const plain = text.toLowerCase().replace(/^0x/, '');
    const id = ledger.chain.family === 'evm' ? `0x${plain}` : plain;
    return screenTransaction({ asked: text, id, ledger }, options);
  }
  const reading = readingOf(text, flags.chain ?? null, options.directory);
  return screenAddress({ reading, located: locatedOf(reading, ledger), ledger }, options);
}

/**
 * A text that is no address may stand on a list all the same: then it is looked up as it is.
 * @throws InputError saying what is wrong with it
 */
function readingOf(text: string, hint: string | null, directory: Directory): AddressReading {
  const read = readAddressText(text, hint, false);
  if (!('fault' in read)) return read;
  const published = readAddressText(text, hint, true);
  if (!('fault' in published) && isListedText(text, directory)) return published;
  throw new InputError('address', read.expected, text);
}

/** Lists hold texts that are no addresses, among them 64 digits that a transaction might have. */
function isListedText(text: string, directory: Directory): boolean {
  if (!('fault' in readAddressText(text, null, false))) return false;
  const published = readAddressText(text, null, true);
  return !('fault' in published) && directory.find(published).listings.length > 0;
}

function kindOf(text: string, hint: string | null): 'address' | 'transaction' | 'name' {
  if (/^(0x)?[0-9a-f]{64}$/i.test(text)) return 'transaction';
  const read = readAddressText(text, hint, false);
  if (!('fault' in read)) return 'address';
  // a mistyped address must not pass for somebody's name
  const looksCoded = read.fault === 'checksum' || (/\d/.test(text) && !/\s/.test(text));
  if (looksCoded) throw new InputError('address', read.expected, text, '--as name, if it is one');
  return 'name';
}

function locatedOf(reading: AddressReading, ledger: ScreenLedger | null): Located | null {
  if (ledger === null) {
    const chain = chainOf(reading.chain ?? reading.keys[0]?.family ?? '');
    return chain === null ? null : { chain: chain.id, holder: reading.keys[0]?.text ?? '' };
  }
  for (const { text } of reading.keys) {
    try {
      return { chain: ledger.chain.id, holder: parseAddress(text, ledger.chain, 'address') };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return null;
}

function queryOf(text: string, { born, country, kind }: ScreenFlags): NameQuery {
  const wrong = country?.find((code) => !/^[a-z]{2}$/i.test(code));
  if (wrong !== undefined) throw new InputError('--country', 'a code of two letters', wrong);
  return {
    names: [text],
    ...(born === undefined ? {} : { born }),
    ...(country === undefined ? {} : { countries: country }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function matchOf({ threshold, ofac }: ScreenFlags) {
  return {
    mode: ofac ? ('ofac' as const) : ('own' as const),
    ...(threshold === undefined ? {} : { threshold }),
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
