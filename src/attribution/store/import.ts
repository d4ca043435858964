import { basename, dirname } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { formatTime } from '../../base/time.ts';
import type { Warning } from '../../ledger/port.ts';
import type { Declaration } from '../addressList.ts';
import type { Actor } from '../labels.ts';
import { flagOf, type Publisher, publisherOf } from '../publishers.ts';
import { isActorPack, layoutOf, readLayout } from '../recognise.ts';
import { readActorPack } from '../tagpack.ts';
import { createFaults, type Tag } from '../tags.ts';
import { admit, newestDay, type Told } from './admit.ts';
import { type Build, createBuild } from './build.ts';
import { carryStrings, carryTags, type Stored } from './carry.ts';
import { type Found, findFiles, readText } from './files.ts';
import { asideIn, locked, publish, storedIn } from './folder.ts';
import { superseded, type TagSet } from './format.ts';

/** What a call says of all its files; what a file says for itself comes first. */
export interface ImportOptions extends Told {
  readonly source?: string;
  readonly chain?: string;
  readonly category?: string;
  readonly date?: string;
  /** Import the rest where a file is broken; without it nothing is imported then. */
  readonly exceptBroken?: boolean;
}

/** Handed in: the time in unix seconds, and 32 bits that nobody else knows. */
interface ImportWorld {
  readonly now: number;
  readonly seed: number;
}

interface SetChange {
  readonly set: TagSet;
  readonly change: 'new' | 'newer' | 'unchanged' | 'older';
  readonly warnings: readonly Warning[];
}

export interface ImportReport {
  /** The new build, or null where nothing changed: all was there, or a file was refused. */
  readonly build: string | null;
  readonly sets: readonly SetChange[];
  /** Files that are none of tags. */
  readonly passed: readonly string[];
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  /** Operators that ActorPacks of this call name. */
  readonly actors: number;
}

interface Actors {
  readonly byId: Map<string, Actor>;
  digest: string;
}

interface Run {
  readonly folder: string;
  readonly options: ImportOptions;
  readonly world: ImportWorld;
  readonly stored: Stored | null;
  readonly actors: Actors;
  /** Of the header to be: the old sets at their old places, new ones after them. */
  readonly sets: TagSet[];
  /** Places of sets that this call has changed, by id. */
  readonly changed: Map<string, number>;
  readonly report: { sets: SetChange[]; passed: string[]; refused: ImportReport['refused'][0][] };
  build: Build | null;
}

/**
 * Imports files and folders into a store: all of them, or nothing. Each file is read whole, one at
 * a time; the tags that are there already are merged from disk, so memory does not
 * grow with the store. Where a file is broken the report says so, and the store is as it was.
 * @throws InputError where the store itself is damaged, or another import is under way
 */
export function importTags(
  folder: string,
  paths: readonly string[],
  options: ImportOptions,
  world: ImportWorld,
): ImportReport {
  return locked(folder, () => {
    const stored = storedIn(folder);
    const run: Run = {
      folder,
      options,
      world,
      stored,
      actors: { byId: new Map(), digest: '' },
      sets: [...(stored?.header.sets ?? [])],
      changed: new Map(),
      report: { sets: [], passed: [], refused: [] },
      build: null,
    };
    try {
      return importAll(run, findFiles(paths));
    } catch (error) {
      run.build?.abandon();
      throw error;
    }
  });
}

function importAll(run: Run, files: readonly Found[]): ImportReport {
  const { report, options } = run;
  const packs = files.filter((file) => attempt(run, file, () => readActors(run, file)) === true);
  for (const file of files) {
    if (!packs.includes(file)) attempt(run, file, () => importFile(run, file));
  }
  if (report.refused.length > 0 && options.exceptBroken !== true) {
    run.build?.abandon();
    return { build: null, ...report, actors: run.actors.byId.size };
  }
  return { build: finish(run), ...report, actors: run.actors.byId.size };
}

/** A broken file is listed; what is wrong with the store or the program is not its fault. */
function attempt<T>(run: Run, { path }: Found, action: () => T): T | null {
  const known = run.report.refused.some(({ file }) => file === path);
  if (known) return null;
  try {
    return action();
  } catch (error) {
    const isFile = error instanceof InputError && !error.label.startsWith('tag store');
    if (!isFile || error instanceof LimitError) throw error;
    run.report.refused.push({ file: path, reason: error.message });
    return null;
  }
}

function readActors({ actors }: Run, { path }: Found): boolean {
  if (!/\.ya?ml$/i.test(path)) return false;
  const { bytes, text } = readText(path);
  if (!isActorPack(path, text)) return false;
  for (const [id, actor] of readActorPack(basename(path), text)) actors.byId.set(id, actor);
  actors.digest = sha256(actors.digest + sha256(bytes));
  return true;
}

