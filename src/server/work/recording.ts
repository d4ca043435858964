import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { blobPath } from '../../ledger/evidence/store.ts';
import { assertHeld, type Job } from '../../store/jobs.ts';
import {
  forgetPieces,
  piecesOf,
  putAnswers,
  putPiece,
  unkeptAnswers,
} from '../../store/recordings.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';

/** In the folder of a trace: a line for each question. */
export const INDEX = 'evidence/index.jsonl';
/** Kept once they are there: they do not change. */
const FIXED = ['case.json', 'inputs'];
/** Kept when a run ends. */
const FINAL = [...FIXED, 'known.jsonl', 'proofs'];

/** Of a file that is kept at once, and of the answers in one pack, unless one alone is larger. */
const PIECE = 2 ** 20;
const PACK = 4 * 2 ** 20;

const pack = promisify(zstdCompress);

/** A run of a trace, and where its files are on this computer. */
interface Run {
  readonly run: string;
  readonly traceId: string;
  readonly folder: string;
}

/**
 * Brings into the store what a run has in its folder, in small transactions: what it was answered
 * as it comes, and the rest when it ends. A line of the index is never kept before its answer.
 */
export class Recording {
  readonly #db: Db;
  readonly #about: Run;
  readonly #job: Job | null;
  readonly #done = new Set<string>();
  /** How much of the index is kept; null: not looked up yet. */
  #kept: number | null = null;

  /** @param job that which makes the recording, as long as it has its lease; null: none */
  constructor(db: Db, about: Run, job: Job | null) {
    this.#db = db;
    this.#about = about;
    this.#job = job;
  }

  /** Keeps what has come. @throws LimitError where the lease was lost, InputError, EvidenceError */
  async keep(): Promise<void> {
    for (const name of await this.#files(FIXED)) {
      if (!this.#done.has(name) && (await this.#keepFile(name))) this.#done.add(name);
    }
    await this.#keepIndex();
  }

  /** Keeps all: the run has ended. @throws as `keep` */
  async finish(): Promise<void> {
    await this.#keepIndex();
    for (const name of await this.#files(FINAL)) await this.#keepFile(name);
  }

  async #files(names: readonly string[]): Promise<string[]> {
    const { folder } = this.#about;
    const all = names.map(async (name) => {
      const entries = await readdir(join(folder, name)).catch(nullIf('ENOENT', 'ENOTDIR'));
      return entries === null ? [name] : entries.sort().map((entry) => `${name}/${entry}`);
    });
    return (await Promise.all(all)).flat();
  }

  /** A file of which what is kept differs is kept anew. False where there is none. */
  async #keepFile(name: string): Promise<boolean> {
    const { run, traceId } = this.#about;
    const found: string[] = [];
    for await (const { packed } of this.#pieces(name)) found.push(sha256(packed));
    if (found.length === 0) return false;
    const kept = (await piecesOf(this.#db, run)).filter((piece) => piece.name === name);
    const isSame = kept.every((piece, i) => piece.sha256 === found[i]);
    if (isSame && kept.length === found.length) return true;
    await this.#write(async (trx) => {
      await forgetPieces(trx, run, name);
      for await (const { at, size, packed } of this.#pieces(name)) {
        await putPiece(trx, { run, traceId, name, at, size }, packed);
      }
    });
    return true;
  }

  async *#pieces(name: string) {
    for (let at = 0; ; ) {
      const bytes = await this.#read(name, at, PIECE);
      if (bytes.length === 0) return;
      yield { at, size: bytes.length, packed: await pack(bytes) };
      at += bytes.length;
    }
  }

  async #keepIndex(): Promise<void> {
    const { run, traceId } = this.#about;
    this.#kept ??= endOf((await piecesOf(this.#db, run)).filter(({ name }) => name === INDEX));
    for (;;) {
      const at: number = this.#kept;
      const lines = await this.#lines(at);
      if (lines.length === 0) return;
      await this.#keepAnswers(digestsIn(lines));
      const piece = { run, traceId, name: INDEX, at, size: lines.length };
      const packed = await pack(lines);
      await this.#write((trx) => putPiece(trx, piece, packed));
      this.#kept = at + lines.length;
    }
  }

  /** Whole lines from there on: about a piece of them, or one that is longer. */
  async #lines(at: number): Promise<Buffer> {
    for (let most = PIECE; ; most *= 2) {
      const bytes = await this.#read(INDEX, at, most);
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (end > 0 || bytes.length < most) return bytes.subarray(0, end);
    }
  }

  async #keepAnswers(digests: readonly string[]): Promise<void> {
    let [batch, size]: [{ sha256: string; frame: Uint8Array }[], number] = [[], 0];
    const put = async () => {
      const answers = batch;
      [batch, size] = [[], 0];
      await this.#write((trx) => putAnswers(trx, answers));
    };
    for (const digest of await unkeptAnswers(this.#db, digests)) {
      const frame = await readFile(join(this.#about.folder, 'evidence', blobPath(digest)));
      if (size > 0 && size + frame.length > PACK) await put();
      batch.push({ sha256: digest, frame });
      size += frame.length;
    }
    if (size > 0) await put();
  }

  async #write(work: (trx: Db) => Promise<void>): Promise<void> {
    await inTransaction(this.#db, async (trx) => {
      if (this.#job) await assertHeld(trx, this.#job);
      await work(trx);
    });
  }

  /** Nothing where the file is not there. */
  async #read(name: string, at: number, most: number): Promise<Buffer> {
    const path = join(this.#about.folder, name);
    try {
      return await readPart(path, at, most);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
      throw new InputError(`file ${path}`, 'a file that can be read', reason(error));
    }
  }
}

/** Between two looks at what has come: a worker that is lost takes no more than that with it. */
const PAUSE_MS = 1000;

/**
 * Keeps what a run is answered while work on it goes on, and all of it once that has ended.
 * @param failed is told what could not be kept meanwhile: it is tried again
 */
export async function recordWhile<Result>(
  recording: Recording,
  work: Promise<Result>,
  failed: (error: unknown) => void,
): Promise<Result> {
  const ended = new AbortController();
  const keeping = (async () => {
    while (!ended.signal.aborted) {
      await sleep(PAUSE_MS, undefined, ended).catch(() => undefined);
      await recording.keep().catch(failed);
    }
  })();
  try {
    await work;
  } finally {
    ended.abort();
    await keeping;
  }
  await recording.finish();
  return work;
}

/** At most so many bytes of a file from a place on. @throws the system's error */
export async function readPart(path: string, at: number, most: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(most), 0, most, at);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Of answers that lines of an index name. */
export function digestsIn(lines: Buffer): string[] {
  const all = lines.toString('utf8').split('\n').slice(0, -1);
  return all.flatMap((line) => {
    const { digest } = JSON.parse(line) as { readonly digest: string | null };
    return digest ?? [];
  });
}

function endOf(pieces: readonly { readonly at: number; readonly size: number }[]): number {
  return pieces.reduce((end, { at, size }) => Math.max(end, at + size), 0);
}

export function nullIf(...codes: readonly string[]): (error: NodeJS.ErrnoException) => null {
  return (error) => {
    if (codes.includes(error.code ?? '')) return null;
    throw error;
  };
}
