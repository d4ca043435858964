import * as z from 'zod';
import { InputError, SourceError, show } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import type { Judge, Source } from '../source.ts';
import { fromDisplay, sha256d, toDisplay } from './hash.ts';
import {
  parseTransaction,
  type RawOutput,
  type RawTransaction,
  transactionId,
} from './transaction.ts';
import { headerBytes, transactionBytes } from './writer.ts';

/** The block of a transaction, or null where it waits for one. */
export interface EsploraBlock {
  readonly hash: string;
  readonly height: number;
  readonly time: UnixTime;
}

/** A transaction as Esplora gives it, its id recomputed from all that the id covers. */
export interface EsploraTransaction {
  readonly id: string;
  /** Without witnesses. */
  readonly raw: RawTransaction;
  readonly spent: readonly (RawOutput | null)[];
  readonly block: EsploraBlock | null;
  readonly evidence: number;
  /** Its row in the answer, from 1. */
  readonly line: number;
}

interface EsploraSpend {
  readonly id: string;
  readonly input: number;
  readonly block: EsploraBlock | null;
}

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const HEX = z.string().regex(/^([0-9a-f]{2})*$/);
const U32 = z.int().min(0).max(0xffffffff);
const STATUS = z.union([
  z.object({
    confirmed: z.literal(true),
    block_height: z.int().min(0).max(0x7fffffff),
    block_hash: HASH,
    block_time: U32,
  }),
  z.object({ confirmed: z.literal(false) }),
]);
const OUTPUT = z.object({ scriptpubkey: HEX, value: z.int().min(0) });
const INPUT = z.object({
  txid: HASH,
  vout: U32,
  prevout: OUTPUT.nullish(),
  scriptsig: HEX,
  sequence: U32,
});
const TRANSACTION = z.object({
  txid: HASH,
  version: z.int(),
  locktime: U32,
  vin: z.array(INPUT).min(1),
  vout: z.array(OUTPUT).min(1),
  status: STATUS,
});
const SPENDS = z.array(
  z.union([
    z.object({ spent: z.literal(true), txid: HASH, vin: U32, status: STATUS }),
    z.object({ spent: z.literal(false) }),
  ]),
);
const BLOCK = z.object({ id: HASH, height: z.int().min(0), timestamp: U32 });

const HEADER = BLOCK.extend({
  version: z.int(),
  previousblockhash: HASH.nullish(),
  merkle_root: HASH,
  bits: U32,
  nonce: U32,
});
const BLOCKS_A_PAGE = 10;

/** What the interface says where it has no such thing, or will not list so much. */
const NONE = /^(transaction|block) not found/i;
const TOO_MANY = /too (many|big)|histor/i;

/** The judge of an answer in JSON, or in a line of text. */
function judgeOf(json: boolean): Judge {
  return ({ status, value }) => {
    const text = typeof value === 'string' ? value : '';
    if (status === 200 && json && parseOrUndefined(text) === undefined) {
      return { kind: 'again', why: 'an answer that ends too early' };
    }
    if (status === 200) return { kind: 'answer' };
    const why = `status ${status}, ${show(text)}`;
    if (status === 404 && NONE.test(text)) return { kind: 'answer' };
    if (status === 400 && TOO_MANY.test(text)) return { kind: 'answer' };
    return { kind: status === 429 || status >= 500 ? 'again' : 'refused', why };
  };
}

