import { equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Asset } from '../ledger/port.ts';
import { createPrices, formatCents, isDollar, type PricePoint } from './prices.ts';

const DAY = 86_400;
const CHAIN = 'eip155:1';

function asset(part: Partial<Asset> & Pick<Asset, 'id'>): Asset {
  const rest = { chain: CHAIN, kind: 'token', contract: null, symbol: 'T', decimals: 6 } as const;
  return { ...rest, verified: true, ...part };
}

const ETH = asset({ id: `${CHAIN}/slip44:60`, kind: 'native', symbol: 'ETH', decimals: 18 });
const USD = asset({ id: `${CHAIN}/iso4217:USD`, kind: 'valuation', symbol: 'USD', decimals: 20 });
const USDT = asset({
  id: `${CHAIN}/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7`,
  symbol: 'USDT',
});
const METH = asset({
  id: `${CHAIN}/erc20:0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa`,
  symbol: 'mETH',
  decimals: 18,
});
const LIAR = asset({ id: `${CHAIN}/erc20:0x${'1'.repeat(40)}`, symbol: 'USDT', verified: false });
const assets = new Map([ETH, USD, USDT, METH, LIAR].map((one) => [one.id, one]));

/** Dollars of a whole unit at a day, with eight decimals. */
const point = (day: number, usd: number): PricePoint => ({
  time: day * DAY,
  price: BigInt(usd * 1e8),
});
const prices = (asset: Asset, points: readonly PricePoint[]) =>
  createPrices(new Map([[asset.id, points]]), assets);

const ONE = 10n ** 18n;

describe('a price of a day', () => {
  const daily = prices(ETH, [point(100, 2000), point(101, 2100), point(110, 3000)]);
  const at = (time: number) => daily.cents(ETH.id, ONE, time);

  test('holds from its time until the next', () => {
    equal(at(100 * DAY), 200_000n);
    equal(at(101 * DAY - 1), 200_000n);
    equal(at(101 * DAY), 210_000n);
  });

  test('is no price three days later, and the next one none before', () => {
    equal(at(104 * DAY), 210_000n);
    equal(at(104 * DAY + 1), null);
    equal(at(107 * DAY - 1), null);
    equal(at(107 * DAY), 300_000n);
    equal(at(113 * DAY + 1), null);
  });

  test('there is none before there was a market', () => {
    equal(at(97 * DAY - 1), null);
    equal(at(0), null);
  });
});

test('one stated price holds at all times', () => {
  const stated = prices(ETH, [{ time: 0, price: 12_345_678_900n }]);
  equal(stated.cents(ETH.id, ONE, 1), 12_345n);
  equal(stated.cents(ETH.id, ONE / 100n, 2_000_000_000), 123n);
});

test('parts of a cent are cut, large sums are exact', () => {
  const stated = prices(ETH, [point(0, 2000)]);
  equal(stated.cents(ETH.id, 4_999_999_999_999n, 1), 0n);
  equal(stated.cents(ETH.id, 5_000_000_000_000n, 1), 1n);
  equal(stated.cents(ETH.id, 10n ** 40n, 1), 2n * 10n ** 27n);
});

describe('what needs no price', () => {
  const none = createPrices(new Map(), assets);

  test('a ledger of dollars is worth what it says', () => {
    equal(none.cents(USD.id, 123_456n * 10n ** 16n, 1), 1234n);
  });

  test('a dollar token that the program knows is taken at par, an imitation is not', () => {
    equal(isDollar(USDT), true);
    equal(isDollar(LIAR), false);
    equal(isDollar(ETH), false);
    equal(isDollar(undefined), false);
    equal(none.cents(USDT.id, 1_230_000n, 1), 123n);
    equal(none.cents(LIAR.id, 1_230_000n, 1), null);
  });

  test('a stated price of a dollar token comes first', () => {
    equal(prices(USDT, [point(0, 0.5)]).cents(USDT.id, 1_000_000n, 1), 50n);
    equal(prices(USDT, [point(500, 1)]).cents(USDT.id, 1_000_000n, 1), null);
  });
});

test('a staked asset is worth at least what it stands for', () => {
  equal(prices(ETH, [point(0, 2000)]).cents(METH.id, ONE, 1), 200_000n);
  equal(createPrices(new Map(), assets).cents(METH.id, ONE, 1), null);
});

test('what is not in the ledger has no price', () => {
  equal(prices(ETH, [point(0, 2000)]).cents('eip155:1/erc20:0x0', ONE, 1), null);
});

test('cents as dollars', () => {
  equal(formatCents(0n), '0.00');
  equal(formatCents(5n), '0.05');
  equal(formatCents(123_456n), '1234.56');
});
