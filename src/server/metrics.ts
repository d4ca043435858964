// Figures about the server itself, in Prometheus' format.

import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';

/** Requests of one kind. */
export interface Kind {
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

export interface Metrics {
  readonly registry: Registry;
  /** What counts requests of a kind: call it with the seconds that each took. */
  readonly counting: (kind: Kind) => (seconds: number) => void;
  readonly denials: Counter<'reason'>;
  readonly streams: Gauge;
}

const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

/** @param withProcess whether memory, processor time and the event loop's delay are counted too */
export function createMetrics(withProcess: boolean): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (withProcess) collectDefaultMetrics({ register: registry });
  // a few hundred kinds: routes are those declared
  const tallies = new Map<string, Tally>();
  for (const metric of requestMetrics(tallies)) registry.registerMetric(metric);
  return {
    registry,
    counting: (kind) => {
      const name = `${kind.method} ${kind.status} ${kind.route}`;
      const tally = tallies.get(name) ?? newTally(kind);
      tallies.set(name, tally);
      return tally.count;
    },
    denials: new Counter({
      name: 'hue_denied_requests_total',
      help: 'Requests that were refused for want of a right',
      labelNames: ['reason'],
      registers,
    }),
    streams: new Gauge({
      name: 'hue_event_streams',
      help: 'Streams of events that are open',
      registers,
    }),
  };
}

/** The library looks its labels up for each request: that took longer than to find an answer. */
interface Tally {
  readonly kind: Kind;
  readonly count: (seconds: number) => void;
  /** Requests and their seconds, and how many took no longer than each of `BUCKETS`. */
  readonly counted: () => { requests: number; seconds: number; within: readonly number[] };
}

function newTally(kind: Kind): Tally {
  const within = BUCKETS.map(() => 0);
  let requests = 0;
  let seconds = 0;
  return {
    kind,
    count: (passed) => {
      requests += 1;
      seconds += passed;
      for (let i = BUCKETS.length - 1; i >= 0 && passed <= (BUCKETS[i] ?? 0); i -= 1) {
        within[i] = (within[i] ?? 0) + 1;
      }
    },
    counted: () => ({ requests, seconds, within }),
  };
}

function requestMetrics(tallies: ReadonlyMap<string, Tally>): Metric[] {
  const total = {
    name: 'hue_http_requests_total',
    help: 'Requests answered',
    type: 'counter',
    values: ({ kind, counted }: Tally) => [{ labels: { ...kind }, value: counted().requests }],
  };
  const name = 'hue_http_request_seconds';
  const seconds = {
    name,
    help: 'Time to the first byte of the answer',
    type: 'histogram',
    values: ({ kind, counted }: Tally) => {
      const { requests, seconds, within } = counted();
      const bucket = (le: string, value: number) => ({
        metricName: `${name}_bucket`,
        labels: { le, ...kind },
        value,
      });
      return [
        ...BUCKETS.map((le, i) => bucket(String(le), within[i] ?? 0)),
        bucket('+Inf', requests),
        { metricName: `${name}_sum`, labels: { ...kind }, value: seconds },
        { metricName: `${name}_count`, labels: { ...kind }, value: requests },
      ];
    },
  };
  // of a metric the library asks no more than this
  return [total, seconds].map(({ values, ...about }) => ({
    ...about,
    get: async () => ({ ...about, values: [...tallies.values()].flatMap<unknown>(values) }),
  })) as unknown as Metric[];
}
