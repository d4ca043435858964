import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toJson } from '../../src/base/json.ts';
import type { Transfer } from '../../src/ledger/port.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { seeded } from '../properties/policies.ts';
import { addsUp, banded, CLAIMED, closes, sum } from './checks.ts';
import { type Scenario, trace } from './trace.ts';
import { id, timeOf } from './transfers.ts';
import { MIXED, PLAIN, VALUED, worlds } from './worlds.ts';

const KINDS = { PLAIN, VALUED, MIXED };

function rowsOf({ rows }: Scenario): readonly Transfer[] {
  return rows as readonly Transfer[];
}

/** A reordering that is the same for the same seed (mulberry32). */
function shuffler(seed: number): <T>(list: readonly T[]) => T[] {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return (list) => {
    const rest = [...list];
    return list.map(() => rest.splice(next() % rest.length, 1)[0] as (typeof list)[number]);
  };
}

for (const [name, kind] of Object.entries(KINDS)) {
  describe(`any ledger (${name.toLowerCase()})`, () => {
    test('neither the order of rows nor of answers changes a byte of the result', async (t) => {
      const property = fc.asyncProperty(worlds(kind), fc.integer(), async (scenario, seed) => {
        const shuffle = shuffler(seed);
        const plain = await trace(scenario);
        const other = await trace({ ...scenario, rows: shuffle(rowsOf(scenario)), shuffle });
        equal(toJson(other.result), toJson(plain.result));
      });
      await fc.assert(property, seeded(t, 100));
    });

    test('certificate, bands, arrivals and time hold', async (t) => {
      const property = fc.asyncProperty(worlds(kind), async (scenario) => {
        const { result } = await trace(scenario);
        closes(result);
        banded(result);
        addsUp(result);
        holdsToArrivals(rowsOf(scenario), result);
        keepsToTime(scenario, result);
      });
      await fc.assert(property, seeded(t, 150));
    });
  });
}

const real = ({ failed, kind }: Transfer): boolean => !failed && kind !== 'gas';

/** What is claimed of a place, and of each transfer, has come in this asset. */
function holdsToArrivals(rows: readonly Transfer[], result: TraceResult): void {
  const arrived = new Map<string, bigint>();
  for (const row of rows.filter(real)) {
    const key = `${row.to} ${row.asset}`;
    arrived.set(key, (arrived.get(key) ?? 0n) + row.amount);
  }
  const sources = sourcesOf(result);
  for (const { holder, asset, amounts } of result.destinations) {
    // what a wrapper gives, and what a source wraps, has no row of its own
    if (asset === id('WETH') || sources.has(holder)) continue;
    const limit = arrived.get(`${holder} ${asset}`) ?? 0n;
    for (const policy of CLAIMED) {
      ok(BigInt(amounts[policy]) <= limit, `${holder} ${asset} ${policy}`);
    }
  }
  for (const { amount, traced } of result.hops) {
    for (const policy of CLAIMED) ok(BigInt(traced[policy]) <= BigInt(amount ?? 0));
  }
}

function sourcesOf({ holders }: TraceResult): Set<string> {
  return new Set(holders.filter(({ followed }) => followed === 'source').map((known) => known.id));
}

/** What leaves a holder as traced has arrived there by then; sources have their own. */
function keepsToTime(scenario: Scenario, result: TraceResult): void {
  const rows = rowsOf(scenario);
  const { incoming } = scenario;
  const sources = sourcesOf(result);
  const time = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`) / 1000;
  for (const policy of CLAIMED) {
    const left = new Map<string, bigint>();
    for (const hop of result.hops.toSorted((a, b) => time(a.time) - time(b.time))) {
      if (sources.has(hop.from) || hop.via !== 'transfer') continue;
      // where receipts are not listed, more may have come than is seen
      if (incoming && !incoming.includes(hop.from)) continue;
      const key = `${hop.from} ${hop.asset}`;
      const gone = (left.get(key) ?? 0n) + BigInt(hop.traced[policy]);
      left.set(key, gone);
      const came = rows
        .filter((row) => row.to === hop.from && row.asset === hop.asset && real(row))
        .filter((row) => row.time <= time(hop.time));
      ok(gone <= came.reduce((total, { amount }) => total + amount, 0n), `${key} ${hop.tx}`);
    }
  }
}

test('where nothing is exchanged, what is claimed is what was stolen', async (t) => {
  const property = fc.asyncProperty(worlds(PLAIN), async (scenario) => {
    const { result } = await trace(scenario);
    const stolen = sum(result.stolen.map(({ amount }) => amount));
    const left = rowsOf(scenario).filter((row) => ['S', 'T'].includes(row.from) && !row.failed);
    ok(stolen <= left.reduce((total, { amount }) => total + amount, 0n));
    for (const policy of ['fifo', 'lifo', 'haircut'] as const) {
      const rows = result.certificate.filter((row) => row.policy === policy);
      const claimed = sum(result.destinations.map(({ amounts }) => amounts[policy]));
      equal(claimed + sum(rows.map(({ fees }) => fees)), sum(rows.map(({ seeds }) => seeds)));
      ok(claimed <= stolen || policy !== result.settings.policy);
    }
  });
  await fc.assert(property, seeded(t, 120));
});

test('a trace that ends earlier sees no more, and nothing that came later', async (t) => {
  const property = fc.asyncProperty(worlds(PLAIN), async (scenario) => {
    const until = timeOf(5);
    const early = await trace({ ...scenario, limits: { until } });
    const cut = rowsOf(scenario).filter(({ time }) => time <= until);
    const before = await trace({ ...scenario, rows: cut, limits: {} });
    deepEqual(early.result.destinations, before.result.destinations);
    deepEqual(early.result.hops, before.result.hops);
  });
  await fc.assert(property, seeded(t, 100));
});
