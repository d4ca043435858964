// Real blocks: every transaction read by us and by another, every check against what is known.

import { deepEqual, equal } from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { type Block, parseBlock, parseHeader } from '../../src/ledger/bitcoin/block.ts';
import { blockSlices } from '../../src/ledger/bitcoin/block-file.ts';
import {
  type BlockFacts,
  type BlockLedger,
  openBlockFiles,
} from '../../src/ledger/bitcoin/blocks.ts';
import { checkBlock } from '../../src/ledger/bitcoin/checks.ts';
import { toDisplay } from '../../src/ledger/bitcoin/hash.ts';
import { matchOutputs } from '../../src/ledger/bitcoin/match.ts';
import { scriptFacts } from '../../src/ledger/bitcoin/script.ts';
import { isCoinbase } from '../../src/ledger/bitcoin/transaction.ts';
import { meetsTarget } from '../../src/ledger/bitcoin/work.ts';
import type { UtxoTransaction } from '../../src/ledger/port.ts';
import { Coins } from '../../src/trace/coins.ts';
import { classifyAll } from '../../src/trace/mixes/classify.ts';
import { policies } from '../../src/trace/policies/index.ts';
import { DATA, needsData } from '../needs.ts';
import { oracleAddress, oracleTransaction } from './bitcoin-oracle.ts';

const FOLDER = 'btc-mainnet-blocks';
const at = (...parts: string[]) => path.join(DATA, FOLDER, ...parts);
const rawBlocks = () => readdirSync(at('blocks')).map((name) => at('blocks', name));
const blockOf = (height: number) =>
  rawBlocks().find((file) => path.basename(file).startsWith(`${height}-`)) ?? '';
const prevouts = (name: string) => at('prevouts', name);

/** Column by name of each row of the manifest. */
function manifest(): Record<string, string>[] {
  const [head = '', ...rows] = readFileSync(at('manifest.csv'), 'utf8').trim().split('\r\n');
  const names = head.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i], cell])));
}

function compareWithOracle(block: Block): { outputs: number; addresses: number } {
  const seen = { outputs: 0, addresses: 0 };
  /** Whether a script has an address: many are paid again and again. */
  const compared = new Map<string, boolean>();
  for (const [i, tx] of block.transactions.entries()) {
    const other = oracleTransaction(tx.bytes);
    equal(toDisplay(block.ids[i] as Uint8Array), other.id);
    const inputs = tx.inputs.map(
      ({ previous, index, witness }) => `${toDisplay(previous)}:${index} ${witness.length}`,
    );
    deepEqual(inputs, other.inputs, other.id);
    equal(tx.outputs.length, other.outputs.length);
    for (const [k, { amount, script }] of tx.outputs.entries()) {
      seen.outputs++;
      equal(amount, other.outputs[k]?.amount);
      const key = Buffer.from(script).toString('latin1');
      let addressed = compared.get(key);
      if (addressed === undefined) {
        const address = oracleAddress(script);
        addressed = address !== null;
        if (addressed) equal(scriptFacts(script).address, address);
        compared.set(key, addressed);
      }
      if (addressed) seen.addresses++;
    }
  }
  return seen;
}

describe('real blocks', { skip: needsData(FOLDER) }, () => {
  test('twenty blocks: every transaction, output and address as btc-signer reads them', () => {
    const rows = manifest();
    let transactions = 0;
    let addresses = 0;
    for (const row of rows) {
      const block = parseBlock(readFileSync(at('blocks', row.file ?? '')), row.file);
      equal(block.hash, row.hash);
      const { faults, proofOfWork, merkleRoot } = checkBlock(block);
      deepEqual([proofOfWork, merkleRoot, faults], [true, true, []]);
      const seen = compareWithOracle(block);
      addresses += seen.addresses;
      transactions += block.transactions.length;
      const ordinary = block.transactions.filter((tx) => !isCoinbase(tx));
      const counts = {
        tx: block.transactions.length,
        segwit_tx: block.transactions.filter((tx) => tx.segwit).length,
        inputs: ordinary.reduce((sum, tx) => sum + tx.inputs.length, 0),
        outputs: seen.outputs,
      };
      for (const [name, count] of Object.entries(counts)) equal(`${count}`, row[name], name);
    }
    equal(transactions, 21_666);
    equal(addresses > 45_000, true, `${addresses} addresses`);
  });

  test('600 chained blocks: each reads, holds, and builds on the one before', () => {
    const slices = [...blockSlices(readFileSync(at('chain-0-599.blk.dat')), 'chain')];
    const blocks = slices.map(({ bytes, offset }) => parseBlock(bytes, 'chain', offset));
    equal(blocks.length, 600);
    for (const [i, block] of blocks.entries()) {
      deepEqual(checkBlock(block).faults, []);
      equal(block.header.previous, blocks[i - 1]?.hash ?? '0'.repeat(64));
      compareWithOracle(block);
    }
  });

  test('10,237 headers: each has its work and builds on the one before', () => {
    const bytes = readFileSync(at('headers-0-10236.bin'));
    let previous = '0'.repeat(64);
    for (let offset = 0; offset < bytes.length; offset += 80) {
      const header = parseHeader(bytes.subarray(offset, offset + 80));
      equal(header.previous, previous);
      equal(meetsTarget(header.hash, header.bits), true);
      previous = toDisplay(header.hash);
    }
    equal(bytes.length / 80, 10_237);
  });
});

