import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { actorsOf } from '../../actors.ts';
import { count, dollars, percent, ratio, toCents, UNKNOWN } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { amountText, assetOf, centsUnder, symbolOf, unitsUnder, type View } from '../../view.ts';
import { POLICY_WORDS } from '../../words.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { said } from '../pieces.ts';

/** The head of the page: what was stolen, how much is placed, how much can be frozen, by whom. */
export function head(view: View): Tag {
  const { case: about, summary, thefts } = view.result;
  const since = about.since ?? view.result.seeds[0]?.time ?? null;
  return h(
    'header',
    { class: 'head', id: 'answer' },
    h(
      'p',
      { class: 'case' },
      said(about.id, 80),
      ' · ',
      said(about.chain, 60),
      since ? ` · theft ${since} UTC` : '',
      about.reportedAt ? ` · reported ${inert(about.reportedAt, 40)}` : '',
    ),
    h('h1', {}, said(about.title, 160)),
    h('p', { class: 'headline' }, said(summary.headline, 600)),
    figures(view),
    h('div', { 'data-part': 'split' }, split(view, view.locked)),
    summary.sentences.length > 0 &&
      h(
        'ul',
        { class: 'sentences' },
        summary.sentences.map((text) => h('li', {}, said(text, 800))),
      ),
    thefts.length > 1 &&
      h(
        'p',
        { class: 'quiet' },
        `Thefts: ${thefts.map(({ title }) => inert(title, 80)).join('; ')}`,
      ),
  );
}

function figures(view: View): Tag {
  const { summary, stolen } = view.result;
  const whole = toCents(summary.stolenUsd);
  const placed = sum([summary.atServicesUsd, summary.heldUsd, summary.notCoveredUsd]);
  const what = stolen.map(({ asset, amount }) => amountText(view, asset, BigInt(amount)));
  const names = actorsOf(view, view.locked).ranked.map(({ actor }) => inert(actor, 40));
  const first = [...new Set(names)].slice(0, 3);
  const others = new Set(names).size - first.length;
  const by =
    first.length > 0 ? `by ${first.join(', ')}${others > 0 ? ` and ${others} more` : ''}` : '';
  const policy = POLICY_WORDS[view.locked].name;
  return h(
    'dl',
    { class: 'figures-row' },
    figure('Stolen', toCents(summary.stolenUsd), null, what.join(' · ') || 'nothing was seeded'),
    figure('Placed', placed, whole, `by address, under ${policy}, the locked policy`),
    figure(
      'Can be frozen now',
      toCents(summary.freezableUsd),
      whole,
      by || 'nobody is known who could',
      'act',
    ),
    figure(
      'Unknown',
      toCents(summary.unknownUsd),
      whole,
      'written off, cut by a limit, or at places without a name',
    ),
  );
}

function sum(values: readonly (string | null)[]): bigint | null {
  let total: bigint | null = null;
  for (const value of values) {
    const cents = toCents(value);
    if (cents !== null) total = (total ?? 0n) + cents;
  }
  return total;
}

function figure(
  name: string,
  cents: bigint | null,
  whole: bigint | null,
  note: string,
  cls = '',
): Tag {
  const share = cents === null || whole === null ? '' : percent(cents, whole);
  return h(
    'div',
    { class: `figure ${cls}` },
    h('dt', {}, name),
    h(
      'dd',
      {},
      h('span', { class: cents === null ? 'big unknown' : 'big' }, dollars(cents)),
      share && h('span', { class: 'share' }, ` ${share} of the stolen`),
      h('span', { class: 'note' }, note),
    ),
  );
}

type Status = Destination['status'];
const STATES: readonly { status: Status; cls: string; name: string }[] = [
  { status: 'at service', cls: 'at-service', name: 'At services' },
  { status: 'held', cls: 'held', name: 'Held at addresses' },
  { status: 'swapped, proceeds outside', cls: 'swapped', name: 'Swapped, proceeds outside' },
  { status: 'in mix', cls: 'in-mix', name: 'In a mix' },
  { status: 'not covered', cls: 'not-covered', name: 'Not covered by the ledger read' },
  { status: 'not followed', cls: 'not-followed', name: 'Not followed further' },
];

