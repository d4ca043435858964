import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LISTS } from '../../attribution/lists/index.ts';
import { systemClock } from '../../base/clock.ts';
import type { BookAnswered, BookAsked } from './book-thread.ts';
import type { BookQuestion } from './desk-book.ts';
import { errorOf } from './fault.ts';

const SOURCE = new URL('./book-thread.ts', import.meta.url);
/** In a release the compiled file stands in the place of its source. */
const THREAD = import.meta.url.endsWith('.ts') ? SOURCE : new URL('./book-thread.js', SOURCE);

/** How often it is looked whether tags or lists have a new version. */
const LOOK_MS = 2000;
/** Ages of lists stand in every answer: after so long they are told anew. */
const HOUR = 3_600_000;
/** Prepared answers, of 2 to 4 kB mostly. */
const MOST_KEPT = 50_000;
const MOST_BYTES = 200_000_000;

interface Waiting {
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The tags and lists of the data folder, in a thread of their own; a new version is opened beside
 * the old one and then takes its place. Answers that were given are kept until then.
 */
export class Book {
  readonly #home: string;
  readonly #failed: (stack: string) => void;
  readonly #kept = new Map<string, string>();
  #bytes = 0;
  #page: Promise<Page>;
  #open: Page | null = null;
  #version = 0;
  #stamp = '';
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #isBusy = false;

  /** @param failed is called with the stack of a fault of the program */
  constructor(home: string, failed: (stack: string) => void) {
    this.#home = home;
    this.#failed = failed;
    this.#page = this.#turn();
    this.#page.catch(() => undefined);
    this.#timer = setInterval(() => {
      if (!this.#isBusy) void this.look();
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Counts the versions that were opened: what was answered before may not hold any more. */
  get version(): number {
    return this.#version;
  }

  /** The answer that is prepared, or undefined. */
  kept(key: string): string | undefined {
    return this.#kept.get(key);
  }

  /**
   * Asks, and keeps the answer under a key.
   * @throws InputError for what cannot be answered
   */
  async ask(question: BookQuestion, key: string | null = null): Promise<string> {
    const page = this.#open ?? (await this.#page);
    const text = await page.ask(question);
    if (key !== null && page === this.#open) this.#keep(key, text);
    return text;
  }

  /** Opens a new version of tags or lists, if there is one: answers are its from then on. */
  look(): Promise<void> {
    // one after the other: a look that is under way may have begun before the change
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    this.#isBusy = true;
    try {
      const stamp = await stampOf(this.#home);
      if (stamp !== this.#stamp) await this.#turn(stamp);
    } catch {
      // what cannot be opened was told; the version before stays open until one can be
    } finally {
      this.#isBusy = false;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const page = await this.#page.catch(() => null);
    await page?.close();
  }

  #keep(key: string, text: string): void {
    if (this.#kept.size >= MOST_KEPT || this.#bytes + text.length > MOST_BYTES) {
      this.#kept.clear();
      this.#bytes = 0;
    }
    this.#kept.set(key, text);
    this.#bytes += text.length;
  }

  async #turn(stamp?: string): Promise<Page> {
    // what cannot be opened is tried again when something changes, or in the next hour
    this.#stamp = stamp ?? (await stampOf(this.#home));
    const opening = Page.open(this.#home, this.#failed);
    if (this.#open === null) this.#page = opening;
    const page = await opening;
    const before = this.#open;
    this.#open = page;
    this.#version += 1;
    this.#page = opening;
    this.#kept.clear();
    this.#bytes = 0;
    await before?.close();
    return page;
  }
}

/** One thread and the version that it has open. */
class Page {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #batch: BookAsked[] = [];
  #next = 0;
  #end: Error | null = null;

  private constructor(worker: Worker, failed: (stack: string) => void) {
    this.#worker = worker;
    worker.on('message', (answers: readonly BookAnswered[]) => {
      for (const answer of answers) {
        const waiting = this.#waiting.get(answer.id);
        this.#waiting.delete(answer.id);
        if ('text' in answer) waiting?.resolve(answer.text);
        else {
          if (answer.fault.kind === 'program') failed(answer.stack);
          waiting?.reject(errorOf(answer.fault));
        }
      }
      if (this.#waiting.size === 0) worker.unref();
    });
    const end = (error: Error): void => {
      this.#end = error;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', (error: Error) => {
      failed(error.stack ?? '');
      end(error);
    });
    worker.on('exit', () => end(new Error('the thread of tags and lists has ended')));
  }

  /** Resolves once the version is open. */
  static async open(home: string, failed: (stack: string) => void): Promise<Page> {
    const worker = new Worker(THREAD, { workerData: { home } });
    const page = new Page(worker, failed);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('tags and lists could not be opened')));
    });
    return page;
  }

  /** Asks together with all that is asked in the same turn of the event loop. */
  ask(question: BookQuestion): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject });
      if (this.#batch.length === 0) setImmediate(() => this.#send());
      this.#batch.push({ id: this.#next, question });
    });
  }

  #send(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#worker.ref();
    this.#worker.postMessage(batch);
  }

  /** Ends the thread once it has answered. */
  async close(): Promise<void> {
    while (this.#waiting.size > 0) await systemClock.sleep(20);
    await this.#worker.terminate();
  }
}

/** Changes where tags, decisions or lists do, and with the hour. */
async function stampOf(home: string): Promise<string> {
  const files = [
    ...['current', 'decisions.json'].map((name) => join(home, 'tags', name)),
    ...LISTS.map(({ id }) => join(home, 'lists', id, 'current.json')),
  ];
  const times = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, ino }) => `${mtimeMs}:${ino}`,
        () => '-',
      ),
    ),
  );
  return [Math.floor(systemClock.now() / HOUR), ...times].join(' ');
}
