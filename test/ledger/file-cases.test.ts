// The public cases' ledgers, and the labels that others publish, read from the test data.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { checksumAddress, readAddress } from '../../src/ledger/address.ts';
import { tokenId, tokenLookup } from '../../src/ledger/assets.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { openFileLedger } from '../../src/ledger/file/open.ts';
import { DATA, needsData } from '../needs.ts';
import { folderOf, seen } from './file-fixtures.ts';

const BYBIT = 'cases/public/01-bybit-ledger-stripped.csv';
const MIXED = 'cases/public/ledger-ethereum-mixed.csv';
const TRON = 'cases/public/06-tron-ledger-stripped.csv';
const LIFI = 'evm-theft-groundtruth-mftracer/LIFI/LIFI.csv';
const RECEIVED = 'bridge-theft-nomad/data/hack/receive_events.json';
const RETURNED = 'bridge-theft-nomad/data/recovery/transfer_events.json';
const LABELS = 'labels-etherscan-brianleect/data/etherscan/combined/combinedTokenLabels.json';

function open(chain: string, ...files: string[]) {
  return openFileLedger(files, { chain, baseDir: DATA });
}

describe('the ledgers of the public cases', () => {
  test('01: what five addresses sent, in whole tokens', { skip: needsData(BYBIT) }, async () => {
    const ledger = await open('ethereum', BYBIT);
    assert.equal(ledger.inputs[0]?.layout, 'public-case-tokens');
    assert.deepEqual([ledger.size, ledger.order], [207, 'block']);
    const { outgoing, incoming } = ledger.coverage;
    assert.equal(outgoing === 'all' ? 'all' : outgoing.size, 5);
    assert.ok(outgoing !== 'all' && outgoing.has('0x47666fab8bd0ac7003bce3f5c3585383f09486e2'));
    assert.deepEqual(incoming, new Set());
    const verified = (await ledger.assets()).filter((asset) => asset.verified);
    const symbols = verified.map(({ symbol }) => symbol).sort();
    assert.deepEqual(symbols, ['ETH', 'cmETH', 'mETH', 'stETH']);
    // four contracts of tokens that pose as others
    assert.deepEqual(seen(ledger.warnings()), [
      'decimals-assumed 3 ×4: 0x669507921b89c11536fe28fb2b955fbc23dbe86d',
    ]);
  });

  test('02–04, 09, 10: one ledger in dollars', { skip: needsData(MIXED) }, async () => {
    const ledger = await open('ethereum', MIXED);
    assert.equal(ledger.size, 23299);
    assert.equal(ledger.coverage.outgoing, 'all');
    assert.equal(ledger.coverage.incoming, 'all');
    assert.equal(ledger.since, Date.UTC(2015, 7, 7, 3, 30, 33) / 1000);
    const [first] = ledger.all();
    assert.equal(first?.amount, 8680349n);
    assert.deepEqual(
      ledger.warnings().map(({ code }) => code),
      ['identical'],
    );
    const transactions = new Set([...ledger.all()].map(({ tx }) => tx));
    assert.equal(transactions.size, 22688);
  });

  test('06: the lists of forty wallets on Tron', { skip: needsData(TRON) }, async () => {
    const ledger = await open('tron', TRON);
    assert.equal(ledger.inputs[0]?.rows, 10827);
    assert.equal(ledger.size, 10827 - 222);
    assert.deepEqual(
      ledger.warnings().map(({ code, count }) => [code, count]),
      [['repeated', 222]],
    );
    const { outgoing, incoming } = ledger.coverage;
    assert.equal(outgoing === 'all' ? 'all' : outgoing.size, 40);
    assert.deepEqual(incoming, outgoing);
    assert.equal(ledger.order, 'time');
  });

  test('05: what the Nomad bridge paid out and got back', {
    skip: needsData(RECEIVED) || needsData(RETURNED),
  }, async () => {
    const ledger = await open('ethereum', RECEIVED, RETURNED);
    const layouts = ledger.inputs.map(({ layout }) => layout);
    assert.deepEqual(layouts, ['nomad-receive', 'etherscan-api-token']);
    assert.deepEqual([ledger.size, ledger.order], [1175 + 156, 'transaction']);
    const bridge = '0x88a69b4e698a4b090df6cf5bd7b2d47325ad30a3';
    const recovery = '0x94a84433101a10aeda762968f6995c574d1bf154';
    assert.deepEqual(ledger.coverage.outgoing, new Set([bridge, recovery]));
    const taken = [...ledger.all()].filter(({ from }) => from === bridge);
    assert.equal(new Set(taken.map(({ tx }) => tx)).size, 960);
    assert.equal(new Set(taken.map(({ to }) => to)).size, 561);
    assert.equal(new Set(taken.map(({ asset }) => asset)).size, 14);
    const source = JSON.parse(fs.readFileSync(path.join(DATA, RECEIVED), 'utf8')) as {
      readonly amount: string;
    }[];
    const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);
    assert.equal(
      sum(taken.map(({ amount }) => amount)),
      sum(source.map(({ amount }) => BigInt(amount))),
    );
    // the events have a block and no time: within minutes of the first theft
    const theft = Date.UTC(2022, 7, 1, 21, 32, 31) / 1000;
    assert.ok(Math.abs(ledger.since - theft) < 600);
    assert.deepEqual(
      ledger.warnings().map(({ code, count }) => [code, count]),
      [['time-estimated', 1175]],
    );
  });

  test('the ground truth of the LI.FI theft', { skip: needsData(LIFI) }, async () => {
    const ledger = await open('ethereum', LIFI);
    assert.deepEqual([ledger.size, ledger.warnings().length], [135, 0]);
    assert.equal([...ledger.holders()].length, 93);
    const source = '0x8b3cb6bf982798fba233bca56749e22eec42dcf3';
    const query = { direction: 'out', since: null, until: null, limit: 1000 } as const;
    const [sent] = await ledger.transfers([source], query);
    const total = sent?.transfers.reduce((sum, { amount }) => sum + amount, 0n) ?? 0n;
    // 9,685,530.20 by the published answer, which is rounded
    assert.equal((total + 5n * 10n ** 17n) / 10n ** 18n, 968553020n);
  });

  for (const [chain, file] of [
    ['ethereum', BYBIT],
    ['ethereum', MIXED],
    ['tron', TRON],
  ] as const) {
    test(`${file}: rows in another order, the same ledger`, {
      skip: needsData(file),
    }, async (t) => {
      const [header = '', ...rows] = fs
        .readFileSync(path.join(DATA, file), 'utf8')
        .trim()
        .split('\r\n');
      const folder = folderOf(t, { 'a.csv': [header, ...rows.reverse()].join('\n') });
      const turned = await openFileLedger(['a.csv'], { chain, baseDir: folder });
      const ledger = await open(chain, file);
      const text = (from: typeof ledger) =>
        [...from.all()].map((item) => Object.values({ ...item, origin: '' }).join(' '));
      assert.deepEqual(text(turned), text(ledger));
      assert.deepEqual([...turned.holders()], [...ledger.holders()]);
    });
  }
});

test('the token list agrees with published labels', { skip: needsData(LABELS) }, () => {
  const labels = JSON.parse(fs.readFileSync(path.join(DATA, LABELS), 'utf8')) as Readonly<
    Record<string, { readonly name: string }>
  >;
  const ethereum = parseChain('ethereum', '');
  const lookup = tokenLookup(ethereum);
  let found = 0;
  for (const [address, { name }] of Object.entries(labels)) {
    const contract = readAddress(address.toLowerCase(), 'evm');
    const token = typeof contract === 'string' ? lookup(contract) : null;
    const symbol = /\(([^()]+)\)$/.exec(name)?.[1];
    if (!token || !symbol) continue;
    found += 1;
    assert.equal(checksumAddress(token.contract).toLowerCase(), token.contract);
    assert.ok(tokenId(ethereum, token.contract).endsWith(token.contract));
    // Circle renamed EUROC
    if (symbol !== 'EUROC') assert.equal(token.symbol.toUpperCase(), symbol.toUpperCase());
  }
  assert.ok(found > 25, `${found} tokens compared`);
});