describe('real blocks as a ledger', { skip: needsData(FOLDER) }, () => {
  let ledger: BlockLedger;
  let facts: Map<string, BlockFacts>;
  /** Blocks of which every input is known. */
  let whole: { height: number | null; transactions: readonly UtxoTransaction[] }[];

  before(async () => {
    const full = readdirSync(at('prevouts')).filter((name) => name.startsWith('full_'));
    const files = [...rawBlocks(), at('chain-0-599.blk.dat'), ...full.map(prevouts)];
    const names = ['floresta-367891-spent_utxos.json', 'floresta-866342-spent_utxos.json'];
    const spent = [...names, 'bcoin-300025-undo.raw'].map(prevouts);
    ledger = await openBlockFiles(files, { prevouts: spent, strict: true });
    facts = new Map(ledger.facts().map((fact) => [fact.hash, fact]));
    whole = [...ledger.blocks()].flatMap(({ hash, transactions }) => {
      const fact = facts.get(hash);
      return fact?.newCoins == null ? [] : [{ height: fact.height, transactions }];
    });
  });

  test('heights: by the coinbase, by links, by the file, or not known', () => {
    for (const { height, hash } of manifest()) {
      const fact = facts.get(hash ?? '');
      // Nothing in 169482, nor around it, says its height.
      const stated = height === '' || height === '169482' ? null : Number(height);
      equal(fact?.height, stated, hash);
    }
    const sources = ledger.facts().map((fact) => `${fact.heightFrom}`);
    const count = (source: string) => sources.filter((it) => it === source).length;
    // Raw blocks 17 of 20, full blocks 5 of 11; the rest of those by the file, but for 170, which
    // is in the chain.
    deepEqual(['coinbase', 'links', 'file', 'null'].map(count), [17 + 5, 600 + 1, 5, 2]);
  });

  test('with spent outputs, new coins are the subsidy to the satoshi', () => {
    const known = ledger.facts().filter((fact) => fact.newCoins !== null);
    deepEqual(
      known.map((fact) => [fact.height, fact.newCoins]),
      [
        [170, 5_000_000_000n],
        [24_835, 5_000_000_000n],
        [57_043, 5_000_000_000n],
        [116_928, 5_000_000_000n],
        [150_013, 5_000_000_000n],
        [210_000, 2_500_000_000n],
        [255_018, 2_500_000_000n],
        [300_025, 2_500_000_000n],
        [367_891, 2_500_000_000n],
        [403_200, 2_500_000_000n],
        [478_558, 1_250_000_000n],
        [757_739, 625_000_000n],
        [757_753, 625_000_000n],
        [866_342, 312_500_000n],
      ],
    );
  });

  test('with spent outputs every input is known, and no transaction pays out more', () => {
    for (const { transactions } of whole) {
      for (const { inputs, outputs, coinbase } of transactions) {
        if (coinbase) continue;
        const taken = inputs.reduce((sum, input) => sum + (input.amount as bigint), 0n);
        const paid = outputs.reduce((sum, output) => sum + output.amount, 0n);
        equal(paid <= taken, true);
      }
    }
  });

  test('none of 5,282 ordinary transactions is taken for a mix or a Tx0 (§5.4)', () => {
    const heights = [367_891, 866_342];
    const blocks = whole.filter(({ height }) => heights.includes(height ?? 0));
    const ordinary = blocks.flatMap(({ transactions }) =>
      transactions.filter((tx) => !tx.coinbase),
    );
    equal(ordinary.length, 5282);
    const kinds = new Set([...classifyAll(ordinary).values()].map(({ kind }) => kind));
    deepEqual([...kinds], ['none']);
  });

  test('the same blocks in any order of files', async () => {
    // some that state no height among them
    const small = rawBlocks().filter((file) => statSync(file).size < 400_000);
    const reversed = await openBlockFiles(small.reverse());
    equal(reversed.facts().filter(({ height }) => height === null).length, 2);
    equal(small.length, 9);
    const hashes = reversed.facts().map((fact) => fact.hash);
    const among = new Set(hashes);
    deepEqual(
      hashes,
      ledger.facts().flatMap(({ hash }) => (among.has(hash) ? hash : [])),
    );
  });

  test('a node’s file under its mask: the same blocks', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hue-'));
    const plain = readFileSync(at('chain-0-599.blk.dat'));
    const key = Uint8Array.of(0x6d, 0xc9, 0x01, 0xff, 0x00, 0x80, 0x3a, 0x55);
    writeFileSync(path.join(folder, 'xor.dat'), key);
    const file = path.join(folder, 'blk00000.dat');
    writeFileSync(
      file,
      plain.map((byte, i) => byte ^ (key[i % 8] ?? 0)),
    );
    const masked = await openBlockFiles([file], { strict: true });
    const open = await openBlockFiles([at('chain-0-599.blk.dat')], { strict: true });
    deepEqual(masked.facts(), open.facts());
    deepEqual([...masked.blocks()], [...open.blocks()]);
    rmSync(folder, { recursive: true });
  });

  test('the first spend of all is found', async () => {
    const [tx] = await ledger.spenders([
      { tx: '0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9', index: 0 },
    ]);
    equal(tx?.id, 'f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16');
    equal(tx?.inputs[0]?.holder, '12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S');
  });
});

