import type { AssetNumber, EventNumber } from '../accounts.ts';
import { WIDE_FROM } from './lanes.ts';
import type { EventLog } from './log.ts';
import { CONVERT } from './record.ts';
import type { Slot } from './slots.ts';

/** No balance can exceed the sum of what the events of its asset moved. */
const SURELY_NARROW = 2 ** 99;

/**
 * Which assets need more than two lanes (performance.md §4, *Choose the width by proof*). Every
 * lot and every sum of lots that a kernel forms is part of one holder's balance, so the greatest
 * balance is the bound. It is looked for only where the sum of all amounts does not settle it.
 */
export class Widths {
  readonly wide = new Set<AssetNumber>();
  readonly #log: EventLog;
  readonly #doubtful = new Set<AssetNumber>();
  readonly #balances = new Map<Slot, bigint>();
  /** Events through which the doubtful assets have been followed. */
  #followed = 0;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Looks at the events since the last call. */
  advance(): void {
    const log = this.#log;
    const fresh = new Set<AssetNumber>();
    log.sums.forEach((sum, asset) => {
      if (sum >= SURELY_NARROW && !this.#doubtful.has(asset)) fresh.add(asset);
    });
    if (fresh.size > 0) this.#follow(fresh, 0, this.#followed);
    for (const asset of fresh) this.#doubtful.add(asset);
    if (this.#doubtful.size > 0) this.#follow(this.#doubtful, this.#followed, log.length);
    this.#followed = log.length;
  }

  #follow(assets: ReadonlySet<AssetNumber>, first: EventNumber, end: EventNumber): void {
    const log = this.#log;
    for (let event = first; event < end; event++) {
      const from = log.from(event);
      const to = log.to(event);
      const out = from !== 0 && assets.has(log.slots.asset(from));
      const into = to !== 0 && assets.has(log.slots.asset(to));
      if (!out && !into) continue;
      const amount = log.amount(event);
      if (out) this.#lower(from, amount);
      if (into) this.#raise(to, log.kind(event) === CONVERT ? log.amountOut(event) : amount);
    }
  }

  /** What a holder lacks was there before: the balance is then what left, and after it zero. */
  #lower(slot: Slot, amount: bigint): void {
    if (amount >= WIDE_FROM) this.wide.add(this.#log.slots.asset(slot));
    const left = (this.#balances.get(slot) ?? 0n) - amount;
    this.#balances.set(slot, left > 0n ? left : 0n);
  }

  #raise(slot: Slot, amount: bigint): void {
    const balance = (this.#balances.get(slot) ?? 0n) + amount;
    if (balance >= WIDE_FROM) this.wide.add(this.#log.slots.asset(slot));
    this.#balances.set(slot, balance);
  }
}
