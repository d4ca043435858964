import { z } from 'zod';
import { SourceError } from '../../base/errors.ts';
import type { Transfer } from '../port.ts';
import type { Headers } from './headers.ts';
import { movementsOf } from './logs.ts';
import type { Metadata } from './metadata.ts';
import type { Node } from './node.ts';
import { type Assets, transfersOf } from './receipt.ts';
import { chunks } from './sighting.ts';
import type { Traced, Tracing } from './tracing.ts';
import {
  type EvmTransaction,
  type Receipt,
  receiptSchema,
  transactionSchema,
} from './transaction.ts';
import { readAnswer } from './wire.ts';

/** Transactions that are held in memory as they came. */
const AT_ONCE = 1000;

/** A transaction that waits for a block. */
const waitingSchema = z.object({ blockNumber: z.null() });

interface Read {
  readonly transaction: EvmTransaction;
  readonly receipt: Receipt;
  readonly inputs: { readonly transaction: number; readonly receipt: number };
}

/** Reads whole transactions, each once. */
export class Transactions {
  readonly #node: Node;
  readonly #headers: Headers;
  readonly #tracing: Tracing;
  readonly #metadata: Metadata;
  readonly #assets: Assets;
  readonly #read = new Map<string, readonly Transfer[]>();

  constructor(node: Node, headers: Headers, tracing: Tracing, metadata: Metadata, assets: Assets) {
    this.#node = node;
    this.#headers = headers;
    this.#tracing = tracing;
    this.#metadata = metadata;
    this.#assets = assets;
  }

  /** Those asked about that are in no block up to the pinned one, and those that are not known. */
  readonly waiting = new Set<string>();
  readonly unknown = new Set<string>();

  /** What has been read so far. */
  get known(): ReadonlyMap<string, readonly Transfer[]> {
    return this.#read;
  }

  /** The transfers of each transaction; none of those that are in no block up to `head`. */
  async transfers(ids: readonly string[], head: number): Promise<readonly Transfer[]> {
    const fresh = [...new Set(ids)].filter((id) => !this.#read.has(id));
    for (const part of chunks(fresh, AT_ONCE)) await this.#readAll(part, head);
    return ids.flatMap((id) => this.#read.get(id) ?? []);
  }

  async #readAll(fresh: readonly string[], head: number): Promise<void> {
    const found = await Promise.all(fresh.map((id) => this.#ask(id)));
    const read = found.filter((item) => typeof item === 'object');
    const settled = read.filter(({ transaction }) => transaction.blockNumber <= head);
    await this.#learn(settled, head);
    for (const [i, id] of fresh.entries()) {
      if (this.#read.has(id)) continue;
      (found[i] === 'unknown' ? this.unknown : this.waiting).add(id);
      this.#read.set(id, []);
    }
  }

  async #learn(read: readonly Read[], head: number): Promise<void> {
    const contracts = read.flatMap(({ receipt }) =>
      receipt.logs.flatMap((log) => (movementsOf(log) ?? []).map(({ contract }) => contract)),
    );
    const [traces, headers] = await Promise.all([
      this.#tracing.of(read.map(({ transaction }) => transaction.hash)),
      Promise.all(read.map(({ transaction }) => this.#headers.at(transaction.blockNumber))),
      this.#metadata.learn(contracts, head),
    ]);
    for (const [i, { transaction, receipt, inputs }] of read.entries()) {
      const { trace, input } = traces[i] as Traced;
      const time = headers[i]?.timestamp ?? 0;
      const facts = { transaction, receipt, trace, time, inputs: { ...inputs, trace: input } };
      this.#read.set(transaction.hash, transfersOf(facts, this.#assets));
    }
  }

  async #ask(id: string): Promise<Read | 'unknown' | 'waiting'> {
    const [asked, given] = await Promise.all([
      this.#node.need('eth_getTransactionByHash', [id]),
      this.#node.need('eth_getTransactionReceipt', [id]),
    ]);
    if (asked.result === null) return 'unknown';
    if (waitingSchema.safeParse(asked.result).success) return 'waiting';
    const source = this.#node.name;
    const of = (method: string) => ({ source, what: `${method} of ${id}` });
    if (given.result === null) {
      throw new SourceError(source, `eth_getTransactionReceipt of ${id}: none yet`, true);
    }
    const transaction = readAnswer(transactionSchema, asked.result, of('eth_getTransactionByHash'));
    const receipt = readAnswer(receiptSchema, given.result, of('eth_getTransactionReceipt'));
    if (transaction.hash !== id || receipt.transactionHash !== id) {
      const other = `${transaction.hash}, ${receipt.transactionHash}`;
      throw new SourceError(source, `asked about ${id} it tells of ${other}`, false);
    }
    for (const { blockNumber, blockHash } of [transaction, receipt]) {
      this.#headers.agree(blockNumber, blockHash);
    }
    const inputs = { transaction: asked.input, receipt: given.input };
    return { transaction, receipt, inputs };
  }
}
