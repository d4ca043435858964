import type { Holder } from '../ledger/port.ts';
import type { Step } from './steps.ts';

/**
 * A payment that passes on one receipt, and the units that are held to be the same in both. One
 * unit of the receipt stays with the holder's other money: reach (poison) asks what stolen money
 * has touched, and a purse apart must not make that less.
 */
export interface Identified {
  /** The step that brought it. */
  readonly arrival: number;
  /** The step that takes it on. */
  readonly leaving: number;
  readonly units: bigint;
}

interface Place {
  readonly holder: Holder;
  readonly units: bigint;
}

/**
 * Writes each step in as many parts as it has places: what is identified arrives in a purse of its
 * own, in which nothing else is, and leaves from there whole under every policy.
 */
export class Purses {
  readonly #arrivals = new Map<number, Place>();
  readonly #leavings = new Map<number, Place>();

  constructor(identified: readonly Identified[]) {
    for (const { arrival, leaving, units } of identified) {
      const place = { holder: `receipt:${arrival}`, units };
      this.#arrivals.set(arrival, place);
      this.#leavings.set(leaving, place);
    }
  }

  partsOf(step: Step, at: number): readonly Step[] {
    const into = this.#arrivals.get(at);
    const out = this.#leavings.get(at);
    if ((step.kind !== 'move' && step.kind !== 'seed') || (!into && !out)) return [step];
    const { amount } = step;
    const cuts = [into?.units ?? amount, out?.units ?? amount, amount];
    const parts: Step[] = [];
    let done = 0n;
    for (const cut of cuts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
      if (cut === done) continue;
      const from = out && done < out.units ? out.holder : step.from;
      const to = into && done < into.units ? into.holder : step.to;
      parts.push({ ...step, from, to, amount: cut - done });
      done = cut;
    }
    return parts;
  }
}
