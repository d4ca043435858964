// Proofs over real blocks and headers: what they show, and that nothing in one can be changed.

import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { parseBlock } from '../../src/ledger/bitcoin/block.ts';
import { blockSlices } from '../../src/ledger/bitcoin/block-file.ts';
import { sha256d, toHex } from '../../src/ledger/bitcoin/hash.ts';
import {
  branchRoot,
  merkleBranch,
  merkleRoot,
  merkleTree,
} from '../../src/ledger/bitcoin/merkle.ts';
import { MAINNET } from '../../src/ledger/bitcoin/network.ts';
import {
  type BitcoinProof,
  bitcoinProofSchema,
  checkBitcoinProof,
} from '../../src/ledger/bitcoin/proof.ts';
import { proveBitcoin } from '../../src/ledger/bitcoin/prove.ts';
import { DATA, needsData } from '../needs.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { coreAnswer } from '../nodes/core.ts';
import { esploraAnswer } from '../nodes/esplora.ts';
import { sourceOf } from '../nodes/sources.ts';

const FOLDER = 'btc-mainnet-blocks';
const at = (...parts: string[]) => path.join(DATA, FOLDER, ...parts);
/** Block 170 holds the first transfer between persons. */
const FIRST = 'f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16';

describe('proofs of the first blocks', { skip: needsData(FOLDER) }, () => {
  let chain: MemoryChain;
  let first: BitcoinProof;

  before(async () => {
    const file = readFileSync(at('chain-0-599.blk.dat'));
    chain = new MemoryChain([...blockSlices(file, 'chain')].map(({ bytes }) => bytes));
    const [proof] = (await prove('bitcoin-core', [{ tx: FIRST, block: 170 }])).proofs;
    first = proof as BitcoinProof;
  });

  const prove = (kind: 'bitcoin-core' | 'esplora', wanted: { tx: string; block: number }[]) => {
    const source = sourceOf(kind, (question, params) => {
      if (kind === 'bitcoin-core') {
        return coreAnswer(chain, { version: 25, txindex: true }, question, params);
      }
      const { status, text } = esploraAnswer(chain, question.slice('GET '.length), MAINNET);
      return { status, value: text };
    });
    return proveBitcoin(wanted, MAINNET, { kind, source });
  };

  test('every transaction that has five blocks after it', async () => {
    const some = [...chain.blocks.slice(1, 60), ...chain.blocks.slice(170, 190)];
    const wanted = [...some, ...chain.blocks.slice(590)].flatMap(({ ids, height }) => {
      return ids.map((tx) => ({ tx, block: height }));
    });
    const { proofs, unproved } = await prove('bitcoin-core', wanted);
    equal(proofs.length + unproved.length, wanted.length);
    equal(unproved.length, 5);
    for (const { why } of unproved) match(why, /blocks after .*at least 5/);
    for (const proof of proofs) {
      deepEqual(bitcoinProofSchema.parse(JSON.parse(JSON.stringify(proof))), proof);
      const { verdict, shows } = checkBitcoinProof(proof);
      equal(verdict.reason, null);
      const tx = chain.transactions.get(proof.tx);
      equal(shows?.block, tx?.at?.height);
      equal(shows?.time, tx?.at?.block.header.time);
      const outputs = shows?.moved.kind === 'coins' ? shows.moved.outputs : [];
      deepEqual(
        outputs.map(({ amount }) => amount),
        tx?.raw.outputs.map(({ amount }) => amount),
      );
    }
  });

  test('an explorer gives the same', async () => {
    const { proofs } = await prove('esplora', [{ tx: FIRST, block: 170 }]);
    const [other] = proofs;
    // few headers are asked of it: none leads back to a known block
    equal(other?.headers.first, 170);
    deepEqual({ ...other, headers: null }, { ...first, headers: null });
    const { verdict, shows } = checkBitcoinProof(other as BitcoinProof);
    equal(verdict.reason, null);
    // before BIP34 nothing in a block says its height
    equal(shows?.block, null);
  });

  test('what was spent is shown by the earlier transaction, its amount too', () => {
    const { verdict, shows } = checkBitcoinProof(first);
    deepEqual(shows?.moved.kind === 'coins' && shows.moved, {
      kind: 'coins',
      inputs: [
        {
          tx: '0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9',
          index: 0,
          holder: '12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S',
          amount: 5_000_000_000n,
        },
      ],
      outputs: [
        {
          tx: FIRST,
          index: 0,
          holder: '1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm3',
          amount: 1_000_000_000n,
        },
        {
          tx: FIRST,
          index: 1,
          holder: '12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S',
          amount: 4_000_000_000n,
        },
      ],
    });
    match(verdict.steps.join(' '), /It builds on block 0, which the program knows/);
    const bare = checkBitcoinProof({ ...first, spent: [] }).shows?.moved;
    equal(bare?.kind === 'coins' && bare.inputs[0]?.amount, null);
  });

  test('no byte of one can be changed', async () => {
    const [small] = (await prove('esplora', [{ tx: FIRST, block: 170 }])).proofs;
    const text = JSON.stringify(small);
    let changed = 0;
    // Every run of hex, a digit at a time; names and the version are fixed by the schema.
    for (const { index, 0: run } of text.matchAll(/"([0-9a-f]{8,})"/g)) {
      for (let i = index + 1; i < index + run.length - 1; i += 1) {
        const digit = (Number.parseInt(text[i] ?? '', 16) ^ (1 << (i % 4))).toString(16);
        const other = JSON.parse(text.slice(0, i) + digit + text.slice(i + 1)) as BitcoinProof;
        const { verdict, shows } = checkBitcoinProof(other);
        changed += 1;
        equal(verdict.proved, false, `digit ${i}: ${text.slice(i - 20, i + 20)}`);
        notEqual(verdict.reason, null);
        equal(shows, null);
      }
    }
    equal(changed > 2_500, true, `${changed} digits`);
  });

  test('no number of it can be changed, nothing left out or put in', () => {
    const { block, headers, coinbase } = first;
    const one = 'aa'.repeat(32);
    const cases: Partial<BitcoinProof>[] = [
      { index: 0 },
      { index: 2 },
      { index: first.index + 2 ** first.branch.length },
      { block: { ...block, height: 171 } },
      { block: { ...block, height: 9_999 } },
      { headers: { ...headers, first: 1 } },
      { headers: { ...headers, packed: headers.packed.slice(96) } },
      { headers: { ...headers, packed: headers.packed.slice(0, 175 * 96) } },
      { headers: { ...headers, packed: headers.packed.slice(0, -2) } },
      { headers: { ...headers, packed: '' } },
      { branch: [] },
      { branch: [...first.branch, one] },
      { coinbase: null },
      { coinbase: coinbase && { ...coinbase, branch: [] } },
      { coinbase: { transaction: first.transaction, branch: first.branch } },
      { spent: [...first.spent, first.transaction] },
      { tx: one },
      { chain: 'eip155:1' },
      { chain: 'bip122:000000000933ea01ad0ee984209779ba' },
    ];
    for (const change of cases) {
      const { verdict } = checkBitcoinProof({ ...first, ...change });
      equal(verdict.proved, false, JSON.stringify(change).slice(0, 80));
    }
  });
});

