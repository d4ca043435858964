import fc from 'fast-check';
import { largestRemainder } from '../../src/base/amount.ts';
import type { Outpoint, UtxoTransaction } from '../../src/ledger/port.ts';
import type { CoinBlock, CoinOptions } from '../../src/trace/coins.ts';
import { sum } from '../../src/trace/policies/lots.ts';
import type { Lot } from '../../src/trace/policies/policy.ts';
import { block, coinbase, transaction } from '../vectors/coins.ts';

/** Prints the seed and hands it to fast-check; `SEED` repeats a run. */
export function seeded(t: { diagnostic(message: string): void }, numRuns: number) {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`seed ${seed}`);
  return { seed, numRuns };
}

/** Small units for ties and remainders, and sizes beyond 2^53 and 2^128. */
const units = fc.constantFrom(1n, 1n, 1n, 10n ** 8n + 7n, 2n ** 61n - 1n, 2n ** 140n + 9n);

/** Splits a total by weights, all of it into the last part if no weight is given. */
function split(total: bigint, weights: readonly number[]): bigint[] {
  const parts = largestRemainder(total, weights.map(BigInt));
  if (weights.some((weight) => weight > 0)) return parts;
  return parts.map((_, i) => (i === parts.length - 1 ? total : 0n));
}

export interface Payment {
  readonly inputs: readonly (readonly Lot[])[];
  /** Of the outputs, then the fee. */
  readonly amounts: readonly bigint[];
}

const labels = fc.constantFrom(null, null, 0, 1);

/** One transaction: 1–5 inputs, 1–6 outputs, 0–2 labels, zero fees and zero outputs included. */
export const payments: fc.Arbitrary<Payment> = fc
  .record({
    unit: units,
    lots: fc.array(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), labels), { minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    weights: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
    fee: fc.constantFrom(0, 0, 1, 3),
  })
  .map(({ unit, lots, weights, fee }) => {
    let history = 0;
    const inputs = lots.map((list) =>
      list.map(([n, label]) => ({
        amount: BigInt(n) * unit + (n % 3 === 0 ? 1n : 0n),
        label,
        history: label === null ? -1 : history++,
      })),
    );
    return { inputs, amounts: split(sum(inputs.flat()), [...weights, fee]) };
  });

/** A block in outline: which coins its transactions spend and how they pay; see `Chain`. */
const outlines = fc.record({
  coinbase: fc.boolean(),
  /** In tenths of the fees. */
  unclaimed: fc.constantFrom(0, 0, 3),
  transactions: fc.array(
    fc.record({
      picks: fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
      outside: fc.constantFrom<('known' | 'unknown' | null)[]>(null, null, 'known', 'unknown'),
      weights: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
      fee: fc.constantFrom(0, 0, 1, 2),
      burn: fc.nat(12),
    }),
    { maxLength: 4 },
  ),
});
type Outline = typeof outlines extends fc.Arbitrary<infer T> ? T : never;

const SUBSIDY = 50n;
const ROOTS = 6;

/** Builds blocks from outlines: the first transaction makes clean coins, the rest spend. */
class Chain {
  readonly blocks: CoinBlock[] = [];
  readonly #unspent: (Outpoint & { readonly amount: bigint })[] = [];
  #count = 0;

  constructor(unit: bigint) {
    const amounts = Array.from({ length: ROOTS }, (_, i) => BigInt(3 + 2 * i) * unit);
    const outside = [{ tx: 'outside', index: 0, amount: sumOf(amounts) }];
    this.blocks.push(block('genesis', [transaction('root', outside, amounts)]));
    this.#open('root', amounts);
  }

  /** Appends blocks whose names begin with the branch. */
  grow(branch: string, outlines: readonly Outline[]): this {
    for (const outline of outlines) this.#add(branch, outline);
    return this;
  }

