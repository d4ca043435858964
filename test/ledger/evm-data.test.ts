import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import zlib from 'node:zlib';
import { parseJson } from '../../src/base/parse-json.ts';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { type Chain, parseChain } from '../../src/ledger/chains.ts';
import { readParityTraces } from '../../src/ledger/evm/calls.ts';
import { decodeReceipt } from '../../src/ledger/evm/decode.ts';
import { movementsOf } from '../../src/ledger/evm/logs.ts';
import { transfersOf } from '../../src/ledger/evm/receipt.ts';
import { decodeRlp, encodeRlp, type Rlp } from '../../src/ledger/evm/rlp.ts';
import { parityRows } from '../../src/ledger/evm/tracing.ts';
import { logSchema, receiptSchema, transactionSchema } from '../../src/ledger/evm/transaction.ts';
import { readAnswer } from '../../src/ledger/evm/wire.ts';
import type { Transfer } from '../../src/ledger/port.ts';
import { DATA, needsData } from '../needs.ts';

const ROTKI = 'evm-real-txs-rotki/txs_receipts.jsonl.gz';
const ETL = 'evm-real-blocks/ethereum-etl-fixtures';
const PORTAL = 'evm-real-blocks/portal-mainnet-with-receipts/block_data';
const ASKED = { source: 'file', what: 'a record' };

interface Internal {
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly isError: string;
}

interface Recorded {
  readonly hash: string;
  readonly chain: string;
  readonly tx: unknown;
  readonly receipt: unknown;
  readonly internal: readonly Internal[] | null;
}

interface Decoded extends Recorded {
  readonly transfers: readonly Transfer[];
  readonly unreadable: number;
}

function recordings(): Recorded[] {
  const text = zlib.gunzipSync(fs.readFileSync(path.join(DATA, ROTKI))).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const books = new Map<string, AssetBook>();

function bookOf(chain: Chain): AssetBook {
  const book = books.get(chain.id) ?? new AssetBook(chain, tokenLookup(chain));
  books.set(chain.id, book);
  return book;
}

function decode(recorded: Recorded): Decoded {
  const chain = parseChain(recorded.chain, 'chain');
  const receipt = readAnswer(receiptSchema, recorded.receipt, ASKED);
  const transaction = readAnswer(transactionSchema, recorded.tx, ASKED);
  let unreadable = 0;
  const assets = {
    chain,
    book: bookOf(chain),
    claims: () => ({ symbol: '', decimals: null }),
    unreadable: () => {
      unreadable += 1;
    },
  };
  const inputs = { transaction: 0, receipt: 1, trace: 2 };
  const transfers = transfersOf({ transaction, receipt, trace: null, time: 0, inputs }, assets);
  return { ...recorded, transfers, unreadable };
}

function lines(name: string): Record<string, unknown>[] {
  const bytes = fs.readFileSync(path.join(DATA, ETL, name));
  return bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => parseJson(Buffer.from(line)) as Record<string, unknown>);
}

describe('real transactions of ten chains', { skip: needsData(ROTKI) }, () => {
  let all: Recorded[];
  let decoded: Decoded[];
  before(() => {
    all = recordings();
    decoded = all.filter(({ tx }) => tx !== null).map(decode);
  });

  test('every receipt is read, and every transaction that is there is decoded', () => {
    for (const { receipt } of all) readAnswer(receiptSchema, receipt, ASKED);
    const missing = all.filter(({ tx }) => tx === null);
    assert.deepEqual([all.length, missing.length], [1304, 24], 'without the transaction itself');
    assert.deepEqual(
      decoded.filter(({ unreadable }) => unreadable > 0),
      [],
    );
    const kinds = Map.groupBy(
      decoded.flatMap(({ transfers }) => transfers),
      ({ kind }) => kind,
    );
    const counts = Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.length]));
    assert.deepEqual(counts, { native: 249, internal: 299, token: 7881, gas: 1262 });
  });

  test('what was moved inside without a trace is in the list of the explorer', () => {
    const checked = decoded
      .filter(({ internal }) => internal !== null)
      .flatMap(({ transfers, internal, hash }) => {
        const listed = (internal ?? []).map(({ from, to, value }) => `${from} ${to} ${value}`);
        const derived = transfers.filter(({ kind }) => kind === 'internal');
        for (const { from, to, amount } of derived) {
          assert.ok(listed.includes(`${from} ${to} ${amount}`), `${hash}: ${from} ${to} ${amount}`);
        }
        return derived;
      });
    assert.ok(checked.length > 20, `${checked.length}`);
  });

  test('positions are in the order of the chain, and gas has none', () => {
    for (const { transfers, hash } of decoded) {
      for (const { index, kind } of transfers) assert.equal(index === null, kind === 'gas', hash);
      const order = transfers.map(({ index }) => index ?? Number.MAX_SAFE_INTEGER);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        hash,
      );
    }
  });
});

