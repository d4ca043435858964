import type { PolicyId } from '../../src/trace/policies/policy.ts';

/** One account ledger under every policy (tracing.md §4.4). Lots are written `[label, amount]`. */
export type PlainLot = readonly [label: 'A' | 'B' | null, amount: bigint];

export const steps: readonly (
  | { readonly in: PlainLot }
  | { readonly out: bigint; readonly to: 'Y' | 'Z' | 'W' | 'V' }
)[] = [
  { in: [null, 100n] },
  { in: ['A', 60n] },
  { in: [null, 40n] },
  { in: ['B', 20n] },
  { out: 90n, to: 'Y' },
  { in: [null, 50n] },
  { out: 100n, to: 'Z' },
  { out: 85n, to: 'W' },
  { in: [null, 30n] },
  { out: 30n, to: 'V' },
];

/** The opening balance that has to be assumed before the third payment. */
export const assumed = 5n;

type Dirt = { readonly A?: bigint; readonly B?: bigint };
export interface Row {
  readonly Y: Dirt;
  readonly Z: Dirt;
  readonly W: Dirt;
  readonly V: Dirt;
}

/** Dirty units that each recipient gets. Poison states whole payments, once for each label. */
export const expected: Readonly<Record<PolicyId, Row>> = {
  fifo: { Y: {}, Z: { A: 60n }, W: { B: 20n }, V: {} },
  lifo: { Y: { A: 30n, B: 20n }, Z: { A: 30n }, W: {}, V: {} },
  clean_first: { Y: {}, Z: {}, W: { A: 60n, B: 20n }, V: {} },
  dirty_first: { Y: { A: 60n, B: 20n }, Z: {}, W: {}, V: {} },
  tiho: { Y: { A: 60n, B: 20n }, Z: {}, W: {}, V: {} },
  haircut: { Y: { A: 25n, B: 8n }, Z: { A: 19n, B: 7n }, W: { A: 16n, B: 5n }, V: {} },
  poison: { Y: { A: 90n, B: 90n }, Z: { A: 100n, B: 100n }, W: { A: 85n, B: 85n }, V: {} },
};

/** Poison that stays beyond an empty balance. */
export const sticky: Row = { ...expected.poison, V: { A: 30n, B: 30n } };

export const lots: readonly {
  readonly policy: PolicyId;
  readonly at: keyof Row;
  readonly lots: readonly PlainLot[];
}[] = [
  { policy: 'fifo', at: 'Y', lots: [[null, 90n]] },
  {
    policy: 'fifo',
    at: 'Z',
    lots: [
      [null, 10n],
      ['A', 60n],
      [null, 30n],
    ],
  },
  {
    policy: 'fifo',
    at: 'W',
    lots: [
      [null, 15n],
      ['B', 20n],
      [null, 50n],
    ],
  },
  {
    policy: 'lifo',
    at: 'Y',
    lots: [
      ['A', 30n],
      [null, 40n],
      ['B', 20n],
    ],
  },
];

/** TIHO: one transaction pays 4 and 8 from a ledger of A 5 and clean 10. */
export const tiho = {
  ledger: [
    ['A', 5n],
    [null, 10n],
  ] as readonly PlainLot[],
  payments: [4n, 8n],
  expected: [
    [[null, 4n]],
    [
      ['A', 5n],
      [null, 3n],
    ],
  ] as readonly (readonly PlainLot[])[],
  stays: [[null, 3n]] as readonly PlainLot[],
};

/** Lots of one asset swapped for `amountOut` units of another. */
export const redenomination: readonly {
  readonly lots: readonly PlainLot[];
  readonly amountOut: bigint;
  readonly expected: readonly bigint[];
}[] = [7n, 23n].map((amountOut) => ({
  lots: [
    ['A', 3n],
    [null, 5n],
    ['B', 2n],
  ],
  amountOut,
  expected: amountOut === 7n ? [2n, 4n, 1n] : [7n, 11n, 5n],
}));

/**
 * Stolen and clean units arrive, one payment goes elsewhere and one to the sink: the policy that
 * never gives less for a single payment gives less at the sink (tracing.md §2.4).
 */
export const inverted = {
  dirty: 10n,
  clean: 10n,
  elsewhere: 10n,
  sink: 10n,
  expected: { clean_first: 10n, dirty_first: 0n },
};

/**
 * One transaction pays two recipients, together more than is known to be there. In log order the
 * first payment empties the balance, and with it poison, unless that sticks; TIHO deals to both at
 * once.
 */
export const overdrawn = {
  dirty: 1n,
  payments: [1n, 5n],
  expected: { poison: [1n, 0n], tiho: [0n, 1n], sticky: [1n, 5n] },
};
