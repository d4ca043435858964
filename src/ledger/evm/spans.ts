import { assert } from '../../base/assert.ts';
import { LimitError } from '../../base/errors.ts';
import type { Refusal } from './refusals.ts';

/** Blocks from one to another, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Wide = Extract<Refusal, { kind: 'wide' }>;

/** What came of a question about a span: what was found, or that it was too wide. */
export type Found<T> = { readonly found: T } | { readonly wide: Wide };

/** Questions about one window of blocks. */
const PIECES_MAX = 100_000;

/**
 * Asks about blocks in spans that a node allows. What it refuses is halved, or cut as the refusal
 * says. What was learned holds from the next call of `settle` on and comes from all answers
 * together: which questions are asked never turns on the order in which answers come.
 */
export class Spans {
  #most: number;
  readonly #refused: number[] = [];
  readonly #granted: number[] = [];

  /** @param most blocks to ask about at once, as far as known before */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * What was found, in the order of the blocks. `ask` must answer about a single block.
   * @throws what `ask` throws; LimitError past a bound
   */
  async read<T>(window: Span, ask: (span: Span) => Promise<Found<T>>): Promise<T[]> {
    const parts = await Promise.all(
      pieces(window, this.#most).map((span) => this.#readOne(span, ask)),
    );
    return parts.flat();
  }

  async #readOne<T>(span: Span, ask: (span: Span) => Promise<Found<T>>): Promise<T[]> {
    const answer = await ask(span);
    const length = span.to - span.from + 1;
    if ('found' in answer) {
      this.#granted.push(length);
      return [answer.found];
    }
    assert(length > 1, 'an answer about a single block');
    const { of, most } = answer.wide;
    if (of === 'blocks') this.#refused.push(most !== null && most < length ? most + 1 : length);
    const size = most !== null && most > 0 && most < length ? most : Math.ceil(length / 2);
    const parts = await Promise.all(pieces(span, size).map((part) => this.#readOne(part, ask)));
    return parts.flat();
  }

  /** Takes in what the answers since the last time said of the longest span. */
  settle(): void {
    const refused = Math.min(...this.#refused);
    if (Number.isFinite(refused)) {
      const granted = this.#granted.filter((length) => length < refused);
      this.#most = Math.min(this.#most, Math.max(1, ...granted));
    }
    this.#refused.length = 0;
    this.#granted.length = 0;
  }
}

/** A window in pieces of at most `size` blocks. */
function pieces({ from, to }: Span, size: number): Span[] {
  const count = Math.ceil((to - from + 1) / size);
  if (count > PIECES_MAX) {
    throw new LimitError('block ranges', `${count} questions of ${size} blocks each`);
  }
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const start = from + i * size;
    return { from: start, to: Math.min(to, start + size - 1) };
  });
}
