// Whole traces through random faults, on a simulated clock: they end as if nothing had gone wrong,
// replay to the same bytes, and go on where they were stopped. HUE_SIMULATION says how many seeds.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import { toJson } from '../../src/base/json.ts';
import { runLive } from '../../src/casework/live/live.ts';
import { questionText } from '../../src/ledger/evidence/exchange.ts';
import { memoryFiles } from '../../src/ledger/evidence/files.ts';
import { EvidenceStore } from '../../src/ledger/evidence/store.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { foundIn, type Held, type Simulated, simulate, type Theft, theftOf } from './simulated.ts';
import { dice, explorersOf } from './worlds.ts';

const SEEDS = Number(process.env.HUE_SIMULATION ?? 25);
/** Seeds in one test. */
const GROUP = 50;
/** Different thefts; each goes through many kinds of trouble. */
const THEFTS = Math.ceil(SEEDS / 5);
/** Of how many seeds one is replayed, and one is stopped on its way. */
const REPLAYED = 5;
const STOPPED = 4;

interface Known extends Theft {
  /** Of a trace through an explorer that has no faults. */
  readonly calm: TraceResult;
}

const thefts: Known[] = [];
before(async () => {
  for (let seed = 0; seed < THEFTS; seed++) {
    const theft = theftOf({ seed, addresses: 5, hops: 3, noise: 1 });
    const calm = await traced(simulate(theft, [{ kind: 'etherscan' }], seed));
    thefts.push({ ...theft, calm });
  }
});

async function traced({ live, clock }: Simulated, signal?: AbortSignal): Promise<TraceResult> {
  return (await clock.run(runLive(live, 'live', { signal }))).result;
}

const theftFor = (seed: number): Known => thefts[seed % thefts.length] as Known;

/** What the disk holds once all is written. */
async function settled({ live, held }: Simulated): Promise<Held> {
  await live.store.settled();
  return new Map(held);
}

const groups = Array.from({ length: Math.ceil(SEEDS / GROUP) }, (_, i) => {
  return [1 + i * GROUP, Math.min(SEEDS, (i + 1) * GROUP)] as const;
});

for (const [first, last] of groups) {
  test(`faults change nothing, and all replays: seeds ${first} to ${last}`, async () => {
    let faults = 0;
    let failovers = 0;
    for (let seed = first; seed <= last; seed++) {
      const theft = theftFor(seed);
      const explorers = explorersOf(seed);
      const world = simulate(theft, explorers, seed);
      const result = await traced(world).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
      assert.deepEqual(foundIn(result), foundIn(theft.calm), `seed ${seed}`);
      const moves = explorers.some((one) => one.faults?.headMoves);
      if (explorers.length === 1 && !moves) {
        const names = JSON.stringify(result.coverage).replaceAll('explorer-0', 'x');
        assert.equal(names, JSON.stringify(theft.calm.coverage).replaceAll('explorer-0', 'x'));
      }
      faults += world.explorers[0]?.requests().filter(({ fault }) => fault).length ?? 0;
      if (result.evidence?.sources.some(({ name }) => name === 'explorer-1')) failovers += 1;
      if (seed % REPLAYED > 0) continue;
      const again = simulate(theft, explorers, seed, await settled(world));
      const replayed = await runLive(again.live, 'replay');
      assert.equal(toJson(replayed.result), toJson(result), `seed ${seed} by replay`);
      assert.deepEqual(again.asked, []);
    }
    assert.ok(faults > 5 * (last - first), `${faults} faults`);
    assert.ok(failovers > (last - first) / 10, `${failovers} failovers`);
  });
}

