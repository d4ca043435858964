import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simulate, theftOf } from '../../test/live/simulated.ts';
import { toJson } from '../base/json.ts';
import { type TraceResult, traceResultSchema } from '../trace/result.ts';
import { openCase } from './case.ts';
import { investigate } from './investigate.ts';
import { runLive } from './live/live.ts';
import type { TakePartial } from './so-far.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/bybit-2025/case.json', import.meta.url));

function taking(): { readonly partials: TraceResult[]; readonly partial: TakePartial } {
  const partials: TraceResult[] = [];
  return {
    partials,
    partial: async (make) => {
      partials.push(traceResultSchema.parse(await make()));
    },
  };
}

/** Units at each place, by the locked policy. */
function total(result: TraceResult): bigint {
  const { policy } = result.settings;
  return result.certificate
    .filter((row) => row.policy === policy)
    .reduce((sum, row) => sum + BigInt(row.seeds), 0n);
}

test('a trace that is watched ends as any, and each round says what is open', async () => {
  const open = openCase(EXAMPLE);
  const { partials, partial } = taking();
  const watched = await investigate(open, { partial });
  equal(toJson(watched), toJson(await investigate(open)));
  ok(partials.length > 1, 'a trace of several rounds');
  const first = partials[0] as TraceResult;
  ok(total(first) > 0n);
  ok(first.destinations.some(({ rule }) => rule === 'limit: open'));
  ok(!watched.destinations.some(({ rule }) => rule === 'limit: open'));
});

test('a live trace tells of the theft at once, and its evidence stays the same', async () => {
  const theft = theftOf({ seed: 3, addresses: 5, hops: 3, noise: 1 });
  const run = async (partial?: TakePartial) => {
    const { live, clock } = simulate(theft, [{ kind: 'etherscan' }], 3);
    const watch = partial ? { partial } : {};
    return (await clock.run(runLive(live, 'live', watch))).result;
  };
  const { partials, partial } = taking();
  const watched = await run(partial);
  deepEqual(watched.hops, (await run()).hops);
  equal(watched.evidence?.root, (await run()).evidence?.root);
  const [first] = partials;
  equal(first?.stolen.length, watched.stolen.length);
  for (const { hops, inputs } of partials) {
    ok(hops.every(({ input }) => inputs[input]?.role === 'evidence'));
  }
});
