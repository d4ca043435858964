import { z } from 'zod';
import { tronHolder } from './address.ts';

/**
 * What is read of java-tron's JSON-RPC, which copies Ethereum's: numbers and bytes in hex after
 * `0x`, addresses without Tron's prefix.
 */

const big = z
  .string()
  .regex(/^0x[0-9a-fA-F]{0,64}$/)
  .transform((text) => (text === '0x' ? 0n : BigInt(text)));
const count = big.refine((value) => value < 2n ** 53n).transform(Number);
const hash = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.slice(2).toLowerCase());
const holder = z.string().transform((text) => tronHolder(text));

export const rpcTransactionSchema = z.object({
  hash,
  blockNumber: count,
  transactionIndex: count,
  from: holder,
  to: holder.nullish(),
  value: big,
  /** Energy used in all: of what runs no contract, none. */
  gas: big,
});

export const rpcLogSchema = z.object({
  address: z.string(),
  topics: z.array(z.string()).max(4),
  data: z.string(),
  blockNumber: count,
  transactionHash: hash,
  transactionIndex: count,
  logIndex: count,
});
export type RpcLog = z.output<typeof rpcLogSchema>;

export const rpcReceiptSchema = z.object({
  status: z.string(),
  logs: z.array(rpcLogSchema).max(20_000),
});

export const rpcBlockSchema = z.object({ number: count, timestamp: count });

export const rpcCountSchema = count;

/** A response, of which one of both is there. */
export type Response<T> =
  | { readonly error: { readonly code: number; readonly message: string } }
  | { readonly result: T | null };

export function responseOf<T>(result: z.ZodType<T>): z.ZodType<Response<T>> {
  return z.union([
    z.object({ error: z.object({ code: z.int(), message: z.string() }) }),
    z.object({ result: result.nullable() }),
  ]);
}
