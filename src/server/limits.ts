// How many requests one key, person or address may make: a bucket each, which fills evenly. The
// buckets are bounded in number; the one longest unused is forgotten first.

import type { Clock } from '../base/clock.ts';

/** Requests a minute, as many of them at once as in a quarter of it. */
interface Allowance {
  readonly perMinute: number;
}

interface Bucket {
  left: number;
  at: number;
}

const MOST_BUCKETS = 20_000;

/** Buckets of one kind. */
export class Limits {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perMs: number;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor({ perMinute }: Allowance, clock: Clock, most = MOST_BUCKETS) {
    this.#clock = clock;
    this.#burst = Math.max(5, Math.ceil(perMinute / 4));
    this.#perMs = perMinute / 60_000;
    this.#most = most;
  }

  /** Whether nothing is left, without taking any. */
  isEmpty(name: string): boolean {
    const bucket = this.#buckets.get(name);
    if (!bucket) return false;
    return bucket.left + (this.#clock.now() - bucket.at) * this.#perMs < 1;
  }

  /** Takes `cost` from the bucket; gives 0, or the seconds after which to come again. */
  take(name: string, cost = 1): number {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(name) ?? { left: this.#burst, at: now };
    bucket.left = Math.min(this.#burst, bucket.left + (now - bucket.at) * this.#perMs);
    bucket.at = now;
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (bucket.left < cost)
      return Math.max(1, Math.ceil((cost - bucket.left) / this.#perMs / 1000));
    bucket.left -= cost;
    return 0;
  }

  get size(): number {
    return this.#buckets.size;
  }
}
