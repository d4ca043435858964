import type { Random } from '../random.ts';
import type { Row } from '../rows.ts';
import type { ServiceLabel, Truth } from '../truth.ts';

const DAY = 86_400;

/** How the background lives; an evaluator's will differ from ours, so ours differs too. */
export interface Habits {
  /** Share of payments by and to people who have been seen before. */
  readonly acquaintance: number;
  /** Clean money leaves an address soon after it came, or at any later time. */
  readonly passing: 'soon' | 'anytime';
  /** The background begins and ends well outside the theft, or with it. */
  readonly window: 'wide' | 'tight';
}

/** Everything that the families of noise write into. */
export interface World {
  readonly truth: Truth;
  readonly services: readonly ServiceLabel[];
  /** 1 is full strength; counts and shares scale with it. */
  readonly strength: number;
  readonly habits: Habits;
  /** The background runs from well before the theft to well after its last transfer. */
  readonly start: number;
  readonly end: number;
  readonly rows: Row[];
  /** Addresses that the background has made up. */
  readonly made: Set<string>;
  /** Addresses of the truth that the background runs as deposit accounts: nobody lives there. */
  readonly operated: Set<string>;
}

/** Gives times their blocks, by the real ones of the truth rows. */
interface Clock {
  /** The block under way at a time, and the time of that block. */
  block(time: number): { readonly block: number; readonly time: number };
}

/** A clock through the (time, block) points of real rows; it runs on steadily beyond them. */
export function clock(rows: readonly Row[]): Clock {
  const times = new Map(rows.map((row) => [row.block, row.time]));
  const points = [...times].sort((a, b) => a[0] - b[0]);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || first[0] === last[0]) throw new Error('a clock needs two blocks');
  const pace = (last[1] - first[1]) / (last[0] - first[0]);
  const far = Math.ceil((400 * DAY) / pace);
  points.unshift([first[0] - far, Math.round(first[1] - far * pace)]);
  points.push([last[0] + far, Math.round(last[1] + far * pace)]);
  return {
    block(time) {
      let low = 0;
      let high = points.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((points[middle] as [number, number])[1] <= time) low = middle;
        else high = middle;
      }
      const [b0, t0] = points[low] as [number, number];
      const [b1, t1] = points[high] as [number, number];
      const slope = (t1 - t0) / (b1 - b0);
      const block = Math.min(b1 - 1, b0 + Math.floor(Math.max(0, time - t0) / slope));
      return { block, time: Math.round(t0 + (block - b0) * slope) };
    },
  };
}

/** One family's pen: sends transfers and invents people, with draws of its own. */
export interface Pen {
  readonly world: World;
  readonly random: Random;
  /** Writes one transfer and returns its transaction; `tx` joins it to an earlier one. */
  send(from: string, to: string, usd: number, time: number, tx?: string): string;
  /** An address that is nobody's in the truth: mostly new, sometimes seen before. */
  stranger(): string;
  /** A time between two, or in the whole of the background. */
  time(from?: number, to?: number): number;
  /** A new address. */
  fresh(): string;
}

/** @param crowd strangers shared by all families, so that their graphs join */
export function pen(world: World, random: Random, watch: Clock, crowd: string[]): Pen {
  const styles = world.truth.rows.map((row) => row.text.split('.')[1]?.length ?? 0);
  const open = new Map<string, { readonly block: number; readonly time: number }>();
  const fresh = () => {
    const address = random.hex(20);
    world.made.add(address);
    return address;
  };
  return {
    world,
    random,
    fresh,
    send(from, to, usd, time, tx) {
      const hash = tx ?? random.hex(32);
      const at = open.get(hash) ?? watch.block(time);
      open.set(hash, at);
      const text = valueText(usd, random.pick(styles));
      world.rows.push({ ...at, tx: hash, from, to, text, usd: Number(text) });
      return hash;
    },
    stranger() {
      if (crowd.length > 20 && random.chance(world.habits.acquaintance)) return random.pick(crowd);
      const address = fresh();
      crowd.push(address);
      return address;
    },
    time(from = world.start, to = world.end) {
      return from + random.next() * Math.max(0, to - from);
    },
  };
}

/** A dollar value as ledgers write it: sometimes short, mostly the long tail of a product. */
function valueText(usd: number, places: number): string {
  if (usd === 0) return '0';
  // Beyond fifteen digits a double has no more to say.
  const digits = Math.max(2, Math.min(places, 15 - Math.ceil(Math.log10(Math.max(usd, 1)))));
  const text = usd.toFixed(digits).replace(/0+$/, '').replace(/\.$/, '.0');
  return Number(text) === 0 ? usd.toFixed(18).replace(/0+$/, '').replace(/\.$/, '') : text;
}
