import { SourceError } from '../../base/errors.ts';
import type {
  BlindSpot,
  Holder,
  HolderTransfers,
  Summary,
  Tip,
  Transfer,
  TransferQuery,
} from '../port.ts';
import type { Asking, Asks } from './asks.ts';
import { tokensOf, transfersOf } from './decode.ts';
import { answer, type Finder, summaryOf } from './finder.ts';
import { askBlock, askHeader, askInfos } from './node.ts';
import type { Reading } from './parts.ts';
import type { Tokens } from './tokens.ts';
import type { Transactions } from './transactions.ts';

/** Blocks asked for at once, and decoded before the next are: a block is a megabyte of JSON. */
const AT_ONCE = 32;
/** Seconds from one block to the next; more where a witness misses its turn, never less. */
const SLOT = 3;

/** Which blocks may be scanned. */
export interface ScanLimits {
  /** Where to begin if the query does not say; null: the first block in which something was met. */
  readonly since: number | null;
  /** Blocks that are read in all; 20 a minute. */
  readonly maxBlocks: number;
  /** Transfers that are kept of them, some 300 bytes each; a busy block has 700. */
  readonly maxTransfers: number;
}

interface Range {
  readonly first: number;
  /** Included. */
  readonly last: number;
}

/**
 * Finds transfers by reading whole blocks: a full node has no index by account. The blocks from
 * where the case begins are read once, up to a limit, and what they show is kept by holder.
 */
export class ScanFinder implements Finder {
  readonly #asks: Asks;
  readonly #reading: Reading;
  readonly #tokens: Tokens;
  readonly #transactions: Transactions;
  readonly #limits: ScanLimits;
  readonly #blockAt = new Map<number, number>();
  readonly #found = new Map<Holder, Transfer[]>();
  #read: Range | null = null;
  #kept = 0;
  #cut = false;
  #showsInternal = false;

  constructor(
    asks: Asks,
    reading: Reading,
    tokens: Tokens,
    transactions: Transactions,
    limits: ScanLimits,
  ) {
    this.#asks = asks;
    this.#reading = reading;
    this.#tokens = tokens;
    this.#transactions = transactions;
    this.#limits = limits;
  }

