// What the ledger knows beyond a trace is drawn beside it and never mixed into it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { ENTITY_TYPES } from '../../src/attribution/taxonomy.ts';
import { CATEGORIES, categoryOf as categoryOfPage } from '../../src/casework/exports/category.ts';
import { categoryOf, CATEGORIES as DRAWN } from '../../web/graph/category.ts';
import { restKey, withContext } from '../../web/graph/context.ts';
import { csvOf } from '../../web/graph/csv.ts';
import { askKey, type Expansion } from '../../web/graph/expansion.ts';
import { figuresIn } from '../../web/graph/figures.ts';
import { foldGraph, NO_WISH } from '../../web/graph/fold.ts';
import { graphmlOf } from '../../web/graph/graphml.ts';
import { arrangementOf, changed, newAsks, takenAsks, undone } from '../../web/graph/history.ts';
import { layoutOf, pointOf } from '../../web/graph/layout.ts';
import { modelOf } from '../../web/graph/model.ts';
import type { Palette } from '../../web/graph/palette.ts';
import { sceneOf } from '../../web/graph/scene.ts';
import { findContext } from '../../web/graph/search.ts';
import { svgOf } from '../../web/graph/svg.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { answered, holderOf } from './expansions.ts';

const ALL = { from: null, to: null } as const;
const result = syntheticResult({ holders: 120, seed: 4 });
const model = modelOf(result);
const figures = figuresIn('en');
const ids = [...model.holders.keys()];
const traced = foldGraph(model, NO_WISH);
const single = traced.nodes.filter(({ folded }) => !folded).map(({ key }) => key);

const asks = fc
  .uniqueArray(
    fc.record({
      address: fc.constantFrom(...single),
      direction: fc.constantFrom('in' as const, 'out' as const),
      from: fc.constant(null),
      to: fc.constant(null),
      count: fc.nat(60),
      own: fc.subarray(ids.slice(0, 12)),
    }),
    { maxLength: 5, selector: ({ address, direction }) => `${direction} ${address}` },
  )
  .map((list) => list.map(({ count, own, ...ask }) => answered(result, ask, count, own)));

function sceneWith(expansions: readonly Expansion[]) {
  const drawn = withContext(traced, model.view, expansions, NO_WISH);
  const layout = layoutOf(drawn, 'time', layoutOf(traced, 'time', null));
  return { drawn, layout, scene: sceneOf(model, drawn, layout, 'fifo', figures, new Map()) };
}

