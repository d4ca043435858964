import { SourceError } from '../../base/errors.ts';
import type { AssetBook } from '../asset-book.ts';
import type { TokenLookup } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type { BlindSpot, Holder, HolderTransfers, Summary, Warning } from '../port.ts';
import type { Source } from '../source.ts';
import { chainIdOf, type Usage, usageOf } from './finds.ts';
import { Fork, type Header, headerSchema } from './headers.ts';
import { hexOf, Node } from './node.ts';
import { logsOwnAsset } from './own-asset.ts';
import { type Setting, View } from './view.ts';
import { readAnswer } from './wire.ts';

interface RpcOptions {
  readonly chain: Chain;
  readonly source: Source;
  /** Shared by all ledgers of the chain. */
  readonly book: AssetBook;
  /** Tokens that are known need not be asked what they are. */
  readonly lookup: TokenLookup;
  /** Newest blocks that are left out: they may still be replaced. By the chain unless said. */
  readonly confirmations?: number | undefined;
  /** Blocks that may be read whole where the node cannot search: 20,000 unless said. */
  readonly scanBlocks?: number | undefined;
  /** Holders with more transactions are not read whole: 2,000 unless said. */
  readonly wholeMax?: number | undefined;
}

const SCAN_BLOCKS = 20_000;
const WHOLE_MAX = 2000;
/** Reorganisations in one question to the ledger. */
const FORKS_MAX = 3;
/** Attempts at which the head is looked at again: far from those of other questions. */
const CONFIRM_FROM = 1000;

/**
 * An EVM chain by the JSON-RPC of a node or provider (execution-apis; `trace_` and `debug_` methods
 * where they are offered). All that is read lies up to a block that is pinned at the first
 * question.
 */
export function rpcLedger(options: RpcOptions): LiveAccountLedger {
  const ledger = new RpcLedger(options);
  return {
    model: 'account',
    chain: options.chain.id,
    sources: [options.source.name],
    assetsSeen: options.book.seen,
    assets: async () => [...options.book.seen.values()],
    blindSpots: () => ledger.blindSpots(),
    warnings: () => ledger.warnings(),
    tip: async (signal) => {
      const { number, timestamp } = await ledger.steady(async (_, head) => head, signal);
      return { block: number, time: timestamp };
    },
    transactions: (ids, signal) =>
      ledger.steady((view, head) => view.transactions(ids, head.number), signal),
    transfers: (holders, query, signal) =>
      ledger.steady((view, head) => view.transfers(holders, query, head), signal),
    summaries: (holders, signal) =>
      ledger.steady((...at) => ledger.summaries(holders, ...at), signal),
  };
}

class RpcLedger {
  readonly #setting: Setting;
  readonly #confirmations: number;
  #node: Node;
  #view: View;
  #head: Promise<number> | null = null;
  #forks = 0;
  /** Questions to the ledger so far. */
  #questions = 0;

