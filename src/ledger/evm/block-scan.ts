import { z } from 'zod';
import { isNobody, NOBODY } from '../address.ts';
import type { BlindSpot, Holder } from '../port.ts';
import { type CallTrace, readCallTracer, readParityTraces } from './calls.ts';
import { type Headers, headerSchema } from './headers.ts';
import { hexOf, type Node, type Reply } from './node.ts';
import { sayingOf } from './refusals.ts';
import type { Sighting } from './sighting.ts';
import type { Span } from './spans.ts';
import { CALL_TRACER, parityRows } from './tracing.ts';
import { transactionSchema } from './transaction.ts';
import { hashHex, readAnswer } from './wire.ts';

/** Blocks that are asked for at once. */
const AT_ONCE = 64;

type Method = 'debug_traceBlockByNumber' | 'trace_block';
const METHODS: readonly Method[] = ['debug_traceBlockByNumber', 'trace_block'];

const blockSchema = z.object({
  ...headerSchema.shape,
  transactions: z.array(transactionSchema.omit({ blockHash: true, blockNumber: true })),
});
type Block = z.output<typeof blockSchema>;
/** The traces of a block's transactions, as far as they are known. */
type Calls = readonly (CallTrace | undefined)[];

/** Geth's answer has a trace for each transaction, with its hash since 2023. */
const tracedSchema = z.array(z.object({ txHash: hashHex.nullish(), result: z.unknown() }));

/**
 * The chain's own asset leaves no log on Ethereum. Where a node cannot search its calls, whole
 * blocks are read, each once, up to a bound.
 */
export class BlockScan {
  readonly #node: Node;
  readonly #headers: Headers;
  readonly #most: number;
  readonly #scanned = new Set<number>();
  readonly #byHolder = new Map<Holder, Sighting[]>();
  #method: Method | null | undefined;
  #isCut = false;
  /** Blocks whose calls the node did not show, by what it said. */
  readonly #untold = new Map<string, number>();

  constructor(node: Node, headers: Headers, most: number) {
    this.#node = node;
    this.#headers = headers;
    this.#most = most;
  }

  blindSpots(): BlindSpot[] {
    const { name } = this.#node;
    const spots: BlindSpot[] = [];
    if (this.#isCut) {
      const [low, high] = this.#range();
      const read = this.#scanned.size > 0 ? ` outside blocks ${low} to ${high}` : '';
      const reason =
        `Transfers of the chain's own asset${read} are found only beside tokens: ${name} cannot ` +
        `search for them, and at most ${this.#most} blocks are read whole`;
      spots.push({ reason, effect: 'Other payments of it are not seen.' });
    }
    if (this.#method === null) {
      const reason =
        `Of the chain's own asset only what transactions pay directly is searched for: ${name} ` +
        'offers no traces of blocks';
      spots.push({ reason, effect: 'What a contract paid is seen only where its call is known.' });
    }
    for (const [said, count] of this.#untold) {
      const reason = `Calls inside ${count} blocks were not searched: ${name} says ${said}`;
      spots.push({ reason, effect: 'What contracts paid there is not seen.' });
    }
    return spots;
  }

