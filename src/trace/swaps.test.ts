import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { ASSETS, transfers } from '../../test/scenarios/transfers.ts';
import type { AssetId } from '../ledger/port.ts';
import { netPayments, type Payment } from './net.ts';
import { type Market, type Swap, swapsOf } from './swaps.ts';

const symbols = new Map(Object.entries(ASSETS).map(([symbol, asset]) => [asset.id, symbol]));

const genuine = (asset: AssetId): boolean => asset !== ASSETS.FAKE?.id;

function run(script: string, followed = ['A'], worth: Market['worth'] = cents) {
  const payments = netPayments(transfers(script));
  const market = { worth, genuine };
  const { swaps, rest } = swapsOf(payments, (holder) => followed.includes(holder), market);
  return { payments, swaps, rest };
}

/** A unit is a cent, of any asset. */
function cents(_: AssetId, units: bigint): bigint | null {
  return units;
}

const text = ({ from, to, assetIn, amountIn, assetOut, amountOut }: Swap): string =>
  `${from}>${to} ${amountIn} ${symbols.get(assetIn)} = ${amountOut} ${symbols.get(assetOut)}`;

const paid = ({ from, to, amount, asset }: Payment): string =>
  `${from}>${to} ${amount} ${symbols.get(asset)}`;

function swapped(script: string, followed?: string[]): string[] {
  const { swaps, rest } = run(script, followed);
  return [...swaps.map(text), ...rest.map(paid)].sort();
}

describe('a swap inside one transaction', () => {
  test('an owner gives one asset and gets another from the same pool', () => {
    deepEqual(swapped('1 t A>P 100 \n 1 t P>A 200 USDT'), ['A>A 100 ETH = 200 USDT']);
  });

  test('through a router that only passes on', () => {
    const script = '1 t A>R 100 \n 1 t R>P 100 \n 1 t P>R 200 USDT \n 1 t R>A 200 USDT';
    const { swaps } = run(script);
    deepEqual(swaps.map(text), ['A>A 100 ETH = 200 USDT']);
    equal(swaps[0]?.pathIn.length, 2);
    equal(swaps[0]?.pathOut.length, 2);
  });

  test("over several pools: what passes between them is none of the owner's", () => {
    const script = '1 t A>P 100 \n 1 t P>Q 300 USDC \n 1 t Q>A 200 USDT';
    deepEqual(swapped(script), ['A>A 100 ETH = 200 USDT', 'P>Q 300 USDC']);
  });

  test('the proceeds go to another: he is credited', () => {
    deepEqual(swapped('1 t A>P 100 \n 1 t P>B 200 USDT'), ['A>B 100 ETH = 200 USDT']);
  });

  test('two recipients beside the owner: nobody can say whose the proceeds are', () => {
    const script = '1 t A>P 100 \n 1 t P>B 150 USDT \n 1 t P>C 50 USDT';
    equal(run(script).swaps.length, 0);
  });

  test('a fee that is paid beside is a payment, in either asset', () => {
    deepEqual(swapped('1 t A>P 100 \n 1 t A>F 1 \n 1 t P>A 200 USDT'), [
      'A>A 100 ETH = 200 USDT',
      'A>F 1 ETH',
    ]);
    deepEqual(swapped('1 t A>P 100 \n 1 t P>A 198 USDT \n 1 t P>F 2 USDT'), [
      'A>A 100 ETH = 198 USDT',
      'P>F 2 USDT',
    ]);
  });

  test('a token made for it does not hide a payment where both are followed', () => {
    const script = '1 t A>B 100 \n 1 t B>A 5 FAKE';
    for (const followed of [['A'], ['A', 'B'], ['B', 'A']]) {
      deepEqual(swapped(script, followed), ['A>B 100 ETH', 'B>A 5 FAKE']);
    }
    // whoever sells such a token to a stranger has exchanged it
    deepEqual(swapped(script, ['B']), ['B>B 5 FAKE = 100 ETH']);
  });

  test('change of what went in lessens it', () => {
    deepEqual(swapped('1 t A>R 100 \n 1 t R>P 90 \n 1 t R>A 10 \n 1 t P>A 180 USDT'), [
      'A>A 90 ETH = 180 USDT',
    ]);
  });

  test('nothing is looked for where nobody who pays is followed', () => {
    const script = '1 t A>P 100 \n 1 t P>A 200 USDT';
    deepEqual(swapped(script, ['B']), ['A>P 100 ETH', 'P>A 200 USDT']);
    deepEqual(swapped(script, []), ['A>P 100 ETH', 'P>A 200 USDT']);
  });

  test('two payments of different assets without an exchange are two payments', () => {
    deepEqual(swapped('1 t A>B 100 \n 1 t A>C 200 USDT'), ['A>B 100 ETH', 'A>C 200 USDT']);
    deepEqual(swapped('1 t A>B 100 \n 1 t O>A 200 USDT'), ['A>B 100 ETH', 'O>A 200 USDT']);
  });

  test('a batch of two owners: each gets what is paid to it', () => {
    const script = `1 t A>G 100
      1 t B>G 400 USDT
      1 t G>B 100
      1 t G>A 400 USDT`;
    deepEqual(swapped(script, ['A']), ['A>A 100 ETH = 400 USDT']);
  });
});

