import type { PolicyId } from '../../../../trace/policies/policy.ts';
import { count, dollars } from '../../figures.ts';
import { measureOf } from '../../measure.ts';
import { amountText, centsUnder, nameOf, symbolOf, unitsUnder, type View } from '../../view.ts';
import { h, type Markup } from '../markup.ts';
import { basisTag, holderButton, table } from '../pieces.ts';

interface MovementsState {
  readonly policy: PolicyId;
  readonly text: string;
  readonly shown: number;
}

export const MOVEMENTS_SHOWN = 15;

interface Movement {
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly hops: number[];
  units: bigint;
  cents: bigint | null;
  order: bigint;
  readonly first: string;
  last: string;
  inferred: boolean;
}

/** The graph as a table: every pair of holders and asset, the largest first. */
export function movementsTable(view: View, state: MovementsState): Markup[] {
  const all = movements(view, state.policy);
  const text = state.text.trim().toLowerCase();
  const rows = text ? all.filter((row) => matches(view, row, text)) : all;
  const rest = rows.length - state.shown;
  return [
    h(
      'p',
      { class: 'tally', role: 'status' },
      h('strong', {}, count(rows.length, 'movement')),
      text
        ? ` of ${count(all.length, 'movement')} match`
        : `, ${count(view.result.hops.length, 'hop')}`,
    ),
    table(
      'Movements',
      [
        { title: 'From' },
        { title: 'To' },
        { title: 'Stolen amount', figures: true },
        { title: 'Worth', figures: true },
        { title: 'First (UTC)' },
        { title: 'Last' },
        { title: 'Known how' },
        { title: 'Transactions', figures: true },
      ],
      rows
        .slice(0, state.shown)
        .map((row) => [
          holderButton(view, row.from),
          holderButton(view, row.to),
          amountText(view, row.asset, row.units),
          dollars(row.cents),
          row.first.slice(0, 16),
          row.last === row.first ? '' : row.last.slice(0, 16),
          basisTag(row.inferred ? 'inferred' : 'observed'),
          h(
            'button',
            { type: 'button', class: 'open', 'data-hops': row.hops.slice(0, 500).join(' ') },
            String(row.hops.length),
          ),
        ]),
    ),
    ...(rest > 0
      ? [
          h(
            'p',
            { class: 'more' },
            `${count(rest, 'more movement')}. `,
            h(
              'button',
              { type: 'button', class: 'script-only', 'data-more': 'movements' },
              'Show 100 more',
            ),
            h('span', { class: 'no-script-only' }, 'They are in the JSON of this trace.'),
          ),
        ]
      : []),
  ];
}

function movements(view: View, policy: PolicyId): Movement[] {
  const measure = measureOf(view);
  const found = new Map<string, Movement>();
  view.result.hops.forEach((hop, index) => {
    const key = `${hop.from}\n${hop.to}\n${hop.asset}`;
    const units = unitsUnder(hop.traced, policy);
    const cents = centsUnder(view, hop.asset, hop.traced, hop.usd, policy);
    const order = measure.of(hop.asset, hop.traced, hop.usd, policy) ?? 0n;
    const known = found.get(key);
    const inferred = hop.basis !== 'observed';
    if (!known) {
      const { from, to, asset, time } = hop;
      const row = { from, to, asset, hops: [index], units, cents, order, first: time, last: time };
      found.set(key, { ...row, inferred });
      return;
    }
    known.hops.push(index);
    known.units += units;
    known.order += order;
    known.cents = known.cents === null || cents === null ? null : known.cents + cents;
    known.inferred ||= inferred;
    if (hop.time > known.last) known.last = hop.time;
  });
  return [...found.values()].sort((a, b) =>
    a.order === b.order ? (a.first < b.first ? -1 : 1) : a.order > b.order ? -1 : 1,
  );
}

function matches(view: View, row: Movement, text: string): boolean {
  const words = [row.from, row.to, nameOf(view, row.from), nameOf(view, row.to)];
  if (`${words.join(' ')} ${symbolOf(view, row.asset)}`.toLowerCase().includes(text)) return true;
  return row.hops.some((index) => view.result.hops[index]?.tx.toLowerCase().includes(text));
}
