import { largestRemainder } from '../../base/amount.ts';
import { assert } from '../../base/assert.ts';
import type { Collision, Lot, Policy } from './policy.ts';

/** History of lots that have none yet: clean, or just seeded. */
export const NO_HISTORY = -1;

/** A clean parcel as a list, empty for zero. */
export function clean(amount: bigint): Lot[] {
  return amount > 0n ? [{ amount, label: null, history: NO_HISTORY }] : [];
}

/** Total units of the lots. */
export function sum(lots: readonly Lot[]): bigint {
  return lots.reduce((total, lot) => total + lot.amount, 0n);
}

/** Units of each label, labels in order; clean units are left out. */
export function byLabel(lots: readonly Lot[]): Map<number, bigint> {
  const totals = new Map<number, bigint>();
  for (const { label, amount } of lots) {
    if (label !== null) totals.set(label, (totals.get(label) ?? 0n) + amount);
  }
  return totals.size < 2 ? totals : new Map([...totals].sort(([a], [b]) => a - b));
}

/** The oldest lot of each label, labels in order: one witness where a policy blends histories. */
export function witnesses(lots: readonly Lot[]): Map<number, Lot> {
  const first = new Map<number, Lot>();
  for (const lot of lots)
    if (lot.label !== null && !first.has(lot.label)) first.set(lot.label, lot);
  return new Map([...first].sort(([a], [b]) => a - b));
}

/** Neighbours of equal label and history made one (tracing.md §1, *Lot*). */
export function join(lots: Iterable<Lot>): Lot[] {
  const joined: Lot[] = [];
  for (const lot of lots) {
    const last = joined.at(-1);
    if (last && last.label === lot.label && last.history === lot.history) {
      joined[joined.length - 1] = { ...last, amount: last.amount + lot.amount };
    } else joined.push(lot);
  }
  return joined;
}

/** Deals a queue of lots over columns: each in turn takes from the front until it is full. */
export function deal(queue: readonly Lot[], amounts: readonly bigint[]): Lot[][] {
  let at = 0;
  let left = queue[0]?.amount ?? 0n;
  const columns = amounts.map((amount) => {
    const taken: Lot[] = [];
    for (let open = amount; open > 0n; ) {
      const lot = queue[at];
      assert(lot !== undefined, 'the amounts exceed the lots');
      const part = left < open ? left : open;
      taken.push({ ...lot, amount: part });
      open -= part;
      left -= part;
      if (left === 0n) left = queue[++at]?.amount ?? 0n;
    }
    return join(taken);
  });
  assert(at >= queue.length, 'the lots exceed the amounts');
  return columns;
}

/** Lots with the dirty ones before or after the clean ones, each in the order given. */
export function sorted(lots: readonly Lot[], first: 'clean' | 'dirty'): Lot[] {
  const dirty = lots.filter((lot) => lot.label !== null);
  const rest = lots.filter((lot) => lot.label === null);
  return first === 'dirty' ? [...dirty, ...rest] : [...rest, ...dirty];
}

/**
 * What stays of a ledger, in its places, when its oldest dirty lots have left up to the dirty part
 * of `left` and its oldest clean lots up to the clean part.
 */
export function staying(ledger: readonly Lot[], left: readonly Lot[]): Lot[] {
  let dirtyGone = sum(left.filter((lot) => lot.label !== null));
  let cleanGone = sum(left) - dirtyGone;
  const rest: Lot[] = [];
  for (const lot of ledger) {
    const open = lot.label === null ? cleanGone : dirtyGone;
    const gone = open < lot.amount ? open : lot.amount;
    if (lot.label === null) cleanGone -= gone;
    else dirtyGone -= gone;
    if (gone < lot.amount) rest.push({ ...lot, amount: lot.amount - gone });
  }
  return join(rest);
}

/**
 * Lots of one asset as lots of another (n·Y/X, largest remainder, tracing.md §3 *Swap*). Under a
 * policy that does not conserve, each label has the whole.
 */
export function redenominate(lots: readonly Lot[], amount: bigint, rule: Policy): Lot[] {
  if (lots.length === 0) return clean(amount);
  const parts = largestRemainder(
    amount,
    lots.map((lot) => lot.amount),
  );
  const out = lots.map((lot, i) => ({
    ...lot,
    amount: rule.conserves ? (parts[i] ?? 0n) : amount,
  }));
  return join(out.filter((lot) => lot.amount > 0n));
}

/** Lots after a seed was declared on them, and what the seed met. */
interface Relabelled {
  readonly lots: Lot[];
  /** Units that became the seed's. */
  readonly seeded: bigint;
  /** Units that another label had, by that label: superseded, or kept where the first wins. */
  readonly met: Map<number, bigint>;
}

/** Declares the newest `seed.amount` units stolen (tracing.md §1, *Collision*). */
export function relabel(lots: readonly Lot[], seed: Lot, collision: Collision): Relabelled {
  const changed: Lot[] = [];
  const others: Lot[] = [];
  let open = seed.amount;
  let seeded = 0n;
  for (const lot of [...lots].reverse()) {
    const amount = open < lot.amount ? open : lot.amount;
    open -= amount;
    const other = lot.label !== null && lot.label !== seed.label;
    const keeps = lot.label === seed.label || (other && collision === 'first');
    if (other) others.push({ ...lot, amount });
    if (!keeps) seeded += amount;
    changed.push({ ...(keeps ? lot : seed), amount }, { ...lot, amount: lot.amount - amount });
  }
  const kept = join(changed.filter((lot) => lot.amount > 0n).reverse());
  return { lots: kept, seeded, met: byLabel(others.filter((lot) => lot.amount > 0n)) };
}
