// Reads a result and says what a case file shows of it: in a thread, since a result may be large.

import { type Gist, gistOf } from '../../casework/file/gist.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

export type GistTask = Task<Uint8Array, never, Gist>;

export const gistTask: GistTask = async (bytes) => readGist(bytes);

/** @param bytes a result that this program wrote, read by its digest */
export function readGist(bytes: Uint8Array): Gist {
  return gistOf(JSON.parse(Buffer.from(bytes).toString('utf8')) as TraceResult);
}