describe('context', () => {
  test('leaves every node, line and place of the trace as it is', () => {
    const before = layoutOf(traced, 'time', null);
    const plain = sceneOf(model, traced, before, 'fifo', figures, new Map());
    fc.assert(
      fc.property(asks, (expansions) => {
        const { drawn, layout, scene } = sceneWith(expansions);
        const fresh = layoutOf(drawn, 'time', null);
        assert.deepEqual(drawn.nodes.slice(0, traced.nodes.length), traced.nodes);
        assert.deepEqual(drawn.links.slice(0, traced.links.length), traced.links);
        for (const { key } of traced.nodes) {
          assert.deepEqual(pointOf(layout, key), pointOf(before, key));
          assert.deepEqual(pointOf(fresh, key), pointOf(before, key));
        }
        for (const [i, link] of plain.links.entries()) assert.deepEqual(scene.links[i], link);
        for (const i of traced.nodes.keys()) assert.equal(scene.textOf(i), plain.textOf(i));
        assert.deepEqual(drawn.folds, traced.folds);
      }),
      { numRuns: 40 },
    );
  });

  test('is drawn once, each in a place of its own, and every line carries nothing stolen', () => {
    fc.assert(
      fc.property(asks, (expansions) => {
        const { drawn, layout, scene } = sceneWith(expansions);
        const keys = drawn.nodes.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length);
        const places = keys.map((key) => JSON.stringify(pointOf(layout, key)));
        assert.equal(new Set(places).size, places.length);
        const pairs = drawn.links
          .filter(({ context }) => context)
          .map(({ from, to }) => `${from} ${to}`);
        assert.equal(new Set(pairs).size, pairs.length);
        const own = new Set(traced.links.map(({ from, to }) => `${from} ${to}`));
        for (const pair of pairs) assert.ok(!own.has(pair));
        for (const link of scene.links.filter(({ context }) => context)) {
          assert.equal(link.worth, null);
        }
        // every counterparty stands somewhere, or is in a node of the trace
        for (const { answer } of expansions) {
          for (const { holder } of answer?.counterparties ?? []) {
            assert.ok(drawn.nodeOf.has(holder ?? ''));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('gives out more of a group, and finds who is in it', () => {
    const [address = ''] = single;
    const ask = { ...ALL, address, direction: 'out' } as const;
    const one = answered(result, ask, 60);
    const first = withContext(traced, model.view, [one], NO_WISH);
    const key = restKey(askKey(ask));
    const count = (drawn: typeof first) => drawn.nodes.length - traced.nodes.length;
    assert.equal(count(first), 9);
    assert.equal(first.nodes.at(-1)?.key, key);
    const opened = new Map([[key, 1]]);
    assert.equal(count(withContext(traced, model.view, [one], { ...NO_WISH, opened })), 49);
    assert.deepEqual(findContext(first, holderOf(60).toUpperCase()), [holderOf(60)]);
    const shown = new Set([holderOf(60)]);
    const alone = withContext(traced, model.view, [one], { ...NO_WISH, shown });
    assert.equal(alone.nodes[alone.nodeOf.get(holderOf(60)) ?? -1]?.folded, false);
    const hidden = new Set([holderOf(1)]);
    assert.ok(
      !withContext(traced, model.view, [one], { ...NO_WISH, hidden }).nodeOf.has(holderOf(1)),
    );
  });

  test('stands left of whom it paid and right of who paid it', () => {
    const [address = ''] = single;
    for (const direction of ['in', 'out'] as const) {
      const { drawn, layout } = sceneWith([answered(result, { ...ALL, address, direction }, 5)]);
      const anchor = pointOf(layout, address);
      for (const { key } of drawn.nodes.filter(({ context }) => context)) {
        const { x } = pointOf(layout, key);
        assert.ok(direction === 'in' ? x < anchor.x : x > anchor.x);
      }
    }
  });
});

describe('saved context', () => {
  const [address = ''] = single;
  const one = answered(result, { ...ALL, address, direction: 'in' }, 20);
  const { drawn, scene } = sceneWith([one]);

  test('is marked as such in GraphML, CSV and SVG', () => {
    const graphml = graphmlOf(model, scene, 'fifo');
    const nodes = drawn.nodes.filter(({ context }) => context).length;
    const lines = drawn.links.filter(({ context }) => context).length;
    const marked = (what: string, text = graphml) =>
      [...text.matchAll(new RegExp(`<data key="${what}-context">true</data>`, 'g'))].length;
    assert.deepEqual([marked('node'), marked('edge')], [nodes, lines]);
    const csv = csvOf(model, scene, 'fifo').split('\r\n');
    const rows = csv.filter((row) => row.includes('context: not part of the traced money'));
    assert.equal(rows.length, 20);
    assert.ok(rows.every((row) => !row.includes('fifo')));
    assert.ok(rows.some((row) => row.includes('1000000') && row.includes(holderOf(1))));
    const each = (id: string) => Object.fromEntries(DRAWN.map((one) => [one.id, id]));
    const palette = {
      ...{ paper: '#fff', ink: '#000', quiet: '#555', line: '#ddd', wash: '#eee' },
      ...{ accent: '#a00', chosen: '#00f', font: 'sans-serif' },
      ...{ fills: each('#123'), marks: each('#fff') },
      lines: ['#111', '#222', '#333', '#444', '#555'],
    } as unknown as Palette;
    const svg = svgOf(scene, palette, String, 'a title');
    for (const text of [graphml, svg]) {
      const parser = new SaxesParser({ xmlns: true });
      parser.on('error', (error) => assert.fail(error));
      parser.write(text).close();
    }
    assert.equal([...svg.matchAll(/<g[^>]* class="context"/g)].length, nodes + lines);
    assert.doesNotMatch(svg, /NaN|undefined/);
  });
});

describe('what is asked', () => {
  const ask = { ...ALL, address: single[0] ?? '', direction: 'in' } as const;
  const other = { ...ALL, address: single[1] ?? '', direction: 'out' } as const;
  const start = { now: arrangementOf([]), past: [], future: [] };
  const with_ = (...list: (typeof ask | typeof other)[]) =>
    new Map(list.map((one) => [askKey(one), one]));

  test('is taken off by undo, and what others asked stays', () => {
    const mine = changed(start, { asks: with_(ask) });
    assert.deepEqual(newAsks(start.now, mine.now), [ask]);
    const both = takenAsks(mine, [], [ask, other]);
    const back = undone(both);
    assert.deepEqual([...back.now.asks.values()], [other]);
    assert.deepEqual(newAsks(back.now, both.now), [ask]);
    // a list that is older than what was done here changes nothing
    assert.equal(takenAsks(back, [ask, other], [ask, other]), back);
    assert.equal(takenAsks(back, [ask, other], [other]), back);
  });

  test('that others took off is gone, for redo too', () => {
    const mine = changed(start, { asks: with_(ask) });
    const gone = takenAsks(mine, [ask], []);
    assert.equal(gone.now.asks.size, 0);
    assert.equal(undone(gone).now.asks.size, 0);
  });
});

test('pages and the graph sort places into the same categories', () => {
  assert.deepEqual(DRAWN.map(({ id }) => id).toSorted(), CATEGORIES.map(({ id }) => id).toSorted());
  for (const { id, name } of CATEGORIES) {
    assert.equal(DRAWN.find((one) => one.id === id)?.name, name);
  }
  for (const followed of ['source', 'whole', 'lots', 'passed', 'stop']) {
    for (const type of [null, ...ENTITY_TYPES]) {
      assert.equal(categoryOf(followed, type), categoryOfPage(followed, type), `${type}`);
    }
  }
});