describe('a swap that is none', () => {
  test('a token that anybody may have made, in return for money', () => {
    deepEqual(swapped('1 t A>P 1000 \n 1 t P>A 5000 FAKE'), ['A>P 1000 ETH', 'P>A 5000 FAKE']);
    equal(run('1 t A>B 1000 \n 1 t 0>A 1 FAKE').swaps.length, 0);
  });

  test('less than half of what it was worth in return', () => {
    equal(run('1 t A>P 1000 \n 1 t P>A 500 USDT').swaps.length, 1);
    equal(run('1 t A>P 1000 \n 1 t P>A 499 USDT').swaps.length, 0);
    equal(run('1 t A>P 1000 \n 1 t P>A 1 USDT', ['A'], () => null).swaps.length, 1);
  });
});

test('two followed holders swap with each other: each has its own', () => {
  deepEqual(swapped('1 t A>B 100 \n 1 t B>A 90 USDT', ['A', 'B']), [
    'A>A 100 ETH = 90 USDT',
    'B>B 90 USDT = 100 ETH',
  ]);
});

describe('wraps', () => {
  const STETH = ASSETS.stETH?.contract ?? '';

  test('a contract takes one asset, and nobody mints the other', () => {
    deepEqual(swapped(`1 t A>${STETH} 100 \n 1 t 0>A 100 stETH`), ['A>A 100 ETH = 100 stETH']);
  });

  test('the owner burns one, and the contract pays out the other', () => {
    deepEqual(swapped(`1 t A>0 100 stETH \n 1 t ${STETH}>A 100`), ['A>A 100 stETH = 100 ETH']);
  });

  test('a burn alone is no swap', () => {
    const { swaps, rest } = run('1 t A>0 100 stETH \n 1 t A>B 5');
    equal(swaps.length, 0);
    equal(rest.length, 2);
  });
});

describe('several assets', () => {
  test('in: by what each was worth', () => {
    const script = '1 t A>P 9900 \n 1 t A>P 100 USDC \n 1 t P>A 10001 USDT';
    deepEqual(swapped(script), ['A>A 100 USDC = 100 USDT', 'A>A 9900 ETH = 9901 USDT']);
  });

  test('out: by what each was worth', () => {
    const script = '1 t A>P 1001 \n 1 t P>A 750 USDT \n 1 t P>A 250 USDC';
    deepEqual(swapped(script), ['A>A 250 ETH = 250 USDC', 'A>A 751 ETH = 750 USDT']);
  });

  test('each pool by itself, where each pays the owner', () => {
    const script = `1 t A>P 100
      1 t P>A 200 USDT
      1 t A>Q 7 USDC
      1 t Q>A 5 mETH`;
    deepEqual(swapped(script), ['A>A 100 ETH = 200 USDT', 'A>A 7 USDC = 5 mETH']);
  });

  test('without prices in equal parts, and to the unit', () => {
    const script = '1 t A>P 101 \n 1 t A>P 51 USDC \n 1 t P>A 77 USDT \n 1 t P>A 9 mETH';
    const { swaps } = run(script, ['A'], () => null);
    deepEqual(
      sums(swaps),
      sumsWanted([
        ['in ETH', 101n],
        ['in USDC', 51n],
        ['out USDT', 77n],
        ['out mETH', 9n],
      ]),
    );
  });
});

