import type { Scores } from './scores.ts';

/** One bar of the bench: what was measured, and what it must reach. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  /** `min`: at least the bar; `max`: at most. */
  readonly kind: 'min' | 'max';
  readonly met: boolean;
}

export function atLeast(name: string, value: number, bar: number): Bar {
  return { name, value, bar, kind: 'min', met: value >= bar };
}

export function atMost(name: string, value: number, bar: number): Bar {
  return { name, value, bar, kind: 'max', met: value <= bar };
}

/** Everywhere: nothing claimed beyond the theft or beyond what arrived, and no wrong name. */
export function honestyBars(scores: Scores): Bar[] {
  return [
    atMost('claimed ÷ stolen', scores.over.total, 1.02),
    atMost('claims beyond arrivals', scores.over.beyondArrivals.length, 0),
    atMost('wrong names', scores.naming.wrong.length, 0),
  ];
}

export function lifiBars(scores: Scores): Bar[] {
  return [
    atLeast('addresses found of 93', scores.addresses.found + 1, 93),
    atLeast('terminals found of 33', scores.terminalsFound, 33),
    atLeast('address precision', scores.addressPrecision, 1),
    atLeast('edge precision', scores.edgePrecision, 0.99),
    atLeast('located', scores.located.strict, 0.99),
    atLeast('band', scores.band.holdsLocked.count, 0.97),
    ...honestyBars(scores),
  ];
}

export function discordBars(scores: Scores): Bar[] {
  return [
    atLeast('on-path recall', scores.addressRecall, 0.975),
    atLeast('on-path precision', scores.addressPrecision, 0.995),
    atLeast('edge recall', scores.edgeRecall, 0.96),
    atLeast('edge precision', scores.edgePrecision, 0.96),
    atLeast('terminals by value', scores.terminalUsdRecall, 0.98),
    atLeast('located', scores.located.strict, 0.99),
    atLeast('band', scores.band.holdsLocked.count, 0.95),
    ...honestyBars(scores),
  ];
}

/** Averages over the fresh seeds at full strength. */
export function noiseBars(runs: readonly Scores[]): Bar[] {
  const mean = (value: (scores: Scores) => number) =>
    runs.reduce((sum, scores) => sum + value(scores), 0) / Math.max(1, runs.length);
  const worst = (value: (scores: Scores) => number) => Math.max(0, ...runs.map(value));
  return [
    atLeast(
      'recall',
      mean((s) => s.addressRecall),
      0.9,
    ),
    atLeast(
      'precision',
      mean((s) => s.addressPrecision),
      0.8,
    ),
    atLeast(
      'located',
      mean((s) => s.located.strict),
      0.99,
    ),
    atLeast(
      'band',
      mean((s) => s.band.holdsLocked.count),
      0.92,
    ),
    atMost(
      'claimed ÷ stolen (worst)',
      worst((s) => s.over.total),
      1.02,
    ),
    atMost(
      'claims beyond arrivals (worst)',
      worst((s) => s.over.beyondArrivals.length),
      0,
    ),
    atMost(
      'wrong names (worst)',
      worst((s) => s.naming.wrong.length),
      0,
    ),
  ];
}
