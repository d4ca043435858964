import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GENESIS } from '../../../test/ledger/bitcoin-samples.ts';
import { InputError } from '../../base/errors.ts';
import { parseBlock } from './block.ts';
import { isFullBlock, parseFullBlocks } from './full-block.ts';
import { toHex } from './hash.ts';
import { parsePrevouts } from './prevouts.ts';

const NONE = '0'.repeat(64);
const HASH = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';
const block = parseBlock(GENESIS);
const [coinbase] = block.transactions;

/** The genesis block in Raito's form. */
function genesis() {
  const { version, time, bits, nonce } = block.header;
  const inputs = coinbase!.inputs.map((input) => ({
    script: `0x${toHex(input.script)}`,
    sequence: input.sequence,
    previous_output: { txid: NONE, vout: input.index, data: { value: 0, pk_script: '0x' } },
    witness: [`0x${NONE}`],
  }));
  const outputs = coinbase!.outputs.map(({ amount, script }) => {
    return { value: Number(amount), pk_script: `0x${toHex(script)}` };
  });
  const transaction = { version: 1, is_segwit: false, inputs, outputs, lock_time: 0 };
  return {
    chain_state: { block_height: -1, best_block_hash: NONE },
    blocks: [{ header: { version, time, bits, nonce }, data: { transactions: [transaction] } }],
    expected: { best_block_hash: HASH },
  };
}

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

test('a block in JSON is built again byte for byte', () => {
  const bytes = bytesOf(genesis());
  equal(isFullBlock(bytes), true);
  equal(isFullBlock(GENESIS), false);
  const [read] = parseFullBlocks(bytes, 'genesis.json');
  deepEqual(Buffer.from(read!.bytes), GENESIS);
  deepEqual([read!.height, read!.prevouts], [0, []]);
});

test('a field that is changed gives another hash than the one stated', () => {
  const file = genesis();
  file.blocks[0]!.data.transactions[0]!.outputs[0]!.value += 1;
  throws(() => parseFullBlocks(bytesOf(file), 'x'), /x, hash of the last block/);
});

test('amounts that JSON cannot hold exactly are refused', () => {
  for (const value of [2 ** 53, -1, 0.5, '1e5', null, '2100000000000001']) {
    const text = JSON.stringify(genesis()).replace('5000000000', JSON.stringify(value));
    throws(
      () => parseFullBlocks(Buffer.from(text), 'x'),
      /output 1, value: expected whole satoshi/,
    );
  }
});

test('whatever the damage, the answer is a block or an InputError', () => {
  const whole = bytesOf(genesis());
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 32, max: 126 }), (at, byte) => {
      const bytes = Buffer.from(whole);
      bytes[at] = byte;
      try {
        for (const read of parseFullBlocks(bytes, 'x')) parseBlock(read.bytes);
      } catch (error) {
        ok(error instanceof InputError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

test('spent outputs as JSON', () => {
  const entry = { txout: { value: 5, script_pubkey: '51' }, is_coinbase: false };
  const { layout, outputs } = parsePrevouts(bytesOf([entry, entry]), 'x');
  equal(layout, 'bitcoin-prevouts-json');
  deepEqual(
    outputs,
    [1, 2].map(() => ({ amount: 5n, script: Buffer.from([0x51]) })),
  );
  const wrong = { txout: { value: 5, script_pubkey: '5' } };
  throws(() => parsePrevouts(bytesOf([entry, wrong]), 'x'), /x, entry 2, script_pubkey/);
  throws(() => parsePrevouts(bytesOf([[]]), 'x'), /x, entry 1: expected an object/);
  throws(() => parsePrevouts(Buffer.from('[1,'), 'x'), /JSON in UTF-8/);
});
