import type { Name } from '../attribution/names.ts';
import { nativeAsset } from '../ledger/assets.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Chain } from '../ledger/chains.ts';
import type { AssetId, Holder, UtxoTransaction } from '../ledger/port.ts';
import { type CoinSeed, Coins } from '../trace/coins.ts';
import { policies as rules } from '../trace/policies/index.ts';
import type { PolicyId } from '../trace/policies/policy.ts';
import type { CoinSurroundings } from './coin-surroundings.ts';
import { phaseOf } from './risk.ts';
import { phased, plainOf, type Share, type Shares } from './shares.ts';

/** The policy by which one lot's way can be shown. */
const WAY: PolicyId = 'fifo';

/**
 * Accounts for coins around an address, as `sharesOf` does for payments. Coins at which looking
 * ended, or which left the address, are taken as they are: they come into the account as if newly
 * issued, each under the label of its place.
 */
export function coinSharesOf(
  around: CoinSurroundings,
  chain: Chain,
  policies: readonly PolicyId[],
  nameOf: (holder: Holder) => Name | null,
): Shares {
  const ends = around.ends.map((coin) => {
    return { ...coin, place: phased(coin.place, phaseOf(nameOf(coin.place), coin.time)) };
  });
  const { direction, own, isOwn, path } = around;
  const asset = nativeAsset(chain).id;
  const isBack = direction === 'in';
  const places = [...new Set(ends.map(({ place }) => place))].sort();
  const labels = new Map(places.map((place, label) => [place, label]));
  const planted = isBack ? ends : own;
  const atEnd = new Map(
    (isBack ? own : ends).map((coin) => [outpointKey(coin.tx, coin.index), coin]),
  );
  const seeds = planted.map(({ tx, index, place }): CoinSeed => {
    return { tx, index, label: isBack ? (labels.get(place) ?? 0) : 0 };
  });
  const coins = new Coins({
    rules: policies.map((id) => rules[id]),
    seeds,
    asset: 0,
    fees: 'drop',
    collision: 'seed',
    stops: (coin) => atEnd.has(outpointKey(coin.tx, coin.index)),
    follows: () => true,
    mixes: () => false,
  });
  const known = new Set(path.map(({ id }) => id));
  for (const tx of issued(planted.filter((coin) => !known.has(coin.tx)))) apply(coins, tx);
  for (const tx of path) apply(coins, tx);
  const sums = new Map<Holder, Map<PolicyId, bigint>>();
  const totals = new Map<PolicyId, bigint>();
  for (const policy of policies) {
    for (const { tx, index, holder, label, amount } of coins.held(policy)) {
      const coin = atEnd.get(outpointKey(tx, index));
      if (!isBack && !isOwn(holder)) add(totals, policy, amount);
      if (!coin) continue;
      const place = isBack ? (places[label] ?? '') : coin.place;
      const amounts = sums.get(place) ?? new Map<PolicyId, bigint>();
      add(amounts, policy, amount);
      sums.set(place, amounts);
    }
    if (isBack)
      totals.set(
        policy,
        own.reduce((sum, { amount }) => sum + amount, 0n),
      );
  }
  const isConserved = coins.certificate().every(({ difference }) => difference === 0n);
  const shares = [...sums].map(([end, amounts]): Share => {
    const times = ends.filter(({ place }) => place === end).map(({ time }) => time);
    const span = { first: Math.min(...times), last: Math.max(...times) };
    return {
      end: plainOf(end),
      phase: end,
      asset,
      amounts,
      path: pathOf(coins, { ...around, ends }, end, policies),
      ...span,
    };
  });
  return { shares, totals: new Map<AssetId, typeof totals>([[asset, totals]]), isConserved };
}

function add(sums: Map<PolicyId, bigint>, policy: PolicyId, amount: bigint): void {
  sums.set(policy, (sums.get(policy) ?? 0n) + amount);
}

function apply(coins: Coins, tx: UtxoTransaction): void {
  coins.apply({ hash: tx.id, subsidy: null, transactions: [tx] });
}

/** The transactions of coins that are taken as they are, with these outputs alone. */
function issued(planted: CoinSurroundings['own']): UtxoTransaction[] {
  return [...Map.groupBy(planted, ({ tx }) => tx)].map(([id, coins]) => {
    const length = Math.max(...coins.map(({ index }) => index)) + 1;
    const outputs = Array.from({ length }, (_, i) => {
      const coin = coins.find(({ index }) => index === i);
      return { amount: coin?.amount ?? 0n, holder: coin?.place ?? null, script: '', burn: false };
    });
    const time = coins[0]?.time ?? 0;
    const place = { block: null, txIndex: null, coinbase: true, inputs: [], time };
    return { id, ...place, outputs, origin: { input: 0, line: 0 } };
  });
}

/** The transactions that brought the largest lot between the address and an end. */
function pathOf(
  coins: Coins,
  { direction, own, ends }: CoinSurroundings,
  end: Holder,
  policies: readonly PolicyId[],
): string[] {
  if (!policies.includes(WAY)) return [];
  const isBack = direction === 'in';
  const from = new Set(ends.filter(({ place }) => place === end).map(({ tx }) => tx));
  let best: { amount: bigint; path: string[] } | null = null;
  for (const coin of isBack ? own : ends.filter(({ place }) => place === end)) {
    for (const { amount, steps } of coins.lots(WAY, coin)) {
      const path = [...new Set(steps.map(({ tx }) => tx).reverse())];
      if (isBack && !from.has(path[0] ?? '')) continue;
      if (best === null || amount > best.amount) best = { amount, path };
    }
  }
  return best?.path ?? [];
}
