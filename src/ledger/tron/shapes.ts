import { z } from 'zod';

/**
 * What is read of the answers of TronGrid and of java-tron's HTTP interface, without `visible`:
 * addresses and texts in hex, times in milliseconds, zeros and false left out.
 */

/** An int64, which may be beyond 2^53 and, in the genesis block, negative. */
const whole = z
  .union([z.int(), z.bigint(), z.string().regex(/^-?[0-9]{1,20}$/)])
  .transform((value) => BigInt(value));

const txId = z.string().regex(/^[0-9a-f]{64}$/);
const block = z.int().min(0);
const milliseconds = z.int().min(0).max(8.64e15);

/** More than a block of Tron can hold (2 MB). */
const MANY = 20_000;

export const transactionSchema = z.object({
  txID: txId,
  ret: z.array(z.object({ contractRet: z.string().optional(), fee: whole.optional() })).optional(),
  raw_data: z.object({
    contract: z
      .array(
        z.object({
          type: z.string(),
          parameter: z.object({ value: z.record(z.string(), z.unknown()) }),
        }),
      )
      .min(1)
      .max(16),
  }),
});
export type TronTransaction = z.output<typeof transactionSchema>;

const logSchema = z.object({
  address: z.string(),
  topics: z.array(z.string()).max(4).default([]),
  data: z.string().default(''),
});
export type TronLog = z.output<typeof logSchema>;

const internalSchema = z.object({
  caller_address: z.string().default(''),
  transferTo_address: z.string().default(''),
  callValueInfo: z
    .array(z.object({ callValue: whole.optional(), tokenId: z.string().optional() }))
    .max(MANY)
    .default([]),
  note: z.string().default(''),
  rejected: z.boolean().default(false),
});
export type TronInternal = z.output<typeof internalSchema>;

export const infoSchema = z.object({
  id: txId,
  fee: whole.optional(),
  blockNumber: block,
  blockTimeStamp: milliseconds,
  contract_address: z.string().optional(),
  receipt: z.object({ result: z.string().optional() }).optional(),
  result: z.string().optional(),
  log: z.array(logSchema).max(MANY).default([]),
  internal_transactions: z.array(internalSchema).max(MANY).default([]),
  withdraw_amount: whole.optional(),
});
export type TronInfo = z.output<typeof infoSchema>;

export const infosSchema = z.array(infoSchema).max(MANY);

/** A block without its transactions. The genesis block leaves out its number, which is 0. */
export const headerSchema = z.object({
  blockID: z.string().regex(/^[0-9a-f]{64}$/),
  block_header: z.object({
    raw_data: z.object({ number: block.default(0), timestamp: milliseconds.default(0) }),
  }),
});

export const blockSchema = headerSchema.extend({
  transactions: z.array(transactionSchema).max(MANY).default([]),
});

/** A page of TronGrid's account lists; each row is read by itself, so that one fault is one row. */
export const pageSchema = z.object({
  data: z.array(z.unknown()).max(1000),
  success: z.literal(true),
  meta: z.object({ fingerprint: z.string().max(4096).optional() }).optional(),
});

/** A row of `/v1/accounts/{address}/transactions`: the transaction, and where it stands. */
export const accountRowSchema = transactionSchema.extend({
  blockNumber: block,
  block_timestamp: milliseconds,
  withdraw_amount: whole.optional(),
});
export type AccountRow = z.output<typeof accountRowSchema>;

/** A row of `/v1/accounts/{address}/transactions/trc20`. */
export const tokenRowSchema = z.object({
  transaction_id: txId,
  block_timestamp: milliseconds,
  from: z.string(),
  to: z.string(),
  type: z.string(),
  value: z.string().regex(/^[0-9]{1,78}$/),
  token_info: z.object({
    address: z.string(),
    symbol: z.string().max(256).default(''),
    decimals: z.int().min(0).max(77).optional(),
  }),
});

export type TokenRow = z.output<typeof tokenRowSchema>;

/** An internal transfer in an account's lists: the call value by token number, `_` for TRX. */
export const internalRowSchema = z.object({
  internal_tx_id: z.string(),
  tx_id: txId,
  block_timestamp: milliseconds,
  from_address: z.string().default(''),
  to_address: z.string().default(''),
  data: z.object({
    note: z.string().default(''),
    rejected: z.boolean().default(false),
    call_value: z.record(z.string(), whole).default({}),
  }),
});
export type InternalRow = z.output<typeof internalRowSchema>;
