import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { type Anchor, type CheckedProof, checked, type ProvedCoin, proofFields } from '../proof.ts';
import { bip34Height } from './bip34.ts';
import type { BlockHeader } from './block.ts';
import { checkpointsOf, knownDifficulty } from './checkpoints.ts';
import { equalBytes, fromDisplay, toDisplay } from './hash.ts';
import { checkDifficulties, type HeaderChain, unpackHeaders } from './header-chain.ts';
import { branchRoot } from './merkle.ts';
import { type Network, networkOf } from './network.ts';
import { scriptFacts } from './script.ts';
import { isCoinbase, parseTransaction, type RawTransaction, transactionId } from './transaction.ts';
import { targetOf, workOf } from './work.ts';

/** The most headers in a proof: two periods, and what follows a block. */
export const MOST_HEADERS = 4032 + 16;
/** A block and this many after it must be there where no known block follows. */
export const BLOCKS_AFTER = 5;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z
  .string()
  .max(8_000_000)
  .regex(/^(?:[0-9a-f]{2})+$/);
const height = z.int().min(0).max(0x7fffffff);
const branch = z.array(hash).max(24).describe('Hashes beside it, from the bottom up, as printed');

/**
 * A transaction in a block of Bitcoin: its bytes, the way to the root that the block's header
 * commits to, and headers that lead to a block that the program knows or carry work of their own.
 */
export const bitcoinProofSchema = z.strictObject({
  ...proofFields,
  kind: z.literal('bitcoin'),
  block: z.strictObject({ height, hash }),
  headers: z.strictObject({
    first: height,
    previous: hash.describe('The block before the first'),
    packed: bytes
      .max(MOST_HEADERS * 96)
      .describe('48 bytes each: version, merkle root, time, bits, nonce'),
  }),
  index: z.int().min(0).max(0xffffff).describe('Position in the block'),
  transaction: bytes.describe('Without witnesses, as the id covers it'),
  branch,
  coinbase: z
    .strictObject({ transaction: bytes, branch })
    .nullable()
    .describe("The block's first transaction; null where that is the one to prove"),
  spent: z
    .array(bytes)
    .max(1000)
    .describe('Earlier transactions of which it spends outputs: any of them, without witnesses'),
});

export type BitcoinProof = z.infer<typeof bitcoinProofSchema>;

/**
 * Checks a proof by its bytes and the blocks that the program knows. What it shows: that this
 * transaction, with these outputs and these spent outpoints, is in that block; and of what it
 * spends the address and amount, where the earlier transaction is there.
 */
export function checkBitcoinProof(proof: BitcoinProof): CheckedProof {
  return checked((steps) => {
    const network = networkOf(proof.chain);
    if (!network) throw new InputError('chain', 'a network of Bitcoin', proof.chain);
    const { first, previous, packed } = proof.headers;
    const chain = unpackHeaders(Buffer.from(packed, 'hex'), first, previous, network);
    steps.push(`${chain.headers.length} headers follow one another, each with the work it claims.`);
    if (checkDifficulties(chain, network)) steps.push('Their difficulties are as the rules ask.');
    const header = chain.headers[proof.block.height - first];
    if (!header) {
      const last = first + chain.headers.length - 1;
      throw new InputError('block height', `${first} to ${last}`, proof.block.height);
    }
    expectSame('block hash', proof.block.hash, toDisplay(header.hash));

    const tx = transactionOf(proof.transaction, 'transaction');
    expectSame('transaction id', proof.tx, idOf(tx));
    expectUnder(header, tx, proof.index, proof.branch, 'transaction');
    steps.push(`Transaction ${proof.tx} is number ${proof.index} under its block's merkle root.`);
    const coinbase = coinbaseOf(proof, tx, header);
    steps.push('The coinbase stands first, as deep in the tree: no part of it passes for another.');

    const { tied, isLinked } = anchor(chain, proof.block.height, network, steps);
    const stated = bip34Height(header.version, coinbase, network);
    if (!isLinked && stated !== null) expectSame('height', proof.block.height, stated);
    const block = isLinked || stated !== null ? proof.block.height : null;
    if (!isLinked && block !== null) steps.push(`The coinbase states height ${block} (BIP34).`);
    const inputs = inputsOf(proof, tx, network, steps);
    const outputs = tx.outputs.map(({ amount, script }, index): ProvedCoin => {
      return { tx: proof.tx, index, holder: scriptFacts(script, network).address, amount };
    });
    const moved = { kind: 'coins', inputs, outputs } as const;
    return { block, time: header.time, anchor: tied, moved };
  });
}

function expectSame(what: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw new InputError(what, String(expected), found);
}

function transactionOf(hex: string, label: string): RawTransaction {
  const tx = parseTransaction(Buffer.from(hex, 'hex'), label);
  if (tx.segwit) throw new InputError(label, 'one without witnesses', 'witnesses');
  // A node of the tree is 64 bytes, too, and could pass for a transaction (CVE-2017-12842).
  if (tx.bytes.length === 64) throw new InputError(label, 'any length but 64 bytes', 64);
  return tx;
}

