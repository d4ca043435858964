import { z } from 'zod';
import { InputError, LimitError, SourceError } from '../../base/errors.ts';
import type { Chain } from '../chains.ts';
import type { Judge, Source } from '../source.ts';
import {
  type BlockJson,
  blockJson,
  type ReceiptJson,
  receiptJson,
  receiptsJson,
} from './block-json.ts';
import { buildEvmProofs, type Proved, type WholeBlock } from './block-proofs.ts';

/** A transaction that is to be proved, in the block that the ledger gave for it. */
interface Wanted {
  readonly tx: string;
  readonly block: number;
}

/**
 * Asks for the blocks of these transactions, with all their transactions and receipts, and builds a
 * proof for each. The first source is asked for the blocks, every other one for their hashes only.
 * The questions depend on `wanted` and on answers alone.
 */
export async function proveEvm(
  wanted: readonly Wanted[],
  chain: Chain,
  sources: readonly Source[],
  signal?: AbortSignal,
): Promise<Proved> {
  const byBlock = new Map<number, string[]>();
  for (const { tx, block } of wanted) {
    byBlock.set(block, [...(byBlock.get(block) ?? []), tx]);
  }
  const answers = await Promise.all(
    [...byBlock].map(async ([number, ids]): Promise<Proved> => {
      try {
        const { block, receipts, agreed } = await askBlock(number, sources, signal);
        return buildEvmProofs({ chain, block, receipts, agreed }, ids);
      } catch (error) {
        if (!isOutside(error)) throw error;
        return { proofs: [], unproved: ids.map((tx) => ({ tx, why: error.message })) };
      }
    }),
  );
  return {
    proofs: answers.flatMap(({ proofs }) => proofs),
    unproved: answers.flatMap(({ unproved }) => unproved),
  };
}

function isOutside(error: unknown): error is Error {
  return error instanceof InputError || error instanceof SourceError || error instanceof LimitError;
}

async function askBlock(
  number: number,
  sources: readonly Source[],
  signal: AbortSignal | undefined,
): Promise<Omit<WholeBlock, 'chain'>> {
  const [first, ...others] = sources;
  if (!first) throw new InputError('sources', 'one at least', 0);
  const at = `0x${number.toString(16)}`;
  const [block, receipts, ...hashes] = await Promise.all([
    ask(first, 'eth_getBlockByNumber', [at, true], blockJson, signal),
    ask(first, 'eth_getBlockReceipts', [at], receiptsJson, signal),
    // a second source that fails does not agree; it takes no proof away
    ...others.map((source) =>
      ask(source, 'eth_getBlockByNumber', [at, false], hashOnly, signal).catch((error) => {
        if (isOutside(error)) return null;
        throw error;
      }),
    ),
  ]);
  if (block === null) throw new SourceError(first.name, `block ${number}: not there`, false);
  const agreed = others.filter((_, i) => hashes[i]?.hash.toLowerCase() === block.hash);
  return {
    block,
    receipts: receipts ?? (await askEachReceipt(first, block, signal)),
    agreed: [first, ...agreed].map(({ name }) => name),
  };
}

/** For nodes that do not have eth_getBlockReceipts. */
async function askEachReceipt(
  source: Source,
  block: BlockJson,
  signal: AbortSignal | undefined,
): Promise<ReceiptJson[]> {
  const receipts = await Promise.all(
    block.transactions.map(({ hash }) =>
      ask(source, 'eth_getTransactionReceipt', [hash], receiptJson, signal),
    ),
  );
  return receipts.map((receipt, i) => {
    if (receipt) return receipt;
    const tx = block.transactions[i]?.hash;
    throw new SourceError(source.name, `receipt of ${tx}: not there`, false);
  });
}

const hashOnly = z.looseObject({ hash: z.string() });

const reply = z.looseObject({
  result: z.unknown().optional(),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});

/** JSON-RPC 2.0: the method does not exist. EIP-1474 adds: it is not supported. */
const NO_METHOD = new Set([-32601, -32004]);
const TOO_MANY = -32005;

const judge: Judge = ({ status, value }) => {
  if (status === 429 || status >= 500) return { kind: 'again', why: `HTTP ${status}` };
  const read = reply.safeParse(value);
  const error = read.data?.error;
  if (error?.code === TOO_MANY) return { kind: 'again', why: error.message };
  if (error && !NO_METHOD.has(error.code)) return { kind: 'refused', why: error.message };
  return read.success && status === 200
    ? { kind: 'answer' }
    : { kind: 'refused', why: `HTTP ${status} without a JSON-RPC response` };
};

/** The result, or null where there is none or the node does not know the method. */
async function ask<T>(
  source: Source,
  method: string,
  params: readonly (string | boolean)[],
  schema: z.ZodType<T>,
  signal: AbortSignal | undefined,
): Promise<T | null> {
  const answer = await source.call(method, params, { judge, signal });
  const { result, error } = reply.parse(answer.value);
  if (error || result === null || result === undefined) return null;
  const read = schema.safeParse(result);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const why = `${method}: ${issue?.path.join('.')}: ${issue?.message}`;
  throw new SourceError(source.name, why, false);
}
