import type { HolderNumber } from '../accounts.ts';
import { byLabel } from '../policies/lots.ts';
import { type Collision, type Lot, POLICY_IDS, type PolicyId } from '../policies/policy.ts';
import { assumedIn } from './assumed.kernel.ts';
import { lotsOf } from './exchange.kernel.ts';
import { FullLedgers, type Place } from './full.ts';
import { Journal, type JournalMark } from './journal.kernel.ts';
import { joinLanes } from './lanes.ts';
import type { EventLog, Mark } from './log.ts';
import { resting } from './move.kernel.ts';
import { Others } from './others.ts';
import { Payments } from './payments.kernel.ts';
import { CHUNK } from './record.ts';
import { type Run, runChunk } from './run.kernel.ts';
import type { Slot } from './slots.ts';
import { LISTS, type LotMark, SPECIAL, State, TERMINAL, WIDE } from './state.kernel.ts';
import { Trail, type TrailMark } from './trail.ts';
import { Widths } from './widths.kernel.ts';

/** Blocks whose changes are kept. Deeper reorganisations are rare enough to replay the log for. */
const KEPT_BLOCKS = 16;

/** One block that can be undone. */
interface Kept {
  /** Its place in the log's list of blocks. */
  readonly index: number;
  readonly changes: JournalMark;
  readonly lots: LotMark;
  readonly trail: TrailMark;
  readonly undo: (() => void)[];
}

/** Accounts for the events of a log, as far as the log goes and as often as it has grown. */
export class Engine {
  readonly policies: readonly PolicyId[];
  readonly log: EventLog;
  readonly trail: Trail;
  readonly state: State;
  /** Events accounted for. */
  done = 0;
  readonly #full: readonly FullLedgers[];
  readonly #codes: readonly number[];
  readonly #run: Run;
  readonly #others: Others;
  #widths: Widths;
  readonly #marks = new Map<HolderNumber, Mark>();
  #marked = 0;
  #block = 0;
  readonly #journal = new Journal();
  readonly #kept: Kept[] = [];
  #assumed: { readonly end: number; readonly lanes: Float64Array } | null = null;

  constructor(log: EventLog, policies: readonly PolicyId[], collision: Collision) {
    this.log = log;
    this.policies = policies;
    this.trail = new Trail(policies.length);
    this.#codes = policies.map((policy) => POLICY_IDS.indexOf(policy));
    const flows = POLICY_IDS.map((policy) => this.trail.flows[policies.indexOf(policy)] ?? null);
    this.state = new State(this.trail.nodes, flows);
    this.#full = policies.map((policy, i) => new FullLedgers(policy, i, collision, this.trail));
    const payments = new Payments();
    this.#run = { state: this.state, log, payments, motion: resting() };
    const place = (slot: Slot): Place => this.place(slot);
    this.#others = new Others(this.#run, this.trail, this.#full, this.#codes, place);
    this.#widths = new Widths(log);
  }

  /** What a slot is at this point of the log. */
  place(slot: Slot): Place {
    const mark = this.#marks.get(this.log.slots.holder(slot));
    const asset = this.log.slots.asset(slot);
    return { slot, asset, kind: mark?.kind ?? 'plain', label: mark?.label ?? 0 };
  }

