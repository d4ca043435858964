import type { AssetNumber, EventNumber, LabelNumber } from '../accounts.ts';
import { joinLanes, lowerLane, upperLane, WIDE_FROM } from './lanes.ts';

/** History of a lot that has none: clean, or seeded by a source and not moved yet. */
export const NO_NODE = -1;

/** Records of a chunk: small, since every policy of every run begins one. */
const BITS = 10;
const SIZE = 1 << BITS;

/**
 * Histories: append-only nodes (parent, event), 8 bytes each, one for each dirty lot that an event
 * moves under a policy, none for clean lots (performance.md §12.1). Bound: 2^31 nodes.
 */
export class Nodes {
  count = 0;
  readonly #chunks: Int32Array[] = [];

  /** A node of its own for an event that a lot with history `parent` went through. */
  add(parent: number, event: EventNumber): number {
    const id = this.count;
    const at = (id & (SIZE - 1)) * 2;
    if (at === 0) this.#chunks.push(new Int32Array(SIZE * 2));
    const chunk = this.#chunks[id >>> BITS]!;
    chunk[at] = parent;
    chunk[at + 1] = event;
    this.count = id + 1;
    return id;
  }

  parent(id: number): number {
    return this.#chunks[id >>> BITS]![(id & (SIZE - 1)) * 2]!;
  }

  event(id: number): EventNumber {
    return this.#chunks[id >>> BITS]![(id & (SIZE - 1)) * 2 + 1]!;
  }

  /** The events of a history, newest first. */
  chain(newest: number): EventNumber[] {
    const events: EventNumber[] = [];
    for (let id = newest; id !== NO_NODE; id = this.parent(id)) events.push(this.event(id));
    return events;
  }

  /** Whether two histories are the same events. */
  same(a: number, b: number): boolean {
    let x = a;
    let y = b;
    while (x !== y) {
      if (x === NO_NODE || y === NO_NODE || this.event(x) !== this.event(y)) return false;
      x = this.parent(x);
      y = this.parent(y);
    }
    return true;
  }

  truncate(count: number): void {
    this.count = count;
    this.#chunks.length = Math.ceil(count / SIZE);
  }
}

interface FlowChunk {
  /** Event; label doubled, plus one for units that come out of a swap. */
  readonly words: Int32Array;
  /** Lanes; an upper lane of −1 says that the lower is an index of wide amounts. */
  readonly reals: Float64Array;
}

/** One record of a flow log: some dirty units of one label that one event moved. */
export interface FlowRecord {
  readonly event: EventNumber;
  readonly label: LabelNumber;
  /** Whether these are the units that came out of a swap, not those that went in. */
  readonly out: boolean;
  readonly amount: bigint;
}

/** Dirty units moved under one policy: append-only records of 24 bytes, in order of events. */
export class FlowLog {
  count = 0;
  readonly #chunks: FlowChunk[] = [];
  readonly #wide: bigint[] = [];

  /** `code` is the label doubled, plus one for units that come out of a swap. */
  addLanes(event: EventNumber, code: number, hi: number, lo: number): void {
    const at = this.count & (SIZE - 1);
    if (at === 0) this.#grow();
    const { words, reals } = this.#chunks[this.count >>> BITS]!;
    words[at * 2] = event;
    words[at * 2 + 1] = code;
    reals[at * 2] = hi;
    reals[at * 2 + 1] = lo;
    this.count++;
  }

  add(event: EventNumber, label: LabelNumber, amount: bigint, out: boolean): void {
    const code = label * 2 + (out ? 1 : 0);
    if (amount < WIDE_FROM) this.addLanes(event, code, upperLane(amount), lowerLane(amount));
    else this.addLanes(event, code, -1, this.#wide.push(amount) - 1);
  }

  *records(): Generator<FlowRecord> {
    for (let i = 0; i < this.count; i++) {
      const { words, reals } = this.#chunks[i >>> BITS]!;
      const at = (i & (SIZE - 1)) * 2;
      const [code, hi, lo] = [words[at + 1]!, reals[at]!, reals[at + 1]!];
      const amount = hi < 0 ? this.#wide[lo]! : joinLanes(hi, lo);
      yield { event: words[at]!, label: code >>> 1, out: (code & 1) === 1, amount };
    }
  }

  truncate(count: number): void {
    this.count = count;
    this.#chunks.length = Math.ceil(count / SIZE);
  }

  #grow(): void {
    this.#chunks.push({ words: new Int32Array(SIZE * 2), reals: new Float64Array(SIZE * 2) });
  }
}

/** Units that the events alone do not tell: seeded by a source or a claim, or relabelled by one. */
interface Booking {
  readonly policy: number;
  readonly column: 'seeds' | 'superseded';
  readonly label: LabelNumber;
  readonly asset: AssetNumber;
  readonly amount: bigint;
}

/** How long everything was at one point. */
export interface TrailMark {
  readonly nodes: number;
  readonly flows: readonly number[];
  readonly bookings: number;
}

/** All that accounting only ever appends to; going back is cutting it off. */
export class Trail {
  readonly nodes = new Nodes();
  readonly flows: readonly FlowLog[];
  readonly bookings: Booking[] = [];
  /** Where a block leaves how to put back what it replaces outside the kernels' records. */
  undo: (() => void)[] | null = null;

  constructor(policies: number) {
    this.flows = Array.from({ length: policies }, () => new FlowLog());
  }

  mark(): TrailMark {
    const flows = this.flows.map((flow) => flow.count);
    return { nodes: this.nodes.count, flows, bookings: this.bookings.length };
  }

  rollback(mark: TrailMark): void {
    this.nodes.truncate(mark.nodes);
    this.flows.forEach((flow, i) => {
      flow.truncate(mark.flows[i] ?? 0);
    });
    this.bookings.length = mark.bookings;
  }
}
