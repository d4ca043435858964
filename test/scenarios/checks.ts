import { equal, ok } from 'node:assert/strict';
import type { TraceResult } from '../../src/trace/result.ts';

/** The policies whose amounts may be claimed. */
export const CLAIMED = ['haircut', 'fifo', 'lifo', 'tiho', 'clean_first', 'dirty_first'] as const;

/** What these units are together. */
export function sum(values: readonly (string | undefined)[]): bigint {
  return values.reduce((total, value) => total + BigInt(value ?? 0), 0n);
}

/** The certificate closes, and the destinations are what it says is held and at stops. */
export function closes(result: TraceResult): void {
  for (const row of result.certificate) {
    if (row.policy === 'poison') continue;
    const { held, atStops, fees, burnt, writtenOff, convertedOut, superseded } = row;
    equal(
      sum([row.seeds, row.convertedIn]),
      sum([held, atStops, fees, burnt, writtenOff, convertedOut, superseded]),
    );
  }
  for (const { id: asset } of result.assets) {
    const places = result.destinations.filter((place) => place.asset === asset);
    for (const policy of CLAIMED) {
      const rows = result.certificate.filter((row) => row.policy === policy && row.asset === asset);
      equal(
        sum(places.map(({ amounts }) => amounts[policy])),
        sum(rows.flatMap(({ held, atStops }) => [held, atStops])),
      );
    }
  }
}

/** The cuts are what was not followed, and each policy says where all of it is. */
export function addsUp(result: TraceResult): void {
  const { policy: locked } = result.settings;
  for (const { id: asset } of result.assets) {
    const cuts = result.coverage.cuts.filter((cut) => cut.asset === asset);
    const missed = result.destinations.filter((place) => {
      return place.asset === asset && place.status === 'not followed';
    });
    equal(sum(cuts.map(({ amount }) => amount)), sum(missed.map(({ amounts }) => amounts[locked])));
    equal(
      cuts.reduce((total, { count }) => total + count, 0),
      missed.length,
    );
  }
  for (const [i, { atServices, held, other, policy }] of result.policies.entries()) {
    const row = result.certificate[i];
    if (!row || policy === 'poison') continue;
    equal(sum([atServices, held, other]), sum([row.seeds, row.convertedIn]));
  }
}

/** The locked amount lies in its band, and the band within reach. */
export function banded(result: TraceResult): void {
  for (const { holder, amounts, band, reach } of result.destinations) {
    ok(BigInt(band.high) <= BigInt(reach), `reach at ${holder}`);
    const locked = BigInt(amounts[result.settings.policy]);
    ok(BigInt(band.low) <= locked && locked <= BigInt(band.high), `band at ${holder}`);
  }
}
