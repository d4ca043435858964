// Real transactions with their receipts, as staged ones, so that explorers can show them.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DATA } from '../needs.ts';
import type { StagedCall, StagedLog, StagedTransaction } from './staged.ts';

export const REAL_TRANSACTIONS = 'evm-real-txs-rotki/txs_receipts.jsonl.gz';

type Fields = Readonly<Record<string, string | null>>;

interface Recorded {
  readonly chain: string;
  readonly tx: Fields | null;
  readonly receipt: Fields & {
    readonly logs: readonly (StagedLog & { readonly logIndex: string })[];
  };
  /** Null where nobody recorded it. */
  readonly internal: readonly Fields[] | null;
}

export interface RealTransaction {
  /** The recording's name of the chain. */
  readonly chain: string;
  readonly staged: StagedTransaction;
  /** The receipt as the node gave it. */
  readonly receipt: unknown;
  readonly transaction: unknown;
  readonly isTraced: boolean;
}

/** All recorded transactions of which the transaction itself is there. */
export function realTransactions(): RealTransaction[] {
  const text = gunzipSync(readFileSync(path.join(DATA, REAL_TRANSACTIONS))).toString();
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const recorded = JSON.parse(line) as Recorded;
      const { chain, tx, receipt, internal } = recorded;
      if (!tx) return [];
      const staged = stagedOf(tx, recorded);
      return [{ chain, staged, receipt, transaction: tx, isTraced: internal !== null }];
    });
}

function stagedOf(tx: Fields, { receipt, internal }: Recorded): StagedTransaction {
  const block = Number(tx.blockNumber);
  const big = (value: string | null | undefined): bigint => BigInt(value ?? 0);
  return {
    hash: `${tx.hash}`,
    block,
    // receipts tell no time: any will do that grows with the block
    time: 1_500_000_000 + block,
    txIndex: Number(tx.transactionIndex),
    from: `${tx.from}`.toLowerCase(),
    to: tx.to?.toLowerCase() ?? null,
    creates: receipt.contractAddress?.toLowerCase() ?? null,
    value: big(tx.value),
    input: `${tx.input}`,
    gas: big(tx.gas),
    gasUsed: big(receipt.gasUsed),
    gasPrice: big(receipt.effectiveGasPrice ?? tx.gasPrice),
    nonce: Number(tx.nonce),
    status: receipt.status === undefined ? null : receipt.status === '0x0' ? 0 : 1,
    calls: (internal ?? []).flatMap(callOf),
    logs: receipt.logs.map(({ address, topics, data }) => ({ address, topics, data })),
    firstLog: Number(receipt.logs[0]?.logIndex ?? 0),
  };
}

function callOf(row: Fields): StagedCall[] {
  const to = row.to || row.contractAddress;
  if (!to || row.type === 'delegatecall') return [];
  const [from, value] = [`${row.from}`.toLowerCase(), BigInt(row.value ?? 0)];
  return [{ from, to: to.toLowerCase(), value, failed: row.isError === '1' }];
}
