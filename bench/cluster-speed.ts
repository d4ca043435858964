import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atMost, type Bar } from './accuracy/bars.ts';
import { table } from './accuracy/tables.ts';
import type { ClusterReady, ClusterRound, ClusterTask } from './cluster-process.ts';

const KERNELS = ['floor', 'edges'] as const;

interface Measured {
  readonly ready: ClusterReady;
  readonly rounds: readonly ClusterRound[];
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a measuring process ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message as T;
}

/** A fresh process for each kernel; they take turns. */
async function measure(inputs: number, seed: number, rounds: number): Promise<Measured[]> {
  const running: { child: ChildProcess; ready: ClusterReady; rounds: ClusterRound[] }[] = [];
  for (const kernel of KERNELS) {
    const child = fork(join(import.meta.dirname, 'cluster-process.ts'));
    const task: ClusterTask = { kernel, inputs, seed };
    child.send(task);
    running.push({ child, ready: await answer<ClusterReady>(child), rounds: [] });
  }
  for (let i = 0; i < rounds; i++) {
    for (const { child, rounds: list } of running) {
      child.send('round');
      list.push(await answer<ClusterRound>(child));
    }
  }
  for (const { child } of running) child.kill();
  return running;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((x, y) => x - y)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** Union-find with every reason kept, beside the bare algorithm and R (performance.md §10). */
export async function speedBars(
  sizes: readonly number[],
  seed: number,
  rounds: number,
): Promise<Bar[]> {
  const bars: Bar[] = [];
  for (const inputs of sizes) {
    const [floor, edges] = await measure(inputs, seed, rounds);
    if (!floor || !edges) throw new Error('a kernel was not measured');
    if (floor.ready.digest !== edges.ready.digest) throw new Error('the two partitions differ');
    const { addresses, transactions, clusters, largest } = edges.ready;
    console.log(
      `\n${count(inputs)} inputs of ${count(transactions)} transactions, ${count(addresses)} ` +
        `addresses, ${count(edges.ready.edges)} edges of 14 bytes; ${count(clusters)} clusters, ` +
        `the largest of ${count(largest)}. Seed ${seed}, ${rounds} rounds.\n`,
    );
    const r = median([...floor.rounds, ...edges.rounds].map((round) => round.r));
    const least = ({ rounds: all }: Measured) => Math.min(...all.map(({ cpu }) => cpu));
    const rows = [floor, edges].map((one, i) => [
      KERNELS[i] ?? '',
      median(one.rounds.map(({ cpu }) => cpu)).toFixed(1),
      least(one).toFixed(1),
      median(one.rounds.map(({ wall }) => wall)).toFixed(1),
      one.ready.first.toFixed(1),
      (least(one) / least(floor)).toFixed(2),
      median(one.rounds.map((round) => round.cpu / round.r)).toFixed(2),
    ]);
    console.log(
      table(['kernel', 'CPU ns/input', 'least', 'wall', 'first run', '÷ floor', '÷ R'], rows),
    );
    console.log(`R = ${r.toFixed(1)} ns`);
    const inR = median(edges.rounds.map((round) => round.cpu / round.r));
    bars.push(atMost(`${count(inputs)} inputs, edges kept: ÷ R`, Math.round(inR * 100) / 100, 2.6));
  }
  return bars;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
