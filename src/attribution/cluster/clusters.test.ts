import { deepEqual, equal, notEqual, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  holderOf,
  idOf,
  MIX,
  NONE,
  numberOf,
  plainClusters,
  signedBy,
  signers,
} from '../../../test/attribution/clusters.ts';
import { seeded } from '../../../test/properties/policies.ts';
import { InputError } from '../../base/errors.ts';
import { Clusters } from './clusters.ts';
import { gather } from './gather.ts';
import { why } from './why.ts';

const chainOf = (all: readonly (readonly number[])[]) => all.map((keys, i) => signedBy(i, keys));
const clustersOf = (all: readonly (readonly number[])[], limit = Number.POSITIVE_INFINITY) =>
  new Clusters(
    gather(chainOf(all), () => NONE),
    limit,
  );

/** Pairs of keys that are together. */
function pairs(clusters: Clusters): string[] {
  const keys = [...Array(15).keys()].filter((key) => clusters.idOf(holderOf(key)) !== null);
  const id = (key: number) => clusters.idOf(holderOf(key)) ?? -1;
  return keys.flatMap((x) =>
    keys.filter((y) => x < y && clusters.together(id(x), id(y))).map((y) => `${x} ${y}`),
  );
}

function plainPairs(sets: ReadonlyMap<number, ReadonlySet<number>>): string[] {
  const keys = [...sets.keys()].sort((x, y) => x - y);
  return keys.flatMap((x) =>
    keys.filter((y) => x < y && sets.get(x)?.has(y)).map((y) => `${x} ${y}`),
  );
}

test('the order of transactions does not matter to who is together', (t) => {
  const property = fc.property(signers, fc.infiniteStream(fc.nat()), (all, dice) => {
    const shuffled = all.map((keys) => ({ keys, at: dice.next().value ?? 0 }));
    const other = shuffled.sort((x, y) => x.at - y.at).map(({ keys }) => keys);
    deepEqual(pairs(clustersOf(all)), pairs(clustersOf(other)));
  });
  fc.assert(property, seeded(t, 200));
});

const decisions = fc.array(
  fc.record({ what: fc.constantFrom('veto', 'unveto', 'review'), tx: fc.nat(13) }),
  { maxLength: 8 },
);

test('after any decisions the clusters are those made from scratch, and sizes agree', (t) => {
  const property = fc.property(
    signers,
    decisions,
    fc.constantFrom(1, 2, 3, 1000),
    (all, made, limit) => {
      const clusters = clustersOf(all, limit);
      const vetoed = new Set<number>();
      const reviewed = new Set<number>();
      for (const { what, tx } of made) {
        const number = tx % all.length;
        if (what === 'review') {
          reviewed.add(number);
          clusters.review(idOf(number));
        } else if (what === 'veto') {
          vetoed.add(number);
          clusters.veto(idOf(number));
        } else {
          vetoed.delete(number);
          clusters.unveto(idOf(number));
        }
        const sets = plainClusters(all, { vetoed, reviewed }, limit);
        deepEqual(pairs(clusters), plainPairs(sets));
        for (const [key, set] of sets) {
          const address = clusters.idOf(holderOf(key)) ?? -1;
          equal(clusters.size(address), set.size);
          equal(clusters.members(address).length, set.size);
        }
      }
    },
  );
  fc.assert(property, seeded(t, 300));
});

test('a veto taken back restores the clusters, their version and what waits', (t) => {
  const property = fc.property(signers, fc.nat(13), fc.constantFrom(1, 1000), (all, tx, limit) => {
    const clusters = clustersOf(all, limit);
    const before = [pairs(clusters), clusters.version, clusters.waiting()];
    const id = idOf(tx % all.length);
    clusters.veto(id);
    notEqual(clusters.version.id, clustersOf(all, limit).version.id);
    clusters.unveto(id);
    deepEqual([pairs(clusters), clusters.version, clusters.waiting()], before);
    clusters.vetoRule('inputs');
    deepEqual(pairs(clusters), []);
    clusters.vetoRule('inputs', false);
    deepEqual([pairs(clusters), clusters.version, clusters.waiting()], before);
  });
  fc.assert(property, seeded(t, 200));
});

test('a path connects the two by accepted merges of transactions that both signed', (t) => {
  const property = fc.property(signers, fc.nat(14), fc.nat(14), fc.nat(13), (all, x, y, veto) => {
    const clusters = clustersOf(all);
    const vetoed = veto % all.length;
    clusters.veto(idOf(vetoed));
    const [a, b] = [clusters.idOf(holderOf(x)), clusters.idOf(holderOf(y))];
    if (a === null || b === null) return;
    const answer = why(clusters, a, b);
    equal(answer !== null, clusters.together(a, b));
    if (!answer) return;
    let at = holderOf(x);
    for (const { from, to, tx } of answer.path) {
      equal(from, at);
      const number = numberOf(tx);
      notEqual(number, vetoed);
      const signed = new Set(all[number]?.map(holderOf));
      ok(signed.has(from) && signed.has(to), 'both signed it');
      at = to;
    }
    equal(at, holderOf(y));
    if (answer.weakest === null) return equal(x, y);
    clusters.veto(answer.weakest.tx);
    equal(clusters.together(a, b), !answer.alone);
  });
  fc.assert(property, seeded(t, 300));
});

test('large clusters wait for review, and small ones do not', () => {
  const clusters = clustersOf(
    [
      [1, 2, 3],
      [4, 5, 6],
      [3, 4],
      [7, 6],
    ],
    2,
  );
  const [one, ...more] = clusters.waiting();
  deepEqual([one?.tx, one?.clusters.map(({ size }) => size), more], [idOf(2), [3, 4], []]);
  clusters.review(idOf(2));
  deepEqual(clusters.waiting(), []);
  equal(clusters.size(clusters.idOf(holderOf(1)) ?? -1), 7);
  deepEqual(clusters.version.reviewed, [idOf(2)]);
  // without the third signer one side is small, and its merge needs no review
  const other = clustersOf(
    [
      [1, 2, 3],
      [4, 5, 6],
      [3, 4],
    ],
    2,
  );
  equal(other.waiting().length, 1);
  other.veto(idOf(1));
  deepEqual(other.waiting(), []);
  equal(other.size(other.idOf(holderOf(4)) ?? -1), 4);
});

test('a classed transaction merges nobody', () => {
  const chain = chainOf([
    [1, 2, 3],
    [3, 4],
  ]);
  const clusters = new Clusters(gather(chain, (tx) => (tx === chain[0] ? MIX : NONE)));
  deepEqual(pairs(clusters), ['3 4']);
  deepEqual([...clusters.gathered.counts.vetoed], [['made-up', 1]]);
});

test('a cluster is named by its first address and by what it rests on', () => {
  const clusters = clustersOf([
    [2, 1],
    [1, 3],
  ]);
  const { id } = clusters.cluster(clusters.idOf(holderOf(3)) ?? -1);
  equal(id, `${holderOf(2)}@${clusters.version.id}`);
  throws(() => clusters.veto(idOf(77)), InputError);
});
