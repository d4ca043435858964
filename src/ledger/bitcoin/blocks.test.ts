import { deepEqual, equal, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { makeBlock, makeCoinbase, makeTransaction } from '../../../test/ledger/bitcoin-samples.ts';
import { InputError } from '../../base/errors.ts';
import { unmask } from './block-file.ts';
import { openBlockFiles } from './blocks.ts';
import { MAINNET, REGTEST } from './network.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hue-blocks-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

const script = (key: number) => `0014${key.toString(16).padStart(40, '0')}`;
const pay = (amount: bigint, key: number) => ({ amount, script: script(key) });
const SUBSIDY = 5_000_000_000n;
const outside = { tx: 'ee'.repeat(32), index: 3 };

// Three blocks: a payment from outside, its spend in the same block, a spend in the next; the last
// block's clock is behind its parent's.
const c1 = makeCoinbase(101, [pay(SUBSIDY, 1)]);
const t1 = makeTransaction([outside], [pay(700n, 2), pay(200n, 3)]);
const t2 = makeTransaction([{ tx: t1.id, index: 1 }], [pay(150n, 4)]);
const b1 = makeBlock('aa'.repeat(32), 1_300_000_000, [c1, t1, t2]);
const c2 = makeCoinbase(102, [pay(SUBSIDY, 5)]);
const t3 = makeTransaction([{ tx: t1.id, index: 0 }], [pay(600n, 6)]);
const b2 = makeBlock(b1.hash, 1_300_000_600, [c2, t3]);
const c3 = makeCoinbase(103, [pay(SUBSIDY, 7)]);
const t4 = makeTransaction([{ tx: t3.id, index: 0 }], [pay(500n, 8)]);
const b3 = makeBlock(b2.hash, 1_300_000_300, [c3, t4]);
const FILES = [b1, b2, b3].map((block, i) => write(`${i + 1}.blk`, block.bytes));
const ORDER = [c1, t1, t2, c2, t3, c3, t4].map((tx) => tx.id);
const options = { network: REGTEST };

const idsOf = (ledger: Awaited<ReturnType<typeof openBlockFiles>>) =>
  [...ledger.blocks()].flatMap((block) => block.transactions.map((tx) => tx.id));

test('chain order, heights and look-ups do not depend on the order of files', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(FILES, { minLength: FILES.length }), async (files) => {
      const ledger = await openBlockFiles(files, options);
      deepEqual(idsOf(ledger), ORDER);
      deepEqual(
        ledger.facts().map((fact) => [fact.height, fact.heightFrom]),
        [101, 102, 103].map((height) => [height, 'coinbase']),
      );
      deepEqual(await ledger.tip(), { block: 103, time: 1_300_000_600 });
      deepEqual(ledger.warnings(), []);
    }),
    { numRuns: 10 },
  );
});

test('inputs are known where the ledger holds what they spend', async () => {
  const ledger = await openBlockFiles(FILES, options);
  const [first, second, coinbase] = await ledger.transactions([t1.id, t2.id, c1.id, '00']);
  deepEqual(first?.inputs, [{ ...outside, amount: null, holder: null }]);
  equal(second?.inputs[0]?.amount, 200n);
  equal(second?.inputs[0]?.holder, first?.outputs[1]?.holder);
  deepEqual([second?.block, second?.txIndex, second?.origin], [101, 2, { input: 0, line: 3 }]);
  deepEqual([coinbase?.coinbase, coinbase?.inputs], [true, []]);
  const spenders = await ledger.spenders([
    { tx: t1.id, index: 0 },
    outside,
    { tx: t4.id, index: 0 },
  ]);
  deepEqual(
    spenders.map((tx) => tx?.id ?? null),
    [t3.id, t1.id, null],
  );
});

test('blocks come with what they may create', async () => {
  const ledger = await openBlockFiles(FILES.slice(0, 1), options);
  const [block] = [...ledger.blocks()];
  deepEqual([block?.hash, block?.height, block?.subsidy], [b1.hash, 101, SUBSIDY]);
  equal(ledger.inputs[0]?.layout, 'bitcoin-block');
  equal(ledger.inputs[0]?.rows, 3);
});

test('a node’s block file, masked or not, reads like its blocks', async () => {
  const framed = [b3, b1, b2].flatMap(({ bytes }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(REGTEST.magic, 0);
    head.writeUInt32LE(bytes.length, 4);
    return [head, bytes];
  });
  const file = Buffer.concat([...framed, Buffer.alloc(64)]);
  const plain = await openBlockFiles([write('plain.dat', file)], options);
  deepEqual(idsOf(plain), ORDER);
  const key = Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2);
  write('xor.dat', key);
  const masked = await openBlockFiles([write('blk00000.dat', unmask(file, key))], options);
  deepEqual(idsOf(masked), ORDER);
  equal(masked.inputs[0]?.layout, 'bitcoin-block-file');
  equal(masked.inputs[0]?.rows, 7);
  write(
    'xor.dat',
    key.map((byte) => byte ^ 1),
  );
  const other = openBlockFiles([write('blk00000.dat', unmask(file, key))], options);
  await rejects(other, (error) => error instanceof InputError && /xor\.dat/.test(error.hint));
});

