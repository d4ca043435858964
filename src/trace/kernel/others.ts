import type { EventNumber } from '../accounts.ts';
import { clean } from '../policies/lots.ts';
import type { Lot } from '../policies/policy.ts';
import { CleanLedgers } from './clean.ts';
import { putLots, takeAside, takeLots } from './exchange.kernel.ts';
import type { FullLedgers, Place } from './full.ts';
import { lowerLane, upperLane } from './lanes.ts';
import { resting } from './move.kernel.ts';
import { CLAIM, CONVERT, type EventKind, MOVE, RECEIVE, SEED } from './record.ts';
import { lower, type Run, raise } from './run.kernel.ts';
import type { Slot } from './slots.ts';
import { DIRTY, SPECIAL, TERMINAL, WIDE } from './state.kernel.ts';
import { NO_NODE, type Trail } from './trail.ts';

interface Dealt {
  readonly first: EventNumber;
  readonly columns: readonly Lot[][];
}

/** An event on its way through `Others`. */
interface Passing {
  readonly event: EventNumber;
  readonly kind: EventKind;
  readonly from: Slot;
  readonly to: Slot;
  readonly amount: bigint;
  readonly amountOut: bigint;
}

/** The events that the fast loop leaves: claims, swaps, and all that touches a special slot. */
export class Others {
  readonly #run: Run;
  readonly #trail: Trail;
  readonly #full: readonly FullLedgers[];
  /** Places of the policies in the order of `POLICY_IDS`. */
  readonly #codes: readonly number[];
  readonly #place: (slot: Slot) => Place;
  readonly #clean = new CleanLedgers();
  readonly #into = resting();
  readonly #dealt: (Dealt | null)[];

  constructor(
    run: Run,
    trail: Trail,
    full: readonly FullLedgers[],
    codes: readonly number[],
    place: (slot: Slot) => Place,
  ) {
    this.#run = run;
    this.#trail = trail;
    this.#full = full;
    this.#codes = codes;
    this.#place = place;
    this.#dealt = full.map(() => null);
  }

  /** Forgets what was dealt: event numbers begin to mean something else. */
  clear(): void {
    this.#dealt.fill(null);
  }

