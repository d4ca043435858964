import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import type { Asset } from '../ledger/port.ts';
import { mostValuableFirst } from './frontier.ts';

const asset = (id: string, kind: Asset['kind'], verified: boolean): [string, Asset] => {
  return [id, { id, chain: 'c', kind, contract: null, symbol: id, decimals: 0, verified }];
};
const ASSETS = new Map([
  asset('ETH', 'native', true),
  asset('USDT', 'token', true),
  asset('JUNK', 'token', false),
]);

/** `A 5 ETH, A 9 USDT`: who received what; who received ETH or JUNK has no price for all. */
function ranked(text: string): string {
  const rows = text.split(', ').map((row) => row.split(' '));
  const received = new Map(rows.map(([who, units = '', id]) => [`${who} ${id}`, BigInt(units)]));
  const waiting = [...Map.groupBy(rows, ([who = '']) => who)].map(([holder, own]) => {
    const isPriced = own.every(([, , id]) => id === 'USDT');
    const cents = own.reduce((sum, [, units = '']) => sum + 100n * BigInt(units), 0n);
    return { holder, cents: isPriced ? cents : null };
  });
  return mostValuableFirst(waiting, received, ASSETS).join(' ');
}

describe('the most valuable first', () => {
  test('by dollars, where all has a price', () => {
    deepEqual(ranked('A 5 USDT, B 70 USDT, C 6 USDT, D 6 USDT'), 'B C D A');
  });

  test("by the chain's own asset, where that has no price", () => {
    deepEqual(ranked('A 1 ETH, B 3 ETH, C 2 ETH'), 'B C A');
  });

  test('by the largest share of any one asset', () => {
    // of ETH 1, 2 and 97 in the hundred, of USDT 90 and 10
    deepEqual(ranked('A 1 ETH, A 900 USDT, B 2 ETH, C 97 ETH, D 100 USDT'), 'C A D B');
  });

  test('a token that nobody knows counts for nothing', () => {
    deepEqual(ranked('A 1000000 JUNK, B 1 ETH, C 2 ETH'), 'C B A');
  });

  test('whatever came first', (t) => {
    const row = fc.tuple(
      fc.constantFrom('A', 'B', 'C', 'D', 'E'),
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      fc.constantFrom('ETH', 'USDT', 'JUNK'),
    );
    const rows = fc.uniqueArray(row, { minLength: 1, selector: ([who, , id]) => `${who} ${id}` });
    const shuffled = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    const textOf = (list: readonly (readonly unknown[])[]) =>
      list.map((one) => one.join(' ')).join(', ');
    const same = fc.property(shuffled, ([one, other]) => {
      deepEqual(ranked(textOf(one)), ranked(textOf(other)));
    });
    fc.assert(same, seeded(t, 200));
  });
});
