import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { POLICY_IDS } from '../src/trace/policies/policy.ts';
import type { Kernel, Ready, Round, Task } from './account.ts';
import { atMost, type Bar } from './accuracy/bars.ts';
import { barTable, table } from './accuracy/tables.ts';
import type { LedgerPlan } from './generate.ts';

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
const LARGE = 5e6;
const DIRTY_SIZE = 1e5;

interface Measured {
  readonly kernel: Kernel;
  readonly ready: Ready;
  readonly rounds: readonly Round[];
}

interface Running {
  readonly kernel: Kernel;
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

async function begin(kernel: Kernel, plan: LedgerPlan): Promise<Running> {
  const child = fork(join(import.meta.dirname, 'account.ts'), {
    execArgv: ['--expose-gc', '--max-old-space-size=8192'],
  });
  child.send({ ...plan, kernel } satisfies Task);
  return { kernel, process: child, ready: await answer<Ready>(child) };
}

/** One ledger under every kernel: the processes take turns, A B C A B C. */
async function measure(plan: LedgerPlan, kernels: readonly Kernel[]): Promise<Measured[]> {
  const running: Running[] = [];
  for (const kernel of kernels) running.push(await begin(kernel, plan));
  const rounds = new Map<Kernel, Round[]>(kernels.map((kernel) => [kernel, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const { kernel, process: child } of running) {
      child.send('round');
      rounds.get(kernel)?.push(await answer<Round>(child));
    }
  }
  for (const { process: child } of running) child.kill();
  return running.map(({ kernel, ready }) => ({ kernel, ready, rounds: rounds.get(kernel) ?? [] }));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const cpu = ({ rounds }: Measured): number => median(rounds.map(({ cpuNs }) => cpuNs));
const least = ({ rounds }: Measured): number => Math.min(...rounds.map(({ cpuNs }) => cpuNs));
const wall = ({ rounds }: Measured): number => median(rounds.map(({ wallNs }) => wallNs));

/** Ratio of one kernel to another, of minima: noise only ever adds. */
function ratio(all: readonly Measured[], of: Kernel, to: Kernel): number {
  const [a, b] = [of, to].map((kernel) => all.find((one) => one.kernel === kernel));
  return a && b ? least(a) / least(b) : Number.NaN;
}

function show(plan: LedgerPlan, all: readonly Measured[]): void {
  const [first] = all;
  const size = first?.ready.events.toLocaleString('en-US');
  const moved = all.find(({ kernel }) => kernel === 'fifo')?.ready.moved ?? 0;
  const ledger = `${size} events, ${first?.ready.slots.toLocaleString('en-US')} ledgers`;
  const dirt = plan.dirt === 'all' ? 'every unit stolen (an upper bound)' : 'one theft';
  console.log(`\n${ledger}, ${dirt}: ${moved.toFixed(3)} lots moved an event under fifo\n`);
  const rows = all.map((one) => [
    one.kernel,
    cpu(one).toFixed(1),
    least(one).toFixed(1),
    wall(one).toFixed(1),
    one.ready.first.cpuNs.toFixed(1),
    ratio(all, one.kernel, 'floor').toFixed(2),
    one.kernel === 'floor' ? '' : one.ready.bytes.toFixed(0),
  ]);
  const head = ['', 'ns/event', 'least', 'wall', 'first run', '÷ floor', 'bytes/event'];
  console.log(table(head, rows));
}

function slowest(all: readonly Measured[]): Measured {
  const singles = all.filter(({ kernel }) => kernel !== 'floor' && kernel !== 'seven');
  return singles.reduce((a, b) => (least(a) > least(b) ? a : b));
}

function barsOf(plan: LedgerPlan, all: readonly Measured[]): Bar[] {
  const slow = slowest(all);
  const seven = ratio(all, 'seven', slow.kernel);
  const name = `${plan.events.toExponential(0)} events, ${plan.dirt === 'all' ? 'all dirty' : 'few dirty'}`;
  const together = atMost(`${name}: all seven ÷ ${slow.kernel}`, round(seven), 3);
  if (plan.dirt === 'all') return [together];
  const single = ratio(all, slow.kernel, 'floor');
  return [atMost(`${name}: ${slow.kernel} ÷ floor`, round(single), 6), together];
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

console.log(
  `Accounting: CPU ns an event, median of ${ROUNDS} rounds, seed ${SEED}, Node ${process.version}`,
);
const results: [LedgerPlan, Measured[]][] = [];
for (const events of SIZES) {
  const plan: LedgerPlan = { events, seed: SEED, dirt: 'few' };
  const all = await measure(plan, kernelsFor(events));
  show(plan, all);
  results.push([plan, all]);
}
const dirtyPlan: LedgerPlan = { events: DIRTY_SIZE, seed: SEED, dirt: 'all' };
const dirty = await measure(dirtyPlan, kernelsFor(DIRTY_SIZE));
show(dirtyPlan, dirty);
const bars = [
  ...results.flatMap(([plan, all]) => barsOf(plan, all)),
  ...growthBars(results),
  ...barsOf(dirtyPlan, dirty),
];
console.log(`\n${barTable(bars)}`);
process.exitCode = bars.every(({ met }) => met) ? 0 : 1;
