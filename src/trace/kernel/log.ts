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
import {
  ASIDE,
  BURN,
  CLAIM,
  CONTINUES,
  CONVERT,
  FEE,
  MOVE,
  RECEIVE,
  SEED,
  WRITE_OFF,
} from './record.ts';
import { Records, type RecordsMark } from './records.ts';
import type { Slot } from './slots.ts';

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
  readonly records: RecordsMark;
  readonly marks: number;
  readonly special: number;
}

/**
 * The events of a trace in typed records of 32 bytes, in the order written (performance.md §12.1).
 * Appending never copies what is there; slots are dense per (holder, asset).
 */
export class EventLog extends Records implements EventWriter {
  readonly marks: Mark[] = [];
  readonly blocks: Block[] = [];
  /**
   * Slots that need every lot in its place under every policy: those of sources and of holders that
   * change their kind, that pay themselves, or on whose units a seed is declared.
   */
  readonly special: Slot[] = [];
  readonly #isSpecial = new Set<Slot>();
  /** Kinds of the holders for which one was set. */
  readonly kinds = new Map<HolderNumber, HolderKind>();
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
      records: this.mark(),
      marks: this.marks.length,
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
    const more = !this.#cut && this.isPayment(tx, a);
    const event = this.append(MOVE | (more ? CONTINUES : 0), tx, a, b, amount);
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
    return this.append(MOVE, tx, a, b, amount, ASIDE);
  }

  fee(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.append(FEE, tx, this.#slot(from, asset), 0, amount);
  }

  burn(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.append(BURN, tx, this.#slot(from, asset), 0, amount);
  }

  writeOff(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.append(WRITE_OFF, tx, this.#slot(from, asset), 0, amount);
  }

  receive(tx: TxNumber, to: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.append(RECEIVE, tx, 0, this.#slot(to, asset), amount);
  }

  seed(
    tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber {
    return this.append(SEED, tx, 0, this.#slot(to, asset), amount, label);
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
    return this.append(CLAIM, tx, 0, slot, amount, label);
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
    const a = this.#slot(from, assetIn);
    const b = this.#slot(to, assetOut);
    if (a === b) this.#mark(a);
    return this.append(CONVERT, tx, a, b, amountIn, this.swap(b, amountOut));
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
    this.blocks.length = index + 1;
    for (const slot of this.special.splice(next.special)) this.#isSpecial.delete(slot);
    this.marks.length = next.marks;
    this.truncate(next.records);
    this.kinds.clear();
    for (const mark of this.marks) this.kinds.set(mark.holder, mark.kind);
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
}
