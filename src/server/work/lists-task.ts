// Sanctions lists, fetched and read in a thread. One publisher's bad day must not make all stale.

import { join } from 'node:path';
import { updateList } from '../../attribution/lists/update.ts';
import { systemClock } from '../../base/clock.ts';
import { InputError, LimitError, SourceError } from '../../base/errors.ts';
import { systemNetwork } from '../../base/network.ts';
import { readLists } from '../../casework/live/config.ts';
import type { Task } from './tasks.ts';

interface Input {
  readonly home: string;
  /** Ids; none: all that are on. */
  readonly lists: readonly string[];
  /** Also a list that has become suspiciously smaller. */
  readonly accept: boolean;
}

/** What came of one list. */
export interface Updated {
  readonly list: string;
  readonly fault: string | null;
  readonly version: {
    readonly version: string;
    readonly sha256: string;
    readonly published: string | null;
    /** Unix seconds. */
    readonly fetched: number;
    readonly entries: number;
    readonly isNew: boolean;
    readonly changes: Readonly<Record<'added' | 'removed' | 'altered', number>> | null;
  } | null;
}

export type ListsTask = Task<Input, Updated, readonly Updated[]>;

export const listsTask: ListsTask = async ({ home, lists, accept }, { tell, signal }) => {
  const all = await readLists(undefined, { ...process.env, HUE_HOME: home });
  for (const id of lists) {
    if (all.some((list) => list.id === id)) continue;
    throw new InputError('list', all.map((list) => list.id).join(', '), id);
  }
  const wanted = all.filter(({ id, on }) => (lists.length > 0 ? lists.includes(id) : on));
  const done: Updated[] = [];
  for (const list of wanted) {
    signal.throwIfAborted();
    const one = await updated(list, accept, home);
    tell(one);
    done.push(one);
  }
  return done;
};

async function updated(
  list: Parameters<typeof updateList>[1],
  accept: boolean,
  home: string,
): Promise<Updated> {
  const folder = join(home, 'lists');
  try {
    const taken = await updateList(folder, list, systemNetwork, systemClock, accept);
    const { version, digest, published, fetched, parties } = taken.version;
    const { changes } = taken;
    const counts = changes && {
      added: changes.added.length,
      removed: changes.removed.length,
      altered: changes.altered.length,
    };
    const isNew = taken.kind === 'new';
    const about = { version, sha256: digest, published, fetched, entries: parties };
    return { list: list.id, fault: null, version: { ...about, isNew, changes: counts } };
  } catch (error) {
    const isOutside = [InputError, SourceError, LimitError].some((kind) => error instanceof kind);
    if (!isOutside) throw error;
    return { list: list.id, fault: (error as Error).message, version: null };
  }
}
