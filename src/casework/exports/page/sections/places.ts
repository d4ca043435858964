import { formatSpan } from '../../../../base/time.ts';
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { categoryOf } from '../../category.ts';
import { count, dollars, ratio, shortAmount } from '../../figures.ts';
import { inert } from '../../inert.ts';
import {
  amountText,
  assetOf,
  centsUnder,
  exactText,
  nameOf,
  symbolOf,
  unitsUnder,
  type View,
} from '../../view.ts';
import { POLICY_WORDS, typeWords } from '../../words.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { basisTag, gradeTag, holderButton, icon, idCode, said, secondsBetween } from '../pieces.ts';

export type SortKey = 'where' | 'amount' | 'band' | 'status' | 'since' | 'grade' | 'freeze';

/** What the reader has asked of the table. */
export interface PlacesState {
  readonly policy: PolicyId;
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly text: string;
  readonly status: string;
  readonly asset: string;
  readonly freezable: boolean;
  /** Rows shown before the rest is folded. */
  readonly shown: number;
}

export const PLACES_SHOWN = 25;

/** The table as it is first shown. */
export function firstPlaces(policy: PolicyId): PlacesState {
  return {
    policy,
    sort: 'amount',
    descending: true,
    text: '',
    status: '',
    asset: '',
    freezable: false,
    shown: PLACES_SHOWN,
  };
}

interface Row {
  readonly place: Destination;
  readonly units: bigint;
  readonly cents: bigint | null;
}

/** The rows that the reader asked for, in their order, and what they are worth together. */
function chosen(view: View, state: PlacesState): Row[] {
  const text = state.text.trim().toLowerCase();
  const rows = view.result.destinations.map((place) => ({
    place,
    units: unitsUnder(place.amounts, state.policy),
    cents: centsUnder(view, place.asset, place.amounts, place.usd, state.policy),
  }));
  const kept = rows.filter(
    ({ place }) =>
      (!state.status || place.status === state.status) &&
      (!state.asset || place.asset === state.asset) &&
      (!state.freezable || place.freeze.length > 0) &&
      (!text || searchText(view, place).includes(text)),
  );
  const way = state.descending ? -1 : 1;
  const order = COMPARE[state.sort];
  return kept.sort((a, b) => way * order(a, b, view) || -byWorth(a, b));
}

function searchText(view: View, place: Destination): string {
  const { name } = place;
  const who = name ? `${name.entity ?? ''} ${name.label} ${typeWords(name.type)}` : '';
  const actors = place.freeze.map(({ actor }) => actor).join(' ');
  return `${place.holder} ${who} ${symbolOf(view, place.asset)} ${actors} ${place.why}`.toLowerCase();
}