  #open(tx: string, amounts: readonly bigint[]): void {
    for (const [index, amount] of amounts.entries()) this.#unspent.push({ tx, index, amount });
  }

  #add(branch: string, { coinbase: mined, unclaimed, transactions }: Outline): void {
    const hash = `${branch}${this.blocks.length}`;
    let fees = 0n;
    const made = transactions.map((outline) => {
      const { tx, fee } = this.#pay(`${branch}t${this.#count++}`, outline);
      fees += fee;
      return tx;
    });
    if (!mined) {
      this.blocks.push(block(hash, made));
      return;
    }
    const claimed = SUBSIDY + fees - (fees * BigInt(unclaimed)) / 10n;
    const first = coinbase(`${hash}-coinbase`, [claimed - claimed / 3n, claimed / 3n]);
    this.#open(first.id, [claimed - claimed / 3n, claimed / 3n]);
    this.blocks.push(block(hash, [first, ...made], SUBSIDY));
  }

  #pay(
    id: string,
    outline: Outline['transactions'][number],
  ): { readonly tx: UtxoTransaction; readonly fee: bigint } {
    const inputs: (Outpoint & { amount: bigint | null })[] = [];
    for (const pick of outline.picks) {
      if (this.#unspent.length === 0) break;
      inputs.push(...this.#unspent.splice(pick % this.#unspent.length, 1));
    }
    const known = sumOf(inputs.map((input) => input.amount ?? 0n));
    const outside = outline.outside === null ? 0n : known / 2n + 1n;
    const amount = outline.outside === 'known' ? outside : null;
    if (outside > 0n) inputs.unshift({ tx: `outside-${id}`, index: 0, amount });
    // nobody can know the fee of a transaction with an unknown input
    const weights = [...outline.weights, amount === null && outside > 0n ? 0 : outline.fee];
    const amounts = split(known + outside, weights);
    const fee = amounts.pop() ?? 0n;
    this.#open(id, amounts);
    const outputs = amounts.map((each, i) => ({ amount: each, burn: outline.burn === i }));
    return { tx: transaction(id, inputs, outputs), fee };
  }
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((a, b) => a + b, 0n);
}

export interface Scene {
  readonly blocks: readonly CoinBlock[];
  /** Another branch: the same first blocks, then others. */
  readonly fork: readonly CoinBlock[];
  readonly common: number;
  /** Coins of the first transaction, in order. */
  readonly roots: readonly Outpoint[];
  /** Coins anywhere in the chain. */
  readonly anywhere: readonly Outpoint[];
  readonly options: Pick<CoinOptions, 'fees' | 'collision' | 'stops'>;
}

/** A chain of blocks with a fork, and how it is to be followed. */
export const scenes: fc.Arbitrary<Scene> = fc
  .record({
    unit: units,
    trunk: fc.array(outlines, { minLength: 1, maxLength: 4 }),
    branches: fc.tuple(fc.array(outlines, { maxLength: 3 }), fc.array(outlines, { maxLength: 3 })),
    places: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
    fees: fc.constantFrom<CoinOptions['fees'][]>('drop', 'coinbase'),
    collision: fc.constantFrom<CoinOptions['collision'][]>('seed', 'first'),
    stop: fc.nat(20),
  })
  .map(({ unit, trunk, branches, places, fees, collision, stop }) => {
    const [blocks = [], fork = []] = branches.map((branch, i) => {
      return new Chain(unit).grow('trunk', trunk).grow(`branch${i}`, branch).blocks;
    });
    const coins = blocks.flatMap(({ transactions }) =>
      transactions.flatMap(({ id, outputs }) => outputs.map((_, index) => ({ tx: id, index }))),
    );
    return {
      blocks,
      fork,
      common: trunk.length,
      roots: Array.from({ length: ROOTS }, (_, index) => ({ tx: 'root', index })),
      anywhere: places.flatMap((place) => coins[place % coins.length] ?? []),
      options: { fees, collision, stops: ({ tx, index }) => tx === `trunkt${stop}` && index === 0 },
    };
  });
