import { found } from '../base/assert.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Holder, Outpoint, UtxoTransaction } from '../ledger/port.ts';
import { type CoinSeed, Coins } from './coins.ts';
import type { Classification } from './mixes/classify.ts';
import type { MixId } from './mixes/mix.ts';
import { policies } from './policies/index.ts';
import type { PolicyId } from './policies/policy.ts';

/**
 * Who has a coin: its address; `txid:index` for an output without one; `mix:txid` for every output
 * of a mix, because nothing says whose each of them is.
 */
export type PlaceId = Holder;

interface CoinQuestion {
  readonly seeds: readonly CoinSeed[];
  readonly policies: readonly PolicyId[];
  /** By transaction; what is not there is no mix. */
  readonly classes: ReadonlyMap<string, Classification>;
  /** True for addresses of services: what arrives there stays. */
  readonly isService: (holder: Holder) => boolean;
  /** Unix seconds; later blocks are not looked at. */
  readonly until: number | null;
}

/** A dirty coin as an input of a transaction on the path. */
interface PathInput extends Outpoint {
  readonly place: PlaceId;
  readonly amount: bigint;
}

/** Where the dirty units of an output came from, by policy, then by place. */
type Shares = ReadonlyMap<PolicyId, ReadonlyMap<PlaceId, bigint>>;

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

export interface CoinTrace {
  readonly question: CoinQuestion;
  readonly coins: Coins;
  /** In chain order. */
  readonly path: readonly PathTransaction[];
  readonly byId: ReadonlyMap<string, PathTransaction>;
  /** True for a coin that the case names as stolen. */
  readonly isStolen: (coin: Outpoint) => boolean;
  readonly placeOf: (coin: Outpoint & { readonly holder: Holder | null }) => PlaceId;
  readonly stopOf: (coin: Outpoint & { readonly holder: Holder | null }) => StopKind | null;
}

interface Live {
  readonly place: PlaceId;
  readonly amount: bigint;
  readonly depth: number;
}

/**
 * Follows the seeds through transactions in chain order under all policies. Services and mixes are
 * stops: a mix is computed, so that the certificate closes, and nothing behind it is.
 * @throws InputError where transactions contradict one another
 */
export function traceCoins(
  blocks: Iterable<{
    readonly hash: string;
    readonly time: number;
    readonly transactions: readonly UtxoTransaction[];
  }>,
  question: CoinQuestion,
  signal?: AbortSignal,
): CoinTrace {
  const { placeOf, stopOf, isStolen } = stopsOf(question);
  const coins = new Coins({
    rules: question.policies.map((id) => policies[id]),
    seeds: question.seeds,
    asset: 0,
    fees: 'drop',
    collision: 'seed',
    stops: (coin) => stopOf(coin) !== null,
    mixes: ({ id }) => question.classes.get(id)?.kind === 'mix',
  });
  const seeded = new Set(question.seeds.map(({ tx }) => tx));
  const live = new Map<string, Live>();
  const path: PathTransaction[] = [];
  for (const { hash, time, transactions } of blocks) {
    signal?.throwIfAborted();
    if (question.until !== null && time > question.until) continue;
    for (const tx of transactions) {
      const spent = tx.inputs.flatMap(
        (input) => live.get(outpointKey(input.tx, input.index)) ?? [],
      );
      const isSeed = seeded.has(tx.id);
      if (spent.length === 0 && !isSeed) continue;
      const inputs = tx.inputs.flatMap(({ tx: id, index }): PathInput[] => {
        const coin = live.get(outpointKey(id, index));
        live.delete(outpointKey(id, index));
        return coin ? [{ tx: id, index, place: coin.place, amount: coin.amount }] : [];
      });
      coins.apply({ hash, subsidy: null, transactions: [tx] });
      const depths = spent.map((coin) => coin.depth + 1);
      const depth = depths.reduce((least, one) => Math.min(least, one), depths[0] ?? 0);
      const several = isSeed || new Set(inputs.map(({ place }) => place)).size > 1;
      const shares = several && inputs.length > 0 ? sharesOf(coins, tx, inputs, question) : null;
      const it = question.classes.get(tx.id);
      path.push({ tx, mix: it?.kind === 'mix' ? it.mix : null, inputs, depth, shares });
      for (const [index, { holder, amount }] of tx.outputs.entries()) {
        const coin = { tx: tx.id, index, holder };
        if (stopOf(coin) !== null || coins.lots('poison', coin).length === 0) continue;
        const from = isStolen(coin) ? 0 : depth;
        live.set(outpointKey(tx.id, index), { place: placeOf(coin), amount, depth: from });
      }
    }
  }
  const byId = new Map(path.map((step) => [step.tx.id, step]));
  return { question, coins, path, byId, placeOf, stopOf, isStolen };
}

function stopsOf({
  seeds,
  classes,
  isService,
}: CoinQuestion): Pick<CoinTrace, 'placeOf' | 'stopOf' | 'isStolen'> {
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

/** Which place each dirty unit of each output was spent from, as its lots' histories say. */
function sharesOf(
  coins: Coins,
  tx: UtxoTransaction,
  inputs: readonly PathInput[],
  question: CoinQuestion,
): Map<number, Shares> {
  const places = new Map(inputs.map((input) => [outpointKey(input.tx, input.index), input.place]));
  const byOutput = new Map<number, Shares>();
  for (const index of tx.outputs.keys()) {
    const shares = new Map<PolicyId, Map<PlaceId, bigint>>();
    for (const policy of question.policies) {
      const sums = new Map<PlaceId, bigint>();
      for (const { amount, steps } of coins.lots(policy, { tx: tx.id, index })) {
        const before = steps[1];
        // A lot without an earlier step is a seed: nothing brought it here
        if (!before) continue;
        const place = found(places.get(outpointKey(before.tx, before.index)), 'input of a lot');
        sums.set(place, (sums.get(place) ?? 0n) + amount);
      }
      shares.set(policy, sums);
    }
    byOutput.set(index, shares);
  }
  return byOutput;
}
