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

/** The decimal digits of units, without grouping: `1.05` for 105 units of two decimals. */
export function decimal(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
}

/** Figures as they are written in a locale, such as `en` or `de-CH`. */
export function figuresIn(locale: string): Figures {
  const grouped = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const point =
    new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')
      ?.value ?? '.';
  const written = (units: bigint, decimals: number, places: number): string => {
    const [whole = '0', fraction = ''] = decimal(units, decimals).split('.');
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
      const [whole = '0', fraction = ''] = decimal(units, decimals).split('.');
      const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
      return written(units, decimals, whole.length > 3 ? 2 : whole !== '0' ? 4 : zeros + 4);
    },
    exact: (units, decimals) => written(units, decimals, decimals),
    count: (n, one, many = `${one}s`) => `${grouped.format(n)} ${n === 1 ? one : many}`,
  };
}

/** Longest text from outside that a screen shows. */
const SHOWN = 160;

/**
 * Text from outside (a label, a symbol, a note) for a screen or a file: one line, and characters
 * that steer the reader's device are shown by their number.
 */
export function inert(text: string, limit: number = SHOWN): string {
  if (text.length <= limit && /^[ -~]*$/.test(text)) return text;
  const characters = Array.from(text.toWellFormed());
  const plain = characters
    .slice(0, limit)
    .join('')
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, (character) => {
      return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
    });
  return characters.length > limit ? `${plain}…` : plain;
}
