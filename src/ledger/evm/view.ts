import { SourceError } from '../../base/errors.ts';
import type { AssetBook } from '../asset-book.ts';
import type { TokenLookup } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { BlindSpot, Holder, HolderTransfers, Transfer, TransferQuery } from '../port.ts';
import { BlockScan } from './block-scan.ts';
import { Fork, type Header, Headers } from './headers.ts';
import { LogSearch } from './log-search.ts';
import { Metadata } from './metadata.ts';
import type { Node } from './node.ts';
import { logsOwnAsset } from './own-asset.ts';
import { type Assets, tokenTransfer } from './receipt.ts';
import { inOrder, type Sighting } from './sighting.ts';
import { type Span, Spans } from './spans.ts';
import { TraceSearch } from './trace-search.ts';
import { Tracing } from './tracing.ts';
import { Transactions } from './transactions.ts';

/** What does not change when blocks are replaced. */
export interface Setting {
  readonly chain: Chain;
  /** Shared by all ledgers of the chain. */
  readonly book: AssetBook;
  readonly lookup: TokenLookup;
  /** Blocks that are read whole, at most. */
  readonly scanBlocks: number;
  /**
   * Holders with more transactions than this are shown by what the search saw of them: a trace
   * stops at such a place as a rule, and to read all would take hours.
   */
  readonly wholeMax: number;
}

/** Blocks in the first questions: all of them about logs, a thousand about traces. */
const LOG_SPAN = Number.MAX_SAFE_INTEGER;
const TRACE_SPAN = 1000;

/** What one run has read of a chain, as long as no block of it is replaced. */
export class View {
  readonly #setting: Setting;
  readonly #node: Node;
  readonly #assets: Assets;
  readonly #headers: Headers;
  readonly #metadata: Metadata;
  readonly #tracing: Tracing;
  readonly #transactions: Transactions;
  /** How many blocks the node takes at once in a question. */
  readonly #spans = { logs: new Spans(LOG_SPAN), traces: new Spans(TRACE_SPAN) };
  readonly #logs: LogSearch;
  readonly #traces: TraceSearch;
  readonly #scan: BlockScan;
  readonly #answers = new Map<string, HolderTransfers>();
  /** Logs that call themselves transfers and cannot be read as such. */
  readonly unreadable = new Set<string>();
  #isFilterOffered: boolean | undefined;

