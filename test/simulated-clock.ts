// A clock that a test turns: time passes only when nothing else is left to run, so hours of waiting
// take no time and every run goes the same way.

import { type Clock, systemClock } from '../src/base/clock.ts';

/** When these clocks begin. */
export const START: number = Date.UTC(2025, 1, 21);

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export class SimulatedClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(now = START) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal?.aborted) return Promise.resolve();
    const sleeper = { at: this.#now + Math.max(0, milliseconds), wake: resolve };
    this.#sleepers.push(sleeper);
    signal?.addEventListener('abort', () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      resolve();
    });
    return promise;
  }

  /** Lets time pass until the work is done, or nobody sleeps any more. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = (): void => {
      done = true;
    };
    work.then(end, end);
    for (;;) {
      await new Promise(setImmediate);
      if (done) return await work;
      const next = this.#sleepers.reduce<Sleeper | null>(
        (first, each) => (first === null || each.at < first.at ? each : first),
        null,
      );
      if (next === null) throw new Error('the work waits for nothing that the clock could bring');
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}

/** The computer's clock, so many times as fast: for pauses between real servers. */
export function hastyClock(times: number): Clock {
  const start = performance.now();
  return {
    now: () => START + (performance.now() - start) * times,
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / times, signal),
  };
}
