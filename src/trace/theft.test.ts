import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASSETS, transfers } from '../../test/scenarios/transfers.ts';
import { theftOf } from './theft.ts';

const rules = {
  isNobody: (holder: string) => holder === '' || holder === 'NOBODY',
  genuine: (asset: string) => asset !== ASSETS.FAKE?.id,
};

function decode(rows: string) {
  const { victims, losses } = theftOf(transfers(rows), rules);
  return { victims, losers: losses.map(({ holder }) => holder) };
}

describe('Who was robbed', () => {
  test('the one who paid and got nothing', () => {
    deepEqual(decode('1 t1 V>T 100 USDT'), { victims: ['V'], losers: ['V'] });
  });

  test('through a router, the owner and not the router', () => {
    deepEqual(decode('1 t1 V>R 100 USDT\n1 t1 R>T 100 USDT').victims, ['V']);
  });

  test('every wallet that one drainer emptied', () => {
    deepEqual(decode('1 t1 V>T 100 USDT\n1 t1 W>T 50 USDT').victims, ['V', 'W']);
  });

  test('a worthless token given in exchange is no gain', () => {
    deepEqual(decode('1 t1 V>T 100 USDT\n1 t1 T>V 9 FAKE').victims, ['V']);
  });

  test('a swap robs nobody that the transfers could name', () => {
    deepEqual(decode('1 t1 A>P 100 USDT\n1 t1 P>A 1 ETH'), { victims: [], losers: ['A', 'P'] });
  });

  test('a vault emptied by way of a swap is told from the pool', () => {
    // the pool is paid for what it gives; the vault is not
    const rows = '1 t1 V>T 100 USDT\n1 t1 T>P 100 USDT\n1 t1 P>T 1 ETH';
    deepEqual(decode(rows), { victims: ['V'], losers: ['V', 'P'] });
  });
});
