import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyPolicy, heldResult } from '../../../test/watch/held.ts';
import type { ResultHop } from '../../trace/result.ts';
import { arrivalsIn } from './arrivals.ts';

const ASSET = 'eip155:1/erc20:0xaa';

function hop(tx: string, from: string, to: string, units: string): ResultHop {
  const place = {
    block: 7,
    time: '2025-10-09 08:53:20',
    via: 'transfer',
    basis: 'observed',
  } as const;
  return {
    tx,
    from,
    to,
    asset: ASSET,
    amount: '90',
    traced: everyPolicy(units),
    usd: null,
    input: 0,
    line: 1,
    ...place,
  };
}

test('what an extended trace shows to have reached a service is told, and nothing else', () => {
  const held = heldResult(['a', 'b'].map((holder) => ({ holder, asset: ASSET, units: 50n })));
  const before = { ...held, hops: [hop('t1', 'x', 'exchange', '9')] };
  const [place] = held.destinations;
  assert.ok(place);
  const exchange = { ...place, holder: 'exchange', status: 'at service' as const };
  const hops = [
    ...before.hops,
    hop('t2', 'a', 'b', '40'),
    hop('t3', 'pool', 'exchange', '30'),
    hop('t4', 'pool', 'exchange', '0'),
  ];
  const after = { ...before, hops, destinations: [...held.destinations, exchange] };
  const arrivals = arrivalsIn(before, after);
  assert.deepEqual(
    arrivals.map(({ tx, from, height, parts: [part] }) => [tx, from, height, part?.traced]),
    [['t3', 'pool', 7, 30n]],
  );
  assert.deepEqual(arrivalsIn(after, after), []);
});
