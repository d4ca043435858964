import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Holder, Outpoint, UtxoTransaction } from '../ledger/port.ts';
import { type PathInput, paidBy, type Shares } from './coin-shares.ts';
import { type CoinSeed, Coins } from './coins.ts';
import type { Watch } from './explore.ts';
import type { Classification } from './mixes/classify.ts';
import type { MixId } from './mixes/mix.ts';
import { policies } from './policies/index.ts';
import type { PolicyId } from './policies/policy.ts';
import type { Limits } from './question.ts';

/**
 * Who has a coin: its address; `txid:index` for an output without one; `mix:txid` for every output
 * of a mix, because nothing says whose each of them is.
 */
export type PlaceId = Holder;

/** What is asked of a ledger of coins, whatever is known of it. */
export interface CoinQuestion {
  readonly seeds: readonly CoinSeed[];
  /** The locked policy. */
  readonly policy: PolicyId;
  readonly policies: readonly PolicyId[];
  readonly limits: Omit<Limits, 'majority' | 'maxTransfers'>;
  /** True for addresses of services: what arrives there stays. */
  readonly isService: (holder: Holder) => boolean;
  /** US cents of so many units at a time (unix seconds), or null where no price is known. */
  readonly cents: (units: bigint, time: number) => bigint | null;
}

/** What one pass over transactions goes by. */
export interface CoinPass extends CoinQuestion {
  /** By transaction; what is not there is no mix. */
  readonly classes: ReadonlyMap<string, Classification>;
  /** Places that may be followed (`maxHolders`); null: all. */
  readonly admitted: ReadonlySet<PlaceId> | null;
}

/** Transactions that stand together, in their order. */
export interface CoinGroup {
  readonly hash: string;
  readonly time: number;
  readonly transactions: readonly UtxoTransaction[];
}

/** A transaction that spends dirty coins or makes seeds. */
export interface PathTransaction {
  readonly tx: UtxoTransaction;
  readonly mix: MixId | null;
  /** Dirty coins that it spends; empty for a seed that nothing dirty flows into. */
  readonly inputs: readonly PathInput[];
  /** Fewest transactions from a seed to what it makes; its own seeds stand at 0. */
  readonly depth: number;
  /** By output, where more than one place paid or seeds stand: told from the lots' histories. */
  readonly shares: ReadonlyMap<number, Shares> | null;
}

export type StopKind = 'mix' | 'service' | 'coordinator';

/** The limit that ends the following of a coin. */
export type CoinCut = 'dust' | 'depth' | 'holders' | 'fan-out' | 'time' | 'cancelled' | 'open';

/** A dirty coin that is followed, or would be if its place were admitted. */
export interface LiveCoin extends PathInput {
  readonly depth: number;
  /** The most dirty units that a conserving policy puts into it: what it can carry. */
  readonly units: bigint;
}

export interface CoinTrace {
  readonly question: CoinPass;
  readonly coins: Coins;
  /** In chain order. */
  readonly path: readonly PathTransaction[];
  readonly byId: ReadonlyMap<string, PathTransaction>;
  /** True for a coin that the case names as stolen. */
  readonly isStolen: (coin: Outpoint) => boolean;
  readonly placeOf: (coin: Outpoint & { readonly holder: Holder | null }) => PlaceId;
  readonly stopOf: (coin: Outpoint & { readonly holder: Holder | null }) => StopKind | null;
  /** Coins that a limit cut, by outpoint. */
  readonly cuts: ReadonlyMap<string, CoinCut>;
  /** Coins that are followed and that nothing spends, by outpoint. */
  readonly live: ReadonlyMap<string, LiveCoin>;
  /** Coins at places that are not admitted, by outpoint; `cuts` has them as `holders`. */
  readonly waiting: ReadonlyMap<string, LiveCoin>;
  /** Places of which coins are followed. */
  readonly followed: ReadonlySet<PlaceId>;
  /** Units of the coins named as stolen, and dirty units at stops under the locked policy. */
  readonly sums: { readonly stolen: bigint; readonly placed: bigint };
}

