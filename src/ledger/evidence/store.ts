import { setImmediate, setTimeout } from 'node:timers/promises';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { EvidenceError, InputError, show } from '../../base/errors.ts';
import {
  type Answered,
  type Asked,
  type Exchange,
  exchangeSchema,
  questionText,
} from './exchange.ts';
import type { EvidenceFiles } from './files.ts';

const INDEX = 'index.jsonl';
const MOST_INDEX_BYTES = 2 ** 29;
/** Answers that are written in one go. */
const AT_ONCE = 8;
/** Milliseconds without an answer that are a lull, and those after which nobody waits for one. */
const LULL = 15;
const LONGEST_WAIT = 500;

export function blobPath(digest: string): string {
  return `blobs/${digest.slice(0, 2)}/${digest}.zst`;
}

export function indexLine(exchange: Exchange): string {
  return `${JSON.stringify(exchange)}\n`;
}

/**
 * Answers by their digest, and the index of exchanges in which they came. What is there is never
 * changed: an opened store goes on where it ended.
 */
export class EvidenceStore {
  readonly #files: EvidenceFiles;
  readonly #exchanges = new Map<string, Exchange>();
  /** Digests that are kept, or about to be. */
  readonly #blobs = new Set<string>();
  /** Answers that are not written yet, by digest. */
  readonly #held = new Map<string, Uint8Array>();
  /** Exchanges that are not in the index yet. */
  readonly #waiting: Exchange[] = [];
  #writing: Promise<void> | null = null;
  /** An answer has come since this was last looked at. */
  #isBusy = false;
  /** Somebody waits for the disk: then nothing else is waited for. */
  #isHurried = false;
  /** Digests that were written and not flushed yet. */
  readonly #fresh: string[] = [];
  /** The index without its torn last line, if it has one: written anew before anything is added. */
  #whole: Uint8Array | null = null;
  /** What was found wrong and passed over, in whole sentences. */
  readonly notes: readonly string[];

  /** @throws InputError where the index is not one */
  constructor(files: EvidenceFiles) {
    this.#files = files;
    const bytes = files.read(INDEX) ?? new Uint8Array();
    if (bytes.length > MOST_INDEX_BYTES) {
      throw new InputError(`${files.name}/${INDEX}`, 'at most 512 MiB', `${bytes.length} bytes`);
    }
    const end = bytes.lastIndexOf(0x0a) + 1;
    const lines = Buffer.from(bytes.subarray(0, end)).toString('utf8').split('\n').slice(0, -1);
    for (const [index, line] of lines.entries()) this.#remember(this.#parse(line, index + 1));
    this.notes = end === bytes.length ? [] : [this.#torn(bytes, end, lines.length + 1)];
  }

  /** What became of a question: the first answer, or else the last failure. */
  find(asked: Asked, question: string): Exchange | null {
    return this.#exchanges.get(keyOf(asked.chain, asked.source, question)) ?? null;
  }

  /** Whether this source has answered, and never failed: then all that it was asked is here. */
  isWhole({ chain, source }: Asked): boolean {
    const own = [...this.#exchanges.values()].filter((one) => {
      return one.chain === chain && one.source === source;
    });
    return own.length > 0 && own.every(({ digest }) => digest !== null);
  }

  /** All exchanges, answers before failures of the same question, in the order they were kept. */
  exchanges(): Iterable<Exchange> {
    return this.#exchanges.values();
  }

  /**
   * Keeps an exchange and the bytes of its answer. They are written a little later, while the
   * program waits for other answers: who asks does not wait for a disk.
   */
  keep(exchange: Exchange, body: Uint8Array | null): void {
    this.#remember(exchange);
    const { digest } = exchange;
    if (digest !== null && body !== null && !this.#blobs.has(digest)) {
      this.#blobs.add(digest);
      this.#held.set(digest, body);
    }
    this.#waiting.push(exchange);
    this.#isBusy = true;
    if (this.#writing !== null) return;
    this.#writing = this.#write();
    // whoever settles is told of a failure
    this.#writing.catch(() => undefined);
  }

  /**
   * Resolves once all that was kept is on disk.
   * @throws InputError where something could not be written
   */
  async settled(): Promise<void> {
    this.#isHurried = true;
    await this.#writing;
    this.#isHurried = false;
    const blobs = this.#fresh.splice(0).map(blobPath);
    if (blobs.length > 0) await this.#files.flush([...blobs, INDEX]);
  }

  /**
   * The bytes of an answer.
   * @throws EvidenceError naming the digest, where they are missing or are not what was kept
   */
  read(exchange: Answered): Uint8Array {
    const { digest, bytes } = exchange;
    const held = this.#held.get(digest);
    if (held) return held;
    const packed = this.packed(digest);
    const damaged = (found: string) =>
      new EvidenceError(`evidence ${digest}`, 'the bytes of this digest', found);
    let body: Uint8Array;
    try {
      body = zstdDecompressSync(packed, { maxOutputLength: Math.max(1, bytes) });
    } catch {
      throw damaged('a damaged file');
    }
    const found = sha256(body);
    if (found !== digest) throw damaged(`the digest ${found}`);
    return body;
  }

  /** As kept, compressed. @throws EvidenceError where it is missing */
  packed(digest: string): Uint8Array {
    const path = blobPath(digest);
    const packed = this.#files.read(path);
    if (packed !== null) return packed;
    throw new EvidenceError(`evidence ${digest}`, `the file ${path}`, 'nothing');
  }

  #remember(exchange: Exchange): void {
    const key = keyOf(exchange.chain, exchange.source, questionText(exchange.request));
    const earlier = this.#exchanges.get(key);
    if (earlier !== undefined && earlier.digest !== null) return;
    this.#exchanges.set(key, exchange);
  }

  #parse(line: string, number: number): Exchange {
    const label = `${this.#files.name}/${INDEX} line ${number}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new InputError(label, 'one exchange as JSON', line);
    }
    const parsed = exchangeSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new InputError(label, 'one exchange', parsed.error.issues[0]?.message ?? 'another thing');
  }

  #torn(bytes: Uint8Array, end: number, number: number): string {
    this.#whole = bytes.subarray(0, end);
    const rest = show(Buffer.from(bytes.subarray(end, end + 200)).toString('utf8'));
    const where = `Line ${number} of ${this.#files.name}/${INDEX}`;
    return `${where} was not written to its end and is left out: ${rest}.`;
  }

  /**
   * Writes what waits in a lull, a few at a time: answers that come in a burst decide what is asked
   * next, and are not held up.
   */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#lull();
      const batch = this.#waiting.splice(0, AT_ONCE);
      for (const { digest } of batch) if (digest !== null) this.#writeBlob(digest);
      if (this.#whole !== null) this.#files.write(INDEX, this.#whole);
      this.#whole = null;
      // the bytes first: a line never names what is not there
      this.#files.append(INDEX, Buffer.from(batch.map(indexLine).join('')));
    }
    this.#writing = null;
  }

  async #lull(): Promise<void> {
    const end = performance.now() + LONGEST_WAIT;
    while (this.#isBusy && !this.#isHurried && performance.now() < end) {
      this.#isBusy = false;
      await setTimeout(LULL);
    }
    await setImmediate();
  }

  #writeBlob(digest: string): void {
    const body = this.#held.get(digest);
    if (body === undefined) return;
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    this.#files.write(blobPath(digest), zstdCompressSync(body, { params }));
    this.#held.delete(digest);
    this.#fresh.push(digest);
  }
}

function keyOf(chain: string, source: string, question: string): string {
  return `${chain} ${source} ${question}`;
}
