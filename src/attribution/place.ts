import { type AddressFault, readAddressOn } from '../ledger/address.ts';
import { type Chain, chainOf } from '../ledger/chains.ts';
import type { ChainId, Holder } from '../ledger/port.ts';

/** Where a tag applies: one address on one ledger. */
export interface Place {
  readonly chain: ChainId;
  readonly holder: Holder;
  /** False where the ledger is none of ours: the tag is kept, and nothing can match it. */
  readonly known: boolean;
  /** What is wrong with the address although it could be read, or null. */
  readonly fault: AddressFault | null;
}

/** Names that label files use and that no chain has. */
const NETWORKS: Readonly<Record<string, string>> = {
  xbt: 'bitcoin',
  omni: 'bitcoin',
  erc20: 'ethereum',
  bep20: 'bsc',
  trc20: 'tron',
};
/** Assets of many ledgers: only the form of the address says which. */
const TOKENS = new Set(['usdt', 'usdc', 'busd', 'dai', 'tusd', 'usdp', 'eurc', 'wbtc', 'weth']);
const BY_FORM = ['ethereum', 'tron', 'bitcoin'].map((name) => chainOf(name));

function readOn(chain: Chain | null, text: string): Place | null {
  if (!chain) return null;
  const read = readAddressOn(text, chain);
  if (typeof read === 'string') {
    return { chain: chain.id, holder: read, known: true, fault: null };
  }
  // The 20 bytes of an EVM address are there whatever its case; base58 without its checksum is not
  if (read.fault !== 'checksum' || chain.family !== 'evm') return null;
  return { chain: chain.id, holder: text.toLowerCase(), known: true, fault: read };
}

/**
 * Reads an address under the name of a chain. The name may be a ticker, and a ticker is not a
 * chain: where it names a token, or where the address has the form of another ledger, the form
 * decides. What cannot be read on a ledger of ours is kept as written under `other:` and the name,
 * with the fault if the ledger should have been one of ours. Null where it is no address at all.
 */
export function placeOf(network: string, address: string): Place | null {
  const text = address.trim();
  const name = network.trim().toLowerCase();
  const chain = chainOf(NETWORKS[name] ?? name);
  const own = readOn(chain, text);
  if (own) return own;
  if (chain || TOKENS.has(name)) {
    for (const other of BY_FORM) {
      const place = readOn(other, text);
      if (place) return place;
    }
  }
  if (!/^[\x21-\x7e][\x20-\x7e]{2,199}$/.test(text) || !/^[a-z0-9 _.-]{1,40}$/.test(name))
    return null;
  const read = chain ? readAddressOn(text, chain) : '';
  const fault = typeof read === 'string' ? null : read;
  return { chain: `other:${name.replace(/[ ._]/g, '-')}`, holder: text, known: false, fault };
}
