// The explorer of `bench/sources.ts`, in a thread of its own: its work must not count as ours.

import { parentPort, workerData } from 'node:worker_threads';
import { startExplorer } from '../test/fakes/explorer.ts';
import { stageLedger } from '../test/fakes/staged-ledger.ts';
import type { ServerOptions } from './sources.ts';

const { stage, latencyMs, ratePerSecond }: ServerOptions = workerData;
const { ledger } = stageLedger(stage);
const fake = await startExplorer({ kind: 'etherscan', ledger, latencyMs, ratePerSecond });
// what a server does but once must not count as latency
await fetch(`${fake.url}/api?module=proxy&action=eth_blockNumber`);
const before = fake.requests().length;
parentPort?.on('message', (what: 'count' | 'stop') => {
  if (what === 'count') parentPort?.postMessage({ requests: fake.requests().length - before });
  else void fake.stop().then(() => parentPort?.close());
});
parentPort?.postMessage({ url: fake.url });
