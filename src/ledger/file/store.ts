import type { TokenLookup } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { AssetId } from '../port.ts';
import { Columns } from './columns.ts';
import { Holders } from './holders.ts';
import { IdDictionary } from './ids.ts';
import { Assets } from './tokens.ts';
import type { Warnings } from './warnings.ts';

/** Rows that one source lists as a whole: a file, or one account's part of it. */
interface Listing {
  readonly input: number;
  /** Holder number, or −1 where the file is not divided by accounts. */
  readonly account: number;
  /** One account's export of a kind in which a transaction stands once. */
  readonly isExport: boolean;
}

/** Everything that is read, from all files of a ledger. */
export interface Store {
  readonly chain: Chain;
  readonly columns: Columns;
  readonly ids: IdDictionary;
  readonly holders: Holders;
  readonly assets: Assets;
  readonly warnings: Warnings;
  /** Tokens whose places nobody has said, and where each stands first. */
  readonly assumed: Map<AssetId, { readonly file: string; readonly line: number }>;
  readonly listings: Listing[];
  /** Names of the files, by input. */
  readonly files: string[];
}

export function newStore(chain: Chain, lookup: TokenLookup, warnings: Warnings): Store {
  return {
    chain,
    columns: new Columns(),
    ids: new IdDictionary(),
    holders: new Holders(chain.family),
    assets: new Assets(chain, lookup),
    warnings,
    assumed: new Map(),
    listings: [],
    files: [],
  };
}

/** The name of the file in which a row stands. */
export function fileOf(store: Store, row: number): string {
  const listing = store.listings[store.columns.listing[row]!];
  return store.files[listing?.input ?? 0] ?? '';
}
