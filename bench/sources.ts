// `npm run bench:sources`: how long a trace over an explorer takes, beside the least that its
// latency, its rate and the depth of the theft allow. The explorer is a fake one on this computer
// that answers as Etherscan does; the program is the real one, from the id to the evidence.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { beginTrace, runLive } from '../src/casework/live/live.ts';
import { type StageOptions, stageLedger } from '../test/fakes/staged-ledger.ts';
import { table } from './accuracy/tables.ts';

export interface ServerOptions {
  readonly stage: StageOptions;
  readonly latencyMs: number;
  readonly ratePerSecond: number | null;
}

interface Setting {
  readonly latencyMs: number;
  /** Requests per second, or null for no limit. */
  readonly rate: number | null;
}

const SETTINGS: readonly Setting[] = [
  { latencyMs: 50, rate: 50 },
  { latencyMs: 200, rate: 10 },
  { latencyMs: 200, rate: null },
];
/** Most that a trace may take, in times of the bound. */
const RATIO = 1.25;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    addresses: { type: 'string', default: '200' },
    hops: { type: 'string', default: '6' },
  },
});
const stage: StageOptions = {
  seed: Number(values.seed),
  addresses: Number(values.addresses),
  hops: Number(values.hops),
};

interface Measured {
  readonly seconds: number;
  /** Processor time of program and explorer together, in seconds. */
  readonly work: number;
  readonly firstHop: number;
  readonly replay: number;
  readonly requests: number;
  readonly holders: number;
  /** Most transactions between the theft and a holder that was asked about. */
  readonly depth: number;
}

async function measure({ latencyMs, rate }: Setting): Promise<Measured> {
  const { theft, services } = stageLedger(stage);
  const server: ServerOptions = { stage, latencyMs, ratePerSecond: rate };
  const worker = new Worker(new URL('./sources-server.ts', import.meta.url), {
    workerData: server,
  });
  const [{ url }] = (await once(worker, 'message')) as [{ url: string }];
  const folder = mkdtempSync(join(tmpdir(), 'hue-sources-'));
  try {
    const config = join(folder, 'hue.config.mjs');
    writeFileSync(config, configOf(url, rate));
    const tags = join(folder, 'tags.csv');
    const lines = [...services].map(([address, category]) => {
      return `ethereum,${address},${category} of the stage,${category},bench`;
    });
    writeFileSync(tags, ['chain,address,entity,category,source', ...lines, ''].join('\n'));
    const into = join(folder, 'trace');
    const started = performance.now();
    const cpu = process.cpuUsage();
    const since = (): number => (performance.now() - started) / 1000;
    let firstHop = 0;
    const told = (): void => {
      firstHop ||= since();
    };
    const live = await beginTrace(theft.tx, { config, into, tags: [tags] });
    const { result } = await runLive(live, 'live', { told });
    const seconds = since();
    const { user, system } = process.cpuUsage(cpu);
    await live.store.settled();
    worker.postMessage('count');
    const [{ requests }] = (await once(worker, 'message')) as [{ requests: number }];
    const again = performance.now();
    await runLive(live, 'replay');
    const replay = (performance.now() - again) / 1000;
    const asked = result.holders.filter(({ followed }) => followed !== 'stop');
    const depth = asked.reduce((most, { hop }) => Math.max(most, hop), 0);
    const work = (user + system) / 1e6;
    const holders = result.holders.length;
    return { seconds, work, firstHop, replay, requests, holders, depth };
  } finally {
    worker.postMessage('stop');
    await once(worker, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

function configOf(url: string, rate: number | null): string {
  const source = {
    ...{ chain: 'ethereum', kind: 'etherscan', name: 'explorer', url, private: true },
    ...{ key: { env: 'HUE_BENCH_KEY' }, rate: rate ?? 100_000, inFlight: 500 },
  };
  return `export default ${JSON.stringify({ sources: [source], publicSources: false })};\n`;
}

/**
 * Seconds: one answer after the other for the theft and for every hop, and every request that was
 * made at the rate. Whatever is asked, and in whatever order, cannot be had sooner.
 */
function boundOf({ latencyMs, rate }: Setting, { depth, requests }: Measured): number {
  const latency = latencyMs / 1000;
  const serial = (1 + depth) * latency;
  return rate === null ? serial : Math.max(serial, (requests - 1) / rate + latency);
}

process.env.HUE_BENCH_KEY = 'none';
const rows: string[][] = [];
let missed = 0;
for (const setting of SETTINGS) {
  const measured = await measure(setting);
  const bound = boundOf(setting, measured);
  const latency = setting.latencyMs / 1000;
  const ratio = measured.seconds / bound;
  const first = measured.firstHop / latency;
  if (ratio > RATIO || first > 2 || measured.replay > 1) missed += 1;
  rows.push([
    `${setting.latencyMs} ms, ${setting.rate === null ? 'no limit' : `${setting.rate}/s`}`,
    `${measured.holders}`,
    `${measured.depth}`,
    `${measured.requests}`,
    `${bound.toFixed(2)} s`,
    `${measured.seconds.toFixed(2)} s`,
    `${measured.work.toFixed(2)} s`,
    ratio.toFixed(2),
    `${first.toFixed(2)} L`,
    `${measured.replay.toFixed(2)} s`,
  ]);
}
const head = ['source', 'holders', 'depth', 'requests', 'bound', 'trace', 'CPU', '÷ bound'];
console.log(`A trace over an explorer, stage ${JSON.stringify(stage)}\n`);
console.log(table([...head, 'first hop', 'replay'], rows));
console.log(
  `\nBars: ÷ bound ≤ ${RATIO}, first hop ≤ 2 L, replay ≤ 1 s: ${missed} of 3 rows miss one.`,
);
