// R, the random-gather yardstick (performance.md §10): what one independent read out of 128 MiB
// costs here and now. Speed of what is bound by memory is given as a multiple of it.

const VALUES = 2 ** 24;
const READS = 2 ** 22;

function gather(values: Float64Array, places: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < places.length; i += 8) {
    sum +=
      values[places[i]!]! +
      values[places[i + 1]!]! +
      values[places[i + 2]!]! +
      values[places[i + 3]!]! +
      values[places[i + 4]!]! +
      values[places[i + 5]!]! +
      values[places[i + 6]!]! +
      values[places[i + 7]!]!;
  }
  return sum;
}

/** Where R reads, and what. */
export interface Yardstick {
  readonly values: Float64Array;
  readonly places: Int32Array;
}

export function makeYardstick(): Yardstick {
  const values = new Float64Array(new SharedArrayBuffer(VALUES * 8));
  for (let i = 0; i < VALUES; i += 1) values[i] = i;
  const places = new Int32Array(READS);
  let s = 12345;
  for (let i = 0; i < READS; i += 1) {
    s = (Math.imul(s, 1664525) + 1013904223) | 0;
    places[i] = Math.floor(((s >>> 0) / 2 ** 32) * VALUES);
  }
  return { values, places };
}

const summed = new Float64Array(1);

/** One pass of reads; the sum is kept, so that nothing of it is left out. */
export function gatherRandom({ values, places }: Yardstick): void {
  summed[0] = gather(values, places);
}

/** Nanoseconds of CPU time for one read: the median of nine, after three to warm up. */
export function yardstick(): number {
  const stick = makeYardstick();
  for (let i = 0; i < 3; i += 1) gatherRandom(stick);
  const times: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const before = process.cpuUsage();
    gatherRandom(stick);
    const { user, system } = process.cpuUsage(before);
    times.push(((user + system) * 1000) / READS);
  }
  return times.sort((a, b) => a - b)[4] ?? 0;
}
