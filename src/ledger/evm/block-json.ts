import { z } from 'zod';

/**
 * A block with its transactions and receipts as JSON-RPC gives them (Ethereum execution API
 * specification), as far as a proof is made of it. Fields of other forks and chains are let pass.
 */

const hex = z.string().regex(/^0x[0-9a-fA-F]*$/);
const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/);

/** No block of a known chain holds as many. */
const MOST_TRANSACTIONS = 100_000;

const transaction = z
  .looseObject({ hash, type: hex.nullish(), transactionIndex: hex.nullish() })
  .describe('Its other fields depend on its type');

export const blockJson = z
  .looseObject({
    hash,
    number: hex,
    transactionsRoot: hash,
    receiptsRoot: hash,
    transactions: z.array(transaction).max(MOST_TRANSACTIONS),
  })
  .describe('eth_getBlockByHash with full transactions');

const log = z.looseObject({ address: hex, topics: z.array(hash).max(4), data: hex });

export const receiptJson = z
  .looseObject({
    transactionHash: hash,
    blockHash: hash,
    type: hex.nullish(),
    status: hex.nullish(),
    root: hex.nullish(),
    cumulativeGasUsed: hex,
    logs: z.array(log),
    depositNonce: hex.nullish(),
    depositReceiptVersion: hex.nullish(),
  })
  .describe('One of eth_getBlockReceipts');

export const receiptsJson = z.array(receiptJson).max(MOST_TRANSACTIONS);

export type BlockJson = z.infer<typeof blockJson>;
export type TransactionJson = z.infer<typeof transaction>;
export type ReceiptJson = z.infer<typeof receiptJson>;
