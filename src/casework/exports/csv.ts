import { formatUnits } from '../../base/amount.ts';
import type { Destination, ResultHop, TraceResult } from '../../trace/result.ts';
import { assetOf, unitsUnder, type View, viewOf } from './view.ts';

/**
 * Where the money is, one row per holder and asset, for desks that work in spreadsheets: RFC 4180,
 * UTF-8, CRLF, full addresses, amounts exact in base units and as decimals under the locked policy.
 */
export function renderDestinationsCsv(result: TraceResult): string {
  const view = viewOf(result);
  const rows = result.destinations.map((place) => [
    ...placeCells(view, place),
    unitsUnder(place.amounts, view.locked).toString(),
    decimal(view, place.asset, place.amounts[view.locked] ?? '0'),
    place.band.low,
    place.band.high,
    place.reach,
    place.usd ?? '',
    view.locked,
    place.since,
    place.last,
    String(place.transfers),
    place.why,
    place.rule,
    place.grade,
    place.freeze
      .map(({ actor, strength, power, how }) => `${actor} ${strength}: ${power} (${how})`)
      .join('; '),
    place.path.join(' '),
  ]);
  const header = [
    ...PLACE_HEADER,
    'units',
    'amount',
    'band_low_units',
    'band_high_units',
    'reach_units',
    'usd',
    'policy',
    'since_utc',
    'last_utc',
    'transfers',
    'why',
    'rule',
    'grade',
    'who_can_freeze',
    'path',
  ];
  return csvTable(header, rows);
}

/**
 * The transactions that brought the money to where it is, one row each, as freeze packets want
 * them: full hash, block number, block time, both addresses, exact amounts.
 */
export function renderArrivalsCsv(result: TraceResult): string {
  const view = viewOf(result);
  const places = new Map(
    result.destinations.map((place) => [key(place.holder, place.asset), place]),
  );
  const rows: string[][] = [];
  for (const hop of result.hops) {
    const place = places.get(key(hop.to, hop.asset));
    if (place) rows.push([...placeCells(view, place), ...hopCells(view, hop)]);
  }
  const header = [
    ...PLACE_HEADER,
    'tx',
    'block',
    'time_utc',
    'from',
    'transfer_units',
    'transfer_amount',
    'stolen_units',
    'stolen_amount',
    'usd',
    'policy',
    'basis',
    'input',
    'line',
  ];
  return csvTable(header, rows);
}

const PLACE_HEADER = [
  'case',
  'chain',
  'holder',
  'name',
  'label',
  'type',
  'status',
  'asset',
  'asset_id',
  'contract',
];

function placeCells(view: View, place: Destination): string[] {
  const { result } = view;
  const asset = assetOf(view, place.asset);
  const name = place.name;
  return [
    result.case.id,
    result.case.chain,
    place.holder,
    name?.entity ?? '',
    name?.label ?? '',
    name?.type ?? '',
    place.status,
    asset.symbol,
    asset.id,
    asset.contract ?? '',
  ];
}

function hopCells(view: View, hop: ResultHop): string[] {
  const stolen = hop.traced[view.locked] ?? '0';
  return [
    hop.tx,
    hop.block === null ? '' : String(hop.block),
    hop.time,
    hop.from,
    hop.amount ?? '',
    hop.amount === null ? '' : decimal(view, hop.asset, hop.amount),
    stolen,
    decimal(view, hop.asset, stolen),
    hop.usd ?? '',
    view.locked,
    hop.basis,
    view.result.inputs[hop.input]?.name ?? '',
    String(hop.line),
  ];
}

function key(holder: string, asset: string): string {
  return JSON.stringify([holder, asset]);
}

function decimal(view: View, asset: string, units: string): string {
  return formatUnits(BigInt(units), assetOf(view, asset).decimals);
}

/** A table as RFC 4180 writes it, safe to open in a spreadsheet. */
export function csvTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/**
 * One cell. A text that a spreadsheet would run as a formula gets an apostrophe in front, which
 * spreadsheets do not show; plain numbers are never touched.
 */
function cell(text: string): string {
  const safe =
    /^[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/u.test(text) || /^[\t\r\n]/.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
