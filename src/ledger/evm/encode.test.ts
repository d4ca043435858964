import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  jsonOf,
  PORTAL,
  portalBlocks,
  RECENT,
  recentBlocks,
  SINGLE,
  singleTransactions,
} from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { InputError } from '../../base/errors.ts';
import type { TransactionJson } from './block-json.ts';
import { decodeReceipt, decodeTransaction } from './decode.ts';
import { encodeReceipt, encodeTransaction } from './encode.ts';
import { decodeHeader, encodeHeader } from './header.ts';
import { hexOf } from './hex.ts';

describe('transactions', () => {
  test('of ten chains: id, sender, recipient and value are those that nodes gave', {
    skip: needsData(SINGLE),
  }, () => {
    const refused = new Map<string, number>();
    let proved = 0;
    for (const { chain, tx, receipt } of singleTransactions()) {
      let bytes: Uint8Array;
      try {
        bytes = encodeTransaction(tx, 'transaction');
      } catch (error) {
        ok(error instanceof InputError);
        const key = `${chain} ${tx.type}`;
        refused.set(key, (refused.get(key) ?? 0) + 1);
        continue;
      }
      const read = decodeTransaction(bytes, 'transaction');
      if (read.id !== tx.hash) {
        const key = `${chain} other id`;
        refused.set(key, (refused.get(key) ?? 0) + 1);
        continue;
      }
      proved++;
      const { from, to } = read.parties();
      // before Bedrock, Optimism listed what Ethereum sent with an empty signature
      if (BigInt(tx.r as string) === 0n && read.signed) equal(from, null);
      else deepEqual([from, to], [tx.from, tx.to ?? receipt.contractAddress]);
      equal(read.value, BigInt(tx.value as string));
    }
    equal(proved, 1269);
    deepEqual(Object.fromEntries(refused), {
      // ids that are not the hash of any bytes
      'arbitrum_one 0x78': 5,
      'polygon_pos other id': 2,
      // recorded without the fields that are hashed
      'base 0x7e': 2,
      'base other id': 1,
      'optimism 0x7e': 1,
    });
  });

  test('what cannot be encoded says why', () => {
    const json = (fields: object): TransactionJson =>
      ({ hash: '0x', ...fields }) as TransactionJson;
    throws(() => encodeTransaction(json({ type: '0x7b' }), 'tx'), /tx, type: .* found "0x7b"/);
    throws(() => encodeTransaction(json({ type: '0x78' }), 'tx'), /before Nitro/);
    throws(
      () => encodeTransaction(json({ type: '0x0' }), 'tx'),
      /tx, nonce: expected a number in hex/,
    );
    throws(() => encodeTransaction(json({ nonce: '0x' }), 'tx'), /tx, nonce: expected a number/);
    throws(() => decodeTransaction(Uint8Array.of(0x7b, 0xc0), 'tx'), /type 123 with 0 fields/);
    throws(() => decodeTransaction(Uint8Array.of(0xc0), 'tx'), /of a known type, found "0 fields"/);
  });
});

describe('receipts', () => {
  test('of ten chains are read back as they were given', { skip: needsData(SINGLE) }, () => {
    let logs = 0;
    for (const { receipt } of singleTransactions()) {
      const bytes = encodeReceipt(receipt, 'receipt');
      // the filter is computed, not taken over
      ok(hexOf(bytes).includes(String(receipt.logsBloom).slice(2)));
      const read = decodeReceipt(bytes, 'receipt');
      equal(read.succeeded, receipt.status ? BigInt(receipt.status) === 1n : null);
      deepEqual(
        read.logs,
        receipt.logs.map(({ address, topics, data }) => ({ address, topics, data })),
      );
      logs += read.logs.length;
    }
    ok(logs > 10_000);
  });

  test('of 12 real blocks: made of JSON, they are the bytes that they were', {
    skip: needsData(PORTAL),
  }, () => {
    for (const raw of portalBlocks()) {
      const { block, receipts } = jsonOf(raw);
      for (const [i, receipt] of receipts.entries()) {
        equal(hexOf(encodeReceipt(receipt, 'receipt')), hexOf(raw.receipts[i]!));
        equal(hexOf(encodeTransaction(block.transactions[i]!, 'tx')), hexOf(raw.transactions[i]!));
      }
    }
  });

  test('neither status nor state root', () => {
    const json = { transactionHash: '', blockHash: '', cumulativeGasUsed: '0x1' };
    throws(() => encodeReceipt({ ...json, logs: [] }, 'receipt'), /before Byzantium a state root/);
  });
});

describe('headers', () => {
  test('of every fork from the merge to Prague hash to what nodes gave', {
    skip: needsData(PORTAL) || needsData(RECENT),
  }, () => {
    const fields = new Set<number>();
    for (const raw of portalBlocks()) {
      const { block } = jsonOf(raw);
      equal(hexOf(encodeHeader(block, 'header')), hexOf(raw.header));
      const read = decodeHeader(raw.header, 'header');
      deepEqual([read.number, `0x${read.time.toString(16)}`], [raw.number, block.timestamp]);
      fields.add(Object.keys(block).length);
    }
    for (const block of recentBlocks()) {
      const read = decodeHeader(encodeHeader(block, 'header'), 'header');
      equal(read.hash, block.hash);
    }
    // London, Shanghai, Cancun; the recent blocks are of Prague
    ok(fields.size >= 3);
  });

  test('a field that is changed or not told is a header that cannot be proved', {
    skip: needsData(RECENT),
  }, () => {
    const [block] = recentBlocks();
    const { requestsHash: _, ...without } = block!;
    throws(() => encodeHeader(without as typeof block & object, 'header'), InputError);
    throws(() => encodeHeader({ ...block!, gasUsed: '0x1' }, 'header'), /whose fields hash to/);
    throws(() => encodeHeader({ ...block!, nonce: null }, 'header'), /header, nonce/);
  });
});
