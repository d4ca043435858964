import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { OPERATORS } from '../attribution/operators.ts';
import { ENTITY_TYPES } from '../attribution/taxonomy.ts';
import { actionsFor, isFreezable, type RestingPlace } from './actions.ts';
import { freezableAssets } from './issuers.ts';

const USDT = {
  id: 'tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  chain: 'tron:0x2b6653dc',
  kind: 'token',
  symbol: 'USDT',
} as const;
const ETH = { id: 'eip155:1/slip44:60', chain: 'eip155:1', kind: 'native', symbol: 'ETH' } as const;
const USD = {
  id: 'eip155:1/iso4217:USD',
  chain: 'eip155:1',
  kind: 'valuation',
  symbol: 'USD',
} as const;
const METH = {
  id: 'eip155:1/erc20:0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa',
  chain: 'eip155:1',
  kind: 'token',
  symbol: 'mETH',
} as const;

const STATUS = [
  'held',
  'at service',
  'not covered',
  'in mix',
  'swapped, proceeds outside',
] as const;

function time(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

function at(change: Partial<RestingPlace>): RestingPlace {
  return {
    asset: ETH,
    entity: null,
    entityType: null,
    status: 'held',
    last: time('2024-07-16'),
    asOf: time('2024-09-07'),
    ...change,
  };
}

function powers(place: RestingPlace): string[] {
  return actionsFor(place).map(({ actor, power, strength }) => `${actor}: ${power} (${strength})`);
}

describe('who can stop it', () => {
  test('is the issuer, at a private address', () => {
    const place = at({ asset: USDT });
    assert.deepEqual(powers(place), ['Tether: issuer freeze (can)']);
    assert.match(actionsFor(place)[0]?.how ?? '', /isBlackListed/);
    assert.match(actionsFor(place)[0]?.reality ?? '', /44 minutes/);
  });

  test('is nobody for a native asset at a private address, and it is said', () => {
    const [action, ...rest] = actionsFor(at({}));
    assert.deepEqual([action?.power, action?.actor, rest], ['nobody', 'nobody', []]);
    assert.match(action?.how ?? '', /Nobody can freeze ETH at a private address/);
    const burnt = actionsFor(at({ entityType: 'burn' }));
    assert.match(burnt[0]?.how ?? '', /not even the thief/);
  });

  test('is not known where the ledger gives only dollars, or the code is not verified', () => {
    const valued = actionsFor(at({ asset: USD }));
    assert.deepEqual(powers(at({ asset: USD })), ['not known: not known (unknown)']);
    assert.match(valued[0]?.how ?? '', /which asset rests here is not known/);
    const meth = actionsFor(at({ asset: METH }));
    assert.match(meth[0]?.how ?? '', /is not stated/);
    assert.equal(isFreezable(valued) || isFreezable(meth), false);
  });

  test('is the exchange at a deposit, and the issuer while it lies there', () => {
    const deposit = { entity: 'Binance', entityType: 'cex.deposit', status: 'at service' } as const;
    assert.deepEqual(powers(at({ ...deposit, asset: USDT })), [
      'Binance: exchange hold (can)',
      'Tether: issuer freeze (can)',
    ]);
    assert.deepEqual(powers(at({ ...deposit, asset: USD })), ['Binance: exchange hold (can)']);
  });

  test('is never the issuer where it would stop other people’s money', () => {
    const hot = { entity: 'Binance', entityType: 'cex.hot', status: 'at service' } as const;
    assert.deepEqual(powers(at({ ...hot, asset: USDT })), ['Binance: exchange hold (can)']);
  });

  test('is nobody yet at a service whose operator no label names', () => {
    const [action] = actionsFor(at({ asset: USDT, entityType: 'cex.hot', status: 'at service' }));
    assert.equal(action?.power, 'nobody');
    assert.match(action?.how ?? '', /operator no label names/);
  });

  test('is never an attacker’s address', () => {
    assert.deepEqual(powers(at({ entityType: 'person.eoa' })), ['nobody: nobody (none)']);
  });

  test('is at a mixing pool nobody who can hold it', () => {
    const pool = { entity: 'Tornado Cash', entityType: 'mixer.pool', status: 'in mix' } as const;
    for (const asset of [ETH, USDT]) {
      const actions = actionsFor(at({ ...pool, asset }));
      assert.deepEqual(
        actions.map(({ power }) => power),
        ['relayer or interface only'],
      );
      assert.equal(isFreezable(actions), false);
    }
  });

  test('is at a native swap a vote of the nodes, which did not act', () => {
    const place = at({ entity: 'THORChain', entityType: 'bridge.native_swap' });
    assert.deepEqual(powers(place), ['THORChain: node halt vote (may)']);
    assert.match(actionsFor(place)[0]?.reality ?? '', /did not halt for Bybit/);
  });

  test('is an instant swap with what it is known to have done', () => {
    const [action] = actionsFor(at({ entity: 'ChangeNOW', entityType: 'swap.instant' }));
    assert.deepEqual([action?.power, action?.strength], ['operator hold', 'can']);
    assert.match(action?.reality ?? '', /froze 34 ETH of the Bybit theft/);
  });

  test('says of a venue seized later that it could act then, and of one seized before not', () => {
    const exch = { entity: 'eXch', entityType: 'swap.instant', status: 'at service' } as const;
    const then = actionsFor(at(exch))[0];
    assert.deepEqual([then?.power, then?.strength], ['operator hold', 'can']);
    assert.match(then?.how ?? '', /As of 2024-09-07 it was open/);
    assert.match(then?.reality ?? '', /seized: €34 M and 8 TB of data, 2025-04-30/);
    const later = actionsFor(at({ ...exch, asOf: time('2026-11-01') }))[0];
    assert.deepEqual([later?.power, later?.strength], ['operator hold', 'may']);
    assert.match(later?.how ?? '', /could have acted when the money came \(2024-07-16\)/);
    const after = { last: time('2025-06-01'), asOf: time('2026-11-01') };
    const closed = actionsFor(at({ ...exch, ...after }))[0];
    assert.deepEqual([closed?.power, closed?.strength], ['not known', 'unknown']);
    const sameMonth = at({
      entity: 'Sinbad',
      entityType: 'mixer.custodial',
      last: time('2023-11-10'),
      asOf: time('2024-01-01'),
    });
    assert.equal(actionsFor(sameMonth)[0]?.power, 'not known');
  });

  test('is not known at the place of a swap whose proceeds are elsewhere', () => {
    const [action] = actionsFor(
      at({
        asset: USDT,
        entity: 'Uniswap',
        entityType: 'dex.router',
        status: 'swapped, proceeds outside',
      }),
    );
    assert.deepEqual([action?.power, action?.strength], ['not known', 'unknown']);
    assert.match(action?.how ?? '', /where the proceeds went/);
  });

  test('is at an aggregator of bridges its interface', () => {
    const place = at({ entity: 'LI.FI', entityType: 'bridge.liquidity' });
    assert.deepEqual(powers(place), ['LI.FI: relayer or interface only (may)']);
  });

  test('may be the council on Arbitrum', () => {
    const asset = { ...ETH, id: 'eip155:42161/slip44:60', chain: 'eip155:42161' };
    assert.deepEqual(powers(at({ asset })), ['Arbitrum: council (may)']);
  });

  test('is told for every place, best first, and never with a contact', () => {
    const assets = [...freezableAssets()].map(([id, { symbol }]) => ({
      id,
      chain: id.split('/')[0] ?? '',
      kind: 'token' as const,
      symbol,
    }));
    const order = ['can', 'may', 'unknown', 'none'];
    const places = fc.record({
      asset: fc.constantFrom(ETH, USD, METH, ...assets),
      entity: fc.constantFrom(null, 'Somebody', ...OPERATORS.map(({ name }) => name)),
      entityType: fc.constantFrom(null, ...ENTITY_TYPES),
      status: fc.constantFrom(...STATUS),
      last: fc.constantFrom(null, time('2022-01-01'), time('2025-06-01')),
      asOf: fc.constantFrom(time('2025-07-01'), time('2026-11-01')),
    });
    fc.assert(
      fc.property(places, (place) => {
        const actions = actionsFor(place);
        const strengths = actions.map(({ strength }) => order.indexOf(strength));
        assert.ok(actions.length > 0);
        assert.deepEqual(strengths, strengths.toSorted());
        for (const action of actions) {
          assert.equal(action.verifiedContact, null);
          assert.ok(action.how && action.basis && action.reality && !/[{}@]/.test(action.how));
          const nobody = action.strength === 'none';
          assert.equal(action.power === 'nobody', nobody);
          assert.ok(!nobody || actions.length === 1);
        }
      }),
    );
  });
});
