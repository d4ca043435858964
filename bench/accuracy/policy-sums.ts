import { parseAmount } from '../../src/base/amount.ts';
import { createAccounts } from '../../src/trace/kernel/accounts.ts';
import {
  chronological,
  playReference,
  REFERENCE_POLICIES,
  type ReferencePolicy,
} from './reference.ts';
import { edgeKey, type Row } from './rows.ts';
import type { AnsweredCase, Truth } from './truth.ts';

/** The table "Policy sums" of tracing.md §7: stolen dollars in terminals; tolerance $5. */
export const POLICY_SUMS: Readonly<
  Record<AnsweredCase, Readonly<Record<ReferencePolicy, number>>>
> = {
  '09': {
    fifo: 8_532_219,
    lifo: 8_532_216,
    haircut: 8_532_220,
    clean_first: 8_532_444,
    dirty_first: 8_538_948,
  },
  '10': {
    fifo: 471_929,
    lifo: 467_639,
    haircut: 469_276,
    clean_first: 454_695,
    dirty_first: 489_103,
  },
};
export const POLICY_SUM_TOLERANCE = 5;

interface PolicySum {
  readonly policy: ReferencePolicy;
  readonly table: number;
  /** The bench's own ledger, what a transfer brings kept as one mixed parcel. */
  readonly blended: number;
  /** The bench's own ledger, lots kept apart, as tracing.md §2.2 says. */
  readonly apart: number;
  /** The product's accounts. */
  readonly product: number;
}

/** Sums at the terminals, three ways; rows of one block in the order of the ground-truth file. */
export function policySums(
  truth: Truth,
  table: Readonly<Record<ReferencePolicy, number>>,
): PolicySum[] {
  const place = (row: Row) => truth.places.get(edgeKey(row)) ?? 0;
  const rows = [...truth.rows].sort((a, b) => place(a) - place(b));
  const stops = new Set(truth.terminals.keys());
  const product = productSums(rows, truth);
  return REFERENCE_POLICIES.map((policy) => {
    const sum = (blended: boolean) => {
      const { held } = playReference(rows, { policy, sources: truth.sources, stops, blended });
      return [...stops].reduce((total, address) => total + (held.get(address) ?? 0), 0);
    };
    return {
      policy,
      table: table[policy],
      blended: sum(true),
      apart: sum(false),
      product: product.get(policy) ?? Number.NaN,
    };
  });
}

const DECIMALS = 18;
const ASSET = 0;
const LABEL = 0;

function productSums(rows: readonly Row[], truth: Truth): Map<ReferencePolicy, number> {
  const accounts = createAccounts(REFERENCE_POLICIES);
  const numbers = new Map<string, number>();
  const number = (address: string) => {
    const known = numbers.get(address) ?? numbers.size;
    numbers.set(address, known);
    return known;
  };
  for (const address of truth.terminals.keys()) accounts.setHolder(number(address), 'terminal');
  for (const address of truth.sources) accounts.setHolder(number(address), 'source', LABEL);
  const txs = new Map<string, number>();
  for (const i of chronological(rows)) {
    const row = rows[i] as Row;
    const tx = txs.get(row.tx) ?? txs.size;
    txs.set(row.tx, tx);
    const { units } = parseAmount(row.text, DECIMALS, row.tx);
    accounts.move(tx, number(row.from), number(row.to), ASSET, units);
  }
  const result = accounts.finish();
  const terminal = new Set([...truth.terminals.keys()].map(number));
  return new Map(
    REFERENCE_POLICIES.map((policy) => {
      const held = result.held(policy).filter((holding) => terminal.has(holding.holder));
      const units = held.reduce((sum, holding) => sum + holding.amount, 0n);
      return [policy, Number(units / 10n ** 12n) / 1e6];
    }),
  );
}