/**
 * The first 600 blocks, followed from the coinbase that paid the first transfer between persons.
 */
describe('the coins of block 9', { skip: needsData(FOLDER) }, () => {
  test('are conserved under every policy, and FIFO says where they rest', async () => {
    const ledger = await openBlockFiles([at('chain-0-599.blk.dat')], { strict: true });
    const coinbase = '0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9';
    const coins = new Coins({
      rules: Object.values(policies),
      seeds: [{ tx: coinbase, index: 0, label: 0 }],
      asset: 0,
      fees: 'drop',
      collision: 'seed',
      stops: () => false,
      follows: () => true,
      mixes: () => false,
    });
    for (const block of ledger.blocks()) coins.apply(block);
    deepEqual(coins.missing(), []);
    for (const row of coins.certificate()) deepEqual([row.difference, row.held], [0n, row.seeds]);
    deepEqual(
      coins
        .held('fifo')
        .map(({ tx, index, value, amount }) => [tx.slice(0, 8), index, value, amount]),
      [
        ['298ca204', 0, 100_000_000n, 100_000_000n],
        ['828ef3b0', 1, 1_800_000_000n, 1_800_000_000n],
        ['a16f3ce4', 0, 1_000_000_000n, 1_000_000_000n],
        // Joined with 50 coins of another payer.
        ['a3b0e9e7', 0, 6_100_000_000n, 1_100_000_000n],
        ['f4184fc5', 0, 1_000_000_000n, 1_000_000_000n],
      ],
    );
  });
});

const LISTS = 'sanctions/ofac-0xB10C-lists/sanctioned_addresses_XBT.json';
describe('case 08: block 574200', { skip: needsData(FOLDER) || needsData(LISTS) }, () => {
  test('one output to a listed address, and what this block cannot tell', async () => {
    const list: string[] = JSON.parse(readFileSync(path.join(DATA, LISTS), 'utf8'));
    const ledger = await openBlockFiles([blockOf(574_200)], { strict: true });
    const [fact] = ledger.facts();
    deepEqual([fact?.proofOfWork, fact?.merkleRoot, fact?.witness], [true, true, 'met']);
    const transactions = [...ledger.blocks()].flatMap((block) => block.transactions);
    const found = matchOutputs(transactions, new Map(list.map((address) => [address, 'XBT'])));
    deepEqual(found.outputs, [
      {
        tx: '41f366c2afcc222fe45398b6dc13dcca8874ca6ed288420700575495d03f8dad',
        index: 0,
        holder: '1NpHuti9NSM9fVTXLkvSDU4AnhqGQ5N53d',
        amount: 38_796_959n,
        block: 574_200,
        time: 1_556_771_671,
        tag: 'XBT',
      },
    ]);
    deepEqual(found.inputs, []);
    deepEqual(found.seen, {
      transactions: 3315,
      outputs: 8150,
      outputsWithoutAddress: 976,
      inputs: 5054,
      // 971 spend outputs of this very block.
      inputsUnknown: 5054 - 971,
    });
    equal(found.notKnowable.length, 2);
  });
});
