import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASSETS, id, transfers } from '../../test/scenarios/transfers.ts';
import { sift } from './noise.ts';
import { groupByTransaction, inChainOrder } from './order.ts';
import type { Prices } from './prices.ts';

const assets = new Map(Object.values(ASSETS).map((asset) => [asset.id, asset]));
/** A unit is a cent; ETH has no price. */
const prices: Prices = {
  cents: (asset, units) => (asset === id('ETH') ? null : units),
  knows: (asset) => asset !== id('ETH'),
};

function run(script: string) {
  const groups = inChainOrder(groupByTransaction(transfers(script)), () => true);
  const { noise, groups: kept } = sift(groups, assets, prices, {
    isSource: (holder) => holder === 'V',
    genuine: (asset) => asset !== id('FAKE'),
  });
  return {
    reasons: Object.fromEntries(noise.map(({ transfer, reason }) => [transfer.tx, reason])),
    kept: kept.flatMap(({ transfers: list }) => list.map(({ tx }) => tx)),
    groups: kept,
  };
}

/** An address by its first three and last four digits. */
function evm(first: string, last: string, fill = '0'): string {
  return `0x${first}${fill.repeat(33)}${last}`;
}

const REAL = evm('a4b', '449e', '2');
const FAKE = evm('a4b', '449e', '7');
const OTHER = evm('b4b', '449e', '7');

describe('what moves nothing', () => {
  test('failed, zero, and to oneself', () => {
    const { reasons, kept } = run(`1 a S>A 10 failed
      2 b S>A 0 USDT
      3 c S>S 10
      4 d S>A 10`);
    ok(reasons.a?.startsWith('failed'));
    ok(reasons.b?.startsWith('zero'));
    ok(reasons.c?.startsWith('to itself'));
    deepEqual(kept, ['d']);
  });

  test('the gas of a failed transaction was paid', () => {
    deepEqual(run('1 a S>A 10 failed \n 1 a S> 3 gas failed').kept, ['a']);
  });

  test('the rest of its transaction stays', () => {
    const { groups } = run('1 a S>A 10 \n 1 a S>B 0');
    equal(groups.length, 1);
    deepEqual(
      groups[0]?.transfers.map(({ to }) => to),
      ['A'],
    );
  });
});

describe('tokens that anybody may have made', () => {
  test('are not what a source lost: anybody can make them come from there', () => {
    const { reasons, kept } = run('1 a V>A 50000 FAKE \n 2 b V>A 50000 USDT \n 3 c A>B 7 FAKE');
    ok(reasons.a?.startsWith('unverified token'));
    deepEqual(kept, ['b', 'c']);
  });
});

describe('look-alikes', () => {
  test('a zero value, an unverified token or dust to an imitation is address poisoning', () => {
    for (const poison of ['0 USDT', '50000 FAKE', '999 USDT']) {
      const { reasons, kept } = run(`1 a S>${REAL} 90000 \n 2 b S>${FAKE} ${poison}`);
      ok(reasons.b?.includes('address poisoning'), poison);
      ok(reasons.b?.includes(REAL), poison);
      deepEqual(kept, ['a']);
    }
  });

  test('a payment of real size to a similar address is a payment', () => {
    deepEqual(run(`1 a S>${REAL} 90000 \n 2 b S>${FAKE} 1000 USDT`).kept, ['a', 'b']);
  });

  test('dust without a price is kept: it may be worth something', () => {
    deepEqual(run(`1 a S>${REAL} 90000 \n 2 b S>${FAKE} 1 ETH`).kept, ['a', 'b']);
  });

  test('there must be somebody to imitate, of this payer, whichever came first', () => {
    deepEqual(run(`1 b S>${FAKE} 50000 FAKE`).kept, ['b']);
    deepEqual(run(`1 a O>${REAL} 90000 \n 2 b S>${FAKE} 50000 FAKE`).kept, ['a', 'b']);
    deepEqual(run(`2 a S>${REAL} 90000 \n 1 b S>${FAKE} 50000 FAKE`).kept, ['a']);
  });

  test('dust, and tokens that anybody may have made, make no counterparty', () => {
    deepEqual(run(`1 a S>${REAL} 999 USDT \n 2 b S>${FAKE} 50000 FAKE`).kept, ['a', 'b']);
    deepEqual(run(`1 a S>${REAL} 90000 FAKE \n 2 b S>${FAKE} 50000 FAKE`).kept, ['a', 'b']);
  });

  test('where both are real counterparties, neither imitates the other', () => {
    const script = `1 a S>${REAL} 90000 \n 2 b S>${FAKE} 90000 \n 3 c S>${FAKE} 5 USDT`;
    deepEqual(run(script).kept, ['a', 'b', 'c']);
  });

  test('a payment whose value is not given imitates like dust', () => {
    const { reasons } = run(`1 a S>${REAL} 90000 \n 2 b S>${FAKE} 0 unvalued`);
    ok(reasons.b?.includes('no value given'));
    deepEqual(run(`1 a S>${REAL} 90000 \n 2 b S>A 0 unvalued`).kept, ['a', 'b']);
  });

  test('whoever paid the holder can be imitated too', () => {
    deepEqual(run(`1 a ${REAL}>S 90000 \n 2 b S>${FAKE} 50000 FAKE`).kept, ['a']);
  });

  test('other ends are no imitation; neither is the same address', () => {
    deepEqual(run(`1 a S>${REAL} 90000 \n 2 b S>${OTHER} 50000 FAKE`).kept, ['a', 'b']);
    deepEqual(run(`1 a S>${REAL} 90000 \n 2 b S>${REAL} 50000 FAKE`).kept, ['a', 'b']);
  });

  test('what was noise itself is nobody to imitate', () => {
    const { kept } = run(`1 a S>${REAL} 0 USDT \n 2 b S>${FAKE} 50000 FAKE`);
    deepEqual(kept, ['b']);
  });

  test('an imitation cannot take the place of what it imitates', () => {
    const { kept } = run(`1 a S>${REAL} 90000 \n 2 b S>${FAKE} 50000 FAKE \n 3 c S>${REAL} 5 USDT`);
    deepEqual(kept, ['a', 'c']);
  });

  test('on Tron: first three and last four characters after the T', () => {
    const real = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
    const fake = 'TR7N9zzzzzzzzzzzzzzzzzzzzzzzzjLj6t'.slice(0, 30) + real.slice(-4);
    const { reasons } = run(`1 a S>${real} 90000 \n 2 b S>${fake} 50000 FAKE`);
    ok(reasons.b?.includes('address poisoning'));
    const other = `TX7N${real.slice(4, -4)}${real.slice(-4)}`;
    deepEqual(run(`1 a S>${real} 90000 \n 2 b S>${other} 5 FAKE`).kept, ['a', 'b']);
  });
});
