// Results of traces in which money rests, and watches of them in a store.

import { newId } from '../../src/store/ids.ts';
import type { Db, Row } from '../../src/store/tables.ts';
import { finishTrace } from '../../src/store/trace-results.ts';
import { createTrace } from '../../src/store/traces.ts';
import { createWatch } from '../../src/store/watches.ts';
import { POLICY_IDS } from '../../src/trace/policies/policy.ts';
import { type ResultHop, type TraceResult, traceResultSchema } from '../../src/trace/result.ts';

interface Held {
  readonly holder: string;
  readonly asset: string;
  readonly units: bigint;
}

export const BY = {
  personId: 'ann',
  actor: { kind: 'person', id: 'ann', name: 'Ann' },
} as const;
const TIME = '2025-10-09 08:53:20';

/** The same under every policy. */
export function everyPolicy(units: string): ResultHop['traced'] {
  return Object.fromEntries(POLICY_IDS.map((id) => [id, units])) as ResultHop['traced'];
}

/** A result in which this is held; every asset is worth a dollar a million units. */
export function heldResult(held: readonly Held[], chain = 'eip155:1'): TraceResult {
  const dollars = (units: bigint) => `${units / 1_000_000n}.00`;
  const total = dollars(held.reduce((sum, { units }) => sum + units, 0n));
  const settings = { policy: 'haircut', policies: [...POLICY_IDS], majority: 0.95, dustUsd: 1 };
  const about = { id: newId(), title: '', reportedAt: null, question: null, since: null };
  const assets = [...new Set(held.map(({ asset }) => asset))];
  return traceResultSchema.parse({
    ...{ format: 'hueandcry.trace', version: 1, program: { name: 'hueandcry', version: '0' } },
    case: { ...about, chain },
    settings: { ...settings, maxDepth: 9, maxHolders: 1e6, maxFanOut: 999, until: null },
    ...{ inputs: [], evidence: null, thefts: [], stolen: [], seeds: [], holders: [], hops: [] },
    assets: assets.map((id, i) => {
      return { id, symbol: `T${i}`, decimals: 6, kind: 'token', contract: null, verified: false };
    }),
    summary: {
      ...{ stolenUsd: total, atServicesUsd: '0.00', heldUsd: total, notCoveredUsd: '0.00' },
      ...{ freezableUsd: '0.00', unknownUsd: '0.00', headline: '', sentences: [] },
    },
    destinations: held.map(({ holder, asset, units }) => ({
      ...{ holder, asset, status: 'held', name: null, reach: `${units}`, usd: dollars(units) },
      amounts: everyPolicy(`${units}`),
      ...{ band: { low: `${units}`, high: `${units}` }, since: TIME, last: TIME, transfers: 1 },
      ...{ why: '', rule: 'unspent', path: [], freeze: [], grade: 'G1' },
    })),
    ...{ statements: [], findings: [], noise: [], policies: [], certificate: [], warnings: [] },
    coverage: { statements: [], cuts: [], gaps: [] },
  });
}

/** A watch of a trace that has that result, which is not extended. */
export async function watchOf(db: Db, result: TraceResult): Promise<Row<'watch'>> {
  const { id: traceId } = await createTrace(db, { title: 'A trace', request: {} }, BY);
  await keepResult(db, traceId, result);
  const cursor = { chain: result.case.chain, settings: { extends: false } };
  return createWatch(db, { traceId, caseId: null, source: 'any', cursor }, BY);
}

/** A next version of a trace's result. */
export async function keepResult(db: Db, traceId: string, result: TraceResult): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(result));
  const done = { headline: '', schemaVersion: 1, reason: 'traced', actor: BY.actor };
  await finishTrace(db, traceId, { ...done, result: bytes });
}
