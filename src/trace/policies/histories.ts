import { join, NO_HISTORY } from './lots.ts';
import type { Lot } from './policy.ts';

/** The ways by which lots came: each a step (the caller's number) and the history before it. */
export class Histories {
  readonly #parents: number[] = [];
  readonly #steps: number[] = [];
  /** One id for each pair of parent and step, so that lots which moved alike can be one. */
  readonly #ids = new Map<string, number>();

  get length(): number {
    return this.#steps.length;
  }

  extend(parent: number, step: number): number {
    const key = `${parent}:${step}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#steps.length);
    this.#parents.push(parent);
    return this.#steps.push(step) - 1;
  }

  /** The lots with this step as the newest of their histories; clean lots have none. */
  moved(lots: readonly Lot[], step: number): Lot[] {
    return join(
      lots.map((lot) =>
        lot.label === null ? lot : { ...lot, history: this.extend(lot.history, step) },
      ),
    );
  }

  /** Steps, newest first. */
  chain(newest: number): number[] {
    const steps: number[] = [];
    for (let id = newest; id !== NO_HISTORY; id = this.#parents[id] ?? NO_HISTORY) {
      steps.push(this.#steps[id] ?? NO_HISTORY);
    }
    return steps;
  }

  /** Forgets the newest histories, down to `length` of them. */
  truncate(length: number): void {
    for (let id = this.#steps.length - 1; id >= length; id--) {
      this.#ids.delete(`${this.#parents[id]}:${this.#steps[id]}`);
    }
    this.#parents.length = length;
    this.#steps.length = length;
  }
}
