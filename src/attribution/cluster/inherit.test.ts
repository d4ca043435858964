import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { holderOf, idOf, NONE } from '../../../test/attribution/clusters.ts';
import { coins, fromKeys, toKeys, transactionOf } from '../../../test/ledger/bitcoin-mixes.ts';
import { readLabelsCsv } from '../csv.ts';
import { Clusters } from './clusters.ts';
import { gather } from './gather.ts';
import { inheritedTags } from './inherit.ts';
import { why } from './why.ts';

const BITCOIN = 'bip122:000000000019d6689c085ae165831e93';

// 1 and 2 by the inputs of an ordinary payment; 2 and 3 by one that two owners can have made
const chain = [
  transactionOf(fromKeys(coins(2, 50n, 1)), toKeys([[99n, 80]]), idOf(0)),
  transactionOf(fromKeys(coins(2, 50n, 2)), toKeys([...coins(2, 30n, 81), [39n, 83]]), idOf(1)),
];
const clusters = new Clusters(gather(chain, () => NONE));

const row = `bitcoin,${holderOf(1)},Kraken,exchange,made up`;
const [tag] = readLabelsCsv('made-up.csv', `chain,address,entity,category,source\n${row}\n`).tags;

const inherited = (of: Clusters) => {
  if (!tag) throw new Error('no tag was read');
  const made = { ...tag, chain: BITCOIN, grade: 'G4' as const };
  return [...inheritedTags(of, [made, { ...made, inherited: true }], BITCOIN)].map((one) => {
    return [one.holder, one.grade, one.inherited, one.label === made.label];
  });
};

test('a tag spreads over its cluster with the grade of the weakest link to it', () => {
  deepEqual(inherited(clusters), [
    [holderOf(2), 'G6', true, true],
    [holderOf(3), 'G7', true, true],
  ]);
});

test('the weakest link is named, and without it the tag goes no further', () => {
  const [a, b] = [clusters.idOf(holderOf(1)) ?? -1, clusters.idOf(holderOf(3)) ?? -1];
  const answer = why(clusters, a, b);
  deepEqual([answer?.weakest?.tx, answer?.weakest?.grade, answer?.alone], [idOf(1), 'G7', true]);
  const other = new Clusters(gather(chain, () => NONE));
  other.vetoRule('inputs-stonewall');
  deepEqual(inherited(other), [[holderOf(2), 'G6', true, true]]);
});

test('one claim at several addresses is inherited once, from the best connected', () => {
  if (!tag) throw new Error('no tag was read');
  const made = { ...tag, chain: BITCOIN, grade: 'G4' as const };
  const both = [made, { ...made, holder: holderOf(2) }, { ...made, label: 'other' }];
  const list = [...inheritedTags(clusters, both, BITCOIN)];
  deepEqual(
    list.map(({ holder, label, grade }) => [holder, label === tag.label, grade]),
    [
      [holderOf(3), true, 'G7'],
      [holderOf(2), false, 'G6'],
      [holderOf(3), false, 'G7'],
    ],
  );
});

test('of two paths the stronger is given, however long', () => {
  const more = [
    transactionOf(fromKeys(coins(2, 50n, 3)), toKeys([[99n, 84]]), idOf(2)),
    transactionOf(
      fromKeys([
        [50n, 4],
        [50n, 1],
      ]),
      toKeys([[99n, 85]]),
      idOf(3),
    ),
  ];
  const all = new Clusters(gather([...chain, ...more], () => NONE));
  const [a, b] = [all.idOf(holderOf(2)) ?? -1, all.idOf(holderOf(3)) ?? -1];
  const answer = why(all, a, b);
  deepEqual(
    answer?.path.map(({ tx }) => tx),
    [idOf(0), idOf(3), idOf(2)],
  );
  deepEqual([answer?.weakest?.grade, answer?.alone], ['G6', false]);
});
