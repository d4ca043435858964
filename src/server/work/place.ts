import { join } from 'node:path';
import type { Store } from '../../store/store.ts';

/** Where work is done: a desk, or a program that only works for one. */
export interface WorkPlace {
  readonly store: Store;
  /** The data folder: settings, tags, lists, and a folder for each trace. */
  readonly home: string;
  readonly log: Log;
}

type Line = (about: object, message: string) => void;

interface Log {
  readonly info: Line;
  readonly warn: Line;
  readonly error: Line;
}

/**
 * The folder of a trace's first run: its case, its recorded answers, and what else it needs to go
 * on. What has come into the store of it is the record; the folder can be made from that.
 */
export function traceFolderOf(home: string, traceId: string): string {
  return join(home, 'desk', 'traces', traceId);
}

/** The same of any of its runs. */
export function runFolderOf(
  home: string,
  { id, job_id }: { readonly id: string; readonly job_id: string | null },
  run: string,
): string {
  const first = traceFolderOf(home, id);
  return run === job_id ? first : `${first}.${run}`;
}

/**
 * Where the uploaded files of a trace lie: apart from what the program keeps in its folder, so that
 * none of them can pass for the case, its evidence or its page.
 */
export function filesOf(folder: string): string {
  return join(folder, 'files');
}
