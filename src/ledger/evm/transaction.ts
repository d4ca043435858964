import { z } from 'zod';
import type { Holder } from '../port.ts';
import { addressHex, bigHex, bytesHex, countHex, hashHex } from './wire.ts';

/** A log as it stands in a receipt and in an answer to `eth_getLogs`. */
export const logSchema = z.object({
  address: addressHex,
  topics: z.array(hashHex).max(4),
  data: bytesHex,
  blockNumber: countHex,
  blockHash: hashHex,
  transactionHash: hashHex,
  transactionIndex: countHex,
  logIndex: countHex,
  /** Of newer nodes: the time of the block. */
  blockTimestamp: countHex.nullish(),
  removed: z.boolean().nullish(),
});
export type Log = z.output<typeof logSchema>;

/**
 * What `eth_getTransactionByHash` and full blocks say of a transaction. The last fields belong to
 * single chains: `mint` is what a deposit brings from Ethereum (OP stack), `depositValue` and
 * `retryValue` what a retryable ticket brings and sets aside (Arbitrum), `feeCurrency` a token that
 * pays the gas (Celo).
 */
export const transactionSchema = z.object({
  hash: hashHex,
  blockHash: hashHex,
  blockNumber: countHex,
  transactionIndex: countHex,
  from: addressHex,
  /** Null where the transaction creates a contract. */
  to: addressHex.nullish(),
  value: bigHex,
  gas: bigHex,
  gasPrice: bigHex.nullish(),
  type: countHex.nullish(),
  mint: bigHex.nullish(),
  depositValue: bigHex.nullish(),
  retryValue: bigHex.nullish(),
  feeCurrency: addressHex.nullish(),
  /** Of newer nodes: the time of the block. */
  blockTimestamp: countHex.nullish(),
});
export type EvmTransaction = z.output<typeof transactionSchema>;

export const receiptSchema = z.object({
  transactionHash: hashHex,
  blockHash: hashHex,
  blockNumber: countHex,
  transactionIndex: countHex,
  contractAddress: addressHex.nullish(),
  /** Absent before Byzantium (EIP-658). */
  status: countHex.nullish(),
  gasUsed: bigHex,
  effectiveGasPrice: bigHex.nullish(),
  blobGasUsed: bigHex.nullish(),
  blobGasPrice: bigHex.nullish(),
  /** What a rollup charges for its data on Ethereum, on top of the gas (OP stack, Scroll). */
  l1Fee: bigHex.nullish(),
  logs: z.array(logSchema),
});
export type Receipt = z.output<typeof receiptSchema>;

/** Who receives what a transaction pays: its recipient, or the contract that it creates. */
export function recipientOf(transaction: EvmTransaction, receipt: Receipt): Holder | null {
  return transaction.to ?? receipt.contractAddress ?? null;
}
