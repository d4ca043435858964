import type { PolicyId } from '../../../../trace/policies/policy.ts';
import { count, ratio } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { type Measure, measureOf } from '../../measure.ts';
import type { View } from '../../view.ts';
import { type FlowGraph, flowGraph, type Stream, type Venue } from '../flow.ts';
import { h, type Markup, type Tag } from '../markup.ts';

const WIDTH = 1120;
const BAR = 12;
const GAP = 22;
const TOP = 30;
const LABELS = 205;

interface Box {
  readonly venue: Venue;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** The flow of the stolen money by venue, as a Sankey drawing with what it leaves out. */
export function flowSection(view: View, policy: PolicyId): Markup[] {
  const measure = measureOf(view);
  const graph = flowGraph(view, measure, policy);
  if (graph.streams.length === 0)
    return [h('p', {}, 'No hop is known, so there is no flow to draw.')];
  const crossed = graph.crossed.map(
    ({ name, value }) => `${inert(name, 40)} (${measure.short(value)})`,
  );
  const aside = measure.short(graph.sideways);
  const notes = [
    measure.note,
    graph.crossed.length > 0 ? `On the way it crossed ${crossed.join(', ')}.` : '',
    graph.sideways > 0n
      ? `Not drawn: ${aside} that moved back, or between wallets of one column.`
      : '',
    graph.unpriced > 0 ? `${count(graph.unpriced, 'hop')} without a known price not drawn.` : '',
  ].filter(Boolean);
  return [
    h(
      'div',
      { class: 'flow-box', tabindex: 0, role: 'region', 'aria-label': 'Flow by venue' },
      drawing(graph, measure),
    ),
    h('p', { class: 'tally' }, notes.join(' ')),
    asTable(graph, measure),
  ];
}

function drawing(graph: FlowGraph, measure: Measure): Tag {
  const tallest = Math.max(...graph.columns.map((column) => column.length));
  const height = Math.max(300, Math.min(760, 120 + tallest * 40));
  const boxes = place(graph, height);
  const at = new Map(boxes.map((box) => [box.venue, box]));
  return h(
    'svg',
    {
      class: 'flow',
      viewBox: `0 0 ${WIDTH} ${height + TOP + 20}`,
      width: WIDTH,
      height: height + TOP + 20,
      role: 'group',
      'aria-label': 'Flow from the sources to where the money rests; the table below says the same',
    },
    ribbons(graph.streams, at, measure),
    boxes.map((box, i) => label(box, measure, i, graph.columns.length)),
  );
}

/** Heights in one scale for all columns; within a column the order follows what flows into it. */
function place(graph: FlowGraph, height: number): Box[] {
  const totals = graph.columns.map((column) => ({
    sum: column.reduce((all, { value }) => all + value, 0n),
    gaps: (column.length - 1) * GAP,
  }));
  const scale = Math.min(
    ...totals.map(({ sum, gaps }) => (height - gaps) / Math.max(1, Number(sum))),
  );
  const step = (WIDTH - LABELS - BAR) / Math.max(1, graph.columns.length - 1);
  const boxes: Box[] = [];
  const centre = new Map<Venue, number>();
  graph.columns.forEach((column, c) => {
    const wanted = column
      .map((venue) => ({ venue, at: pulled(graph.streams, venue, centre) }))
      .sort((a, b) => a.at - b.at);
    let y = TOP;
    for (const { venue } of wanted) {
      const size = Math.max(2, Number(venue.value) * scale);
      boxes.push({ venue, x: c * step, y, height: size });
      centre.set(venue, y + size / 2);
      y += size + GAP;
    }
  });
  return boxes;
}

/** The middle of what flows into a venue, weighed by value. */
function pulled(
  streams: readonly Stream[],
  venue: Venue,
  centre: ReadonlyMap<Venue, number>,
): number {
  let sum = 0;
  let weight = 0;
  for (const { from, to, value } of streams) {
    const y = centre.get(from);
    if (to !== venue || y === undefined) continue;
    sum += y * Number(value);
    weight += Number(value);
  }
  return weight === 0 ? 0 : sum / weight;
}

function ribbons(streams: readonly Stream[], at: ReadonlyMap<Venue, Box>, measure: Measure): Tag[] {
  const left = new Map<Venue, number>();
  const right = new Map<Venue, number>();
  const order = streams
    .map((stream) => ({ stream, from: at.get(stream.from), to: at.get(stream.to) }))
    .filter((item) => item.from && item.to) as { stream: Stream; from: Box; to: Box }[];
  const thick = (stream: Stream, box: Box) => ratio(stream.value, box.venue.value) * box.height;
  const starts = new Map<Stream, number>();
  for (const { stream, from } of order.toSorted((a, b) => a.to.y - b.to.y || b.to.x - a.to.x)) {
    const used = left.get(stream.from) ?? 0;
    starts.set(stream, from.y + used);
    left.set(stream.from, used + thick(stream, from));
  }
  return order
    .toSorted((a, b) => a.from.y - b.from.y || a.from.x - b.from.x)
    .map(({ stream, from, to }) => {
      const used = right.get(stream.to) ?? 0;
      right.set(stream.to, used + thick(stream, to));
      const [y0, y1] = [starts.get(stream) ?? from.y, to.y + used];
      const d = ribbon(from.x + BAR, y0, thick(stream, from), to.x, y1, thick(stream, to));
      const [a, b] = [inert(stream.from.name, 60), inert(stream.to.name, 60)];
      const title = `${a} → ${b}: ${measure.long(stream.value)}`;
      return h(
        'path',
        { class: `stream stream-${stream.to.category ?? 'rest'}`, d },
        h('title', {}, title),
      );
    });
}

function ribbon(x0: number, y0: number, w0: number, x1: number, y1: number, w1: number): string {
  const m = (x0 + x1) / 2;
  const n = (value: number) => value.toFixed(1);
  const [a, b] = [Math.max(0.7, w0), Math.max(0.7, w1)];
  return (
    `M${n(x0)} ${n(y0)}C${n(m)} ${n(y0)} ${n(m)} ${n(y1)} ${n(x1)} ${n(y1)}` +
    `L${n(x1)} ${n(y1 + b)}C${n(m)} ${n(y1 + b)} ${n(m)} ${n(y0 + a)} ${n(x0)} ${n(y0 + a)}Z`
  );
}

function label(
  { venue, x, y, height }: Box,
  measure: Measure,
  index: number,
  columns: number,
): Tag {
  const name = inert(venue.name, 28);
  const find = venue.find === null ? {} : { 'data-find': venue.find, tabindex: 0, role: 'button' };
  const last = columns > 1 && x > WIDTH - LABELS - BAR - 1;
  // On the way there is no room beside a bar that streams leave, so the label stands above it.
  const [tx, ty] = last ? [x + BAR + 7, y + height / 2 + 4] : [x, y - 6];
  return h(
    'g',
    { class: 'venue', 'data-venue': String(index), ...find },
    h('title', {}, `${inert(venue.name, 200)}: ${measure.long(venue.value)}`),
    h('rect', {
      class: venue.category ? `cat-${venue.category}` : 'cat-rest',
      x,
      y,
      width: BAR,
      height,
    }),
    h(
      'text',
      { x: tx, y: ty },
      h('tspan', { class: 'venue-name' }, name),
      h('tspan', { class: 'venue-value', dx: 6 }, measure.short(venue.value)),
    ),
  );
}

function asTable(graph: FlowGraph, measure: Measure): Tag {
  const rows = graph.streams.toSorted((a, b) => (a.value > b.value ? -1 : 1));
  return h(
    'details',
    { class: 'fold' },
    h('summary', {}, `The same as a table: ${count(rows.length, 'stream')}`),
    h(
      'table',
      { class: 'narrow' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['From', 'To', 'Worth'].map((title) => h('th', { scope: 'col' }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(({ from, to, value }) =>
          h(
            'tr',
            {},
            h('td', { 'data-label': 'From' }, inert(from.name)),
            h('td', { 'data-label': 'To' }, inert(to.name)),
            h('td', { 'data-label': 'Worth' }, measure.long(value)),
          ),
        ),
      ),
    ),
  );
}
