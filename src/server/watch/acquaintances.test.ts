import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Feed } from '../../ledger/feed.ts';
import type { NameTold } from '../work/desk-book.ts';
import { Acquaintances } from './acquaintances.ts';

const CHAIN = 'eip155:1';
const SHOP = `0x${'5afe'.repeat(10)}`;
const about = { label: 'A shop', entity: 'Shop', source: 'tags' };
const named: NameTold = { ...about, entityType: 'cex.hot', grade: 'G1' };

test('new tags and lists are seen while a chain is followed', async () => {
  let version = 1;
  let asked = 0;
  const feed = { chain: CHAIN, contracts: async () => new Set<string>() } as unknown as Feed;
  const knows = new Acquaintances(feed, {
    version: () => version,
    namesOf: async (_, holders) => {
      asked += 1;
      return holders.map(() => (version === 1 ? null : named));
    },
  });
  const holders = new Set([SHOP]);
  assert.equal(knows.follows(SHOP), null);
  await knows.learn(holders);
  assert.equal(knows.follows(SHOP), true);
  assert.equal((await knows.whoAre(holders)).size, 0);
  assert.equal(asked, 1);
  version = 2;
  assert.equal(knows.follows(SHOP), null);
  await knows.learn(holders);
  assert.equal(knows.follows(SHOP), false);
  assert.deepEqual((await knows.whoAre(holders)).get(SHOP)?.label, 'A shop');
  assert.equal(asked, 2);
});
