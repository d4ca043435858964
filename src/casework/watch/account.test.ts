import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { everyPolicy, heldResult } from '../../../test/watch/held.ts';
import type { ResultHop, TraceResult } from '../../trace/result.ts';
import { accountsIn } from './account.ts';
import { alertOf, type Lookups, moveOf } from './alert.ts';
import type { Move } from './moves.ts';

const ASSET = 'eip155:1/erc20:0xaa';
const TIME = '2025-10-09 08:53:20';

function hop(from: string, to: string, traced: ResultHop['traced'], tx = 't'): ResultHop {
  const place = { block: 7, time: TIME, via: 'transfer', basis: 'observed' } as const;
  return {
    tx,
    from,
    to,
    asset: ASSET,
    amount: '90',
    traced,
    usd: null,
    input: 0,
    line: 1,
    ...place,
  };
}

function move(to: readonly string[], change: Partial<Move> = {}): Move {
  const parts = to.map((one) => {
    return { asset: ASSET, to: one, amount: 90n, traced: 90n, way: 'paid' as const };
  });
  const place = { height: 7, hash: '0xb', time: 1_760_000_000 };
  return { tx: 't', from: 'thief', parts, gained: [], ...place, ...change };
}

function resultWith(hops: readonly ResultHop[], change: Partial<TraceResult> = {}): TraceResult {
  const holder = { id: 'thief', role: 'thief', name: null, hop: 0, followed: 'whole' } as const;
  const facts = { basis: 'observed', first: TIME, last: TIME, outgoingListed: true } as const;
  const holders = [{ ...holder, ...facts, positions: [] }];
  return { ...heldResult([]), hops: [...hops], holders, ...change };
}

test('each part has what arrived of it under each policy, and never more than was paid', () => {
  const units = fc.nat(120);
  fc.assert(
    fc.property(units, units, units, (direct, first, second) => {
      const result = resultWith([
        hop('thief', 'a', { ...everyPolicy(`${direct}`), fifo: '1' }),
        hop('pool', 'a', everyPolicy('50')),
        hop('thief', 'router', everyPolicy(`${first + second}`)),
        hop('router', 'b', everyPolicy(`${first}`)),
        hop('other', 'b', everyPolicy(`${second}`)),
        hop('thief', 'a', everyPolicy('7'), 'another'),
      ]);
      const [account] = accountsIn(result, [move(['a', 'b'])], 0);
      const least = (n: number) => BigInt(Math.min(n, 90));
      assert.equal(account?.policy, 'haircut');
      assert.deepEqual(
        account?.parts.map(({ haircut, fifo }) => [haircut, fifo]),
        [
          [least(direct), 1n],
          [least(first + second), least(first + second)],
        ],
      );
    }),
  );
});

test('what a result does not show was not stolen, where it has read what its holder sends', () => {
  const none = resultWith([]);
  const [account] = accountsIn(none, [move(['a'])], 7);
  assert.ok(account?.parts.every((by) => Object.values(by).every((units) => units === 0n)));
  assert.deepEqual(accountsIn(none, [move(['a'])], 6), [null], 'not seen yet');
  assert.deepEqual(accountsIn(none, [move(['a'], { from: 'b' })], 7), [null], 'not in the trace');
  const [place] = heldResult([{ holder: 'thief', asset: ASSET, units: 9n }]).destinations;
  assert.ok(place);
  const unasked = resultWith([], { destinations: [{ ...place, status: 'not followed' }] });
  assert.deepEqual(accountsIn(unasked, [move(['a'])], 7), [null], 'not asked about');
  const elsewhere = resultWith([hop('thief', 'c', everyPolicy('5'))]);
  assert.deepEqual(accountsIn(elsewhere, [move(['a'])], 7), [null], 'told otherwise');
});

const LOOKUPS: Lookups = {
  chain: 'eip155:1',
  who: () => null,
  asset: (id) => {
    const facts = { chain: 'eip155:1', contract: '0xaa', verified: true, kind: 'token' } as const;
    return { id, ...facts, symbol: 'USDT', decimals: 6 };
  },
  worth: (_, units) => units / 10_000n,
};

test('an alert is ranked anew by the locked policy, and says what was told first', () => {
  const paid = 50_000_000_000n;
  const part = { asset: ASSET, to: 'a', amount: paid, traced: paid, way: 'paid' } as const;
  const seen = move([], { parts: [part] });
  const told = alertOf(seen, LOOKUPS);
  assert.deepEqual([told.severity, told.body.account], ['medium', null]);
  const { severity, title } = told;
  const first = { severity, title, usd: told.body.usd };
  const known = { policy: 'haircut', result: 'ab', first };
  const by = (haircut: bigint) => [{ haircut, fifo: paid }];
  const exact = alertOf(moveOf(told.body), LOOKUPS, { ...known, parts: by(200_500_000n) });
  assert.deepEqual([exact.severity, exact.body.usd], ['low', '200.50']);
  assert.deepEqual(exact.body.parts[0]?.policies, { haircut: '200500000', fifo: '50000000000' });
  assert.equal(exact.body.account?.first.usd, '50000.00');
  const none = alertOf(moveOf(exact.body), LOOKUPS, { ...known, parts: by(0n) });
  assert.equal(none.severity, 'info');
  assert.equal(none.title, 'thief moved what the trace does not hold to be stolen');
});