function sums(swaps: readonly Swap[]): [string, bigint][] {
  const totals = new Map<string, bigint>();
  const add = (key: string, amount: bigint) => totals.set(key, (totals.get(key) ?? 0n) + amount);
  for (const { assetIn, amountIn, assetOut, amountOut } of swaps) {
    add(`in ${symbols.get(assetIn)}`, amountIn);
    add(`out ${symbols.get(assetOut)}`, amountOut);
  }
  return sumsWanted([...totals]);
}

function sumsWanted(list: readonly (readonly [string, bigint])[]): [string, bigint][] {
  return list
    .map(([key, sum]): [string, bigint] => [key, sum])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const random = fc
  .array(
    fc.record({
      from: fc.constantFrom('A', 'B', 'P', 'Q', '0'),
      to: fc.constantFrom('A', 'B', 'P', 'Q', 'C', '0'),
      amount: fc.integer({ min: 1, max: 1000 }),
      symbol: fc.constantFrom('ETH', 'USDT', 'USDC'),
    }),
    { minLength: 2, maxLength: 10 },
  )
  .map((rows) =>
    rows
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, amount, symbol }) => `1 t ${from}>${to} ${amount} ${symbol}`)
      .join('\n'),
  );

type Amounts = readonly { readonly asset: AssetId; readonly amount: bigint }[];

function total(list: Amounts): Map<AssetId, bigint> {
  const by = new Map<AssetId, bigint>();
  for (const { asset, amount } of list) by.set(asset, (by.get(asset) ?? 0n) + amount);
  return new Map([...by].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const gone = (swaps: readonly Swap[]): Amounts =>
  swaps.map(({ assetIn, amountIn }) => ({ asset: assetIn, amount: amountIn }));
const got = (swaps: readonly Swap[]): Amounts =>
  swaps.map(({ assetOut, amountOut }) => ({ asset: assetOut, amount: amountOut }));

test('swaps of an owner and what is left together are the payments, to the unit', (t) => {
  fc.assert(
    fc.property(random, fc.boolean(), (script, priced) => {
      const { payments, swaps, rest } = run(script, ['A'], priced ? cents : () => null);
      const left = new Set(rest);
      ok(rest.every((payment) => payments.includes(payment)));
      const taken = payments.filter((payment) => !left.has(payment));
      deepEqual(total([...gone(swaps), ...got(swaps)]), total(taken));
      for (const { from, amountIn, amountOut } of swaps) {
        ok(from === 'A' && amountIn >= 0n && amountOut >= 0n);
      }
    }),
    seeded(t, 1500),
  );
});

test('nobody swaps more than he paid, and nobody gets more than was paid to him', (t) => {
  const within = (part: Amounts, whole: Amounts): void => {
    for (const [asset, amount] of total(part)) ok(amount <= (total(whole).get(asset) ?? 0n));
  };
  fc.assert(
    fc.property(random, (script) => {
      const { payments, swaps } = run(script, ['A', 'B']);
      for (const owner of ['A', 'B', 'C']) {
        const mine = swaps.filter(({ from }) => from === owner);
        within(
          gone(mine),
          payments.filter(({ from }) => from === owner),
        );
        within(
          got(swaps.filter(({ to }) => to === owner)),
          payments.filter(({ to }) => to === owner),
        );
      }
    }),
    seeded(t, 1500),
  );
});
