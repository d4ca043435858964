import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { MIX, NONE } from '../../../test/attribution/clusters.ts';
import {
  type Coin,
  coins,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
  withoutInputs,
} from '../../../test/ledger/bitcoin-mixes.ts';
import type { UtxoTransaction } from '../../ledger/port.ts';
import { gather } from './gather.ts';
import { RULES } from './rules.ts';
import type { Verdict } from './shapes.ts';

const tx = (ins: readonly Coin[], outs: readonly Coin[]) =>
  transactionOf(fromKeys(ins), toKeys(outs));

/** Rule and number of each edge's two addresses. */
function edges(one: UtxoTransaction, verdict: Verdict = NONE, change: number | null = null) {
  const { edges: columns, edgeCount } = gather(
    [one],
    () => verdict,
    () => change,
  );
  return [...Array(edgeCount).keys()].map((e) => {
    return [RULES[columns.rule[e] ?? -1]?.id, columns.a[e], columns.b[e]];
  });
}

test('k inputs are a star of k − 1 edges, each address once', () => {
  deepEqual(
    edges(
      tx(
        [
          [5n, 1],
          [5n, 2],
          [5n, 1],
          [5n, 3],
        ],
        [[19n, 9]],
      ),
    ),
    [
      ['inputs', 0, 1],
      ['inputs', 0, 2],
    ],
  );
  deepEqual(edges(tx([[5n, 1]], [[4n, 9]])), []);
});

test('exactly two equal outputs of three or four weaken the merge', () => {
  const ins = coins(2, 50n, 1);
  const rule = (outs: readonly Coin[]) => edges(tx(ins, outs))[0]?.[0];
  equal(
    rule([
      [30n, 8],
      [30n, 9],
      [20n, 10],
      [19n, 11],
    ]),
    'inputs-stonewall',
  );
  equal(
    rule([
      [30n, 8],
      [30n, 9],
      [20n, 10],
    ]),
    'inputs-stonewall',
  );
  equal(
    rule([
      [30n, 8],
      [30n, 9],
      [19n, 10],
      [19n, 11],
    ]),
    'inputs',
  );
  equal(
    rule([
      [30n, 8],
      [30n, 9],
      [30n, 10],
    ]),
    'inputs',
  );
  equal(
    rule([
      [30n, 8],
      [30n, 9],
    ]),
    'inputs',
  );
});

test('an input that was not needed is a caution: it may be a PayJoin', () => {
  const rule = (ins: readonly Coin[]) =>
    edges(
      tx(ins, [
        [60n, 8],
        [20n, 9],
      ]),
    )[0]?.[0];
  equal(
    rule([
      [75n, 1],
      [10n, 2],
    ]),
    'inputs-unneeded',
  );
  equal(
    rule([
      [45n, 1],
      [40n, 2],
    ]),
    'inputs',
  );
});

test('a mix joins nobody and has no change; what may be one neither', () => {
  const mix = tx(coins(5, 100n, 1), coins(5, 99n, 100));
  deepEqual(edges(mix, MIX, 0), []);
  deepEqual(edges(mix, { kind: 'possible', mix: 'x' }, 0), []);
});

test('a Tx0 joins its inputs and its change', () => {
  const change = { kind: 'tx0', parts: { change: [1] } } as const;
  deepEqual(
    edges(
      tx(
        [
          [50n, 1],
          [50n, 2],
        ],
        [
          [40n, 8],
          [59n, 9],
        ],
      ),
      change,
    ),
    [
      ['inputs', 0, 1],
      ['tx0-change', 0, 2],
    ],
  );
});

test('change by heuristics merges only where it is asked for', () => {
  const paid = tx(
    [[50n, 1]],
    [
      [40n, 8],
      [9n, 9],
    ],
  );
  deepEqual(edges(paid), []);
  deepEqual(edges(paid, NONE, 1), [['change', 0, 1]]);
});

test('inputs without an address are counted, and join nobody', () => {
  const known = tx(
    [
      [50n, 1],
      [50n, 2],
    ],
    [[99n, 9]],
  );
  const one = { ...known, inputs: [...known.inputs, ...withoutInputs(known).inputs] };
  const { counts, addresses, height } = gather([one], () => NONE);
  deepEqual([counts.inputs, counts.nameless, addresses.length, height], [4, 2, 3, null]);
  const bare = transactionOf([], [payTo(SCRIPTS.opReturn(8), 0n)]);
  equal(gather([{ ...bare, coinbase: true, block: 7 }], () => NONE).height, 7);
});
