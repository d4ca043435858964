import { LimitError, SourceError, show } from '../../base/errors.ts';
import type { Json, Source } from '../source.ts';
import { errorIn, judgeOf, type Refusal, refusalOf } from './refusals.ts';

/** What a node answered: a result, or a refusal that means something to who asked. */
export interface Reply {
  readonly result: unknown;
  readonly refusal: Refusal | null;
  /** Number of the answer among the run's evidence. */
  readonly input: number;
}

/** An Ethereum node, or a service that speaks like one (execution-apis). */
export class Node {
  readonly name: string;
  readonly #source: Source;
  readonly #attempt: number;
  readonly #ended = new AbortController();
  #signal: AbortSignal;

  /** @param attempt what was answered at an earlier attempt is not taken for an answer */
  constructor(source: Source, attempt = 0) {
    this.name = source.name;
    this.#source = source;
    this.#attempt = attempt;
    this.#signal = this.#ended.signal;
  }

  /** Ends what is asked from now on when the signal says so. */
  heed(signal: AbortSignal | undefined): void {
    const ended = this.#ended.signal;
    this.#signal = signal ? AbortSignal.any([signal, ended]) : ended;
  }

  /** Another node object for the same source, in place of this one, which asks nothing any more. */
  anew(): Node {
    this.#ended.abort();
    return new Node(this.#source, this.#attempt + 1);
  }

  async ask(method: string, params: readonly Json[], attempt = this.#attempt): Promise<Reply> {
    this.#signal.throwIfAborted();
    const options = { judge: judgeOf(method), signal: this.#signal, attempt };
    const answer = await this.#source.call(method, params, options).catch(tooLarge);
    if (answer === null) return { result: null, refusal: TOO_LARGE, input: 0 };
    const { value, evidence } = answer;
    const error = errorIn(value);
    if (error !== undefined && error !== null) {
      return { result: null, refusal: refusalOf(method, error), input: evidence };
    }
    if (typeof value !== 'object' || value === null || !('result' in value)) {
      throw new SourceError(
        this.name,
        `${method}: neither result nor error, ${show(value)}`,
        false,
      );
    }
    return { result: value.result, refusal: null, input: evidence };
  }

  /**
   * As `ask`, for what every node must answer.
   * @throws SourceError with what the node said
   */
  async need(method: string, params: readonly Json[], attempt = this.#attempt): Promise<Reply> {
    const reply = await this.ask(method, params, attempt);
    if (reply.refusal) throw this.refused(method, reply.refusal);
    return reply;
  }

  refused(method: string, refusal: Refusal): SourceError {
    const said =
      refusal.kind === 'wide'
        ? 'the answer to the smallest question is too large'
        : refusal.message;
    return new SourceError(this.name, `${method}: ${show(said)}`, false);
  }
}

/** An answer beyond the bounds of the program is as good as a node's refusal to give it. */
const TOO_LARGE: Refusal = { kind: 'wide', of: 'results', most: null };

function tooLarge(error: unknown): null {
  if (error instanceof LimitError) return null;
  throw error;
}

/** A number as the node wants it. */
export function hexOf(count: number): string {
  return `0x${count.toString(16)}`;
}