function importFile(run: Run, { path, named }: Found): void {
  const { options, report, actors, sets } = run;
  const { bytes, text } = readText(path);
  const layout = layoutOf(path, text);
  if (!layout) {
    if (named) throw new InputError(basename(path), 'a layout of tags (docs/tags.md)', text);
    report.passed.push(path);
    return;
  }
  const publisher = publisherOf(path);
  const declared = declaredBy(options, publisher);
  const resolved = layout.id === 'tagpack' ? actors.digest : '';
  const about = {
    id: idOf(run, path, declared, layout.id),
    layout: layout.id,
    source: declared.source || layout.id,
    file: basename(path),
    digest: sha256(bytes),
    told: JSON.stringify([declared, toldBy(options, publisher), resolved]),
  };
  const place = sets.findIndex(({ id }) => id === about.id);
  const old = sets[place];
  if (old && old.digest === about.digest && old.told === about.told) {
    report.sets.push({ set: old, change: 'unchanged', warnings: [] });
    return;
  }
  const read = readLayout(layout, about.file, text, { declared, actors: actors.byId });
  const faults = createFaults(about.file);
  const told = toldBy(options, publisher);
  const flags = publisher?.flaggedBy === undefined ? [] : [flagOf(publisher.flaggedBy)];
  const tags = read.tags.flatMap((tag): Tag | Tag[] => {
    return admit(flags.length > 0 ? { ...tag, states: flags } : tag, told, faults) ?? [];
  });
  const set: TagSet = {
    ...about,
    sourceDate: newestDay(tags) ?? options.date ?? null,
    imported: run.world.now,
    tags: tags.length,
    leftOut: Math.max(0, read.rows - tags.length),
    former: old ? superseded(old, run.world.now) : [],
  };
  const isOlder = (set.sourceDate ?? '') < (old?.sourceDate ?? '') && set.sourceDate !== null;
  const warnings = [...read.warnings, ...faults.list()];
  report.sets.push({ set, change: isOlder ? 'older' : old ? 'newer' : 'new', warnings });
  if (!isOlder && (old || tags.length > 0)) addSet(run, set, place, tags);
}

function addSet(run: Run, set: TagSet, place: number, tags: readonly Tag[]): void {
  const { folder, stored, sets, changed, world } = run;
  const index = place === -1 ? sets.length : place;
  sets[index] = set;
  changed.set(set.id, index);
  run.build ??= createBuild(asideIn(folder), world.seed, (to) => {
    if (stored) carryStrings(stored, to);
  });
  for (const tag of tags) run.build.add(tag, index, place !== -1);
}

function finish({ build, stored, sets, changed, world, folder }: Run): string | null {
  if (build === null) return null;
  if (stored) carryTags(stored, build, new Set(changed.values()));
  const { digest } = build.finish(sets, formatTime(world.now).slice(0, 10));
  return publish(folder, build.folder, digest);
}

function declaredBy(options: ImportOptions, publisher: Publisher | null): Declaration {
  const date = options.date ?? publisher?.date;
  const grade = options.grade ?? publisher?.grade;
  return {
    chain: options.chain ?? publisher?.chain ?? '',
    source: options.source ?? publisher?.source ?? '',
    category: options.category ?? publisher?.category ?? '',
    ...(publisher?.label !== undefined && { label: publisher.label }),
    ...(date !== undefined && { date }),
    ...(grade !== undefined && { grade }),
  };
}

function toldBy(options: ImportOptions, publisher: Publisher | null): Told {
  const licence = options.licence ?? publisher?.licence;
  const shareable = options.shareable ?? publisher?.shareable;
  return {
    ...(options.grade !== undefined && { grade: options.grade }),
    ...(licence !== undefined && { licence }),
    ...(shareable !== undefined && { shareable }),
    ...(options.expires !== undefined && { expires: options.expires }),
  };
}

/**
 * What one version of a set has in common with the next: who publishes it, for which chain, and the
 * name of the file without its date and ending.
 */
function idOf(run: Run, path: string, { source, chain }: Declaration, layout: string): string {
  const stem = basename(path)
    .replace(/(\.\w+)+$/, '')
    .replace(/[-_.]?(19|20)\d\d-?\d\d(-?\d\d)?/g, '');
  const id = [source || layout, chain, stem].filter((part) => part !== '').join('/');
  // two files of one call are no two versions of one set
  const short = id.slice(0, 300);
  return run.changed.has(short) || run.report.sets.some(({ set }) => set.id === short)
    ? `${short} (${basename(dirname(path)).slice(0, 100)})`
    : short;
}
