import type { Lot, PolicyId } from '../../src/trace/policies/policy.ts';

/** Single transactions (tracing.md §4.3): dirty units by output, the last for the fee. */
interface SingleVector {
  readonly inputs: readonly (readonly [label: 'A' | 'B' | null, amount: bigint])[];
  readonly amounts: readonly bigint[];
  readonly expected: Readonly<
    Partial<Record<PolicyId | 'blocksci', readonly { readonly A?: bigint; readonly B?: bigint }[]>>
  >;
}

/** One input of each label and amount. */
export function inputsOf(vector: SingleVector): Lot[][] {
  return vector.inputs.map(([name, amount]) => [
    { amount, label: name === null ? null : name === 'A' ? 0 : 1, history: -1 },
  ]);
}

export const singleVectors: readonly SingleVector[] = [
  {
    inputs: [
      ['A', 1n],
      [null, 2n],
    ],
    amounts: [1n, 1n, 1n, 0n],
    expected: { haircut: [{ A: 1n }, {}, {}, {}], blocksci: [{}, {}, {}, {}] },
  },
  {
    inputs: [
      ['A', 5n],
      [null, 5n],
    ],
    amounts: [3n, 3n, 3n, 1n],
    expected: {
      haircut: [{ A: 2n }, { A: 2n }, { A: 1n }, {}],
      blocksci: [{ A: 1n }, { A: 1n }, { A: 1n }, { A: 1n }],
    },
  },
  {
    inputs: [
      ['A', 1n],
      ['B', 1n],
    ],
    amounts: [1n, 1n, 0n],
    expected: { haircut: [{ A: 1n }, { B: 1n }, {}] },
  },
  {
    // a coinbase: subsidy, fees, and an unclaimed remainder
    inputs: [
      [null, 100n],
      ['A', 10n],
    ],
    amounts: [105n, 5n],
    expected: {
      haircut: [{ A: 10n }, {}],
      lifo: [{ A: 10n }, {}],
      dirty_first: [{ A: 10n }, {}],
      fifo: [{ A: 5n }, { A: 5n }],
      clean_first: [{ A: 5n }, { A: 5n }],
    },
  },
  {
    inputs: [
      ['A', 7n],
      [null, 10n],
      ['B', 4n],
    ],
    amounts: [6n, 9n, 5n, 1n],
    expected: {
      fifo: [{ A: 6n }, { A: 1n }, { B: 3n }, { B: 1n }],
      lifo: [{ B: 4n }, { A: 1n }, { A: 5n }, { A: 1n }],
      tiho: [{ B: 2n }, { A: 7n, B: 2n }, {}, {}],
      clean_first: [{}, { A: 5n }, { A: 2n, B: 3n }, { B: 1n }],
      dirty_first: [{ A: 6n }, { A: 1n, B: 4n }, {}, {}],
      haircut: [{ A: 2n, B: 1n }, { A: 3n, B: 2n }, { A: 2n, B: 1n }, {}],
      poison: [
        { A: 6n, B: 6n },
        { A: 9n, B: 9n },
        { A: 5n, B: 5n },
        { A: 1n, B: 1n },
      ],
    },
  },
];

/** What B gets by output, alone and beside A, where the other seed changes priorities (§2.4). */
export const additivity: readonly {
  readonly policy: 'tiho' | 'clean_first' | 'dirty_first';
  /** Label (A is 0, B is 1) and amount. */
  readonly inputs: readonly (readonly [label: 0 | 1, amount: bigint])[];
  readonly amounts: readonly bigint[];
  readonly expected: { readonly both: readonly bigint[]; readonly alone: readonly bigint[] };
}[] = [
  {
    policy: 'tiho',
    inputs: [
      [0, 1n],
      [1, 1n],
    ],
    amounts: [1n, 1n, 0n],
    expected: { both: [0n, 1n, 0n], alone: [1n, 0n, 0n] },
  },
  {
    policy: 'dirty_first',
    inputs: [
      [0, 1n],
      [1, 1n],
    ],
    amounts: [1n, 1n, 0n],
    expected: { both: [0n, 1n, 0n], alone: [1n, 0n, 0n] },
  },
  {
    policy: 'clean_first',
    inputs: [
      [1, 1n],
      [0, 1n],
    ],
    amounts: [1n, 1n, 0n],
    expected: { both: [1n, 0n, 0n], alone: [0n, 1n, 0n] },
  },
];
