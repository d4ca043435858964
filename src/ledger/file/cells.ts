import { parseAmount } from '../../base/amount.ts';
import { InputError } from '../../base/errors.ts';
import { parseTime, type UnixTime } from '../../base/time.ts';

/**
 * Amounts are kept in two lanes of fifteen decimal digits: units = hi · 10^15 + lo. Text is
 * decimal, so nothing is multiplied on the way in, and every lane is an exact double.
 */
const LANE_DIGITS = 15;
const LANE_UNITS = 10n ** 15n;

const ZERO = 48;
const DOT = 46;
const POWERS = Float64Array.from({ length: LANE_DIGITS + 1 }, (_, i) => 10 ** i);

/** Where `readAmount` leaves its result. */
export interface AmountCell {
  hi: number;
  lo: number;
  /** The amount where it does not fit the lanes; otherwise null. */
  big: bigint | null;
  /** Digits that were not zero stood beyond the asset's last place. */
  cut: boolean;
  /** The text had an exponent: of a number that counts units, digits may have been lost. */
  rounded: boolean;
}

export function newAmountCell(): AmountCell {
  return { hi: 0, lo: 0, big: null, cut: false, rounded: false };
}

/** Units from lanes. */
export function fromLanes(hi: number, lo: number): bigint {
  return hi === 0 ? BigInt(lo) : BigInt(hi) * LANE_UNITS + BigInt(lo);
}

/** Units of a cell. */
export function unitsOf({ hi, lo, big }: AmountCell): bigint {
  return big ?? fromLanes(hi, lo);
}

/** Lanes from units; `big` where they are too small. */
export function toLanes(units: bigint, cell: AmountCell): void {
  cell.cut = false;
  const hi = units / LANE_UNITS;
  cell.big = hi < LANE_UNITS ? null : units;
  cell.hi = cell.big === null ? Number(hi) : 0;
  cell.lo = cell.big === null ? Number(units % LANE_UNITS) : 0;
}

/**
 * Reads a non-negative decimal of an asset with `decimals` places into lanes, exactly.
 * @returns false where the cell is no such number (the caller says what it found)
 */
export function readAmount(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimals: number,
  cell: AmountCell,
): boolean {
  let dot = end;
  for (let i = start; i < end; i += 1) {
    const digit = bytes[i]! - ZERO;
    if (digit >= 0 && digit <= 9) continue;
    if (bytes[i] !== DOT || dot !== end) return readSlowly(bytes, start, end, decimals, cell);
    dot = i;
  }
  let from = start;
  while (from < dot && bytes[from] === ZERO) from += 1;
  const width = dot - from + decimals;
  if (width > 2 * LANE_DIGITS || (dot === end ? dot === start : end - start === 1)) {
    return readSlowly(bytes, start, end, decimals, cell);
  }
  let hi = 0;
  let lo = 0;
  let power = width - 1;
  for (let i = from; i < dot; i += 1, power -= 1) {
    if (power >= LANE_DIGITS) hi = hi * 10 + bytes[i]! - ZERO;
    else lo = lo * 10 + bytes[i]! - ZERO;
  }
  let i = dot + 1;
  for (; i < end && power >= 0; i += 1, power -= 1) {
    if (power >= LANE_DIGITS) hi = hi * 10 + bytes[i]! - ZERO;
    else lo = lo * 10 + bytes[i]! - ZERO;
  }
  cell.rounded = false;
  cell.cut = false;
  for (; i < end; i += 1) if (bytes[i] !== ZERO) cell.cut = true;
  // the places that the text did not write
  const missing = power + 1;
  cell.hi = missing > LANE_DIGITS ? hi * POWERS[missing - LANE_DIGITS]! : hi;
  cell.lo = missing >= LANE_DIGITS ? 0 : lo * POWERS[missing]!;
  cell.big = null;
  return true;
}

