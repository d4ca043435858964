import type { AssetBook } from '../asset-book.ts';
import { nativeAsset, type TokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type { Tip } from '../port.ts';
import type { Source } from '../source.ts';
import { Asks } from './asks.ts';
import { Faults } from './faults.ts';
import type { Finder } from './finder.ts';
import { GridFinder } from './grid.ts';
import { askTip } from './node.ts';
import type { Reading } from './parts.ts';
import { RpcLedger } from './rpc.ts';
import { ScanFinder, type ScanLimits } from './scan.ts';
import { Tokens } from './tokens.ts';
import { Transactions } from './transactions.ts';

/**
 * What a source of Tron is: `trongrid` keeps lists by account; `node` is java-tron's HTTP
 * interface, without them; `json-rpc` is its JSON-RPC, below whose address there is nothing else.
 */
export type TronKind = 'trongrid' | 'node' | 'json-rpc';

interface TronOptions {
  readonly source: Source;
  readonly kind: TronKind;
  readonly lookup: TokenLookup;
  /** Shared by all ledgers of the chain. */
  readonly book: AssetBook;
  /** What a source without lists by account may read to find transfers. */
  readonly scan: ScanLimits;
}

/** A ledger of Tron over a source. Nothing is asked until it is. */
export function openTron({ source, kind, lookup, book, scan }: TronOptions): LiveAccountLedger {
  const chain = parseChain('tron', 'chain');
  const faults = new Faults(source.name);
  const asks = new Asks(source);
  if (kind === 'json-rpc') return new RpcLedger(asks, chain, book, faults, scan);
  const tokens = new Tokens(asks, lookup);
  const claim = (token: string) => tokens.claim(token);
  const reading: Reading = { native: nativeAsset(chain).id, book, faults, claim };
  const transactions = new Transactions(asks, reading, tokens);
  const finder: Finder =
    kind === 'trongrid'
      ? new GridFinder(asks, reading, tokens, transactions)
      : new ScanFinder(asks, reading, tokens, transactions, scan);
  const tip = async (signal?: AbortSignal): Promise<Tip> => {
    const { number, timestamp } = (await askTip(asks, { signal })).value.block_header.raw_data;
    return { block: number, time: Math.floor(timestamp / 1000) };
  };
  return {
    model: 'account',
    chain: chain.id,
    sources: [source.name],
    assetsSeen: book.seen,
    assets: async () => [...book.seen.values()],
    transactions: async (ids, signal) => transactions.of(ids, await tip(signal), { signal }),
    transfers: async (holders, query, signal) =>
      finder.transfers(holders, query, await tip(signal), { signal }),
    summaries: async (holders, signal) => finder.summaries(holders, await tip(signal), { signal }),
    tip,
    blindSpots: () => finder.blindSpots(),
    warnings: () => faults.list(),
  };
}
