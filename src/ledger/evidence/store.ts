import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { InputError, show } from '../../base/errors.ts';
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
const compress = promisify(zstdCompress);

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
  /** Digests that are kept, or being written. */
  readonly #blobs = new Map<string, Promise<void>>();
  /** Lines that wait for the disk. */
  #lines: string[] = [];
  #written: Promise<void> = Promise.resolve();
  #keeping: Promise<void>[] = [];
  /** Answers that are being written, by digest. */
  readonly #held = new Map<string, Uint8Array>();
  /** Digests that were written and not flushed yet. */
  readonly #fresh: string[] = [];
  #scheduled: Promise<void> | null = null;
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

  /** All exchanges, answers before failures of the same question, in the order they were kept. */
  exchanges(): Iterable<Exchange> {
    return this.#exchanges.values();
  }

  /**
   * Keeps an exchange and the bytes of its answer. Writing goes on in the background, the bytes
   * before the line that names them: who asks does not wait for a disk.
   */
  keep(exchange: Exchange, body: Uint8Array | null): void {
    this.#remember(exchange);
    const blob =
      exchange.digest !== null && body !== null ? this.#keepBlob(exchange.digest, body) : null;
    const keeping = (blob ?? Promise.resolve()).then(() => {
      this.#lines.push(indexLine(exchange));
      return this.#flush();
    });
    // whoever settles is told
    keeping.catch(() => undefined);
    this.#keeping.push(keeping);
  }

  /**
   * Resolves once all that was kept is on disk.
   * @throws InputError where something could not be written
   */
  async settled(): Promise<void> {
    await Promise.all(this.#keeping);
    const blobs = this.#fresh.splice(0).map(blobPath);
    if (blobs.length > 0 || this.#keeping.length > 0) await this.#files.flush([...blobs, INDEX]);
    this.#keeping = [];
  }

  /**
   * The bytes of an answer.
   * @throws InputError naming the digest, where they are missing or are not what was kept
   */
  read(exchange: Answered): Uint8Array {
    const { digest, bytes } = exchange;
    const held = this.#held.get(digest);
    if (held) return held;
    const packed = this.packed(digest);
    const damaged = (found: string) =>
      new InputError(`evidence ${digest}`, 'the bytes of this digest', found);
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

  /** As kept, compressed. @throws InputError where it is missing */
  packed(digest: string): Uint8Array {
    const path = blobPath(digest);
    const packed = this.#files.read(path);
    if (packed !== null) return packed;
    throw new InputError(`evidence ${digest}`, `the file ${path}`, 'nothing');
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

  #keepBlob(digest: string, body: Uint8Array): Promise<void> {
    const kept = this.#blobs.get(digest);
    if (kept !== undefined) return kept;
    const keeping = this.#writeBlob(digest, body);
    this.#blobs.set(digest, keeping);
    return keeping;
  }

  async #writeBlob(digest: string, body: Uint8Array): Promise<void> {
    this.#held.set(digest, body);
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    await this.#files.write(blobPath(digest), await compress(body, { params }));
    this.#held.delete(digest);
    this.#fresh.push(digest);
  }

  /** One write for all lines that come while the last one is under way. */
  #flush(): Promise<void> {
    this.#scheduled ??= this.#written.then(() => {
      this.#scheduled = null;
      this.#written = this.#writeLines();
      return this.#written;
    });
    return this.#scheduled;
  }

  async #writeLines(): Promise<void> {
    if (this.#whole !== null) await this.#files.write(INDEX, this.#whole);
    this.#whole = null;
    const lines = this.#lines.splice(0);
    await this.#files.append(INDEX, Buffer.from(lines.join('')));
  }
}

function keyOf(chain: string, source: string, question: string): string {
  return `${chain} ${source} ${question}`;
}
