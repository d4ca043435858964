import { setImmediate, setTimeout } from 'node:timers/promises';

/** Time as it is handed in: a test simulates it, and nothing in a result depends on it. */
export interface Clock {
  /** Milliseconds since 1970; it never goes back. */
  now(): number;
  /**
   * Resolves after that many milliseconds, or early where the signal is aborted. With 0 it
   * resolves once everything that is ready to run has run.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Longer delays overflow a timer of 32 bits and would end at once. */
const LONGEST = 2 ** 31 - 1;

/** The computer's clock. Set back or forward while the program runs, it goes on evenly. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(milliseconds, signal) {
    try {
      if (milliseconds <= 0) await setImmediate(undefined, signal ? { signal } : {});
      else await setTimeout(Math.min(milliseconds, LONGEST), undefined, signal ? { signal } : {});
    } catch {
      // aborted: whoever sleeps looks at the signal
    }
  },
};
