import { z } from 'zod';
import { SourceError, show } from '../../base/errors.ts';

/**
 * The pieces of which answers of Ethereum's JSON-RPC are made (execution-apis, "Encoding"): numbers
 * are hex after `0x`. Leading zeros and a bare `0x` for nothing are let pass, as some nodes write
 * them.
 */
const quantity = z.string().regex(/^0x[0-9a-fA-F]{0,64}$/, 'not a hex number of at most 32 bytes');

/** Wei, token units, gas: whatever may be large. */
export const bigHex = quantity.transform(bigOf);

/** Block numbers, positions, times: refused beyond 2^53. */
export const countHex = quantity.transform((text, context) => {
  const value = bigOf(text);
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  context.addIssue({ code: 'custom', message: 'not a number below 2^53' });
  return z.NEVER;
});

export const addressHex = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'not an address')
  .transform(lower);

export const hashHex = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'not 32 bytes of hex')
  .transform(lower);

/** Bytes of any length, lower case, with `0x`. */
export const bytesHex = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/, 'not bytes of hex')
  .transform(lower);

function bigOf(text: string): bigint {
  return text.length === 2 ? 0n : BigInt(text);
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** Of whom and of what an answer is, for messages. */
export interface Asked {
  readonly source: string;
  /** The method, and what it was asked about: `eth_getTransactionReceipt of 0x12…`. */
  readonly what: string;
}

/**
 * An answer as its exact type.
 * @throws SourceError that names the source, the question and the field that is wrong
 */
export function readAnswer<T>(schema: z.ZodType<T>, value: unknown, { source, what }: Asked): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'the answer';
  const found = issue?.path.reduce<unknown>(inside, value);
  const why = `${field}: ${issue?.message ?? 'unexpected'}, found ${show(found)}`;
  throw new SourceError(source, `${what}: ${why}`, false);
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A 32-byte word of a log as an address, or null where its first twelve bytes are not zero. */
export function addressOf(word: string): string | null {
  return /^0x0{24}[0-9a-f]{40}$/.test(word) ? `0x${word.slice(26)}` : null;
}

/** The word at a position of data, with `0x`, or null where the data end before it does. */
export function wordAt(data: string, position: number): string | null {
  const start = 2 + position * 64;
  return data.length >= start + 64 ? `0x${data.slice(start, start + 64)}` : null;
}
