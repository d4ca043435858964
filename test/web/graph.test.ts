import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { traceCase } from '../../bench/accuracy/tracer.ts';
import { caseFile } from '../../bench/accuracy/truth.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { figuresIn } from '../../web/graph/figures.ts';
import { type Drawn, foldGraph, NO_WISH, type Wish } from '../../web/graph/fold.ts';
import { layoutOf, pointOf } from '../../web/graph/layout.ts';
import { type Model, modelOf } from '../../web/graph/model.ts';
import { pathBetween, pathTo } from '../../web/graph/path.ts';
import { flowOf } from '../../web/graph/sankey.ts';
import { sceneOf } from '../../web/graph/scene.ts';
import { find } from '../../web/graph/search.ts';
import { step } from '../../web/graph/walk.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { DATA, needsData } from '../needs.ts';

const figures = figuresIn('en');
const RUNS = { numRuns: 15 };

const traces = fc
  .record({ holders: fc.integer({ min: 5, max: 250 }), seed: fc.integer({ min: 1, max: 1e6 }) })
  .map((shape) => syntheticResult(shape));
const wishes = fc
  .record({
    fanOut: fc.constantFrom(0, 2, 5),
    most: fc.constantFrom(60, 100, 3000),
    least: fc.constantFrom(0, 1e5),
    withoutEmpty: fc.boolean(),
  })
  .map((filters): Wish => ({ ...NO_WISH, ...filters }));

const big = modelOf(syntheticResult({ holders: 600, seed: 3 }));

function placesOf(model: Model, wish: Wish, order: 'time' | 'hop') {
  const drawn = foldGraph(model, wish);
  const layout = layoutOf(drawn, order, null);
  return { drawn, layout };
}

/** The trace as it was known up to a time: what streams in first. */
function before(result: TraceResult, time: string): TraceResult {
  const hops = result.hops.filter((hop) => hop.time <= time);
  const known = new Set(hops.flatMap(({ from, to }) => [from, to]));
  return {
    ...result,
    hops,
    holders: result.holders.filter(({ id }) => known.has(id)),
    destinations: result.destinations.filter(({ holder }) => known.has(holder)),
  };
}

describe('folding', () => {
  test('draws every holder once, every hop once, and no more nodes than allowed', () => {
    fc.assert(
      fc.property(traces, wishes, (result, wish) => {
        const model = modelOf(result);
        const { nodes, links, nodeOf, folds } = foldGraph(model, wish);
        assert.ok(nodes.length <= wish.most);
        assert.equal(new Set(nodes.map(({ key }) => key)).size, nodes.length);
        const holders = nodes.flatMap((node) => node.holders);
        assert.equal(new Set(holders).size, holders.length);
        assert.equal(nodeOf.size, holders.length);
        assert.equal(holders.length + folds.filtered + folds.hidden, model.holders.size);
        const hops = links.flatMap((link) => link.hops);
        assert.equal(new Set(hops).size, hops.length);
        for (const link of links) {
          for (const index of link.hops) {
            const hop = result.hops[index];
            assert.equal(nodeOf.get(hop?.from ?? ''), link.from);
            assert.equal(nodeOf.get(hop?.to ?? ''), link.to);
          }
        }
        if (wish.least === 0 && !wish.withoutEmpty) {
          assert.equal(hops.length + folds.inside, result.hops.length);
        }
      }),
      RUNS,
    );
  });

  test('a group that is opened gives out its members, the greatest first', () => {
    const { drawn } = placesOf(big, NO_WISH, 'time');
    const group = drawn.nodes.find((node) => node.folded && node.holders.length > 5);
    assert.ok(group);
    const opened = foldGraph(big, { ...NO_WISH, opened: new Map([[group.key, 1]]) });
    const first = opened.nodes[opened.nodeOf.get(group.holders[0] ?? '') ?? -1];
    assert.deepEqual(first?.holders, [group.holders[0]]);
  });

  test('what is asked for stands alone, what is hidden is not drawn', () => {
    const { drawn } = placesOf(big, NO_WISH, 'time');
    const [group] = drawn.nodes.filter((node) => node.folded);
    const [one = '', two = ''] = group?.holders ?? [];
    const wish = { ...NO_WISH, shown: new Set([one]), hidden: new Set([two]) };
    const again = foldGraph(big, wish);
    assert.equal(again.nodes[again.nodeOf.get(one) ?? -1]?.folded, false);
    assert.equal(again.nodeOf.has(two), false);
    assert.equal(again.folds.hidden, 1);
  });
});

