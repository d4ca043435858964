import { z } from 'zod';
import { sha256Bytes } from '../../base/digest.ts';
import { InputError, LimitError, SourceError } from '../../base/errors.ts';
import { parseChain } from '../chains.ts';
import type { Source } from '../source.ts';
import { type Asking, Asks } from './asks.ts';
import { hex } from './header.ts';
import { branchOf } from './merkle.ts';
import { RESULTS } from './message.ts';
import { checkTronProof, type TronProof } from './proof.ts';
import { writeBytes, writeInt } from './protobuf.ts';

/** A transaction that is to be proved, in the block that the ledger gave for it. */
interface Wanted {
  readonly tx: string;
  readonly block: number;
}

/** What could be proved, and of the rest why not. */
interface ProvedTron {
  readonly proofs: readonly TronProof[];
  readonly unproved: readonly { readonly tx: string; readonly why: string }[];
}

const bytes = z.string().regex(/^(?:[0-9a-fA-F]{2})*$/);
const int = z.union([z.int(), z.bigint()]).transform((value) => BigInt(value));

/** The fields of a block from which its protobuf encoding is made again. */
const headerSchema = z.object({
  blockID: bytes,
  block_header: z.object({
    raw_data: z.object({
      timestamp: int.default(0n),
      txTrieRoot: bytes.default(''),
      parentHash: bytes.default(''),
      number: int.default(0n),
      witness_id: int.default(0n),
      witness_address: bytes.default(''),
      version: int.default(0n),
      accountStateRoot: bytes.default(''),
    }),
    witness_signature: bytes.default(''),
  }),
});

const blockSchema = headerSchema.extend({
  transactions: z
    .array(
      z.looseObject({
        txID: z.string(),
        raw_data_hex: bytes,
        signature: z.array(bytes).default([]),
        /** Fields that java-tron does not know have their number as name. */
        ret: z
          .array(z.looseObject({ contractRet: z.string().optional(), fee: int.default(0n) }))
          .default([]),
      }),
    )
    .max(20_000)
    .default([]),
});
type BlockJson = z.output<typeof blockSchema>;

/**
 * Asks a node or TronGrid for the blocks of these transactions and `followers` headers after each,
 * and builds a proof for each transaction. HTTP gives no encoded blocks, but all that is in one:
 * the raw data of each transaction as bytes, its signatures and its result. What was made again
 * from that must have the root that the header states; where a block holds more than JSON shows,
 * it has not, and the proof is refused. JSON-RPC shows less, and proves nothing.
 */
