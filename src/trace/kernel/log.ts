import { assert } from '../../base/assert.ts';
import { InputError } from '../../base/errors.ts';
import type {
  AssetNumber,
  EventNumber,
  EventWriter,
  HolderKind,
  HolderNumber,
  LabelNumber,
  TxNumber,
} from '../accounts.ts';
import { joinLanes, lowerLane, upperLane, WIDE_FROM } from './lanes.ts';
import { type Slot, Slots } from './slots.ts';

/** Kinds of events, as the kernels read them. */
export const MOVE = 0;
export const FEE = 1;
export const BURN = 2;
export const WRITE_OFF = 3;
export const RECEIVE = 4;
export const CONVERT = 5;
export const SEED = 6;
export const CLAIM = 7;
/** Bits that only the tags of seeds and claims have all. */
export const DECLARES = 6;
export type EventKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Events of a chunk; a record is 32 bytes, so a chunk is 2 MiB and growth never copies. */
export const CHUNK = 1 << 16;
const CHUNK_BITS = 16;
/** Places of a record: hi, lo as float64; then from, to, tx, tag as int32. */
export const REAL = 4;
export const WORD = 8;
export const FROM = 4;
export const TO = 5;
export const TX = 6;
/** Kind in the low three bits, then whether the move continues a payment, then label or swap. */
export const TAG = 7;
const MOST = 2 ** 27;

/** One chunk of records, seen as float64 and as int32. */
export interface Chunk {
  readonly reals: Float64Array;
  readonly words: Int32Array;
}

/** A holder's kind from one event on. */
export interface Mark {
  readonly at: EventNumber;
  readonly holder: HolderNumber;
  readonly kind: HolderKind;
  readonly label: LabelNumber;
}

interface Block {
  readonly hash: string;
  /** What the log held when the block began. */
  readonly at: EventNumber;
  readonly slots: number;
  readonly marks: number;
  readonly swaps: number;
  readonly special: number;
}

/** Value of a move that is held to be other money of its payer. */
const ASIDE = 1;
/** Least tag of such a move. */
export const ASIDE_TAG = ASIDE << 4;
/** A move after another of the same tx, holder and asset: one payment to several (TIHO). */
export const CONTINUES = 8;

/**
 * The events of a trace in typed records of 32 bytes, in the order written (performance.md §12.1).
 * Appending never copies what is there; slots are dense per (holder, asset).
 */
export class EventLog implements EventWriter {
  readonly slots = new Slots();
  readonly chunks: Chunk[] = [];
  readonly marks: Mark[] = [];
  readonly blocks: Block[] = [];
  /**
   * Slots that need every lot in its place under every policy: those of sources and of holders that
   * change their kind, that pay themselves, or on whose units a seed is declared.
   */
  readonly special: Slot[] = [];
  /** Per asset the sum of all amounts, as float64: an upper bound of any balance in it. */
  readonly sums: number[] = [];
  /** Events so far. */
  length = 0;
  readonly #isSpecial = new Set<Slot>();
  /** Kinds of the holders for which one was set. */
  readonly kinds = new Map<HolderNumber, HolderKind>();
  /** Amounts of 2^100 and more, named by an upper lane of −1 and the index in the lower. */
  readonly #wide: bigint[] = [];
  /** Lanes of what came out of each swap. */
  swaps = new Float64Array(1 << 10);
  /** Number of swaps. */
  swapped = 0;
  /** Whether something stands between the last move and the next. */
  #cut = true;

  setHolder(holder: HolderNumber, kind: HolderKind, label?: LabelNumber): void {
    assert(kind !== 'source' || label !== undefined, 'a source without a label');
    this.#cut = true;
    const known = this.kindOf(holder);
    this.kinds.set(holder, kind);
    this.marks.push({ at: this.length, holder, kind, label: label ?? 0 });
    if (known !== kind || kind === 'source') for (const s of this.slots.of(holder)) this.#mark(s);
  }

  block(hash: string): void {
    this.#cut = true;
    this.blocks.push({
      hash,
      at: this.length,
      slots: this.slots.count,
      marks: this.marks.length,
      swaps: this.swapped,
      special: this.special.length,
    });
  }

