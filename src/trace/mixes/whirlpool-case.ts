import { found } from '../../base/assert.ts';
import type { Holder, UtxoTransaction } from '../../ledger/port.ts';
import { type Classification, classifyAll } from './classify.ts';

/** Who spends a coin, as far as the set holds it. */
interface Spender {
  readonly tx: string;
  readonly kind: 'whirlpool' | 'other-mix' | 'tx0' | 'other';
}

/** An output of a Tx0 and what became of it. */
interface CoinFate {
  readonly index: number;
  readonly amount: bigint;
  readonly holder: Holder | null;
  /** Null: not spent in this set, which is not to say unspent. */
  readonly spender: Spender | null;
}

/** Change of one Tx0 that another Tx0 spends: both have one owner. */
interface OwnerLink {
  readonly from: string;
  readonly index: number;
  readonly to: string;
}

/** What can be said of coins that were prepared for Whirlpool, and what cannot. */
export interface Tx0Summary {
  readonly kind: 'tx0';
  readonly tx: string;
  readonly time: number;
  /** Satoshi. */
  readonly pool: bigint;
  readonly premix: readonly CoinFate[];
  /** The coordinator's fee. */
  readonly fee: CoinFate | null;
  /** Provable: it stays with the owner, and is followed like any coin. */
  readonly change: readonly CoinFate[];
  /** Fee and change whose amounts do not tell which is which: neither is claimed. */
  readonly unclear: readonly CoinFate[];
  /** Mixes that premix coins enter, in chain order: attribution ends before their outputs. */
  readonly firstMixes: readonly string[];
  /** Satoshi of premix coins that entered mixes. */
  readonly stopped: bigint;
  readonly links: readonly OwnerLink[];
  /** Every Tx0 of the set that such links join to this one, itself included, in chain order. */
  readonly sameOwner: readonly string[];
  /**
   * Mixes that the coins may have passed, the first ones included: from mix to mix by any output.
   */
  readonly reachable: readonly string[];
  readonly candidates: Candidates;
}

/** Where coins of the reachable mixes left mixing. Each is a hypothesis, none a finding. */
interface Candidates {
  /** Outputs of reachable mixes that a transaction which is no Whirlpool mix spends. */
  readonly outputs: number;
  /** Those transactions. */
  readonly transactions: number;
  /** Outputs of reachable mixes that nothing in the set spends. */
  readonly notSpentHere: number;
}

/** A transaction that was asked for and is none, or is not in the set. */
interface NoTx0 {
  readonly kind: 'missing' | 'other';
  readonly tx: string;
}

export interface WhirlpoolCase {
  readonly tx0s: readonly (Tx0Summary | NoTx0)[];
  /** What was counted: the set, and nothing beyond it. */
  readonly set: {
    readonly transactions: number;
    readonly whirlpoolMixes: number;
    readonly tx0s: number;
    /** Unix seconds. */
    readonly first: number;
    readonly last: number;
  };
  readonly statements: readonly string[];
}

const STATEMENTS: readonly string[] = [
  'Change of a Tx0 belongs to the owner of the Tx0; a Tx0 that spends it has the same owner.',
  'Attribution stops at the first mix: its outputs are equal, and nothing says whose each is.',
  'Mixes and spends beyond the first mix are counted as candidates; none of them is attributed.',
  'Only transactions of this set were counted: a coin not spent here may be spent elsewhere.',
];

interface SetIndex {
  readonly byId: ReadonlyMap<string, UtxoTransaction>;
  readonly classes: ReadonlyMap<string, Classification>;
  readonly spenders: ReadonlyMap<string, string>;
  /** Position in chain order. */
  readonly places: ReadonlyMap<string, number>;
  readonly links: readonly OwnerLink[];
}

/**
 * Answers what is provable of coins that entered Whirlpool: where each premix coin and each change
 * went, which other Tx0s have the same owner, and how many mixes and spends are candidates.
 * @param transactions the whole set, in chain order; nothing outside it is assumed
 */
export function whirlpoolCase(
  tx0s: readonly string[],
  transactions: readonly UtxoTransaction[],
): WhirlpoolCase {
  const set = indexOf(transactions);
  const kinds = [...set.classes.values()];
  const times = transactions.map((tx) => tx.time);
  return {
    tx0s: tx0s.map((id) => summarise(id, set)),
    set: {
      transactions: transactions.length,
      whirlpoolMixes: kinds.filter(isWhirlpool).length,
      tx0s: kinds.filter((it) => it.kind === 'tx0').length,
      first: times.reduce((a, b) => Math.min(a, b), times[0] ?? 0),
      last: times.reduce((a, b) => Math.max(a, b), 0),
    },
    statements: STATEMENTS,
  };
}

