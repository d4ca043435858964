/**
 * Amounts as people read them. They stay `bigint` to the last step; the words are those of the
 * terminal and of the reports, and a test holds both to the same text.
 */

/** What stands where a figure is not known. It is never 0. */
const UNKNOWN = 'unknown';

/** US cents of a dollar string of a result, which has two places. */
export function toCents(usd: string | null): bigint | null {
  return usd === null ? null : BigInt(usd.replace('.', ''));
}

export function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Base units as an exact decimal: no rounding, no trailing zeros, no grouping. */
export function exactUnits(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - decimals);
  return decimals > 0 && fraction ? `${whole}.${fraction}` : whole;
}

/** Units for reading: two decimals from 1,000 on, four below; cut towards zero. */
export function shortAmount(units: bigint, decimals: number): string {
  const [whole = '0', fraction = ''] = exactUnits(units, decimals).split('.');
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const places = whole.length > 3 ? 2 : whole !== '0' ? 4 : zeros + 4;
  const kept = fraction.slice(0, places).replace(/0+$/, '');
  const even = kept && places === 2 ? kept.padEnd(2, '0') : kept;
  return even ? `${group(whole)}.${even}` : group(whole);
}

/** US dollars: cents below $1,000, whole dollars above, cut towards zero. */
export function dollars(cents: bigint | null): string {
  if (cents === null) return UNKNOWN;
  if (cents === 0n) return '$0';
  const whole = (cents / 100n).toString();
  if (cents >= 100_000n) return `$${group(whole)}`;
  return `$${group(whole)}.${(cents % 100n).toString().padStart(2, '0')}`;
}

/** `part` of `whole` in per cent: 100 % only if it is all, 0 % only if it is nothing. */
export function percent(part: bigint, whole: bigint): string {
  if (whole <= 0n) return UNKNOWN;
  if (part === 0n) return '0 %';
  const thousandths = (part * 1000n) / whole;
  if (thousandths === 0n) return '<0.1 %';
  if (part < whole && thousandths >= 1000n) return '>99.9 %';
  return `${exactUnits(thousandths, 1)} %`;
}

/** `part` of `whole` from 0 to 1, for lengths on a screen only. */
export function ratio(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  return Math.min(1, Number((part * 1_000_000n) / whole) / 1_000_000);
}

/** `1 place`, `1,200 places`. */
export function count(n: number, one: string, many: string = `${one}s`): string {
  return `${group(String(n))} ${n === 1 ? one : many}`;
}
