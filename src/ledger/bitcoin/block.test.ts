import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  GENESIS,
  makeBlock,
  makeCoinbase,
  makeTransaction,
} from '../../../test/ledger/bitcoin-samples.ts';
import { InputError } from '../../base/errors.ts';
import { parseBlock, parseHeader } from './block.ts';
import { blockSlices, isBlockFile, unmask } from './block-file.ts';
import { checkBlock } from './checks.ts';
import { toDisplay } from './hash.ts';
import { MAINNET, REGTEST } from './network.ts';
import { blockBytes } from './writer.ts';

const GENESIS_HASH = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';
const PAY = { amount: 5_000_000_000n, script: '51' };

function pair(): { bytes: Uint8Array; ids: string[] } {
  const coinbase = makeCoinbase(1, [PAY]);
  const spend = makeTransaction([{ tx: 'ab'.repeat(32), index: 0 }], [PAY]);
  const { bytes } = makeBlock(GENESIS_HASH, 1_300_000_000, [coinbase, spend]);
  return { bytes, ids: [coinbase.id, spend.id] };
}

test('the genesis block', () => {
  const block = parseBlock(GENESIS);
  equal(block.hash, GENESIS_HASH);
  equal(block.header.time, 1_231_006_505);
  equal(block.transactions[0]?.outputs[0]?.amount, 5_000_000_000n);
  deepEqual(checkBlock(block), {
    proofOfWork: true,
    merkleRoot: true,
    witness: 'none',
    faults: [],
  });
  deepEqual(parseHeader(GENESIS.subarray(0, 80)), block.header);
});

test('a block cut at any offset is refused by offset and field', () => {
  for (let length = 0; length < GENESIS.length; length++) {
    throws(
      () => parseBlock(GENESIS.subarray(0, length), 'cut', 500),
      (error) => {
        ok(error instanceof InputError, String(error));
        const offset = Number(/^cut, offset (\d+), \S/.exec(error.label)?.[1]);
        return offset >= 500 && offset <= 500 + length;
      },
    );
  }
  throws(() => parseBlock(Buffer.concat([GENESIS, Uint8Array.of(1)])), /offset 285.*no more bytes/);
});

test('no damage passes: it cannot be read, or the checks find it', () => {
  fc.assert(
    fc.property(fc.nat(GENESIS.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Buffer.from(GENESIS);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      try {
        ok(checkBlock(parseBlock(bytes)).faults.length > 0);
      } catch (error) {
        ok(error instanceof InputError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

test('blocks survive writing and reading', () => {
  const { bytes, ids } = pair();
  const block = parseBlock(bytes);
  deepEqual(block.ids.map(toDisplay), ids);
  deepEqual(checkBlock(block, REGTEST).faults, []);
  const parts = block.transactions.map((tx) => tx.bytes);
  deepEqual(Buffer.from(blockBytes(bytes.subarray(0, 80), parts)), Buffer.from(bytes));
});

test('an easy block is none of mainnet', () => {
  const [fault] = checkBlock(parseBlock(pair().bytes), MAINNET).faults;
  equal(fault?.code, 'proof-of-work');
});

test('a repeated part keeps the merkle root and is a fault (CVE-2012-2459)', () => {
  const coinbase = makeCoinbase(1, [PAY]);
  const [a, b] = [0, 1].map((index) => makeTransaction([{ tx: 'cd'.repeat(32), index }], [PAY]));
  const honest = makeBlock(GENESIS_HASH, 1_300_000_000, [coinbase, a!, b!]);
  const header = honest.bytes.subarray(0, 80);
  const forged = blockBytes(header, [coinbase.bytes, a!.bytes, b!.bytes, b!.bytes]);
  const checks = checkBlock(parseBlock(forged), REGTEST);
  deepEqual(
    checks.faults.map((fault) => fault.code),
    ['repeated-part'],
  );
  equal(checks.merkleRoot, false);
});

test('a coinbase stands first, and there is one', () => {
  const coinbase = makeCoinbase(1, [PAY]);
  const spend = makeTransaction([{ tx: 'ab'.repeat(32), index: 0 }], [PAY]);
  for (const list of [[spend], [spend, coinbase], [coinbase, makeCoinbase(2, [PAY])]]) {
    const block = parseBlock(makeBlock(GENESIS_HASH, 1_300_000_000, list).bytes);
    deepEqual(
      checkBlock(block, REGTEST).faults.map((fault) => fault.code),
      ['coinbase'],
    );
  }
});

function framed(magic: number, ...blocks: Uint8Array[]): Uint8Array {
  return Buffer.concat(
    blocks.flatMap((block) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(magic, 0);
      head.writeUInt32LE(block.length, 4);
      return [head, block];
    }),
  );
}

test('block files: message start, length, block; zeros end them', () => {
  const file = framed(MAINNET.magic, GENESIS, GENESIS);
  equal(isBlockFile(file), true);
  equal(isBlockFile(GENESIS), false);
  const slices = [...blockSlices(Buffer.concat([file, Buffer.alloc(1000)]), 'blk')];
  deepEqual(
    slices.map((slice) => slice.offset),
    [8, 301],
  );
  for (const { bytes } of slices) equal(parseBlock(bytes).hash, GENESIS_HASH);
});

test('a damaged block file is refused at its offset', () => {
  const file = framed(MAINNET.magic, GENESIS);
  const read = (bytes: Uint8Array) => [...blockSlices(bytes, 'blk')];
  throws(() => read(file.subarray(0, 200)), /blk, offset 8, block: expected 285 more bytes/);
  throws(() => read(Buffer.concat([file, Uint8Array.of(1, 2, 3, 4)])), /offset 293, message start/);
  throws(() => read(framed(REGTEST.magic, GENESIS)), /f9beb4d9 \(mainnet\)/);
  const long = Buffer.from(file);
  long.writeUInt32LE(0xffffffff, 4);
  throws(() => read(long), /offset 4, block length: expected 81 to 4000000/);
});

test('the mask of newer nodes comes off', () => {
  const key = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const file = Buffer.from(framed(MAINNET.magic, GENESIS));
  const masked = unmask(file, key);
  equal(isBlockFile(masked), false);
  deepEqual(Buffer.from(unmask(masked, key)), file);
  equal(unmask(file, new Uint8Array(8)), file);
});
