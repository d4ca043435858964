import type { Lookups } from '../../casework/watch/alert.ts';
import { Balances } from '../../casework/watch/balances.ts';
import { follow, type Happening } from '../../casework/watch/follow.ts';
import type { Move } from '../../casework/watch/moves.ts';
import { assetsIn, type Held, worthBy } from '../../casework/watch/watched.ts';
import type { BlockId, Feed, Pool } from '../../ledger/feed.ts';
import type { Db, Row } from '../../store/tables.ts';
import { noteWatched, tellWatch } from '../../store/watches.ts';
import type { Threads } from '../work/threads.ts';
import { rewriteAlerts, standingAlerts } from './accounts.ts';
import type { Acquaintances } from './acquaintances.ts';
import {
  blocksTold,
  type Raising,
  raiseMoves,
  retractBlocks,
  retractMoves,
  untold,
} from './alerts.ts';
import { cursorSchema, type WatchCursor } from './cursor.ts';
import { extendedTo, requestExtension, seenBy } from './extension.ts';
import { blockAt, noteOf, readHeld, restsOf, resultSha256 } from './held.ts';
import { Provisional } from './provisional.ts';

/** What a watch is done with. */
export interface Means {
  readonly feed: Feed;
  readonly knows: Acquaintances;
  /** A transaction of the program that leads; fails where it leads no more. */
  readonly write: (work: (trx: Db) => Promise<void>) => Promise<void>;
  readonly db: Db;
  readonly threads: Threads;
  readonly now: () => Date;
  /** Something was written that is to be sent. */
  readonly raised: () => void;
}

/** Blocks without a move that may pass before it is written how far the watch is. */
const UNWRITTEN = 20;
/** A watch that is farther behind begins with a trace of what happened meanwhile. */
const MOST_BEHIND = 5000;

/** For so long a move is looked for again that the extended trace does not show, and how soon. */
const RECENT_MS = 300_000;
const CONFIRMED_MS = 60_000;
/** Milliseconds between two looks for a newer result. */
const CHECK_MS = 500;

/** One watch, from its cursor on. It is opened anew after any failure. */
export class OneWatch {
  readonly row: Row<'watch'>;
  readonly #means: Means;
  readonly #balances: Balances;
  readonly #held: Held;
  #cursor: WatchCursor;
  /** What was told of a block before the program was there again: the block may be gone. */
  #told: readonly BlockId[] = [];
  readonly #provisional = new Provisional();
  #unwritten = 0;
  #nextCheck = 0;

  private constructor(
    row: Row<'watch'>,
    means: Means,
    cursor: WatchCursor,
    held: Held,
    balances: Balances,
  ) {
    this.row = row;
    this.#means = means;
    this.#cursor = cursor;
    this.#held = held;
    this.#balances = balances;
  }

  /**
   * Null where it cannot begin yet: the trace has no result, or is to be extended first.
   * @throws SourceError where the source does not answer
   */
  static async open(row: Row<'watch'>, means: Means, signal?: AbortSignal) {
    const cursor = cursorSchema.parse(row.cursor);
    const [base] = cursor.bases;
    const sha256 = base?.sha256 ?? (await resultSha256(means.db, row));
    if (sha256 === null) return null;
    const { db, threads } = means;
    const { held } = await readHeld(db, threads, { sha256, settings: cursor.settings });
    const rests = await restsOf(held, means.feed, signal);
    if (base && cursor.balances) {
      const told = { stored: cursor.balances, covered: base.height };
      const balances = await Balances.inTurns(rests, told);
      const one = new OneWatch(row, means, cursor, held, balances);
      one.#told = await blocksTold(means.db, row.id, balances.last?.height ?? 0);
      return one;
    }
    const head = (await means.feed.head(signal)).height;
    const known = Math.max(held.lastBlock ?? -1, (await extendedTo(means.db, sha256)) ?? -1);
    // a result without blocks says nothing of where it ends
    const told = known < 0 ? head : known;
    const isFar = head - told > MOST_BEHIND;
    if (isFar && cursor.settings.extends) {
      const note = `far behind: the trace is extended to block ${head} first`;
      await means.write(async (trx) => {
        await noteWatched(trx, row.id, { cursor: { ...cursor, note }, lastBlock: BigInt(told) });
        await requestExtension(trx, row, head);
        await tellWatch(trx, row, 'watching');
      });
      return null;
    }
    const start = isFar ? head : Math.min(told, head);
    const first = await blockAt(start, held, means.feed, signal);
    if (first === null) return null;
    const gap = isFar ? `what happened between blocks ${told} and ${head} was not seen` : null;
    const balances = await Balances.inTurns(rests, { covered: first.height });
    balances.apply(first);
    const note = noteOf(gap, held, means.feed, rests);
    const begun = { ...cursor, bases: [{ sha256, height: first.height }], note };
    const one = new OneWatch(row, means, begun, held, balances);
    await means.write(async (trx) => {
      await one.#note(trx);
      await tellWatch(trx, row, 'watching');
    });
    return one;
  }

