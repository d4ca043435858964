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
  // not that of node:timers/promises, which makes an error with a stack for every early end
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        clearImmediate(immediate);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const isNow = milliseconds <= 0;
      const timer = isNow ? undefined : setTimeout(end, Math.min(milliseconds, LONGEST));
      const immediate = isNow ? setImmediate(end) : undefined;
      signal?.addEventListener('abort', end, { once: true });
    }),
};