  #range(): [number, number] {
    let [low, high] = [Number.MAX_SAFE_INTEGER, 0];
    for (const block of this.#scanned) {
      low = Math.min(low, block);
      high = Math.max(high, block);
    }
    return [low, high];
  }

  /** What is known of holders in a window, after reading what of it has not been read. */
  async find(holders: readonly Holder[], { from, to }: Span): Promise<Sighting[]> {
    const missing: number[] = [];
    for (let block = from; block <= to; block += 1) {
      if (this.#scanned.has(block)) continue;
      if (this.#scanned.size + missing.length >= this.#most) {
        this.#isCut = true;
        break;
      }
      missing.push(block);
    }
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      await this.#scan(missing.slice(start, start + AT_ONCE));
    }
    const found = holders.flatMap((holder) => this.#byHolder.get(holder) ?? []);
    return [...new Set(found)].filter(({ block }) => block >= from && block <= to);
  }

  async #scan(blocks: readonly number[]): Promise<void> {
    const probe = this.#method === undefined ? await this.#findMethod(blocks[0] ?? 0) : null;
    const method = this.#method ?? null;
    const [read, traces] = await Promise.all([
      Promise.all(
        blocks.map((block) => this.#node.need('eth_getBlockByNumber', [hexOf(block), true])),
      ),
      Promise.all(
        blocks.map((block, i) => (i === 0 && probe) || (method && this.#ask(method, block))),
      ),
    ]);
    for (const [i, number] of blocks.entries()) {
      const reply = read[i] as Reply;
      const what = `eth_getBlockByNumber of ${number}`;
      const block = readAnswer(blockSchema, reply.result, { source: this.#node.name, what });
      this.#headers.note(block);
      const traced = traces[i];
      const calls = method && traced ? this.#tracesIn(block, method, traced) : [];
      this.#noteOwn(block, calls, reply.input);
      this.#noteCalls(block, calls, traced?.input ?? 0);
      this.#scanned.add(number);
    }
  }

  #noteOwn({ number, transactions }: Block, calls: Calls, input: number): void {
    for (const [i, { hash, from, to, value, transactionIndex }] of transactions.entries()) {
      const place = { tx: hash, block: number, txIndex: transactionIndex, index: 0 };
      const failed = calls[i]?.failed ?? false;
      const moved = { from, to: to ?? NOBODY, amount: value, failed, token: null };
      this.#note({ ...place, kind: 'native', ...moved, origin: { input, line: i + 1 } });
    }
  }

  #noteCalls({ number, transactions }: Block, calls: Calls, input: number): void {
    for (const [i, { hash: tx, to: callee, transactionIndex: txIndex }] of transactions.entries()) {
      for (const { position, from, to, amount, reverted } of calls[i]?.calls ?? []) {
        // the first is the transaction itself, whose receiver is known but where it is created
        if (position === 0 && callee) continue;
        const place = { tx, block: number, txIndex, index: position };
        const moved = { from, to, amount, failed: reverted, token: null };
        this.#note({ ...place, kind: 'internal', ...moved, origin: { input, line: i + 1 } });
      }
    }
  }

  /** The traces of a block's transactions, in their order. */
  #tracesIn(block: Block, method: Method, { result, refusal }: Reply): Calls {
    if (refusal) {
      const said = sayingOf(refusal);
      this.#untold.set(said, (this.#untold.get(said) ?? 0) + 1);
      return [];
    }
    const asked = { source: this.#node.name, what: `${method} of ${block.number}` };
    if (method === 'debug_traceBlockByNumber') {
      const rows = readAnswer(tracedSchema, result, asked);
      const byHash = new Map(rows.map(({ txHash, result: tree }) => [txHash, tree]));
      return block.transactions.map(({ hash }, i) => {
        const tree = byHash.get(hash) ?? (rows[i]?.txHash ? undefined : rows[i]?.result);
        return tree === undefined ? undefined : readCallTracer(tree, asked);
      });
    }
    const rows = readAnswer(parityRows, result, asked);
    for (const { blockHash, blockNumber } of rows) {
      if (blockHash) this.#headers.agree(blockNumber, blockHash);
    }
    const byTx = Map.groupBy(rows, ({ transactionHash }) => transactionHash);
    return block.transactions.map(({ hash }) => {
      const own = byTx.get(hash);
      return own && readParityTraces(own);
    });
  }

  #note(sighting: Sighting): void {
    const { from, to } = sighting;
    this.#noteFor(from, sighting);
    if (to !== from) this.#noteFor(to, sighting);
  }

  #noteFor(holder: Holder, sighting: Sighting): void {
    const list = this.#byHolder.get(holder);
    if (list) list.push(sighting);
    else if (!isNobody(holder)) this.#byHolder.set(holder, [sighting]);
  }

  /** Settles by which method the node traces blocks, and returns what it said of this one. */
  async #findMethod(block: number): Promise<Reply | null> {
    this.#method = null;
    for (const method of METHODS) {
      const reply = await this.#ask(method, block);
      if (reply.refusal !== null) continue;
      this.#method = method;
      return reply;
    }
    return null;
  }

  #ask(method: Method, block: number): Promise<Reply> {
    const options = method === 'debug_traceBlockByNumber' ? [CALL_TRACER] : [];
    return this.#node.ask(method, [hexOf(block), ...options]);
  }
}