  account(event: EventNumber): void {
    const { log, state } = this.#run;
    const kind = log.kind(event);
    const amount = log.amount(event);
    const amountOut = kind === CONVERT ? log.amountOut(event) : amount;
    const passing = { event, kind, from: log.from(event), to: log.to(event), amount, amountOut };
    if (state.journal !== null) {
      state.copySlot(passing.from);
      state.copySlot(passing.to);
    }
    if (kind === CLAIM) {
      if (amount === 0n) return;
      const place = this.#place(passing.to);
      for (const full of this.#full) full.claim(place, amount, log.label(event), event);
      return;
    }
    const pays = this.#paysClean(passing);
    this.#lower(passing);
    this.#raise(passing);
    if (pays) this.#receive(passing);
    else this.#pass(passing);
  }

  /** Clean units assumed at a special slot. */
  assumed(slot: Slot): bigint {
    const opened = this.#isLazy(slot) ? this.#clean.get(slot) : this.#full[0]?.get(slot);
    return opened?.assumed ?? 0n;
  }

  /** Moves what may be dirty, under one policy after the other. */
  #pass(passing: Passing): void {
    const { event, kind, from, to, amountOut } = passing;
    this.#open(from);
    this.#open(to);
    this.#full.forEach((full, index) => {
      const lots = this.#take(full, index, passing);
      if (kind === CONVERT) {
        const lotsOut = this.#joined(full.converted(lots, amountOut));
        full.flow(event, lotsOut, true);
        this.#put(full, index, passing, lotsOut);
      } else if (to !== 0) this.#put(full, index, passing, lots);
    });
  }

  /** Puts clean units, which are the same under every policy. */
  #receive(passing: Passing): void {
    const { from, to, amount, amountOut } = passing;
    const { undo } = this.#trail;
    if (this.#isLazy(from) && this.#place(from).kind === 'plain') {
      const back = this.#clean.lower(from, amount);
      undo?.push(back);
    }
    if (to === 0) return;
    const terminal = (this.#flags(to) & SPECIAL) !== 0 && this.#place(to).kind === 'terminal';
    if (terminal && (this.#flags(to) & WIDE) !== 0) return;
    if (this.#isLazy(to)) {
      const back = this.#clean.raise(to, amountOut);
      undo?.push(back);
      return;
    }
    const lots = clean(amountOut);
    this.#full.forEach((full, index) => {
      this.#put(full, index, passing, lots);
    });
  }

  /** Whether what leaves is clean under every policy. */
  #paysClean({ event, kind, from }: Passing): boolean {
    const flags = this.#flags(from);
    if (kind === SEED) return false;
    if (from === 0 || this.#isLazy(from) || (flags & TERMINAL) !== 0) return true;
    if ((flags & SPECIAL) !== 0) return this.#place(from).kind === 'terminal';
    return (flags & DIRTY) === 0 && event >= this.#run.payments.until;
  }

  /** A slot of a wide asset that no dirt has reached. */
  #isLazy(slot: Slot): boolean {
    return (this.#flags(slot) & WIDE) !== 0 && this.#clean.isClean(slot);
  }

  /** Gives a slot its lots, all clean, before dirt comes. */
  #open(slot: Slot): void {
    if (!this.#isLazy(slot)) return;
    const { balance, assumed } = this.#clean.get(slot);
    for (const full of this.#full) full.open(slot, balance, assumed);
    const back = this.#clean.open(slot);
    this.#trail.undo?.push(back);
  }

  #flags(slot: Slot): number {
    return this.#run.state.flags[slot]!;
  }

  /** The balance of a sender that is not special is one for all policies: it falls once. */
  #lower({ event, from, to, amount }: Passing): void {
    const { motion, state } = this.#run;
    if (amount === 0n || (this.#flags(from) & (SPECIAL | TERMINAL)) !== 0) return;
    motion.event = event;
    motion.from = from;
    motion.to = to;
    motion.hi = upperLane(amount);
    motion.lo = lowerLane(amount);
    lower(state, from, motion);
  }

  #raise({ event, to, amountOut }: Passing): void {
    const into = this.#into;
    if (to === 0 || amountOut === 0n || (this.#flags(to) & SPECIAL) !== 0) return;
    into.event = event;
    into.to = to;
    into.ends = (this.#flags(to) & TERMINAL) !== 0;
    into.hi = upperLane(amountOut);
    into.lo = lowerLane(amountOut);
    raise(this.#run.state, to, into);
  }

  /** What leaves, with this event in its history and its flow stated. */
  #take(full: FullLedgers, index: number, passing: Passing): Lot[] {
    const { event, kind, from, amount } = passing;
    const { state, log, payments, motion } = this.#run;
    if (amount === 0n && kind !== MOVE) return [];
    if (kind === RECEIVE) return clean(amount);
    const flags = this.#flags(from);
    if (kind !== SEED && (flags & SPECIAL) === 0) {
      if (amount === 0n) return [];
      if ((flags & TERMINAL) !== 0) return clean(amount);
      const take = log.isAside(event) ? takeAside : takeLots;
      return take(state, log, payments, this.#codes[index]!, motion);
    }
    const seed = { amount, label: log.label(event), history: NO_NODE };
    const lots = full.moved(kind === SEED ? [seed] : this.#leave(full, index, passing), event);
    full.flow(event, lots, false);
    return lots;
  }

  /** Out of a special slot; a payment to several is dealt when its first move comes. */
  #leave(full: FullLedgers, index: number, { event, kind, from, amount }: Passing): Lot[] {
    const { log } = this.#run;
    const place = this.#place(from);
    const aside = log.isAside(event);
    if (kind !== MOVE || aside || !full.rule.together) {
      return full.leave(place, [amount], aside).flat();
    }
    const waiting = this.#dealt[index];
    if (waiting && event < waiting.first + waiting.columns.length) {
      return waiting.columns[event - waiting.first] ?? [];
    }
    const amounts = [amount];
    for (let next = event + 1; next < log.length && log.continues(next); next++) {
      amounts.push(log.amount(next));
    }
    const columns = full.leave(place, amounts);
    this.#dealt[index] = { first: event, columns };
    return columns[0] ?? [];
  }

  #put(full: FullLedgers, index: number, passing: Passing, lots: readonly Lot[]): void {
    const { to, amountOut } = passing;
    if (amountOut === 0n) return;
    if ((this.#flags(to) & SPECIAL) !== 0) {
      full.arrive(this.#place(to), lots, amountOut);
      return;
    }
    const { state } = this.#run;
    putLots(state, this.#codes[index]!, this.#into, lots);
    if (this.#into.ends) state.flags[to] = TERMINAL;
  }

  /** Dirty neighbours of one label and past made one, after a lot between them vanished. */
  #joined(lots: readonly Lot[]): Lot[] {
    const joined: Lot[] = [];
    for (const lot of lots) {
      const last = joined.at(-1);
      const alike = last && lot.label !== null && last.label === lot.label;
      if (alike && this.#trail.nodes.same(last.history, lot.history)) {
        joined[joined.length - 1] = { ...last, amount: last.amount + lot.amount };
      } else joined.push(lot);
    }
    return joined;
  }
}
