import type { PolicyId } from '../../src/trace/policies/policy.ts';
import { exactUnits } from '../text/figures.ts';
import { exactIn, symbolIn } from './expansion.ts';
import type { Model } from './model.ts';
import type { Scene } from './scene.ts';
import { assetOf, centsUnder, chainOf, symbolOf, unitsUnder } from './view.ts';

const HEADER = [
  'from',
  'to',
  'from_drawn_as',
  'to_drawn_as',
  'asset',
  'symbol',
  'ledger',
  'amount',
  'units',
  'usd',
  'policy',
  'via',
  'transaction',
  'block',
  'time_utc',
  'basis',
  'input',
  'line',
  'note_from',
  'note_to',
  'context',
  'transfers',
  'last_utc',
];

/**
 * The drawn lines, one row for each transfer in them: RFC 4180, UTF-8, full ids, amounts exact in
 * base units. `only` keeps the transfers of a selection (indices into the result's hops). Lines of
 * context have a row for each counterparty and asset, marked as such and under no policy.
 */
export function csvOf(
  model: Model,
  scene: Scene,
  policy: PolicyId,
  only: ReadonlySet<number> | null = null,
): string {
  const { view } = model;
  const { nodes, nodeOf, links } = scene.drawn;
  const label = (id: string) => nodes[nodeOf.get(id) ?? -1]?.label ?? '';
  const note = (id: string) => scene.marks.get(id)?.note ?? '';
  const rows = links.flatMap(({ hops }) =>
    hops.flatMap((index) => {
      const hop = view.result.hops[index];
      if (!hop || (only && !only.has(index))) return [];
      const units = unitsUnder(hop.traced, policy);
      const cents = centsUnder(view, hop.asset, hop.traced, hop.usd, policy);
      return [
        [
          hop.from,
          hop.to,
          label(hop.from),
          label(hop.to),
          hop.asset,
          symbolOf(view, hop.asset),
          chainOf(hop.asset),
          exactUnits(units, assetOf(view, hop.asset).decimals),
          units.toString(),
          cents === null ? '' : exactUnits(cents, 2),
          policy,
          hop.via,
          hop.tx,
          hop.block === null ? '' : String(hop.block),
          hop.time,
          hop.basis,
          view.result.inputs[hop.input]?.name ?? '',
          String(hop.line),
          note(hop.from),
          note(hop.to),
          '',
          '1',
          hop.time,
        ],
      ];
    }),
  );
  const beyond = only ? [] : contextRows(scene, { label, note });
  return `${[HEADER, ...rows, ...beyond].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function contextRows(
  { drawn }: Scene,
  { label, note }: { label(id: string): string; note(id: string): string },
): string[][] {
  return drawn.links.flatMap(({ key, context }) => {
    const parties = context ? (drawn.parties.get(key) ?? []) : [];
    return parties.flatMap(({ expansion, of }) => {
      const { address, direction, answer } = expansion;
      const other = of.holder ?? '';
      const [from, to] = direction === 'in' ? [other, address] : [address, other];
      return of.amounts.map(({ asset, amount, usd, transfers }) => [
        ...[from, to, label(from), label(to), asset, symbolIn(answer, asset), chainOf(asset)],
        ...[exactIn(answer, asset, amount), amount, usd ?? '', '', '', of.transactions[0] ?? ''],
        ...['', of.first, 'observed', answer?.inputs[0]?.name ?? '', '', note(from), note(to)],
        ...['context: not part of the traced money', String(transfers), of.last],
      ]);
    });
  });
}

/** A cell that no spreadsheet takes for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
