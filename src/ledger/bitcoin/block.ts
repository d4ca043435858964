import { sha256d, toDisplay } from './hash.ts';
import { count, expectEnd, faultAt, i32, type Reader, readerOf, take, u32 } from './reader.ts';
import {
  LEAST_TRANSACTION,
  type RawTransaction,
  readTransaction,
  transactionId,
} from './transaction.ts';

export interface BlockHeader {
  readonly version: number;
  /** Hash of the block before, as printed. */
  readonly previous: string;
  /** 32 bytes in hashing order. */
  readonly merkleRoot: Uint8Array;
  /** Unix seconds by the miner's clock: up to two hours ahead, and not always after its parent. */
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
  /** 32 bytes in hashing order. */
  readonly hash: Uint8Array;
}

export interface Block {
  readonly header: BlockHeader;
  /** The header's hash as printed. */
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly transactions: readonly RawTransaction[];
  /** Ids in block order, 32 bytes each in hashing order. */
  readonly ids: readonly Uint8Array[];
  /** Where each transaction begins in `bytes`. */
  readonly offsets: readonly number[];
}

/** BIP141: 4,000,000 weight units, of which every byte is at least one. */
export const MAX_BLOCK_BYTES = 4_000_000;

/** Reads the 80 bytes of a header. */
export function parseHeader(bytes: Uint8Array, label = 'block header'): BlockHeader {
  const r = readerOf(bytes, label);
  const header = readHeader(r);
  expectEnd(r, 'block header');
  return header;
}

function readHeader(r: Reader): BlockHeader {
  const start = r.at;
  const version = i32(r, 'block version');
  const previous = toDisplay(take(r, 32, 'previous block'));
  const merkleRoot = take(r, 32, 'merkle root');
  const time = u32(r, 'block time');
  const bits = u32(r, 'bits');
  const nonce = u32(r, 'nonce');
  const hash = sha256d(r.bytes.subarray(start, r.at));
  return { version, previous, merkleRoot, time, bits, nonce, hash };
}

/**
 * Reads a whole block: header, then transactions to the last byte. What is read is only known to be
 * well-formed; `checkBlock` says whether it is what its header commits to.
 * @param base offset of the block in its file, for errors
 * @throws InputError naming offset, field, what was expected and what was found
 */
export function parseBlock(bytes: Uint8Array, label = 'block', base = 0): Block {
  const r = readerOf(bytes, label, base);
  if (bytes.length > MAX_BLOCK_BYTES) {
    throw faultAt(r, 'block size', `at most ${MAX_BLOCK_BYTES} bytes`, `${bytes.length}`);
  }
  const header = readHeader(r);
  const at = r.at;
  const many = count(r, LEAST_TRANSACTION, 'transaction count');
  if (many === 0) throw faultAt(r, 'transaction count', 'at least one', '0', at);
  const transactions: RawTransaction[] = [];
  const ids: Uint8Array[] = [];
  const offsets: number[] = [];
  for (let i = 0; i < many; i++) {
    offsets.push(r.at);
    const transaction = readTransaction(r);
    transactions.push(transaction);
    ids.push(transactionId(transaction));
  }
  expectEnd(r, 'block');
  return { header, hash: toDisplay(header.hash), bytes, transactions, ids, offsets };
}
