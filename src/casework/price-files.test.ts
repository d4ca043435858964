import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASSETS } from '../../test/scenarios/transfers.ts';
import { InputError } from '../base/errors.ts';
import { pricedAsset, readPrices, statedPrice } from './price-files.ts';

const read = (text: string): [number, bigint][] =>
  readPrices('eth.csv', text).map(({ time, price }) => [time, price]);

const NEW_YEAR = 1_735_689_600;
const DAY = 86_400;

describe('daily prices', () => {
  test('columns are found by name, in the forms of the usual sources', () => {
    const wanted = [[NEW_YEAR, 333_300_000_000n]];
    deepEqual(read('Date,Close\n2025-01-01,3333\n'), wanted);
    deepEqual(
      read('\ufeff"Date(UTC)","UnixTimeStamp","Value"\r\n"1/1/2025","1735689600","3333"\r\n'),
      wanted,
    );
    deepEqual(read('timestamp,open,price\n1735689600000,1,3333.00\n'), wanted);
    deepEqual(read('"Date","Price","Vol."\n"2025-01-01","3,333.00","1,2K"\n'), wanted);
    deepEqual(read('TIME,USD\n2025-01-01T00:00:00Z,3333\n\n'), wanted);
  });

  test('eight places are kept, and the order is that of time', () => {
    deepEqual(read('date,usd\n2025-01-02,0.000000019\n2025-01-01,1e2\n'), [
      [NEW_YEAR, 10_000_000_000n],
      [NEW_YEAR + DAY, 1n],
    ]);
  });

  test('zero is no price: there was no market yet', () => {
    deepEqual(read('date,usd\n2025-01-01,0\n2025-01-02,5\n'), [[NEW_YEAR + DAY, 500_000_000n]]);
  });

  test('a wrong cell is named by file, line and column', () => {
    throws(() => read('date,usd\n2025-01-01,1\n2025-01-02,n/a\n'), /eth\.csv, line 3, usd: /);
    throws(() => read('date,usd\nnever,1\n'), /eth\.csv, line 2, date: /);
    throws(() => read('day,worth\n2025-01-01,1\n'), /eth\.csv, line 1: .*"day,worth"/);
    throws(() => read(''), InputError);
    throws(() => read('date,usd\n2025-01-01,-5\n'), InputError);
  });
});

describe('the asset that a price names', () => {
  const assets = Object.values(ASSETS);
  const lying = { ...(ASSETS.FAKE ?? assets[0]), symbol: 'USDT' } as (typeof assets)[number];

  test('by symbol, contract or id', () => {
    equal(pricedAsset(assets, 'eth'), ASSETS.ETH?.id);
    equal(pricedAsset(assets, 'steth'), ASSETS.stETH?.id);
    equal(
      pricedAsset(assets, (ASSETS.USDC?.contract ?? '').toUpperCase().replace('0X', '0x')),
      ASSETS.USDC?.id,
    );
    equal(pricedAsset(assets, ASSETS.FAKE?.id ?? ''), ASSETS.FAKE?.id);
    equal(pricedAsset(assets, ASSETS.FAKE?.contract ?? ''), ASSETS.FAKE?.id);
  });

  test('a symbol names only what the program knows to be it', () => {
    equal(pricedAsset(assets, 'FAKE'), null);
    equal(pricedAsset([lying, ...assets], 'USDT'), ASSETS.USDT?.id);
    equal(pricedAsset([lying], 'USDT'), null);
    equal(pricedAsset(assets, 'nothing'), null);
  });

  test('a symbol that two assets share names neither', () => {
    const other = { ...(ASSETS.USDC as (typeof assets)[number]), id: 'other' };
    equal(pricedAsset([...assets, other], 'USDC'), null);
  });
});

test('one stated price holds from its time, or always', () => {
  deepEqual(statedPrice({ asset: 'ETH', usd: '3333.5' }), [{ time: 0, price: 333_350_000_000n }]);
  deepEqual(statedPrice({ asset: 'ETH', usd: '1', at: '2025-01-01' }), [
    { time: NEW_YEAR, price: 100_000_000n },
  ]);
  deepEqual(statedPrice({ asset: 'ETH', file: 'eth.csv' }), []);
  throws(() => statedPrice({ asset: 'ETH', usd: '1', at: 'soon' }), /prices: ETH: at/);
});
