import { count, dollars } from '../../figures.ts';
import { symbolOf, type View } from '../../view.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { placeRow } from './place-row.ts';
import { chosen, type PlacesState, type Row, type SortKey } from './places-chosen.ts';

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
export function placesTools(view: View, whole: boolean): Markup {
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
    h(
      'label',
      { class: 'narrow-only' },
      'Sort by ',
      h(
        'select',
        { id: 'places-sort' },
        HEADINGS.map(({ key, title }) =>
          h('option', { value: key, selected: key === 'amount' }, title.toLowerCase()),
        ),
      ),
    ),
    // A part must not be taken for the whole: then only the program's own files will do.
    whole && [
      h('button', { type: 'button', class: 'push', 'data-save': 'csv' }, 'Save CSV'),
      h('button', { type: 'button', 'data-save': 'arrivals' }, 'Save transactions'),
      h('button', { type: 'button', 'data-save': 'json' }, 'Save JSON'),
    ],
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
      rows.length > 0 ? `${of}, ${all}` : of,
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
