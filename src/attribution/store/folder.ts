import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { reason, writeWhole } from '../../base/files.ts';
import {
  assertFits,
  byHolder,
  type Decision,
  missingFrom,
  readDecisions,
  withDecision,
  writeDecisions,
} from './decisions.ts';
import { readHeader, type StoreHeader } from './format.ts';
import { openBuild, type TagStore, verifyBuild } from './store.ts';

/**
 * A folder of builds: `current` names one and its header's SHA-256. A build is written aside, gets
 * its name, and is then pointed to; the one before stays for whoever is about to open it.
 */
const POINTER = 'current';
const KEPT = 2;
/** Between a lock and the number of its process in it lies no time to speak of. */
const UNSAID_MS = 2000;
const NAME = /^build-(\d{6,12})$/;

interface Current {
  readonly name: string;
  readonly digest: string;
}

function currentOf(folder: string): Current | null {
  const path = join(folder, POINTER);
  if (!existsSync(path)) return null;
  const [, name, digest] =
    /^(build-\d{6,12}) ([0-9a-f]{64})\n$/.exec(readFileSync(path, 'utf8')) ?? [];
  if (name !== undefined && digest !== undefined) return { name, digest };
  throw new InputError(`tag store ${path}`, 'a build and its digest', 'something else');
}

function decisionsPath(folder: string): string {
  return join(folder, 'decisions.json');
}

/**
 * Opens the newest build; null where nothing was ever imported.
 * @throws InputError where it is torn, truncated or of another format
 */
export function openStore(folder: string): TagStore | null {
  const open = ({ name, digest }: Current): TagStore => {
    const decisions = byHolder(readDecisions(decisionsPath(folder)).decisions);
    return openBuild(join(folder, name), name, digest, decisions);
  };
  const first = currentOf(folder);
  if (first === null) return null;
  try {
    return open(first);
  } catch (error) {
    // two builds later it may be gone before it was opened: the pointer then names another
    const again = currentOf(folder);
    if (again === null || again.name === first.name) throw error;
    return open(again);
  }
}

/**
 * Compares the SHA-256 of every part of the newest build; null where there is none.
 * @throws InputError
 */
export function verifyStore(folder: string): StoreHeader | null {
  const current = currentOf(folder);
  return current && verifyBuild(join(folder, current.name), current.digest);
}

/** The newest build on disk, unopened; null where there is none. */
export function storedIn(folder: string): { folder: string; header: StoreHeader } | null {
  const current = currentOf(folder);
  if (current === null) return null;
  const path = join(folder, current.name);
  return { folder: path, header: readHeader(path, current.digest) };
}

/** Where a build is written until it has its name. */
export function asideIn(folder: string): string {
  const path = join(folder, `aside-${process.pid}`);
  rmSync(path, { recursive: true, force: true });
  return path;
}

/** Gives a finished build its name, points to it, and removes all but the last two. */
export function publish(folder: string, aside: string, digest: string): string {
  const numbers = readdirSync(folder).map((entry) => Number(NAME.exec(entry)?.[1] ?? 0));
  const number = Math.max(0, ...numbers) + 1;
  const name = `build-${String(number).padStart(6, '0')}`;
  renameSync(aside, join(folder, name));
  writeWhole(join(folder, POINTER), `${name} ${digest}\n`);
  const old = numbers.filter((known) => known > 0).sort((a, b) => b - a);
  for (const gone of old.slice(KEPT - 1)) {
    const path = join(folder, `build-${String(gone).padStart(6, '0')}`);
    rmSync(path, { recursive: true, force: true });
  }
  return name;
}

/** Adds to what was decided. */
export function decide(
  folder: string,
  change: (decisions: readonly Decision[]) => readonly Decision[],
): void {
  const path = decisionsPath(folder);
  locked(folder, () => {
    const file = readDecisions(path);
    writeDecisions(path, { ...file, decisions: [...change(file.decisions)] });
  });
}

/** Whether there is room for more of them. @throws InputError */
export function assertRoomFor(folder: string, decisions: readonly Decision[]): void {
  const file = readDecisions(decisionsPath(folder));
  assertFits({ ...file, decisions: decisions.reduce(withDecision, file.decisions) });
}

/** What a desk has decided, by a number that grows with each. */
export interface Numbered {
  readonly number: bigint;
  /** Of its row in the custody log of the desk. */
  readonly hash: string;
  readonly decisions: readonly Decision[];
}

/** The last one that is here; `hash` where it is known of which log. */
export interface Mark {
  readonly number: bigint;
  readonly hash: string | null;
}

export function decidedUpTo(folder: string): Mark {
  return markOf(readDecisions(decisionsPath(folder)));
}

function markOf({ applied, row }: ReturnType<typeof readDecisions>): Mark {
  return { number: BigInt(applied), hash: row };
}

interface Taken {
  /** What was here when the desk looked: where that has changed since, nothing is taken. */
  readonly seen: Mark;
  /** What it has decided after that, in its order; or all, those that are here among them. */
  readonly decided: readonly Numbered[];
  readonly isAll: boolean;
}

/** Adds what a desk has decided. Gives what is the last one that is here then. */
export function takeDecided(folder: string, { seen, decided, isAll }: Taken): Mark {
  const path = decisionsPath(folder);
  const last = decided.at(-1);
  if (last === undefined) return decidedUpTo(folder);
  return locked(folder, () => {
    const file = readDecisions(path);
    const { number, hash } = markOf(file);
    if (number !== seen.number || hash !== seen.hash) return { number, hash };
    const all = decided.flatMap((one) => one.decisions);
    const next = isAll ? missingFrom(file.decisions, all) : all;
    const decisions = next.reduce<readonly Decision[]>(withDecision, file.decisions);
    const mark = { applied: String(last.number), row: last.hash };
    writeDecisions(path, { ...file, ...mark, decisions: [...decisions] });
    return { number: last.number, hash: last.hash };
  });
}

/**
 * Runs a change alone: two at once would lose one of them.
 * @throws InputError where another is under way
 */
export function locked<T>(folder: string, change: () => T): T {
  const path = join(folder, 'lock');
  const file = lockFile(folder, path);
  try {
    writeSync(file, `${process.pid}\n`);
    return change();
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}

function lockFile(folder: string, path: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new InputError(`output ${folder}`, 'a place that can be written', reason(error));
    }
    const holder = Number(readFileSync(path, 'utf8'));
    if (isLeft(path, holder)) {
      rmSync(path, { force: true });
      return openSync(path, 'wx');
    }
    const hint = `if none is running, remove ${path}`;
    throw new InputError(`tag store ${folder}`, 'no other import under way', holder, hint);
  }
}

/** Whether whoever locked it was killed meanwhile, perhaps before it said who it is. */
function isLeft(path: string, holder: number): boolean {
  const since = statSync(path).mtimeMs;
  if (!Number.isSafeInteger(holder) || holder <= 0) return since < Date.now() - UNSAID_MS;
  // the number was given to this process anew, as it is in a container that was restarted
  if (holder === process.pid) return since < Date.now() - process.uptime() * 1000 - UNSAID_MS;
  return !isRunning(holder);
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
