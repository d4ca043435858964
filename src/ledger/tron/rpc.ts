import { SourceError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import type { AssetBook } from '../asset-book.ts';
import { nativeAsset } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type {
  AssetId,
  BlindSpot,
  Holder,
  HolderTransfers,
  Tip,
  Transfer,
  TransferQuery,
} from '../port.ts';
import type { Asking, Asks } from './asks.ts';
import type { Faults } from './faults.ts';
import { answer, summaryOf } from './finder.ts';
import { type Movement, movementOf } from './log.ts';
import { askNumber, askReceipt, askRpcBlock, askRpcTransaction } from './rpc-asks.ts';
import { LogFinder, type LogRow } from './rpc-logs.ts';
import type { ScanLimits } from './scan.ts';

/** So many blocks after it, more than two thirds of the 27 witnesses have built upon a block. */
const DEPTH = 27;
/** For each block that may be scanned, so many blocks' logs may be searched. */
const SEARCHED = 1000;

const BLIND: readonly BlindSpot[] = [
  {
    reason:
      'Amounts of TRX between accounts are not known: JSON-RPC gives a number without saying if ' +
      'it is TRX, a TRC-10 token, a frozen balance or votes',
    effect: 'Only TRX that a contract was called with is in the amounts.',
  },
  {
    reason:
      'TRC-10 tokens, internal transfers and fees are not listed: JSON-RPC does not show them',
    effect: 'What moved so is not seen.',
  },
  {
    reason: 'JSON-RPC does not say how many decimals a token has',
    effect: 'Tokens that the program does not know are shown with 18.',
  },
  {
    reason:
      'Transfers of an account are those of TRC-20 tokens: JSON-RPC finds nothing else by account',
    effect: 'TRX is seen only in transactions that also moved such a token.',
  },
];

/** What stands in a block, for the times of its transfers. */
interface Standing {
  readonly block: number;
  readonly time: number;
  readonly txIndex: number;
}

/** A slot has one block or none. */
const SLOT_SECONDS = 3;

/**
 * A block no later than the first one since a time. Null where there are more blocks since than are
 * to be searched.
 */
function blockSince(since: UnixTime | null, { block, time }: Tip, most: number): number | null {
  if (since === null || block === null) return null;
  const slots = Math.ceil(Math.max(0, time - since) / SLOT_SECONDS);
  return slots < most ? Math.max(0, block - slots) : null;
}

/** A ledger of Tron over a node that offers JSON-RPC alone; `BLIND` says what it cannot show. */
export class RpcLedger implements LiveAccountLedger {
  readonly model = 'account';
  readonly chain: string;
  readonly sources: readonly string[];
  readonly #asks: Asks;
  readonly #native: AssetId;
  readonly #book: AssetBook;
  readonly #faults: Faults;
  readonly #limits: ScanLimits;
  readonly #logs: LogFinder;
  #first: number | null = null;
  #start: number | null = null;
  #cut = false;

  constructor(asks: Asks, chain: Chain, book: AssetBook, faults: Faults, limits: ScanLimits) {
    this.chain = chain.id;
    this.sources = [asks.source.name];
    this.#asks = asks;
    this.#native = nativeAsset(chain).id;
    this.#book = book;
    this.#faults = faults;
    this.#limits = limits;
    this.#logs = new LogFinder(asks);
  }

  get assetsSeen() {
    return this.#book.seen;
  }

  async assets() {
    return [...this.#book.seen.values()];
  }

  async tip(signal?: AbortSignal): Promise<Tip> {
    const { value } = await askNumber(this.#asks, { signal });
    const block = Math.max(0, (value ?? 0) - DEPTH);
    return { block, time: await this.#timeOf(block, { signal }) };
  }

  async transactions(ids: readonly string[], signal?: AbortSignal): Promise<Transfer[]> {
    const { block: last } = await this.tip(signal);
    const asking = { signal };
    const found = await Promise.all(
      [...new Set(ids)].map(async (id) => {
        const [tx, receipt] = await Promise.all([
          askRpcTransaction(this.#asks, id, asking),
          askReceipt(this.#asks, id, asking),
        ]);
        if (tx.value === null || receipt.value === null) return null;
        const { blockNumber: block, transactionIndex: txIndex } = tx.value;
        if (block > (last ?? 0)) return null;
        const time = await this.#timeOf(block, asking);
        return { tx, receipt, value: tx.value, logs: receipt.value, block, time, txIndex };
      }),
    );
    const transfers: Transfer[] = [];
    for (const one of found) {
      if (one === null) continue;
      const { value, logs, block, time, txIndex } = one;
      this.#first = Math.min(this.#first ?? block, block);
      const failed = logs.status === '0x0';
      const paid = this.#paid(value, { block, time, txIndex }, failed, one.tx.evidence);
      transfers.push(...paid);
      for (const [i, log] of logs.logs.entries()) {
        const moved = movementOf(log);
        const origin = { input: one.receipt.evidence, line: i + 1 };
        if (moved === 'unreadable') {
          this.#faults.add('kind', origin, 'log', 'a transfer that can be read', value.hash);
        } else if (moved !== 'none') {
          transfers.push(this.#token({ log, moved, origin }, { block, time, txIndex }));
        }
      }
    }
    return transfers;
  }

  /** What a transaction pays itself: TRX if it ran a contract, else nobody can say. */
  #paid(
    tx: NonNullable<Awaited<ReturnType<typeof askRpcTransaction>>['value']>,
    standing: Standing,
    failed: boolean,
    input: number,
  ): Transfer[] {
    const { from, to, value, gas, hash } = tx;
    if (!from || !to || value === 0n) return [];
    const isCall = gas > 0n;
    const kind = isCall ? 'native' : 'unvalued';
    const amount = isCall ? value : 0n;
    const [asset, origin] = [this.#native, { input, line: 1 }];
    return [{ tx: hash, ...standing, index: 0, kind, from, to, asset, amount, failed, origin }];
  }

  #token({ log, moved, origin }: LogRow, standing: Standing): Transfer {
    const asset = this.#assetOf(moved);
    const { from, to, amount } = moved;
    const index = 1 + log.logIndex;
    const kind = 'token';
    const tx = log.transactionHash;
    return { tx, ...standing, index, kind, from, to, asset, amount, failed: false, origin };
  }

  #assetOf({ contract, item }: Movement): AssetId {
    if (item !== null) return this.#book.nft('erc721', contract, item, '');
    return this.#book.token(contract, { symbol: '', decimals: null });
  }

  async transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    signal?: AbortSignal,
  ): Promise<HolderTransfers[]> {
    const tip = await this.tip(signal);
    const asking = { signal };
    const most = this.#limits.maxBlocks * SEARCHED;
    this.#start ??= this.#first ?? blockSince(query.since, tip, most);
    const start = this.#start;
    if (start === null) {
      const what =
        'searches from a transaction or a time on: trace that of the theft, or ask TronGrid';
      throw new SourceError(this.#asks.source.name, what, false);
    }
    const end = Math.min(tip.block ?? 0, start + most - 1);
    const isWhole = end === (tip.block ?? 0);
    if (!isWhole) this.#cut = true;
    const rows = await this.#logs.of(holders, start, end, asking);
    const blocks = new Set(rows.flat().map(({ log }) => log.blockNumber));
    await Promise.all([...blocks].map((block) => this.#timeOf(block, asking)));
    return Promise.all(
      holders.map(async (holder, i) => {
        const own = await Promise.all((rows[i] ?? []).map((row) => this.#placed(row, asking)));
        return answer(holder, own, query, isWhole);
      }),
    );
  }

  async #placed(row: LogRow, asking: Asking): Promise<Transfer> {
    const { blockNumber: block, transactionIndex: txIndex } = row.log;
    return this.#token(row, { block, time: await this.#timeOf(block, asking), txIndex });
  }

  async summaries(holders: readonly Holder[], signal?: AbortSignal) {
    const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;
    const found = await this.transfers(holders, query, signal);
    return found.map(({ holder, transfers }) => summaryOf(holder, transfers));
  }

  async #timeOf(block: number, asking: Asking): Promise<number> {
    const { value } = await askRpcBlock(this.#asks, block, asking);
    return value?.timestamp ?? 0;
  }

  blindSpots(): readonly BlindSpot[] {
    if (!this.#cut) return BLIND;
    const reason = `Logs of no more than ${this.#limits.maxBlocks * SEARCHED} blocks are searched`;
    return [...BLIND, { reason, effect: 'What moved later is not seen.' }];
  }

  warnings() {
    return this.#faults.list();
  }
}
