import { LimitError } from '../base/errors.ts';
import type { Holder, Outpoint } from '../ledger/port.ts';
import type { LabelNumber } from './accounts.ts';
import type { Column } from './policies/books.ts';
import { Histories } from './policies/histories.ts';
import type { Lot, PolicyId } from './policies/policy.ts';

/** A coin that is dirty under at least one policy. */
export interface Coin extends Outpoint {
  readonly holder: Holder | null;
  readonly value: bigint;
  readonly terminal: boolean;
  /** By rule; null for a clean coin. */
  readonly lots: readonly (readonly Lot[] | null)[];
}

/** One step of a lot: the output (or, one past the last, the fee) that it went into. */
export interface CoinStep extends Outpoint {
  readonly block: string;
  /** The transaction breaks the link: bookkeeping, not attribution. */
  readonly mix: boolean;
}

/** A coin that is dirty at the head. */
export interface CoinHolding extends Outpoint {
  readonly holder: Holder | null;
  readonly value: bigint;
  readonly terminal: boolean;
  readonly label: LabelNumber;
  /** Dirty units of the label. */
  readonly amount: bigint;
}

/** A lot of a coin and its steps, newest first, ending with the seed. */
export interface CoinLot {
  readonly label: LabelNumber;
  readonly amount: bigint;
  readonly steps: readonly CoinStep[];
}

/** Dirty units in one output of one transaction, or in its fee or unclaimed remainder. */
export interface CoinFlow extends CoinStep {
  readonly policy: PolicyId;
  readonly kind: 'output' | 'burn' | 'fee';
  readonly label: LabelNumber;
  readonly amount: bigint;
}

/** Units of an earlier label that a seed met: superseded, or kept where the first label wins. */
export interface CoinCollision extends Outpoint {
  readonly policy: PolicyId;
  readonly earlier: LabelNumber;
  readonly later: LabelNumber;
  readonly amount: bigint;
}

/** Units without a known origin: the least that the inputs of unknown amount must have held. */
export interface AssumedInput {
  readonly tx: string;
  readonly amount: bigint;
}

interface Booking {
  readonly policy: PolicyId;
  readonly column: Column;
  readonly label: LabelNumber;
  readonly amount: bigint;
}

/** What a block did: coins gone and come, and how long the append-only lists were before it. */
interface Journal {
  readonly hash: string;
  readonly spent: Coin[];
  readonly made: Outpoint[];
  readonly lengths: readonly number[];
  readonly histories: number;
}

/** Blocks that can be rolled back; a deeper reorganisation starts the trace anew. */
const JOURNALS = 1000;

const keyOf = ({ tx, index }: Outpoint) => `${tx}:${index}`;

/** The coins, and everything that was said of them, with a journal per block (tracing.md §2.5). */
export class CoinStore {
  readonly steps: CoinStep[] = [];
  readonly flows: CoinFlow[] = [];
  readonly bookings: Booking[] = [];
  readonly collisions: CoinCollision[] = [];
  readonly assumed: AssumedInput[] = [];
  readonly histories = new Histories();
  readonly #coins = new Map<string, Coin>();
  readonly #journals: Journal[] = [];
  /** The last block that can no longer be rolled back. */
  #base: string | null = null;

  get head(): string | null {
    return this.#journals.at(-1)?.hash ?? this.#base;
  }

  /** Starts the journal of a block. */
  begin(hash: string): void {
    const lengths = this.#lists().map((list) => list.length);
    this.#journals.push({ hash, spent: [], made: [], lengths, histories: this.histories.length });
    if (this.#journals.length > JOURNALS) this.#base = this.#journals.shift()?.hash ?? null;
  }

  /** Takes the last block back. */
  undo(): void {
    const journal = this.#journals.pop();
    if (!journal) return;
    for (const coin of journal.spent) this.#coins.set(keyOf(coin), coin);
    for (const made of journal.made) this.#coins.delete(keyOf(made));
    for (const [i, list] of this.#lists().entries()) list.length = journal.lengths[i] ?? 0;
    this.histories.truncate(journal.histories);
  }

  /**
   * Takes back every block after the one named; null: all of them.
   * @throws LimitError where that block is not, or no longer, in the journals
   */
  rollback(hash: string | null): void {
    if (hash !== this.#base && !this.#journals.some((journal) => journal.hash === hash)) {
      throw new LimitError('rollback', `block ${hash} is not among the last ${JOURNALS}`);
    }
    while (this.head !== hash) this.undo();
  }

  at(outpoint: Outpoint): Coin | undefined {
    return this.#coins.get(keyOf(outpoint));
  }

  make(coin: Coin): void {
    this.#coins.set(keyOf(coin), coin);
    this.#journals.at(-1)?.made.push({ tx: coin.tx, index: coin.index });
  }

  spend(coin: Coin): void {
    this.#coins.delete(keyOf(coin));
    this.#journals.at(-1)?.spent.push(coin);
  }

  /** All coins by transaction and index. */
  sorted(): Coin[] {
    return [...this.#coins.values()].sort((a, b) =>
      a.tx === b.tx ? a.index - b.index : a.tx < b.tx ? -1 : 1,
    );
  }

  /** Steps of a history, newest first. */
  chain(history: number): CoinStep[] {
    return this.histories.chain(history).flatMap((step) => this.steps[step] ?? []);
  }

  #lists(): unknown[][] {
    return [this.steps, this.flows, this.bookings, this.collisions, this.assumed];
  }
}
