import type { EventNumber, HolderNumber } from '../accounts.ts';
import { byLabel } from '../policies/lots.ts';
import type { Collision, Lot, PolicyId } from '../policies/policy.ts';
import { FullLedgers, type Place } from './full.ts';
import { CLAIM, CONVERT, type EventLog, type Mark, MOVE, RECEIVE, SEED } from './log.ts';
import type { Slot } from './slots.ts';
import { NO_NODE, Trail } from './trail.ts';

/** Accounts for the events of a log, as far as the log goes and as often as it has grown. */
export class Engine {
  readonly policies: readonly PolicyId[];
  readonly log: EventLog;
  readonly trail: Trail;
  readonly full: readonly FullLedgers[];
  /** Events accounted for. */
  done = 0;
  readonly #marks = new Map<HolderNumber, Mark>();
  #marked = 0;

  constructor(log: EventLog, policies: readonly PolicyId[], collision: Collision) {
    this.log = log;
    this.policies = policies;
    this.trail = new Trail(policies.length);
    this.full = policies.map((policy, i) => new FullLedgers(policy, i, collision, this.trail));
  }

  /** What a slot is at this point of the log. */
  place(slot: Slot): Place {
    const mark = this.#marks.get(this.log.slots.holder(slot));
    const asset = this.log.slots.asset(slot);
    return { slot, asset, kind: mark?.kind ?? 'plain', label: mark?.label ?? 0 };
  }

  advance(): void {
    const { log } = this;
    while (this.done < log.length) {
      this.#mark();
      this.#event(this.done++);
    }
    this.#mark();
  }

  #mark(): void {
    const { marks } = this.log;
    for (; this.#marked < marks.length; this.#marked++) {
      const mark = marks[this.#marked]!;
      if (mark.at > this.done) return;
      this.#marks.set(mark.holder, mark);
    }
  }

  #event(event: EventNumber): void {
    for (const full of this.full) {
      if (this.log.kind(event) === MOVE && full.rule.together) this.#payments(full, event);
      else this.#one(full, event);
    }
  }

  /** A payment to several is dealt when its first move comes. */
  #payments(full: FullLedgers, event: EventNumber): void {
    const { log } = this;
    if (log.continues(event)) return;
    let end = event + 1;
    while (end < log.length && log.continues(end)) end++;
    const amounts = Array.from({ length: end - event }, (_, i) => log.amount(event + i));
    full.leave(this.place(log.from(event)), amounts).forEach((lots, i) => {
      const moved = full.moved(lots, event + i);
      full.flow(event + i, moved, false);
      full.arrive(this.place(log.to(event + i)), moved, amounts[i] ?? 0n);
    });
  }

  #one(full: FullLedgers, event: EventNumber): void {
    const { log } = this;
    const kind = log.kind(event);
    const amount = log.amount(event);
    const to = this.place(log.to(event));
    if (kind === RECEIVE || kind === SEED) {
      const label = kind === SEED ? log.label(event) : null;
      const lots: Lot[] = amount > 0n ? [{ amount, label, history: NO_NODE }] : [];
      const moved = full.moved(lots, event);
      full.flow(event, moved, false);
      full.arrive(to, moved, amount);
    } else if (kind === CLAIM) {
      if (amount > 0n) full.claim(to, amount, log.label(event), event);
    } else {
      const lots = full.leave(this.place(log.from(event)), [amount]).flat();
      full.flow(event, lots, false);
      if (kind === CONVERT) {
        const moved = full.moved(full.converted(lots, log.amountOut(event)), event);
        full.flow(event, moved, true);
        full.arrive(to, moved, log.amountOut(event));
      } else if (kind === MOVE) full.arrive(to, full.moved(lots, event), amount);
    }
  }

  /** Dirty units of a slot by label. */
  dirty(index: number, slot: Slot): Map<number, bigint> {
    const full = this.full[index]!;
    const { lots, balance } = full.get(slot);
    const totals = byLabel(lots);
    if (full.rule.conserves || this.place(slot).kind === 'terminal') return totals;
    return new Map([...totals.keys()].map((label) => [label, balance]));
  }

  /** Lots of a slot, oldest first. */
  lots(index: number, slot: Slot): readonly Lot[] {
    return this.full[index]!.get(slot).lots;
  }

  assumed(slot: Slot): bigint {
    return this.full[0]?.get(slot).assumed ?? 0n;
  }
}