function byNumber(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  return (a ?? -1n) < (b ?? -1n) ? -1 : 1;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byWorth(a: Row, b: Row): number {
  return byNumber(a.cents, b.cents) || byNumber(a.units, b.units);
}

function spread({ place }: Row): bigint {
  const high = BigInt(place.band.high);
  return high === 0n ? 0n : ((high - BigInt(place.band.low)) * 1_000_000n) / high;
}

const COMPARE: { readonly [key in SortKey]: (a: Row, b: Row, view: View) => number } = {
  where: (a, b, view) =>
    byText(nameOf(view, a.place.holder) ?? '~', nameOf(view, b.place.holder) ?? '~') ||
    byText(a.place.holder, b.place.holder),
  amount: byWorth,
  band: (a, b) => byNumber(spread(a), spread(b)),
  status: (a, b) => byText(a.place.status, b.place.status),
  since: (a, b) => byText(a.place.since, b.place.since),
  grade: (a, b) => byText(a.place.grade, b.place.grade),
  freeze: (a, b) => Number(a.place.freeze.length > 0) - Number(b.place.freeze.length > 0),
};

const HEADINGS: readonly { key: SortKey; title: string; figures?: boolean }[] = [
  { key: 'where', title: 'Where' },
  { key: 'amount', title: 'Amount', figures: true },
  { key: 'band', title: 'Band over the policies', figures: true },
  { key: 'status', title: 'State, and why the trace stopped' },
  { key: 'since', title: 'Since (UTC)' },
  { key: 'grade', title: 'Known how' },
  { key: 'freeze', title: 'Who can stop it' },
];

/** The table "Where the money is": sorted, filtered, its long tail folded with its worth. */
export function placesTable(view: View, state: PlacesState): Markup[] {
  const rows = chosen(view, state);
  const shown = rows.slice(0, state.shown);
  const all = worth(rows);
  const total = view.result.destinations.length;
  const of = rows.length === total ? '' : ` of ${count(total, 'place')}`;
  return [
    h(
      'p',
      { class: 'tally', role: 'status' },
      h('strong', {}, rows.length === total ? count(total, 'place') : String(rows.length)),
      `${of}, ${all}`,
    ),
    h(
      'div',
      { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'Where the money is' },
      h(
        'table',
        { class: 'places' },
        h('caption', { class: 'unseen' }, 'Where the money is'),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            HEADINGS.map((heading) => headingCell(heading, state)),
          ),
        ),
        h(
          'tbody',
          {},
          shown.map((row) => placeRow(view, state.policy, row)),
        ),
        rows.length === 0 && h('tbody', {}, h('tr', {}, h('td', { colspan: 7 }, nothing(total)))),
      ),
    ),
    ...folded(rows.slice(state.shown)),
  ];
}

function nothing(total: number): string {
  return total === 0
    ? 'Nothing was placed. That is not a finding that nothing is there: see the coverage.'
    : 'No place matches. Not found is not clean: clear the filter to see all places.';
}

function headingCell(heading: (typeof HEADINGS)[number], state: PlacesState): Tag {
  const active = heading.key === state.sort;
  const way = state.descending ? 'descending' : 'ascending';
  return h(
    'th',
    {
      scope: 'col',
      class: heading.figures ? 'figures' : undefined,
      'aria-sort': active ? way : 'none',
    },
    h(
      'button',
      { type: 'button', class: 'sort', 'data-sort': heading.key },
      heading.title,
      h(
        'span',
        { 'aria-hidden': 'true', class: 'arrow' },
        active ? (state.descending ? ' ▼' : ' ▲') : '',
      ),
    ),
  );
}

/** `$1,234 together`, and how many rows had no price. */
function worth(rows: readonly Row[]): string {
  const priced = rows.filter(({ cents }) => cents !== null);
  const sum = priced.reduce((total, { cents }) => total + (cents ?? 0n), 0n);
  const without = rows.length - priced.length;
  const text = priced.length > 0 ? `${dollars(sum)} together` : 'worth unknown';
  return without > 0 && priced.length > 0 ? `${text} and ${without} without a known price` : text;
}

function folded(rest: readonly Row[]): Markup[] {
  if (rest.length === 0) return [];
  return [
    h(
      'p',
      { class: 'more' },
      `${count(rest.length, 'more place')}, ${worth(rest)}. `,
      h('button', { type: 'button', class: 'script-only', 'data-more': 'places' }, 'Show 100 more'),
      h('span', { class: 'no-script-only' }, 'They are in the JSON and CSV of this trace.'),
    ),
  ];
}

function placeRow(view: View, policy: PolicyId, row: Row): Tag {
  const { place } = row;
  const cell = (title: string, cls: string, ...children: Markup[]) =>
    h('td', { 'data-label': title, class: cls }, children);
  return h(
    'tr',
    { class: place.freeze.length > 0 ? 'can-freeze' : undefined },
    cell('Where', 'where', ...whereCell(view, place)),
    cell('Amount', 'figures', ...amountCell(view, policy, row)),
    cell('Band', 'figures band', ...bandCell(view, policy, place)),
    cell('State', 'state', h('strong', {}, place.status), h('br'), said(place.why)),
    cell('Since', 'since', ...sinceCell(view, place)),
    cell('Known how', 'how', ...knownCell(place)),
    cell('Who can stop it', 'freeze', ...freezeCell(place)),
  );
}

