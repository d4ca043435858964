// An Ethereum node in memory whose chain grows and is reorganised, and a `fetch` that reaches it.

import { sha256 } from '../../src/base/digest.ts';
import { receiptJson, transactionJson } from './explorer-rows.ts';
import { type StagedLog, type StagedTransaction, transferLog, word } from './staged.ts';
import { USDT } from './staged-chain.ts';

/** A payment that somebody sends: of USDT, or of the chain's own asset. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly isToken: boolean;
  /** It comes into its block, and moves nothing. */
  readonly fails: boolean;
}

type Pending = Omit<StagedTransaction, 'block' | 'time' | 'txIndex' | 'firstLog'>;

interface Block {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly transactions: readonly StagedTransaction[];
}

const GENESIS_TIME = 1_760_000_000;
const BLOOM = `0x${'0'.repeat(512)}`;
const hex = (value: number) => `0x${value.toString(16)}`;

/** A chain from its first block on, which its name tells from others. */
export class MovingNode {
  readonly #name: string;
  #blocks: Block[] = [];
  #made = 0;

  constructor(name: string) {
    this.#name = name;
    this.mine([]);
  }

  get head(): number {
    return this.#blocks.length - 1;
  }

  /** Gives the transactions' ids. */
  mine(sent: readonly Sent[], again: readonly Pending[] = []): string[] {
    const number = this.#blocks.length;
    this.#made += 1;
    const hash = `0x${sha256(`${this.#name} block ${number} ${this.#made}`)}`;
    const drafts = [...again, ...sent.map((one) => this.#draft(one))];
    let logs = 0;
    const transactions = drafts.map((draft, txIndex): StagedTransaction => {
      const firstLog = logs;
      logs += draft.logs.length;
      const time = GENESIS_TIME + 12 * number;
      return { ...draft, block: number, time, txIndex, firstLog };
    });
    const parentHash = this.#blocks.at(-1)?.hash ?? `0x${'0'.repeat(64)}`;
    this.#blocks.push({ number, hash, parentHash, transactions });
    return transactions.map((tx) => tx.hash);
  }

  /** Takes the newest blocks back, and gives what was in them: a miner may take it again. */
  drop(count: number): readonly Pending[] {
    return this.#blocks.splice(-count).flatMap(({ transactions }) => transactions);
  }

  #draft({ from, to, amount, isToken, fails }: Sent): Pending {
    this.#made += 1;
    const hash = `0x${sha256(`${this.#name} transaction ${this.#made}`)}`;
    const logs: StagedLog[] = isToken && !fails ? [transferLog(USDT, from, to, amount)] : [];
    const paid = isToken
      ? { to: USDT, value: 0n, input: `0xa9059cbb${word(to)}${word(amount)}` }
      : { to, value: amount, input: '0x' };
    const gas = { gas: 60_000n, gasUsed: 21_000n, gasPrice: 10n, nonce: this.#made };
    const status = fails ? (0 as const) : (1 as const);
    return { hash, from, creates: null, ...paid, ...gas, status, calls: [], logs };
  }

  readonly fetch: typeof globalThis.fetch = async (_, init) => {
    const asked = JSON.parse(String(init?.body)) as Call | Call[];
    const said = Array.isArray(asked)
      ? asked.map((one) => this.#respond(one))
      : this.#respond(asked);
    const headers = { 'content-type': 'application/json' };
    return new Response(JSON.stringify(said), { headers });
  };

  #respond({ id, method, params }: Call) {
    const result = this.#answer(method, params);
    const error = { code: -32601, message: `the method ${method} does not exist/is not available` };
    return { jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) };
  }

  #answer(method: string, [first, second]: readonly unknown[]): unknown {
    switch (method) {
      case 'eth_chainId':
        return '0x1';
      case 'eth_blockNumber':
        return hex(this.head);
      case 'eth_getCode':
        return '0x';
      case 'eth_getBalance':
      case 'eth_getTransactionCount':
        return '0x1';
      case 'eth_getBlockByNumber':
        return this.#block(first === 'latest' ? this.head : Number(first), second === true);
      case 'eth_getTransactionByHash':
        return this.#find(first, (tx) => ({ ...transactionJson(tx), ...this.#place(tx) }));
      case 'eth_getTransactionReceipt':
        return this.#find(first, (tx) => ({
          ...receiptJson(tx),
          ...this.#place(tx),
          logs: this.#logs(tx),
        }));
      case 'eth_getLogs':
        return this.#search(first as Filter);
      default:
        return undefined;
    }
  }

  #place({ block }: StagedTransaction) {
    return { blockHash: this.#blocks[block]?.hash };
  }

  #logs(tx: StagedTransaction) {
    const { logs } = receiptJson(tx) as { logs: readonly Record<string, unknown>[] };
    return logs.map((log) => ({ ...log, ...this.#place(tx) }));
  }

  #block(number: number, isWhole: boolean): unknown {
    const block = this.#blocks[number];
    if (!block) return null;
    const { hash, parentHash, transactions } = block;
    return {
      ...{ number: hex(number), hash, parentHash, logsBloom: BLOOM },
      timestamp: hex(GENESIS_TIME + 12 * number),
      transactions: transactions.map((tx) => {
        return isWhole ? { ...transactionJson(tx), ...this.#place(tx) } : tx.hash;
      }),
    };
  }

  #find(hash: unknown, tell: (tx: StagedTransaction) => unknown): unknown {
    const all = this.#blocks.flatMap(({ transactions }) => transactions);
    const tx = all.find((one) => one.hash === hash);
    return tx ? tell(tx) : null;
  }

  #search({ fromBlock, toBlock, address, topics = [] }: Filter): unknown {
    const wanted = (value: string | undefined, choice: string | readonly string[] | null) => {
      return choice === null || (value !== undefined && [choice].flat().includes(value));
    };
    return this.#blocks
      .slice(Number(fromBlock), Number(toBlock) + 1)
      .flatMap(({ transactions }) => transactions)
      .flatMap((tx) => this.#logs(tx) as unknown as StagedLog[])
      .filter((log) => address === undefined || wanted(log.address, address))
      .filter((log) => topics.every((choice, i) => wanted(log.topics[i], choice)));
  }
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Filter {
  readonly fromBlock: string;
  readonly toBlock: string;
  readonly address?: string | readonly string[];
  readonly topics?: readonly (string | readonly string[] | null)[];
}
