import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { createMetrics } from './metrics.ts';

const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

/** The part of the figures that is about requests. */
const ofRequests = (text: string): string =>
  text
    .split('\n\n')
    .filter((part) => part.includes('hue_http'))
    .join('\n\n')
    .trim();

test('requests are told as the library would tell them', async () => {
  const kind = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    route: fc.constantFrom('/v1/cases/:caseId', '/v1/screen'),
    status: fc.constantFrom(200, 404),
  });
  const seconds = fc.oneof(
    fc.constantFrom(...BUCKETS),
    fc.double({ min: 0, max: 20, noNaN: true }).map(Math.abs),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(kind, seconds)), async (all) => {
      const registers = [new Registry()];
      const labelNames = ['method', 'route', 'status'];
      const help = ['Requests answered', 'Time to the first byte of the answer'] as const;
      const about = { labelNames, registers };
      const total = new Counter({ name: 'hue_http_requests_total', help: help[0], ...about });
      const name = 'hue_http_request_seconds';
      const times = new Histogram({ name, help: help[1], buckets: BUCKETS, ...about });
      const metrics = createMetrics(false);
      for (const [one, passed] of all) {
        total.inc({ ...one });
        times.observe({ ...one }, passed);
        metrics.counting(one)(passed);
      }
      const expected = ofRequests((await registers[0]?.metrics()) ?? '');
      equal(ofRequests(await metrics.registry.metrics()), expected);
    }),
  );
});
