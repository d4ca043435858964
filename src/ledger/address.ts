import { createBase58check } from '@scure/base';
import { createKeccak, createSHA256 } from 'hash-wasm';
import { InputError } from '../base/errors.ts';
import { endsInChecksum, readBase58 } from './base58.ts';
import { readBech32, witnessOf } from './bech32.ts';
import { MAINNET, type Network, networkOf } from './bitcoin/network.ts';
import type { Chain, ChainFamily } from './chains.ts';
import type { Holder } from './port.ts';

/** No holder: who receives a fee. */
export const NOBODY: Holder = '';

/** Holders that nobody is: the empty one, the zero address, and its Tron twin. */
const NOBODIES: ReadonlySet<Holder> = new Set([
  NOBODY,
  `0x${'0'.repeat(40)}`,
  'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb',
]);

/** True for the zero address of any chain and for the recipient of fees: never an owner. */
export function isNobody(holder: Holder): boolean {
  return NOBODIES.has(holder);
}

/** Why a text is not an address: its form is wrong, or only its checksum. */
export interface AddressFault {
  readonly fault: 'address' | 'checksum';
  readonly expected: string;
}

// One instance of each for all: a new one for every address costs fifteen times as much.
const keccak = await createKeccak(256);
const sha256 = await createSHA256();
/** Base58 with the four bytes of a double SHA-256 at its end. */
export const base58check = createBase58check((data: Uint8Array) =>
  sha256.init().update(data).digest('binary'),
);

/**
 * The canonical form of an address, or what is wrong with it. EVM: 40 hex digits after `0x`, lower
 * case in the result; mixed case must carry a right EIP-55 checksum. Tron: base58check, or hex with
 * `41` or `0x` before 20 bytes. Bitcoin: base58check (P2PKH, P2SH) or BIP-173/350, of mainnet
 * unless another network is named.
 */
export function readAddress(
  text: string,
  family: ChainFamily,
  network: Network = MAINNET,
): Holder | AddressFault {
  if (family === 'evm') return readEvm(text);
  return family === 'tron' ? readTron(text) : readBitcoin(text, network);
}

/** As `readAddress`, on a chain: Bitcoin's networks write their addresses each in its own way. */
export function readAddressOn(text: string, chain: Chain): Holder | AddressFault {
  return readAddress(text, chain.family, networkOf(chain.id) ?? MAINNET);
}

/**
 * As `readAddressOn`, for an address that must be right.
 * @throws InputError
 */
export function parseAddress(text: string, chain: Chain, label: string): Holder {
  const result = readAddressOn(text.trim(), chain);
  if (typeof result === 'string') return result;
  throw new InputError(label, result.expected, text);
}

function readEvm(text: string): Holder | AddressFault {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    return { fault: 'address', expected: 'an address of 0x and 40 hex digits' };
  }
  const lower = text.toLowerCase();
  const hex = text.slice(2);
  if (hex === hex.toUpperCase() || text === lower || text === checksumAddress(lower)) return lower;
  return { fault: 'checksum', expected: 'an address with a right EIP-55 checksum' };
}

const digits = Buffer.from(`0x${'0'.repeat(40)}`);
const hexDigits = digits.subarray(2);
const capitals = new Int32Array(2);
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** An EVM address, lower case, written with its checksum (EIP-55). */
export function checksumAddress(address: Holder): string {
  digits.write(address, 'latin1');
  return capitalised();
}

/** As `checksumAddress`, of the 20 bytes. */
export function checksumAddressOf(bytes: Uint8Array): string {
  for (let i = 0; i < 20; i += 1) {
    hexDigits[i * 2] = HEX_DIGITS[bytes[i]! >>> 4]!;
    hexDigits[i * 2 + 1] = HEX_DIGITS[bytes[i]! & 15]!;
  }
  return capitalised();
}

function capitalised(): string {
  checksumCase(hexDigits, capitals);
  for (let i = 0; i < 40; i += 1) if (isUpper(capitals, i)) hexDigits[i]! -= 0x20;
  return digits.toString('latin1');
}

/**
 * Which of the 40 digits EIP-55 writes in upper case: one bit each, twenty to a word, from the
 * lowest. `hex` is the address in lower case, without `0x`.
 */
export function checksumCase(hex: Uint8Array, bits: Int32Array): void {
  const digest = keccak.init().update(hex).digest('binary');
  bits.fill(0);
  for (let i = 0; i < 40; i += 1) {
    const isHigh = ((digest[i >> 1] ?? 0) & ((i & 1) === 0 ? 0x80 : 0x08)) !== 0;
    if (isHigh && (hex[i] ?? 0) > NINE) bits[i < 20 ? 0 : 1]! |= 1 << (i % 20);
  }
}

const NINE = 0x39;

function isUpper(bits: Int32Array, at: number): boolean {
  return (((bits[at < 20 ? 0 : 1] ?? 0) >> (at % 20)) & 1) === 1;
}

const TRON_PREFIX = 0x41;

function readTron(text: string): Holder | AddressFault {
  const hex = /^(?:0x|41)([0-9a-fA-F]{40})$/.exec(text)?.[1];
  if (hex) return base58check.encode(Buffer.from(`41${hex}`, 'hex'));
  if (!/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(text)) {
    return { fault: 'address', expected: 'a Tron address: T and 33 base58 characters' };
  }
  const bytes = decodeBase58(text);
  if (bytes?.length === 21 && bytes[0] === TRON_PREFIX) return text;
  return { fault: 'checksum', expected: 'a Tron address with a right checksum' };
}

function readBitcoin(text: string, network: Network): Holder | AddressFault {
  const { hrp, keyHash, scriptHash, name } = network;
  const expected = name === 'mainnet' ? 'a Bitcoin address' : `a Bitcoin ${name} address`;
  const checksum = { fault: 'checksum', expected: `${expected} with a right checksum` } as const;
  if (text.toLowerCase().startsWith(`${hrp}1`)) {
    return decodeSegwit(text, hrp) === null ? checksum : text.toLowerCase();
  }
  const first = name === 'mainnet' ? /^[13]/ : /^[mn2]/;
  if (!first.test(text) || !/^[1-9A-HJ-NP-Za-km-z]{26,35}$/.test(text)) {
    return { fault: 'address', expected: `${expected} (base58 or ${hrp}1…)` };
  }
  const bytes = decodeBase58(text);
  const known = bytes?.length === 21 && (bytes[0] === keyHash || bytes[0] === scriptHash);
  return known ? text : checksum;
}

function decodeBase58(text: string): Uint8Array | null {
  const { bytes, length } = readBase58(text);
  return endsInChecksum(bytes, length) ? bytes.subarray(0, length - 4) : null;
}

/** The witness version of an address (BIP-173 for version 0, BIP-350 above), or null. */
function decodeSegwit(text: string, hrp: string): number | null {
  const read = readBech32(text);
  if (read === null || read === 'checksum' || read.hrp !== hrp) return null;
  return witnessOf(read)?.version ?? null;
}

/**
 * A transaction id as the chain writes it: 64 hex digits, lower case, after `0x` on EVM chains.
 * @throws InputError
 */
export function parseTxId(text: string, chain: Chain, label: string): string {
  const hex = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text.trim())?.[1]?.toLowerCase();
  if (hex) return chain.family === 'evm' ? `0x${hex}` : hex;
  throw new InputError(label, 'a transaction id of 64 hex digits', text);
}