function readSlowly(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimals: number,
  cell: AmountCell,
): boolean {
  try {
    const text = textOf(bytes, start, end);
    const { units, cut } = parseAmount(text, decimals, 'amount');
    toLanes(units, cell);
    cell.cut = cut;
    cell.rounded = /e/i.test(text);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** A whole number of at most fifteen digits, or −1. */
export function readCount(bytes: Uint8Array, start: number, end: number): number {
  if (start === end || end - start > LANE_DIGITS) return -1;
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** How a column writes the time; `auto` takes all that can be told apart without help. */
export const TIME_FORMS = [
  'auto',
  'seconds',
  'milliseconds',
  'microseconds',
  'day-first',
  'month-first',
] as const;
type TimeForm = (typeof TIME_FORMS)[number];

/** Digits after those of the seconds. */
const FRACTION = { seconds: 0, milliseconds: 3, microseconds: 6 } as const;
const EARLIEST = Date.UTC(2009, 0, 1) / 1000;
const LATEST = Date.UTC(2200, 0, 1) / 1000;

/** A time of the given form as unix seconds, or NaN. */
export function readTime(bytes: Uint8Array, start: number, end: number, form: TimeForm): UnixTime {
  if (form === 'auto') {
    const plain = readPlainTime(bytes, start, end);
    if (plain >= EARLIEST && plain < LATEST) return plain;
    return timeOf(textOf(bytes, start, end).replace(YEAR_FIRST, '$1-$2-$3'));
  }
  if (form === 'day-first' || form === 'month-first') {
    return readSlashed(textOf(bytes, start, end), form);
  }
  const point = end - FRACTION[form];
  const isWhole = point === end || readCount(bytes, point, end) >= 0;
  const time = point > start && isWhole ? readCount(bytes, start, point) : -1;
  return time >= EARLIEST && time < LATEST ? time : Number.NaN;
}

const YEAR_FIRST = /^(\d{4})\/(\d{2})\/(\d{2})/;

function timeOf(text: string): UnixTime {
  try {
    return parseTime(text, 'time');
  } catch (error) {
    if (error instanceof InputError) return Number.NaN;
    throw error;
  }
}

const MONTH_DAYS = Uint8Array.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** `2025-02-21 14:29:47`, or unix seconds or milliseconds, by digits alone; otherwise NaN. */
function readPlainTime(bytes: Uint8Array, start: number, end: number): UnixTime {
  const length = end - start;
  if (length === 10) return readCount(bytes, start, end);
  if (length === 13) return Math.floor(readCount(bytes, start, end) / 1000);
  if (length !== 19 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return Number.NaN;
  if (bytes[start + 13] !== 58 || bytes[start + 16] !== 58) return Number.NaN;
  const between = bytes[start + 10];
  if (between !== 32 && between !== 84) return Number.NaN;
  const year = readCount(bytes, start, start + 4);
  const month = readCount(bytes, start + 5, start + 7);
  const day = readCount(bytes, start + 8, start + 10);
  const hour = readCount(bytes, start + 11, start + 13);
  const minute = readCount(bytes, start + 14, start + 16);
  const second = readCount(bytes, start + 17, start + 19);
  if (year < 2009 || month < 1 || month > 12 || day < 1 || day > MONTH_DAYS[month]!) {
    return Number.NaN;
  }
  if (month === 2 && day === 29 && (year % 4 !== 0 || year % 100 === 0)) return Number.NaN;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return Number.NaN;
  }
  return ((daysTo(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

/** Days from 1970-01-01 in the Gregorian calendar; years run from March, so leap days are last. */
function daysTo(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leaps + Math.floor((m * 153 + 2) / 5) + day - 719469;
}

const SLASHED =
  /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,? +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP])M)?)?$/i;

function readSlashed(text: string, form: 'day-first' | 'month-first'): UnixTime {
  const match = SLASHED.exec(text.trim());
  if (!match) return Number.NaN;
  const [, first = '', second = '', year = '', hour = '0', minute = '00', seconds = '00'] = match;
  const [day, month] = form === 'day-first' ? [first, second] : [second, first];
  const half = match[7]?.toUpperCase();
  const hours = half ? (Number(hour) % 12) + (half === 'P' ? 12 : 0) : Number(hour);
  const two = (part: string | number) => String(part).padStart(2, '0');
  return timeOf(`${year}-${two(month)}-${two(day)} ${two(hours)}:${minute}:${seconds}`);
}

/** The cell as text. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}
