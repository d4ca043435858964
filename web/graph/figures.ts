import { exactUnits } from '../text/figures.ts';

/** What stands where a figure is not known. It is never 0. */
const UNKNOWN = 'unknown';

/** How numbers are written for one reader; every figure is cut towards zero, never rounded up. */
export interface Figures {
  /** US dollars: cents below $1,000, whole dollars above. */
  dollars(cents: bigint | null): string;
  /** US dollars in little room: `$1.46 bn`, `$12.3 M`, `$940 k`. */
  dollarsShort(cents: bigint | null): string;
  /** Units with as many decimals as can be read. */
  units(units: bigint, decimals: number): string;
  /** Units with every decimal. */
  exact(units: bigint, decimals: number): string;
  count(n: number, one: string, many?: string): string;
}

const STEPS = [
  { from: 10n ** 11n, name: ' bn' },
  { from: 10n ** 8n, name: ' M' },
  { from: 10n ** 5n, name: ' k' },
] as const;

/** Figures as they are written in a locale, such as `en` or `de-CH`. */
export function figuresIn(locale: string): Figures {
  const grouped = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const point =
    new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')
      ?.value ?? '.';
  const written = (units: bigint, decimals: number, places: number): string => {
    const [whole = '0', fraction = ''] = exactUnits(units, decimals).split('.');
    const kept = fraction.slice(0, places).replace(/0+$/, '');
    return grouped.format(BigInt(whole)) + (kept ? point + kept : '');
  };
  return {
    dollars(cents) {
      if (cents === null) return UNKNOWN;
      if (cents >= 100_000n || cents % 100n === 0n) return `$${grouped.format(cents / 100n)}`;
      const rest = (cents % 100n).toString().padStart(2, '0');
      return `$${grouped.format(cents / 100n)}${point}${rest}`;
    },
    dollarsShort(cents) {
      if (cents === null) return UNKNOWN;
      for (const { from, name } of STEPS) {
        if (cents < from) continue;
        const hundredths = (cents * 100n) / from;
        const places = hundredths >= 10_000n ? 0 : hundredths >= 1_000n ? 1 : 2;
        return `$${written(hundredths, 2, places)}${name}`;
      }
      return cents > 0n && cents < 100n ? '<$1' : `$${grouped.format(cents / 100n)}`;
    },
    units(units, decimals) {
      const [whole = '0', fraction = ''] = exactUnits(units, decimals).split('.');
      const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
      return written(units, decimals, whole.length > 3 ? 2 : whole !== '0' ? 4 : zeros + 4);
    },
    exact: (units, decimals) => written(units, decimals, decimals),
    count: (n, one, many = `${one}s`) => `${grouped.format(n)} ${n === 1 ? one : many}`,
  };
}
