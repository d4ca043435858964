// Attacks on proofs, on a chain of one's own where work costs nothing.

import { equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_BLOCK } from '../../../test/ledger/bitcoin-chains.ts';
import { makeCoinbase, makeTransaction } from '../../../test/ledger/bitcoin-samples.ts';
import { equalBytes, fromDisplay, sha256d, toDisplay, toHex } from './hash.ts';
import { packHeaders } from './header-chain.ts';
import { merkleBranch, merkleTree } from './merkle.ts';
import { REGTEST } from './network.ts';
import { type BitcoinProof, checkBitcoinProof } from './proof.ts';
import { meetsTarget } from './work.ts';
import { headerBytes } from './writer.ts';

const BITS = 0x207fffff;
const pay = { amount: 50n, script: '51' };
const coinbase = makeCoinbase(1, [pay]);
const other = makeTransaction([{ tx: 'ab'.repeat(32), index: 0 }], [pay]);

/** The headers of the genesis block and of blocks on it, the first with these leaves. */
function chainOf(root: Uint8Array, blocks = 7): Uint8Array[] {
  const headers: Uint8Array[] = [GENESIS_BLOCK.subarray(0, 80)];
  for (let height = 1; height <= blocks; height++) {
    const previous = sha256d(headers.at(-1)!);
    const time = 1_296_688_602 + 600 * height;
    for (let nonce = 0; ; nonce++) {
      const merkleRoot = height === 1 ? root : new Uint8Array(32);
      const bytes = headerBytes({ version: 4, previous, merkleRoot, time, bits: BITS, nonce });
      if (!meetsTarget(sha256d(bytes), BITS, REGTEST)) continue;
      headers.push(bytes);
      break;
    }
  }
  return headers;
}

interface Leaf {
  readonly hex: string;
  readonly index: number;
  readonly branch: readonly Uint8Array[];
}

function proofOf(headers: readonly Uint8Array[], tx: Leaf, first: Leaf | null): BitcoinProof {
  const text = (branch: readonly Uint8Array[]) => branch.map(toDisplay);
  return {
    format: 'hueandcry.proof',
    version: 1,
    chain: REGTEST.chain,
    tx: toDisplay(sha256d(Buffer.from(tx.hex, 'hex'))),
    kind: 'bitcoin',
    block: { height: 1, hash: toDisplay(sha256d(headers[1]!)) },
    headers: { first: 0, previous: '00'.repeat(32), packed: toHex(packHeaders(headers)) },
    index: tx.index,
    transaction: tx.hex,
    branch: text(tx.branch),
    coinbase: first && { transaction: first.hex, branch: text(first.branch) },
    spent: [],
  };
}

const leavesOf = (...ids: Uint8Array[]) => merkleTree(ids);
const idOf = (hex: string) => sha256d(Buffer.from(hex, 'hex'));
const verdictOf = (proof: BitcoinProof) => checkBitcoinProof(proof).verdict;

test('an honest block', () => {
  const tree = leavesOf(fromDisplay(coinbase.id), fromDisplay(other.id));
  const headers = chainOf(tree.at(-1)![0]!);
  const leaf = (hex: Uint8Array, index: number): Leaf => {
    return { hex: toHex(hex), index, branch: merkleBranch(tree, index) };
  };
  const [first, second] = [leaf(coinbase.bytes, 0), leaf(other.bytes, 1)];
  equal(verdictOf(proofOf(headers, second, first)).reason, null);
  equal(verdictOf(proofOf(headers, first, null)).reason, null);
  const short = proofOf(headers.slice(0, 6), second, first);
  match(verdictOf(short).reason ?? '', /at least 5 blocks after it, found 4/);
  const shown = checkBitcoinProof(proofOf(headers, second, first)).shows;
  equal(shown?.anchor, 'work');
  match(verdictOf(proofOf(headers, second, first)).steps.join(' '), /costs next to nothing/);
});

test('a transaction below a leaf that is one itself is found by its depth (CVE-2017-12842)', () => {
  // 64 bytes that the block holds as a transaction read as two hashes: one of a made-up payment
  const forged = makeTransaction([{ tx: 'cd'.repeat(32), index: 0 }], [pay]);
  const beside = sha256d(Uint8Array.of(1));
  const wide = sha256d(Buffer.concat([fromDisplay(forged.id), beside]));
  const tree = leavesOf(fromDisplay(coinbase.id), wide);
  const headers = chainOf(tree.at(-1)![0]!);
  const branch = [beside, fromDisplay(coinbase.id)];
  const deep: Leaf = { hex: toHex(forged.bytes), index: 2, branch };
  const first = { hex: toHex(coinbase.bytes), index: 0, branch: merkleBranch(tree, 0) };
  match(verdictOf(proofOf(headers, deep, first)).reason ?? '', /depth of the transaction/);
  match(verdictOf(proofOf(headers, deep, null)).reason ?? '', /the block's first transaction/);
  const padded = { ...first, branch: [...first.branch, beside] };
  match(verdictOf(proofOf(headers, deep, padded)).reason ?? '', /merkle root of the coinbase/);
});

test('a node of the tree is no transaction', () => {
  // the least transaction of 64 bytes: one input and one output, with four bytes of script
  const least = makeTransaction(
    [{ tx: 'ef'.repeat(32), index: 0 }],
    [{ amount: 1n, script: '51515151' }],
  );
  equal(least.bytes.length, 64);
  const tree = leavesOf(fromDisplay(coinbase.id), fromDisplay(least.id));
  const headers = chainOf(tree.at(-1)![0]!);
  const node: Leaf = { hex: toHex(least.bytes), index: 1, branch: merkleBranch(tree, 1) };
  const first = { hex: toHex(coinbase.bytes), index: 0, branch: merkleBranch(tree, 0) };
  match(verdictOf(proofOf(headers, node, first)).reason ?? '', /any length but 64 bytes/);
});

test('the place of a doubled end proves nothing (CVE-2012-2459)', () => {
  const third = makeTransaction([{ tx: '01'.repeat(32), index: 0 }], [pay]);
  const ids = [coinbase.id, other.id, third.id].map(fromDisplay);
  const tree = leavesOf(...ids);
  const headers = chainOf(tree.at(-1)![0]!);
  const own: Leaf = { hex: toHex(third.bytes), index: 2, branch: merkleBranch(tree, 2) };
  const first = { hex: toHex(coinbase.bytes), index: 0, branch: merkleBranch(tree, 0) };
  equal(equalBytes(idOf(own.hex), own.branch[0]!), true);
  equal(verdictOf(proofOf(headers, own, first)).reason, null);
  const doubled = proofOf(headers, { ...own, index: 3 }, first);
  match(verdictOf(doubled).reason ?? '', /a place that no block has/);
});