interface Part {
  readonly cls: string;
  readonly name: string;
  readonly value: bigint;
  readonly freezable: bigint;
}

/**
 * One bar of where the stolen money is, by state, with what somebody can stop underlined. In US
 * dollars where prices are known, else one bar for each asset in its own units.
 */
export function split(view: View, policy: PolicyId): Markup[] {
  const stolen = toCents(view.result.summary.stolenUsd);
  if (stolen !== null && stolen > 0n) {
    const cents = ({ asset, amounts, usd }: Destination) =>
      centsUnder(view, asset, amounts, usd, policy) ?? 0n;
    return [
      bar('All priced assets, US dollars', parts(view.result.destinations, cents), stolen, dollars),
    ];
  }
  const lines = view.result.stolen.slice(0, 6).map(({ asset, amount }) => {
    const units = (place: Destination) =>
      place.asset === asset ? unitsUnder(place.amounts, policy) : 0n;
    const text = (value: bigint | null) =>
      value === null ? UNKNOWN : amountText(view, asset, value);
    const symbol = symbolOf(view, asset);
    const whole = BigInt(amount);
    const title =
      assetOf(view, asset).kind === 'valuation' ? `In ${symbol}` : `${symbol}, in units`;
    return bar(title, parts(view.result.destinations, units), whole, text);
  });
  const left = view.result.stolen.length - lines.length;
  const more =
    left > 0 ? h('p', { class: 'quiet' }, `${count(left, 'more asset')} in the table.`) : null;
  return more ? [...lines, more] : lines;
}

function parts(places: readonly Destination[], value: (place: Destination) => bigint): Part[] {
  return STATES.map(({ status, cls, name }) => {
    const here = places.filter((place) => place.status === status);
    const total = (list: readonly Destination[]) => list.reduce((all, p) => all + value(p), 0n);
    return {
      cls,
      name,
      value: total(here),
      freezable: total(here.filter(({ freeze }) => freeze.length > 0)),
    };
  }).filter((part) => part.value > 0n);
}

function bar(
  title: string,
  list: readonly Part[],
  stolen: bigint,
  text: (value: bigint | null) => string,
): Tag {
  const placed = list.reduce((all, { value }) => all + value, 0n);
  const left = stolen > placed ? stolen - placed : 0n;
  const whole = placed + left;
  const rest: Part = { cls: 'not-placed', name: 'Not placed', value: left, freezable: 0n };
  const all = left > 0n ? [...list, rest] : list;
  let x = 0;
  const segments = all.flatMap(({ cls, value, freezable }) => {
    const width = ratio(value, whole) * 1000;
    const rects = [
      h('rect', { class: `part-${cls}`, x, y: 0, width: Math.max(0.5, width - 1.5), height: 26 }),
    ];
    const act = ratio(freezable, whole) * 1000;
    if (act > 0)
      rects.push(
        h('rect', { class: 'part-act', x, y: 30, width: Math.max(1, act - 1.5), height: 6 }),
      );
    x += width;
    return rects;
  });
  return h(
    'figure',
    { class: 'split' },
    h('figcaption', {}, `${title}: where ${text(stolen)} is`),
    h(
      'svg',
      {
        class: 'split-bar',
        viewBox: '0 0 1000 36',
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': title,
      },
      segments,
    ),
    h(
      'ul',
      { class: 'legend' },
      all.map(({ cls, name, value, freezable }) =>
        h(
          'li',
          {},
          h('span', { class: `swatch part-${cls}`, 'aria-hidden': 'true' }),
          h('span', {}, name),
          h('strong', {}, ` ${text(value)}`),
          h('span', { class: 'quiet' }, ` ${percent(value, whole)}`),
          freezable > 0n && h('span', { class: 'act-note' }, ` ${text(freezable)} can be stopped`),
        ),
      ),
    ),
  );
}
