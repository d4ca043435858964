import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAmount } from '../src/base/amount.ts';
import { isNobody } from '../src/ledger/address.ts';
import { type FileLedger, openFileLedger, readTransfers } from '../src/ledger/file/open.ts';
import { explore, type Knowledge } from '../src/trace/explore.ts';
import { createAccounts } from '../src/trace/kernel/accounts.ts';
import { POLICY_IDS } from '../src/trace/policies/policy.ts';
import { createPrices } from '../src/trace/prices.ts';
import type { Question } from '../src/trace/question.ts';
import type { Ready, Round } from './account.ts';
import type { LedgerPlan } from './generate.ts';
import { type GeneratedCsv, generateCsv } from './generate-csv.ts';

// Reading a generated CSV, and tracing its theft, in a process of its own. `bench/run.ts` asks for
// each round. The floor of reading is splitting the lines and parsing their numbers, no more.

/** What is measured, per row: the floor, reading alone, a whole ledger, and exploring it. */
export type Job = 'lines' | 'reading' | 'ledger' | 'exploring';

export interface ReadTask extends LedgerPlan {
  readonly job: Job;
}

const WARM_UP_ROWS = 20_000;
const WARM_UP_PASSES = 4;

interface Subject {
  readonly csv: GeneratedCsv;
  readonly folder: string;
  readonly ledger: FileLedger | null;
}

/** Splits the lines and parses block, time and amount. */
function splitLines({ pieces }: GeneratedCsv): bigint {
  let sum = 0n;
  let left = '';
  for (const piece of pieces) {
    const lines = (left + Buffer.from(piece).toString('utf8')).split('\n');
    left = lines.pop() ?? '';
    for (const line of lines) {
      const [, block, time = '', , , , amount = '', contract] = line.split(',');
      if (block === 'block') continue;
      const decimals = contract?.startsWith('0xdac') ? 6 : 18;
      sum += parseAmount(amount, decimals, 'amount').units;
      sum += BigInt(Number(block) + Date.parse(`${time}Z`));
    }
  }
  return sum;
}

function knowledgeOf(ledger: FileLedger, services: ReadonlySet<string>, assets: Assets): Knowledge {
  const series = new Map([...assets.keys()].map((id) => [id, [{ time: 0, price: 10n ** 11n }]]));
  const prices = createPrices(series, assets);
  return {
    assets,
    prices,
    isNobody,
    isService: (holder) => services.has(holder),
    reconsider: () => Promise.resolve(false),
    wrapped: () => null,
    claims: {
      placeOf: () => null,
      backing: () => null,
      genuine: () => true,
      cents: prices.cents,
      incomingListed: () => ledger.size > 0,
    },
  };
}

type Assets = Knowledge['assets'];

async function exploreAll(ledger: FileLedger, csv: GeneratedCsv): Promise<number> {
  const assets = new Map((await ledger.assets()).map((asset) => [asset.id, asset]));
  const question: Question = {
    sources: [{ holder: csv.victim, since: 0, label: 0 }],
    thefts: [],
    policy: 'fifo',
    policies: POLICY_IDS,
    fromTheft: false,
    limits: {
      majority: 0.95,
      dustUsd: 1,
      maxDepth: 200,
      maxHolders: 100_000,
      maxFanOut: 1000,
      maxTransfers: 100_000,
      until: null,
    },
  };
  const knowledge = knowledgeOf(ledger, new Set(csv.services), assets);
  const { steps } = await explore(ledger, question, knowledge, createAccounts(POLICY_IDS));
  return steps.length;
}

function open(folder: string): Promise<FileLedger> {
  return openFileLedger(['ledger.csv'], { chain: 'ethereum', baseDir: folder });
}

async function pass(job: Job, { csv, folder, ledger }: Subject): Promise<number> {
  if (job === 'lines') return Number(BigInt.asUintN(32, splitLines(csv)));
  if (job === 'reading') return readTransfers(csv.pieces, { chain: 'ethereum' });
  if (job === 'exploring' && ledger) return exploreAll(ledger, csv);
  return (await open(folder)).size;
}

async function round(job: Job, subject: Subject): Promise<Round> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  const start = performance.now();
  await pass(job, subject);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const { rows } = subject.csv;
  return { cpuNs: ((user + system) * 1000) / rows, wallNs: (wall * 1e6) / rows };
}

async function prepare(task: ReadTask, folder: string): Promise<Subject> {
  const csv = generateCsv(task);
  writeFileSync(join(folder, 'ledger.csv'), Buffer.concat(csv.pieces));
  return { csv, folder, ledger: task.job === 'exploring' ? await open(folder) : null };
}

async function start(task: ReadTask): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hueandcry-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('SIGTERM', () => process.exit(0));
  const warm = await prepare({ ...task, events: Math.min(task.events, WARM_UP_ROWS) }, folder);
  for (let i = 0; i < WARM_UP_PASSES; i++) await pass(task.job, warm);
  const subject = await prepare(task, folder);
  const first = await round(task.job, subject);
  const { rows, bytes } = subject.csv;
  const steps = task.job === 'exploring' ? await pass(task.job, subject) : 0;
  const ready: Ready = { events: rows, slots: 0, first, bytes: bytes / rows, moved: steps / rows };
  process.on('message', () => round(task.job, subject).then((done) => process.send?.(done)));
  process.send?.(ready);
}

process.once('message', (task: ReadTask) => start(task));
