import { z } from 'zod';
import { sha256Bytes } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { AssetBook } from '../asset-book.ts';
import { nativeAsset, tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import { type CheckedProof, checked, type ProvedMovement, proofFields } from '../proof.ts';
import { tronHolder } from './address.ts';
import { effectOf } from './contracts.ts';
import { transfersOf } from './decode.ts';
import { Faults } from './faults.ts';
import { type Header, hex, readHeader, signerOf } from './header.ts';
import { rootFrom } from './merkle.ts';
import { type ReadTransaction, readTransaction } from './message.ts';
import type { TronLog } from './shapes.ts';

const bytes = z
  .string()
  .max(2 ** 23)
  .regex(/^(?:[0-9a-f]{2})+$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A transaction in a block of Tron, and blocks that were built upon it. */
export const tronProofSchema = z.strictObject({
  ...proofFields,
  kind: z.literal('tron'),
  block: z.strictObject({
    number: z.int().min(0),
    id: hash.describe('The number in 8 bytes, then 24 bytes of the hash of the raw header'),
    header: bytes.describe('BlockHeader in protobuf: raw data and signature of the witness'),
    followers: z.array(bytes).max(100).describe('Headers of the next blocks, in order'),
  }),
  transaction: bytes.describe('Transaction in protobuf, with signatures and result'),
  branch: z
    .array(z.strictObject({ side: z.enum(['left', 'right']), hash }))
    .max(32)
    .describe('Hashes beside the way from the transaction to the root, from the leaf on'),
});
export type TronProof = z.infer<typeof tronProofSchema>;

/** A leaf as long as two hashes could be a node of the tree that is passed off as a leaf. */
const NODE_LENGTH = 64;

/**
 * Checks a proof by its bytes alone: the id of the transaction, the way of its leaf to the root in
 * the header, the id of the block, and who signed the header and those after it. Which witnesses
 * were elected is not in a block: that the block is part of the chain is as certain as it is that
 * these keys are theirs.
 */
export function checkTronProof(proof: TronProof): CheckedProof {
  return checked((steps) => {
    const chain = parseChain('tron', 'chain');
    same('chain', chain.id, proof.chain);
    const encoded = Buffer.from(proof.transaction, 'hex');
    if (encoded.length === NODE_LENGTH) {
      throw new InputError('transaction', `bytes that are not ${NODE_LENGTH} long`, encoded.length);
    }
    const read = readTransaction(encoded, 'transaction');
    same('transaction id', proof.tx, read.tx.txID);
    steps.push(`The raw data of the transaction hash to its id ${proof.tx} (SHA-256).`);
    signers(read, steps);

    const header = readHeader(Buffer.from(proof.block.header, 'hex'), 'header');
    const siblings = proof.branch.map(({ side, hash: text }) => {
      return { side, hash: Buffer.from(text, 'hex') };
    });
    const root = rootFrom(sha256Bytes(encoded), siblings);
    same('root of the transactions', hex(header.root), hex(root));
    steps.push(
      `The transaction, with its signatures and result, leads over ${siblings.length} hashes to ` +
        `the root ${hex(root)} in the header.`,
    );
    same('block number', `${proof.block.number}`, `${header.number}`);
    same('block id', proof.block.id, header.id);
    steps.push(`The header hashes to the id ${header.id} of block ${header.number}.`);
    const followers = proof.block.followers.map((text, i) =>
      readHeader(Buffer.from(text, 'hex'), `follower ${i + 1}`),
    );
    const isSigned = chainOfHeaders(header, followers, steps);
    return {
      block: header.number,
      time: header.time,
      anchor: isSigned ? 'signed' : 'nothing',
      moved: movedBy(read, header),
    };
  });
}

function same(what: string, expected: string, found: string): void {
  if (expected !== found) throw new InputError(what, expected, found);
}

/** Says so where the owner's own key signed; with permissions for others, nothing can be said. */
function signers({ tx, signatures }: ReadTransaction, steps: string[]): void {
  const owner = tronHolder(String(tx.raw_data.contract[0]?.parameter.value.owner_address));
  const id = Buffer.from(tx.txID, 'hex');
  for (const signature of signatures) {
    if (signature.length < 65) continue;
    if (signerOf(id, signature, 'transaction') === owner) {
      steps.push(`It is signed by the key of ${owner}.`);
      return;
    }
  }
}

/**
 * Who signed the header and those after it, each of which names the one before as its parent. True
 * if one at least is signed by the very key of the witness that it names.
 */
function chainOfHeaders(header: Header, followers: readonly Header[], steps: string[]): boolean {
  let before = header;
  for (const [i, next] of followers.entries()) {
    same(`parent of follower ${i + 1}`, before.id, next.parent);
    if (next.number !== before.number + 1) {
      throw new InputError(`number of follower ${i + 1}`, `${before.number + 1}`, next.number);
    }
    before = next;
  }
  const { witness, signer } = header;
  steps.push(
    signer === witness
      ? `It is signed by witness ${witness}.`
      : `It is signed by the key of ${signer} for witness ${witness}; whether it may is not shown.`,
  );
  const own = [header, ...followers].filter((one) => one.signer === one.witness);
  const names = new Set(own.map((one) => one.witness));
  if (followers.length > 0) {
    steps.push(
      `${followers.length} blocks follow on it; ${names.size} witnesses signed one or more of ` +
        'all these with their own key.',
    );
  }
  steps.push('Which witnesses were elected at that time cannot be checked offline.');
  return own.length > 0;
}

/** What the ledger's own reading makes of the proved bytes. */
function movedBy(read: ReadTransaction, header: Header): ProvedMovement {
  const chain = parseChain('tron', 'chain');
  const { tx, result } = read;
  const type = tx.raw_data.contract[0]?.type ?? '';
  const runs = effectOf(type) === 'call' || effectOf(type) === 'deploy';
  // in 2018 blocks did not say what came of a call; what runs no contract is in a block if it works
  const isKnown = result !== null || !runs;
  const done = isKnown && (result === null || result === 'SUCCESS' || result === 'DEFAULT');
  const origin = { input: 0, line: 1 };
  const transfers = transfersOf(
    tx,
    {
      id: tx.txID,
      blockNumber: header.number,
      blockTimeStamp: header.time * 1000,
      result: done ? 'SUCCESS' : 'FAILED',
      log: done ? askedFor(tx) : [],
      internal_transactions: [],
    },
    {
      block: header.number,
      time: header.time,
      txIndex: null,
      origin,
      outcome: { input: 0, row: 1 },
    },
    {
      native: nativeAsset(chain).id,
      book: new AssetBook(chain, LOOKUP),
      faults: new Faults('proof'),
      claim: () => ({ symbol: '', decimals: null }),
    },
  );
  return {
    kind: 'transfers',
    transfers: transfers
      .filter(({ failed }) => !failed)
      .map(({ from, to, asset, amount }) => ({ from, to, asset, amount })),
    blind: blindSpot(isKnown, runs && done),
  };
}

function blindSpot(
  isKnown: boolean,
  called: boolean,
): Extract<ProvedMovement, { kind: 'transfers' }>['blind'] {
  if (!isKnown) {
    return { to: 'all', why: 'A block of 2018 does not say whether the call succeeded.' };
  }
  const why =
    'Logs and internal transfers are not in the tree of a Tron block: what a known token was ' +
    'called to move, and that the call succeeded, is all that is proved.';
  return called ? { to: 'all', why } : null;
}

const LOOKUP = tokenLookup(parseChain('tron', 'chain'));

/** `transfer(address,uint256)` and `transferFrom(address,address,uint256)`. */
const TRANSFER = /^a9059cbb[0-9a-f]{24}([0-9a-f]{40})([0-9a-f]{64})/;
const TRANSFER_FROM = /^23b872dd[0-9a-f]{24}([0-9a-f]{40})[0-9a-f]{24}([0-9a-f]{40})([0-9a-f]{64})/;
const EVENT = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

/**
 * The transfer that a known token is called to make, as the log that it writes: of the tokens on
 * the program's list it is known that a call that succeeds does what it says.
 */
function askedFor({ raw_data }: ReadTransaction['tx']): TronLog[] {
  const [{ type, parameter } = { type: '', parameter: { value: {} as Record<string, unknown> } }] =
    raw_data.contract;
  const { contract_address, owner_address, data } = parameter.value;
  const contract = tronHolder(String(contract_address));
  if (effectOf(type) !== 'call' || !contract || LOOKUP(contract) === null) return [];
  const own = TRANSFER.exec(String(data));
  const other = TRANSFER_FROM.exec(String(data));
  const [from, to, amount] = own
    ? [String(owner_address).slice(2), own[1], own[2]]
    : [other?.[1], other?.[2], other?.[3]];
  if (!from || !to || !amount) return [];
  return [{ address: String(contract_address).slice(2), topics: [EVENT, from, to], data: amount }];
}
