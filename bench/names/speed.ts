import type { ListedParty } from '../../src/attribution/lists/party.ts';
import { createNameIndex } from '../../src/screen/names/nameIndex.ts';
import { crowd, questions } from './crowd.ts';

interface Speed {
  readonly parties: number;
  readonly names: number;
  /** Seconds of processor time. */
  readonly building: number;
  /** Questions a second of processor time. */
  readonly rate: number;
  /** Milliseconds of wall time. */
  readonly median: number;
  readonly p99: number;
  readonly slowest: number;
  /** Millions of bytes: what the index holds, and the whole process at its largest. */
  readonly held: number;
  readonly resident: number;
}

const WARM = 500;

function processorSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Builds an index of so many parties and asks it, one question after the other. */
export function measureSpeed(
  listed: readonly ListedParty[],
  size: number,
  count: number,
  seed: string,
): Speed {
  const parties = crowd(listed, size, seed);
  const asked = questions(parties, count + WARM, seed);
  globalThis.gc?.();
  const before = process.memoryUsage();
  let start = process.cpuUsage();
  const index = createNameIndex(parties);
  const building = processorSeconds(start);
  globalThis.gc?.();
  const after = process.memoryUsage();
  const heap = (usage: NodeJS.MemoryUsage) => usage.heapUsed + usage.arrayBuffers;
  for (const name of asked.slice(0, WARM)) index.match({ names: [name] });
  const times: number[] = [];
  start = process.cpuUsage();
  for (const name of asked.slice(WARM)) {
    const began = performance.now();
    index.match({ names: [name] });
    times.push(performance.now() - began);
  }
  const spent = processorSeconds(start);
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    parties: index.parties,
    names: index.names,
    building,
    rate: count / spent,
    median: at(0.5),
    p99: at(0.99),
    slowest: at(1),
    held: (heap(after) - heap(before)) / 1e6,
    resident: process.memoryUsage().rss / 1e6,
  };
}
