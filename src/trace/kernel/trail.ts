import type { AssetNumber, EventNumber, LabelNumber } from '../accounts.ts';
import { joinLanes, lowerLane, upperLane, WIDE_FROM } from './lanes.ts';

/** History of a lot that has none: clean, or seeded by a source and not moved yet. */
export const NO_NODE = -1;

/** Six chunks grow from 2^10 records to 2^15, since every policy begins one; then all have 2^16. */
const FIRST_BITS = 10;
const GROWING = 6;
const LAST_BITS = FIRST_BITS + GROWING;
const GROWN = (1 << LAST_BITS) - (1 << FIRST_BITS);

/** The chunk in which a record stands. */
function chunkOf(id: number): number {
  if (id < GROWN) return 31 - Math.clz32((id >>> FIRST_BITS) + 1);
  return GROWING + ((id - GROWN) >>> LAST_BITS);
}

/** The first record of a chunk. */
function startOf(chunk: number): number {
  if (chunk <= GROWING) return ((1 << chunk) - 1) << FIRST_BITS;
  return GROWN + (chunk - GROWING) * (1 << LAST_BITS);
}

/** Chunks that hold `count` records. */
function chunksFor(count: number): number {
  return count === 0 ? 0 : chunkOf(count - 1) + 1;
}

/**
 * Histories: append-only nodes (parent, event), 8 bytes each, one for each dirty lot that an event
 * moves under a policy, none for clean lots (performance.md §12.1). Bound: 2^31 nodes.
 */
export class Nodes {
  count = 0;
  readonly #chunks: Int32Array[] = [];
  /** The chunk that is written, where it begins and where it ends. */
  #open: Int32Array = new Int32Array(0);
  #start = 0;
  #end = 0;

  /** A node of its own for an event that a lot with history `parent` went through. */
  add(parent: number, event: EventNumber): number {
    const id = this.count;
    if (id === this.#end) this.#grow();
    const at = (id - this.#start) * 2;
    this.#open[at] = parent;
    this.#open[at + 1] = event;
    this.count = id + 1;
    return id;
  }

  parent(id: number): number {
    const chunk = chunkOf(id);
    return this.#chunks[chunk]![(id - startOf(chunk)) * 2]!;
  }

  event(id: number): EventNumber {
    const chunk = chunkOf(id);
    return this.#chunks[chunk]![(id - startOf(chunk)) * 2 + 1]!;
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
    this.#chunks.length = chunksFor(count);
    this.#start = startOf(Math.max(0, this.#chunks.length - 1));
    this.#end = startOf(this.#chunks.length);
    this.#open = this.#chunks.at(-1) ?? new Int32Array(0);
  }

  #grow(): void {
    this.#start = this.#end;
    this.#end = startOf(this.#chunks.length + 1);
    this.#open = new Int32Array((this.#end - this.#start) * 2);
    this.#chunks.push(this.#open);
  }
}

interface FlowChunk {
  /** Event; label doubled, plus one for units that come out of a swap. */
  readonly words: Int32Array;
  /** Lanes; an upper lane of −1 says that the lower is an index of wide amounts. */
  readonly reals: Float64Array;
}

function flowChunk(records: number): FlowChunk {
  return { words: new Int32Array(records * 2), reals: new Float64Array(records * 2) };
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
  #open = flowChunk(0);
  #start = 0;
  #end = 0;
  readonly #wide: bigint[] = [];

  /** `code` is the label doubled, plus one for units that come out of a swap. */
  addLanes(event: EventNumber, code: number, hi: number, lo: number): void {
    if (this.count === this.#end) this.#grow();
    const { words, reals } = this.#open;
    const at = (this.count - this.#start) * 2;
    words[at] = event;
    words[at + 1] = code;
    reals[at] = hi;
    reals[at + 1] = lo;
    this.count++;
  }

  add(event: EventNumber, label: LabelNumber, amount: bigint, out: boolean): void {
    const code = label * 2 + (out ? 1 : 0);
    if (amount < WIDE_FROM) this.addLanes(event, code, upperLane(amount), lowerLane(amount));
    else this.addLanes(event, code, -1, this.#wide.push(amount) - 1);
  }

  *records(): Generator<FlowRecord> {
    for (let i = 0; i < this.count; i++) {
      const chunk = chunkOf(i);
      const { words, reals } = this.#chunks[chunk]!;
      const at = (i - startOf(chunk)) * 2;
      const [code, hi, lo] = [words[at + 1]!, reals[at]!, reals[at + 1]!];
      const amount = hi < 0 ? this.#wide[lo]! : joinLanes(hi, lo);
      yield { event: words[at]!, label: code >>> 1, out: (code & 1) === 1, amount };
    }
  }

  truncate(count: number): void {
    this.count = count;
    this.#chunks.length = chunksFor(count);
    this.#start = startOf(Math.max(0, this.#chunks.length - 1));
    this.#end = startOf(this.#chunks.length);
    this.#open = this.#chunks.at(-1) ?? flowChunk(0);
  }

  #grow(): void {
    this.#start = this.#end;
    this.#end = startOf(this.#chunks.length + 1);
    this.#open = flowChunk(this.#end - this.#start);
    this.#chunks.push(this.#open);
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
