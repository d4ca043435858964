import { formatSpan } from '../../../../base/time.ts';
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { ResultHop } from '../../../../trace/result.ts';
import { count, percent, ratio } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { hopWorth, type Measure, measureOf } from '../../measure.ts';
import { nameOf, type View } from '../../view.ts';
import { typeWords } from '../../words.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { holderButton, secondsBetween } from '../pieces.ts';

interface Event {
  readonly time: string;
  readonly what: Markup[];
  readonly strong: boolean;
}

interface Arrival {
  readonly hop: ResultHop;
  readonly worth: bigint;
}

/** What happened when: how fast the money got away, and the events that matter to a reader. */
export function timelineSection(view: View, policy: PolicyId): Markup[] {
  const { seeds, hops } = view.result;
  const times = [...seeds, ...hops].map(({ time }) => time);
  const start = seeds.reduce((min, { time }) => (time < min ? time : min), times[0] ?? '');
  if (start === '') return [h('p', {}, 'Nothing is known that has a time.')];
  const measure = measureOf(view);
  const followed = (id: string) => view.holders.get(id)?.followed;
  const worth = (list: readonly ResultHop[]): Arrival[] =>
    list
      .map((hop) => ({ hop, worth: hopWorth(measure, hop, policy) ?? 0n }))
      .filter((arrival) => arrival.worth > 0n && arrival.hop.time >= start)
      .sort((a, b) => (a.hop.time < b.hop.time ? -1 : a.hop.time > b.hop.time ? 1 : 0));
  const left = worth(
    hops.filter(({ from, to }) => followed(from) === 'source' && followed(to) !== 'source'),
  );
  const reached = worth(hops.filter(({ to }) => followed(to) === 'stop'));
  const events = eventsOf(view, measure, start, left, reached);
  return [
    left.length + reached.length > 0
      ? chart(measure, start, left, reached)
      : h('p', {}, 'No movement is known.'),
    list(start, events.slice(0, SHOWN)),
    ...(events.length > SHOWN
      ? [
          h(
            'details',
            { class: 'fold' },
            h('summary', {}, count(events.length - SHOWN, 'more event')),
            list(start, events.slice(SHOWN)),
          ),
        ]
      : []),
  ];
}

const SHOWN = 18;

function list(start: string, events: readonly Event[]): Tag {
  return h(
    'ol',
    { class: 'events' },
    events.map(({ time, what, strong }) =>
      h(
        'li',
        { class: strong ? 'strong' : undefined },
        h('time', {}, time),
        h(
          'span',
          { class: 'after' },
          time === start ? '' : `+${formatSpan(secondsBetween(start, time))}`,
        ),
        h('span', {}, what),
      ),
    ),
  );
}

