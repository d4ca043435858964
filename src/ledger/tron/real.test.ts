// Tron's own data: what contracts did inside 60 blocks of 2023, and the first transactions of 2018
// as JSON-RPC gives them.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DATA, needsData } from '../../../test/needs.ts';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { Source } from '../source.ts';
import { holderOfBytes } from './address.ts';
import { noteEffect } from './contracts.ts';
import { openTron } from './open.ts';

const FOLDER = 'tron-blocks-graphsense';

function* lines(file: string): Generator<Record<string, unknown>> {
  const text = readFileSync(path.join(DATA, FOLDER, file), 'utf8');
  for (const line of text.split('\n')) if (line.trim() !== '') yield JSON.parse(line);
}

const bytes = (text: unknown): Buffer => Buffer.from(String(text ?? ''), 'base64');

describe('recorded data of Tron', { skip: needsData(FOLDER) }, () => {
  test('every internal transaction has a note that is known, and addresses that are read', () => {
    const seen = new Map<string, number>();
    let paid = 0;
    for (const row of lines('56804500to56805500/traces.json')) {
      const note = String(row.note);
      seen.set(note, (seen.get(note) ?? 0) + 1);
      ok(noteEffect(note) !== null, note);
      ok(holderOfBytes(bytes(row.callerAddress))?.startsWith('T'));
      if (Number(row.callValue) > 0 && noteEffect(note) === 'payment') paid += 1;
    }
    deepEqual(Object.fromEntries(seen), { call: 4803, create: 86, suicide: 68 });
    equal(paid, 213);
  });

  test('no transaction that JSON-RPC gives as a number is taken for TRX', async () => {
    const rows = [...lines('0to10000/transactions.json')];
    const hex = (text: unknown): string => `0x${bytes(text).toString('hex')}`;
    const byId = new Map(rows.map((row) => [hex(row.txHash), row]));
    const results: Record<string, (id: string) => unknown> = {
      eth_blockNumber: () => '0x2710',
      eth_getBlockByNumber: (number) => ({ number, timestamp: '0x5b310000' }),
      eth_getTransactionReceipt: () => ({ status: '0x1', logs: [] }),
      eth_getTransactionByHash: (id) => {
        const row = byId.get(id) ?? {};
        return {
          hash: id,
          blockNumber: `0x${Number(row.blockId).toString(16)}`,
          transactionIndex: `0x${Number(row.transactionIndex).toString(16)}`,
          from: hex(row.fromAddress),
          to: row.toAddress === undefined ? null : hex(row.toAddress),
          value: `0x${BigInt(Number(row.value)).toString(16)}`,
          gas: `0x${Number(row.gas).toString(16)}`,
        };
      },
    };
    const none = () => Promise.reject(new Error('not offered'));
    const source: Source = {
      name: 'recorded',
      get: none,
      post: none,
      call: async (method, [first]) => {
        const result = results[method]?.(String(first));
        return { status: 200, value: { jsonrpc: '2.0', id: 1, result }, at: 0, evidence: 0 };
      },
    };
    const chain = parseChain('tron', 'chain');
    const scan = { since: null, maxBlocks: 1, maxTransfers: 1 };
    const lookup = tokenLookup(chain);
    const ledger = openTron({
      source,
      kind: 'json-rpc',
      lookup,
      book: new AssetBook(chain, lookup),
      scan,
    });
    const transfers = await ledger.transactions([...byId.keys()].map((id) => id.slice(2)));
    deepEqual([...new Set(transfers.map(({ kind }) => kind))], ['unvalued']);
    ok(transfers.every(({ amount }) => amount === 0n));
    const withSides = rows.filter(({ toAddress, value }) => toAddress && Number(value) !== 0);
    equal(rows.length, 2172);
    deepEqual([transfers.length, withSides.length], [1953, 1953]);
  });
});
