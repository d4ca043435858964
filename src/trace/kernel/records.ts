import { assert } from '../../base/assert.ts';
import type { EventNumber, LabelNumber, TxNumber } from '../accounts.ts';
import { joinLanes, LANE, lowerLane, upperLane, WIDE_FROM } from './lanes.ts';
import {
  ASIDE,
  CHUNK,
  CHUNK_BITS,
  type Chunk,
  CONTINUES,
  type EventKind,
  FIRST_CHUNK,
  FROM,
  MOST_VALUES,
  MOVE,
  REAL,
  TAG,
  TO,
  TX,
  WORD,
} from './record.ts';
import { type Slot, Slots } from './slots.ts';

/** How much there was at one point. */
export interface RecordsMark {
  readonly length: number;
  readonly slots: number;
  readonly swaps: number;
  readonly wide: number;
}

/** Events as records in chunks: appending never copies what is there. */
export class Records {
  readonly slots = new Slots();
  readonly chunks: Chunk[] = [];
  /** Events so far. */
  length = 0;
  /** Lanes of what came out of each swap. */
  swaps = new Float64Array(1 << 10);
  /** Number of swaps. */
  swapped = 0;
  /** Per asset the sum of all amounts, as float64: an upper bound of any balance in it. */
  readonly sums: number[] = [];
  /** Amounts of 2^100 and more, named by an upper lane of −1 and the index in the lower. */
  readonly #wide: bigint[] = [];

  kind(event: EventNumber): EventKind {
    return (this.#word(event, TAG) & 7) as EventKind;
  }

  from(event: EventNumber): Slot {
    return this.#word(event, FROM);
  }

  to(event: EventNumber): Slot {
    return this.#word(event, TO);
  }

  label(event: EventNumber): LabelNumber {
    return this.#word(event, TAG) >>> 4;
  }

  continues(event: EventNumber): boolean {
    return (this.#word(event, TAG) & CONTINUES) !== 0;
  }

  /** A move by which clean units leave first, whatever the policy. */
  isAside(event: EventNumber): boolean {
    return this.kind(event) === MOVE && this.label(event) === ASIDE;
  }

  amount(event: EventNumber): bigint {
    const { reals } = this.chunks[event >>> CHUNK_BITS]!;
    return this.#join(reals, (event & (CHUNK - 1)) * REAL);
  }

  /** The amount of an event below 2^100. */
  lanes(event: EventNumber): { readonly hi: number; readonly lo: number } {
    const { reals } = this.chunks[event >>> CHUNK_BITS]!;
    const at = (event & (CHUNK - 1)) * REAL;
    return { hi: reals[at]!, lo: reals[at + 1]! };
  }

  /** The amount as the nearest float64: enough for bounds. */
  size(event: EventNumber): number {
    const { reals } = this.chunks[event >>> CHUNK_BITS]!;
    return this.#size(reals, (event & (CHUNK - 1)) * REAL);
  }

  /** What came out of a `convert`, as the nearest float64. */
  sizeOut(event: EventNumber): number {
    return this.#size(this.swaps, (this.#word(event, TAG) >>> 4) * 2);
  }

  /** Units that came out of a `convert`. */
  amountOut(event: EventNumber): bigint {
    return this.#join(this.swaps, (this.#word(event, TAG) >>> 4) * 2);
  }

  protected append(
    tag: number,
    tx: TxNumber,
    from: Slot,
    to: Slot,
    amount: bigint,
    value = 0,
  ): EventNumber {
    assert(value < MOST_VALUES, `labels and swaps are numbers below ${MOST_VALUES}`);
    const event = this.length;
    const place = event & (CHUNK - 1);
    const open = this.chunks[event >>> CHUNK_BITS];
    const full = open === undefined || place * REAL === open.reals.length;
    const { reals, words } = full ? this.#grow(open) : open;
    this.#split(from === 0 ? to : from, amount, reals, place * REAL);
    words[place * WORD + FROM] = from;
    words[place * WORD + TO] = to;
    words[place * WORD + TX] = tx;
    words[place * WORD + TAG] = tag | (value << 4);
    this.length = event + 1;
    return event;
  }

  /** Notes what comes out of the swap that is appended next, and returns its number. */
  protected swap(to: Slot, amountOut: bigint): number {
    const swap = this.swapped++;
    if (swap * 2 === this.swaps.length) {
      const wider = new Float64Array(swap * 4);
      wider.set(this.swaps);
      this.swaps = wider;
    }
    this.#split(to, amountOut, this.swaps, swap * 2);
    return swap;
  }

  /** Whether the last event is a move of the same transaction out of the same slot. */
  protected isPayment(tx: TxNumber, from: Slot): boolean {
    const last = this.length - 1;
    if (last < 0 || this.kind(last) !== MOVE) return false;
    return this.#word(last, TX) === tx && this.#word(last, FROM) === from;
  }

  protected mark(): RecordsMark {
    const { length, slots, swapped } = this;
    return { length, slots: slots.count, swaps: swapped, wide: this.#wide.length };
  }

  protected truncate({ length, slots, swaps, wide }: RecordsMark): void {
    this.length = length;
    this.chunks.length = Math.ceil(length / CHUNK);
    this.swapped = swaps;
    this.#wide.length = wide;
    this.slots.truncate(slots);
  }

  #word(event: EventNumber, place: number): number {
    return this.chunks[event >>> CHUNK_BITS]!.words[(event & (CHUNK - 1)) * WORD + place]!;
  }

  #split(slot: Slot, amount: bigint, reals: Float64Array, at: number): void {
    assert(amount >= 0n, 'a negative amount');
    const narrow = amount < WIDE_FROM;
    const asset = this.slots.asset(slot);
    this.sums[asset] = (this.sums[asset] ?? 0) + Number(amount);
    reals[at] = narrow ? upperLane(amount) : -1;
    reals[at + 1] = narrow ? lowerLane(amount) : this.#wide.push(amount) - 1;
  }

  #join(reals: Float64Array, at: number): bigint {
    const hi = reals[at]!;
    return hi < 0 ? this.#wide[reals[at + 1]!]! : joinLanes(hi, reals[at + 1]!);
  }

  #size(reals: Float64Array, at: number): number {
    const hi = reals[at]!;
    return hi < 0 ? Number(this.#wide[reals[at + 1]!]!) : hi * LANE + reals[at + 1]!;
  }

  /** A new chunk, or the first one with more room: most ledgers never fill it. */
  #grow(first: Chunk | undefined): Chunk {
    const small = first ? (first.words.length / WORD) * 4 : FIRST_CHUNK;
    const buffer = new ArrayBuffer((first || this.chunks.length === 0 ? small : CHUNK) * 32);
    const chunk = { reals: new Float64Array(buffer), words: new Int32Array(buffer) };
    if (first) chunk.words.set(first.words);
    this.chunks[first ? 0 : this.chunks.length] = chunk;
    return chunk;
  }
}
