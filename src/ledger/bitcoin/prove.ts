import { InputError, LimitError, SourceError } from '../../base/errors.ts';
import type { Source } from '../source.ts';
import type { BlockSource } from './block-source.ts';
import { type Checkpoint, checkpointsOf } from './checkpoints.ts';
import { coreBlocks } from './core-blocks.ts';
import { esploraBlocks } from './esplora-blocks.ts';
import { equalBytes, fromDisplay, sha256d, toDisplay, toHex } from './hash.ts';
import { packHeaders } from './header-chain.ts';
import { type MerkleTree, merkleBranch, merkleRoot, merkleTree } from './merkle.ts';
import type { Network } from './network.ts';
import { type BitcoinProof, BLOCKS_AFTER, checkBitcoinProof, MOST_HEADERS } from './proof.ts';
import { type RawTransaction, strippedBytes } from './transaction.ts';

/** A transaction that is to be proved, in the block that the ledger gave for it. */
interface ToProve {
  readonly tx: string;
  readonly block: number;
}

/** Proofs, and of each transaction that could not be proved the reason. */
interface Proved {
  readonly proofs: readonly BitcoinProof[];
  readonly unproved: readonly { readonly tx: string; readonly why: string }[];
}

/** Blocks after a proved one that are asked for where no known block is near. */
const FOLLOWING = 11;
/** Of how many earlier transactions the amounts of inputs are shown, at most. */
const MOST_SPENT = 100;
const MOST_SPENT_BYTES = 1_000_000;

/**
 * Asks a source for what proves these transactions, and builds a proof for each. Its questions
 * depend on `wanted` and on answers alone. Each proof has been checked as a reader will check it.
 */
export async function proveBitcoin(
  wanted: readonly ToProve[],
  network: Network,
  { kind, source }: { readonly kind: 'esplora' | 'bitcoin-core'; readonly source: Source },
  signal?: AbortSignal,
): Promise<Proved> {
  const blocks =
    kind === 'esplora' ? esploraBlocks(source, signal) : coreBlocks(source, network, signal);
  const byBlock = new Map<number, string[]>();
  for (const { tx, block } of wanted) byBlock.set(block, [...(byBlock.get(block) ?? []), tx]);
  const answers = await Promise.all(
    [...byBlock].map(async ([height, ids]): Promise<Proved> => {
      try {
        return await proveInBlock(blocks, height, ids, network);
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

/** A block with what all proofs in it have in common. */
interface ProvableBlock {
  readonly network: Network;
  readonly height: number;
  readonly hash: string;
  readonly tree: MerkleTree;
  readonly first: number;
  readonly headers: readonly Uint8Array[];
  readonly coinbase: RawTransaction;
}

async function proveInBlock(
  blocks: BlockSource,
  height: number,
  wanted: readonly string[],
  network: Network,
): Promise<Proved> {
  const [tip, hash] = await Promise.all([blocks.tip(), blocks.hash(height)]);
  const [first, last] = await rangeFor(blocks, height, tip, network);
  const [ids, headers] = await Promise.all([blocks.ids(hash), blocks.headers(first, last)]);
  const all = [ids[0] ?? '', ...wanted].map((id) => ({ id, block: hash }));
  const [coinbase, ...found] = await blocks.transactions(all);
  const leaves = ids.map(fromDisplay);
  const own = headers[height - first] ?? new Uint8Array(80);
  if (toDisplay(sha256d(own)) !== hash) {
    throw new InputError(`header ${height}`, `that of block ${hash}`, toDisplay(sha256d(own)));
  }
  if (!coinbase || !equalBytes(merkleRoot(leaves).root, own.subarray(36, 68))) {
    throw new InputError(`block ${hash}`, 'the transactions that its header commits to', 'others');
  }
  const tree = merkleTree(leaves);
  const block = { network, height, hash, tree, first, headers, coinbase };
  const proofs: BitcoinProof[] = [];
  const unproved: { tx: string; why: string }[] = [];
  for (const [i, tx] of wanted.entries()) {
    const index = ids.indexOf(tx);
    const raw = found[i];
    if (index < 0 || !raw) {
      unproved.push({ tx, why: `the source does not show it in block ${height}` });
      continue;
    }
    const spent = index === 0 ? [] : await spentBy(blocks, raw);
    const proof = proofOf(block, tx, index, raw, spent);
    const { reason } = checkBitcoinProof(proof).verdict;
    if (reason === null) proofs.push(proof);
    else unproved.push({ tx, why: reason });
  }
  return { proofs, unproved };
}

function proofOf(
  { network, height, hash, tree, first, headers, coinbase }: ProvableBlock,
  tx: string,
  index: number,
  raw: RawTransaction,
  spent: string[],
): BitcoinProof {
  const branch = (at: number): string[] => merkleBranch(tree, at).map(toDisplay);
  const start = { transaction: toHex(strippedBytes(coinbase)), branch: branch(0) };
  const previous = toDisplay((headers[0] as Uint8Array).subarray(4, 36));
  return {
    format: 'hueandcry.proof',
    version: 1,
    chain: network.chain,
    tx,
    kind: 'bitcoin',
    block: { height, hash },
    headers: { first, previous, packed: toHex(packHeaders(headers)) },
    index,
    transaction: toHex(strippedBytes(raw)),
    branch: branch(index),
    coinbase: index === 0 ? null : start,
    spent,
  };
}

/** The earlier transactions of which it spends outputs, as far as the source and the bounds go. */
async function spentBy(blocks: BlockSource, tx: RawTransaction): Promise<string[]> {
  const ids = [...new Set(tx.inputs.map(({ previous }) => toDisplay(previous)))];
  const wanted = ids.slice(0, MOST_SPENT).map((id) => ({ id, block: null }));
  const found = await blocks.transactions(wanted);
  const spent: string[] = [];
  let left = MOST_SPENT_BYTES;
  for (const earlier of found) {
    const bytes = earlier && strippedBytes(earlier);
    if (!bytes || bytes.length > left) continue;
    left -= bytes.length;
    spent.push(toHex(bytes));
  }
  return spent;
}

/**
 * Heights of the headers that tie a block to what is known: up to a known block after it, or from
 * one before it on and some blocks further, or, where none is near, the block and some after it.
 */
async function rangeFor(
  blocks: BlockSource,
  height: number,
  tip: number,
  network: Network,
): Promise<readonly [first: number, last: number]> {
  const most = Math.min(blocks.mostHeaders, MOST_HEADERS);
  const points = checkpointsOf(network).filter((point) => point.height <= tip);
  const after = points.find((point) => point.height >= height);
  if (after && after.height - height < most && (await holds(blocks, after))) {
    return [height, after.height];
  }
  const last = Math.min(tip, height + FOLLOWING);
  if (last - height < BLOCKS_AFTER) {
    const found = `${last - height}; prove it when more are there`;
    throw new InputError(`blocks after ${height}`, `at least ${BLOCKS_AFTER}`, found);
  }
  const before = points.findLast((point) => point.height <= height);
  const near = before && last - before.height < most && (await holds(blocks, before));
  return [near ? before.height : height, last];
}

async function holds(blocks: BlockSource, { height, hash }: Checkpoint): Promise<boolean> {
  return (await blocks.hash(height)) === hash;
}
