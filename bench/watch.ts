// From a block's arrival at a node to the alert that is stored and sent, with 10,000 watched
// holders: full blocks from a node in another process, the real store with its disk, and a webhook
// that is really told. What the node itself needs to answer is part of it; what a block needs to
// reach the node is not.

import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { realWorld } from '../src/casework/live/live.ts';
import { openSeal } from '../src/server/watch/seal.ts';
import { startWatching } from '../src/server/watch/start.ts';
import { openWorkshop } from '../src/server/work/workshop.ts';
import { newWebhookSecret } from '../src/share/webhook.ts';
import { addTarget } from '../src/store/deliveries.ts';
import { openStore } from '../src/store/store.ts';
import { heldResult, watchOf } from '../test/watch/held.ts';
import { table } from './accuracy/tables.ts';
import { type NewHead, USDT } from './watch-node.ts';

const { values } = parseArgs({
  options: {
    holders: { type: 'string', default: '10000' },
    blocks: { type: 'string', default: '120' },
    pause: { type: 'string', default: '400' },
  },
});
const count = Number(values.holders);
const blockCount = Number(values.blocks);
const BAR_MS = 1000;
const ASSET = `eip155:1/erc20:${USDT}`;

const holders = Array.from({ length: count }, (_, i) => `0x${hash('sha1', `held ${i}`, 'hex')}`);

function percentiles(name: string, times: readonly number[]): readonly string[] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const ms = [at(0.5), at(0.95), at(0.99), at(1)].map((time) => `${Math.round(time)} ms`);
  const worst = at(1);
  const verdict = worst <= BAR_MS ? 'met' : `NOT MET by ${Math.round(worst - BAR_MS)} ms`;
  return [name, `${sorted.length}`, ...ms, `≤ ${BAR_MS} ms`, verdict];
}

const home = mkdtempSync(join(tmpdir(), 'hue-bench-watch-'));
const node = fork(join(import.meta.dirname, 'watch-node.ts'));
const store = await openStore({ folder: home });
const told = new Map<string, number>();
const hook = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const now = Date.now();
  const { data } = JSON.parse(Buffer.concat(parts).toString()) as {
    data: { detail: { tx: string } };
  };
  if (!told.has(data.detail.tx)) told.set(data.detail.tx, now);
  response.writeHead(204).end();
});
try {
  const [{ url }] = (await once(node, 'message')) as [{ url: string }];
  const source = { chain: 'ethereum', kind: 'evm-rpc', name: 'node', url, private: true };
  const config = JSON.stringify({ sources: [source], publicSources: false });
  writeFileSync(join(home, 'hue.config.mjs'), `export default ${config};\n`);
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  await set();
  const heard: [id: string, at: number][] = [];
  await store.listen('events', (id) => heard.push([id, Date.now()]));
  const env = { ...process.env, HUE_WEBHOOK_PRIVATE_HOSTS: '127.0.0.1' };
  const log = { info: () => {}, warn: console.error, error: console.error };
  const place = { store, home, log, origin: 'http://localhost:8423' };
  const shop = openWorkshop(place);
  const watching = await startWatching({ ...place, world: { ...realWorld, env } }, shop);
  while (!(await isFollowing())) await sleep(20);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const heads = await run();
  delay.disable();
  await watching.stop();
  await shop.close();
  await print(heads, heard);
  const ms = (nanoseconds: number) => `${Math.round(nanoseconds / 1e6)} ms`;
  const [often, longest] = [ms(delay.percentile(99)), ms(delay.max)];
  process.stdout.write(`\nevent loop held up: p99 ${often}, longest ${longest}\n`);
} finally {
  node.disconnect();
  hook.close();
  hook.closeAllConnections();
  await store.close();
  rmSync(home, { recursive: true, force: true });
}

async function set(): Promise<void> {
  const { port } = hook.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/`;
  const secret = openSeal(home, process.env).close(newWebhookSecret(), `webhook ${address}`);
  await addTarget(store.db, { kind: 'webhook', address, secret, createdBy: 'bench' });
  const held = holders.map((holder) => ({ holder, asset: ASSET, units: 5_000_000_000n }));
  await watchOf(store.db, heldResult(held));
}

async function isFollowing(): Promise<boolean> {
  const row = await store.db.selectFrom('watch').select('last_block').executeTakeFirst();
  return (row?.last_block ?? null) !== null;
}

/** Blocks in which one to three of those watched pay, at moments that fit no rhythm of ours. */
async function run(): Promise<readonly NewHead[]> {
  const heads: NewHead[] = [];
  let next = 0;
  for (let block = 0; block < blockCount; block += 1) {
    const payers = holders.slice(next, next + 1 + (block % 3));
    next += payers.length;
    node.send({ payers });
    const [head] = (await once(node, 'message')) as [NewHead];
    heads.push(head);
    const deadline = Date.now() + 10_000;
    while (head.transactions.some((tx) => !told.has(tx)) && Date.now() < deadline) await sleep(1);
    await sleep(Math.random() * Number(values.pause));
  }
  return heads;
}

async function print(heads: readonly NewHead[], heard: readonly [string, number][]): Promise<void> {
  const byAlert = new Map<string, number>();
  const events = await store.db.selectFrom('event').selectAll().execute();
  const times = new Map(heard);
  for (const { id, kind, body } of events) {
    const at = times.get(String(id));
    if (kind === 'alert.raised' && at !== undefined) byAlert.set((body as { id: string }).id, at);
  }
  const alerts = await store.db.selectFrom('alert').selectAll().execute();
  const stored = new Map(
    alerts.map(({ id, body }) => [(body as { tx: string }).tx, byAlert.get(id) ?? Number.NaN]),
  );
  const since = (of: ReadonlyMap<string, number>) =>
    heads.flatMap(({ at, transactions }) =>
      transactions.map((tx) => (of.get(tx) ?? Number.POSITIVE_INFINITY) - at),
    );
  const mean = (of: (head: NewHead) => number) =>
    Math.round(heads.reduce((sum, head) => sum + of(head), 0) / heads.length);
  process.stdout.write(
    `${count.toLocaleString('en')} watched holders, ${heads.length} blocks of ` +
      `${mean((head) => head.count)} transactions and ${mean(({ bytes }) => bytes / 1024)} KiB ` +
      `on average; ${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}\n\n`,
  );
  const head = ['from a block at the node to the alert', 'alerts', 'p50', 'p95', 'p99', 'most'];
  const rows = [percentiles('stored', since(stored)), percentiles('received', since(told))];
  process.stdout.write(`${table([...head, 'bar', ''], rows)}\n`);
  if (rows.some((row) => row.at(-1) !== 'met')) process.exitCode = 1;
}