  constructor(setting: Setting, node: Node) {
    const { chain, book, lookup, scanBlocks } = setting;
    this.#setting = setting;
    this.#node = node;
    this.#headers = new Headers(node);
    this.#metadata = new Metadata(node, lookup);
    this.#tracing = new Tracing(node);
    this.#assets = {
      chain,
      book,
      claims: (contract) => this.#metadata.of(contract),
      unreadable: (log) => this.unreadable.add(`${log.transactionHash} ${log.logIndex}`),
    };
    this.#transactions = new Transactions(
      node,
      this.#headers,
      this.#tracing,
      this.#metadata,
      this.#assets,
    );
    this.#logs = new LogSearch(node, this.#headers, chain.id, this.#spans.logs);
    this.#traces = new TraceSearch(node, this.#headers, this.#spans.traces);
    this.#scan = new BlockScan(node, this.#headers, scanBlocks);
  }

  blindSpots(): BlindSpot[] {
    return [...this.#tracing.blindSpots(), ...this.#scan.blindSpots()];
  }

  /** Transactions that are not settled yet. */
  get waiting(): ReadonlySet<string> {
    return this.#transactions.waiting;
  }

  /** @throws Fork where another block stands at the head now */
  confirm(head: Header, time: number): Promise<void> {
    return this.#headers.confirm(head, time);
  }

  header(block: number): Promise<Header> {
    return this.#headers.at(block);
  }

  /** The answer given before to the same question about a holder. */
  answered(holder: Holder): HolderTransfers | null {
    const found = [...this.#answers.values()].filter((answer) => answer.holder === holder);
    return found.at(-1) ?? null;
  }

  transactions(ids: readonly string[], head: number): Promise<readonly Transfer[]> {
    return this.#transactions.transfers(ids, head);
  }

  /** What each holder sent and received, as asked, up to the pinned block. */
  async transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    head: Header,
  ): Promise<readonly HolderTransfers[]> {
    const keyOf = (holder: Holder): string => JSON.stringify([holder, query]);
    const fresh = [...new Set(holders)].filter((holder) => !this.#answers.has(keyOf(holder)));
    const window = fresh.length > 0 ? await this.#windowOf(query, head) : null;
    const seen = window ? await this.#search(fresh, window) : [];
    const byHolder = new Map<Holder, Sighting[]>(fresh.map((holder) => [holder, []]));
    for (const sighting of seen.sort(inOrder)) {
      for (const holder of new Set([sighting.from, sighting.to])) {
        if (isWanted(sighting, holder, query)) byHolder.get(holder)?.push(sighting);
      }
    }
    await this.#read([...byHolder.values()], query.limit, head.number);
    for (const [holder, sightings] of byHolder) {
      this.#answers.set(keyOf(holder), await this.#answer(holder, sightings, query, head));
    }
    return holders.map((holder) => this.#answers.get(keyOf(holder)) as HolderTransfers);
  }

  /** The blocks of the times asked about, or null where there are none. */
  async #windowOf({ since, until }: TransferQuery, head: Header): Promise<Span | null> {
    const [from, after] = await Promise.all([
      since === null ? 1 : this.#headers.firstFrom(since, head),
      until === null ? null : this.#headers.firstFrom(until + 1, head),
    ]);
    const to = after === null ? head.number : after - 1;
    // nobody is paid in block 0
    return from === null || Math.max(1, from) > to ? null : { from: Math.max(1, from), to };
  }

  async #search(holders: readonly Holder[], window: Span): Promise<Sighting[]> {
    const [tokens, own] = await Promise.all([
      this.#logs.find(holders, window),
      this.#searchOwn(holders, window),
    ]);
    this.#spans.logs.settle();
    this.#spans.traces.settle();
    return [...own, ...tokens];
  }

  /** Movements of the chain's own asset, by the cheapest means that the node has. */
  async #searchOwn(holders: readonly Holder[], window: Span): Promise<Sighting[]> {
    if (logsOwnAsset(this.#setting.chain.id)) return [];
    const [first] = holders;
    if (first === undefined) return [];
    this.#isFilterOffered ??= await this.#traces.isOffered(first, window.from);
    return this.#isFilterOffered
      ? this.#traces.find(holders, window)
      : this.#scan.find(holders, window);
  }

  async #read(lists: readonly Sighting[][], limit: number, head: number): Promise<void> {
    const { wholeMax } = this.#setting;
    const whole = lists.map((list) => idsOf(list, limit)).filter((ids) => ids.length <= wholeMax);
    const ids = [...new Set(whole.flat())];
    await this.#transactions.transfers(ids, head);
    // a search found it in a block up to the head, and it says of itself that it is in none: what
    // it says, if it was recorded before, is of a block that was replaced
    const replaced = lists.flat().find(({ tx }) => this.#transactions.waiting.has(tx));
    if (replaced) throw new Fork(replaced.block);
    const lost = ids.find((id) => this.#transactions.unknown.has(id));
    if (lost === undefined) return;
    const why = `does not know ${lost}, of which it told before: one of its nodes may be behind`;
    throw new SourceError(this.#node.name, why, true);
  }

  async #answer(
    holder: Holder,
    sightings: readonly Sighting[],
    query: TransferQuery,
    head: Header,
  ): Promise<HolderTransfers> {
    const ids = idsOf(sightings, query.limit);
    const isWhole = ids.length <= this.#setting.wholeMax;
    const all = isWhole
      ? ids.flatMap((id) => this.#transactions.known.get(id) ?? [])
      : await this.#asSeen(sightings.slice(0, query.limit + 1), head);
    const own = all.filter((transfer) => isWanted(transfer, holder, query));
    const truncated = own.length > query.limit;
    return { holder, transfers: own.slice(0, query.limit), truncated };
  }

  /** What a search saw, as transfers. */
  async #asSeen(sightings: readonly Sighting[], head: Header): Promise<Transfer[]> {
    const contracts = sightings.flatMap(({ token }) => (token ? [token.contract] : []));
    const blocks = [...new Set(sightings.map(({ block }) => block))];
    const [headers] = await Promise.all([
      Promise.all(blocks.map((block) => this.#headers.at(block))),
      this.#metadata.learn(contracts, head.number),
    ]);
    const times = new Map(headers.map(({ number, timestamp }) => [number, timestamp]));
    return sightings.map(({ token, ...seen }) => ({
      ...seen,
      time: times.get(seen.block) ?? 0,
      asset: token ? tokenTransfer(token, this.#assets).asset : this.#setting.chain.native.id,
    }));
  }
}

function isWanted(
  { from, to }: Pick<Transfer, 'from' | 'to'>,
  holder: Holder,
  { direction }: TransferQuery,
): boolean {
  return (direction !== 'in' && from === holder) || (direction !== 'out' && to === holder);
}

/** The first transactions of sightings, in order: one more than is asked for tells of a rest. */
function idsOf(sightings: readonly Sighting[], limit: number): string[] {
  return [...new Set(sightings.map(({ tx }) => tx))].slice(0, limit + 1);
}
