import { base58Check } from '../../ledger/base58.ts';
import { witnessAddress } from '../../ledger/bitcoin/address.ts';
import { cashaddr } from './cashaddr.ts';
import { keyOf } from './form.ts';
import type { AddressFamily, AddressKey } from './key.ts';

/** A chain whose addresses are Bitcoin's with other bytes before them. */
export interface Coin {
  readonly family: AddressFamily;
  /** What Base58Check has before the 20 bytes: of a key hash, and of a script hash. */
  readonly keyHash: readonly number[];
  readonly scriptHash: readonly number[];
  /** What it had before, and old wallets still write. */
  readonly oldScriptHash: readonly number[] | null;
  /** Human-readable part of BIP-173 addresses; null: the chain has no SegWit. */
  readonly hrp: string | null;
  readonly taproot: boolean;
}

/** Each chain's `chainparams.cpp`, base58Prefixes; likeliest first where two have the same. */
export const COINS: readonly Coin[] = [
  coin('bitcoin', [0x00], [0x05], { hrp: 'bc', taproot: true }),
  coin('litecoin', [0x30], [0x32], { oldScriptHash: [0x05], hrp: 'ltc', taproot: true }),
  coin('bitcoincash', [0x00], [0x05]),
  coin('dogecoin', [0x1e], [0x16]),
  coin('dash', [0x4c], [0x10]),
  coin('zcash', [0x1c, 0xb8], [0x1c, 0xbd]),
  coin('bitcoingold', [0x26], [0x17], { hrp: 'btg' }),
  coin('verge', [0x1e], [0x21]),
];

function coin(
  family: AddressFamily,
  keyHash: readonly number[],
  scriptHash: readonly number[],
  more: Partial<Pick<Coin, 'oldScriptHash' | 'hrp' | 'taproot'>> = {},
): Coin {
  const none = { oldScriptHash: null, hrp: null, taproot: false };
  return { family, keyHash, scriptHash, ...none, ...more };
}

/** The key of 20 bytes on a coin, in its canonical form. */
export function hashKey(coin: Coin, kind: 'p2pkh' | 'p2sh', bytes: Uint8Array): AddressKey {
  return keyOf(coin.family, kind, bytes, hashText(coin, kind, bytes));
}

function hashText(coin: Coin, kind: 'p2pkh' | 'p2sh', bytes: Uint8Array): string {
  if (coin.family === 'bitcoincash') return cashaddr(kind === 'p2sh' ? 1 : 0, bytes);
  return base58Check(kind === 'p2sh' ? coin.scriptHash : coin.keyHash, bytes);
}

/** The key of a witness program on a coin that has SegWit. */
export function witnessKey(
  family: AddressFamily,
  hrp: string,
  version: number,
  program: Uint8Array,
): AddressKey {
  const text = witnessAddress(hrp, version, program);
  return keyOf(family, witnessKind(version, program), program, text);
}

/** BIP-141 for version 0, BIP-341 for 32 bytes under version 1. */
export function witnessKind(version: number, program: Uint8Array): string {
  if (version === 0) return program.length === 20 ? 'p2wpkh' : 'p2wsh';
  return version === 1 && program.length === 32 ? 'p2tr' : `witness-v${version}`;
}
