import { InputError } from '../../base/errors.ts';
import type { Held } from '../../casework/watch/watched.ts';
import type { Feed } from '../../ledger/feed.ts';
import { getBlob } from '../../store/blobs.ts';
import type { Db } from '../../store/tables.ts';
import type { OutputOf } from '../work/tasks.ts';
import type { Threads } from '../work/threads.ts';
import type { Standing } from './accounts.ts';

interface Asked {
  readonly sha256: string;
  /** Of which it is a later version. */
  readonly before?: string | undefined;
  readonly settings: { readonly services?: boolean };
  /** Alerts of which it may say more, and the block up to which it tells of everything. */
  readonly standing?: readonly Standing[];
  readonly seen?: number;
}

/** What a watch needs of a result that is kept. @throws InputError where it is not */
export async function readHeld(
  db: Db,
  threads: Threads,
  { sha256, before, settings, standing = [], seen = -1 }: Asked,
): Promise<OutputOf<'held'>> {
  const result = await bytesOf(db, sha256);
  const earlier = before === undefined ? null : await bytesOf(db, before);
  const hands = [result, ...(earlier ? [earlier] : [])].map(({ buffer }) => buffer);
  const asked = { settings, standing, seen };
  return threads.run('held', { result, before: earlier, ...asked }, { hands });
}

/** What somebody who begins a watch is to know of it; null: nothing. */
export function noteOf(gap: string | null, { isLive }: Held, { blind }: Feed): string | null {
  const files = 'the trace is one over files: moves are told at most, and it is not extended';
  const notes = [gap, blind ?? null, isLive ? null : files].filter((note) => note !== null);
  return notes.length > 0 ? notes.join('; ') : null;
}

async function bytesOf(db: Db, sha256: string): Promise<Buffer<ArrayBuffer>> {
  const blob = await getBlob(db, sha256);
  if (blob) return blob.bytes;
  throw new InputError('result', 'one that is kept', sha256);
}
