import { InputError } from './errors.ts';

const DECIMAL = /^([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/;
const DIGITS = 200;

/** A decimal number as base units, and whether digits beyond `decimals` had to be cut. */
interface ParsedAmount {
  readonly units: bigint;
  readonly cut: boolean;
}

/**
 * Reads a non-negative decimal (`12`, `0.5`, `1,234.5`, `8.6e-14`) into base units of an asset with
 * `decimals` places. Digits beyond the last place are cut, and `cut` says so if any was not zero.
 * @throws InputError where the text is not such a number
 */
export function parseAmount(text: string, decimals: number, label: string): ParsedAmount {
  const plain = /^[0-9]{1,3}(,[0-9]{3})+(\.|$)/.test(text) ? text.replaceAll(',', '') : text;
  const match = plain.length <= DIGITS ? DECIMAL.exec(plain) : null;
  const whole = match?.[1] ?? '';
  const fraction = match?.[2] ?? '';
  if (!match || whole.length + fraction.length === 0) {
    throw new InputError(label, 'a non-negative decimal number', text);
  }
  const shift = Number(match[3] ?? 0) + decimals - fraction.length;
  const digits = whole + fraction;
  if (shift >= 0) return { units: BigInt(digits) * 10n ** BigInt(shift), cut: false };
  const kept = digits.length + shift;
  const units = kept > 0 ? BigInt(digits.slice(0, kept)) : 0n;
  return { units, cut: /[1-9]/.test(digits.slice(Math.max(0, kept))) };
}

/** Base units as an exact decimal: no rounding, no trailing zeros, no exponent. */
export function formatUnits(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction ? `${sign}${whole}.${fraction}` : sign + whole;
}

/** Base units for reading: grouped by thousands, at most `places` decimals, cut towards zero. */
export function formatShort(units: bigint, decimals: number, places = 2): string {
  const [whole = '0', fraction = ''] = formatUnits(units, decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const cut = fraction.slice(0, places).replace(/0+$/, '');
  if (!cut && units !== 0n && whole.replace('-', '') === '0') return '<0.01';
  return cut ? `${grouped}.${cut.padEnd(Math.min(2, places), '0')}` : grouped;
}

/**
 * Splits `total` over `parts` in proportion to their size by largest remainder: floors first, then
 * one unit each by descending remainder, ties to the lower index. The shares sum to `total`.
 */
export function largestRemainder(total: bigint, parts: readonly bigint[]): bigint[] {
  const sum = parts.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return parts.map(() => 0n);
  const shares = parts.map((part) => (total * part) / sum);
  let left = total - shares.reduce((a, b) => a + b, 0n);
  const order = parts
    .map((part, i) => ({ i, rest: (total * part) % sum }))
    .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
  for (const { i } of order) {
    if (left === 0n) break;
    shares[i] = (shares[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}
