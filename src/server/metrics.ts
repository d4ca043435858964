// Figures about the server itself, in Prometheus' format.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly seconds: Histogram<'method' | 'route'>;
  readonly denials: Counter<'reason'>;
  readonly streams: Gauge;
}

const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

/** @param withProcess whether memory, processor time and the event loop's delay are counted too */
export function createMetrics(withProcess: boolean): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (withProcess) collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Counter({
      name: 'hue_http_requests_total',
      help: 'Requests answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    seconds: new Histogram({
      name: 'hue_http_request_seconds',
      help: 'Time to the first byte of the answer',
      labelNames: ['method', 'route'],
      buckets: BUCKETS,
      registers,
    }),
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
