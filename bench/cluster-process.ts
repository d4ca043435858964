import { columns } from '../src/attribution/cluster/gather.ts';
import { find, joinEdges, writeStars } from '../src/attribution/cluster/union.kernel.ts';
import { bareUnion } from './cluster.kernel.ts';
import { type Chain, makeChain } from './cluster-chain.ts';
import { gatherRandom, makeYardstick, type Yardstick } from './yardstick.kernel.ts';

// One kernel of clustering over one chain, in a process of its own; `bench/cluster.ts` asks for
// each round (performance.md §11).

export interface ClusterTask {
  /** `floor`: joined only. `edges`: every merge written down, then joined, sizes reviewed. */
  readonly kernel: 'floor' | 'edges';
  readonly inputs: number;
  readonly seed: number;
}

export interface ClusterReady {
  readonly addresses: number;
  readonly transactions: number;
  readonly edges: number;
  /** Of the resulting partition: alike in both kernels, where nothing waits. */
  readonly digest: number;
  readonly clusters: number;
  readonly largest: number;
  readonly first: number;
}

/** CPU and wall nanoseconds an input, and R before and after, nanoseconds a read. */
export interface ClusterRound {
  readonly cpu: number;
  readonly wall: number;
  readonly r: number;
}

type Kernel = (chain: Chain, parents: Int32Array) => number;

function kernelOf(task: ClusterTask, chain: Chain): Kernel {
  if (task.kernel === 'floor') {
    return ({ members, starts }, parents) => {
      bareUnion(members, starts, parents);
      return 0;
    };
  }
  const edges = columns(chain.members.length);
  return ({ members, rules, starts }, parents) => {
    const count = writeStars(members, rules, starts, edges);
    joinEdges(edges.a, edges.b, edges.state, count, parents, 2 ** 31);
    return count;
  };
}

function timed(work: () => void): { cpu: number; wall: number } {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const wall = (performance.now() - start) * 1e6;
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) * 1000, wall };
}

function r(stick: Yardstick): number {
  return timed(() => gatherRandom(stick)).cpu / stick.places.length;
}

/** The lowest address of each cluster, mixed with its place. */
function partition(parents: Int32Array): Pick<ClusterReady, 'digest' | 'clusters' | 'largest'> {
  const first = new Int32Array(parents.length).fill(-1);
  let [digest, clusters, largest] = [0, 0, 0];
  for (let address = 0; address < parents.length; address++) {
    const root = find(parents, address);
    if (first[root]! < 0) first[root] = address;
    digest = (Math.imul(digest, 31) + first[root]!) | 0;
    if (root === address && parents[address]! < -1) clusters++;
    largest = Math.max(largest, -parents[root]!);
  }
  return { digest, clusters, largest };
}

function start(task: ClusterTask): void {
  const chain = makeChain(task.inputs, task.seed);
  const stick = makeYardstick();
  const parents = new Int32Array(chain.addresses).fill(-1);
  const kernel = kernelOf(task, chain);
  for (let i = 0; i < 3; i++) gatherRandom(stick);
  let edges = 0;
  const pass = () => {
    edges = kernel(chain, parents);
  };
  const first = timed(pass).cpu / task.inputs;
  for (let i = 0; i < 2; i++) {
    parents.fill(-1);
    pass();
  }
  const ready: ClusterReady = {
    addresses: chain.addresses,
    transactions: chain.starts.length - 1,
    edges,
    ...partition(parents),
    first,
  };
  process.on('message', () => {
    const before = r(stick);
    parents.fill(-1);
    const { cpu, wall } = timed(pass);
    const round: ClusterRound = {
      cpu: cpu / task.inputs,
      wall: wall / task.inputs,
      r: (before + r(stick)) / 2,
    };
    process.send?.(round);
  });
  process.send?.(ready);
}

process.once('message', (task: ClusterTask) => start(task));
