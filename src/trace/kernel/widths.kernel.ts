import type { AssetNumber, EventNumber } from '../accounts.ts';
import type { EventLog } from './log.ts';
import { CONVERT } from './record.ts';
import type { Slot } from './slots.ts';

/** No balance can exceed the sum of what the events of its asset moved. */
const SURELY_NARROW = 2 ** 99;
/**
 * Balances are followed as float64. Each of at most 2^31 sums is off by 2^47 at most, so one that
 * seems to stay 2^80 below 2^100 does stay below it.
 */
const NARROW = 2 ** 100 - 2 ** 80;

/**
 * Which assets need more than two lanes (performance.md §4, *Choose the width by proof*). Every
 * lot and every sum of lots that a kernel forms is part of one holder's balance, so the greatest
 * balance is the bound. It is looked for only where the sum of all amounts does not settle it.
 */
export class Widths {
  readonly wide = new Set<AssetNumber>();
  readonly #log: EventLog;
  readonly #doubtful = new Set<AssetNumber>();
  #balances = new Float64Array(0);
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
    if (this.#balances.length < log.slots.count) {
      const wider = new Float64Array(log.slots.count * 2);
      wider.set(this.#balances);
      this.#balances = wider;
    }
    for (let event = first; event < end; event++) {
      const from = log.from(event);
      const to = log.to(event);
      const out = from !== 0 && assets.has(log.slots.asset(from));
      const into = to !== 0 && assets.has(log.slots.asset(to));
      if (out) this.#lower(from, log.size(event));
      if (into) this.#raise(to, log.kind(event) === CONVERT ? log.sizeOut(event) : log.size(event));
    }
  }

  /** What a holder lacks was there before: the balance is then what left, and after it zero. */
  #lower(slot: Slot, size: number): void {
    if (size >= NARROW) this.wide.add(this.#log.slots.asset(slot));
    this.#balances[slot] = Math.max(0, this.#balances[slot]! - size);
  }

  #raise(slot: Slot, size: number): void {
    const balance = this.#balances[slot]! + size;
    if (balance >= NARROW) this.wide.add(this.#log.slots.asset(slot));
    this.#balances[slot] = balance;
  }
}
