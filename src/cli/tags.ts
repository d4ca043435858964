import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { decideAbout, noStore, openFilled } from '../attribution/store/decide-about.ts';
import { type Decision, OUTCOMES } from '../attribution/store/decisions.ts';
import { verifyStore } from '../attribution/store/folder.ts';
import { type ImportOptions, type ImportReport, importTags } from '../attribution/store/import.ts';
import { counted, lookUp, setsText, showText } from '../attribution/store/show.ts';
import type { TagStore } from '../attribution/store/store.ts';
import { GRADES, type Grade } from '../attribution/taxonomy.ts';
import { systemClock } from '../base/clock.ts';
import type { InputError } from '../base/errors.ts';
import { toJson } from '../base/json.ts';
import { formatTime, parseTime } from '../base/time.ts';
import { homeFolder } from '../casework/live/config.ts';
import { parseChain } from '../ledger/chains.ts';
import type { Warning } from '../ledger/port.ts';

interface Place {
  readonly chain?: string;
  readonly source?: string;
}

interface Statement extends Place {
  readonly reason: string;
  readonly by: string;
  readonly outcome?: Decision['outcome'];
}

/** `hue tags`: what is known of addresses, from whom, and how to contest it. */
export function tagsCommand(): Command {
  return new Command('tags')
    .description('imports, shows, contests and withdraws what is claimed about addresses')
    .addCommand(importCommand())
    .addCommand(showCommand())
    .addCommand(contestCommand())
    .addCommand(retractCommand())
    .addCommand(checkCommand());
}

function tagsFolder(): string {
  return join(homeFolder(process.env), 'tags');
}

function seconds(): number {
  return Math.floor(systemClock.now() / 1000);
}

function importCommand(): Command {
  return new Command('import')
    .description('imports label sets: TagPacks, CSV, explorer labels, scam lists, … or folders')
    .argument('<path...>', 'files and folders; an ActorPack among them names the operators')
    .option('--source <name>', 'who publishes it, where the file does not say')
    .option('--chain <name>', 'the ledger, where the file does not say')
    .option('--category <word>', 'what a bare list is a list of: phishing, heist, exchange, …')
    .option('--date <day>', 'when it was published, where the file does not say', day)
    .addOption(new Option('--grade <G1–G8>', 'of tags that state none').choices([...GRADES]))
    .option('--licence <name>', 'of tags that state none')
    .addOption(new Option('--share <yes|no>', 'may be passed on').choices(['yes', 'no']))
    .option('--expires <day>', 'the claims hold until then, unless they say otherwise', day)
    .option('--except-broken', 'import the rest where a file is broken')
    .action((paths: string[], flags: ImportFlags) => {
      const world = { now: seconds(), seed: randomBytes(4).readInt32LE(0) };
      const report = importTags(tagsFolder(), paths, optionsOf(flags), world);
      process.stdout.write(reportText(report));
      if (report.refused.length > 0) process.exitCode = 65;
    });
}

interface ImportFlags extends Place {
  readonly category?: string;
  readonly date?: string;
  readonly grade?: Grade;
  readonly licence?: string;
  readonly share?: 'yes' | 'no';
  readonly expires?: string;
  readonly exceptBroken?: true;
}

function optionsOf({ share, expires, chain, ...rest }: ImportFlags): ImportOptions {
  return {
    ...rest,
    ...(chain !== undefined && { chain: parseChain(chain, '--chain').name }),
    ...(share !== undefined && { shareable: share === 'yes' }),
    ...(expires !== undefined && { expires: parseTime(expires, '--expires') }),
  };
}

function day(text: string): string {
  try {
    return formatTime(parseTime(text, 'day')).slice(0, 10);
  } catch {
    throw new InvalidArgumentError('expected a day such as 2026-11-28');
  }
}