function eventsOf(
  view: View,
  measure: Measure,
  start: string,
  left: readonly Arrival[],
  reached: readonly Arrival[],
): Event[] {
  const events: Event[] = [];
  const seen = new Set<string>();
  for (const { time, theft } of view.result.seeds) {
    if (seen.has(theft + time)) continue;
    seen.add(theft + time);
    const title = view.result.thefts.find(({ id }) => id === theft)?.title ?? theft;
    events.push({ time, strong: true, what: [`Theft: ${inert(title, 120)}`] });
  }
  const first = left[0];
  if (first) {
    const what = [
      `First movement: ${measure.short(first.worth)} to `,
      holderButton(view, first.hop.to),
    ];
    events.push({ time: first.hop.time, strong: true, what });
  }
  events.push(...marks(measure, reached), ...venues(view, measure, reached));
  const last = view.result.hops.reduce((max, { time }) => (time > max ? time : max), start);
  events.push({ time: last, strong: true, what: ['Last traced movement in these inputs'] });
  return events.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** When a quarter, half and nine tenths of what reached services was there. */
function marks(measure: Measure, reached: readonly Arrival[]): Event[] {
  const total = reached.reduce((sum, { worth }) => sum + worth, 0n);
  const wanted = [25n, 50n, 90n];
  const events: Event[] = [];
  let sum = 0n;
  for (const { hop, worth } of reached) {
    sum += worth;
    while (wanted[0] !== undefined && sum * 100n >= total * wanted[0]) {
      const share = wanted.shift();
      const what = [`${share} % of what reached services was there (${measure.short(sum)})`];
      events.push({ time: hop.time, strong: false, what });
    }
  }
  return events;
}

function venues(view: View, measure: Measure, reached: readonly Arrival[]): Event[] {
  const total = reached.reduce((sum, { worth }) => sum + worth, 0n);
  const groups = new Map<string, { first: ResultHop; worth: bigint; times: number }>();
  for (const { hop, worth } of reached) {
    const name = nameOf(view, hop.to) ?? hop.to;
    const group = groups.get(name);
    if (group) {
      group.worth += worth;
      group.times += 1;
    } else groups.set(name, { first: hop, worth, times: 1 });
  }
  return [...groups.values()]
    .sort((a, b) => (a.worth > b.worth ? -1 : 1))
    .slice(0, 40)
    .map(({ first, worth, times }) => {
      const type = view.holders.get(first.to)?.name?.type;
      return {
        time: first.time,
        strong: false,
        what: [
          'First arrival at ',
          holderButton(view, first.to),
          type ? `, ${inert(typeWords(type))}` : '',
          `; ${measure.short(worth)} in ${count(times, 'transfer')} by the end, `,
          percent(worth, total),
        ],
      };
    });
}

const WIDTH = 1120;
const HEIGHT = 190;
const TICKS: readonly (readonly [number, string])[] = [
  [60, '1 min'],
  [600, '10 min'],
  [3600, '1 h'],
  [21_600, '6 h'],
  [86_400, '1 d'],
  [604_800, '1 week'],
  [2_592_000, '1 month'],
  [31_536_000, '1 year'],
];

/** Cumulated arrivals over the time since the theft, whose axis is logarithmic. */
function chart(
  measure: Measure,
  start: string,
  left: readonly Arrival[],
  reached: readonly Arrival[],
): Tag {
  const total = (arrivals: readonly Arrival[]) =>
    arrivals.reduce((sum, { worth }) => sum + worth, 0n);
  const end = Math.max(
    3600,
    ...[...left, ...reached].map(({ hop }) => secondsBetween(start, hop.time)),
  );
  const most = total(left) > total(reached) ? total(left) : total(reached);
  const right = WIDTH - 190;
  const x = (seconds: number) => (Math.log(1 + seconds / 20) / Math.log(1 + end / 20)) * right;
  const y = (value: bigint) => HEIGHT - 26 - ratio(value, most) * (HEIGHT - 50);
  const line = (arrivals: readonly Arrival[]) => {
    let sum = 0n;
    let d = `M0 ${y(0n).toFixed(1)}`;
    for (const { hop, worth } of arrivals) {
      sum += worth;
      d += `H${x(secondsBetween(start, hop.time)).toFixed(1)}V${y(sum).toFixed(1)}`;
    }
    return `${d}H${right}`;
  };
  const series = [
    { cls: 'left', name: 'left the sources', arrivals: left },
    { cls: 'reached', name: 'reached services', arrivals: reached },
  ];
  const ends = series.map(({ arrivals }) => y(total(arrivals)));
  const apart = Math.abs((ends[0] ?? 0) - (ends[1] ?? 0)) < 34;
  return h(
    'div',
    { class: 'flow-box', tabindex: 0, role: 'region', 'aria-label': 'How fast the money moved' },
    h(
      'svg',
      {
        class: 'speed',
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        width: WIDTH,
        height: HEIGHT,
        role: 'img',
        'aria-label': 'Cumulated worth over the time since the theft, logarithmic',
      },
      TICKS.filter(([seconds]) => seconds <= end).map(([seconds, text]) => [
        h('line', { class: 'tick', x1: x(seconds), x2: x(seconds), y1: 8, y2: HEIGHT - 26 }),
        h(
          'text',
          { class: 'tick-text', x: x(seconds), y: HEIGHT - 10, 'text-anchor': 'middle' },
          text,
        ),
      ]),
      h('line', { class: 'axis', x1: 0, x2: right, y1: HEIGHT - 26, y2: HEIGHT - 26 }),
      series.map(({ cls, name, arrivals }, i) => [
        h('path', { class: `speed-${cls}`, d: line(arrivals) }),
        h(
          'text',
          {
            class: `speed-text speed-text-${cls}`,
            x: right + 10,
            y: (ends[i] ?? 0) + (apart ? (i === 0 ? 2 : 36) : 4),
          },
          h('tspan', {}, `${measure.short(total(arrivals))}`),
          h('tspan', { x: right + 10, dy: 15 }, name),
        ),
      ]),
    ),
  );
}
