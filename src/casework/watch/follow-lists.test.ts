// Following by lists of holders, where a source has no whole blocks.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountLedger, coinLedger, moved, spend } from '../../../test/fakes/live-ledgers.ts';
import { listFeed } from '../../ledger/list-feed.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../../ledger/live.ts';
import { Balances } from './balances.ts';
import { type Acquaintance, follow } from './follow.ts';

const ETH = 'eip155:1/slip44:60';
const BTC = 'bip122:000000000019d6689c085ae165831e93/slip44:0';
const a = 'a'.repeat(64);
const KNOWS: Acquaintance = {
  follows: (holder) => holder !== 'exchange',
  learn: () => Promise.resolve(),
};

async function movesOf(balances: Balances, open: () => LiveAccountLedger | LiveUtxoLedger) {
  const chain = open().chain;
  const moves: string[] = [];
  for await (const happening of follow(listFeed(chain, open), balances, KNOWS)) {
    if (happening.kind !== 'block') continue;
    for (const { tx, from, height, parts } of happening.moves) {
      moves.push(`${height} ${tx} ${from} ${parts.map(({ to, traced }) => `${traced}→${to}`)}`);
    }
  }
  return moves;
}

describe('following by lists', () => {
  test('finds what those watched paid since, and what those paid on, in chain order', async () => {
    const rows = [
      // before the watch began, and after the newest block that is taken to stay
      moved({ tx: 't0', block: 6, to: 'x' }),
      moved({ tx: 't9', block: 10, from: 'c', to: 'x', amount: 1n }),
      moved({ tx: 't3', block: 9, txIndex: 1, from: 'c', to: 'exchange', amount: 2n }),
      moved({ tx: 't4', block: 9, txIndex: 2, from: 'exchange', to: 'y', amount: 2n }),
      moved({ tx: 't1', block: 8, txIndex: 5, from: 'a', to: 'b', amount: 5n }),
      moved({ tx: 't2', block: 8, txIndex: 6, from: 'b', to: 'c', amount: 3n }),
    ];
    const key = `a ${ETH}`;
    const balances = new Balances([{ key, holder: 'a', asset: ETH, units: 5n }]);
    balances.apply({ height: 7, hash: '', time: 700, after: [], transactions: [] });
    const asked: (readonly string[])[] = [];
    const ledger = accountLedger('lists', rows);
    const open = () => ({
      ...ledger,
      transfers: (...query: Parameters<typeof ledger.transfers>) => {
        asked.push(query[0]);
        return ledger.transfers(...query);
      },
    });
    assert.deepEqual(await movesOf(balances, open), [
      '8 t1 a 5→b',
      '8 t2 b 3→c',
      '9 t3 c 2→exchange',
    ]);
    assert.deepEqual(asked, [['a'], ['b'], ['c']]);
    assert.equal(balances.last?.height, 9);
    assert.deepEqual(await movesOf(balances, open), []);
  });

  test('finds what spends a coin, and what spends that', async () => {
    const txs = [
      { ...spend('b'.repeat(64), a, 30n, 60n), block: 8 },
      { ...spend('c'.repeat(64), 'b'.repeat(64), 29n), block: 9 },
    ];
    const rest = { key: `${a}:0`, holder: 'thief', asset: BTC, units: 100n };
    const balances = new Balances([rest]);
    balances.apply({ height: 7, hash: '', time: 700, after: [], transactions: [] });
    assert.deepEqual(await movesOf(balances, () => coinLedger('lists', txs)), [
      `8 ${'b'.repeat(64)} thief 30→h0,60→h1`,
      `9 ${'c'.repeat(64)} h0 29→h0`,
    ]);
  });
});
