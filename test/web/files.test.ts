import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import { csvOf } from '../../web/graph/csv.ts';
import { figuresIn } from '../../web/graph/figures.ts';
import { foldGraph, NO_WISH } from '../../web/graph/fold.ts';
import { graphmlOf } from '../../web/graph/graphml.ts';
import { arrangementOf, changed, changedMarks, redone, undone } from '../../web/graph/history.ts';
import { actionOf, KEYS } from '../../web/graph/keys.ts';
import { layoutOf } from '../../web/graph/layout.ts';
import { modelOf } from '../../web/graph/model.ts';
import type { Palette } from '../../web/graph/palette.ts';
import { type Annotation, sceneOf } from '../../web/graph/scene.ts';
import { svgOf } from '../../web/graph/svg.ts';
import { syntheticResult } from '../browser/synthetic.ts';

const HOSTILE = '=cmd|"&<script>\u202e\u0000]]>\n,';
const result = syntheticResult({
  holders: 120,
  change: (made) => ({
    ...made,
    holders: made.holders.map((holder, i) =>
      i % 7 === 1 && holder.name
        ? { ...holder, name: { ...holder.name, label: HOSTILE, entity: HOSTILE } }
        : holder,
    ),
  }),
});
const model = modelOf(result);
const drawn = foldGraph(model, NO_WISH);
const layout = layoutOf(drawn, 'time', null);
const noted: Annotation = {
  node: drawn.nodes[0]?.key ?? '',
  hidden: false,
  pinned: false,
  x: null,
  y: null,
  colour: 'red',
  note: HOSTILE,
};
const marks = new Map([[noted.node, noted]]);
const scene = sceneOf(model, drawn, layout, 'fifo', figuresIn('en'), marks);

/** Names of the elements of well-formed XML, with how often each is there. */
function elements(xml: string): Map<string, number> {
  const counts = new Map<string, number>();
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => assert.fail(error));
  parser.on('opentag', ({ name }) => counts.set(name, (counts.get(name) ?? 0) + 1));
  parser.write(xml).close();
  return counts;
}

/** Rows of RFC 4180. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('saved files', () => {
  test('GraphML is well formed and holds every node and line', () => {
    const text = graphmlOf(model, scene, 'fifo');
    const counts = elements(text);
    assert.equal(counts.get('node'), drawn.nodes.length);
    assert.equal(counts.get('edge'), drawn.links.length);
    assert.match(text, /<data key="edge-units">\d+<\/data>/);
  });

  test('SVG is well formed, holds every node, and nothing that runs or is fetched', () => {
    const palette: Palette = {
      ...{ paper: '#fff', ink: '#000', quiet: '#555', line: '#ddd', wash: '#eee' },
      ...{ accent: '#a00', chosen: '#00f', font: '"A & B", sans-serif' },
      fills: { ...colours('#123') },
      marks: { ...colours('#fff') },
      lines: ['#111', '#222', '#333', '#444', '#555'],
    };
    const text = svgOf(scene, palette, (key) => `t${key}<`, `title ${HOSTILE}`);
    const counts = elements(text);
    assert.equal((counts.get('title') ?? 0) - 1, drawn.nodes.length);
    assert.equal(counts.has('script'), false);
    assert.doesNotMatch(text, /href|NaN|undefined/);
  });

  test('CSV has a row for each transfer, exact units, and no cell that is a formula', () => {
    const rows = rowsOf(csvOf(model, scene, 'fifo'));
    const [header = [], ...body] = rows;
    assert.equal(body.length, drawn.links.flatMap(({ hops }) => hops).length);
    for (const row of body) assert.equal(row.length, header.length);
    const column = (name: string) => body.map((row) => row[header.indexOf(name)] ?? '');
    const told = column('units').reduce((sum, units) => sum + BigInt(units), 0n);
    const hops = drawn.links.flatMap((link) => link.hops);
    const meant = hops.reduce((sum, i) => sum + BigInt(result.hops[i]?.traced.fifo ?? 0), 0n);
    assert.equal(told, meant);
    for (const cell of body.flat()) assert.doesNotMatch(cell, /^[=+@]/);
    const one = rowsOf(csvOf(model, scene, 'fifo', new Set([hops[0] ?? 0])));
    assert.equal(one.length, 2);
  });
});

function colours(colour: string): Palette['fills'] {
  const ids = ['source', 'wallet', 'swap', 'bridge', 'mixer', 'exchange', 'otc', 'service'];
  return Object.fromEntries(ids.map((id) => [id, colour])) as Palette['fills'];
}

test('what was done can be undone and done again, and both are told', () => {
  const now = arrangementOf([]);
  const start = { now, past: [], future: [] };
  const next = changed(start, { marks });
  assert.deepEqual(changedMarks(start.now, next.now), [noted]);
  const back = undone(next);
  assert.deepEqual(back.now, start.now);
  assert.deepEqual(
    changedMarks(next.now, back.now).map(({ note }) => note),
    [null],
  );
  assert.deepEqual(redone(back).now, next.now);
  assert.equal(undone(start), start);
});

test('every key means one thing', () => {
  const all = KEYS.flatMap(({ keys }) => keys as readonly string[]);
  assert.equal(new Set(all).size, all.length);
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  assert.equal(actionOf({ ...plain, key: 'ArrowRight' }), 'right');
  assert.equal(actionOf({ ...plain, ctrlKey: true, key: 'z' }), 'undo');
  assert.equal(actionOf({ ...plain, ctrlKey: true, shiftKey: true, key: 'Z' }), 'redo');
  assert.equal(actionOf({ ...plain, ctrlKey: true, key: 'l' }), null);
});

test('figures are cut, never rounded up, and grouped as the reader does', () => {
  const en = figuresIn('en');
  assert.equal(en.dollarsShort(146_599_999_999n), '$1.46 bn');
  assert.equal(en.dollars(99_999n), '$999.99');
  assert.equal(en.dollars(null), 'unknown');
  assert.equal(en.units(1_234_567_899n, 6), '1,234.56');
  assert.equal(en.exact(1n, 18), '0.000000000000000001');
  assert.equal(figuresIn('de').units(1_234_567_899n, 6), '1.234,56');
});
