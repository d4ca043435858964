import { SourceError } from '../../base/errors.ts';
import type { AssetBook } from '../asset-book.ts';
import type { TokenLookup } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type {
  BlindSpot,
  Holder,
  HolderTransfers,
  Summary,
  Tip,
  Transfer,
  TransferQuery,
  Warning,
} from '../port.ts';
import { answerOf, summaryOf } from './explorer-answer.ts';
import type { Explorer, How } from './explorer-api.ts';
import { readDetails, readTimes } from './explorer-details.ts';
import { AccountList, type ListWatch, once } from './explorer-list.ts';
import type { ListName, ListRow } from './explorer-rows.ts';
import { onlyReceived, type RowAssets, rowTransfers, settledByLists } from './explorer-settled.ts';
import { ToldByLists } from './explorer-told.ts';
import type { TokenClaims } from './receipt.ts';
import { countHex, readAnswer } from './wire.ts';

export interface ExplorerOptions {
  readonly chain: Chain;
  readonly book: AssetBook;
  readonly lookup: TokenLookup;
  /** Newest blocks that are left off, since they may be replaced; by the chain unless said. */
  readonly confirmations?: number | undefined;
  /**
   * Asks for all of every transaction, also where those asked about only receive: for comparing
   * with another source.
   */
  readonly everyTransactionWhole?: boolean | undefined;
}

/** No chain has as many blocks in one second: so far below a block, an earlier second stands. */
const BLOCKS_A_SECOND = 64;
const FUNGIBLE: readonly ListName[] = ['txlist', 'txlistinternal', 'tokentx'];
const COLLECTIONS: readonly ListName[] = ['tokennfttx', 'token1155tx'];
/** Rows that are looked at for a summary alone. */
const SUMMARY_ROWS = 999;

/** An explorer's account lists as a ledger. */
export function explorerLedger(explorer: Explorer, options: ExplorerOptions): LiveAccountLedger {
  const ledger = new ExplorerLedger(explorer, options);
  const { chain, book } = options;
  return {
    model: 'account',
    chain: chain.id,
    sources: [explorer.name],
    assetsSeen: book.seen,
    assets: async () => [...book.seen.values()],
    tip: (signal) => ledger.tip(signal),
    transactions: (ids, signal) => ledger.transactions(ids, signal),
    transfers: (holders, query, signal) => ledger.transfers(holders, query, signal),
    summaries: (holders, signal) => ledger.summaries(holders, signal),
    blindSpots: () => ledger.blindSpots(),
    warnings: () => ledger.warnings(),
  };
}

interface Head {
  /** The last block that is read. */
  readonly block: number;
  readonly isLast: boolean;
  readonly time: number;
}

class ExplorerLedger {
  readonly #explorer: Explorer;
  readonly #options: ExplorerOptions;
  readonly #assets: RowAssets;
  readonly #told = new ToldByLists();
  readonly #lists = new Map<string, AccountList>();
  readonly #whole = new Map<string, readonly Transfer[]>();
  readonly #partial = new Set<string>();
  readonly #claims = new Map<Holder, TokenClaims>();
  readonly #collectors = new Set<Holder>();
  readonly #blockOfTime = new Map<number, number>();
  readonly #starts = new Map<number, Promise<number>>();
  readonly #warnings = new Map<string, Warning>();
  readonly #unfinished = new Set<ListName>();
  readonly #confirmations: number;
  #head: Promise<Head> | null = null;

  constructor(explorer: Explorer, options: ExplorerOptions) {
    this.#explorer = explorer;
    this.#options = options;
    this.#assets = options;
    this.#confirmations = options.confirmations ?? options.chain.evm?.confirmations ?? 0;
  }

