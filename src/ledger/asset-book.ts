import { nativeAsset, nftAsset, type TokenLookup, tokenAsset, wrappersOf } from './assets.ts';
import type { Chain } from './chains.ts';
import type { Asset, AssetId } from './port.ts';

/** The assets that a live ledger has met, by id: the chain's own one and its wrappers from
 * the start. */
export class AssetBook {
  readonly #chain: Chain;
  readonly #lookup: TokenLookup;
  readonly #seen = new Map<AssetId, Asset>();
  /** Tokens of which no source has given the decimals yet. */
  readonly #vague = new Set<AssetId>();

  constructor(chain: Chain, lookup: TokenLookup) {
    this.#chain = chain;
    this.#lookup = lookup;
    this.#note(nativeAsset(chain));
    // a wrapper's token is known even where no transfer of it is listed
    for (const asset of wrappersOf(chain)) this.#note(asset);
  }

  get seen(): ReadonlyMap<AssetId, Asset> {
    return this.#seen;
  }

  /**
   * The id of a token by its canonical contract (Tron's TRC-10: its number). `claim` is what the
   * source says of it, and counts only where the program does not know the contract; the first
   * claim stays.
   */
  token(
    contract: string,
    claim: { readonly symbol: string; readonly decimals: number | null },
  ): AssetId {
    const asset = tokenAsset(this.#chain, contract, claim, this.#lookup);
    if (claim.decimals !== null && this.#vague.delete(asset.id)) this.#seen.delete(asset.id);
    if (claim.decimals === null && !this.#seen.has(asset.id)) this.#vague.add(asset.id);
    return this.#note(asset);
  }

  /** The id of one unit of an ERC-721 or ERC-1155 collection. */
  nft(standard: 'erc721' | 'erc1155', contract: string, item: string, symbol: string): AssetId {
    return this.#note(nftAsset(this.#chain, standard, contract, item, symbol));
  }

  #note(asset: Asset): AssetId {
    if (!this.#seen.has(asset.id)) this.#seen.set(asset.id, asset);
    return asset.id;
  }
}
