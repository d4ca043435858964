// Drafts the freeze requests of a result: in a thread, since a result may be large.

import type { FreezeDraft } from '../../casework/requests/draft.ts';
import { draftsOf } from '../../casework/requests/drafts.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

interface Kept {
  /** A result that this program wrote. */
  readonly result: Uint8Array;
  readonly sha256: string;
}

export type DraftsTask = Task<Kept, never, readonly FreezeDraft[]>;

export const draftsTask: DraftsTask = async (kept) => readDrafts(kept);

export function readDrafts({ result, sha256 }: Kept): readonly FreezeDraft[] {
  return draftsOf(JSON.parse(Buffer.from(result).toString('utf8')) as TraceResult, sha256);
}
