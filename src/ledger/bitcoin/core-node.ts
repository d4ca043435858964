import * as z from 'zod';
import { InputError, SourceError, show } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import type { Outpoint } from '../port.ts';
import type { Json, Judge, Source } from '../source.ts';
import { type Block, parseBlock } from './block.ts';
import { checkBlock } from './checks.ts';
import { toDisplay } from './hash.ts';
import { satoshiOf } from './json.ts';
import type { Network } from './network.ts';
import {
  parseTransaction,
  type RawOutput,
  type RawTransaction,
  transactionId,
} from './transaction.ts';

export interface NodeHeader {
  readonly hash: string;
  readonly height: number;
  readonly time: UnixTime;
  /** Median of the last eleven blocks' times, which never falls (BIP113). */
  readonly medianTime: UnixTime;
  /** False for blocks that lost to another branch. */
  readonly inChain: boolean;
}

/** A transaction as a node gives it: its bytes, and what the node says about them. */
interface NodeTransaction {
  readonly raw: RawTransaction;
  /** The block's hash, or null where it waits for one. */
  readonly block: string | null;
  /** What each input spends, or null where the node does not say. */
  readonly spent: readonly (RawOutput | null)[];
  readonly evidence: number;
}

export interface NodeBlock {
  readonly block: Block;
  readonly evidence: number;
}

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const HEIGHT = z.int().min(0).max(0x7fffffff);
const HEX = z.string().regex(/^([0-9a-f]{2})+$/);

const HEADER_HEX = z.string().regex(/^[0-9a-f]{160}$/);

const INFO = z.object({
  blocks: HEIGHT,
  bestblockhash: HASH,
  initialblockdownload: z.boolean().default(false),
});
const HEADER = z.object({
  hash: HASH,
  height: HEIGHT,
  time: HEIGHT,
  mediantime: HEIGHT,
  confirmations: z.int(),
});
/** `prevout` comes from Bitcoin Core: 25 and later here, 23 and later in blocks of verbosity 3. */
const OUTPUT = z.object({ value: z.number(), scriptPubKey: z.object({ hex: z.string() }) });
const INPUT = z.object({ prevout: OUTPUT.optional() });
const TRANSACTION = z.object({
  hex: HEX,
  blockhash: HASH.nullish(),
  vin: z.array(INPUT),
});
const BLOCK_IDS = z.object({ tx: z.array(HASH) });
const BLOCK_INPUTS = z.object({ tx: z.array(z.object({ txid: HASH, vin: z.array(INPUT) })) });
const SPENDING = z.array(z.object({ spendingtxid: HASH.optional() }));
const FAILURE = z.object({ error: z.object({ code: z.int(), message: z.string() }) });

/** Codes that say "there is none" or "I do not take that": -5, -8, and bcoin's -1 and -3. */
const NOTHING = new Set([-1, -3, -5, -8]);
const WARMING_UP = -28;

/** What an answer of a node's JSON-RPC means (Bitcoin Core, src/rpc/protocol.h). */
const judge: Judge = ({ status, value }) => {
  const failure = FAILURE.safeParse(value);
  if (failure.success) {
    const { code, message } = failure.data.error;
    const why = `error ${code}, ${show(message)}`;
    if (code === WARMING_UP) return { kind: 'again', why, afterSeconds: 5 };
    return NOTHING.has(code) ? { kind: 'answer' } : { kind: 'refused', why };
  }
  if (status === 401 || status === 403) {
    return { kind: 'refused', why: 'name or password is not accepted' };
  }
  // 503: the work queue is full
  if (status === 429 || status >= 500) return { kind: 'again', why: `status ${status}` };
  return status === 200 ? { kind: 'answer' } : { kind: 'refused', why: `status ${status}` };
};

interface Reply {
  readonly result: unknown;
  readonly error: { readonly code: number; readonly message: string } | null;
  readonly evidence: number;
}

/**
 * The questions that a Bitcoin node is asked, over JSON-RPC: Bitcoin Core, and what follows it,
 * such as bcoin. How a node differs is learned from its answers. Small answers are remembered.
 */
export class CoreNode {
  readonly source: Source;
  readonly network: Network;
  readonly #replies = new Map<string, Promise<Reply>>();
  /** False once the node has refused verbosity 2 of `getrawtransaction`. */
  #tellsSpent = true;
  #finds: boolean | null = null;