function parseOrUndefined(text: string): unknown {
  try {
    // satoshi are below 2^53
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The questions of Esplora's REST interface, and what its answers say; each is asked once. */
export class EsploraApi {
  readonly source: Source;
  readonly #answers = new Map<
    string,
    Promise<{ value: string; status: number; evidence: number }>
  >();

  constructor(source: Source) {
    this.source = source;
  }

  async tipHeight(signal?: AbortSignal): Promise<number> {
    const { value } = await this.#ask('/blocks/tip/height', false, signal);
    return this.#read(z.int().min(0), /^\d{1,9}$/.test(value) ? Number(value) : value, 'tip');
  }

  async blockHash(height: number, signal?: AbortSignal): Promise<string> {
    const { value } = await this.#ask(`/block-height/${height}`, false, signal);
    return this.#read(HASH, value.trim(), `block ${height}`);
  }

  async block(hash: string, signal?: AbortSignal): Promise<EsploraBlock> {
    const { value } = await this.#ask(`/block/${hash}`, true, signal);
    const { id, height, timestamp } = this.#read(BLOCK, parseOrUndefined(value), `block ${hash}`);
    if (id !== hash) throw this.fault(`it gave block ${id} for ${hash}`);
    return { hash, height, time: timestamp };
  }

  /** Null where there is no such transaction. */
  async transaction(id: string, signal?: AbortSignal): Promise<EsploraTransaction | null> {
    const { value, status, evidence } = await this.#ask(`/tx/${id}`, true, signal);
    if (status === 404) return null;
    const tx = this.#transaction(parseOrUndefined(value), evidence, 1);
    if (tx.id !== id) throw this.fault(`it gave transaction ${tx.id} for ${id}`);
    return tx;
  }

  /** What spends each output of a transaction, or null; null where there is no such transaction. */
  async spends(id: string, signal?: AbortSignal): Promise<readonly (EsploraSpend | null)[] | null> {
    const { value, status } = await this.#ask(`/tx/${id}/outspends`, true, signal);
    if (status === 404) return null;
    return this.#read(SPENDS, parseOrUndefined(value), `spends of ${id}`).map((spend) => {
      if (!spend.spent) return null;
      return { id: spend.txid, input: spend.vin, block: blockOf(spend.status) };
    });
  }

  /**
   * A page of an address's transactions in blocks, the newest first: those that follow `after`.
   * Null where the source will not list so many.
   */
  async page(
    address: string,
    after: string | null,
    signal?: AbortSignal,
  ): Promise<readonly EsploraTransaction[] | null> {
    const path = `/address/${address}/txs/chain${after === null ? '' : `/${after}`}`;
    const { value, status, evidence } = await this.#ask(path, true, signal);
    if (status !== 200) return null;
    const rows = this.#read(z.array(z.unknown()), parseOrUndefined(value), `list of ${address}`);
    return rows.map((row, i) => this.#transaction(row, evidence, i + 1));
  }

  /** The ids of a block's transactions, in their order. */
  async blockIds(hash: string, signal?: AbortSignal): Promise<readonly string[]> {
    const { value } = await this.#ask(`/block/${hash}/txids`, true, signal);
    return this.#read(z.array(HASH), parseOrUndefined(value), `ids of block ${hash}`);
  }

  /** Headers of 80 bytes, from one height to another: ten blocks come with an answer. */
  async headers(from: number, to: number, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
    // Pages begin at round heights, so that neighbouring blocks are on the same ones.
    const tops = [to];
    const round = to - ((to + 1) % BLOCKS_A_PAGE);
    for (let top = round; top >= from; top -= BLOCKS_A_PAGE) if (top !== to) tops.push(top);
    const pages = await Promise.all(tops.map((top) => this.#ask(`/blocks/${top}`, true, signal)));
    const found = new Map<number, Uint8Array>();
    for (const { value } of pages) {
      for (const row of this.#read(z.array(HEADER), parseOrUndefined(value), 'blocks')) {
        const bytes = headerOf(row);
        if (toDisplay(sha256d(bytes)) !== row.id) {
          throw this.fault(`what it says of block ${row.id} has another hash`);
        }
        found.set(row.height, bytes);
      }
    }
    return Array.from({ length: to - from + 1 }, (_, i) => {
      const bytes = found.get(from + i);
      if (!bytes) throw this.fault(`it does not list block ${from + i}`);
      return bytes;
    });
  }

  fault(message: string, retry = false): SourceError {
    return new SourceError(this.source.name, message, retry);
  }

  #transaction(value: unknown, evidence: number, line: number): EsploraTransaction {
    const tx = this.#read(TRANSACTION, value, 'transaction');
    const inputs = tx.vin.map(({ txid, vout, scriptsig, sequence }) => {
      const script = Buffer.from(scriptsig, 'hex');
      return { previous: fromDisplay(txid), index: vout, script, sequence, witness: [] };
    });
    const { version, locktime: lockTime } = tx;
    const bytes = transactionBytes({ version, inputs, outputs: tx.vout.map(outputOf), lockTime });
    const raw = this.#parse(() => parseTransaction(bytes, `transaction ${tx.txid}`));
    const id = toDisplay(transactionId(raw));
    if (id !== tx.txid) {
      throw this.fault(
        `what it says of transaction ${tx.txid} has the id ${id}: something is false`,
      );
    }
    const spent = tx.vin.map(({ prevout }) => (prevout ? outputOf(prevout) : null));
    return { id, raw, spent, block: blockOf(tx.status), evidence, line };
  }

  #ask(path: string, json: boolean, signal?: AbortSignal) {
    const known =
      this.#answers.get(path) ??
      this.source.get(path, { as: 'text', judge: judgeOf(json), signal }).then((answer) => {
        return { ...answer, value: typeof answer.value === 'string' ? answer.value : '' };
      });
    this.#answers.set(path, known);
    // what failed, or was called off, may be asked again
    known.catch(() => this.#answers.delete(path));
    return known;
  }

  #read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw this.fault(`${what}: ${issue?.path.join('.') || 'answer'}: ${issue?.message}`);
  }

  #parse<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (error instanceof InputError) throw this.fault(error.message);
      throw error;
    }
  }
}

function headerOf(row: z.infer<typeof HEADER>): Uint8Array {
  return headerBytes({
    version: row.version,
    previous: fromDisplay(row.previousblockhash ?? '00'.repeat(32)),
    merkleRoot: fromDisplay(row.merkle_root),
    time: row.timestamp,
    bits: row.bits,
    nonce: row.nonce,
  });
}

function outputOf({ value, scriptpubkey }: z.infer<typeof OUTPUT>): RawOutput {
  return { amount: BigInt(value), script: Buffer.from(scriptpubkey, 'hex') };
}

function blockOf(status: z.infer<typeof STATUS>): EsploraBlock | null {
  if (!status.confirmed) return null;
  return { hash: status.block_hash, height: status.block_height, time: status.block_time };
}
