import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticResult } from '../../../../test/browser/synthetic.ts';
import { measureOf } from '../measure.ts';
import { viewOf } from '../view.ts';
import { layoutOf, SLOT } from './graph/layout.ts';
import { DRAWN, DRAWN_CHOICES, graphOf } from './graph/model.ts';

const sizes = [30, 600, 5000, 8000];
const views = sizes.map((holders) => viewOf(syntheticResult({ holders })));

const graphs = views.flatMap((view) =>
  DRAWN_CHOICES.map((most) => ({
    view,
    most,
    graph: graphOf(view, measureOf(view), view.locked, most),
  })),
);
/** As they are drawn first. */
const drawn = graphs.filter(({ most }) => most === DRAWN).map(({ graph }) => graph);

test('no more nodes are drawn than were asked for, and every holder is in exactly one', () => {
  for (const { graph, most, view } of graphs) {
    assert.ok(graph.nodes.length <= most, `${graph.nodes.length} of ${most}`);
    const inside = graph.nodes.flatMap(({ holders }) => holders);
    assert.equal(inside.length, view.result.holders.length);
    assert.equal(new Set(inside).size, inside.length);
    const folded = graph.nodes.filter((node) => node.folded);
    assert.equal(folded.length, graph.folds.groups);
    assert.ok(folded.every(({ holders }) => holders.length > 1));
    assert.equal(
      folded.reduce((sum, { holders }) => sum + holders.length, 0),
      graph.folds.holders,
    );
  }
});

test('every hop is drawn once or counted as hidden', () => {
  for (const { graph, view } of graphs) {
    const drawn = graph.edges.flatMap(({ hops }) => hops);
    assert.equal(new Set(drawn).size, drawn.length);
    assert.equal(drawn.length + graph.folds.hidden, view.result.hops.length);
  }
});

test('sources are never folded', () => {
  for (const { graph } of graphs) {
    const source = graph.nodes.filter(({ category }) => category === 'source');
    assert.ok(source.length > 0 && source.every(({ folded }) => !folded));
  }
});

test('there is a graph of each size as it is drawn first', () => {
  assert.equal(drawn.length, sizes.length);
});

test('no node lies on another, and the same graph is laid out the same way', () => {
  for (const graph of drawn) {
    for (const order of ['time', 'hop'] as const) {
      const { x, y, width, height } = layoutOf(graph, order);
      const again = layoutOf(graph, order);
      assert.deepEqual([x, y], [again.x, again.y]);
      const rows = new Map<number, number[]>();
      for (let i = 0; i < x.length; i++) {
        const [nx, ny] = [x[i] ?? Number.NaN, y[i] ?? Number.NaN];
        assert.ok(nx >= 0 && nx <= width && ny >= 0 && ny <= height);
        rows.set(ny, [...(rows.get(ny) ?? []), nx]);
      }
      for (const row of rows.values()) {
        row.sort((a, b) => a - b);
        row.forEach((at, i) => {
          assert.ok(i === 0 || at - (row[i - 1] ?? 0) >= SLOT.width - 1e-6);
        });
      }
    }
  }
});

test('time runs from left to right', () => {
  for (const graph of drawn) {
    const { x } = layoutOf(graph, 'time');
    const order = graph.nodes.toSorted(
      (a, b) => a.first - b.first || (x[a.index] ?? 0) - (x[b.index] ?? 0),
    );
    order.forEach((node, i) => {
      const before = order[i - 1];
      if (before) assert.ok((x[node.index] ?? 0) >= (x[before.index] ?? 0));
    });
  }
});