  constructor(source: Source, network: Network) {
    this.source = source;
    this.network = network;
  }

  /** False where the node has said that it keeps no index of transactions; null: not known. */
  get findsTransactions(): boolean | null {
    return this.#finds;
  }

  async chainInfo(signal?: AbortSignal) {
    const { result } = await this.#ask('getblockchaininfo', [], signal);
    return this.#read(INFO, result, 'getblockchaininfo');
  }

  async blockHash(height: number, signal?: AbortSignal): Promise<string> {
    const { result, error } = await this.#ask('getblockhash', [height], signal);
    if (error) throw this.#fault(`it has no block ${height}: ${show(error.message)}`);
    return this.#read(HASH, result, 'getblockhash');
  }

  async header(hash: string, signal?: AbortSignal): Promise<NodeHeader> {
    const { result, error } = await this.#ask('getblockheader', [hash, true], signal);
    if (error) throw this.#fault(`it has no block ${hash}: ${show(error.message)}`);
    const read = this.#read(HEADER, result, 'getblockheader');
    if (read.hash !== hash) throw this.#fault(`it gave block ${read.hash} for ${hash}`);
    const { height, time, mediantime: medianTime } = read;
    return { hash, height, time, medianTime, inChain: read.confirmations > 0 };
  }

  /** The 80 bytes of a header. */
  async headerBytes(hash: string, signal?: AbortSignal): Promise<Uint8Array> {
    const { result, error } = await this.#ask('getblockheader', [hash, false], signal);
    if (error) throw this.#fault(`it has no block ${hash}: ${show(error.message)}`);
    return Buffer.from(this.#read(HEADER_HEX, result, 'getblockheader'), 'hex');
  }

  /** A whole block, checked against its own header. It is not remembered. */
  async block(hash: string, signal?: AbortSignal): Promise<NodeBlock> {
    const { result, error, evidence } = await this.#put('getblock', [hash, 0], signal);
    if (error) throw this.#fault(`it cannot give block ${hash}: ${show(error.message)}`);
    const hex = this.#read(HEX, result, 'getblock');
    const block = this.#parse(() => parseBlock(Buffer.from(hex, 'hex'), `block ${hash}`));
    const [fault] = checkBlock(block, this.network).faults;
    if (block.hash !== hash || fault) {
      const why = fault ? `${fault.field}: ${fault.found}` : `it is ${block.hash}`;
      throw this.#fault(`it gave something else for block ${hash}: ${why}`);
    }
    return { block, evidence };
  }

  /** The ids of a block's transactions, in their order. */
  async blockIds(hash: string, signal?: AbortSignal): Promise<readonly string[]> {
    const { result, error } = await this.#ask('getblock', [hash, 1], signal);
    if (error) throw this.#fault(`it cannot give block ${hash}: ${show(error.message)}`);
    return this.#read(BLOCK_IDS, result, 'getblock').tx;
  }

  /** What a block's transactions spend, by id; null where the node gives blocks without that. */
  async spentInBlock(
    hash: string,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly (RawOutput | null)[]> | null> {
    const { result, error } = await this.#put('getblock', [hash, 3], signal);
    if (error) return null;
    const { tx } = this.#read(BLOCK_INPUTS, result, 'getblock');
    const all = new Map(tx.map(({ txid, vin }) => [txid, this.#spent(vin)]));
    return [...all.values()].some((spent) => spent.some(Boolean)) ? all : null;
  }

  /**
   * Transactions by their ids, null for those that the node does not find. Without an index it
   * finds only those whose block is named, and those that wait for one.
   */
  async transactions(
    wanted: readonly { readonly id: string; readonly block: string | null }[],
    signal?: AbortSignal,
  ): Promise<readonly (NodeTransaction | null)[]> {
    const method = 'getrawtransaction';
    const ask =
      (full: boolean) => (want: { readonly id: string; readonly block: string | null }) => {
        const params = full
          ? [want.id, 2, ...(want.block === null ? [] : [want.block])]
          : [want.id, 1];
        return this.#ask(method, params, signal);
      };
    let replies = await Promise.all(wanted.map(ask(this.#tellsSpent)));
    const refused = ({ error }: Reply): boolean =>
      error !== null && (error.code === -3 || error.message.startsWith(method));
    if (this.#tellsSpent && replies.some(refused)) {
      this.#tellsSpent = false;
      replies = await Promise.all(wanted.map(ask(false)));
    }
    for (const { error } of replies) {
      if (error?.message.includes('txindex')) this.#finds = false;
    }
    return replies.map((reply, i) => this.#transaction(wanted[i]!.id, reply));
  }

  /** The ids of all that waits for a block. */
  async waiting(signal?: AbortSignal): Promise<readonly string[]> {
    const { result, error } = await this.#put('getrawmempool', [], signal);
    if (error) throw this.#fault(`it does not list its memory pool: ${show(error.message)}`);
    return this.#read(z.array(HASH), result, 'getrawmempool');
  }

  /** By the place of each outpoint: what waits for a block and spends it, or null. */
  async spending(
    outpoints: readonly Outpoint[],
    signal?: AbortSignal,
  ): Promise<readonly (string | null)[]> {
    const wanted = outpoints.map(({ tx: txid, index: vout }) => ({ txid, vout }));
    const { result, error } = await this.#put('gettxspendingprevout', [wanted], signal);
    if (error) throw this.#fault(`it does not tell of spends: ${show(error.message)}`);
    const spends = this.#read(SPENDING, result, 'gettxspendingprevout');
    if (spends.length === wanted.length) return spends.map((one) => one.spendingtxid ?? null);
    throw this.#fault(`it told of ${spends.length} coins of ${wanted.length}`);
  }

  /** An output that nothing in a block spends, or null: a node needs no index for these. */
  async unspent({ tx, index }: Outpoint, signal?: AbortSignal): Promise<RawOutput | null> {
    const { result, error } = await this.#put('gettxout', [tx, index, false], signal);
    if (error || result === null) return null;
    const output = this.#read(OUTPUT, result, 'gettxout');
    return this.#spent([{ prevout: output }])[0] ?? null;
  }

  /** Transactions without what is said about them, null for those that the node does not find. */
  async bare(ids: readonly string[], signal?: AbortSignal): Promise<(RawTransaction | null)[]> {
    const replies = ids.map((id) => this.#put('getrawtransaction', [id], signal));
    return (await Promise.all(replies)).map(({ result, error }, i) => {
      if (error) return null;
      const hex = this.#read(HEX, result, 'getrawtransaction');
      return this.#raw(ids[i]!, hex);
    });
  }

  #transaction(id: string, { result, error, evidence }: Reply): NodeTransaction | null {
    if (error) return null;
    const { hex, blockhash, vin } = this.#read(TRANSACTION, result, 'getrawtransaction');
    const spent = this.#spent(vin);
    return { raw: this.#raw(id, hex), block: blockhash ?? null, spent, evidence };
  }

  #raw(id: string, hex: string): RawTransaction {
    const bytes = Buffer.from(hex, 'hex');
    const raw = this.#parse(() => parseTransaction(bytes, `transaction ${id}`));
    const other = toDisplay(transactionId(raw));
    if (other !== id) throw this.#fault(`it gave transaction ${other} for ${id}`);
    return raw;
  }

  #spent(inputs: readonly z.infer<typeof INPUT>[]): (RawOutput | null)[] {
    return inputs.map(({ prevout }) => {
      if (!prevout) return null;
      const amount = this.#parse(() => satoshiOf(prevout.value));
      return { amount, script: Buffer.from(prevout.scriptPubKey.hex, 'hex') };
    });
  }

  /** Asks once: the same question gets the same answer again. */
  #ask(method: string, params: readonly Json[], signal?: AbortSignal): Promise<Reply> {
    const key = JSON.stringify([method, params]);
    const known = this.#replies.get(key) ?? this.#put(method, params, signal);
    this.#replies.set(key, known);
    // what failed, or was called off, may be asked again
    known.catch(() => this.#replies.delete(key));
    return known;
  }

  async #put(method: string, params: readonly Json[], signal?: AbortSignal): Promise<Reply> {
    const { value, evidence } = await this.source.call(method, params, { judge, signal });
    const failure = FAILURE.safeParse(value);
    if (failure.success) return { result: null, error: failure.data.error, evidence };
    const { result } = this.#read(z.object({ result: z.unknown() }), value, method);
    return { result, error: null, evidence };
  }

  #read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw this.#fault(`${what}: ${issue?.path.join('.') || 'answer'}: ${issue?.message}`);
  }

  #parse<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (error instanceof InputError) throw this.#fault(error.message);
      throw error;
    }
  }

  #fault(message: string): SourceError {
    return new SourceError(this.source.name, message, false);
  }
}
