import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Balances } from '../src/casework/watch/balances.ts';
import { createLog } from '../src/server/log.ts';
import { readHeld } from '../src/server/watch/held.ts';
import { Threads } from '../src/server/work/threads.ts';
import { traceRequestSchema } from '../src/server/work/trace-request.ts';
import { JobWorker } from '../src/server/work/worker.ts';
import { putBlob } from '../src/store/blobs.ts';
import { verifyCustody } from '../src/store/custody.ts';
import { openStore } from '../src/store/store.ts';
import { createTrace, findTrace } from '../src/store/traces.ts';
import { table } from './accuracy/tables.ts';
import { fillCustody } from './custody-rows.ts';
import { generateCsv } from './generate-csv.ts';

// What a trace of a million transfers does to the server beside which it runs: the delay of the
// event loop while a worker in the same process reads, explores, accounts and keeps the result;
// then while a watch takes that result for its base; and while a custody log of as many rows is
// verified.

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1e6' },
    seed: { type: 'string', default: '20250221' },
  },
});
const events = Number(values.events);
/** Between two looks at the loop's delay, in milliseconds. */
const RESOLUTION = 5;
const BAR_MS = 50;

// connections to the store keep no process alive
setInterval(() => undefined, 1000);
const home = mkdtempSync(join(tmpdir(), 'hue-bench-work-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const store = await openStore({ folder: home });
const csv = generateCsv({ events, seed: Number(values.seed), dirt: 'few' });
const tags = csv.services.map((address) => `ethereum,${address},Exchange,exchange,bench`);
const texts = {
  'ledger.csv.gz': gzipSync(Buffer.concat(csv.pieces)),
  'tags.csv': Buffer.from(['chain,address,entity,category,source', ...tags, ''].join('\n')),
};
const files = await Promise.all(
  Object.entries(texts).map(async ([name, bytes]) => {
    return { id: name, name, sha256: await putBlob(store.db, bytes, 'text/csv') };
  }),
);
const request = traceRequestSchema.parse({
  text: null,
  case: {
    format: 'hueandcry.case',
    version: 1,
    id: 'bench',
    title: 'A million transfers',
    chain: 'ethereum',
    ledger: { files: ['ledger.csv.gz'] },
    tags: ['tags.csv'],
    thefts: [{ id: 'theft', sources: [{ holder: csv.victim }] }],
    settings: { maxDepth: 200, maxHolders: 100_000 },
  },
  files,
  victim: [],
  options: {},
});
const worker = new JobWorker({ store, home, log: createLog('error') });
await worker.start();
const actor = { kind: 'system', id: 'bench', name: 'bench' } as const;
const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
const rows: string[][] = [];

/** Does something and looks meanwhile how late the event loop is; `ended` says what came of it. */
async function measure(what: string, work: () => Promise<string>, isBarred = true): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  const start = performance.now();
  const ended = await work();
  delay.disable();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const p99 = delay.percentile(99);
  const figures = [String(delay.count), ms(delay.percentile(50)), ms(p99), ms(delay.max)];
  const verdict = p99 / 1e6 < BAR_MS ? 'met' : 'NOT MET';
  const bar = isBarred ? [`p99 < ${BAR_MS}`, verdict] : ['', ''];
  rows.push([what, ended, seconds, ...figures, ...bar]);
}

// without any work: what the computer itself does to the loop
await measure('none', async () => String((await sleep(5000)) ?? ''), false);
let sha256 = '';
await measure(`a trace of ${events.toLocaleString('en')} transfers`, async () => {
  const by = { personId: 'bench', actor };
  const { id } = await createTrace(store.db, { title: 'A million', request }, by);
  let trace = await findTrace(store.db, id);
  while (trace && trace.ended_at === null) {
    await sleep(50);
    trace = await findTrace(store.db, id);
  }
  sha256 = trace?.result_sha256 ?? '';
  const blob = store.db.selectFrom('blob').select('size').where('sha256', '=', sha256);
  return `${trace?.status}, ${(await blob.executeTakeFirst())?.size ?? 0n} bytes`;
});
const threads = new Threads(1);
await measure('its result as the base of a watch', async () => {
  const settings = { services: true };
  const { held } = await readHeld(store.db, threads, { sha256, settings });
  const again = await readHeld(store.db, threads, { sha256, before: sha256, settings });
  const balances = await Balances.inTurns(again.held.rests, { covered: -1 });
  return `${[...balances.all()].length} places of ${held.rests.length}`;
});
await fillCustody(store, home, events);
await measure(`a custody log of ${events.toLocaleString('en')} rows`, async () => {
  const verdict = await verifyCustody(store.db);
  return verdict.ok ? `${verdict.rows} hold` : verdict.reason;
});
const names = ['p50 ms', 'p99', 'most', 'asked', 'result'];
process.stdout.write(`${table(['beside', 'ended', 'seconds', 'looks', ...names], rows)}\n`);
await threads.close();
await worker.stop();
await store.close();
process.exit();
