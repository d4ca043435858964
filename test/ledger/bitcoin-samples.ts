// Bitcoin transactions and blocks made up for tests: arbitrary ones for properties, and regtest
// blocks with real work, which costs two tries on average.

import fc from 'fast-check';
import { fromDisplay, sha256d, toDisplay } from '../../src/ledger/bitcoin/hash.ts';
import { merkleRoot } from '../../src/ledger/bitcoin/merkle.ts';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import {
  parseTransaction,
  type RawInput,
  type RawOutput,
  transactionId,
} from '../../src/ledger/bitcoin/transaction.ts';
import { meetsTarget } from '../../src/ledger/bitcoin/work.ts';
import { blockBytes, headerBytes, transactionBytes } from '../../src/ledger/bitcoin/writer.ts';

/** The genesis block of mainnet. */
export const GENESIS = Buffer.from(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000',
  'hex',
);

const bytes = (max: number) => fc.uint8Array({ maxLength: max });
const u32 = fc.integer({ min: 0, max: 0xffffffff });

/** Inputs, some with witnesses. */
const rawInput = fc.record<RawInput>({
  previous: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  index: u32,
  script: bytes(300),
  sequence: u32,
  witness: fc.array(bytes(80), { maxLength: 3 }),
});

const rawOutput = fc.record<RawOutput>({
  amount: fc.bigInt({ min: 0n, max: 100_000_000_000_000n }),
  script: bytes(60),
});

/** Arbitrary transactions in the form that `transactionBytes` takes. */
export const rawTransaction = fc.record({
  version: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  inputs: fc.array(rawInput, { minLength: 1, maxLength: 4 }),
  outputs: fc.array(rawOutput, { minLength: 1, maxLength: 4 }),
  lockTime: u32,
});

interface Payment {
  readonly amount: bigint;
  /** Hex. */
  readonly script: string;
}

/** A transaction from outpoints to payments, and its id as printed. */
export function makeTransaction(
  from: readonly { readonly tx: string; readonly index: number }[],
  to: readonly Payment[],
): { readonly id: string; readonly bytes: Uint8Array } {
  const inputs = from.map(({ tx, index }) => {
    const script = new Uint8Array();
    return { previous: fromDisplay(tx), index, script, sequence: 0xffffffff, witness: [] };
  });
  return identified(inputs, to);
}

/** A coinbase that states its height (BIP34). */
export function makeCoinbase(
  height: number,
  to: readonly Payment[],
): { readonly id: string; readonly bytes: Uint8Array } {
  const digits: number[] = [];
  for (let left = height; left > 0; left = Math.floor(left / 256)) digits.push(left % 256);
  if ((digits.at(-1) ?? 0) > 0x7f) digits.push(0);
  const push = height <= 16 ? [0x50 + height, 0] : [digits.length, ...digits];
  const script = Uint8Array.from(push);
  const previous = new Uint8Array(32);
  return identified([{ previous, index: 0xffffffff, script, sequence: 0, witness: [] }], to);
}

function identified(inputs: readonly RawInput[], to: readonly Payment[]) {
  const outputs = to.map(({ amount, script }) => ({ amount, script: Buffer.from(script, 'hex') }));
  const serialised = transactionBytes({ version: 2, inputs, outputs, lockTime: 0 });
  return { id: toDisplay(transactionId(parseTransaction(serialised))), bytes: serialised };
}

/** A regtest block with work on it, and its hash as printed. */
export function makeBlock(
  previous: string,
  time: number,
  transactions: readonly { readonly bytes: Uint8Array }[],
): { readonly hash: string; readonly bytes: Uint8Array } {
  const all = transactions.map((tx) => tx.bytes);
  const ids = all.map((tx) => transactionId(parseTransaction(tx)));
  const bits = 0x207fffff;
  for (let nonce = 0; ; nonce++) {
    const fields = { version: 4, previous: fromDisplay(previous), time, bits, nonce };
    const header = headerBytes({ ...fields, merkleRoot: merkleRoot(ids).root });
    const hash = sha256d(header);
    if (!meetsTarget(hash, bits, REGTEST)) continue;
    return { hash: toDisplay(hash), bytes: blockBytes(header, all) };
  }
}
