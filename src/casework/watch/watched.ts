import type { PaidCoin } from '../../ledger/feed.ts';
import type { Asset, AssetId, ChainId } from '../../ledger/port.ts';
import type { Destination, TraceResult } from '../../trace/result.ts';
import { type Rest, restKey } from './balances.ts';

/** What of a trace is watched. */
interface Watched {
  /** On an account ledger: who holds what. */
  readonly rests: readonly Rest[];
  /** On a ledger of coins: what paid whom, and how much of that is stolen at most. */
  readonly coins: readonly (PaidCoin & { readonly asset: AssetId; readonly units: bigint })[];
}

/** Money that may move on; what a service pays out is not this money. */
const OPEN: ReadonlySet<Destination['status']> = new Set(['held', 'not followed', 'not covered']);

/**
 * The open balances of a trace: at most as much as any policy that conserves value says. With
 * `services` also what rests at services, for those who want to know when a deposit is swept.
 */
function watchedIn(result: TraceResult, { services = false } = {}): Watched {
  const open = result.destinations.filter(
    ({ status, band }) =>
      band.high !== '0' && (OPEN.has(status) || (services && status === 'at service')),
  );
  const isUtxo = result.case.chain.startsWith('bip122:');
  if (!isUtxo) {
    const byKey = new Map<string, Rest>();
    for (const { holder, asset, band } of open) {
      const key = restKey(holder, asset);
      const units = BigInt(band.high) + (byKey.get(key)?.units ?? 0n);
      byKey.set(key, { key, holder, asset, units });
    }
    return { rests: [...byKey.values()], coins: [] };
  }
  const holders = new Set(open.map(({ holder }) => holder));
  const coins = result.hops
    .filter(({ to, via }) => holders.has(to) && via !== 'mix')
    .map(({ tx, block, to, asset, traced }) => {
      return { tx, block, holder: to, asset, units: most(traced) };
    });
  // what was stolen and has not moved since is paid by no hop
  const stolen = result.seeds
    .filter(({ holder }) => holders.has(holder))
    .map(({ tx, holder, asset, amount }) => {
      return { tx, block: null, holder, asset, units: BigInt(amount) };
    });
  return { rests: [], coins: [...stolen, ...coins].filter(({ units }) => units > 0n) };
}

/** Poison reaches and does not measure. */
function most(traced: Readonly<Record<string, string>>): bigint {
  return Object.entries(traced)
    .filter(([policy]) => policy !== 'poison')
    .reduce((all, [, units]) => (BigInt(units) > all ? BigInt(units) : all), 0n);
}

/** The newest block in which the trace saw traced money move, or null. */
function lastBlock({ hops, seeds }: TraceResult): number | null {
  const blocks = hops.flatMap(({ block }) => block ?? []);
  if (blocks.length === 0 || seeds.length === 0) return null;
  return blocks.reduce((a, b) => Math.max(a, b));
}

/** What is told in US dollars: cents, cut; null where no price is known. */
export type Worth = (asset: AssetId, units: bigint) => bigint | null;

/** How many cents so many units are worth, by asset. */
type Prices = ReadonlyMap<AssetId, { readonly units: bigint; readonly cents: bigint }>;

/** Prices as the trace told them: what rests in the largest place of each asset. */
function pricesIn({ destinations, settings }: TraceResult): Prices {
  const told = new Map<AssetId, { readonly units: bigint; readonly cents: bigint }>();
  for (const { asset, amounts, usd } of destinations) {
    const units = BigInt(amounts[settings.policy] ?? '0');
    if (usd === null || units <= (told.get(asset)?.units ?? 0n)) continue;
    told.set(asset, { units, cents: BigInt(usd.replace('.', '')) });
  }
  return told;
}

export function worthBy(prices: Prices): Worth {
  return (asset, units) => {
    const price = prices.get(asset);
    return price ? (units * price.cents) / price.units : null;
  };
}

/** How the trace shows an asset; one that it did not meet, by its id alone. */
export function assetsIn({ chain, assets }: Held): (id: AssetId) => Asset {
  const known = new Map(assets.map((asset) => [asset.id, asset]));
  return (id) => {
    const asset = known.get(id);
    if (asset) return { ...asset, chain };
    const [, name = id] = id.split('/');
    const contract = name.split(':')[1] ?? null;
    const kind = name.startsWith('slip44:') ? 'native' : 'token';
    return { id, chain, kind, contract, symbol: name, decimals: 0, verified: false };
  };
}

/** Who is who by the trace. */
function namesIn({ holders, destinations }: TraceResult) {
  const named = destinations.map(({ holder, name }) => ({ id: holder, name }));
  return new Map([...holders, ...named].flatMap(({ id, name }) => (name ? [[id, name]] : [])));
}

/** All that a watch needs of a result: plain data, a fraction of it. */
export interface Held extends Watched {
  readonly chain: ChainId;
  readonly isLive: boolean;
  readonly lastBlock: number | null;
  /** When the last traced money moved. */
  readonly time: string;
  readonly assets: TraceResult['assets'];
  readonly prices: Prices;
  readonly names: ReturnType<typeof namesIn>;
}

export function heldIn(result: TraceResult, settings: { readonly services?: boolean }): Held {
  const { hops, assets } = result;
  return {
    ...watchedIn(result, settings),
    chain: result.case.chain,
    isLive: result.evidence !== null,
    lastBlock: lastBlock(result),
    time: hops.reduce((a, { time }) => (time > a ? time : a), '1970-01-01 00:00:00'),
    assets,
    prices: pricesIn(result),
    names: namesIn(result),
  };
}
