// Figures about the server itself, in Prometheus' format.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  readonly registry: Registry;
  /** Counts a request that was answered. */
  readonly observe: (answered: Answered) => void;
  readonly denials: Counter<'reason'>;
  readonly streams: Gauge;
}

const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

/** @param withProcess whether memory, processor time and the event loop's delay are counted too */
export function createMetrics(withProcess: boolean): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (withProcess) collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'hue_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'hue_http_request_seconds',
    help: 'Time to the first byte of the answer',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  });
  // by what they are labelled with, which there are a few hundred of: routes are those declared
  const known = new Map<string, readonly [Counter.Internal, Histogram.Internal<string>]>();
  return {
    registry,
    observe: ({ method, route, status, seconds: passed }) => {
      const name = `${method} ${status} ${route}`;
      let own = known.get(name);
      if (!own) {
        own = [requests.labels(method, route, String(status)), seconds.labels(method, route)];
        known.set(name, own);
      }
      own[0].inc();
      own[1].observe(passed);
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
