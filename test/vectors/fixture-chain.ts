import type { CoinBlock, CoinOptions, CoinSeed } from '../../src/trace/coins.ts';
import type { PolicyId } from '../../src/trace/policies/policy.ts';
import { block, coinbase, outpoint, transaction } from './coins.ts';

/** BlockSci's public regtest chain (tracing.md §4.1); a fee is what the outputs leave. */
const TRANSACTIONS: readonly (readonly [
  height: number,
  name: string,
  inputs: readonly (string | bigint)[],
  outputs: readonly bigint[],
])[] = [
  [193, 'F2', [5_000_000_000n], [800_000_000n, 4_199_990_000n]],
  [193, 'F1', [5_000_000_000n], [700_000_000n, 4_299_990_000n]],
  [194, 'S', ['F1:0'], [99_990_000n, 199_990_000n, 399_990_000n]],
  [195, 'M1', ['S:0', 'S:1'], [299_970_000n]],
  [195, 'M2', ['S:2', 'F2:0'], [1_199_980_000n]],
  [196, 'M3', ['M1:0', 'M2:0'], [1_499_940_000n]],
  [197, 'G1', [5_000_000_000n], [400_000_000n, 4_599_990_000n]],
  [197, 'G2', [5_000_000_000n], [400_000_000n, 4_599_990_000n]],
  [197, 'G3', [5_000_000_000n], [200_000_000n, 4_799_990_000n]],
  [198, 'MAP', ['G1:0', 'G2:0', 'G3:0'], [333_330_000n, 333_330_000n, 333_330_000n]],
  [199, 'CHK', ['MAP:0', 'MAP:1', 'MAP:2'], Array<bigint>(6).fill(166_660_000n)],
];
const SUBSIDY = 2_500_000_000n;
const FIRST = 193;

/** The blocks up to a height, each with its coinbase of subsidy and fees, and an empty output. */
export function blocks(to: number): CoinBlock[] {
  const values = new Map<string, bigint>();
  const made: CoinBlock[] = [];
  for (let height = FIRST; height <= to; height++) {
    let fees = 0n;
    const rest = TRANSACTIONS.filter(([at]) => at === height).map(([, name, inputs, outputs]) => {
      const spent = inputs.map((input, i) =>
        typeof input === 'bigint'
          ? { tx: `ext-${name}`, index: i, amount: input }
          : { ...outpoint(input), amount: values.get(input) ?? null },
      );
      outputs.forEach((amount, i) => {
        values.set(`${name}:${i}`, amount);
      });
      fees += spent.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n);
      fees -= outputs.reduce((sum, amount) => sum + amount, 0n);
      return transaction(name, spent, outputs);
    });
    made.push(
      block(`B${height}`, [coinbase(`C${height}`, [SUBSIDY + fees, 0n]), ...rest], SUBSIDY),
    );
  }
  return made;
}

/** Dirty units by coin (`C…`: the block's coinbase, or its fees where they are not followed). */
export type Dirt = Readonly<Record<string, { readonly A?: bigint; readonly B?: bigint }>>;

export interface ChainVector {
  readonly name: string;
  readonly seeds: Readonly<Record<string, 'A' | 'B'>>;
  readonly to: number;
  readonly expected: Readonly<Partial<Record<PolicyId, Dirt>>>;
}

const A = (amount: bigint) => ({ A: amount });
const B = (amount: bigint) => ({ B: amount });
const AB = (a: bigint, b: bigint) => ({ A: a, B: b });
const v1DirtyFirst: Dirt = { 'M3:0': A(99_990_000n) };
const v2DirtyFirst: Dirt = { 'MAP:0': A(333_330_000n), 'MAP:1': A(66_670_000n) };
const v3DirtyFirst: Dirt = {
  'CHK:0': A(166_660_000n),
  'CHK:1': A(166_660_000n),
  'CHK:2': A(66_680_000n),
};
const v4DirtyFirst: Dirt = { 'M3:0': AB(99_990_000n, 800_000_000n) };