describe('the fixtures of ethereum-etl', { skip: needsData(ETL) }, () => {
  test('token transfers of two blocks are those that it expects', () => {
    const folder = 'test_stream/blocks_17173049_17173050';
    const found = lines(`${folder}/expected_logs.json`).flatMap((row) => {
      const hex = (key: string): string => `0x${Number(row[key]).toString(16)}`;
      const log = readAnswer(
        logSchema,
        {
          ...{ address: row.address, topics: row.topics, data: row.data },
          ...{ blockNumber: hex('block_number'), blockHash: row.block_hash },
          ...{ transactionHash: row.transaction_hash, logIndex: hex('log_index') },
          transactionIndex: hex('transaction_index'),
        },
        ASKED,
      );
      return (movementsOf(log) ?? [])
        .filter((moved) => moved.kind !== 'nft' || moved.standard === 'erc721')
        .map((moved) => {
          const value = moved.kind === 'nft' ? BigInt(moved.item) : moved.amount;
          return [log.transactionHash, log.logIndex, moved.contract, moved.from, moved.to, value];
        });
    });
    const expected = lines(`${folder}/expected_token_transfers.json`).map((row) => [
      row.transaction_hash,
      row.log_index,
      row.token_address,
      row.from_address,
      row.to_address,
      BigInt(row.value as number),
    ]);
    assert.equal(expected.length, 291);
    assert.deepEqual(found, expected);
  });

  test('traces of a block pay what it expects', () => {
    const folder = 'test_stream/blocks_508110_508110';
    const bytes = fs.readFileSync(
      path.join(DATA, ETL, folder, 'web3_response.trace_block_0x7c0ce.json'),
    );
    const { result } = parseJson(bytes) as { result: unknown };
    const rows = readAnswer(parityRows, result, ASKED);
    const byTx = Map.groupBy(rows, ({ transactionHash }) => transactionHash);
    byTx.delete(null);
    const found = [...byTx.values()].flatMap((own) => {
      const { calls, failed } = readParityTraces(own);
      assert.equal(failed, false);
      return calls.map(({ from, to, amount }) => [own[0]?.transactionHash, from, to, amount]);
    });
    const expected = lines(`${folder}/expected_traces.json`)
      .filter(({ trace_type, value }) => trace_type !== 'reward' && BigInt(value as number) > 0n)
      .map((row) => [
        row.transaction_hash,
        row.from_address,
        row.to_address,
        BigInt(row.value as number),
      ]);
    assert.ok(expected.length > 0);
    assert.deepEqual(found, expected);
  });

  test('receipts older than Byzantium are read', () => {
    const folder = path.join(DATA, ETL, 'test_export_receipts_job/receipts_with_logs');
    const files = fs.readdirSync(folder).filter((name) => name.startsWith('web3_response'));
    for (const name of files) {
      const { result } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
      const receipt = readAnswer(receiptSchema, result, ASKED);
      assert.ok(receipt.status === undefined || receipt.status === null);
      assert.ok(receipt.logs.every((log) => movementsOf(log) !== null));
    }
    assert.equal(files.length, 4);
  });
});

describe('receipts of mainnet blocks', { skip: needsData(PORTAL) }, () => {
  test('every log that calls itself a transfer is one', () => {
    const counts = { receipts: 0, logs: 0, moved: 0 };
    for (const name of fs.readdirSync(path.join(DATA, PORTAL))) {
      const text = fs.readFileSync(path.join(DATA, PORTAL, name), 'utf8');
      const hex = /^receipts: 0x([0-9a-f]*)$/m.exec(text)?.[1] ?? 'c0';
      const receipts = decodeRlp(Buffer.from(hex, 'hex'), name);
      for (const receipt of receipts as readonly Rlp[]) {
        counts.receipts += 1;
        const bytes = receipt instanceof Uint8Array ? receipt : encodeRlp(receipt);
        for (const { address, topics, data } of decodeReceipt(bytes, name).logs) {
          const place = { blockNumber: '0x1', transactionIndex: '0x0', logIndex: '0x0' };
          const hash = `0x${'0'.repeat(64)}`;
          const ids = { blockHash: hash, transactionHash: hash };
          const log = readAnswer(logSchema, { address, topics, data, ...place, ...ids }, ASKED);
          const moved = movementsOf(log);
          assert.notEqual(moved, null, `${name}: ${JSON.stringify(log)}`);
          counts.logs += 1;
          counts.moved += moved?.length ?? 0;
        }
      }
    }
    assert.deepEqual(counts, { receipts: 1606, logs: 4695, moved: 2324 });
  });
});