test('the losing branch of a fork is left out and named', async () => {
  const rival = makeBlock(b1.hash, 1_300_000_500, [makeCoinbase(102, [pay(SUBSIDY, 9)])]);
  const files = [write('rival.blk', rival.bytes), ...FILES];
  const ledger = await openBlockFiles(files, options);
  deepEqual(idsOf(ledger), ORDER);
  const [warning] = ledger.warnings();
  deepEqual([warning?.code, warning?.file], ['stale-block', files[0]]);
  await rejects(openBlockFiles(files, { ...options, strict: true }), /the branch with the most/);
});

test('a block that is not what its header says is left out and named', async () => {
  const damaged = Buffer.from(b2.bytes);
  // The last output's amount: the transaction reads well, its id is another.
  damaged[damaged.length - 4 - 23 - 8] = 99;
  const files = [FILES[0] as string, write('damaged.blk', damaged)];
  const ledger = await openBlockFiles(files, options);
  deepEqual(idsOf(ledger), [c1.id, t1.id, t2.id]);
  deepEqual(
    ledger.warnings().map((warning) => [warning.code, warning.field]),
    [['merkle-root', 'merkle root']],
  );
  await rejects(openBlockFiles(files, { ...options, strict: true }), /merkle root/);
  await rejects(
    openBlockFiles(FILES.slice(0, 1), { network: MAINNET, strict: true }),
    /block hash/,
  );
});

test('a block read twice counts once', async () => {
  const ledger = await openBlockFiles([...FILES, FILES[1] as string], { ...options, strict: true });
  deepEqual(idsOf(ledger), ORDER);
  equal(ledger.warnings()[0]?.code, 'repeated-block');
});

test('an output that two blocks spend has one spender', async () => {
  const again = makeTransaction([{ tx: t1.id, index: 0 }], [pay(1n, 9)]);
  const b4 = makeBlock(b3.hash, 1_300_001_000, [makeCoinbase(104, [pay(SUBSIDY, 9)]), again]);
  const ledger = await openBlockFiles([write('4.blk', b4.bytes), ...FILES], options);
  const [spender] = await ledger.spenders([{ tx: t1.id, index: 0 }]);
  equal(spender?.id, t3.id);
  equal(ledger.warnings()[0]?.code, 'spent-twice');
});

function spentOutputs(...outputs: { amount: bigint; script: string }[]): Uint8Array {
  return Buffer.concat(
    outputs.map((output) => {
      const bytes = Buffer.from(output.script, 'hex');
      const head = Buffer.alloc(9);
      head.writeBigUInt64LE(output.amount);
      head[8] = bytes.length;
      return Buffer.concat([head, bytes]);
    }),
  );
}

test('spent outputs go to the block whose inputs they fit, by content', async () => {
  const prevouts = write('spent.raw', spentOutputs(pay(950n, 10), pay(200n, 3)));
  const ledger = await openBlockFiles(FILES, { ...options, prevouts: [prevouts] });
  const [tx] = await ledger.transactions([t1.id]);
  equal(tx?.inputs[0]?.amount, 950n);
  equal(ledger.facts()[0]?.newCoins, SUBSIDY - 100n);
  equal(ledger.facts()[1]?.newCoins, null);
  equal(ledger.inputs.at(-1)?.layout, 'bitcoin-prevouts-raw');
});

test('spent outputs that fit no block are refused with the reason', async () => {
  const refused: [string, Uint8Array, RegExp][] = [
    ['other', spentOutputs(pay(950n, 10), pay(201n, 3)), /another output than the one paid/],
    ['less', spentOutputs(pay(899n, 10), pay(200n, 3)), /pays out more than it takes in/],
    ['count', spentOutputs(pay(950n, 10)), /exactly one of the blocks/],
    ['more', spentOutputs(pay(1n, 1), pay(1n, 1), pay(1n, 1)), /exactly one of the blocks/],
    ['cut', spentOutputs(pay(950n, 10)).subarray(0, 20), /offset 8, length of output script/],
  ];
  for (const [name, bytes, reason] of refused) {
    const prevouts = [write(`${name}.raw`, bytes)];
    await rejects(openBlockFiles(FILES, { ...options, prevouts }), reason);
  }
});

test('more bytes than may be read are refused before they are', async () => {
  await rejects(openBlockFiles(FILES, { ...options, bytes: 300 }), { name: 'LimitError' });
  await rejects(openBlockFiles([path.join(folder, 'none')]), /a file that can be read/);
});
