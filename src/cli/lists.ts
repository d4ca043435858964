import { basename, join } from 'node:path';
import { Command } from 'commander';
import { changesBetween, deltasOf, type ListChanges } from '../attribution/lists/changes.ts';
import { readParties, readVersion } from '../attribution/lists/kept.ts';
import { type Taken, takeVersion } from '../attribution/lists/take.ts';
import { type ListSource, updateList } from '../attribution/lists/update.ts';
import { systemClock } from '../base/clock.ts';
import { InputError, LimitError, SourceError } from '../base/errors.ts';
import { systemNetwork } from '../base/network.ts';
import { formatTime, parseTime } from '../base/time.ts';
import { inert } from '../casework/exports/inert.ts';
import { shownLists, tableOf } from '../casework/lists-shown.ts';
import { homeFolder, readLists } from '../casework/live/config.ts';

interface Flags {
  readonly config?: string;
  readonly accept?: boolean;
  readonly date?: string;
  readonly json?: boolean;
}

const CONFIG = ['--config <file>', 'settings, instead of hue.config.ts'] as const;
const ACCEPT = ['--accept', 'take a list that has become suspiciously smaller'] as const;

/** `hue lists`: sanctions lists, fetched, kept by version, and compared. */
export function listsCommand(): Command {
  const lists = new Command('lists').description(
    'sanctions lists: fetches, keeps and compares them',
  );
  lists
    .command('update')
    .description('fetches the lists that are on, or those named, and says what has changed')
    .argument('[list...]', 'ids, as `hue lists show` has them')
    .option(...ACCEPT)
    .option(...CONFIG)
    .action(update);
  lists
    .command('import')
    .description('takes a version of a list from files: for computers without network')
    .argument('<list>', 'its id')
    .argument('<file...>', 'the files of one version')
    .option('--date <day>', 'the day of the list, where its format has none')
    .option(...ACCEPT)
    .option(...CONFIG)
    .action(importFiles);
  lists
    .command('show')
    .description('the lists with their versions, sizes and ages, and what is wrong with them')
    .option('--json', 'as JSON')
    .option(...CONFIG)
    .action(showLists);
  lists
    .command('diff')
    .description('what differs between two versions of a list')
    .argument('<list>', 'its id')
    .argument('<a>', 'the earlier version')
    .argument('<b>', 'the later version')
    .option('--json', 'as lines of FollowTheMoney deltas: ADD, MOD, DEL')
    .action(diff);
  for (const command of lists.commands) command.exitOverride();
  return lists;
}

const folderOf = (): string => join(homeFolder(process.env), 'lists');

function oneOf(all: readonly ListSource[], id: string): ListSource {
  const list = all.find((one) => one.id === id);
  if (list) return list;
  throw new InputError('list', all.map((one) => one.id).join(', '), id);
}

async function update(ids: readonly string[], flags: Flags): Promise<void> {
  const all = await readLists(flags.config, process.env);
  const wanted = ids.length > 0 ? ids.map((id) => oneOf(all, id)) : all.filter(({ on }) => on);
  for (const list of wanted) {
    try {
      const accept = flags.accept ?? false;
      const taken = await updateList(folderOf(), list, systemNetwork, systemClock, accept);
      process.stdout.write(takenText(list, taken));
    } catch (error) {
      const isOutside = [InputError, SourceError, LimitError].some((kind) => error instanceof kind);
      if (!(error instanceof Error) || !isOutside) throw error;
      // the others are asked all the same: one publisher's bad day must not make all lists stale
      process.stderr.write(`hue: ${error.message}\n`);
      if (error instanceof InputError && error.hint) process.stderr.write(`     ${error.hint}\n`);
      process.exitCode = 65;
    }
  }
}

async function importFiles(id: string, paths: readonly string[], flags: Flags): Promise<void> {
  const list = oneOf(await readLists(flags.config, process.env), id);
  const date = flags.date === undefined ? null : parseTime(flags.date, '--date');
  const taken = await takeVersion(folderOf(), list, {
    files: paths.map((path) => ({ name: basename(path), path })),
    time: Math.floor(systemClock.now() / 1000),
    isFromPublisher: false,
    date: date === null ? null : formatTime(date).slice(0, 10),
    etag: null,
    modified: null,
    accept: flags.accept ?? false,
  });
  process.stdout.write(takenText(list, taken));
}

async function showLists(flags: Flags): Promise<void> {
  const now = Math.floor(systemClock.now() / 1000);
  const shown = shownLists(folderOf(), await readLists(flags.config, process.env), now);
  process.stdout.write(flags.json ? `${JSON.stringify(shown, null, 2)}\n` : tableOf(shown));
  if (shown.problems.length > 0) process.exitCode = 65;
}

function diff(id: string, a: string, b: string, flags: Flags): void {
  const folder = folderOf();
  const [before, after] = [a, b].map((version) =>
    readParties(folder, readVersion(folder, id, version)),
  );
  const changes = changesBetween(before ?? [], after ?? []);
  if (!flags.json) process.stdout.write(changesText(changes, Number.POSITIVE_INFINITY));
  else for (const delta of deltasOf(changes)) process.stdout.write(`${JSON.stringify(delta)}\n`);
}

/** Of each kind of change, as many as a person reads after an update. */
const SHOWN = 10;

function takenText(list: ListSource, { kind, version, changes, warnings }: Taken): string {
  const size = `${version.parties} parties, ${version.wallets} wallets`;
  const what = {
    new: `new version ${version.version}: ${size}`,
    same: `unchanged since version ${version.version}: ${size}`,
    older: `version ${version.version} kept beside the newer one: ${size}`,
  }[kind];
  const notes = warnings.map(
    ({ file, field, expected, found, count }) =>
      `  note: ${inert(file, 60)}: ${field}: expected ${expected}, ` +
      `found ${inert(found, 60)} (${count} times)\n`,
  );
  const text = changes === null ? '' : changesText(changes, SHOWN);
  return `${list.id}: ${what}\n${text}${notes.join('')}`;
}

function changesText({ added, removed, altered }: ListChanges, most: number): string {
  const lines: string[] = [];
  const add = (sign: string, title: string, texts: readonly string[]): void => {
    lines.push(`  ${texts.length} ${title}`);
    for (const text of texts.slice(0, most)) lines.push(`    ${sign} ${inert(text, 160)}`);
    if (texts.length > most) lines.push(`    … and ${texts.length - most} more`);
  };
  const titleOf = ({ id, names, wallets }: ListChanges['added'][number]): string => {
    const name = names[0]?.text ?? '';
    return `${id} ${name}${wallets.length > 0 ? ` (wallets: ${wallets.length})` : ''}`;
  };
  add('+', 'added', added.map(titleOf));
  add('-', 'removed', removed.map(titleOf));
  add(
    '~',
    'altered',
    altered.map(({ after, fields }) => `${titleOf(after)}: ${fields.join(', ')}`),
  );
  return `${lines.join('\n')}\n`;
}
