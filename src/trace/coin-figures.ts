import { largestRemainder } from '../base/amount.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Holder, Outpoint, UtxoTransaction } from '../ledger/port.ts';
import type { CoinCut, CoinTrace, PathTransaction, PlaceId, StopKind } from './coin-trace.ts';
import type { ByPolicy } from './figures.ts';
import type { PolicyId } from './policies/policy.ts';

/** What one place paid to another in one transaction, and how much of it was stolen. */
interface CoinHop {
  readonly tx: UtxoTransaction;
  readonly from: PlaceId;
  readonly to: PlaceId;
  /** All that `to` got, or what `from` put in where that is less. */
  readonly amount: bigint;
  readonly via: 'spend' | 'mix';
  readonly traced: ByPolicy;
}

/** A dirty coin at the end of the ledger. */
export interface RestingCoin extends Outpoint {
  readonly holder: Holder | null;
  readonly place: PlaceId;
  readonly stop: StopKind | null;
  /** The limit that keeps it from being followed, or null. */
  readonly cut: CoinCut | null;
  readonly value: bigint;
  readonly amounts: ByPolicy;
  readonly step: PathTransaction;
}

export interface CoinFigures {
  /** Dirty units of every output, by outpoint. */
  readonly arrived: ReadonlyMap<string, ByPolicy>;
  readonly hops: readonly CoinHop[];
  /** By transaction and index. */
  readonly resting: readonly RestingCoin[];
}

/** The amounts of a trace of coins. */
export function coinFiguresOf(trace: CoinTrace): CoinFigures {
  const arrived = new Map<string, Map<PolicyId, bigint>>();
  for (const policy of trace.question.policies) {
    for (const { tx, index, kind, amount } of trace.coins.flows(policy)) {
      if (kind === 'output') add(arrived, outpointKey(tx, index), policy, amount);
    }
  }
  const hops = trace.path.flatMap((step) => hopsOf(trace, step, arrived));
  return { arrived, hops, resting: restingOf(trace) };
}

/** Under poison every label claims the whole: reach is the most of them, not their sum. */
function add(
  sums: Map<string, Map<PolicyId, bigint>>,
  key: string,
  policy: PolicyId,
  amount: bigint,
): void {
  const entry = sums.get(key) ?? new Map<PolicyId, bigint>();
  const known = entry.get(policy) ?? 0n;
  entry.set(policy, policy === 'poison' ? max(known, amount) : known + amount);
  sums.set(key, entry);
}

function restingOf(trace: CoinTrace): RestingCoin[] {
  const coins = new Map<string, { coin: Omit<RestingCoin, 'amounts'>; key: string }>();
  const amounts = new Map<string, Map<PolicyId, bigint>>();
  for (const policy of trace.question.policies) {
    for (const { tx, index, holder, value, amount } of trace.coins.held(policy)) {
      const key = outpointKey(tx, index);
      add(amounts, key, policy, amount);
      const step = trace.byId.get(tx);
      if (coins.has(key) || !step) continue;
      const at = { tx, index, holder };
      const [place, stop] = [trace.placeOf(at), trace.stopOf(at)];
      const cut = trace.cuts.get(key) ?? null;
      coins.set(key, { key, coin: { ...at, place, stop, cut, value, step } });
    }
  }
  return [...coins.values()]
    .map(({ key, coin }) => ({ ...coin, amounts: amounts.get(key) ?? new Map() }))
    .sort((a, b) => (a.tx === b.tx ? a.index - b.index : a.tx < b.tx ? -1 : 1));
}

function hopsOf(
  trace: CoinTrace,
  step: PathTransaction,
  arrived: ReadonlyMap<string, ByPolicy>,
): CoinHop[] {
  const { tx, mix } = step;
  const paidIn = new Map<PlaceId, bigint>();
  for (const { place, amount } of step.inputs) {
    paidIn.set(place, (paidIn.get(place) ?? 0n) + amount);
  }
  const hops = new Map<string, CoinHop & { amount: bigint; traced: Map<PolicyId, bigint> }>();
  for (const [index, { holder, amount }] of tx.outputs.entries()) {
    const to = trace.placeOf({ tx: tx.id, index, holder });
    for (const [from, traced] of tracedOf(step, index, paidIn, arrived)) {
      // Change back to the payer's own address is no movement
      if (from === to) continue;
      const key = `${from} ${to}`;
      const via = mix === null ? 'spend' : 'mix';
      const hop = hops.get(key) ?? { tx, from, to, amount: 0n, via, traced: new Map() };
      hop.amount += amount;
      for (const [id, units] of traced) hop.traced.set(id, (hop.traced.get(id) ?? 0n) + units);
      hops.set(key, hop);
    }
  }
  return [...hops.values()].map((hop) => {
    const amount = min(hop.amount, paidIn.get(hop.from) ?? 0n);
    const traced = new Map([...hop.traced].map(([id, units]) => [id, min(units, amount)]));
    return { ...hop, amount, traced };
  });
}

/**
 * What each payer's dirt is of one output. One payer: all of it. Several: as the histories of the
 * lots say; haircut, which blends histories, in proportion to what each put in; poison: anybody's.
 */
function tracedOf(
  { tx, inputs, shares }: PathTransaction,
  index: number,
  paidIn: ReadonlyMap<PlaceId, bigint>,
  arrived: ReadonlyMap<string, ByPolicy>,
): Map<PlaceId, Map<PolicyId, bigint>> {
  const payers = [...paidIn.keys()];
  const whole = arrived.get(outpointKey(tx.id, index));
  const [only] = payers;
  if (!whole || only === undefined) return new Map();
  const byOutput = shares?.get(index);
  if (!byOutput) return new Map([[only, new Map(whole)]]);
  const put = payers.map((payer) =>
    inputs
      .filter(({ place }) => place === payer)
      .reduce((sum, coin) => sum + dirty(arrived, coin, 'haircut'), 0n),
  );
  const parts = new Map(payers.map((payer) => [payer, new Map<PolicyId, bigint>()]));
  for (const [policy, sums] of byOutput) {
    const total = [...sums.values()].reduce((a, b) => a + b, 0n);
    const split = policy === 'haircut' ? largestRemainder(total, put) : [];
    for (const [i, payer] of payers.entries()) {
      const own = policy === 'haircut' ? (split[i] ?? 0n) : (sums.get(payer) ?? 0n);
      parts.get(payer)?.set(policy, policy === 'poison' ? (whole.get(policy) ?? 0n) : own);
    }
  }
  for (const [payer, amounts] of parts) {
    if (![...amounts].some(([id, units]) => id !== 'poison' && units > 0n) && shares) {
      // Only reach is left: it counts where no seed was declared over it
      if (byOutput.get('poison')?.size === 0) parts.delete(payer);
    }
  }
  return parts;
}

function dirty(arrived: ReadonlyMap<string, ByPolicy>, coin: Outpoint, policy: PolicyId): bigint {
  return arrived.get(outpointKey(coin.tx, coin.index))?.get(policy) ?? 0n;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
