import { parseAmount } from '../base/amount.ts';
import { InputError } from '../base/errors.ts';
import { parseTime } from '../base/time.ts';
import type { Asset, AssetId } from '../ledger/port.ts';
import type { PricePoint } from '../trace/prices.ts';
import type { CaseFile } from './case.ts';

const PRICE_DECIMALS = 8;
const TIMES = ['unixtimestamp', 'timestamp', 'time', 'date', 'date(utc)'];
const VALUES = ['usd', 'price', 'value', 'close'];

/**
 * Reads daily prices: CSV with one column of times and one of dollars, found by their names. A
 * price of zero means that there was no market yet: unknown, not free.
 * @throws InputError naming file, line and field
 */
export function readPrices(file: string, text: string): PricePoint[] {
  const [header = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const columns = cellsOf(header).map((cell) => cell.toLowerCase());
  const time = column(columns, TIMES);
  const value = column(columns, VALUES);
  if (time < 0 || value < 0) {
    throw new InputError(`${file}, line 1`, 'a date column and a dollar column', header);
  }
  const points: PricePoint[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const cells = cellsOf(line);
    const label = `${file}, line ${i + 2}, ${columns[value]}`;
    const price = parseAmount(cells[value] ?? '', PRICE_DECIMALS, label).units;
    const at = parseTime(isoOf(cells[time] ?? ''), `${file}, line ${i + 2}, ${columns[time]}`);
    if (price > 0n) points.push({ time: at, price });
  }
  return points.sort((a, b) => a.time - b.time);
}

function column(columns: readonly string[], names: readonly string[]): number {
  for (const name of names) if (columns.includes(name)) return columns.indexOf(name);
  return -1;
}

/** The cells of one line; quoted ones may hold commas. */
function cellsOf(line: string): string[] {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  return cells.map((cell) =>
    cell
      .replace(/,$/, '')
      .trim()
      .replace(/^"(.*)"$/, '$1'),
  );
}

/** `7/30/2015` as `2015-07-30`. */
function isoOf(date: string): string {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date);
  if (!match) return date;
  const [, month = '', day = '', year] = match;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** The asset that a price names: CAIP-19 id, contract, or symbol of a native or verified asset. */
export function pricedAsset(assets: readonly Asset[], name: string): AssetId | null {
  const lower = name.toLowerCase();
  const exact = assets.find(({ id, contract }) => id === name || contract === lower);
  if (exact) return exact.id;
  const named = assets.filter(
    ({ symbol, verified, kind }) =>
      (verified || kind === 'native') && symbol.toLowerCase() === lower,
  );
  return named.length === 1 ? (named[0]?.id ?? null) : null;
}

/** One price of the case file. */
export function statedPrice(price: CaseFile['prices'][number]): PricePoint[] {
  if (price.usd === undefined) return [];
  const units = parseAmount(price.usd, PRICE_DECIMALS, `prices: ${price.asset}`).units;
  const time = price.at === undefined ? 0 : parseTime(price.at, `prices: ${price.asset}: at`);
  return [{ time, price: units }];
}
