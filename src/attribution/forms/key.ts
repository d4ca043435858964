import type { ChainId } from '../../ledger/port.ts';

/** Ledgers whose addresses mean the same key or script: the first part of every key. */
export const ADDRESS_FAMILIES = [
  'evm',
  'bitcoin',
  'bitcoincash',
  'litecoin',
  'dogecoin',
  'dash',
  'zcash',
  'bitcoingold',
  'verge',
  'tron',
  'xrp',
  'monero',
  'solana',
  'ton',
  'cosmos',
  'substrate',
  'text',
] as const;
export type AddressFamily = (typeof ADDRESS_FAMILIES)[number];

/**
 * What an address is known by, however it is written: its decoded payload and the family. Never a
 * symbol, and never the text (sanctions reference §3).
 */
export interface AddressKey {
  readonly family: AddressFamily;
  /** What the payload is: `account`, `p2pkh`, `p2sh`, `p2wpkh`, `p2wsh`, `p2tr`, … */
  readonly kind: string;
  /**
   * 20 bytes: the payload where it has 20 (EVM, Tron, hashes of keys and scripts), else the first
   * 20 of SHA-256 over it. Equal bytes in two families of key hashes are the same key.
   */
  readonly bytes: Uint8Array;
  /** The canonical form. */
  readonly text: string;
}

/** How sure it is that two addresses are the same place. */
export const STRENGTHS = ['exact', 'same-key', 'same-key-other-chain', 'same-text'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** What a text was read as. */
export interface AddressReading {
  /** As it came. */
  readonly published: string;
  /** All families that it can be of, likeliest first; more than one where the form is ambiguous. */
  readonly keys: readonly AddressKey[];
  /** The payload can be read and its checksum is wrong: said beside every answer. */
  readonly checksum: 'right' | 'wrong' | 'none';
  /**
   * The chain that the hint or the text itself states, where the first key is an address of it;
   * null where nothing does, or where the form says otherwise.
   */
  readonly chain: ChainId | null;
  /** What the same text says beside the address: XRP's destination tag, Monero's payment id. */
  readonly memo: string | null;
}
