// What is read of results, by their digest: a result never changes, so each is read once.

import { getBlob } from '../../store/blobs.ts';
import type { Desk } from '../desk.ts';

/** Read at once: a few milliseconds; larger ones in a thread. */
const SMALL = 300_000;

interface Reading<T> {
  /** How many are kept. */
  readonly most: number;
  readonly small: (bytes: Uint8Array, sha256: string) => T;
  readonly large: (bytes: Uint8Array, hands: ArrayBuffer[], sha256: string) => Promise<T>;
}

export class ReadOnce<T> {
  readonly #db: Desk['store']['db'];
  readonly #reading: Reading<T>;
  readonly #kept = new Map<string, Promise<T | null>>();

  constructor({ store }: Desk, reading: Reading<T>) {
    this.#db = store.db;
    this.#reading = reading;
  }

  /** What is read of the result with that digest; null where the store does not have it. */
  of(sha256: string): Promise<T | null> {
    const known = this.#kept.get(sha256);
    this.#kept.delete(sha256);
    const read = known ?? this.#read(sha256);
    this.#kept.set(sha256, read);
    if (this.#kept.size > this.#reading.most) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    // what failed may be tried again
    read.catch(() => this.#kept.delete(sha256));
    return read;
  }

  async #read(sha256: string): Promise<T | null> {
    const blob = await getBlob(this.#db, sha256);
    if (!blob) return null;
    if (blob.bytes.length <= SMALL) return this.#reading.small(blob.bytes, sha256);
    return this.#reading.large(blob.bytes, [blob.bytes.buffer], sha256);
  }
}