/** Why a trace must end before its work is done, or null. */
export function stoppedBy({ signal, late }: Watch): 'time' | 'cancelled' | null {
  if (signal?.aborted) return 'cancelled';
  return late?.() ? 'time' : null;
}

/** A trace that transactions are added to. */
interface OpenTrace {
  readonly trace: CoinTrace;
  /** Adds groups in chain order; when it must end early, what is open then is cut. */
  apply(groups: Iterable<CoinGroup>, watch?: Watch): void;
  /** Lets places in: their coins that wait are followed from now on. */
  admit(places: ReadonlySet<PlaceId>): void;
}

/**
 * Follows the seeds through transactions in chain order under all policies, within the limits.
 * Services and mixes are stops: a mix is computed, so that the certificate closes, and nothing
 * behind it is. A coin that a limit cuts stays where it is, and what spends it gets clean money.
 * @throws InputError where transactions contradict one another
 */
export function traceCoins(
  groups: Iterable<CoinGroup>,
  question: CoinPass,
  watch: Watch = {},
): CoinTrace {
  const { trace, apply } = openTrace(question);
  apply(groups, watch);
  return trace;
}

/** The same, one part after the other. What is added must not spend into what was added before. */
export function openTrace(question: CoinPass): OpenTrace {
  const rules = stopsOf(question);
  const live = new Map<string, LiveCoin>();
  const waiting = new Map<string, LiveCoin>();
  const cuts = new Map<string, CoinCut>();
  const followed = new Set<PlaceId>();
  const path: PathTransaction[] = [];
  const byId = new Map<string, PathTransaction>();
  const coins = engineOf(question, rules.stopOf, live);
  const { limits, seeds } = question;
  const seeded = new Set(seeds.map(({ tx }) => tx));
  const sums = { stolen: 0n, placed: 0n };
  const follow = (key: string, coin: LiveCoin): void => {
    live.set(key, coin);
    followed.add(coin.place);
  };
  const step = (tx: UtxoTransaction, hash: string, stopped: CoinCut | null): void => {
    const keys = tx.inputs.map((input) => outpointKey(input.tx, input.index));
    const spent = keys.flatMap((key) => live.get(key) ?? []);
    const isSeed = seeded.has(tx.id);
    if (spent.length === 0 && !isSeed) return;
    const it = question.classes.get(tx.id);
    const mix = it?.kind === 'mix' ? it.mix : null;
    if (mix === null && !isSeed && tx.outputs.length > limits.maxFanOut) {
      // whoever pays so many at once pays them from a pool: its coins rest where they came in
      for (const key of keys) if (live.delete(key)) cuts.set(key, 'fan-out');
      return;
    }
    coins.apply({ hash, subsidy: null, transactions: [tx] });
    for (const key of keys) live.delete(key);
    const depths = spent.map((coin) => coin.depth + 1);
    const depth = depths.reduce((least, one) => Math.min(least, one), depths[0] ?? 0);
    const one = { tx, mix, depth, ...paidBy(tx, spent, isSeed, question.policies, coins) };
    path.push(one);
    byId.set(tx.id, one);
    count(tx, sums, question, coins, rules);
    for (const coin of madeBy(tx, depth, question, coins, rules)) {
      const key = outpointKey(coin.tx, coin.index);
      const cut = stopped ?? cutOf(coin, tx.time, question);
      if (cut === 'holders') waiting.set(key, coin);
      if (cut === null) follow(key, coin);
      else cuts.set(key, cut);
    }
  };
  const apply: OpenTrace['apply'] = (groups, watch = {}) => {
    let stopped: CoinCut | null = null;
    for (const { hash, time, transactions } of groups) {
      stopped ??= stoppedBy(watch);
      if (stopped !== null) {
        // what is left is read for seeds alone: what was stolen does not turn on the time allowed
        for (const key of live.keys()) cuts.set(key, stopped);
        live.clear();
      }
      if (limits.until !== null && time > limits.until) continue;
      for (const tx of transactions) step(tx, hash, stopped);
    }
  };
  const admit: OpenTrace['admit'] = (places) => {
    for (const [key, coin] of waiting) {
      if (!places.has(coin.place)) continue;
      waiting.delete(key);
      cuts.delete(key);
      follow(key, coin);
    }
  };
  const trace = { question, coins, path, byId, ...rules, cuts, live, waiting, followed, sums };
  return { trace, apply, admit };
}