/** Expected with `fees=coinbase` (tracing.md §4.2). */
export const chainVectors: readonly ChainVector[] = [
  {
    name: 'V1',
    seeds: { 'S:0': 'A' },
    to: 196,
    expected: {
      fifo: { 'M3:0': A(99_990_000n) },
      lifo: { 'M3:0': A(99_980_000n), 'C195:0': A(10_000n) },
      tiho: v1DirtyFirst,
      dirty_first: v1DirtyFirst,
      clean_first: { 'M3:0': A(99_970_000n), 'C195:0': A(10_000n), 'C196:0': A(10_000n) },
      haircut: { 'M3:0': A(99_986_000n), 'C195:0': A(3_333n), 'C196:0': A(667n) },
      poison: {
        'M3:0': A(1_499_940_000n),
        'C195:0': A(2_500_020_000n),
        'C196:0': A(2_500_010_000n),
      },
    },
  },
  {
    name: 'V2',
    seeds: { 'G2:0': 'A' },
    to: 198,
    expected: {
      fifo: { 'MAP:1': A(266_660_000n), 'MAP:2': A(133_340_000n) },
      lifo: { 'MAP:0': A(133_330_000n), 'MAP:1': A(266_670_000n) },
      tiho: v2DirtyFirst,
      dirty_first: v2DirtyFirst,
      clean_first: { 'MAP:1': A(66_660_000n), 'MAP:2': A(333_330_000n), 'C198:0': A(10_000n) },
      haircut: {
        'MAP:0': A(133_332_000n),
        'MAP:1': A(133_332_000n),
        'MAP:2': A(133_332_000n),
        'C198:0': A(4_000n),
      },
      poison: {
        'MAP:0': A(333_330_000n),
        'MAP:1': A(333_330_000n),
        'MAP:2': A(333_330_000n),
        'C198:0': A(2_500_010_000n),
      },
    },
  },
  {
    name: 'V3',
    seeds: { 'G2:0': 'A' },
    to: 199,
    expected: {
      fifo: { 'CHK:2': A(99_980_000n), 'CHK:3': A(166_660_000n), 'CHK:4': A(133_360_000n) },
      lifo: { 'CHK:2': A(99_990_000n), 'CHK:3': A(166_660_000n), 'CHK:4': A(133_350_000n) },
      tiho: v3DirtyFirst,
      dirty_first: v3DirtyFirst,
      clean_first: {
        'CHK:3': A(66_640_000n),
        'CHK:4': A(166_660_000n),
        'CHK:5': A(166_660_000n),
        'C198:0': A(10_000n),
        'C199:0': A(30_000n),
      },
      haircut: {
        ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`CHK:${i}`, A(66_664_000n)])),
        'C198:0': A(4_000n),
        'C199:0': A(12_000n),
      },
    },
  },
  {
    name: 'V4',
    seeds: { 'S:0': 'A', 'F2:0': 'B' },
    to: 196,
    expected: {
      fifo: {
        'M3:0': AB(99_990_000n, 799_980_000n),
        'C195:0': B(10_000n),
        'C196:0': B(10_000n),
      },
      lifo: { 'M3:0': AB(99_980_000n, 800_000_000n), 'C195:0': A(10_000n) },
      tiho: v4DirtyFirst,
      dirty_first: v4DirtyFirst,
      clean_first: {
        'M3:0': AB(99_980_000n, 799_980_000n),
        'C195:0': AB(10_000n, 10_000n),
        'C196:0': B(10_000n),
      },
      haircut: {
        'M3:0': AB(99_986_000n, 799_988_000n),
        'C195:0': AB(3_333n, 6_667n),
        'C196:0': AB(667n, 5_333n),
      },
    },
  },
];

/** What BlockSci's own tests expect: coins, their value, and how much of it is tainted. */
export const blocksciVectors: readonly {
  readonly policy: 'poison' | 'haircut';
  readonly seeds: readonly string[];
  readonly to: number;
  readonly fees: CoinOptions['fees'];
  readonly coins: number;
  readonly value: bigint;
  readonly tainted: bigint;
}[] = (
  [
    ['poison', ['S:0'], 195, 'drop', 1, 299_970_000n, 299_970_000n],
    ['poison', ['S:0'], 196, 'drop', 1, 1_499_940_000n, 1_499_940_000n],
    ['poison', ['S:0', 'F2:0'], 195, 'drop', 2, 1_499_950_000n, 1_499_950_000n],
    ['poison', ['S:0'], 195, 'coinbase', 2, 2_799_990_000n, 2_799_990_000n],
    ['poison', ['S:0'], 196, 'coinbase', 3, 6_499_970_000n, 6_499_970_000n],
    ['poison', ['S:0', 'F2:0'], 195, 'coinbase', 3, 3_999_970_000n, 3_999_970_000n],
    ['poison', ['G2:0'], 198, 'coinbase', 4, 3_500_000_000n, 3_500_000_000n],
    ['haircut', ['S:0'], 195, 'drop', 1, 299_970_000n, 99_986_666n],
    ['haircut', ['S:0'], 196, 'drop', 1, 1_499_940_000n, 99_985_999n],
    ['haircut', ['S:0'], 195, 'coinbase', 2, 2_799_990_000n, 99_990_000n],
    ['haircut', ['S:0'], 196, 'coinbase', 3, 6_499_970_000n, 99_990_000n],
    ['haircut', ['S:0', 'F2:0'], 195, 'coinbase', 3, 3_999_970_000n, 899_990_000n],
    ['haircut', ['G2:0'], 198, 'coinbase', 4, 3_500_000_000n, 400_000_000n],
    ['haircut', ['G2:0'], 198, 'drop', 3, 999_990_000n, 399_996_000n],
    ['haircut', ['S:0', 'F2:0'], 196, 'drop', 1, 1_499_940_000n, 899_973_998n],
  ] as const
).map(([policy, seeds, to, fees, coins, value, tainted]) => {
  return { policy, seeds, to, fees, coins, value, tainted };
});

/** The seeds of a vector, A before B. */
export function seedsOf(seeds: ChainVector['seeds']): CoinSeed[] {
  return Object.entries(seeds).map(([coin, name]) => ({
    ...outpoint(coin),
    label: name === 'A' ? 0 : 1,
  }));
}
