import { joinNames, type Names } from '../names.ts';
import type { TagStore } from './store.ts';

/**
 * Names from an opened store, as `createNames` gives them from tags in memory. What its source or
 * we withdrew names nobody any more.
 */
export function namesOf(store: TagStore): Names {
  return joinNames(store.size - store.retracted, (chain, holder) =>
    store.tagsAt(chain, holder).filter(({ retracted }) => retracted === null),
  );
}
