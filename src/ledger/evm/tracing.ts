import { z } from 'zod';
import type { BlindSpot } from '../port.ts';
import { type CallTrace, parityTraceSchema, readCallTracer, readParityTraces } from './calls.ts';
import type { Node, Reply } from './node.ts';
import { sayingOf } from './refusals.ts';
import { readAnswer } from './wire.ts';

/** How a node is asked for the calls inside a transaction. */
type Method = 'debug_traceTransaction' | 'trace_transaction';

/** Geth's and its kin's first; then OpenEthereum's, which Nethermind, Erigon and Reth keep. */
const METHODS: readonly Method[] = ['debug_traceTransaction', 'trace_transaction'];

export const CALL_TRACER = { tracer: 'callTracer' } as const;
export const parityRows = z.array(parityTraceSchema);

/** The calls inside a transaction, or null where they are not known. */
export interface Traced {
  readonly trace: CallTrace | null;
  readonly input: number;
}

/** What a node can show of the insides of transactions, found once by asking it. */
export class Tracing {
  readonly #node: Node;
  #method: Method | null | undefined;
  /** The transactions that it could not show, by what it said. */
  readonly #untold = new Map<string, number>();

  constructor(node: Node) {
    this.#node = node;
  }

  /** What is not shown. */
  blindSpots(): BlindSpot[] {
    const { name } = this.#node;
    const effect = "What contracts paid in the chain's own asset is not seen there.";
    if (this.#method === null)
      return [{ reason: `Internal transfers are not listed: ${name} offers no traces`, effect }];
    return [...this.#untold].map(([said, count]) => {
      const what = count === 1 ? '1 transaction' : `${count} transactions`;
      return {
        reason: `Internal transfers of ${what} are not listed: ${name} says ${said}`,
        effect,
      };
    });
  }

  /** The traces of transactions that are in a block, in their order. */
  async of(ids: readonly string[]): Promise<readonly Traced[]> {
    const [first] = ids;
    if (first === undefined) return [];
    const found = this.#method === undefined ? await this.#find(first) : null;
    const method = this.#method ?? null;
    if (method === null) return ids.map(() => ({ trace: null, input: 0 }));
    const replies = ids.map((tx) => (found && tx === first ? found : this.#ask(method, tx)));
    return (await Promise.all(replies)).map((reply, i) => this.#read(method, ids[i] ?? '', reply));
  }

  #read(method: Method, tx: string, { result, refusal, input }: Reply): Traced {
    if (refusal) {
      const said = sayingOf(refusal);
      this.#untold.set(said, (this.#untold.get(said) ?? 0) + 1);
      return { trace: null, input };
    }
    const asked = { source: this.#node.name, what: `${method} of ${tx}` };
    if (method === 'debug_traceTransaction') return { trace: readCallTracer(result, asked), input };
    return { trace: readParityTraces(readAnswer(parityRows, result, asked)), input };
  }

  /**
   * Settles which method is used: the first that gives a trace, or else the first that says why
   * this one is not to be had.
   */
  async #find(tx: string): Promise<Reply | null> {
    let second: { method: Method; reply: Reply } | null = null;
    for (const method of METHODS) {
      const reply = await this.#ask(method, tx);
      if (reply.refusal === null) {
        this.#method = method;
        return reply;
      }
      if (reply.refusal.kind === 'gone') second ??= { method, reply };
    }
    this.#method = second?.method ?? null;
    return second?.reply ?? null;
  }

  #ask(method: Method, tx: string): Promise<Reply> {
    return this.#node.ask(method, method === 'debug_traceTransaction' ? [tx, CALL_TRACER] : [tx]);
  }
}
