import type { UnixTime } from '../../base/time.ts';
import { inTurns } from '../../base/turns.ts';
import type { BlockId } from '../../ledger/feed.ts';
import type { AssetId, Holder } from '../../ledger/port.ts';

/**
 * Money that rests in one place, as a watch follows it: what a holder has of an asset, or a coin.
 */
export interface Rest {
  /** `holder asset`, or the outpoint of a coin: `tx:index`. */
  readonly key: string;
  readonly holder: Holder;
  readonly asset: AssetId;
  /** At most so much of it is stolen. */
  readonly units: bigint;
}

export function restKey(holder: Holder, asset: AssetId): string {
  return `${holder} ${asset}`;
}

/** What one block changed: how the rests stand after it. */
export interface JournalBlock extends BlockId {
  readonly time: UnixTime;
  readonly after: readonly Rest[];
  /** The transactions that did it. */
  readonly transactions: readonly string[];
}

/** Blocks that can be rolled back; a deeper reorganisation begins anew from the trace. */
const JOURNAL_BLOCKS = 128;

/** As it is stored: amounts are decimal strings. */
interface StoredBalances {
  /** Newest last; their hashes are the chain as the watch has seen it. */
  readonly journal: readonly {
    readonly height: number;
    readonly hash: string;
    readonly time: UnixTime;
    readonly after: readonly StoredRest[];
    readonly transactions: readonly string[];
  }[];
  /** What blocks before the journal changed. */
  readonly settled: readonly StoredRest[];
}
const NOTHING_STORED: StoredBalances = { journal: [], settled: [] };
type StoredRest = readonly [key: string, holder: Holder, asset: AssetId, units: string];

/**
 * The balances of a trace as they stand after the newest block. What each block changed is kept,
 * so that it can be taken back (tracing reference §2.5).
 */
export class Balances {
  readonly #base = new Map<string, Rest>();
  readonly #covered: number;
  readonly #settled = new Map<string, Rest>();
  readonly #journal: JournalBlock[] = [];
  /** What differs from the base. */
  readonly #now = new Map<string, Rest>();
  /** How many places of each holder hold something. */
  readonly #holders = new Map<Holder, number>();

  /** @param covered the block up to which the base tells of all; its journal is for the hashes */
  constructor(base: Iterable<Rest>, stored = NOTHING_STORED, covered = -1) {
    this.#covered = covered;
    for (const rest of base) this.#begin(rest);
    this.#restore(stored);
  }

  /** The same, a little at a time: a large theft rests in a hundred thousand places. */
  static async inTurns(
    base: Iterable<Rest>,
    { stored = NOTHING_STORED, covered }: { stored?: StoredBalances | undefined; covered: number },
  ): Promise<Balances> {
    const balances = new Balances([], NOTHING_STORED, covered);
    await inTurns(base, (rest) => balances.#begin(rest));
    balances.#restore(stored);
    return balances;
  }

  #begin(rest: Rest): void {
    const had = (this.#base.get(rest.key)?.units ?? 0n) > 0n ? 1 : 0;
    this.#base.set(rest.key, rest);
    this.#count(rest.holder, (rest.units > 0n ? 1 : 0) - had);
  }

  #restore({ settled, journal }: StoredBalances): void {
    for (const one of settled) this.#settle(restOf(one));
    for (const block of journal) this.apply({ ...block, after: block.after.map(restOf) });
  }

  /** Null where nothing stolen rests. */
  at(key: string): Rest | null {
    const rest = this.#now.get(key) ?? this.#base.get(key);
    return rest && rest.units > 0n ? rest : null;
  }

  holds(holder: Holder): boolean {
    return (this.#holders.get(holder) ?? 0) > 0;
  }

  /** All that rests somewhere now. */
  *all(): Generator<Rest> {
    for (const rest of this.#now.values()) if (rest.units > 0n) yield rest;
    for (const rest of this.#base.values()) {
      if (rest.units > 0n && !this.#now.has(rest.key)) yield rest;
    }
  }

  /** Newest last. */
  get blocks(): readonly JournalBlock[] {
    return this.#journal;
  }

  get last(): JournalBlock | null {
    return this.#journal.at(-1) ?? null;
  }

  /** Takes the next block; what is older than the journal is settled. */
  apply(block: JournalBlock): void {
    this.#journal.push(block);
    for (const rest of this.#changes(block)) this.#set(rest);
    if (this.#journal.length <= JOURNAL_BLOCKS) return;
    const oldest = this.#journal.shift();
    for (const rest of oldest ? this.#changes(oldest) : []) this.#settled.set(rest.key, rest);
  }

  #changes({ height, after }: JournalBlock): readonly Rest[] {
    return height > this.#covered ? after : [];
  }

  /** Takes back all blocks after a height, newest first, and returns them. */
  rollback(height: number): readonly JournalBlock[] {
    const kept = this.#journal.findLastIndex((block) => block.height <= height) + 1;
    const undone = this.#journal.splice(kept).reverse();
    const touched = new Set(undone.flatMap((block) => this.#changes(block).map(({ key }) => key)));
    const before = new Map(this.#settled);
    for (const block of this.#journal) {
      for (const rest of this.#changes(block)) before.set(rest.key, rest);
    }
    for (const key of touched) {
      const rest = before.get(key);
      if (rest) this.#set(rest);
      else this.#unset(key);
    }
    return undone;
  }

  /** As it is stored, with a block that is still to be applied. */
  stored(next?: JournalBlock): StoredBalances {
    return {
      journal: [...this.#journal, ...(next ? [next] : [])].map((block) => {
        return { ...block, after: block.after.map(storedOf) };
      }),
      settled: [...this.#settled.values()].map(storedOf),
    };
  }

  #settle(rest: Rest): void {
    this.#settled.set(rest.key, rest);
    this.#set(rest);
  }

  #set(rest: Rest): void {
    const had = this.at(rest.key) ? 1 : 0;
    this.#now.set(rest.key, rest);
    this.#count(rest.holder, (rest.units > 0n ? 1 : 0) - had);
  }

  /** Back to the base. */
  #unset(key: string): void {
    const was = this.#now.get(key);
    const based = this.#base.get(key);
    if (!was) return;
    this.#now.delete(key);
    const has = based !== undefined && based.units > 0n ? 1 : 0;
    this.#count(was.holder, has - (was.units > 0n ? 1 : 0));
  }

  #count(holder: Holder, by: number): void {
    if (by === 0) return;
    const count = (this.#holders.get(holder) ?? 0) + by;
    if (count > 0) this.#holders.set(holder, count);
    else this.#holders.delete(holder);
  }
}

function restOf([key, holder, asset, units]: StoredRest): Rest {
  return { key, holder, asset, units: BigInt(units) };
}

function storedOf({ key, holder, asset, units }: Rest): StoredRest {
  return [key, holder, asset, units.toString()];
}
