import { CATEGORIES } from '../../category.ts';
import { count } from '../../figures.ts';
import { hopWorth, measureOf } from '../../measure.ts';
import { symbolOf, type View } from '../../view.ts';
import { DRAWN, DRAWN_CHOICES, DRAWN_FIRST, type Folds, graphOf } from '../graph/model.ts';
import { h, type Markup } from '../markup.ts';
import { icon } from '../pieces.ts';
import { MOVEMENTS_SHOWN, movementsTable } from './movements.ts';

const KEYS =
  'Keys: arrows follow the money (→ ←) or go to a neighbour (↑ ↓), Enter opens, Esc closes, ' +
  '+ − zoom, 0 shows all, / searches.';

/** How the lines of the most used assets are drawn: a colour each, and a dash beside it. */
export const LINES = [
  { cls: 'flow', dash: [] },
  { cls: 'flow-2', dash: [8, 3] },
  { cls: 'flow-3', dash: [2, 3] },
  { cls: 'flow-4', dash: [10, 3, 2, 3] },
  { cls: 'flow-5', dash: [4, 4] },
] as const;

/** The assets of the hops, those that moved most first: their place is their line. */
export function assetOrder(view: View): string[] {
  const measure = measureOf(view);
  const moved = new Map<string, bigint>();
  for (const hop of view.result.hops) {
    const worth = hopWorth(measure, hop, view.locked) ?? 0n;
    moved.set(hop.asset, (moved.get(hop.asset) ?? 0n) + worth);
  }
  return [...moved]
    .sort((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? -1 : 1) : a[1] > b[1] ? -1 : 1))
    .map(([asset]) => asset);
}

/** The graph with its controls, its legend, what was folded, and the same as a table. */
export function graphSection(view: View): Markup[] {
  const { folds } = graphOf(view, measureOf(view), view.locked, DRAWN_FIRST);
  const used = new Set(view.result.holders.map(({ id }) => id)).size;
  return [
    h(
      'div',
      { id: 'graph-frame', class: 'script-only' },
      h('div', { class: 'tools' }, controls(view.result.holders.length)),
      h(
        'div',
        { class: 'graph-box' },
        h('canvas', {
          id: 'graph',
          tabindex: 0,
          role: 'application',
          'aria-roledescription': 'graph',
          'aria-label': `Graph of ${count(used, 'holder')}. The table below says the same.`,
          'aria-describedby': 'graph-help',
        }),
        h('p', { id: 'graph-tip', class: 'graph-tip', hidden: true }),
        h(
          'div',
          { id: 'graph-hint', class: 'graph-hint', hidden: true },
          'Hold Ctrl, or click the graph first, to zoom',
        ),
      ),
    ),
    h('p', { id: 'graph-said', class: 'unseen', 'aria-live': 'polite' }),
    h(
      'p',
      { class: 'no-script-only' },
      'The drawing needs the page’s script. The table below says the same.',
    ),
    legend(view),
    h(
      'p',
      { class: 'tally', id: 'graph-help' },
      h('span', { id: 'graph-folded' }, foldedText(view, folds)),
      ' ',
      h('span', { class: 'script-only' }, KEYS),
    ),
    h('h3', {}, 'The same as a table'),
    h(
      'div',
      { 'data-part': 'movements' },
      movementsTable(view, { policy: view.locked, text: '', shown: MOVEMENTS_SHOWN }),
    ),
  ];
}

function controls(holders: number): Markup[] {
  const button = (id: string, text: string, label: string, pressed?: string) =>
    h(
      'button',
      { type: 'button', id, 'aria-label': label, title: label, 'aria-pressed': pressed },
      text,
    );
  return [
    h(
      'label',
      {},
      h('span', { class: 'unseen' }, 'Search the graph'),
      h('input', {
        type: 'search',
        id: 'graph-search',
        placeholder: 'Address, name, transaction …',
        autocomplete: 'off',
        spellcheck: 'false',
      }),
    ),
    h('span', { id: 'graph-found', class: 'quiet', role: 'status' }),
    h(
      'label',
      { class: 'push' },
      'Draw ',
      h('select', { id: 'graph-drawn' }, drawnChoices(holders)),
    ),
    h('span', {}, 'left to right by'),
    button('graph-time', 'time', 'Order by time', 'true'),
    button('graph-hop', 'hop', 'Order by hop', 'false'),
    button('graph-out', '−', 'Zoom out'),
    button('graph-in', '+', 'Zoom in'),
    button('graph-fit', 'All', 'Show all'),
    button('graph-full', 'Full screen', 'Full screen', 'false'),
  ];
}

/** The choices of how many holders to draw, as far as they are fewer than there are. */
function drawnChoices(holders: number): Markup[] {
  const few = DRAWN_CHOICES.filter((most) => most < holders);
  const choices = few.map((most) => ({ most: most as number, text: `the ${most} greatest` }));
  if (holders <= DRAWN) choices.push({ most: DRAWN, text: `all ${count(holders, 'holder')}` });
  const first = holders <= DRAWN_FIRST ? DRAWN : DRAWN_FIRST;
  return choices.map(({ most, text }) =>
    h('option', { value: most, selected: most === first }, text),
  );
}

/** What was folded and what it is worth, in words. */
export function foldedText(view: View, folds: Folds): string {
  const { holders, groups, resting, hidden } = folds;
  const measure = measureOf(view);
  const total = view.result.holders.length;
  if (holders === 0) return `All ${count(total, 'holder')} are drawn. ${measure.note}`;
  const inside = hidden > 0 ? ` ${count(hidden, 'hop')} inside groups are not drawn.` : '';
  const single = `${count(total - holders, 'holder')} of ${count(total, 'holder')}`;
  const others = `the other ${count(holders, 'holder')} are folded into ${count(groups, 'group')}`;
  return (
    `${single} are drawn one by one, those with a name and of most value; ${others}, with which ` +
    `${measure.long(resting)} rests.${inside} ${measure.note}`
  );
}

function legend(view: View): Markup {
  const assets = assetOrder(view);
  const shown = assets.slice(0, LINES.length);
  return h(
    'div',
    { class: 'graph-legend' },
    h(
      'ul',
      {},
      CATEGORIES.map(({ id, name }) => h('li', {}, icon(id), ` ${name}`)),
    ),
    h(
      'ul',
      {},
      h('li', {}, h('span', { class: 'ring rests', 'aria-hidden': 'true' }), ' money rests here'),
      h(
        'li',
        {},
        h('span', { class: 'ring freezable', 'aria-hidden': 'true' }),
        ' somebody can stop it',
      ),
      shown.map((asset, i) =>
        h(
          'li',
          {},
          h(
            'svg',
            { class: 'line-key', viewBox: '0 0 34 8', width: 34, height: 8, 'aria-hidden': 'true' },
            h('line', {
              class: `line-${LINES[i]?.cls ?? 'flow'}`,
              x1: 0,
              x2: 34,
              y1: 4,
              y2: 4,
              'stroke-dasharray': LINES[i]?.dash.join(' ') || undefined,
            }),
          ),
          ` ${symbolOf(view, asset)}`,
        ),
      ),
      assets.length > shown.length && h('li', {}, 'other assets as the first'),
    ),
  );
}