function isWhirlpool(it: Classification | undefined): boolean {
  return it?.kind === 'mix' && it.mix === 'whirlpool';
}

function indexOf(transactions: readonly UtxoTransaction[]): SetIndex {
  const classes = classifyAll(transactions);
  const spenders = new Map<string, string>();
  const links: OwnerLink[] = [];
  for (const tx of transactions) {
    for (const { tx: from, index } of tx.inputs) {
      if (!spenders.has(`${from}:${index}`)) spenders.set(`${from}:${index}`, tx.id);
      const [before, here] = [classes.get(from), classes.get(tx.id)];
      if (here?.kind !== 'tx0' || before?.kind !== 'tx0') continue;
      if (before.parts.change.includes(index)) links.push({ from, index, to: tx.id });
    }
  }
  const byId = new Map(transactions.map((tx) => [tx.id, tx]));
  const places = new Map(transactions.map((tx, i) => [tx.id, i]));
  return { byId, classes, spenders, places, links };
}

function summarise(id: string, set: SetIndex): Tx0Summary | NoTx0 {
  const tx = set.byId.get(id);
  const it = set.classes.get(id);
  if (!tx) return { kind: 'missing', tx: id };
  if (it?.kind !== 'tx0') return { kind: 'other', tx: id };
  const fate = (index: number): CoinFate => {
    const { amount, holder } = found(tx.outputs[index], 'output');
    return { index, amount, holder, spender: spenderOf(id, index, set) };
  };
  const { pool, premix, fee, change, unclear } = it.parts;
  const fates = premix.map(fate);
  const entered = fates.filter((coin) => coin.spender?.kind === 'whirlpool');
  const firstMixes = inOrder(
    entered.map((coin) => coin.spender?.tx ?? ''),
    set,
  );
  const reachable = reach(firstMixes, set);
  return {
    kind: 'tx0',
    tx: id,
    time: tx.time,
    pool,
    premix: fates,
    fee: fee === null ? null : fate(fee),
    change: change.map(fate),
    unclear: unclear.map(fate),
    firstMixes,
    stopped: entered.reduce((sum, coin) => sum + coin.amount, 0n),
    links: set.links.filter((link) => link.from === id || link.to === id),
    sameOwner: sameOwner(id, set),
    reachable,
    candidates: candidatesOf(reachable, set),
  };
}

function spenderOf(id: string, index: number, set: SetIndex): Spender | null {
  const tx = set.spenders.get(`${id}:${index}`);
  if (tx === undefined) return null;
  const it = set.classes.get(tx);
  if (it?.kind === 'mix') return { tx, kind: isWhirlpool(it) ? 'whirlpool' : 'other-mix' };
  return { tx, kind: it?.kind === 'tx0' ? 'tx0' : 'other' };
}

/** Distinct ids in chain order. */
function inOrder(ids: Iterable<string>, set: SetIndex): string[] {
  const place = (id: string) => set.places.get(id) ?? 0;
  return [...new Set(ids)].sort((a, b) => place(a) - place(b));
}

/** Whirlpool mixes from these on, by outputs that enter further mixes. */
function reach(first: readonly string[], set: SetIndex): string[] {
  const reached = new Set(first);
  for (const id of reached) {
    for (const index of (set.byId.get(id)?.outputs ?? []).keys()) {
      const spender = spenderOf(id, index, set);
      // A set grows while it is walked: what is added is visited in turn.
      if (spender?.kind === 'whirlpool') reached.add(spender.tx);
    }
  }
  return inOrder(reached, set);
}

function candidatesOf(mixes: readonly string[], set: SetIndex): Candidates {
  const transactions = new Set<string>();
  let outputs = 0;
  let notSpentHere = 0;
  for (const id of mixes) {
    for (const index of (set.byId.get(id)?.outputs ?? []).keys()) {
      const spender = spenderOf(id, index, set);
      if (spender === null) notSpentHere++;
      else if (spender.kind !== 'whirlpool') {
        outputs++;
        transactions.add(spender.tx);
      }
    }
  }
  return { outputs, transactions: transactions.size, notSpentHere };
}

/** The Tx0s that links join, directly or through others. */
function sameOwner(id: string, set: SetIndex): string[] {
  const owned = new Set([id]);
  for (const one of owned) {
    for (const { from, to } of set.links) {
      if (from === one) owned.add(to);
      if (to === one) owned.add(from);
    }
  }
  return inOrder(owned, set);
}
