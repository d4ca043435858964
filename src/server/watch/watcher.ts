import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { isSourceFault } from '../../base/errors.ts';
import type { Names } from '../../attribution/names.ts';
import { type Chain, parseChain } from '../../ledger/chains.ts';
import type { Feed } from '../../ledger/feed.ts';
import type { Store } from '../../store/store.ts';
import type { Db, Row, Tables } from '../../store/tables.ts';
import { activeWatches } from '../../store/watches.ts';
import { Acquaintances } from './acquaintances.ts';
import { type Means, OneWatch } from './one-watch.ts';
import { sharedFeed } from './shared-feed.ts';

type Line = (about: object, message: string) => void;

/** What the watching is done with. */
export interface WatcherPlace {
  readonly store: Store;
  readonly clock: import('../../base/clock.ts').Clock;
  readonly log: { readonly info: Line; readonly warn: Line; readonly error: Line };
  /** The sources of a chain by which it can be followed, the best first. */
  readonly feeds: (chain: Chain) => readonly Feed[];
  readonly names: () => Names;
  /** Alerts were written that are to be sent. */
  readonly raised: () => void;
  /** Milliseconds between two looks at a chain's newest block. */
  readonly pollMs: (chain: Chain, feed: Feed) => number;
}