function whereCell(view: View, place: Destination): Markup[] {
  const holder = view.holders.get(place.holder);
  const id = categoryOf(holder?.followed ?? 'stop', place.name?.type ?? null);
  const type = place.name ? typeWords(place.name.type) : 'no name known';
  return [
    icon(id),
    h(
      'div',
      {},
      holderButton(view, place.holder),
      h('span', { class: 'type' }, ` ${inert(type)}`),
      h('br'),
      idCode(place.holder),
    ),
  ];
}

function amountCell(view: View, policy: PolicyId, { place, units, cents }: Row): Markup[] {
  const title = `${exactText(view, place.asset, units)}, ${POLICY_WORDS[policy].name}`;
  const about = policy === view.locked || cents === null ? '' : '≈ ';
  return [
    h('span', { class: 'amount', title }, amountText(view, place.asset, units)),
    h('br'),
    h(
      'span',
      { class: cents === null ? 'unknown' : 'usd' },
      about + (cents === null ? 'price unknown' : dollars(cents)),
    ),
  ];
}

function bandCell(view: View, policy: PolicyId, place: Destination): Markup[] {
  const { decimals } = assetOf(view, place.asset);
  const low = BigInt(place.band.low);
  const high = BigInt(place.band.high);
  const reach = BigInt(place.reach);
  const text =
    low === high ? 'all agree' : `${shortAmount(low, decimals)}–${shortAmount(high, decimals)}`;
  const widest = reach > high ? reach : high;
  return [
    bandBar(
      ratio(low, widest),
      ratio(high, widest),
      ratio(unitsUnder(place.amounts, policy), widest),
    ),
    h('span', {}, text),
    h('br'),
    h('span', { class: 'quiet' }, `reach ${shortAmount(reach, decimals)}`),
  ];
}

/** A bar from 0 to the reach: the band filled, the shown policy as a line. */
export function bandBar(low: number, high: number, at: number): Tag {
  const x = (n: number) => Number((n * 100).toFixed(2));
  return h(
    'svg',
    { class: 'band-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    h('rect', { class: 'band-axis', x: 0, y: 3.5, width: 100, height: 1 }),
    h('rect', {
      class: 'band-fill',
      x: x(low),
      y: 1,
      width: Math.max(1.5, x(high - low)),
      height: 6,
    }),
    h('rect', { class: 'band-at', x: Math.min(98.5, x(at)), y: 0, width: 1.5, height: 8 }),
  );
}

function sinceCell(view: View, place: Destination): Markup[] {
  const start = view.result.seeds.reduce((min, { time }) => (time < min ? time : min), place.since);
  const after = secondsBetween(start, place.since);
  const last = place.last === place.since ? '' : `last ${place.last.slice(0, 16)}`;
  return [
    h('time', { title: `${place.since} UTC` }, place.since.slice(0, 16)),
    h('br'),
    h(
      'span',
      { class: 'quiet' },
      `${formatSpan(after)} after the theft`,
      last ? h('br') : null,
      last,
    ),
  ];
}

function knownCell(place: Destination): Markup[] {
  const { name } = place;
  const basis = name?.basis ?? 'observed';
  return [
    gradeTag(place.grade),
    ' ',
    basisTag(basis, name?.inference),
    h('br'),
    h('span', { class: 'quiet' }, name ? said(name.source, 60) : 'address without a name'),
  ];
}

function freezeCell(place: Destination): Markup[] {
  const [first, ...others] = place.freeze;
  if (!first) return [h('span', { class: 'nobody' }, 'nobody known')];
  const more =
    others.length > 0 ? `and ${others.map(({ actor }) => inert(actor, 40)).join(', ')}` : '';
  return [
    h('strong', {}, said(first.actor, 60)),
    h('br'),
    h('span', { class: 'quiet' }, said(first.power, 120), more ? h('br') : null, more),
  ];
}