describe('layout', () => {
  test('no two nodes stand in one place, and it does not depend on the order of the result', () => {
    fc.assert(
      fc.property(traces, wishes, fc.constantFrom('time', 'hop'), (result, wish, order) => {
        const { drawn, layout } = placesOf(modelOf(result), wish, order as 'time');
        const at = (drawing: Drawn) =>
          new Map(drawing.nodes.map(({ key }) => [key, JSON.stringify(pointOf(layout, key))]));
        const places = at(drawn);
        assert.equal(new Set(places.values()).size, drawn.nodes.length);
        const turned = { ...result, holders: result.holders.toReversed() };
        const other = placesOf(modelOf(turned), wish, order as 'time');
        for (const { key } of other.drawn.nodes) {
          assert.equal(JSON.stringify(pointOf(other.layout, key)), places.get(key));
        }
      }),
      RUNS,
    );
  });

  test('what is drawn does not move when more becomes known, opened or folded', () => {
    fc.assert(
      fc.property(traces, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (result, share) => {
        const times = result.hops.map(({ time }) => time).sort();
        const time = times[Math.floor(times.length * share)] ?? '';
        let drawn = foldGraph(modelOf(before(result, time)), NO_WISH);
        let layout = layoutOf(drawn, 'time', null);
        const full = modelOf(result);
        const group = foldGraph(full, NO_WISH).nodes.find(({ folded }) => folded);
        const opened = new Map(group ? [[group.key, 1]] : []);
        for (const wish of [NO_WISH, { ...NO_WISH, opened }, NO_WISH]) {
          const old = new Map(drawn.nodes.map(({ key }) => [key, pointOf(layout, key)]));
          drawn = foldGraph(full, wish);
          layout = layoutOf(drawn, 'time', layout);
          for (const { key } of drawn.nodes) {
            const was = old.get(key);
            if (was) assert.deepEqual(pointOf(layout, key), was);
          }
        }
      }),
      RUNS,
    );
  });

  test('money runs to the right from whoever first paid', () => {
    const { drawn, layout } = placesOf(big, { ...NO_WISH, fanOut: 0 }, 'time');
    for (const { key, parent } of drawn.nodes) {
      if (parent === null) continue;
      assert.ok(pointOf(layout, key).x > pointOf(layout, parent).x, key);
    }
  });
});

test('another policy changes amounts in place', () => {
  const { drawn, layout } = placesOf(big, NO_WISH, 'time');
  const [fifo, poison] = (['fifo', 'poison'] as const).map((policy) =>
    sceneOf(big, drawn, layout, policy, figures, new Map()),
  );
  assert.deepEqual(poison?.x, fifo?.x);
  assert.deepEqual(poison?.y, fifo?.y);
  assert.deepEqual(poison?.radii, fifo?.radii);
  assert.notDeepEqual(
    poison?.links.map(({ worth }) => worth),
    fifo?.links.map(({ worth }) => worth),
  );
});

