// Faults that a fake explorer commits on purpose, by a seeded plan that does not depend on the
// order of questions: what happens to one is a function of the seed, of the question, and of how
// often it was asked.

export type FaultKind =
  | 'rate-limit'
  | 'notok'
  | 'timeout-text'
  | 'server-error'
  | 'empty'
  | 'truncated'
  | 'html'
  | 'slow'
  | 'duplicates'
  | 'reset';

/** How likely each fault is, per question and time asked; 0 unless said. */
export interface FaultPlan {
  readonly share?: Partial<Readonly<Record<FaultKind, number>>>;
  /** A question is answered rightly after so many faults in a row; 2 unless said. */
  readonly inARow?: number;
  /** Share of the token movements of which lists tell another amount than receipts. */
  readonly lies?: number;
  /** Blocks by which the head moves on with each question about it. */
  readonly headMoves?: number;
}

const IN_A_ROW = 2;

/** A number from 0 up to 1 that depends on all the words and on nothing else. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join('\n')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  // finish as MurmurHash3 does, so that neighbours differ
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Which fault, if any, strikes the question when it is asked for the n-th time. */
export class Faults {
  readonly #plan: FaultPlan;
  readonly #seed: number;
  readonly #asked = new Map<string, number>();
  readonly #inARow = new Map<string, number>();

  constructor(plan: FaultPlan, seed: number) {
    this.#plan = plan;
    this.#seed = seed;
  }

  strike(question: string): FaultKind | null {
    const asked = (this.#asked.get(question) ?? 0) + 1;
    this.#asked.set(question, asked);
    const row = this.#inARow.get(question) ?? 0;
    const fault = row < (this.#plan.inARow ?? IN_A_ROW) ? this.#drawn(question, asked) : null;
    this.#inARow.set(question, fault === null ? 0 : row + 1);
    return fault;
  }

  #drawn(question: string, asked: number): FaultKind | null {
    let left = chance(this.#seed, 'fault', asked, question);
    for (const [kind, share] of Object.entries(this.#plan.share ?? {})) {
      left -= share;
      if (left < 0) return kind as FaultKind;
    }
    return null;
  }

  /** True if lists lie about this movement: always or never. */
  lies(movement: string): boolean {
    return chance(this.#seed, 'lie', movement) < (this.#plan.lies ?? 0);
  }
}
