import { formatSpan } from '../../../../base/time.ts';
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { isFreezable, powersOver, type Strength, strengthOf } from '../../actors.ts';
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
import { basisTag, gradeTag, icon, idCode, said, secondsBetween } from '../pieces.ts';

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
      (!state.freezable || powersOver(place).length > 0) &&
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
  freeze: (a, b) => strengthRank(a.place) - strengthRank(b.place),
};

const STRENGTHS: readonly Strength[] = ['none', 'unknown', 'may', 'can'];

function strengthRank(place: Destination): number {
  return STRENGTHS.indexOf(strengthOf(place));
}

const HEADINGS: readonly { key: SortKey; title: string; figures?: boolean }[] = [
  { key: 'where', title: 'Where' },
  { key: 'amount', title: 'Amount', figures: true },
  { key: 'band', title: 'Band, reach', figures: true },
  { key: 'status', title: 'State, and why it stopped' },
  { key: 'since', title: 'Since (UTC), after theft' },
  { key: 'grade', title: 'Known how' },
  { key: 'freeze', title: 'Who can stop it' },
];

/** The filter of the table, and what can be saved from the page. */
export function placesTools(view: View): Markup {
  const places = view.result.destinations;
  const statuses = [...new Set(places.map(({ status }) => status))];
  const assets = [...new Set(places.map(({ asset }) => asset))];
  const option = (value: string, text: string) => h('option', { value }, text);
  const select = (id: string, label: string, all: string, options: Markup[]) =>
    h(
      'label',
      {},
      h('span', { class: 'unseen' }, label),
      h('select', { id }, option('', all), options),
    );
  return h(
    'div',
    { class: 'tools script-only' },
    h(
      'label',
      {},
      h('span', { class: 'unseen' }, 'Filter the places'),
      h('input', {
        type: 'search',
        id: 'places-text',
        placeholder: 'Filter: name, address, actor …',
        autocomplete: 'off',
        spellcheck: 'false',
      }),
    ),
    select(
      'places-status',
      'State',
      'any state',
      statuses.map((status) => option(status, status)),
    ),
    select(
      'places-asset',
      'Asset',
      'any asset',
      assets.map((asset) => option(asset, symbolOf(view, asset))),
    ),
    h('label', {}, h('input', { type: 'checkbox', id: 'places-freezable' }), 'can be stopped'),
    h('button', { type: 'button', class: 'push', 'data-save': 'csv' }, 'Save CSV'),
    h('button', { type: 'button', 'data-save': 'arrivals' }, 'Save transactions'),
    h('button', { type: 'button', 'data-save': 'json' }, 'Save JSON'),
  );
}

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
    { class: isFreezable(place) ? 'can-freeze' : undefined },
    cell('Where', 'where-cell', whereCell(view, place)),
    cell('Amount', 'figures', ...amountCell(view, policy, row)),
    cell('Band', 'figures band', ...bandCell(view, policy, place)),
    cell('State', 'state', h('strong', {}, place.status), h('br'), said(place.why)),
    cell('Since', 'since', ...sinceCell(view, place)),
    cell('Known how', 'how', ...knownCell(place)),
    cell('Who can stop it', 'freeze', ...freezeCell(place)),
  );
}

function whereCell(view: View, place: Destination): Tag {
  const holder = view.holders.get(place.holder);
  const { name } = place;
  const id = categoryOf(holder?.followed ?? 'stop', name?.type ?? null);
  const title = inert(name ? `${name.label}; ${name.source}` : place.holder, 300);
  const open = (text: string, cls: string) =>
    h(
      'button',
      { type: 'button', class: `open ${cls}`, 'data-open': place.holder, title },
      h('bdi', {}, text),
    );
  return h(
    'div',
    { class: 'where' },
    icon(id),
    name
      ? h(
          'div',
          {},
          open(nameOf(view, place.holder) ?? inert(name.label), ''),
          h('span', { class: 'type' }, ` ${inert(typeWords(name.type))}`),
          h('br'),
          idCode(place.holder),
        )
      : h(
          'div',
          {},
          open(inert(place.holder, 200), 'id'),
          h('br'),
          h('span', { class: 'type' }, 'no name known'),
        ),
  );
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
  const after = secondsBetween(view.start ?? place.since, place.since);
  const title = `${place.since} UTC, last arrival ${place.last}, ${count(place.transfers, 'transfer')}`;
  return [
    h('time', { title }, place.since.slice(0, 16)),
    h('br'),
    h('span', { class: 'quiet' }, after >= 0 ? `+ ${formatSpan(after)}` : 'before the theft'),
  ];
}

function knownCell(place: Destination): Markup[] {
  const { name } = place;
  return [
    gradeTag(place.grade),
    ' ',
    basisTag(name?.basis ?? 'observed', name ? (name.inference ?? name.source) : null),
  ];
}

function freezeCell(place: Destination): Markup[] {
  const [first, ...others] = powersOver(place);
  if (!first) {
    const known = strengthOf(place) === 'none';
    const reason = place.freeze[0]?.basis;
    return [
      h('span', { class: 'nobody' }, known ? 'nobody can' : 'not known'),
      reason ? h('span', { class: 'quiet' }, h('br'), said(reason, 80)) : '',
    ];
  }
  const names = [...new Set(others.map(({ actor }) => inert(actor, 40)))];
  return [
    h('strong', {}, said(first.actor, 60)),
    first.strength === 'may' ? ' may' : ' can',
    h('br'),
    h('span', { class: 'quiet' }, said(first.power, 120)),
    names.length > 0 ? h('span', { class: 'quiet' }, h('br'), `also ${names.join(', ')}`) : '',
  ];
}
