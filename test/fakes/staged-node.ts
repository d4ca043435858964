// What a node says of a staged chain, call by call.

import { receiptJson, transactionJson } from './explorer-rows.ts';
import type { StagedLedger } from './staged.ts';

export interface Call {
  readonly id?: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

export class StagedNode {
  readonly #ledger: StagedLedger;
  /** Blocks by which the head moves on with each question about it. */
  readonly #moves: number;
  /** Whether it gives the time of its block with a transaction, as nodes do since 2026. */
  readonly #isNew: boolean;
  #head: number;

  constructor(ledger: StagedLedger, moves: number, isNew: boolean) {
    this.#ledger = ledger;
    this.#moves = moves;
    this.#isNew = isNew;
    this.#head = ledger.head;
  }

  get head(): number {
    return this.#head;
  }

  /** The response object to a JSON-RPC call. */
  call({ id = 1, method, params }: Call): unknown {
    const reply = (result: unknown) => ({ jsonrpc: '2.0', id, result });
    const { transactions } = this.#ledger;
    const tx = transactions.find(({ hash }) => hash === params[0]);
    switch (method) {
      case 'eth_getTransactionByHash':
        if (!tx) return reply(null);
        return reply({
          ...transactionJson(tx),
          ...(this.#isNew ? { blockTimestamp: `0x${tx.time.toString(16)}` } : {}),
        });
      case 'eth_getTransactionReceipt':
        return reply(tx ? receiptJson(tx) : null);
      case 'eth_blockNumber':
        return reply(`0x${this.#moveHead().toString(16)}`);
      case 'eth_getBlockByNumber':
        return reply(this.#block(`${params[0]}`));
      default:
        return { jsonrpc: '2.0', id, error: { code: -32601, message: 'method not supported' } };
    }
  }

  /** The last block up to a time, or the first one from it on. */
  blockAt(time: number, closest: string): number {
    let block = 0;
    let end = this.#head;
    while (block < end) {
      const middle = Math.ceil((block + end) / 2);
      if (this.#ledger.timeOf(middle) <= time) block = middle;
      else end = middle - 1;
    }
    return closest === 'after' && this.#ledger.timeOf(block) < time ? block + 1 : block;
  }

  #moveHead(): number {
    const now = this.#head;
    this.#head += this.#moves;
    return now;
  }

  #block(tag: string): unknown {
    const number = tag === 'latest' ? this.#moveHead() : Number(tag);
    if (number > this.#head) return null;
    const { transactions, timeOf } = this.#ledger;
    const inside = transactions.filter(({ block }) => block === number);
    return {
      number: `0x${number.toString(16)}`,
      timestamp: `0x${timeOf(number).toString(16)}`,
      transactions: inside.map(({ hash }) => hash),
    };
  }
}
