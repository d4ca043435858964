import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { POLICY_IDS } from '../src/trace/policies/policy.ts';
import type { Kernel, Ready, Round, Task } from './account.ts';
import { atMost, type Bar } from './accuracy/bars.ts';
import { barTable, table } from './accuracy/tables.ts';
import type { LedgerPlan } from './generate.ts';
import type { Job, ReadTask } from './read.ts';

// Speed, as ratios to a floor measured in the same run (performance.md §10, §11): CPU time, a fresh
// process per kernel, rounds interleaved, median beside minimum, sizes and seed printed.

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '20250221' },
    rounds: { type: 'string', default: '7' },
    sizes: { type: 'string' },
    kernels: { type: 'string' },
  },
});
const SEED = Number(values.seed);
const ROUNDS = Math.max(5, Number(values.rounds));
const SIZES = (values.sizes ?? (values.full ? '1e4,1e5,1e6,1e7' : '1e4,1e5,1e6'))
  .split(',')
  .map(Number);
const ALL: readonly Kernel[] = ['floor', ...POLICY_IDS, 'seven'];
/** At 10^7 events a process takes some gigabytes: the floor, one policy of each kind, all. */
const FEW: readonly Kernel[] = ['floor', 'fifo', 'haircut', 'seven'];
const JOBS: readonly Job[] = ['lines', 'reading', 'ledger', 'exploring'];
const LARGE = 5e6;
const DIRTY_SIZE = 1e5;

interface Measured {
  /** What was measured: a kernel or a job. */
  readonly name: string;
  readonly ready: Ready;
  readonly rounds: readonly Round[];
}

interface Running {
  readonly name: string;
  readonly process: ChildProcess;
  readonly ready: Ready;
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a measuring process ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message as T;
}

async function begin(script: string, name: string, task: Task | ReadTask): Promise<Running> {
  const child = fork(join(import.meta.dirname, script), {
    execArgv: ['--expose-gc', '--max-old-space-size=8192'],
  });
  child.send(task);
  return { name, process: child, ready: await answer<Ready>(child) };
}