  constructor(options: RpcOptions) {
    const { chain, source, book, lookup, confirmations, scanBlocks, wholeMax } = options;
    this.#confirmations = confirmations ?? chain.evm?.confirmations ?? 0;
    this.#setting = {
      ...{ chain, book, lookup },
      scanBlocks: scanBlocks ?? SCAN_BLOCKS,
      wholeMax: wholeMax ?? WHOLE_MAX,
    };
    this.#node = new Node(source);
    this.#view = new View(this.#setting, this.#node);
  }

  /**
   * Answers a question against one state of the chain: from the start where a block of it was
   * replaced since.
   */
  async steady<T>(
    work: (view: View, head: Header, node: Node) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    this.#questions += 1;
    for (let forks = 0; ; forks += 1) {
      this.#node.heed(signal);
      try {
        return await this.#answer(work);
      } catch (error) {
        if (!(error instanceof Fork)) throw error;
        if (forks === FORKS_MAX) throw new SourceError(this.#node.name, error.message, true);
        this.#forks += 1;
        this.#node = this.#node.anew();
        this.#view = new View(this.#setting, this.#node);
      }
    }
  }

  /** Beside the work, the head is looked at again: what was read before must still stand. */
  async #answer<T>(work: (view: View, head: Header, node: Node) => Promise<T>): Promise<T> {
    this.#head ??= this.#pin();
    const head = await this.#view.header(await this.#head);
    const time = CONFIRM_FROM + this.#questions;
    const [answer, stands] = await Promise.allSettled([
      work(this.#view, head, this.#node),
      this.#questions > 1 ? this.#view.confirm(head, time) : null,
    ]);
    if (stands.status === 'rejected') throw stands.reason;
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  /** The newest block that is taken to stay, on a node that is on the right chain. */
  async #pin(): Promise<number> {
    const node = this.#node;
    const { chain } = this.#setting;
    const [latest, id] = await Promise.all([
      node.need('eth_getBlockByNumber', ['latest', false]),
      chainIdOf(node),
    ]);
    if (id !== chain.id) throw new SourceError(node.name, `is on ${id}, not ${chain.id}`, false);
    const asked = { source: node.name, what: 'eth_getBlockByNumber of latest' };
    const { number } = readAnswer(headerSchema, latest.result, asked);
    return Math.max(0, number - this.#confirmations);
  }

  /**
   * By what was read of a holder; of one that was not asked about, by its nonce, balance and code:
   * whether it was ever used.
   */
  summaries(
    holders: readonly Holder[],
    view: View,
    head: Header,
    node: Node,
  ): Promise<readonly Summary[]> {
    return Promise.all(
      holders.map(async (holder) => {
        const answer = view.answered(holder);
        if (answer) return summaryOf(answer);
        return usedAtAll(holder, await usageOf(node, holder, hexOf(head.number)));
      }),
    );
  }

  blindSpots(): BlindSpot[] {
    const { chain } = this.#setting;
    const spots = this.#view.blindSpots();
    if (logsOwnAsset(chain.id)) {
      const { name } = this.#node;
      const reason = `Gas of transactions that move nothing is not listed: ${name} logs none`;
      spots.push({ reason, effect: 'What such transactions cost stays with who paid it.' });
    }
    if (this.#confirmations > 0) {
      const reason =
        `The newest ${this.#confirmations} blocks of ${chain.name} were not read: they could ` +
        'still be replaced';
      spots.push({ reason, effect: 'What moved in them is not seen.' });
    }
    return spots;
  }

  warnings(): Warning[] {
    const base = { file: this.#node.name, line: 0 };
    const warnings: Warning[] = [];
    const { unreadable } = this.#view;
    const count = unreadable.size;
    if (count > 0) {
      const expected = 'a transfer with sender, receiver and amount';
      const found = `${[...unreadable].sort()[0]}`;
      warnings.push({ ...base, code: 'log', field: 'log', expected, found, count });
    }
    for (const id of [...this.#view.waiting].sort()) {
      const expected = `a transaction in a block that stays (${this.#confirmations} on top of it)`;
      warnings.push({ ...base, code: 'unconfirmed', field: 'tx', expected, found: id, count: 1 });
    }
    if (this.#forks > 0) {
      const expected = 'blocks that stay';
      const found = 'blocks that were replaced while they were read, and were read anew';
      const where = { code: 'reorganised', field: 'block' };
      warnings.push({ ...base, ...where, expected, found, count: this.#forks });
    }
    return warnings;
  }
}

function summaryOf({ holder, transfers }: HolderTransfers): Summary {
  const real = transfers.filter(({ kind, failed }) => kind !== 'gas' && !failed);
  const sent = real.filter(({ from }) => from === holder);
  const received = real.filter(({ to }) => to === holder);
  const others = new Set([...sent.map(({ to }) => to), ...received.map(({ from }) => from)]);
  others.delete(holder);
  return {
    holder,
    received: received.length,
    sent: sent.length,
    counterparties: others.size,
    first: transfers.at(0)?.time ?? 0,
    last: transfers.at(-1)?.time ?? 0,
    outgoingListed: true,
  };
}

function usedAtAll(holder: Holder, { nonce, hasBalance, hasCode }: Usage): Summary {
  const received = nonce > 0 || hasBalance || hasCode ? 1 : 0;
  const unknown = { counterparties: 0, first: 0, last: 0 };
  return { holder, received, sent: nonce, ...unknown, outgoingListed: true };
}