  /**
   * Accounts for what was written since the last call. False where that changes what was
   * accounted for before: a payment that goes on, a slot or an asset that turned out special. Then
   * another engine must begin at the first event.
   */
  advance(): boolean {
    const { log, state } = this;
    if (this.done > 0 && this.done < log.length && log.continues(this.done)) return false;
    this.#widths.advance();
    if (!this.#knows()) return false;
    this.#open();
    while (this.done < log.length) {
      this.#begin();
      this.#accountTo(this.#stop());
    }
    this.#begin();
    return state.slots === log.slots.count;
  }

  /**
   * Undoes the blocks that the log has forgotten. False where they are older than the journals:
   * then another engine must begin at the first event.
   */
  rollback(): boolean {
    const { log, state } = this;
    const oldest = this.#kept[0];
    if (this.done > log.length && (!oldest || oldest.index > log.blocks.length)) return false;
    while ((this.#kept.at(-1)?.index ?? -1) >= log.blocks.length) {
      const { changes, lots, trail, undo } = this.#kept.pop()!;
      state.undo(this.#journal, changes, lots);
      for (const putBack of undo.reverse()) putBack();
      this.trail.rollback(trail);
    }
    this.#keep(this.#kept.at(-1));
    state.slots = Math.min(state.slots, log.slots.count);
    this.done = Math.min(this.done, log.length);
    this.#block = Math.min(this.#block, log.blocks.length);
    this.#widths = new Widths(log);
    this.#assumed = null;
    this.#run.payments.clear();
    this.#others.clear();
    this.#marks.clear();
    this.#marked = 0;
    this.#mark();
    return true;
  }

  /** Whether every slot that is special now was so when its first event was accounted for. */
  #knows(): boolean {
    const { log, state } = this;
    const { flags } = state;
    const known = (slot: Slot): boolean =>
      slot >= state.slots || (flags[slot]! & (SPECIAL | WIDE)) === SPECIAL;
    if (!log.special.every(known)) return false;
    if (this.#widths.wide.size === 0) return true;
    for (let slot = 1; slot < state.slots; slot++) {
      const wide = this.#widths.wide.has(log.slots.asset(slot));
      if (wide && (flags[slot]! & SPECIAL) === 0) return false;
    }
    return true;
  }

  /** Opens the records of new slots. */
  #open(): void {
    const { log, state } = this;
    const first = state.slots;
    state.widen(log.slots.count);
    state.flags.fill(0, first, state.slots);
    for (const [holder, kind] of log.kinds) {
      if (kind !== 'terminal') continue;
      for (const slot of log.slots.of(holder)) if (slot >= first) state.flags[slot] = TERMINAL;
    }
    for (let slot = first; this.#widths.wide.size > 0 && slot < state.slots; slot++) {
      if (this.#widths.wide.has(log.slots.asset(slot))) state.flags[slot] = SPECIAL | WIDE;
    }
    for (const slot of log.special) if (slot >= first) state.flags[slot] = SPECIAL;
  }

  /** Begins what stands at this point of the log: kinds of holders and blocks. */
  #begin(): void {
    this.#mark();
    const { blocks } = this.log;
    for (; this.#block < blocks.length && blocks[this.#block]!.at <= this.done; this.#block++) {
      if (this.#block < blocks.length - KEPT_BLOCKS) {
        this.#kept.length = 0;
        this.#keep(undefined);
        continue;
      }
      const kept: Kept = {
        index: this.#block,
        changes: this.#journal.mark(),
        lots: this.state.mark(),
        trail: this.trail.mark(),
        undo: [],
      };
      this.#kept.push(kept);
      if (this.#kept.length > KEPT_BLOCKS) this.#kept.shift();
      this.#journal.forget(this.#kept[0]!.changes);
      this.#keep(kept);
    }
  }

  /** Lets changes go to the journal of a block, or to none. */
  #keep(kept: Kept | undefined): void {
    this.state.journal = kept ? this.#journal : null;
    this.trail.undo = kept?.undo ?? null;
  }

  #mark(): void {
    const { marks } = this.log;
    for (; this.#marked < marks.length; this.#marked++) {
      const mark = marks[this.#marked]!;
      if (mark.at > this.done) return;
      this.#marks.set(mark.holder, mark);
    }
  }

  /** The next event at which something has to begin. */
  #stop(): number {
    const { blocks, marks, length } = this.log;
    const block = blocks[Math.max(this.#block, blocks.length - KEPT_BLOCKS)]?.at ?? length;
    return Math.min(length, block, marks[this.#marked]?.at ?? length);
  }

  #accountTo(stop: number): void {
    const { chunks } = this.log;
    this.state.journal?.reserve(stop - this.done);
    while (this.done < stop) {
      const base = this.done - (this.done % CHUNK);
      const end = Math.min(stop - base, CHUNK);
      const chunk = chunks[base / CHUNK]!;
      const at = runChunk(this.#run, chunk, base, this.done - base, end);
      this.done = base + at;
      if (at < end) this.#others.account(this.done++);
    }
  }

  /** Bytes of the copies by which blocks can be undone. */
  get journalBytes(): number {
    return this.#journal.bytes;
  }

  #isSpecial(slot: Slot): boolean {
    return (this.state.flags[slot]! & SPECIAL) !== 0;
  }

  /** The slots that may hold dirt under a policy. */
  dirtySlots(index: number): Slot[] {
    const { lists, flags, slots } = this.state;
    const policy = this.#codes[index]!;
    const found: Slot[] = [];
    for (let slot = 1; slot < slots; slot++) {
      const special = (flags[slot]! & SPECIAL) !== 0;
      if (special || lists[slot * LISTS + policy] !== 0) found.push(slot);
    }
    return found;
  }

  /** Dirty units of a slot by label. */
  dirty(index: number, slot: Slot): Map<number, bigint> {
    const full = this.#full[index]!;
    const totals = byLabel(this.lots(index, slot));
    if (full.rule.conserves || totals.size === 0) return totals;
    if (this.place(slot).kind === 'terminal') return totals;
    const balance = this.#balance(full, slot);
    return new Map([...totals.keys()].map((label) => [label, balance]));
  }

  #balance(full: FullLedgers, slot: Slot): bigint {
    if (this.#isSpecial(slot)) return full.get(slot).balance;
    const { balances } = this.state;
    return joinLanes(balances[slot * 2]!, balances[slot * 2 + 1]!);
  }

  /** Lots of a slot, oldest first; clean ones may be left out. */
  lots(index: number, slot: Slot): readonly Lot[] {
    if (this.#isSpecial(slot)) return this.#full[index]!.get(slot).lots;
    return lotsOf(this.state, this.#codes[index]!, slot);
  }

  assumed(slot: Slot): bigint {
    if (this.#isSpecial(slot)) return this.#others.assumed(slot);
    if (this.#assumed?.end !== this.done) {
      const lanes = assumedIn(this.log, this.state.flags, this.done);
      this.#assumed = { end: this.done, lanes };
    }
    const assumed = this.#assumed.lanes;
    return joinLanes(assumed[slot * 2]!, assumed[slot * 2 + 1]!);
  }
}