  /** False where it must be opened anew: what it began from has changed. */
  async look(signal: AbortSignal): Promise<boolean> {
    const early: Move[] = [];
    const { feed, knows } = this.#means;
    for await (const happening of follow(feed, this.#balances, knows, signal)) {
      if (!(await this.#keep(happening, early))) return false;
      signal.throwIfAborted();
    }
    return this.#isCurrent();
  }

  /** Tells of what waits for a block. */
  async lookAtPool(pool: Pool, signal: AbortSignal): Promise<void> {
    const [means, balances, id] = [this.#means, this.#balances, this.row.id];
    const raising = async (moves: readonly Move[]) => {
      return (await this.#raising(moves))(this.#cursor.settings);
    };
    await this.#provisional.look(pool, { ...means, balances, watchId: id, raising }, signal);
  }

  async #keep(happening: Happening, early: Move[]): Promise<boolean> {
    const { write, raised } = this.#means;
    switch (happening.kind) {
      case 'early':
        early.push(...happening.moves);
        await this.#raise(happening.moves);
        return true;
      case 'block':
        await this.#keepBlock(happening, early.splice(0));
        return true;
      case 'rollback': {
        const hashes = happening.undone.map(({ hash }) => hash);
        const { height } = this.#balances.last ?? { height: 0 };
        // a result that told of blocks which are gone is no base any more; the oldest must do
        const standing = this.#cursor.bases.filter((base) => base.height <= height);
        const isBased = standing.length === this.#cursor.bases.length;
        const bases = standing.length > 0 ? standing : this.#cursor.bases.slice(-1);
        const gone = this.#cursor.bases.filter((base) => !bases.includes(base));
        const voided = [...gone.map(({ sha256 }) => sha256), ...this.#cursor.voided].slice(0, 20);
        this.#cursor = { ...this.#cursor, bases, voided };
        await write(async (trx) => {
          await this.#note(trx);
          if (!isBased) await requestExtension(trx, this.row, height);
          await retractBlocks(trx, this.row.id, hashes);
        });
        raised();
        return isBased;
      }
      case 'lost': {
        const hashes = this.#balances.blocks.map(({ hash }) => hash);
        const note = 'a reorganisation deeper than what was kept: begun anew';
        const cursor = { ...this.#cursor, bases: [], balances: null, note };
        await write(async (trx) => {
          await noteWatched(trx, this.row.id, { cursor, lastBlock: 0n });
          await requestExtension(trx, this.row, this.#balances.last?.height ?? 0);
          await retractBlocks(trx, this.row.id, hashes);
        });
        raised();
        return false;
      }
    }
  }

  async #keepBlock(
    { moves, entry, whole }: Extract<Happening, { kind: 'block' }>,
    early: readonly Move[],
  ): Promise<void> {
    const keys = new Set(moves.map(({ tx, from }) => `${tx} ${from}`));
    const wrong = early.filter(({ tx, from }) => !keys.has(`${tx} ${from}`));
    this.#unwritten += 1;
    const passed = this.#told.filter(({ height }) => height <= entry.height);
    this.#told = this.#told.filter(({ height }) => height > entry.height);
    const gone = passed.filter(({ height, hash }) => height < entry.height || hash !== entry.hash);
    if (
      gone.length + moves.length + wrong.length + entry.after.length === 0 &&
      this.#unwritten < UNWRITTEN
    ) {
      return;
    }
    const note = whole ? null : `what contracts paid in block ${entry.height} was not shown`;
    this.#cursor = { ...this.#cursor, note: note ?? this.#cursor.note };
    const raising = await this.#raising(moves);
    await this.#means.write(async (trx) => {
      await this.#note(trx, entry);
      if (moves.length > 0 && this.#cursor.settings.extends) {
        await requestExtension(trx, this.row, entry.height);
      }
      await raiseMoves(trx, moves, raising(this.#cursor.settings));
      await retractMoves(trx, this.row.id, wrong);
      const hashes = gone.map(({ hash }) => hash);
      if (gone.length > 0) await retractBlocks(trx, this.row.id, hashes);
    });
    this.#unwritten = 0;
    if (moves.length + gone.length > 0) this.#means.raised();
  }

  /**
   * Takes a newer result of the trace for its base, once all its blocks were seen here too: until
   * then a move in them must still raise its alert.
   */
  async #isCurrent(): Promise<boolean> {
    const [base] = this.#cursor.bases;
    const { db, threads, feed, now, write, raised } = this.#means;
    if (now().getTime() < this.#nextCheck) return true;
    this.#nextCheck = now().getTime() + CHECK_MS;
    const sha256 = await resultSha256(db, this.row);
    if (sha256 === null || sha256 === base?.sha256) return true;
    if (this.#cursor.voided.includes(sha256)) return true;
    const seen = await seenBy(db, sha256, feed.chain);
    const standing = await standingAlerts(db, this.row.id);
    const { last, blocks } = this.#balances;
    const transactions = blocks.flatMap((block) => block.transactions);
    const asked = { sha256, before: base?.sha256, settings: this.#cursor.settings, transactions };
    const read = await readHeld(db, threads, { ...asked, standing, seen });
    const { held, arrivals: arrived, told: found, accounts } = read;
    if (last === null || (held.lastBlock ?? 0) > last.height) return true;
    const told = new Set(found);
    const missing = blocks.find(
      ({ height: at, transactions }) => at > seen && transactions.some((tx) => !told.has(tx)),
    );
    const height = missing ? missing.height - 1 : last.height;
    const oldest = blocks[0]?.height ?? 0;
    // of bases older than every known block one is enough
    const older = this.#cursor.bases.filter(({ height: at }, i, all) => {
      return at >= oldest || (all[i - 1]?.height ?? oldest) >= oldest;
    });
    const bases = [{ sha256, height }, ...older].slice(0, 20);
    const { journal } = this.#balances.stored();
    const hashes = new Map(blocks.map((block) => [block.height, block.hash]));
    const arrivals = arrived.map((move) => {
      return { ...move, hash: hashes.get(move.height) ?? '' };
    });
    // a source that gives confirmed blocks only is asked again once this one is
    const isRecent = missing && missing.time * 1000 > now().getTime() - RECENT_MS;
    const moved = [...arrivals, ...standing.map(({ move }) => move)];
    const raising = await this.#raising(moved, held);
    await write(async (trx) => {
      const settings = await this.#settings(trx);
      this.#cursor = { ...this.#cursor, bases, settings };
      const cursor = { ...this.#cursor, balances: { journal, settled: [] } };
      await noteWatched(trx, this.row.id, { cursor, lastBlock: BigInt(last.height) });
      if (isRecent) await requestExtension(trx, this.row, last.height, CONFIRMED_MS);
      const fresh = await untold(trx, this.row.id, arrivals);
      await raiseMoves(trx, fresh, raising(settings));
      await rewriteAlerts(trx, accounts, sha256, raising(settings));
    });
    raised();
    return false;
  }

  async #raise(moves: readonly Move[]): Promise<void> {
    const raising = await this.#raising(moves);
    await this.#means.write((trx) => raiseMoves(trx, moves, raising(this.#cursor.settings)));
    this.#means.raised();
  }

  /** What is looked up for these moves is at hand before the transaction begins. */
  async #raising(moves: readonly Move[], held = this.#held) {
    const { knows, feed, now } = this.#means;
    const holders = moves.flatMap(({ from, parts }) => [from, ...parts.map(({ to }) => to)]);
    const who = await knows.whoAre(new Set(holders));
    const lookups: Lookups = {
      chain: feed.chain,
      who: (holder) => who.get(holder) ?? held.names.get(holder) ?? null,
      asset: assetsIn(held),
      worth: worthBy(held.prices),
    };
    const watch = this.row;
    return (settings: WatchCursor['settings']): Raising => {
      return { watch, settings, lookups, now: now() };
    };
  }

  /** Somebody may have changed them meanwhile. */
  async #settings(trx: Db): Promise<WatchCursor['settings']> {
    const rows = trx.selectFrom('watch').select('cursor').where('id', '=', this.row.id);
    const { cursor } = await rows.forUpdate().executeTakeFirstOrThrow();
    return cursorSchema.parse(cursor).settings;
  }

  async #note(trx: Db, next?: Parameters<Balances['stored']>[0]): Promise<void> {
    this.#cursor = { ...this.#cursor, settings: await this.#settings(trx) };
    const cursor = { ...this.#cursor, balances: this.#balances.stored(next) };
    const { height } = next ?? this.#balances.last ?? { height: 0 };
    await noteWatched(trx, this.row.id, { cursor, lastBlock: BigInt(height) });
  }
}