export async function proveTron(
  wanted: readonly Wanted[],
  source: Source,
  followers: number,
  asking: Asking = {},
): Promise<ProvedTron> {
  const asks = new Asks(source);
  const byBlock = Map.groupBy(wanted, ({ block }) => block);
  const answers = await Promise.all(
    [...byBlock].map(async ([number, list]): Promise<ProvedTron> => {
      try {
        const next = Array.from({ length: followers }, (_, i) => number + i + 1);
        const [block, ...after] = await Promise.all([
          askWhole(asks, number, asking),
          ...next.map((one) => askHeader(asks, one, asking)),
        ]);
        return proofsOf(block, after, list);
      } catch (error) {
        if (!isOutside(error)) throw error;
        return { proofs: [], unproved: list.map(({ tx }) => ({ tx, why: error.message })) };
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

async function askWhole(asks: Asks, num: number, asking: Asking): Promise<BlockJson> {
  const path = '/walletsolidity/getblockbynum';
  return (await asks.post(path, { num }, blockSchema, { ...asking, keep: false })).value;
}

/** A header, or null where the block is not confirmed yet. */
async function askHeader(asks: Asks, number: number, asking: Asking): Promise<Uint8Array | null> {
  const body = { id_or_num: `${number}`, detail: false };
  const { value } = await asks.post('/walletsolidity/getblock', body, noneOrHeader, asking);
  return value && encodeHeader(value);
}

const noneOrHeader = z.union([z.strictObject({}).transform(() => null), headerSchema]);

function proofsOf(
  block: BlockJson,
  after: readonly (Uint8Array | null)[],
  wanted: readonly Wanted[],
): ProvedTron {
  const encoded = block.transactions.map(encodeTransaction);
  const leaves = encoded.map(sha256Bytes);
  const end = after.indexOf(null);
  const followers = (end < 0 ? after : after.slice(0, end)).map((one) => hex(one as Uint8Array));
  const proofs: TronProof[] = [];
  const unproved: { tx: string; why: string }[] = [];
  for (const { tx } of wanted) {
    const index = block.transactions.findIndex(({ txID }) => txID === tx);
    if (index < 0) {
      unproved.push({ tx, why: `block ${block.block_header.raw_data.number} does not hold it` });
      continue;
    }
    const proof: TronProof = {
      format: 'hueandcry.proof',
      version: 1,
      kind: 'tron',
      chain: parseChain('tron', 'chain').id,
      tx,
      block: {
        number: Number(block.block_header.raw_data.number),
        id: block.blockID.toLowerCase(),
        header: hex(encodeHeader(block)),
        followers,
      },
      transaction: hex(encoded[index] as Uint8Array),
      branch: branchOf(leaves, index).siblings.map(({ side, hash }) => ({ side, hash: hex(hash) })),
    };
    const { reason } = checkTronProof(proof).verdict;
    if (reason === null) proofs.push(proof);
    else
      unproved.push({ tx, why: `what the source gives of the block does not prove it: ${reason}` });
  }
  return { proofs, unproved };
}

type Written = z.output<typeof headerSchema>;

/** Fields stand in the order of their numbers (java-tron, `core/Tron.proto`). */
function encodeHeader({ block_header: { raw_data: raw, witness_signature } }: Written): Uint8Array {
  const inner = Buffer.concat([
    intField(1, raw.timestamp),
    bytesField(2, raw.txTrieRoot),
    bytesField(3, raw.parentHash),
    intField(7, raw.number),
    intField(8, raw.witness_id),
    bytesField(9, raw.witness_address),
    intField(10, raw.version),
    bytesField(11, raw.accountStateRoot),
  ]);
  return Buffer.concat([writeBytes(1, inner), bytesField(2, witness_signature)]);
}

function encodeTransaction(tx: BlockJson['transactions'][number]): Uint8Array {
  return Buffer.concat([
    bytesField(1, tx.raw_data_hex),
    ...tx.signature.map((text) => bytesField(2, text)),
    ...tx.ret.map((ret) => {
      const code = BigInt(Math.max(0, RESULTS.indexOf(ret.contractRet ?? 'DEFAULT')));
      const known = [intField(1, ret.fee), intField(3, code)];
      return writeBytes(5, Buffer.concat([...known, ...unknownFields(ret)]));
    }),
    ...unknownFields(tx),
  ]);
}

/**
 * What whoever made a transaction put into it beside the fields that Tron has: some do. A node
 * keeps it, and prints its numbers, and its bytes in hex (java-tron, `JsonFormat.java`).
 */
function unknownFields(message: Readonly<Record<string, unknown>>): Uint8Array[] {
  const unknown = Object.entries(message).filter(([name]) => /^[1-9][0-9]{0,8}$/.test(name));
  return unknown.flatMap(([name, values]) =>
    [values].flat().map((value) => {
      const text = String(value);
      if (typeof value === 'string' && bytes.safeParse(text).success) {
        return writeBytes(Number(name), Buffer.from(text, 'hex'));
      }
      // what cannot be read is left out, and the root will not be right
      return /^[0-9]{1,20}$/.test(text) ? writeInt(Number(name), BigInt(text)) : new Uint8Array();
    }),
  );
}

/** Nothing where it is empty, as proto3 has it. */
function bytesField(number: number, text: string): Uint8Array {
  return text === '' ? new Uint8Array() : writeBytes(number, Buffer.from(text, 'hex'));
}

function intField(number: number, value: bigint): Uint8Array {
  return value === 0n ? new Uint8Array() : writeInt(number, value);
}