  async transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    tip: Tip,
    asking: Asking,
  ): Promise<HolderTransfers[]> {
    const isWhole = await this.#cover(query, tip, asking);
    return holders.map((holder) => answer(holder, this.#found.get(holder) ?? [], query, isWhole));
  }

  /** Of the blocks read so far. */
  async summaries(holders: readonly Holder[], tip: Tip, asking: Asking): Promise<Summary[]> {
    await this.#cover({ since: null, until: null }, tip, asking);
    return holders.map((holder) => summaryOf(holder, this.#found.get(holder) ?? []));
  }

  blindSpots(): readonly BlindSpot[] {
    const { source } = this.#asks;
    const range = this.#read
      ? `blocks ${this.#read.first} to ${this.#read.last}, which were read, show`
      : 'blocks that are read show (none was)';
    const { maxBlocks, maxTransfers } = this.#limits;
    const spots: BlindSpot[] = [
      {
        reason:
          `Transfers of an account are those that ${range}: ${source.name} has no index by ` +
          'account',
        effect: 'What moved in other blocks is not seen.',
      },
    ];
    if (this.#cut) {
      const reason = `No more than ${maxBlocks} blocks or ${maxTransfers} transfers are read`;
      spots.push({ reason, effect: 'What moved later is not seen.' });
    }
    if (!this.#showsInternal) {
      const reason =
        `Internal transfers are not listed as far as seen: ${source.name} keeps them only if it ` +
        'is set to (vm.saveInternalTx)';
      spots.push({ reason, effect: 'What contracts paid in TRX and TRC-10 tokens is not seen.' });
    }
    return spots;
  }

  /**
   * Reads what a query needs and was not read; false if the limits leave something out. The range
   * begins where the first query put it: what lies before is another story.
   */
  async #cover(
    { since, until }: Pick<TransferQuery, 'since' | 'until'>,
    tip: Tip,
    asking: Asking,
  ): Promise<boolean> {
    const wanted = await this.#firstBlock(since, tip, asking);
    if (wanted === null) return false;
    const after = until === null ? null : await this.#blockOf(until + 1, tip, asking);
    const last = (after ?? (tip.block ?? 0) + 1) - 1;
    const read = this.#read ?? { first: wanted, last: wanted - 1 };
    const end = Math.min(last, read.first + this.#limits.maxBlocks - 1);
    const reached = await this.#scan(read.last + 1, end, asking);
    this.#read = { first: read.first, last: reached };
    if (reached < last) this.#cut = true;
    return wanted >= read.first && reached >= last;
  }

  async #firstBlock(since: number | null, tip: Tip, asking: Asking): Promise<number | null> {
    const from = since ?? this.#limits.since;
    if (from === 0) {
      const what =
        'keeps no index by account, and blocks are read from the theft on: say with --since when ' +
        'that was, or ask TronGrid';
      throw new SourceError(this.#asks.source.name, what, false);
    }
    return from === null ? this.#transactions.firstBlock : this.#blockOf(from, tip, asking);
  }

  /** The first block at a time or after it, found by asking for headers. */
  async #blockOf(time: number, tip: Tip, asking: Asking): Promise<number> {
    const known = this.#blockAt.get(time);
    if (known !== undefined) return known;
    const top = tip.block ?? 0;
    const isBefore = async (block: number): Promise<boolean> => {
      const { value } = await askHeader(this.#asks, block, asking);
      return value !== null && value.block_header.raw_data.timestamp < time * 1000;
    };
    // no slot holds two blocks: the one sought is not earlier than this
    let low = Math.max(0, top - Math.ceil(Math.max(0, tip.time - time) / SLOT) - 1);
    let high = low;
    for (let step = 1; high <= top && (await isBefore(high)); step *= 2) {
      low = high + 1;
      high += step;
    }
    high = Math.min(high, top + 1);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (await isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    this.#blockAt.set(time, low);
    return low;
  }

  /** The last block that was read, which is `last` unless too much had to be kept. */
  async #scan(first: number, last: number, asking: Asking): Promise<number> {
    let from = first;
    while (from <= last && this.#kept < this.#limits.maxTransfers) {
      const length = Math.min(AT_ONCE, last - from + 1);
      const blocks = Array.from({ length }, (_, i) => from + i);
      const answers = await Promise.all(
        blocks.map((number) =>
          Promise.all([askBlock(this.#asks, number, asking), askInfos(this.#asks, number, asking)]),
        ),
      );
      for (const [block, infos] of answers) await this.#keep(block, infos, asking);
      from += length;
    }
    return from - 1;
  }

  async #keep(
    { value: block, evidence }: Awaited<ReturnType<typeof askBlock>>,
    { value: infos, evidence: input }: Awaited<ReturnType<typeof askInfos>>,
    asking: Asking,
  ): Promise<void> {
    if (block === null) return;
    const { number, timestamp } = block.block_header.raw_data;
    const rows = new Map(infos.map((info, i) => [info.id, { info, row: i + 1 }]));
    const facts = block.transactions.map((tx) => ({ tx, ...rows.get(tx.txID) }));
    const tokens = facts.flatMap(({ tx, info }) => (info ? tokensOf(tx, info) : []));
    await this.#tokens.know(tokens, asking);
    for (const [txIndex, { tx, info, row = null }] of facts.entries()) {
      const origin = { input: evidence, line: txIndex + 1 };
      if (!info) {
        this.#reading.faults.add('contradiction', origin, 'info', 'an outcome', tx.txID);
        continue;
      }
      if (info.internal_transactions.length > 0) this.#showsInternal = true;
      const time = Math.floor(timestamp / 1000);
      const place = { block: number, time, txIndex, origin, outcome: { input, row } };
      for (const transfer of transfersOf(tx, info, place, this.#reading)) {
        this.#kept += 1;
        for (const holder of new Set([transfer.from, transfer.to])) {
          const list = this.#found.get(holder);
          if (list) list.push(transfer);
          else this.#found.set(holder, [transfer]);
        }
      }
    }
  }
}
