import { z } from 'zod';
import { type CallTrace, readCallTracer, readParityTraces } from './calls.ts';
import { hexOf, type Node, type Reply } from './node.ts';
import { CALL_TRACER, parityRows } from './tracing.ts';
import { hashHex, readAnswer } from './wire.ts';

const METHODS = ['debug_traceBlockByNumber', 'trace_block'] as const;
type Method = (typeof METHODS)[number];

/** Geth's answer has a trace for each transaction, with its hash since 2023. */
const tracedSchema = z.array(z.object({ txHash: hashHex.nullish(), result: z.unknown() }));

/** The calls of a block's transactions in their order, as far as they are known. */
export type BlockCalls = readonly (CallTrace | undefined)[];

interface Asked {
  readonly number: number;
  readonly hash: string;
  readonly transactions: readonly { readonly hash: string }[];
}

/** The calls inside the transactions of single blocks, where a node shows them. */
export class CallsOfBlocks {
  readonly #node: Node;
  #method: Method | null | undefined;

  constructor(node: Node) {
    this.#node = node;
  }

  async of(block: Asked): Promise<BlockCalls> {
    if (block.transactions.length === 0) return [];
    const reply = await this.#reply(block.number);
    const method = this.#method ?? null;
    return reply === null || reply.refusal || method === null
      ? []
      : this.#read(block, method, reply);
  }

  async #reply(block: number): Promise<Reply | null> {
    if (this.#method === null) return null;
    if (this.#method !== undefined) return this.#ask(this.#method, block);
    for (const method of METHODS) {
      const reply = await this.#ask(method, block);
      if (reply.refusal?.kind === 'method') continue;
      this.#method = method;
      return reply;
    }
    this.#method = null;
    return null;
  }

  #read({ number, hash: own, transactions }: Asked, method: Method, { result }: Reply): BlockCalls {
    const asked = { source: this.#node.name, what: `${method} of ${number}` };
    if (method === 'debug_traceBlockByNumber') {
      const rows = readAnswer(tracedSchema, result, asked);
      const byHash = new Map(rows.map(({ txHash, result: tree }) => [txHash, tree]));
      return transactions.map(({ hash }, i) => {
        const tree = byHash.get(hash) ?? (rows[i]?.txHash ? undefined : rows[i]?.result);
        return tree === undefined ? undefined : readCallTracer(tree, asked);
      });
    }
    const rows = readAnswer(parityRows, result, asked);
    const byTx = Map.groupBy(rows, ({ transactionHash }) => transactionHash);
    return transactions.map(({ hash }) => {
      const calls = byTx.get(hash)?.filter(({ blockHash }) => !blockHash || blockHash === own);
      return calls?.length ? readParityTraces(calls) : undefined;
    });
  }

  #ask(method: Method, block: number): Promise<Reply> {
    const options = method === 'debug_traceBlockByNumber' ? [CALL_TRACER] : [];
    return this.#node.ask(method, [hexOf(block), ...options]);
  }
}
