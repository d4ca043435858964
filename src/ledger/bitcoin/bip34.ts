import type { Network } from './network.ts';
import type { RawTransaction } from './transaction.ts';

/**
 * The height that a coinbase script begins with, as the script number that BIP34 asks for: the
 * shortest push, positive. Null where the script begins with anything else.
 */
export function statedHeight(script: Uint8Array): number | null {
  const [length = 0] = script;
  if (length >= 0x51 && length <= 0x60) return length - 0x50;
  if (length < 1 || length > 4 || script.length < 1 + length) return null;
  let height = 0;
  for (let i = length; i >= 1; i--) height = height * 256 + (script[i] ?? 0);
  const top = script[length] ?? 0;
  const below = length > 1 ? (script[length - 1] ?? 0) : 0;
  // The top bit is the sign; a top byte of zero is there only to keep that bit clear.
  if (top > 0x7f || (top === 0 && below < 0x80)) return null;
  return height <= 16 ? null : height;
}

/**
 * The height by BIP34, or null where nothing vouches for it: blocks of version 1, and heights
 * before the rule was enforced (some early coinbases begin with bytes that look like a height).
 */
export function bip34Height(
  version: number,
  coinbase: RawTransaction,
  network: Network,
): number | null {
  if (version < 2) return null;
  const height = statedHeight(coinbase.inputs[0]?.script ?? new Uint8Array());
  return height !== null && height >= network.bip34 ? height : null;
}
