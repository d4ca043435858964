import type { AssetNumber, EventNumber, HolderKind, LabelNumber } from '../accounts.ts';
import { policies } from '../policies/index.ts';
import { byLabel, clean, join, redenominate, relabel, sum } from '../policies/lots.ts';
import type { Collision, Lot, Policy, PolicyId } from '../policies/policy.ts';
import type { Slot } from './slots.ts';
import { NO_NODE, type Trail } from './trail.ts';

/** One slot under one policy with every lot, clean ones too, in its place. */
interface FullLedger {
  /** Arrivals are appended; for all else the list is replaced. */
  readonly lots: Lot[];
  readonly balance: bigint;
  readonly assumed: bigint;
}

/** What a slot is at this point of the log. */
export interface Place {
  readonly slot: Slot;
  readonly asset: AssetNumber;
  readonly kind: HolderKind;
  /** The label of a source. */
  readonly label: LabelNumber;
}

/**
 * One policy over slots that need every lot in its place, or more than two lanes: in `bigint`, with
 * the policies themselves. Rare by construction (`EventLog.special`), so plain rather than fast.
 */
export class FullLedgers {
  readonly rule: Policy;
  readonly #index: number;
  readonly #collision: Collision;
  readonly #trail: Trail;
  readonly #ledgers = new Map<Slot, FullLedger>();

  constructor(policy: PolicyId, index: number, collision: Collision, trail: Trail) {
    this.rule = policies[policy];
    this.#index = index;
    this.#collision = collision;
    this.#trail = trail;
  }

  get(slot: Slot): FullLedger {
    return this.#ledgers.get(slot) ?? { lots: [], balance: 0n, assumed: 0n };
  }

  /** Begins with clean units that the slot held before it needed lots. */
  open(slot: Slot, balance: bigint, assumed: bigint): void {
    this.#set(slot, { lots: clean(balance), balance, assumed });
  }

  /** Replaces a ledger; `Trail.undo` learns how to put the old one back. */
  #set(slot: Slot, ledger: FullLedger): void {
    const before = this.#ledgers.get(slot);
    this.#trail.undo?.push(() => {
      if (before) this.#ledgers.set(slot, before);
      else this.#ledgers.delete(slot);
    });
    this.#ledgers.set(slot, ledger);
  }

  /**
   * Takes the amounts out of a slot, one list each (tracing.md §2.2); `aside`: clean units first,
   * whatever the policy.
   */
  leave(place: Place, amounts: readonly bigint[], aside = false): Lot[][] {
    if (place.kind === 'terminal') return amounts.map(clean);
    const total = amounts.reduce((a, b) => a + b, 0n);
    if (total === 0n) return amounts.map(() => []);
    const at = place.kind === 'source' ? this.#steal(place, total) : this.#open(place, total);
    const balance = at.balance - total;
    const rule =
      aside && this.rule.conserves && place.kind === 'plain' ? policies.clean_first : this.rule;
    const columns = rule.outflow(at.lots, [...amounts, balance]);
    const lots = columns.pop() ?? [];
    this.#set(place.slot, { ...at, lots, balance });
    return columns;
  }

  /** Adds lots at the back. Clean units that reach a source are its own, and nobody's concern. */
  arrive(place: Place, lots: readonly Lot[], amount: bigint): void {
    const source = place.kind === 'source';
    const kept = source ? lots.filter((lot) => lot.label !== null) : lots;
    if (kept.length === 0) return;
    const at = this.get(place.slot);
    const { length } = at.lots;
    const last = at.lots.at(-1);
    const gained = this.rule.conserves ? sum(kept) : amount;
    this.#set(place.slot, { ...at, balance: at.balance + gained });
    this.#trail.undo?.push(() => {
      at.lots.length = length;
      if (last) at.lots[length - 1] = last;
    });
    for (const lot of kept) append(at.lots, lot);
  }

  /** Declares the newest units of a slot stolen. */
  claim(place: Place, amount: bigint, label: LabelNumber, event: EventNumber): void {
    const at = this.#open(place, amount);
    const seed = { amount, label, history: this.#trail.nodes.add(NO_NODE, event) };
    if (!this.rule.conserves) {
      this.#set(place.slot, { ...at, lots: [...at.lots, seed] });
      return;
    }
    const { lots, seeded, met } = relabel(at.lots, seed, this.#collision);
    this.#set(place.slot, { ...at, lots });
    this.#book('seeds', place, label, seeded);
    if (this.#collision === 'first') return;
    for (const [earlier, units] of met) this.#book('superseded', place, earlier, units);
  }

  /** Lots of one asset as lots of another; poison makes all of it dirty. */
  converted(lots: readonly Lot[], amountOut: bigint): Lot[] {
    return redenominate(lots, amountOut, this.rule);
  }

  /** The lots with this event as the newest of their histories. */
  moved(lots: readonly Lot[], event: EventNumber): Lot[] {
    const nodes = new Map<number, number>();
    const node = (parent: number): number => {
      const id = nodes.get(parent) ?? this.#trail.nodes.add(parent, event);
      nodes.set(parent, id);
      return id;
    };
    return join(
      lots.map((lot) => (lot.label === null ? lot : { ...lot, history: node(lot.history) })),
    );
  }

  flow(event: EventNumber, lots: readonly Lot[], out: boolean): void {
    const log = this.#trail.flows[this.#index]!;
    for (const [label, amount] of byLabel(lots)) log.add(event, label, amount, out);
  }

  /** Inserts what must have been there before the log begins: clean and oldest. */
  #open(place: Place, total: bigint): FullLedger {
    const at = this.get(place.slot);
    if (total <= at.balance) return at;
    const short = total - at.balance;
    const lots = join([...clean(short), ...at.lots]);
    return { lots, balance: total, assumed: at.assumed + short };
  }

  /** Seeds what a source pays beyond the dirt that has returned to it. */
  #steal(place: Place, total: bigint): FullLedger {
    const at = this.get(place.slot);
    const short = total > at.balance ? total - at.balance : 0n;
    // poison bounds every policy, also those under which less has returned and more is seeded here
    if (short === 0n && this.rule.conserves) return at;
    this.#book('seeds', place, place.label, short);
    const seeded = { amount: short, label: place.label, history: NO_NODE };
    return { ...at, lots: [...at.lots, seeded], balance: at.balance + short };
  }

  #book(column: 'seeds' | 'superseded', place: Place, label: LabelNumber, amount: bigint): void {
    const { asset } = place;
    this.#trail.bookings.push({ policy: this.#index, column, label, asset, amount });
  }
}

/** Adds a lot behind the others, to the last of them where label and history are the same. */
function append(lots: Lot[], lot: Lot): void {
  const last = lots.at(-1);
  if (last && last.label === lot.label && last.history === lot.history) {
    lots[lots.length - 1] = { ...last, amount: last.amount + lot.amount };
  } else lots.push(lot);
}
