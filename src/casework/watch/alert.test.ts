import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alertOf, type Lookups } from './alert.ts';
import type { Move } from './moves.ts';

const USDT = 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7';
const ETH = 'eip155:1/slip44:60';
const EXCHANGE = { label: 'Binance 14', entity: 'Binance', type: 'cex.deposit' } as const;

const LOOKUPS: Lookups = {
  chain: 'eip155:1',
  who: (holder) => (holder === 'binance' ? { ...EXCHANGE, source: 'a tag', grade: 'G2' } : null),
  asset: (id) => ({
    ...{ id, chain: 'eip155:1', contract: id.split(':').at(-1) ?? null, verified: true },
    ...(id === USDT ? { symbol: 'USDT', decimals: 6 } : { symbol: 'ETH\u202e', decimals: 18 }),
    kind: id === USDT ? 'token' : 'native',
  }),
  // a cent for each 10,000 units of USDT
  worth: (asset, units) => (asset === USDT ? units / 10_000n : null),
};

function move(to: string, dollars: bigint, change: Partial<Move> = {}): Move {
  const amount = dollars * 1_000_000n;
  const part = { asset: USDT, to, amount, traced: amount, way: 'paid' } as const;
  const place = { height: 7, hash: '0xb', time: 1_760_000_000 };
  return { tx: '0xt', from: 'thief', parts: [part], gained: [], ...place, ...change };
}

describe('an alert', () => {
  test('is graver the more it is worth, and by one degree where minutes count', () => {
    const severities = (to: string) =>
      [5n, 500n, 50_000n, 500_000n, 5_000_000n].map((dollars) => {
        return alertOf(move(to, dollars), LOOKUPS).severity;
      });
    assert.deepEqual(severities('b'), ['info', 'low', 'medium', 'high', 'critical']);
    assert.deepEqual(severities('binance'), ['info', 'medium', 'high', 'critical', 'critical']);
  });

  test('says who can act where the money is now', () => {
    const { title, kind, body } = alertOf(move('binance', 1234n), LOOKUPS);
    assert.equal(title, '1,234 USDT (≈ $1,234) moved from thief to Binance (cex.deposit)');
    assert.equal(kind, 'exchange');
    const [first] = body.parts[0]?.actions ?? [];
    assert.deepEqual([first?.actor, first?.urgency], ['Binance', 'minutes']);
    const held = alertOf(move('b', 1234n), LOOKUPS).body.parts[0]?.actions[0];
    assert.deepEqual([held?.actor, held?.power], ['Tether', 'issuer freeze']);
  });

  test('of what has no price says so, and is not small', () => {
    const part = { asset: ETH, to: 'b', amount: 5n, traced: 5n, way: 'paid' } as const;
    const { severity, body, title } = alertOf(move('b', 1n, { parts: [part] }), LOOKUPS);
    assert.deepEqual([severity, body.usd], ['medium', null]);
    // names of tokens are of strangers' making
    assert.ok(title.includes('ETH?'), title);
  });

  test('tells a swap by what came of it', () => {
    const part = { asset: USDT, to: 'pool', amount: 2n, traced: 2n, way: 'swapped' } as const;
    const gained = [{ asset: ETH, amount: 9n }];
    const { title, kind } = alertOf(move('b', 1n, { parts: [part], gained }), LOOKUPS);
    assert.equal(kind, 'swap');
    assert.match(title, /swapped into ETH\? by thief$/);
  });
});
