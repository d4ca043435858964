// Live ledgers made by hand, for what stands around a ledger: failover, cross-check, counting.

import type { LiveAccountLedger, LiveUtxoLedger } from '../../src/ledger/live.ts';
import type { Transfer, UtxoTransaction } from '../../src/ledger/port.ts';

const NATIVE = 'eip155:1/slip44:60';

const movement: Transfer = {
  ...{ tx: 't1', block: 7, time: 700, txIndex: 3, index: 1, kind: 'native' },
  ...{ from: 'a', to: 'b', asset: NATIVE, amount: 5n, failed: false },
  origin: { input: 0, line: 1 },
};

/** A transfer of 5 from a to b in transaction t1, with these changes. */
export function moved(change: Partial<Transfer> = {}): Transfer {
  return { ...movement, ...change };
}

/** A ledger of these transfers, with these changes. */
export function accountLedger(
  name: string,
  rows: readonly Transfer[],
  change: Partial<LiveAccountLedger> = {},
): LiveAccountLedger {
  return {
    model: 'account',
    chain: 'eip155:1',
    sources: [name],
    assetsSeen: new Map(),
    blindSpots: () => [{ reason: `${name} is blind`, effect: 'All is dark.' }],
    warnings: () => [],
    assets: async () => [],
    tip: async () => ({ block: 9, time: 900 }),
    transactions: async (ids) => rows.filter(({ tx }) => ids.includes(tx)),
    transfers: async (holders) => {
      return holders.map((holder) => {
        const transfers = rows.filter(({ from, to }) => from === holder || to === holder);
        return { holder, transfers, truncated: false };
      });
    },
    summaries: async () => [],
    ...change,
  };
}

/** A transaction that spends the first output of another, and pays these amounts. */
export function spend(id: string, from: string, ...amounts: readonly bigint[]): UtxoTransaction {
  return {
    ...{ id, block: 7, time: 700, txIndex: 1, coinbase: false, origin: { input: 0, line: 1 } },
    inputs: [{ tx: from, index: 0, amount: null, holder: null }],
    outputs: amounts.map((amount, i) => {
      return { amount, holder: `h${i}`, script: `0${i}`, burn: false };
    }),
  };
}

/** A ledger of these transactions, with these changes. */
export function coinLedger(
  name: string,
  known: readonly UtxoTransaction[],
  change: Partial<LiveUtxoLedger> = {},
): LiveUtxoLedger {
  return {
    model: 'utxo',
    chain: 'bip122:000000000019d6689c085ae165831e93',
    sources: [name],
    blindSpots: () => [],
    warnings: () => [],
    tip: async () => ({ block: 9, time: 900 }),
    transactions: async (ids) => known.filter(({ id }) => ids.includes(id)),
    spenders: async (outputs) => {
      return outputs.map(({ tx, index }) => {
        const spends = ({ inputs }: UtxoTransaction): boolean =>
          inputs.some((input) => input.tx === tx && input.index === index);
        return known.find(spends) ?? null;
      });
    },
    ...change,
  };
}