describe('recorded evidence', () => {
  test('of which one answer is cut out: the error names the question', async () => {
    const { theft, explorers, seed, held } = await recorded(3);
    const index = 'index.jsonl';
    const lines = Buffer.from(held.get(index) ?? [])
      .toString()
      .split(/(?<=\n)/);
    assert.ok(lines.length > 20);
    for (const [i, line] of lines.entries()) {
      if (i % 2 > 0) continue;
      const rest = Buffer.from(lines.filter((_, at) => at !== i).join(''));
      const cut = simulate(theft, explorers, seed, new Map([...held, [index, rest]]));
      const question = questionText(JSON.parse(line).request);
      await assert.rejects(runLive(cut.live, 'replay'), (error: Error) => {
        return error.message.includes(`a recorded answer to ${question}, found`);
      });
    }
  });

  test('of which one bit is another: the answer is named', async () => {
    const { theft, explorers, seed, held } = await recorded(4);
    const draw = dice(seed);
    let damaged = 0;
    for (const [path, bytes] of [...held].slice(0, 20)) {
      const digest = /([0-9a-f]{64})\.zst$/.exec(path)?.[1];
      if (digest === undefined) continue;
      const changed = Buffer.from(bytes);
      const at = draw(path, 0, bytes.length - 1);
      changed[at] = (changed[at] ?? 0) ^ (1 << draw(`${path} bit`, 0, 7));
      // one bit of a frame's header means nothing (RFC 8878, section 3.1.1.1.1.4)
      if (unpacked(changed) === unpacked(bytes)) continue;
      damaged += 1;
      const world = simulate(theft, explorers, seed, new Map([...held, [path, changed]]));
      const replay = runLive(world.live, 'replay');
      await assert.rejects(replay, { name: 'InputError', label: `evidence ${digest}` });
    }
    assert.ok(damaged > 10);
  });
});

function unpacked(bytes: Uint8Array): string | null {
  try {
    return zstdDecompressSync(bytes).toString('latin1');
  } catch {
    return null;
  }
}

/** A trace of which nothing failed for good, and its evidence. */
async function recorded(seed: number) {
  const theft = theftFor(seed);
  const [first] = explorersOf(seed);
  assert.ok(first);
  const { diesAfter: _, ...lasting } = first;
  // a second source must not hide what the evidence of the first one lacks
  const explorers = [lasting, { kind: 'etherscan' }] as const;
  const world = simulate(theft, explorers, seed);
  await traced(world);
  return { theft, explorers, seed, held: await settled(world) };
}

for (const [first, last] of groups) {
  test(`stopped anywhere, it goes on without asking anew: seeds ${first} to ${last}`, async () => {
    let halves = 0;
    for (let seed = first; seed <= last; seed += STOPPED) {
      const theft = theftFor(seed);
      // what an explorer says is the same at all times, so that the evidence is too
      const explorers = explorersOf(seed)
        .slice(0, 1)
        .map(({ diesAfter: _, ...one }) => ({ ...one, faults: { ...one.faults, headMoves: 0 } }));
      const whole = await traced(simulate(theft, explorers, seed));
      const stopped = simulate(theft, explorers, seed);
      const stop = new AbortController();
      const at = dice(seed)('stop', 0, 8000);
      void stopped.clock.sleep(at).then(() => stop.abort());
      const partial = await traced(stopped, stop.signal).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
        return null;
      });
      const held = await settled(stopped);
      const known = new Set(answeredIn(held));
      const resumed = simulate(theft, explorers, seed, held);
      const end = await traced(resumed);
      assert.deepEqual(
        resumed.asked.filter((question) => known.has(question)),
        [],
        `seed ${seed} asks again`,
      );
      assert.deepEqual(timeless(end), timeless(whole), `seed ${seed} after ${at} ms`);
      if (known.size > 0 && resumed.asked.length > 0) halves += 1;
      if (partial) assertPartial(partial, whole, seed);
    }
    assert.ok(halves >= (last - first) / STOPPED / 4, `${halves} were stopped on their way`);
  });
}

function answeredIn(held: Held): string[] {
  return [...new EvidenceStore(memoryFiles(held)).exchanges()]
    .filter(({ digest }) => digest !== null)
    .map(({ source, request }) => `${source} ${questionText(request)}`);
}

function timeless({ evidence, ...rest }: TraceResult): unknown {
  const sources = evidence?.sources.map(({ first: _, last: __, ...one }) => one);
  return { ...rest, evidence: { ...evidence, sources } };
}

/** A part of an answer claims no movement that the whole has not, and says that it is a part. */
function assertPartial(partial: TraceResult, whole: TraceResult, seed: number): void {
  const key = ({ tx, from, to, asset }: TraceResult['hops'][number]) =>
    [tx, from, to, asset].join();
  const all = new Set(whole.hops.map(key));
  assert.ok(
    partial.hops.map(key).every((hop) => all.has(hop)),
    `seed ${seed}`,
  );
  const isWhole = isDeepStrictEqual(foundIn(partial).hops, foundIn(whole).hops);
  const isSaid = JSON.stringify(partial.coverage).includes('cancel');
  assert.ok(isWhole || isSaid, `seed ${seed} does not say that it was stopped`);
}