function idOf(tx: RawTransaction): string {
  return toDisplay(transactionId(tx));
}

function expectUnder(
  header: BlockHeader,
  tx: RawTransaction,
  index: number,
  beside: readonly string[],
  label: string,
): void {
  const root = branchRoot(transactionId(tx), index, beside.map(fromDisplay));
  if (root && equalBytes(root, header.merkleRoot)) return;
  const found = root ? toDisplay(root) : 'a place that no block has';
  throw new InputError(`merkle root of the ${label}`, toDisplay(header.merkleRoot), found);
}

/**
 * The block's coinbase. That it is one, and as deep in the tree, shows how deep transactions stand:
 * without that, 64 bytes of a transaction could pass for a node with others below it.
 */
function coinbaseOf(proof: BitcoinProof, tx: RawTransaction, header: BlockHeader): RawTransaction {
  if (!proof.coinbase) {
    if (proof.index === 0 && isCoinbase(tx)) return tx;
    throw new InputError('coinbase', "the block's first transaction", 'none');
  }
  const coinbase = transactionOf(proof.coinbase.transaction, 'coinbase');
  if (!isCoinbase(coinbase)) throw new InputError('coinbase', 'a coinbase', idOf(coinbase));
  expectUnder(header, coinbase, 0, proof.coinbase.branch, 'coinbase');
  const depths = [proof.coinbase.branch.length, proof.branch.length] as const;
  expectSame('depth of the transaction in the tree', ...depths);
  return coinbase;
}

/** Ties the block to one that is known, or to work; linked to a known one, its height is sure. */
function anchor(
  chain: HeaderChain,
  at: number,
  network: Network,
  steps: string[],
): { readonly tied: Anchor; readonly isLinked: boolean } {
  const { first, headers } = chain;
  const last = first + headers.length - 1;
  const known = checkpointsOf(network).filter(({ height: h }) => h >= first && h <= last);
  for (const { height: h, hash: expected } of known) {
    expectSame(`block ${h}`, expected, toDisplay(headers[h - first]!.hash));
  }
  const after = known.find(({ height: h }) => h >= at);
  if (after) {
    steps.push(`Block ${after.height}, which the program knows, builds on it: it is in the chain.`);
    return { tied: 'known', isLinked: true };
  }
  const own = headers.slice(at - first);
  if (own.length <= BLOCKS_AFTER) {
    const expected = `at least ${BLOCKS_AFTER} blocks after it`;
    throw new InputError('headers', expected, own.length - 1);
  }
  const difficulty = knownDifficulty(at, network);
  const floor = difficulty ? (targetOf(difficulty.bits) ?? 0n) * 4n : network.powLimit;
  for (const [i, { bits }] of own.entries()) {
    if ((targetOf(bits) ?? 0n) <= floor) continue;
    const expected = `at least a quarter of the difficulty of block ${difficulty?.height}`;
    throw new InputError(`header ${at + i}`, expected, bits.toString(16));
  }
  const before = known.findLast(({ height: h }) => h < at);
  const from = before ? `It builds on block ${before.height}, which the program knows. ` : '';
  const work = own.reduce((sum, { bits }) => sum + workOf(bits), 0n);
  const worth = difficulty
    ? `each with at least a quarter of the difficulty of block ${difficulty.height}`
    : 'which on a test network costs next to nothing';
  steps.push(`${from}It and the ${own.length - 1} blocks after it took ${work} hashes, ${worth}.`);
  return { tied: 'work', isLinked: before !== undefined };
}

/** What is spent: the outpoints; holder and amount where the earlier transaction is there. */
function inputsOf(
  proof: BitcoinProof,
  tx: RawTransaction,
  network: Network,
  steps: string[],
): readonly ProvedCoin[] {
  if (isCoinbase(tx)) return [];
  const earlier = new Map<string, RawTransaction>();
  for (const [i, hex] of proof.spent.entries()) {
    const one = transactionOf(hex, `spent transaction ${i + 1}`);
    earlier.set(idOf(one), one);
  }
  const inputs = tx.inputs.map(({ previous, index }): ProvedCoin => {
    const id = toDisplay(previous);
    const source = earlier.get(id);
    const output = source?.outputs[index];
    if (source && !output) throw new InputError(`output ${id}:${index}`, 'one', 'none');
    const holder = output ? scriptFacts(output.script, network).address : null;
    return { tx: id, index, holder, amount: output?.amount ?? null };
  });
  const used = new Set(inputs.map((input) => input.tx));
  for (const id of earlier.keys()) {
    if (!used.has(id)) throw new InputError('spent transaction', 'one that it spends', id);
  }
  const shown = inputs.filter(({ amount }) => amount !== null).length;
  steps.push(`Of ${shown} of its ${inputs.length} inputs the earlier transaction is there.`);
  return inputs;
}