  move(
    tx: TxNumber,
    from: HolderNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber {
    const a = this.#slot(from, asset);
    const b = this.#slot(to, asset);
    if (a === b && amount > 0n) this.#mark(a);
    const more = !this.#cut && this.#continues(tx, a);
    const event = this.#append(MOVE | (more ? CONTINUES : 0), tx, a, b, amount);
    this.#cut = false;
    return event;
  }

  aside(
    tx: TxNumber,
    from: HolderNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber {
    const a = this.#slot(from, asset);
    const b = this.#slot(to, asset);
    if (a === b && amount > 0n) this.#mark(a);
    this.#cut = true;
    return this.#append(MOVE, tx, a, b, amount, ASIDE);
  }

  fee(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#append(FEE, tx, this.#slot(from, asset), 0, amount);
  }

  burn(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#append(BURN, tx, this.#slot(from, asset), 0, amount);
  }

  writeOff(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#append(WRITE_OFF, tx, this.#slot(from, asset), 0, amount);
  }

  receive(tx: TxNumber, to: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#append(RECEIVE, tx, 0, this.#slot(to, asset), amount);
  }

  seed(
    tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber {
    return this.#append(SEED, tx, 0, this.#slot(to, asset), amount, label);
  }

  claim(
    tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber {
    const slot = this.#slot(to, asset);
    this.#mark(slot);
    return this.#append(CLAIM, tx, 0, slot, amount, label);
  }

  convert(
    tx: TxNumber,
    from: HolderNumber,
    assetIn: AssetNumber,
    amountIn: bigint,
    to: HolderNumber,
    assetOut: AssetNumber,
    amountOut: bigint,
  ): EventNumber {
    assert(amountOut >= 0n, 'a negative amount');
    const a = this.#slot(from, assetIn);
    const b = this.#slot(to, assetOut);
    this.sums[assetOut] = (this.sums[assetOut] ?? 0) + Number(amountOut);
    if (a === b) this.#mark(a);
    return this.#append(CONVERT, tx, a, b, amountIn, this.#swap(amountOut));
  }

  /** Kind, place and value of an event as the slow path and the results need them. */
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

  /** Units that came out of a `convert`. */
  amountOut(event: EventNumber): bigint {
    return this.#join(this.swaps, (this.#word(event, TAG) >>> 4) * 2);
  }

  /** What a holder is after the last event. */
  kindOf(holder: HolderNumber): HolderKind {
    return this.kinds.get(holder) ?? 'plain';
  }

  isSpecial(slot: Slot): boolean {
    return this.#isSpecial.has(slot);
  }

  /**
   * Forgets all that was written after the block `hash`, kinds of holders included, so that it is
   * the last block again.
   * @throws InputError where the log has no such block
   */
  rollback(hash: string): void {
    const index = this.blocks.findLastIndex((block) => block.hash === hash);
    if (index < 0) throw new InputError('rollback', 'the hash of a block that was written', hash);
    this.#cut = true;
    const next = this.blocks[index + 1];
    if (!next) return;
    this.length = next.at;
    this.chunks.length = Math.ceil(next.at / CHUNK);
    this.blocks.length = index + 1;
    this.swapped = next.swaps;
    for (const slot of this.special.splice(next.special)) this.#isSpecial.delete(slot);
    this.marks.length = next.marks;
    this.slots.truncate(next.slots);
    this.kinds.clear();
    for (const mark of this.marks) this.kinds.set(mark.holder, mark.kind);
  }

  #word(event: EventNumber, place: number): number {
    return this.chunks[event >>> CHUNK_BITS]!.words[(event & (CHUNK - 1)) * WORD + place]!;
  }

  #slot(holder: HolderNumber, asset: AssetNumber): Slot {
    const before = this.slots.count;
    const slot = this.slots.get(holder, asset);
    if (slot === before && this.kindOf(holder) === 'source') this.#mark(slot);
    return slot;
  }

  #mark(slot: Slot): void {
    if (this.#isSpecial.has(slot)) return;
    this.#isSpecial.add(slot);
    this.special.push(slot);
  }

  /** Whether the last event is a move of the same transaction out of the same slot. */
  #continues(tx: TxNumber, from: Slot): boolean {
    const last = this.length - 1;
    if (last < 0 || this.kind(last) !== MOVE) return false;
    return this.#word(last, TX) === tx && this.#word(last, FROM) === from;
  }

  #append(tag: number, tx: TxNumber, from: Slot, to: Slot, amount: bigint, value = 0): EventNumber {
    assert(amount >= 0n, 'a negative amount');
    assert(value < MOST, `labels and swaps are numbers below ${MOST}`);
    const event = this.length;
    const place = event & (CHUNK - 1);
    if (place === 0) this.#grow();
    const { reals, words } = this.chunks[event >>> CHUNK_BITS]!;
    this.#split(amount, reals, place * REAL);
    const asset = this.slots.asset(from === 0 ? to : from);
    this.sums[asset] = (this.sums[asset] ?? 0) + Number(amount);
    words[place * WORD + FROM] = from;
    words[place * WORD + TO] = to;
    words[place * WORD + TX] = tx;
    words[place * WORD + TAG] = tag | (value << 4);
    this.length = event + 1;
    return event;
  }

  #split(amount: bigint, reals: Float64Array, at: number): void {
    const narrow = amount < WIDE_FROM;
    reals[at] = narrow ? upperLane(amount) : -1;
    reals[at + 1] = narrow ? lowerLane(amount) : this.#wide.push(amount) - 1;
  }

  #join(reals: Float64Array, at: number): bigint {
    const hi = reals[at]!;
    return hi < 0 ? this.#wide[reals[at + 1]!]! : joinLanes(hi, reals[at + 1]!);
  }

  #swap(amountOut: bigint): number {
    const swap = this.swapped++;
    if (swap * 2 === this.swaps.length) {
      const wider = new Float64Array(swap * 4);
      wider.set(this.swaps);
      this.swaps = wider;
    }
    this.#split(amountOut, this.swaps, swap * 2);
    return swap;
  }

  #grow(): void {
    const buffer = new ArrayBuffer(CHUNK * 32);
    this.chunks.push({ reals: new Float64Array(buffer), words: new Int32Array(buffer) });
  }
}