describe('branches of later blocks', { skip: needsData(FOLDER) }, () => {
  test('transactions of twenty blocks lead to their root, each from its own place alone', () => {
    let transactions = 0;
    for (const name of readdirSync(at('blocks'))) {
      const { ids, header } = parseBlock(readFileSync(at('blocks', name)), name);
      const tree = merkleTree(ids);
      for (const [index, id] of ids.entries()) {
        // every fifth, and both ends
        if (index % 5 !== 0 && index !== ids.length - 1) continue;
        const branch = merkleBranch(tree, index);
        equal(toHex(branchRoot(id, index, branch) ?? id), toHex(header.merkleRoot));
        const doubled = branchRoot(id, index ^ 1, branch);
        equal(doubled !== null && toHex(doubled) === toHex(header.merkleRoot), false);
        transactions += 1;
      }
    }
    equal(transactions > 4_333, true);
  });
});

test('a part of the tree that stands twice proves no second place (CVE-2012-2459)', () => {
  const ids = [1, 2, 3].map((n) => sha256d(Uint8Array.of(n)));
  const branch = merkleBranch(merkleTree(ids), 2);
  deepEqual(branchRoot(ids[2]!, 2, branch), merkleRoot(ids).root);
  equal(branchRoot(ids[2]!, 3, branch), null);
});
