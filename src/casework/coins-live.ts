import { InputError } from '../base/errors.ts';
import { formatTime } from '../base/time.ts';
import { nativeAsset } from '../ledger/assets.ts';
import { parseChain } from '../ledger/chains.ts';
import type { LiveUtxoLedger } from '../ledger/live.ts';
import type { Holder, InputFile, UtxoLedger, UtxoTransaction } from '../ledger/port.ts';
import { type CoinWatch, exploreCoins, groupsInOrder } from '../trace/coin-explore.ts';
import type { CoinQuestion } from '../trace/coin-trace.ts';
import type { Followed } from '../trace/explore.ts';
import { growingClasses } from '../trace/mixes/classify.ts';
import type { CoinLedger, CoinQuery } from './coins-ledger.ts';

/** A ledger that can only be asked, as a node or an explorer, in the place of a case's files. */
export interface LiveCoins {
  readonly ledger: UtxoLedger & Partial<Pick<LiveUtxoLedger, 'blindSpots' | 'warnings'>>;
  /** Why a coin that it knows no spender of is unspent, in a sentence. */
  readonly reason: string;
  /** What it was read from; may grow while it is asked. */
  readonly inputs: readonly InputFile[];
}

/**
 * The ledger of a case that is asked while the case is traced: it knows what it was asked for. A
 * coin without a known spender is unspent as of the tip at the beginning; what the ledger tells of
 * later blocks, and of transactions in none yet, is followed too.
 */
export async function openLiveCoins(
  { ledger, reason, inputs }: LiveCoins,
  signal?: AbortSignal,
): Promise<CoinLedger> {
  signal?.throwIfAborted();
  const tip = await ledger.tip(signal);
  const known = new Map<string, UtxoTransaction>();
  const know = (transactions: Iterable<UtxoTransaction | null>): void => {
    for (const tx of transactions) if (tx) known.set(tx.id, tx);
  };
  const when = `${formatTime(tip.time)} UTC`;
  const end = tip.block === null ? when : `block ${tip.block} (${when})`;
  return {
    facts: null,
    warnings: () => ledger.warnings?.() ?? [],
    blindSpots: () => ledger.blindSpots?.() ?? [],
    lists: () => true,
    reason,
    end,
    until: tip.time,
    searchable: ledger.coinsOf !== undefined,
    live: true,
    inputs: () => inputs,
    groups: () => groupsInOrder([...known.values()]),
    extent: () => extentOf([...known.values()], end),
    async transactions(ids, signal) {
      const found = await ledger.transactions(ids, signal);
      know(found);
      return found;
    },
    async about(holders, query, signal) {
      const found = await historyOf(ledger, holders, query, signal);
      know(found.transactions);
      return found.truncated;
    },
    async follow(question: CoinQuestion, watch: CoinWatch, learn) {
      const ids = [...new Set(question.seeds.map(({ tx }) => tx))];
      const seeds = ids.flatMap((id) => known.get(id) ?? []);
      const asset = nativeAsset(parseChain(ledger.chain, 'chain')).id;
      const { hop } = watch;
      const classes = growingClasses();
      const add = (fresh: readonly UtxoTransaction[]): boolean => {
        know(fresh);
        const changed = classes.add(fresh);
        return learn([...known.values()]) || changed;
      };
      const reading = {
        order: groupsInOrder,
        classes: { ...classes, add },
        hop: hop && ((coin: Omit<Followed, 'asset'>) => hop({ ...coin, asset })),
      };
      const { coinsSoFar } = watch;
      const found = await exploreCoins(ledger, seeds, question, reading, {
        ...watch,
        coinsSoFar:
          coinsSoFar &&
          ((make) =>
            coinsSoFar(() => {
              const far = make();
              know(far.known);
              return far;
            })),
      });
      know(found.known);
      return found.trace;
    },
  };
}

function extentOf(
  known: readonly UtxoTransaction[],
  end: string,
): ReturnType<CoinLedger['extent']> {
  const since = known.reduce((least, { time }) => Math.min(least, time), known[0]?.time ?? 0);
  const loose = known.filter(({ block }) => block === null).length;
  const unknown = known.filter(({ inputs, coinbase }) => {
    return !coinbase && inputs.some(({ amount }) => amount === null);
  }).length;
  const text =
    `A live ledger was asked, up to ${end}, for ${known.length} transactions, the first of ` +
    `${formatTime(since)} UTC` +
    (loose > 0 ? `, ${loose} of them in no block yet` : '') +
    (unknown > 0
      ? `, ${unknown} of them with inputs of unknown amount`
      : '; what each of their inputs holds is known');
  return { since, text };
}

/** Transactions that pay these addresses, and those that spend what they were paid. */
async function historyOf(
  ledger: UtxoLedger,
  holders: readonly Holder[],
  query: CoinQuery,
  signal?: AbortSignal,
): Promise<{ transactions: (UtxoTransaction | null)[]; truncated: ReadonlySet<Holder> }> {
  if (!ledger.coinsOf) {
    throw new InputError(
      'thefts: sources',
      'a ledger that can be asked for the coins of an address',
      holders.join(', '),
      'name the theft transaction or the stolen outputs instead, or ask an explorer',
    );
  }
  const answers = await ledger.coinsOf(holders, query, signal);
  const coins = answers.flatMap((answer) => answer.coins);
  const outpoints = coins.map(({ tx, index }) => ({ tx: tx.id, index }));
  const spenders = await ledger.spenders(outpoints, signal);
  const truncated = answers.filter((answer) => answer.truncated).map(({ holder }) => holder);
  return {
    transactions: [...coins.map(({ tx }) => tx), ...spenders],
    truncated: new Set(truncated),
  };
}