/** A fresh process each, and the processes take turns: A B C A B C. */
async function measure(
  script: string,
  tasks: ReadonlyMap<string, Task | ReadTask>,
): Promise<Measured[]> {
  const running: Running[] = [];
  for (const [name, task] of tasks) running.push(await begin(script, name, task));
  const rounds = new Map<string, Round[]>(running.map(({ name }) => [name, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const { name, process: child } of running) {
      child.send('round');
      rounds.get(name)?.push(await answer<Round>(child));
    }
  }
  for (const { process: child } of running) child.kill();
  return running.map(({ name, ready }) => ({ name, ready, rounds: rounds.get(name) ?? [] }));
}

function accounting(plan: LedgerPlan): Promise<Measured[]> {
  const kernels = kernelsFor(plan.events);
  return measure('account.ts', new Map(kernels.map((kernel) => [kernel, { ...plan, kernel }])));
}

function reading(plan: LedgerPlan): Promise<Measured[]> {
  return measure('read.ts', new Map(JOBS.map((job) => [job, { ...plan, job }])));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const cpu = ({ rounds }: Measured): number => median(rounds.map(({ cpuNs }) => cpuNs));
const least = ({ rounds }: Measured): number => Math.min(...rounds.map(({ cpuNs }) => cpuNs));
const wall = ({ rounds }: Measured): number => median(rounds.map(({ wallNs }) => wallNs));

/** Ratio of one kernel to another, of minima: noise only ever adds. */
function ratio(all: readonly Measured[], of: string, to: string): number {
  const [a, b] = [of, to].map((name) => all.find((one) => one.name === name));
  return a && b ? least(a) / least(b) : Number.NaN;
}

function show(plan: LedgerPlan, all: readonly Measured[]): void {
  const [first] = all;
  const size = first?.ready.events.toLocaleString('en-US');
  const moved = all.find(({ name }) => name === 'fifo')?.ready.moved ?? 0;
  const ledger = `${size} events, ${first?.ready.slots.toLocaleString('en-US')} ledgers`;
  const dirt = plan.dirt === 'all' ? 'every unit stolen (an upper bound)' : 'one theft';
  console.log(`\n${ledger}, ${dirt}: ${moved.toFixed(3)} lots moved an event under fifo\n`);
  const rows = all.map((one) => [
    one.name,
    cpu(one).toFixed(1),
    least(one).toFixed(1),
    wall(one).toFixed(1),
    one.ready.first.cpuNs.toFixed(1),
    ratio(all, one.name, 'floor').toFixed(2),
    one.name === 'floor' ? '' : one.ready.bytes.toFixed(0),
  ]);
  const head = ['', 'ns/event', 'least', 'wall', 'first run', '÷ floor', 'bytes/event'];
  console.log(table(head, rows));
}

function slowest(all: readonly Measured[]): Measured {
  const singles = all.filter(({ name }) => name !== 'floor' && name !== 'seven');
  return singles.reduce((a, b) => (least(a) > least(b) ? a : b));
}

function barsOf(plan: LedgerPlan, all: readonly Measured[]): Bar[] {
  const slow = slowest(all);
  const seven = ratio(all, 'seven', slow.name);
  const dirt = plan.dirt === 'all' ? 'all dirty' : 'few dirty';
  const name = `${plan.events.toExponential(0)} events, ${dirt}`;
  const together = atMost(`${name}: all seven ÷ ${slow.name}`, round(seven), 3);
  if (plan.dirt === 'all') return [together];
  const single = ratio(all, slow.name, 'floor');
  return [atMost(`${name}: ${slow.name} ÷ floor`, round(single), 6), together];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Time an event at ten times the size, over that of the floor, which has only caches to blame. */
function growthBars(results: readonly (readonly [LedgerPlan, readonly Measured[]])[]): Bar[] {
  return results.slice(1).flatMap(([plan, all], i) => {
    const [before, smaller] = results[i] ?? [plan, all];
    const growth = ratio(all, 'seven', 'floor') / ratio(smaller, 'seven', 'floor');
    const from = before.events.toExponential(0);
    const name = `all seven, ${from} → ${plan.events.toExponential(0)} events: growth ÷ floor's`;
    return [atMost(name, round(growth), 1.3)];
  });
}

function kernelsFor(events: number): readonly Kernel[] {
  if (values.kernels) return values.kernels.split(',') as Kernel[];
  return events > LARGE ? FEW : ALL;
}

function showReading(all: readonly Measured[]): void {
  const [first] = all;
  const rows = first?.ready.events ?? 0;
  const size = `${rows.toLocaleString('en-US')} rows of ${first?.ready.bytes.toFixed(0)} bytes`;
  console.log(`\nReading CSV and exploring it: CPU ns a row, ${size}\n`);
  const lines = all.map((one) => [
    one.name,
    cpu(one).toFixed(0),
    least(one).toFixed(0),
    wall(one).toFixed(0),
    one.ready.first.cpuNs.toFixed(0),
    ratio(all, one.name, 'lines').toFixed(2),
  ]);
  console.log(table(['', 'ns/row', 'least', 'wall', 'first run', '÷ lines'], lines));
}

console.log(`Accounting: CPU ns an event, median of ${ROUNDS} rounds; the floor is one bare pass`);
console.log(
  `over the same events that only adds up balances. Seed ${SEED}, Node ${process.version}.`,
);
const results: [LedgerPlan, Measured[]][] = [];
for (const events of SIZES) {
  const plan: LedgerPlan = { events, seed: SEED, dirt: 'few' };
  const all = await accounting(plan);
  show(plan, all);
  results.push([plan, all]);
}
const dirtyPlan: LedgerPlan = { events: DIRTY_SIZE, seed: SEED, dirt: 'all' };
const dirty = await accounting(dirtyPlan);
show(dirtyPlan, dirty);
const read = await reading({ events: values.full ? 1e6 : 1e5, seed: SEED, dirt: 'few' });
showReading(read);
const bars = [
  ...results.flatMap(([plan, all]) => barsOf(plan, all)),
  ...growthBars(results),
  ...barsOf(dirtyPlan, dirty),
  atMost(
    'reading CSV ÷ splitting and parsing its lines',
    round(ratio(read, 'reading', 'lines')),
    2,
  ),
];
console.log(`\n${barTable(bars)}`);
process.exitCode = bars.every(({ met }) => met) ? 0 : 1;
