import { Engine } from '../src/trace/kernel/engine.ts';
import { EventLog } from '../src/trace/kernel/log.ts';
import { memoryOf } from '../src/trace/kernel/memory.ts';
import { POLICY_IDS, type PolicyId } from '../src/trace/policies/policy.ts';
import { addUp, type Columns, columnsOf, emptyBalances } from './floor.kernel.ts';
import { generate, type LedgerPlan } from './generate.ts';

// One kernel over one generated ledger, in a process of its own, since what the compiler learns of
// one kernel would colour the next (performance.md §11). `bench/run.ts` asks for each round.

/** What is measured: the floor, one policy, or all seven at once. */
export type Kernel = 'floor' | PolicyId | 'seven';

export interface Task extends LedgerPlan {
  readonly kernel: Kernel;
}

/** One measured round. */
export interface Round {
  readonly cpuNs: number;
  readonly wallNs: number;
}

/** What the process says of its ledger before the first round. */
export interface Ready {
  readonly events: number;
  readonly slots: number;
  readonly first: Round;
  readonly bytes: number;
  readonly moved: number;
}

/** Shorter rounds are noise. */
const LEAST_ROUND_MS = 80;
const WARM_UP_EVENTS = 20_000;
const WARM_UP_MS = 600;

interface Subject {
  readonly log: EventLog;
  readonly columns: Columns;
}

function prepare(plan: LedgerPlan): Subject {
  const log = new EventLog();
  generate(log, plan);
  return { log, columns: columnsOf(log) };
}

function account(kernel: Kernel, { log }: Subject): Engine {
  const policies = kernel === 'seven' ? POLICY_IDS : [kernel as PolicyId];
  const engine = new Engine(log, policies, 'seed');
  engine.advance();
  return engine;
}

/** What is timed: a pass over all events, the memory that it needs included. */
function pass(kernel: Kernel, subject: Subject): void {
  if (kernel === 'floor') addUp(subject.columns, emptyBalances(subject.columns.slots));
  else account(kernel, subject);
}

/** Time an event, over as many passes as a round needs. */
function round(kernel: Kernel, subject: Subject, passes: number): Round {
  globalThis.gc?.();
  const before = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < passes; i++) pass(kernel, subject);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const events = passes * subject.log.length;
  return { cpuNs: ((user + system) * 1000) / events, wallNs: (wall * 1e6) / events };
}

function start(task: Task): void {
  const { kernel } = task;
  const warm = prepare({ ...task, events: Math.min(task.events, WARM_UP_EVENTS) });
  // with no engine alive the collector forgets the shapes of its objects, and code is compiled anew
  const alive = kernel === 'floor' ? null : account(kernel, warm);
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end; ) pass(kernel, warm);
  const subject = prepare(task);
  const first = round(kernel, subject, 1);
  const passMs = (round(kernel, subject, 8).wallNs * subject.log.length) / 1e6;
  const passes = Math.max(1, Math.ceil(LEAST_ROUND_MS / passMs));
  const engine = kernel === 'floor' ? null : account(kernel, subject);
  const memory = engine ? Object.values(memoryOf(engine)).reduce((a, b) => a + b, 0) : 0;
  const ready: Ready = {
    events: subject.log.length,
    slots: subject.log.slots.count,
    first,
    bytes: memory / subject.log.length,
    moved: (engine?.state.moved ?? 0) / subject.log.length,
  };
  process.on('message', () =>
    process.send?.({ ...round(kernel, subject, passes), alive: alive?.done }),
  );
  process.send?.(ready);
}

process.once('message', (task: Task) => start(task));
