import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../store/ids.ts';
import { endLeases, workersOfJobs } from '../../store/jobs.ts';
import type { Db } from '../../store/tables.ts';

/** Workers of this process. */
const own = new Set<string>();

/** A name for a worker, by which it can be told later whether its process still runs. */
export function nameWorker(): string {
  const name = `${hostname()}:${process.pid}:${newId().slice(-6)}`;
  own.add(name);
  return name;
}

/**
 * Frees the jobs of workers of this computer whose process is gone: after a crash they go on at
 * once, and not only when their leases end. Of workers elsewhere nothing is known.
 */
export async function freeLeftBehind(db: Db): Promise<void> {
  const gone = (await workersOfJobs(db)).filter(isGone);
  if (gone.length > 0) await endLeases(db, gone);
}

function isGone(worker: string): boolean {
  if (own.has(worker)) return false;
  const [host, pid] = worker.split(':');
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return false;
  // the number was given to this process anew, as it is in a container that was restarted
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // it is there, and somebody else's
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Nobody writes one file for so long. */
const PART_MS = 10 * 60_000;
/** By whom it is written: a process, and a thread or a number of its own. */
const PART = /\.\d+\.[\w-]+\.part$/;

/**
 * Removes the parts of files that nobody writes any more: a worker that was killed left them in the
 * folders of its traces. One that grows still, here or on another computer, stays.
 */
export async function clearParts(home: string, now: number): Promise<void> {
  const traces = join(home, 'desk', 'traces');
  for await (const path of partsIn(traces)) {
    const found = await stat(path).catch(() => null);
    if (found && now - found.mtimeMs > PART_MS) await rm(path, { force: true });
  }
}

async function* partsIn(folder: string): AsyncGenerator<string> {
  // meanwhile a folder may have been removed
  const entries: readonly Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* partsIn(path);
    else if (entry.isFile() && PART.test(entry.name)) yield path;
  }
}