test('a path leads from a source to the holder, one hop after the other', () => {
  for (const id of [...big.holders.keys()].slice(0, 200)) {
    const path = pathTo(big, id).map((i) => big.view.result.hops[i]);
    if (path.length === 0) continue;
    assert.equal(big.holders.get(path[0]?.from ?? '')?.category, 'source');
    assert.equal(path.at(-1)?.to, id);
    path.slice(1).forEach((hop, i) => {
      assert.equal(hop?.from, path[i]?.to);
      assert.ok((hop?.time ?? '') >= (path[i]?.time ?? ''));
    });
    const first = path[0]?.from ?? '';
    const fewest = pathBetween(big, first, id);
    assert.ok(fewest.length > 0 && fewest.length <= path.length);
  }
});

/** The path to the first place of each holder, where the result states one: ours, and that. */
function statedPaths(model: Model): [string[], readonly string[]][] {
  const { places, result } = model.view;
  return [...places].flatMap(([id, [place]]): [string[], readonly string[]][] => {
    const txs = pathTo(model, id).flatMap((i) => result.hops[i]?.tx ?? []);
    return place?.path.length ? [[[...new Set(txs)], place.path]] : [];
  });
}

test('a path goes on through other sources, as far as the result states', {
  skip: needsData('cases/public'),
}, async () => {
  const model = modelOf(await traceCase(caseFile(DATA, '06', '.json')));
  const paths = statedPaths(model);
  assert.ok(paths.some(([, stated]) => stated.length > 2));
  for (const [ours, stated] of paths) assert.deepEqual(ours, stated);
});

test('arrow keys reach neighbours, and search finds by address, name and transaction', () => {
  const { drawn, layout } = placesOf(big, NO_WISH, 'time');
  const scene = sceneOf(big, drawn, layout, 'fifo', figures, new Map());
  const source = drawn.nodes.findIndex(({ category }) => category === 'source');
  const next = step(scene, source, 'right');
  assert.ok(scene.links.some(({ from, to }) => from === source && to === next));
  assert.ok((scene.y[step(scene, next, 'down')] ?? 0) > (scene.y[next] ?? 0));
  const [hop] = big.view.result.hops;
  assert.ok(find(big, hop?.tx ?? '').includes(hop?.to ?? ''));
  assert.deepEqual(find(big, hop?.from.toUpperCase() ?? ''), [hop?.from]);
  assert.ok(find(big, 'meridian').length > 0);
  assert.deepEqual(find(big, 'no such name'), []);
});

test('the overview runs onwards only, and what enters a block between leaves it at most', () => {
  for (const policy of ['fifo', 'haircut'] as const) {
    const { blocks, bands } = flowOf(big, policy, 1000, 500);
    for (const { from, to, value } of bands) {
      assert.ok((blocks[from]?.column ?? 0) < (blocks[to]?.column ?? 0));
      assert.ok(value > 0n);
    }
    for (const [i, block] of blocks.entries()) {
      const into = bands.filter(({ to }) => to === i).reduce((sum, { value }) => sum + value, 0n);
      const out = bands
        .filter(({ from }) => from === i)
        .reduce((sum, { value }) => sum + value, 0n);
      assert.equal(block.value, into > out ? into : out);
    }
  }
});

test('a trace without holders, and one without prices, are drawn, too', () => {
  const empty = { ...big.view.result, holders: [], hops: [], destinations: [], seeds: [] };
  const none = placesOf(modelOf(empty), NO_WISH, 'time');
  assert.equal(none.drawn.nodes.length, 0);
  const bare = syntheticResult({
    holders: 60,
    change: (result) => ({
      ...result,
      stolen: result.stolen.map((item) => ({ ...item, usd: null })),
      hops: result.hops.map((hop) => ({ ...hop, usd: null })),
      destinations: result.destinations.map((place) => ({ ...place, usd: null })),
    }),
  });
  const model = modelOf(bare);
  assert.equal(model.measure.kind, 'units');
  const { drawn, layout } = placesOf(model, NO_WISH, 'time');
  const scene = sceneOf(model, drawn, layout, 'fifo', figures, new Map());
  assert.doesNotMatch(drawn.nodes.map((_, i) => scene.textOf(i)).join(), /NaN|undefined/);
});
