import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { type Answered, type Exchange, questionText } from '../../ledger/evidence/exchange.ts';
import type { EvidenceStore } from '../../ledger/evidence/store.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Problem } from './problem.ts';

/** Recorded answers, as a check needs them. */
export interface AnswerLookup {
  /**
   * The answer's bytes, which hash to the digest, or null where it is not there.
   * @throws InputError where it is there and damaged
   */
  readonly read: (sha256: string) => Uint8Array | null;
  /**
   * What the index says became of a question, by the source's name and the question: the digest of
   * the answer, or of the reason why there is none. Null where it was not asked.
   */
  readonly digestOf: (name: string) => string | null;
}

/** No answer of a source is larger; what claims to be is not unpacked. */
const MOST_BYTES = 2 ** 28;

/** The answers of an evidence store. */
export function answersIn(store: EvidenceStore): AnswerLookup {
  const answers = new Map<string, Answered>();
  const digests = new Map<string, string>();
  for (const exchange of store.exchanges()) {
    if (exchange.digest !== null) answers.set(exchange.digest, exchange);
    digests.set(`${exchange.source} ${questionText(exchange.request)}`, digestOf(exchange));
  }
  return {
    digestOf: (name) => digests.get(name) ?? null,
    read: (digest) => {
      const exchange = answers.get(digest);
      if (!exchange) return null;
      if (exchange.bytes > MOST_BYTES) {
        throw new InputError(`evidence ${digest}`, `at most ${MOST_BYTES} bytes`, exchange.bytes);
      }
      return store.read(exchange);
    },
  };
}

/** As a result lists it among its inputs. */
function digestOf(exchange: Exchange): string {
  return exchange.digest ?? sha256(exchange.why);
}

/** Every answer that a result rests on is there, whole, and was given to the question it names. */
export function checkAnswers({ inputs }: TraceResult, answers: AnswerLookup): Problem[] {
  const problems: Problem[] = [];
  for (const { role, name, sha256: digest, bytes, rows } of inputs) {
    if (role !== 'evidence') continue;
    const where = `answer to "${name}"`;
    const recorded = answers.digestOf(name);
    if (recorded !== digest) {
      problems.push({ where, expected: digest, found: recorded ?? 'nothing in the index' });
      continue;
    }
    // of a question that nobody answered the reason is all there is
    if (rows === 0) continue;
    try {
      const body = answers.read(digest);
      if (body?.length !== bytes) {
        problems.push({ where, expected: `${bytes} bytes`, found: `${body?.length ?? 'nothing'}` });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { label, expected, found } = error;
      problems.push({ where: `${where}, ${label}`, expected, found });
    }
  }
  return problems;
}
