import { LimitError } from '../../base/errors.ts';
import { readAddress } from '../address.ts';
import {
  nativeAsset,
  nftAsset,
  type TokenLookup,
  TRC10,
  tokenAsset,
  valuationAsset,
} from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { Asset, AssetId } from '../port.ts';
import type { Columns } from './columns.ts';

/** Ways in which sources write the chain's own asset where a contract is asked for. */
const NATIVE_MARKS: ReadonlySet<string> = new Set([
  '',
  '_',
  `0x${'0'.repeat(40)}`,
  `0x${'e'.repeat(40)}`,
  'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb',
]);
const TRON_INSIDE = /\bT[1-9A-HJ-NP-Za-km-z]{33}\b/;
const DECIMALS_MAX = 77;
const ASSUMED = 18;
/** Most different assets of a ledger: each is an object. */
const ASSETS_MAX = 1_000_000;

interface Slot {
  readonly asset: Asset;
  /**
   * `assumed`: nobody has said how many places the token has, and its amounts are base units.
   * `scaled`: the same, and its amounts were written in whole tokens and scaled by 10^18.
   */
  readonly places: 'known' | 'assumed' | 'scaled';
}

/** What a row says about a token. */
interface Claim {
  readonly symbol: string;
  readonly decimals: number | null;
  /** Are amounts written in whole tokens? */
  readonly isScaled: boolean;
}

/** The assets of a ledger as numbers. */
export class Assets {
  readonly native = 0;
  readonly #chain: Chain;
  readonly #lookup: TokenLookup;
  readonly #slots: Slot[];
  readonly #numbers = new Map<string, number>();

  constructor(chain: Chain, lookup: TokenLookup) {
    this.#chain = chain;
    this.#lookup = lookup;
    this.#slots = [{ asset: nativeAsset(chain), places: 'known' }];
  }

  get size(): number {
    return this.#slots.length;
  }

  asset(number: number): Asset {
    return this.#slots[number]!.asset;
  }

  /** Is it a token of which nobody has said how many places it has? */
  isAssumed(number: number): boolean {
    return this.#slots[number]!.places !== 'known';
  }

  usd(): number {
    return this.#number({ asset: valuationAsset(this.#chain), places: 'known' });
  }

  /**
   * A contract as its source writes it, canonical; null for the native asset, false for neither.
   * Tron's explorers write a name around the contract, `Tether USD(TR7N…)`.
   */
  contract(text: string): string | null | false {
    const { family, native } = this.#chain;
    if (NATIVE_MARKS.has(text) || text.toUpperCase() === native.symbol.toUpperCase()) return null;
    if (family === 'tron' && TRC10.test(text)) return text;
    const inside = family === 'tron' ? TRON_INSIDE.exec(text)?.[0] : undefined;
    const contract = readAddress(inside ?? text, family);
    if (typeof contract !== 'string') return false;
    return NATIVE_MARKS.has(contract) ? null : contract;
  }

  token(contract: string, claim: Claim): number {
    const asset = tokenAsset(this.#chain, contract, claim, this.#lookup);
    const isKnown = this.#lookup(contract) !== null || claim.decimals !== null;
    if (isKnown) return this.#number({ asset, places: 'known' });
    return this.#number({ asset, places: claim.isScaled ? 'scaled' : 'assumed' });
  }

  nft(standard: 'erc721' | 'erc1155', contract: string, item: string, symbol: string): number {
    const asset = nftAsset(this.#chain, standard, contract, item, symbol);
    return this.#number({ asset, places: 'known' });
  }

  #number(slot: Slot): number {
    const key = `${slot.places} ${slot.asset.id}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.size === ASSETS_MAX) throw new LimitError('assets', `more than ${ASSETS_MAX}`);
    this.#numbers.set(key, this.#slots.length);
    this.#slots.push(slot);
    return this.#slots.length - 1;
  }

  /**
   * One number for each asset: where one file knew the places of a token and another did not, the
   * rows of the second get the asset of the first, scaled to its places. Calls `onCut` for each row
   * that has digits beyond them.
   */
  unify(columns: Columns, onCut: (row: number) => void): void {
    const known = new Map<AssetId, number>();
    const rank = { known: 0, scaled: 1, assumed: 2 };
    const order = this.#slots.map((_, i) => i);
    order.sort((a, b) => rank[this.#slots[a]!.places] - rank[this.#slots[b]!.places]);
    const target = new Int32Array(this.#slots.length);
    for (const number of order) {
      const { id } = this.#slots[number]!.asset;
      if (!known.has(id)) known.set(id, number);
      target[number] = known.get(id)!;
    }
    if (known.size === this.#slots.length) return;
    for (let row = 0; row < columns.length; row += 1) {
      const number = columns.asset[row]!;
      if (target[number] === number) continue;
      columns.asset[row] = target[number]!;
      if (this.#slots[number]!.places === 'scaled') {
        const places = this.#slots[target[number]!]!.asset.decimals;
        if (!columns.rescale(row, ASSUMED, places)) onCut(row);
      }
    }
  }
}

/** The number of places in a cell, or −1. */
export function placesOf(text: string): number {
  const places = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return places <= DECIMALS_MAX ? places : -1;
}
