import type { Bar } from './bars.ts';
import type { Scores } from './scores.ts';

/** A Markdown table that a README can quote. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** A share with three places; whole numbers as they are. */
export function share(value: number): string {
  return Number.isInteger(value) && value > 1 ? String(value) : value.toFixed(3);
}

export function dollars(value: number): string {
  return `$${Math.round(value).toLocaleString('en-US')}`;
}

export function barTable(bars: readonly Bar[]): string {
  return table(
    ['bar', 'measured', 'asked', 'result'],
    bars.map((bar) => {
      const sign = bar.kind === 'min' ? '≥' : '≤';
      const by = Math.abs(bar.value - bar.bar);
      const result = bar.met ? 'met' : `NOT MET by ${share(by)}`;
      return [bar.name, share(bar.value), `${sign} ${share(bar.bar)}`, result];
    }),
  );
}

const SCORE_HEAD = [
  'case',
  'addresses R',
  'P',
  'edges R',
  'P',
  'terminals',
  'by $',
  'located',
  'any policy',
  'stated',
  'band',
  'by $',
  'whole',
  'touches',
  'gross',
  'claimed',
  'named',
  'wrong',
];

/** One line of scores for each run. */
export function scoreTable(runs: readonly (readonly [string, Scores])[]): string {
  return table(
    SCORE_HEAD,
    runs.map(([name, s]) => [
      name,
      share(s.addressRecall),
      share(s.addressPrecision),
      share(s.edgeRecall),
      share(s.edgePrecision),
      `${s.terminalsFound}/${s.terminals}`,
      share(s.terminalUsdRecall),
      share(s.located.strict),
      share(s.located.anyPolicy),
      share(s.located.stated),
      share(s.band.holdsLocked.count),
      share(s.band.holdsLocked.usd),
      share(s.band.holdsAll.count),
      share(s.band.overlaps.count),
      share(s.band.holdsGross.count),
      share(s.over.total),
      share(s.naming.share),
      String(s.naming.wrong.length),
    ]),
  );
}