  async transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    signal?: AbortSignal,
  ): Promise<HolderTransfers[]> {
    const [{ block: end }, start] = await Promise.all([
      this.#pinned(signal),
      this.#startOf(query.since, signal),
    ]);
    const read = holders.map(async (holder, rank) => {
      const lists = this.#namesOf(holder).map((name) => this.#list(holder, name, start, end));
      await Promise.all(lists.map((list) => list.read(query.limit, query.until, { rank, signal })));
      return lists;
    });
    const all = await Promise.all(read);
    for (const [i, lists] of all.entries()) {
      this.#take(
        holders[i] as Holder,
        lists.flatMap((list) => list.rows),
      );
    }
    return holders.map((holder, i) =>
      answerOf(holder, all[i] as AccountList[], query, this.#assets),
    );
  }

  async transactions(ids: readonly string[], signal?: AbortSignal): Promise<Transfer[]> {
    const wanted = [...new Set(ids)].filter((id) => !this.#whole.has(id));
    const partial = new Map<string, readonly Transfer[]>();
    const asked = wanted.flatMap((id) => {
      const told = this.#told.of(id);
      const settled = settledByLists(told, this.#assets);
      if (settled) this.#whole.set(id, settled);
      else if (
        !this.#options.everyTransactionWhole &&
        onlyReceived(told, this.#told, this.#assets)
      ) {
        const rows: ListRow[] = [...told.internal, ...told.tokens];
        const transfers = rowTransfers(told.native ? [told.native, ...rows] : rows, this.#assets);
        partial.set(
          id,
          transfers.map((transfer) => ({ ...transfer, partial: true })),
        );
        this.#partial.add(id);
      } else return [told];
      return [];
    });
    const rules = {
      ...this.#options,
      claims: (contract: Holder) => this.#claims.get(contract) ?? { symbol: '', decimals: null },
      unreadable: (log: { transactionHash: string }) =>
        this.#warn('unreadable-log', 0, log.transactionHash, 'a transfer', 'other data'),
      differs: (tx: string, receipt: string, row: string) =>
        this.#warn('explorer-differs-from-receipt', 0, tx, receipt, row),
    };
    const [details] = await Promise.all([
      readDetails(this.#explorer, asked, rules, { signal }),
      this.#pinned(signal),
    ]);
    for (const [tx, transfers] of details) this.#note(tx, transfers);
    return ids.flatMap((id) => this.#whole.get(id) ?? partial.get(id) ?? []);
  }

  /** Of what was listed; a holder that was not asked about yet is read from its first rows. */
  async summaries(holders: readonly Holder[], signal?: AbortSignal): Promise<Summary[]> {
    const fresh = holders.filter((holder) => !this.#told.isAsked(holder));
    const all = { direction: 'both', since: null, until: null, limit: Infinity } as const;
    await this.transfers(fresh, { ...all, limit: SUMMARY_ROWS }, signal);
    return holders.map((holder) => {
      const lists = this.#namesOf(holder).flatMap((name) => this.#known(holder, name) ?? []);
      return summaryOf(holder, answerOf(holder, lists, all, this.#assets).transfers);
    });
  }

  async tip(signal?: AbortSignal): Promise<Tip> {
    const { block, isLast, time } = await this.#pinned(signal);
    if (isLast) return { block, time };
    const [known] = await readTimes(this.#explorer, [block], { signal });
    return { block, time: known ?? time };
  }

  blindSpots(): BlindSpot[] {
    const { name } = this.#explorer;
    const left = this.#confirmations;
    const spots: BlindSpot[] = [
      {
        reason:
          `${name} lists calls inside transactions only where they pay and did not fail, and ` +
          'only as far as it has traced the chain itself',
        effect: 'What a contract paid is not seen where it has not.',
      },
      {
        reason:
          `Collectibles that others moved for an address, without payment, are listed by ${name} ` +
          'only for addresses seen to receive some',
        effect: 'Those that an address had before and lost so are not seen.',
      },
      {
        reason: 'Gas is given as the lists give it, where no receipt was read',
        effect: 'On rollups the part paid for data on Ethereum is missing in it.',
      },
    ];
    if (left > 0) {
      const reason = `The last ${left} blocks before the question was asked are not read`;
      spots.push({ reason, effect: 'What moved in them is not seen.' });
    }
    if (this.#partial.size > 0) {
      const reason =
        `Of ${this.#partial.size} transactions in which the addresses read only receive, ` +
        `${name} was asked for nothing more than what they receive`;
      spots.push({ reason, effect: 'What others paid each other there is not seen.' });
    }
    for (const list of this.#unfinished) {
      const reason = `${name} says that its ${list} does not cover all blocks yet`;
      spots.push({ reason, effect: 'What stands in the others is not seen.' });
    }
    return spots;
  }

  warnings(): Warning[] {
    return [...this.#warnings.values()];
  }

  #pinned(signal?: AbortSignal): Promise<Head> {
    this.#head ??= this.#askHead({ signal }).catch((error: unknown) => {
      // a question that was cancelled may be asked again
      this.#head = null;
      throw error;
    });
    return this.#head;
  }

  async #askHead(how: How): Promise<Head> {
    const call = { method: 'eth_getBlockByNumber', params: ['latest', false], isNeeded: true };
    const [reply] = await this.#explorer.calls([call], how);
    const header = reply?.result as { number?: unknown; timestamp?: unknown };
    const asked = { source: this.#explorer.name, what: 'eth_getBlockByNumber latest' };
    const last = readAnswer(countHex, header.number, asked);
    const block = Math.max(0, last - this.#confirmations);
    return { block, isLast: block === last, time: readAnswer(countHex, header.timestamp, asked) };
  }

  /** The first block that can be of a time: what lies before it in the answer is left out later. */
  #startOf(since: number | null, signal?: AbortSignal): Promise<number> | number {
    if (since === null) return 0;
    const known = this.#blockOfTime.get(since);
    if (known !== undefined) return Math.max(0, known - BLOCKS_A_SECOND);
    const asked =
      this.#starts.get(since) ??
      this.#explorer.blockAt(since, 'before', { signal }).catch((error: unknown) => {
        this.#starts.delete(since);
        // without an answer all is read from the beginning
        if (error instanceof SourceError && !error.retry) return 0;
        throw error;
      });
    this.#starts.set(since, asked);
    return asked;
  }

  #namesOf(holder: Holder): readonly ListName[] {
    return this.#collectors.has(holder) ? [...FUNGIBLE, ...COLLECTIONS] : FUNGIBLE;
  }

  #known(holder: Holder, name: ListName): AccountList | undefined {
    return this.#lists.get(`${name} ${holder}`);
  }

  #list(holder: Holder, name: ListName, start: number, end: number): AccountList {
    const known = this.#known(holder, name);
    if (known?.covers(start)) return known;
    const watch: ListWatch = {
      expected: () => this.#told.expected(name, holder),
      unfinished: (list) => this.#unfinished.add(list),
      unreadable: (list, _input, line) =>
        this.#warn('unreadable-row', line, list, 'a row as documented', 'another'),
      overfull: (block) =>
        this.#warn('block-too-full', 0, `${name} ${holder}`, 'all rows', `a part of ${block}`),
    };
    const list = new AccountList(this.#explorer, holder, name, { start, end }, watch);
    this.#lists.set(`${name} ${holder}`, list);
    return list;
  }

  #take(holder: Holder, rows: readonly ListRow[]): void {
    this.#told.add(holder, once(rows));
    for (const row of rows) {
      if (row.kind !== 'token') continue;
      const { symbol, decimals, contract } = row;
      if (!this.#claims.has(contract)) this.#claims.set(contract, { symbol, decimals });
    }
  }

  /** A transaction that was read as a whole. */
  #note(tx: string, transfers: readonly Transfer[]): void {
    this.#whole.set(tx, transfers);
    for (const transfer of transfers) {
      const { asset, to, block, time } = transfer;
      this.#told.expect(transfer);
      if (this.#options.book.seen.get(asset)?.kind === 'nft') this.#collectors.add(to);
      if (block !== null) this.#blockOfTime.set(time, block);
    }
  }

  #warn(code: string, line: number, field: string, expected: string, found: string): void {
    const key = code === 'unreadable-row' ? `${code} ${field}` : `${code} ${field} ${found}`;
    const known = this.#warnings.get(key);
    const warning = { code, file: this.#explorer.name, line, field, expected, found };
    this.#warnings.set(key, { ...(known ?? warning), count: (known?.count ?? 0) + 1 });
  }
}
