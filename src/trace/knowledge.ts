import type { Name, Names } from '../attribution/names.ts';
import { isNobody } from '../ledger/address.ts';
import { backingOf } from '../ledger/assets.ts';
import type { Asset, AssetId, ChainId, Holder, Transfer } from '../ledger/port.ts';
import type { Knowledge } from './explore.ts';
import { accountsOfServices, type Inference } from './infer.ts';
import type { Prices } from './prices.ts';

export interface Known extends Knowledge {
  nameOf(holder: Holder): Name | null;
  inferenceOf(holder: Holder): Inference | null;
}

/**
 * What a trace knows of places: tags, the zero address, wrappers, and deposit accounts told from
 * their sweeps (tracing reference §3.1, rules 3, 4 and 9).
 */
export function createKnowledge(
  chain: ChainId,
  names: Names,
  assets: ReadonlyMap<AssetId, Asset>,
  prices: Prices,
  incoming: 'all' | ReadonlySet<Holder>,
  named: ReadonlySet<AssetId> = new Set(),
): Known {
  const inferred = new Map<Holder, Inference>();
  const nameOf = remembered((holder: Holder) => names.nameOf(chain, holder));
  // a ledger of dollar values shows no token that a wrapper gives: its proceeds are waited for
  const valued = [...assets.values()].some(({ kind }) => kind === 'valuation');
  const wrapped = (contract: Holder): AssetId | null => {
    const token = `${chain}/${chain.startsWith('tron') ? 'trc20' : 'erc20'}:${contract}`;
    const backing = backingOf(token);
    return backing?.rate === 'equal' && backing.asset.includes('/slip44:') ? token : null;
  };
  const genuine = (id: AssetId): boolean => {
    const asset = assets.get(id);
    if (asset?.kind === 'native' || asset?.kind === 'valuation') return true;
    return asset?.kind === 'token' && (asset.verified || prices.knows(id) || named.has(id));
  };
  const waitsAt = remembered((holder: Holder): string | null => {
    if (isNobody(holder)) return valued ? 'returns nobody' : 'nobody';
    if (valued && wrapped(holder)) return `returns ${holder}`;
    const name = nameOf(holder);
    if (name?.rule !== 'pass-through') return null;
    return `at ${name.entity ?? name.label}`;
  });
  return {
    assets,
    prices,
    nameOf,
    inferenceOf: (holder) => inferred.get(holder) ?? null,
    isNobody,
    isService(holder) {
      if (inferred.has(holder)) return true;
      const rule = nameOf(holder)?.rule ?? 'continue';
      return rule !== 'continue' && rule !== 'pass-through' && !isNobody(holder);
    },
    wrapped: (contract) => (valued ? null : wrapped(contract)),
    async reconsider(ledger, reach, followed, within) {
      const cents = ({ asset, amount, time }: Transfer) => prices.cents(asset, amount, time);
      const around = { reach, followed, nameOf, inferred, cents, genuine };
      const found = await accountsOfServices(ledger, around, within);
      for (const [holder, inference] of found) inferred.set(holder, inference);
      return found.size > 0;
    },
    claims: {
      placeOf: waitsAt,
      cents: prices.cents,
      genuine,
      backing: (asset) => backingOf(asset)?.asset ?? null,
      incomingListed: (holder) => incoming === 'all' || incoming.has(holder),
    },
  };
}

/** Asks once for each holder. */
function remembered<T>(ask: (holder: Holder) => T | null): (holder: Holder) => T | null {
  const known = new Map<Holder, T | null>();
  return (holder) => {
    const before = known.get(holder);
    if (before !== undefined) return before;
    const answer = ask(holder);
    known.set(holder, answer);
    return answer;
  };
}
