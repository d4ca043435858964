import type { Slot } from './slots.ts';

/** What a slot holds as long as all of it is clean: the same under every policy. */
interface CleanLedger {
  readonly balance: bigint;
  readonly assumed: bigint;
}

const NOTHING: CleanLedger = { balance: 0n, assumed: 0n };

/**
 * Slots of assets beyond two lanes that no dirt has reached: one `bigint` balance for all policies.
 * Lots appear when dirt does, here as in the kernels (performance.md §12.1).
 */
export class CleanLedgers {
  readonly #ledgers = new Map<Slot, CleanLedger>();
  /** Slots that have lots now. */
  readonly #opened = new Set<Slot>();

  isClean(slot: Slot): boolean {
    return !this.#opened.has(slot);
  }

  get(slot: Slot): CleanLedger {
    return this.#ledgers.get(slot) ?? NOTHING;
  }

  /** Takes units out; what is not there was there before the log begins. Returns the way back. */
  lower(slot: Slot, amount: bigint): () => void {
    const { balance, assumed } = this.get(slot);
    const short = amount > balance ? amount - balance : 0n;
    return this.#set(slot, { balance: balance + short - amount, assumed: assumed + short });
  }

  raise(slot: Slot, amount: bigint): () => void {
    const { balance, assumed } = this.get(slot);
    return this.#set(slot, { balance: balance + amount, assumed });
  }

  /** From now on the slot has lots. */
  open(slot: Slot): () => void {
    this.#opened.add(slot);
    return () => this.#opened.delete(slot);
  }

  #set(slot: Slot, ledger: CleanLedger): () => void {
    const before = this.get(slot);
    this.#ledgers.set(slot, ledger);
    return () => this.#ledgers.set(slot, before);
  }
}
