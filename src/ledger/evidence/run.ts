import { sha256 } from '../../base/digest.ts';
import { EvidenceError, LimitError, SourceError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import type { ChainId } from '../port.ts';
import {
  type Answered,
  type Asked,
  type Exchange,
  type Failed,
  questionText,
  type Request,
} from './exchange.ts';
import { blobPath, type EvidenceStore, indexLine } from './store.ts';

/** One exchange on which a run's result rests. */
export interface EvidenceItem {
  readonly source: string;
  readonly chain: ChainId;
  readonly kind: string;
  /** In one line, without secrets: `GET /tx/…`. */
  readonly question: string;
  readonly status: number | null;
  readonly at: UnixTime;
  /** SHA-256 of the answer's bytes, or null where there was no answer. */
  readonly digest: string | null;
  readonly bytes: number;
  /** Why there was no answer, or null. */
  readonly failure: string | null;
}

/**
 * The evidence of one run. `live` takes answers from the store, and asks the network for those that
 * are not there; `replay` takes all from the store.
 */
export class EvidenceRun {
  readonly mode: 'live' | 'replay';
  readonly #store: EvidenceStore;
  readonly #numbers = new Map<Exchange, number>();

  constructor(store: EvidenceStore, mode: 'live' | 'replay') {
    this.#store = store;
    this.mode = mode;
  }

  /**
   * The recorded answer to a question, or null where the network is to be asked.
   * @throws EvidenceError where the answer is damaged; in a replay, the recorded failure, or where
   *   nothing is recorded, EvidenceError if the source never failed, else SourceError: what was
   *   under way when a source was given up is not recorded; the next one is asked as it was then
   */
  recall(asked: Asked, request: Request): Answered | null {
    const question = questionText(request);
    const recorded = this.#store.find(asked, question);
    if (recorded !== null && recorded.digest !== null) return recorded;
    if (this.mode === 'live') return null;
    if (recorded === null && this.#store.isWhole(asked)) {
      const expected = `a recorded answer to ${question}`;
      throw new EvidenceError(`evidence of ${asked.source}`, expected, 'nothing');
    }
    if (recorded === null) {
      throw new SourceError(asked.source, `not recorded: ${question}`, false);
    }
    throw this.#failure(recorded);
  }

  /** @throws EvidenceError where the answer is damaged */
  read(exchange: Answered): Uint8Array {
    return this.#store.read(exchange);
  }

  keepAnswer(exchange: Omit<Answered, 'digest' | 'bytes'>, body: Uint8Array): Answered {
    return this.#keep({ ...exchange, digest: sha256(body), bytes: body.length }, body);
  }

  /** Keeps that a question failed for good; a replay fails in the same way. */
  keepFailure(asked: Asked, request: Request, at: UnixTime, error: unknown): void {
    const { source, chain, kind } = asked;
    const failed = { source, chain, kind, request, at, digest: null };
    if (error instanceof SourceError) {
      const why = error.message.slice(`${source}: `.length);
      this.use(this.#keep({ ...failed, why, retry: error.retry, limit: null }, null));
    } else if (error instanceof LimitError) {
      const why = error.message.slice(`${error.limit}: `.length);
      this.use(this.#keep({ ...failed, why, retry: false, limit: error.limit }, null));
    }
  }

  /** The number of an exchange in this run: its place in `used()`. */
  use(exchange: Exchange): number {
    const number = this.#numbers.get(exchange) ?? this.#numbers.size;
    this.#numbers.set(exchange, number);
    return number;
  }

  /** What this run rests on, in the order of first use, which is that of arrival. */
  used(): readonly EvidenceItem[] {
    return [...this.#numbers.keys()].map((exchange) => ({
      source: exchange.source,
      chain: exchange.chain,
      kind: exchange.kind,
      question: questionText(exchange.request),
      status: exchange.digest === null ? null : exchange.status,
      at: exchange.at,
      digest: exchange.digest,
      bytes: exchange.digest === null ? 0 : exchange.bytes,
      failure: exchange.digest === null ? exchange.why : null,
    }));
  }

  /**
   * The used part of the store as files of the same layout, the same bytes for the same set: for a
   * bundle.
   */
  files(): ReadonlyMap<string, Uint8Array> {
    const exchanges = [...this.#numbers.keys()];
    const lines = exchanges.map(indexLine).sort(byBytes);
    const files = new Map<string, Uint8Array>([['index.jsonl', Buffer.from(lines.join(''))]]);
    const digests = exchanges.flatMap(({ digest }) => (digest === null ? [] : [digest]));
    for (const digest of digests.sort()) files.set(blobPath(digest), this.#store.packed(digest));
    return files;
  }

  /** Resolves once all that was kept is on disk. @throws InputError where it could not be */
  settled(): Promise<void> {
    return this.#store.settled();
  }

  #keep<T extends Exchange>(exchange: T, body: Uint8Array | null): T {
    this.#store.keep(exchange, body);
    return exchange;
  }

  #failure(failed: Failed): Error {
    this.use(failed);
    if (failed.limit !== null) return new LimitError(failed.limit, failed.why);
    return new SourceError(failed.source, failed.why, failed.retry);
  }
}

/**
 * One digest for a set of evidence: SHA-256 over its lines `digest SP source SP question LF`, each
 * once, sorted by their bytes in UTF-8. Where there was no answer, it is the digest of the reason.
 */
export function rootDigest(items: readonly EvidenceItem[]): string {
  const lines = items.map(({ digest, source, question, failure }) => {
    return `${digest ?? sha256(failure ?? '')} ${source} ${question}\n`;
  });
  return sha256([...new Set(lines)].sort(byBytes).join(''));
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
