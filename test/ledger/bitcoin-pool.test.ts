// What waits for a block: over random chains, every kind of source tells the same of it, and that
// is what the chain in memory says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { corePool } from '../../src/ledger/bitcoin/core-pool.ts';
import { esploraPool } from '../../src/ledger/bitcoin/esplora-pool.ts';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import type { Pool } from '../../src/ledger/feed.ts';
import type { Outpoint } from '../../src/ledger/port.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { coreAnswer } from '../nodes/core.ts';
import { esploraAnswer } from '../nodes/esplora.ts';
import { sourceOf } from '../nodes/sources.ts';
import { chainOfMoves, moves } from './bitcoin-chains.ts';

/** The pool of a chain that `now` gives, by each kind of source. */
function poolsOf(now: () => MemoryChain) {
  const core = (version: 22 | 25) =>
    sourceOf(`core ${version}`, (method, params) => {
      return coreAnswer(now(), { version, txindex: false }, method, params);
    });
  const esplora = sourceOf('esplora', (question) => {
    const { status, text } = esploraAnswer(now(), question.slice('GET '.length));
    return { status, value: text };
  });
  const [listed, asked] = [core(22), core(25)];
  return {
    pools: [corePool(listed, REGTEST), corePool(asked, REGTEST), esploraPool(esplora, REGTEST)],
    listed,
  };
}

function coinsOf(chain: MemoryChain): Outpoint[] {
  return [...chain.transactions.values()].flatMap(({ id: tx, at, raw }) =>
    at ? raw.outputs.map((_, index) => ({ tx, index })) : [],
  );
}

async function told(pool: Pool, coins: readonly Outpoint[]): Promise<readonly string[]> {
  const found = await pool.spending(coins);
  const ids = found.map(({ id }) => id);
  for (const [i, { inputs }] of found.entries()) {
    for (const { tx } of inputs) assert.ok(ids.indexOf(tx) < i, 'none before what it spends from');
  }
  assert.deepEqual([...(await pool.having([...ids, 'f'.repeat(64)]))], ids);
  return ids.toSorted();
}

test('every kind of source tells of what waits, and of what became of it', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (lists) => {
      const { blocks, waiting } = chainOfMoves(lists);
      const full = new MemoryChain(blocks, waiting);
      const none = new MemoryChain(blocks);
      let chain = full;
      const { pools, listed } = poolsOf(() => chain);
      const coins = coinsOf(none);
      const all = [...full.transactions.values()].flatMap(({ id, at }) => (at ? [] : [id]));
      const expected = all.toSorted();
      for (const pool of pools) assert.deepEqual(await told(await pool(), coins), expected);
      const before = listed.asked.length;
      await pools[0]?.();
      assert.equal(listed.asked.length, before + 1, 'what is known is not read again');
      chain = none;
      for (const pool of pools) {
        const left = await pool();
        assert.deepEqual(await left.spending(coins), []);
        assert.deepEqual([...(await left.having(all))], []);
      }
    }),
    { numRuns: 40 },
  );
});

test('of many coins a node is asked in few questions, and one that lists in none', async () => {
  const { blocks, waiting } = chainOfMoves([[], [{ take: [0], pay: [{ script: 0, weight: 1 }] }]]);
  const chain = new MemoryChain(blocks, waiting);
  const { pools, listed } = poolsOf(() => chain);
  const others = Array.from({ length: 10_000 }, (_, index) => ({ tx: 'e'.repeat(64), index }));
  const coins = [...others, ...coinsOf(new MemoryChain(blocks))];
  const pool = await pools[0]!();
  const before = listed.asked.length;
  assert.equal((await pool.spending(coins)).length, 1);
  assert.equal(listed.asked.length, before + 1);
});
