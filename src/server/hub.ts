// Wakes the streams of events when something has happened. PostgreSQL says so, whichever process it
// happened in; each stream then reads what is new for it.

/** Streams of one person, and of all: each holds a connection open. */
const MOST_OF_ONE = 30;
const MOST = 5000;

export class Hub {
  #version = 0;
  readonly #waiting = new Set<() => void>();
  readonly #open = new Map<string, number>();
  #count = 0;

  /** Something has happened. */
  announce(): void {
    this.#version += 1;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Counts what was announced: taken before reading, so that nothing falls between. */
  get version(): number {
    return this.#version;
  }

  /** Resolves once something was announced after `version`, or the signal is aborted. */
  after(version: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#version !== version || signal.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /**
   * Whether there is room for one more stream of that person; if so, it is counted.
   * @param most of all: fewer for strangers, who must not take the place of whoever works here
   */
  join(personId: string, most = MOST): boolean {
    const own = this.#open.get(personId) ?? 0;
    if (own >= MOST_OF_ONE || this.#count >= most) return false;
    this.#open.set(personId, own + 1);
    this.#count += 1;
    return true;
  }

  leave(personId: string): void {
    const own = this.#open.get(personId) ?? 0;
    if (own <= 1) this.#open.delete(personId);
    else this.#open.set(personId, own - 1);
    this.#count -= 1;
  }
}
