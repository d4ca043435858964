/** How far the rate falls at most, as a share of what is allowed. */
const LEAST = 1 / 16;
/** Milliseconds without a complaint after which the rate is doubled again. */
const QUIET = 30_000;

/**
 * A token bucket: in any span of t seconds at most `rate * t + burst` starts. It is kept as the
 * time at which the bucket is full again (generic cell rate algorithm, ITU-T I.371 annex A), which
 * needs no filling. A source that complains halves the rate, down to a sixteenth; each half minute
 * without a complaint doubles it, up to what was allowed.
 */
export class Rate {
  readonly #interval: number;
  readonly #burst: number;
  /** When the bucket is full again. */
  #full = Number.NEGATIVE_INFINITY;
  #share = 1;
  #changedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param rate starts per second, or null for no limit */
  constructor(rate: number | null, burst: number) {
    this.#interval = rate === null ? 0 : 1000 / rate;
    this.#burst = Math.max(1, burst);
  }

  /** Milliseconds from now until that many may start. */
  wait(now: number, cost = 1): number {
    const room = this.#spacing(now) * Math.max(0, this.#burst - cost);
    return Math.max(0, this.#full - room - now, this.#pausedUntil - now);
  }

  /** Of that many, how many may start now, at least one after `wait` has passed. */
  startable(now: number, wanted: number): number {
    const spacing = this.#spacing(now);
    if (spacing === 0) return wanted;
    const room = this.#burst - Math.max(0, this.#full - now) / spacing;
    // a remainder of floating point must not cost a whole start
    return Math.max(1, Math.min(wanted, Math.floor(room + 1e-6)));
  }

  spend(now: number, cost = 1): void {
    this.#full = Math.max(this.#full, now) + cost * this.#spacing(now);
  }

  /** Nothing starts before then; afterwards starts are spaced evenly, without a burst. */
  pause(until: number): void {
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#full = Math.max(this.#full, until + this.#spacing(until) * (this.#burst - 1));
  }

  /**
   * Halves the rate. A complaint about what started before the rate was last lowered is about the
   * rate of then, and changes nothing: several in flight complain of one fault.
   */
  slow(now: number, startedAt: number): void {
    this.#recover(now);
    if (startedAt < this.#changedAt && this.#share < 1) return;
    this.#share = Math.max(LEAST, this.#share / 2);
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

  #spacing(now: number): number {
    this.#recover(now);
    return this.#interval / this.#share;
  }

  #recover(now: number): void {
    const from = Math.max(this.#changedAt, this.#pausedUntil);
    if (this.#share === 1 || now < from + QUIET) return;
    const doublings = Math.floor((now - from) / QUIET);
    this.#share = Math.min(1, this.#share * 2 ** doublings);
    this.#changedAt = from + doublings * QUIET;
  }
}
