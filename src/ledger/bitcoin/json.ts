import { parseAmount } from '../../base/amount.ts';
import { InputError } from '../../base/errors.ts';
import { toHex } from './hash.ts';
import { MAX_MONEY } from './network.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** JSON text of bytes. Numbers in these files are at most 2^53; what could be more is refused. */
export function parseJson(bytes: Uint8Array, label: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError(label, 'JSON in UTF-8', error instanceof Error ? error.message : error);
  }
}

/** The value as an object, or its member as one. */
export function member(value: unknown, label: string, name?: string): JsonObject {
  const part = name === undefined ? value : (value as JsonObject)[name];
  if (typeof part !== 'object' || part === null || Array.isArray(part)) {
    throw new InputError(name === undefined ? label : `${label}, ${name}`, 'an object', part);
  }
  return part as JsonObject;
}

/** An amount from a JSON number that is exact, or from digits. */
export function satoshi(value: unknown, label: string): bigint {
  const digits = typeof value === 'string' && /^[0-9]{1,16}$/.test(value);
  if (digits || (Number.isSafeInteger(value) && (value as number) >= 0)) {
    const amount = BigInt(value as string | number);
    if (amount <= MAX_MONEY) return amount;
  }
  throw new InputError(label, `whole satoshi, at most ${MAX_MONEY}`, value);
}

/** Bytes from hex, with or without `0x`. */
export function hexBytes(value: unknown, label: string, length?: number): Uint8Array {
  const text = typeof value === 'string' ? value.replace(/^0x/, '') : null;
  const whole = text !== null && text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text);
  if (!whole || (length !== undefined && text.length !== 2 * length)) {
    throw new InputError(label, length === undefined ? 'hex' : `${length} bytes in hex`, value);
  }
  return Buffer.from(text, 'hex');
}

/** The value as a list. */
export function list(value: unknown, label: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new InputError(label, 'a list', value);
  return value;
}

/** A hash as printed: 32 bytes in hex. */
export function printedHash(value: unknown, label: string): string {
  return toHex(hexBytes(value, label, 32));
}

/** A field of four bytes, signed or not. */
export function integer(value: unknown, label: string): number {
  const number = Number.isInteger(value) ? (value as number) : Number.NaN;
  if (number >= -(2 ** 31) && number < 2 ** 32) return number;
  throw new InputError(label, 'a whole number of four bytes', value);
}

/**
 * Satoshi from a JSON number of coins, exactly: multiples of 10^-8 up to 21 million lie farther
 * apart than doubles do, so the shortest digits of the double are those that the node wrote.
 */
export function satoshiOf(coins: number): bigint {
  const { units, cut } = parseAmount(String(coins), 8, 'value');
  if (cut) throw new InputError('value', 'coins with at most 8 decimals', coins);
  return units;
}
