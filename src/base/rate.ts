/** Longer spans than asked for: what was late on its way must not count into the next one. */
const SLACK = 1.05;
/** How far the rate falls at most, as a share of what is allowed. */
const LEAST = 1 / 16;
const FALL = 3 / 4;
/** Milliseconds without a complaint after which a fall is taken back. */
const QUIET = 5000;

/**
 * When the next request may start. In any span of burst / rate seconds at most `burst` start, which
 * is how sources count: with a rate of 5 and a burst of 5, five in any second. So in any time t at
 * most rate * t + burst start. What starts late does not put off what comes after.
 *
 * A source that complains of too many has its rate lowered by a quarter, down to a sixteenth; each
 * five seconds without a complaint take one fall back.
 */
export class Rate {
  /** Milliseconds in which `burst` may start; 0 for no limit. */
  readonly #span: number;
  /** The last starts; the one at `#oldest` is the first that may be forgotten. */
  readonly #starts: number[];
  #oldest = 0;
  #share = 1;
  #changedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param rate starts per second, or null for no limit */
  constructor(rate: number | null, burst: number) {
    const most = rate === null ? 1 : Math.max(1, burst);
    this.#span = rate === null ? 0 : (1000 * most * SLACK) / rate;
    this.#starts = Array<number>(most).fill(Number.NEGATIVE_INFINITY);
  }

  /** Milliseconds from now until the next may start. */
  wait(now: number): number {
    return Math.max(0, this.#start(0) + this.#spanNow(now) - now, this.#pausedUntil - now);
  }

  /** Of that many, how many may start now; one at least, after `wait` has passed. */
  startable(now: number, wanted: number): number {
    const span = this.#spanNow(now);
    if (span === 0) return wanted;
    let count = 1;
    while (count < wanted && count < this.#starts.length && this.#start(count) + span <= now) {
      count += 1;
    }
    return count;
  }

  spend(now: number, count = 1): void {
    for (let i = 0; i < count; i += 1) {
      this.#starts[this.#oldest] = now;
      this.#oldest = (this.#oldest + 1) % this.#starts.length;
    }
  }

  /** Nothing starts before then; afterwards starts are spaced evenly, without a burst. */
  pause(until: number): void {
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    const span = this.#spanNow(until);
    const { length } = this.#starts;
    for (let i = 0; i < length; i += 1) {
      const even = until - span + (span * i) / length;
      this.#starts[(this.#oldest + i) % length] = Math.max(this.#start(i), even);
    }
  }

  /**
   * Lowers the rate. A complaint about what started before the rate was last lowered is about the
   * rate of then, and changes nothing: several in flight complain of one fault.
   */
  slow(now: number, startedAt: number): void {
    this.#recover(now);
    if (startedAt < this.#changedAt && this.#share < 1) return;
    this.#share = Math.max(LEAST, this.#share * FALL);
    this.#changedAt = now;
  }

  /** Of so many in flight, how many are allowed at the present rate, at least one. */
  share(now: number, inFlight: number): number {
    this.#recover(now);
    return Math.max(1, Math.floor(inFlight * this.#share));
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** The start that is so many after the oldest. */
  #start(after: number): number {
    return this.#starts[(this.#oldest + after) % this.#starts.length] ?? Number.NEGATIVE_INFINITY;
  }

  #spanNow(now: number): number {
    this.#recover(now);
    return this.#span / this.#share;
  }

  #recover(now: number): void {
    const from = Math.max(this.#changedAt, this.#pausedUntil);
    if (this.#share === 1 || now < from + QUIET) return;
    const rises = Math.floor((now - from) / QUIET);
    this.#share = Math.min(1, this.#share / FALL ** rises);
    // a sum of roundings must not stay below the whole
    if (this.#share > 1 - 1e-9) this.#share = 1;
    this.#changedAt = from + rises * QUIET;
  }
}
