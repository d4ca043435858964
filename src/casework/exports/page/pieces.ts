import { type CategoryId, category } from '../category.ts';
import { count } from '../figures.ts';
import { inert } from '../inert.ts';
import { nameOf, shortOf, type View } from '../view.ts';
import { GRADE_WORDS } from '../words.ts';
import { h, type Markup, type Tag } from './markup.ts';
import { SHAPES } from './shapes.ts';

/** Small parts that several sections of the page are made of. */

/** The shape of a category with its mark inside, as an image with a name. */
export function icon(id: CategoryId): Tag {
  const { name, mark } = category(id);
  const points = SHAPES[id].map(([x, y]) => `${(x * 10).toFixed(1)},${(y * 10).toFixed(1)}`);
  const shape =
    points.length > 0
      ? h('polygon', { points: points.join(' '), class: `cat-${id}` })
      : h('circle', { r: 10, class: `cat-${id}` });
  return h(
    'svg',
    {
      class: 'icon',
      viewBox: '-12 -12 24 24',
      width: 24,
      height: 24,
      role: 'img',
      'aria-label': name,
    },
    h('title', {}, name),
    shape,
    h('text', { 'text-anchor': 'middle', y: id === 'mixer' ? 6 : 2.6, class: `mark-${id}` }, mark),
  );
}

const BASIS_MARKS: { readonly [basis: string]: string } = {
  observed: '●',
  inferred: '◐',
  unverified: '○',
};

/** How a statement is known: a mark and the word. */
export function basisTag(basis: string, title?: string | null): Tag {
  const text = title ? inert(title, 400) : undefined;
  return h(
    'span',
    { class: `basis basis-${basis}`, title: text },
    h('span', { 'aria-hidden': 'true' }, BASIS_MARKS[basis] ?? '○'),
    ` ${basis}`,
  );
}

/** A grade of evidence with its meaning as a tip. */
export function gradeTag(grade: string): Tag {
  return h('abbr', { class: 'grade', title: GRADE_WORDS[grade] ?? grade }, grade);
}

/** Text of the data on one or more lines, kept apart from the direction of the text around it. */
export function said(text: string, limit = 400): Tag {
  return h('bdi', {}, inert(text, limit));
}

/** A full id: address or hash. */
export function idCode(id: string): Tag {
  return h('code', { class: 'id' }, inert(id, 200));
}

/** A button that opens a holder in the side panel: its name, or its short id. */
export function holderButton(view: View, id: string): Tag {
  const name = nameOf(view, id);
  return h(
    'button',
    { type: 'button', class: name ? 'open' : 'open id', 'data-open': id, title: inert(id, 200) },
    h('bdi', {}, name ?? shortOf(view, id)),
  );
}

/** A length of time for reading, from two UTC times of the result. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(`${to.replace(' ', 'T')}Z`) - Date.parse(`${from.replace(' ', 'T')}Z`)) / 1000;
}

/** A section of the page with its number and title. */
export function section(
  number: number,
  id: string,
  title: string,
  lead: Markup | null,
  ...children: readonly (Markup | null | readonly Markup[])[]
): Tag {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h(
      'header',
      { class: 'section-head' },
      h('h2', { id: `${id}-title` }, h('span', { class: 'number' }, String(number)), ` ${title}`),
      lead && h('p', { class: 'lead' }, lead),
    ),
    ...children,
  );
}

/** A column of a table: its heading, and whether it holds figures. */
interface Column {
  readonly title: string;
  readonly figures?: boolean;
}

/** A plain table; on a phone each row becomes a block whose cells carry their headings. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Markup | readonly Markup[])[])[],
): Tag {
  const cls = (column: Column | undefined) => (column?.figures ? 'figures' : undefined);
  return h(
    'div',
    { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map((column) => h('th', { scope: 'col', class: cls(column) }, column.title)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell, i) =>
              h('td', { class: cls(columns[i]), 'data-label': columns[i]?.title ?? '' }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Rows of a folded table at most: the JSON has all of them. */
const MOST = 500;

/** A table whose rows beyond `shown` are folded away, with their number on the fold. */
export function foldedTable<T>(
  caption: string,
  columns: readonly Column[],
  items: readonly T[],
  cells: (item: T) => readonly (Markup | readonly Markup[])[],
  shown: number,
  noun: string,
): Markup[] {
  const first = table(caption, columns, items.slice(0, shown).map(cells));
  const rest = items.length - shown;
  if (rest <= 0) return [first];
  const cut = items.length > MOST ? `; ${MOST} rows are here, all of them in the JSON` : '';
  return [
    first,
    h(
      'details',
      { class: 'fold' },
      h('summary', {}, count(rest, `more ${noun}`, `more ${noun}s`) + cut),
      table(`${caption}, continued`, columns, items.slice(shown, MOST).map(cells)),
    ),
  ];
}