function count(
  tx: UtxoTransaction,
  sums: { stolen: bigint; placed: bigint },
  { policy }: CoinPass,
  coins: Coins,
  { isStolen, stopOf }: StopRules,
): void {
  for (const [index, { holder, amount }] of tx.outputs.entries()) {
    const at = { tx: tx.id, index, holder };
    if (isStolen(at)) sums.stolen += amount;
    if (stopOf(at) !== null) sums.placed += coins.dirty(policy, at);
  }
}

type StopRules = Pick<CoinTrace, 'placeOf' | 'stopOf' | 'isStolen'>;

function engineOf(
  { policies: ids, seeds, classes }: CoinPass,
  stopOf: CoinTrace['stopOf'],
  live: ReadonlyMap<string, LiveCoin>,
): Coins {
  return new Coins({
    rules: ids.map((id) => policies[id]),
    seeds,
    asset: 0,
    fees: 'drop',
    collision: 'seed',
    stops: (coin) => stopOf(coin) !== null,
    follows: ({ tx, index }) => live.has(outpointKey(tx, index)),
    mixes: ({ id }) => classes.get(id)?.kind === 'mix',
  });
}

function stopsOf({ seeds, classes, isService }: CoinPass): StopRules {
  const stolen = new Set(seeds.map(({ tx, index }) => outpointKey(tx, index)));
  const stopOf: CoinTrace['stopOf'] = ({ tx, index, holder }) => {
    const it = classes.get(tx);
    // A coin that the case names as stolen is the thief's, even if it came out of a mix
    if (it?.kind === 'mix' && !stolen.has(outpointKey(tx, index))) return 'mix';
    if (it?.kind === 'tx0' && it.parts.fee === index) return 'coordinator';
    return holder !== null && isService(holder) ? 'service' : null;
  };
  return {
    stopOf,
    isStolen: ({ tx, index }) => stolen.has(outpointKey(tx, index)),
    placeOf: (coin) => {
      if (stopOf(coin) === 'mix') return `mix:${coin.tx}`;
      return coin.holder ?? outpointKey(coin.tx, coin.index);
    },
  };
}

/** The dirty coins of a transaction that no stop keeps. */
function madeBy(
  tx: UtxoTransaction,
  depth: number,
  question: CoinPass,
  coins: Coins,
  { stopOf, placeOf, isStolen }: StopRules,
): LiveCoin[] {
  const conserving = question.policies.filter((id) => policies[id].conserves);
  return tx.outputs.flatMap(({ holder, amount }, index) => {
    const at = { tx: tx.id, index, holder };
    if (stopOf(at) !== null || coins.dirty('poison', at) === 0n) return [];
    const dirty = conserving.map((id) => coins.dirty(id, at));
    const units = dirty.reduce((most, one) => (one > most ? one : most), 0n);
    const from = isStolen(at) ? 0 : depth;
    return { tx: tx.id, index, place: placeOf(at), amount, depth: from, units };
  });
}

/** The limit that a coin meets, or null. Its worth is that of what it can carry (§3.1, rule 6). */
function cutOf(
  { place, depth, units }: LiveCoin,
  time: number,
  { limits, cents, admitted }: CoinPass,
): CoinCut | null {
  const worth = cents(units, time);
  if (worth !== null && worth < BigInt(Math.round(limits.dustUsd * 100))) return 'dust';
  if (depth >= limits.maxDepth) return 'depth';
  return admitted === null || admitted.has(place) ? null : 'holders';
}