function reportText({ build, sets, passed, refused, actors }: ImportReport): string {
  const lines: string[] = [];
  for (const { set, change, warnings } of sets) {
    const counts = `${set.tags} tags${set.leftOut > 0 ? `, ${set.leftOut} rows left out` : ''}`;
    lines.push(`${change.padEnd(9)} ${set.id}: ${counts}`, ...warnings.map(warningText));
  }
  for (const { file, reason } of refused) lines.push(`REFUSED   ${file}: ${reason}`);
  for (const file of passed) lines.push(`passed    ${file}: no layout of tags`);
  if (actors > 0) lines.push(`${actors} operators named by ActorPacks`);
  const undone = refused.length > 0 ? 'Nothing was imported.' : 'Nothing has changed.';
  lines.push(build === null ? undone : `The store is now ${build}.`, '');
  return lines.join('\n');
}

function warningText({ code, line, field, expected, found, count }: Warning): string {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  return `            ${code}: line ${line}${more}, ${field}: expected ${expected}, found ${found}`;
}

function showCommand(): Command {
  return new Command('show')
    .description('shows all tags of an address; without one, the sets and their versions')
    .argument('[address]')
    .option('--chain <name>', 'on this ledger alone')
    .option('--shareable-only', 'only what its licence lets us pass on')
    .option('--live', 'without what was withdrawn or has expired')
    .option('--json', 'as JSON')
    .action((address: string | undefined, flags: ShowFlags) => {
      const store = opened();
      try {
        process.stdout.write(shown(store, address, flags));
      } finally {
        store.close();
      }
    });
}

interface ShowFlags extends Place {
  readonly shareableOnly?: true;
  readonly live?: true;
  readonly json?: true;
}

function shown(store: TagStore, address: string | undefined, flags: ShowFlags): string {
  const now = seconds();
  if (address === undefined) {
    return flags.json ? toJson(store.sets) : setsText(store.sets, now);
  }
  const found = lookUp(store, address, {
    ...(flags.live && { liveAt: now }),
    ...(flags.shareableOnly && { shareableOnly: true }),
    ...(flags.chain !== undefined && { chain: parseChain(flags.chain, '--chain').id }),
  });
  return flags.json ? toJson(found) : showText(found, now);
}

function contestCommand(): Command {
  return statement('contest', 'marks the tags of an address as contested; they stay visible')
    .addOption(
      new Option('--outcome <outcome>', 'what came of it; upheld withdraws the tags')
        .choices([...OUTCOMES])
        .default('open'),
    )
    .action((address: string, flags: Statement) => record('contested', address, flags));
}

function retractCommand(): Command {
  return statement('retract', 'withdraws tags of an address here; they stay in its history').action(
    (address: string, flags: Statement) => record('withdrawn', address, flags),
  );
}

function statement(verb: string, about: string): Command {
  return new Command(verb)
    .description(about)
    .argument('<address>')
    .requiredOption('--reason <text>', 'the statement')
    .option('--by <name>', 'who says so', 'operator')
    .option('--source <name>', 'only tags of this source, as hue tags show writes it')
    .option('--chain <name>', 'only on this ledger');
}

function record(kind: Decision['kind'], text: string, flags: Statement): void {
  const chain = flags.chain === undefined ? null : parseChain(flags.chain, '--chain').id;
  const said = { ...flags, chain, kind, statement: flags.reason, now: seconds() };
  const { address, tags, outcome } = decideAbout(tagsFolder(), text, said);
  process.stdout.write(`${counted(tags, 'tag')} of ${address}: ${kind}, ${outcome}.\n`);
}

function checkCommand(): Command {
  return new Command('check')
    .description('compares the SHA-256 of every part of the store')
    .action(() => {
      const header = verifyStore(tagsFolder());
      if (header === null) throw nothing();
      const { tags, keys } = header;
      process.stdout.write(
        `${counted(tags, 'tag')} on ${counted(keys, 'address', 'es')}: all is whole.\n`,
      );
    });
}

function opened(): TagStore {
  return openFilled(tagsFolder());
}

function nothing(): InputError {
  return noStore(tagsFolder());
}
