// The label sets that are publicly known: all import, and their known traps are no hits.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStore } from '../../src/attribution/store/folder.ts';
import { importTags } from '../../src/attribution/store/import.ts';
import { namesOf } from '../../src/attribution/store/names.ts';
import { lookUp } from '../../src/attribution/store/show.ts';
import type { TagStore } from '../../src/attribution/store/store.ts';
import { DATA, needsData } from '../needs.ts';

const ETHEREUM = 'eip155:1';
const PACKS = 'labels-graphsense-tagpacks';
const PLACES = [
  `${PACKS}/actors`,
  `${PACKS}/packs/usdt_blacklist.yaml`,
  `${PACKS}/packs/exchange-wallets-binance.yaml`,
  `${PACKS}/packs/lazarus2.yaml`,
  'labels-etherscan-brianleect/data/optimism',
  'labels-forta',
  'labels-tutela',
  'labels-btc-mining-pools',
  'phishing/scamsniffer',
  'phishing/polkadot-js',
  'phishing/mew-darklist',
  'incident-index/ethereumheist',
  'sanctions/fbi-ofac-blocklist-threshold',
  'cases/public/service-labels.csv',
];
/** Tags of each set, and the rows that gave none. */
const COUNTS: readonly (readonly [string, number, number])[] = [
  ['tagpack/usdt_blacklist', 760, 14],
  ['tagpack/exchange-wallets-binance', 86, 0],
  ['tagpack/lazarus2', 6, 0],
  ['Forta labelled data sets/ethereum/etherscan_malicious_labels', 7773, 7],
  ['Forta labelled data sets/ethereum/phishing_scams', 6725, 1],
  ['Forta labelled data sets/optimism/malicious_smart_contracts', 2, 0],
  ['Tutela/ethereum/known_addresses', 19_259, 2],
  ['Tutela/ethereum/tornadocontracts', 19, 0],
  ['ScamSniffer/ethereum/address', 2530, 0],
  ['ScamSniffer/ethereum/combined', 3017, 4],
  ['polkadot-js/phishing/polkadot/address', 279, 0],
  ['MyEtherWallet darklist/ethereum/addresses', 690, 0],
  ['EthereumHeist/ethereum/Heist label-etherscan', 116, 1],
  ['Threshold block list: FBI and OFAC, not told apart/ethereum/blocklist', 118, 1],
  ['service-labels/service-labels', 68, 0],
];

describe('the public label sets', { skip: needsData(PACKS) }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-sets-'));
  const paths = PLACES.map((place) => path.join(DATA, place));
  const world = { now: 1_780_000_000, seed: 11 };
  let store: TagStore;
  let report: ReturnType<typeof importTags>;

  before(() => {
    report = importTags(folder, paths, {}, world);
    const opened = openStore(folder);
    assert.ok(opened);
    store = opened;
  });
  after(() => {
    store.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('import whole, as their authors count them', () => {
    assert.deepEqual([report.refused, report.actors], [[], 3813]);
    for (const [id, tags, leftOut] of COUNTS) {
      const set = store.sets.find((known) => known.id === id);
      assert.deepEqual([set?.tags, set?.leftOut], [tags, leftOut], id);
    }
    const pools = report.sets.filter(({ set }) => set.layout === 'mining-pool');
    const addresses = pools.reduce((sum, { set }) => sum + set.tags, 0);
    assert.deepEqual([pools.length, addresses], [148, 200]);
    const passed = report.passed.map((file) => path.basename(file)).sort();
    assert.deepEqual(passed, [
      'HeistEvent_Info - filtered.csv',
      'HeistEvent_Info - origin.csv',
      'Service_Provider_Map.csv',
      'all.json',
      'tornado_contract_abi.csv',
      'tornado_proxy_abi.csv',
    ]);
  });

  test('and again: nothing changes', () => {
    // of the packs only those that are read the fastest
    const again = importTags(folder, paths.slice(0, 4), {}, world);
    assert.deepEqual(
      [again.build, again.sets.map(({ change }) => change)],
      [null, ['unchanged', 'unchanged', 'unchanged']],
    );
  });

  test('never hit the zero address, nor accuse a router on a blacklist', () => {
    assert.deepEqual(lookUp(store, `0x${'0'.repeat(40)}`, {}).tags, []);
    for (const junk of ['contractaddress', 'genesis', 'There are no matching entries']) {
      assert.deepEqual(lookUp(store, junk, {}).tags, [], junk);
    }
    const router = '0x881d40237659c251811cec9c364ef91dc08d300c';
    const black = store
      .tagsAt(ETHEREUM, router)
      .filter((tag) => tag.states.some(({ state }) => state === 'issuer_frozen'));
    assert.equal(black.length, 1);
    assert.deepEqual([black[0]?.conduct, black[0]?.states[0]?.confirmed], [[], false]);
    assert.equal(namesOf(store).nameOf(ETHEREUM, router)?.conduct.length, 0);
  });

  test('prove no sanction where FBI and OFAC are not told apart', () => {
    const [tag] = store
      .tagsAt(ETHEREUM, '0x2992388435f97997a157789aaabc88fd5c89886f')
      .filter(({ set }) => set.id.startsWith('Threshold'));
    assert.deepEqual(
      tag?.states.map(({ state, by }) => [state, by]),
      [['flagged_by', 'Threshold Network']],
    );
    assert.deepEqual([tag?.conduct, tag?.entityType], [[], null]);
  });

  test('stand on the ledger that the address has the form of', () => {
    const { tags } = lookUp(store, 'TKFLTZKZ4FCxwDMGtXHBwnGtRbmFyQUTrN', {});
    for (const { chain } of tags) assert.match(chain, /^tron:/);
    const tron = store.sets.find(({ id }) => id === 'tagpack/exchange-wallets-binance');
    assert.ok(tron);
    const pool = lookUp(store, '12dRugNcdxK39288NjcDV4GX7rMsKCGn6B', {});
    assert.equal(pool.names[0]?.entityType, 'miner_validator');
  });
});

describe('CryptoScamDB', { skip: needsData('phishing/cryptoscamdb') }, () => {
  test('has a file that is no YAML, and imports nothing for it', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-scam-'));
    const paths = [path.join(DATA, 'phishing/cryptoscamdb/uris.yaml')];
    const report = importTags(folder, paths, {}, { now: 1_780_000_000, seed: 1 });
    assert.equal(report.build, null);
    assert.match(report.refused[0]?.reason ?? '', /^uris\.yaml, line 35: expected YAML/);
    assert.deepEqual(fs.readdirSync(folder), []);
    fs.rmSync(folder, { recursive: true });
  });
});
