import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import {
  coins,
  fromKeys,
  SCRIPTS,
  toKeys,
  transactionOf,
} from '../../../test/ledger/bitcoin-mixes.ts';
import type { UtxoTransaction } from '../port.ts';
import { parseDumplings } from './dumplings.ts';
import { openTransactionLines } from './lines.ts';
import { MAINNET } from './network.ts';
import { parseTransactionLine, transactionLine } from './transaction-lines.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hue-lines-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function write(lines: readonly string[]): string {
  const file = path.join(folder, `${files++}.txt`);
  writeFileSync(file, `${lines.join('\r\n')}\r\n`);
  return file;
}

const id = (letter: string) => letter.repeat(64);
const BLOCK = id('0');

/** A line as Dumplings writes it: inputs as `letter-vout-satoshi`, outputs as amounts. */
function line(
  letter: string,
  time: number,
  inputs: readonly string[],
  outputs: readonly number[],
  block = '',
  position = 0,
): string {
  const script = `${SCRIPTS.p2wpkh(7)}+TxWitnessV0Keyhash`;
  const ins = inputs.map((input) => {
    const [from = '', vout = '', amount = ''] = input.split('-');
    return `${id(from)}-${vout}-${amount}+${script}`;
  });
  const outs = outputs.map((amount) => `${amount}+${script}`);
  const fields = [id(letter), block, position, 1_600_000_000 + time];
  return [...fields, ins.join('}{'), outs.join('}{')].join(':::');
}

const letters = (ledger: Awaited<ReturnType<typeof openTransactionLines>>) =>
  [...ledger.blocks()].map((block) => block.transactions.map((tx) => tx.id[0]).join('')).join(' ');

// `b` spends `a` with an earlier clock; `c` and `d` share a block, by position.
const SET = [
  line('b', 10, ['a-0-500'], [400]),
  line('a', 20, ['e-0-900'], [500, 300]),
  line('d', 5, ['e-1-100'], [90], BLOCK, 7),
  line('c', 5, ['e-2-100'], [90], BLOCK, 3),
  line('f', 30, ['b-0-400', 'a-1-300'], [700]),
];

test('chain order does not depend on the order of lines and files', async () => {
  const shuffled = fc.shuffledSubarray(SET, { minLength: SET.length });
  await fc.assert(
    fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 4 }), async (lines, cut) => {
      const ledger = await openTransactionLines([
        write(lines.slice(0, cut)),
        write(lines.slice(cut)),
      ]);
      equal(letters(ledger), 'cd a b f');
      deepEqual(ledger.warnings(), []);
    }),
    { numRuns: 10 },
  );
});

test('look-ups, inputs, origins', async () => {
  const ledger = await openTransactionLines(write(SET));
  const [tx] = await ledger.transactions([id('f')]);
  deepEqual(tx?.origin, { input: 0, line: 5 });
  equal(tx?.inputs[1]?.amount, 300n);
  const [spender, none] = await ledger.spenders([
    { tx: id('a'), index: 1 },
    { tx: id('f'), index: 0 },
  ]);
  equal(spender?.id, id('f'));
  equal(none, null);
  deepEqual(await ledger.tip(), { block: null, time: 1_600_000_030 });
  equal(ledger.inputs[0]?.layout, 'bitcoin-transactions-dumplings');
  equal(ledger.inputs[0]?.rows, 5);
});

test('a line read twice counts once; the position may come from either copy', async () => {
  const copy = line('c', 5, ['e-2-100'], [90], BLOCK, 0);
  for (const lines of [
    [copy, ...SET],
    [...SET, copy],
  ]) {
    const ledger = await openTransactionLines(write(lines));
    equal(ledger.size, 5);
    equal((await ledger.transactions([id('c')]))[0]?.txIndex, 3);
    deepEqual(ledger.warnings(), []);
  }
});

const faults = async (lines: readonly string[]) => {
  const ledger = await openTransactionLines(write(lines));
  return ledger.warnings().map(({ code, line: at, field }) => `${code} ${at} ${field}`);
};

test('contradictions between lines are named', async () => {
  deepEqual(await faults([...SET, line('c', 5, ['e-2-100'], [80], BLOCK, 3)]), [
    'repeated-transaction 6 id',
  ]);
  deepEqual(await faults([...SET, line('1', 40, ['a-0-500'], [1])]), ['spent-twice 6 inputs']);
  deepEqual(await faults([...SET, line('1', 40, ['f-0-701'], [1])]), ['other-output 6 input 0']);
  deepEqual(await faults([...SET, line('1', 40, ['f-9-700'], [1])]), ['other-output 6 input 0']);
  deepEqual(await faults([line('1', 1, ['2-0-5'], [5]), line('2', 2, ['1-0-5'], [5])]), [
    'circle 1 inputs',
  ]);
});

test('what the ledger holds counts more than what a line says of it', async () => {
  const ledger = await openTransactionLines(write([...SET, line('1', 40, ['f-0-701'], [1])]));
  equal((await ledger.transactions([id('1')]))[0]?.inputs[0]?.amount, 700n);
});

test('a bad line is left out and named, or ends a strict reading', async () => {
  const file = write([...SET, 'nonsense', line('1', 1, ['e-5-10'], [11])]);
  const ledger = await openTransactionLines(file);
  equal(ledger.size, 5);
  deepEqual(
    ledger.warnings().map(({ code, line: at, field }) => `${code} ${at} ${field}`),
    ['line 6 line', 'line 7 outputs'],
  );
  await rejects(openTransactionLines(file, { strict: true }), /line 6, line: expected six fields/);
  await rejects(openTransactionLines(write(['nonsense'])), /six fields/);
});

test('limits hold', async () => {
  await rejects(openTransactionLines(write(SET), { transactions: 4 }), { name: 'LimitError' });
  await rejects(openTransactionLines(write(SET), { bytes: 100 }), { name: 'LimitError' });
});

test('every field of a Dumplings line is checked', () => {
  const good = line('1', 1, ['e-5-10'], [10], BLOCK, 4);
  const parse = (text: string) => parseDumplings(text, 'x', MAINNET);
  equal(parse(good).txIndex, 4);
  equal(parse(good.replace(':::4:::', ':::0:::')).txIndex, null);
  for (const [from, to, field] of [
    [id('1'), 'zz', 'txid'],
    [BLOCK, '00', 'blockhash'],
    [':::4:::', ':::-4:::', 'position'],
    ['1600000001', '1', 'time'],
    [`${id('e')}-5`, 'e-5', 'input 0'],
    [':::10+', ':::x+', 'output 0'],
    [':::10+', ':::9999999999999999+', 'output 0, amount'],
  ] as const) {
    throws(() => parse(good.replace(from, to)), new RegExp(`x, ${field}`));
  }
});

const amount = fc.bigInt({ min: 0n, max: 1_000_000n });
const transaction = fc
  .record({
    block: fc.option(fc.integer({ min: 0, max: 900_000 }), { nil: null }),
    txIndex: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: null }),
    paid: fc.array(amount, { minLength: 1, maxLength: 4 }),
    known: fc.boolean(),
  })
  .map(({ paid, known, ...place }): UtxoTransaction => {
    const inputs = fromKeys(coins(4, 1_000_000n, 1)).map((input) =>
      known ? input : { ...input, amount: null, holder: null },
    );
    const outputs = toKeys(paid.map((value, key) => [value, key] as const));
    return { ...transactionOf(inputs, outputs), ...place };
  });

test('our own form survives writing and reading', () => {
  fc.assert(
    fc.property(transaction, (tx) => {
      const { origin: _, ...rest } = tx;
      const read = parseTransactionLine(transactionLine(tx, BLOCK), 'x', MAINNET);
      deepEqual(read, { ...rest, blockHash: BLOCK });
    }),
  );
});

test('our own form as a file', async () => {
  const spent = transactionOf(fromKeys(coins(1, 10n, 1)), toKeys([[9n, 2]]), id('a'));
  const spend = transactionOf(
    [{ tx: id('a'), index: 0, amount: null, holder: null }],
    toKeys([[8n, 3]]),
    id('b'),
  );
  const lines = [transactionLine({ ...spend, block: 9 }), transactionLine({ ...spent, block: 8 })];
  const ledger = await openTransactionLines(write(lines));
  equal(letters(ledger), 'a b');
  equal((await ledger.transactions([id('b')]))[0]?.inputs[0]?.amount, 9n);
  deepEqual(
    [...ledger.blocks()].map((block) => block.hash),
    ['height:8', 'height:9'],
  );
  equal(ledger.inputs[0]?.layout, 'bitcoin-transactions-jsonl');
});

test('every member of our own form is checked', () => {
  const good = transactionLine(transactionOf(fromKeys(coins(1, 10n, 1)), toKeys([[9n, 2]])));
  const parse = (text: string) => parseTransactionLine(text, 'x', MAINNET);
  equal(parse(good).outputs[0]?.amount, 9n);
  for (const [from, to, reason] of [
    ['"amount":"9"', '"amount":9', /outputs\.0\.amount/],
    ['"amount":"9"', '"amount":"09"', /outputs\.0\.amount/],
    ['"amount":"9"', '"amount":"11"', /x, outputs/],
    ['"amount":"9"', '"amount":"9","value":1', /x, outputs\.0/],
    ['"holder":"bc1', '"holder":"bc2', /inputs|holder/],
    ['"burn":false', '"burn":0', /burn/],
    ['"time":1650000000', '"time":"2022"', /time/],
    ['"coinbase":false', '"coinbase":true', /none for a coinbase/],
    ['{', '[', /JSON/],
  ] as const) {
    throws(() => parse(good.replace(from, to)), reason, to);
  }
  const other = good.replace(
    /(.*)"holder":"[^"]*"/,
    '$1"holder":"1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"',
  );
  throws(() => parse(other), /by the script/);
});

test('coins of addresses, in chain order, within times and up to a limit', async () => {
  const pays = (key: number, amounts: readonly bigint[]) =>
    toKeys(amounts.map((amount) => [amount, key] as const));
  const made = [0, 1, 2].map((n) => ({
    ...transactionOf(
      fromKeys([[10n, 50 + n]]),
      [...pays(1, [1n, 2n]), ...pays(2, [3n])],
      id(`${n}`),
    ),
    block: 10 - n,
    time: 1_600_000_010 - n,
  }));
  const ledger = await openTransactionLines(write(made.map((tx) => transactionLine(tx, null))));
  const [one, two, none] = [1, 2, 3].map((key) => pays(key, [1n])[0]?.holder ?? '');
  const ask = async (holders: readonly string[], since: number | null, limit: number) => {
    const query = { since, until: 1_600_000_009, limit };
    const answers = (await ledger.coinsOf?.(holders, query)) ?? [];
    return answers.map(({ holder, coins, truncated }) => {
      return [holder, coins.map(({ tx, index }) => `${tx.id[0]}:${index}`).join(' '), truncated];
    });
  };
  deepEqual(await ask([two ?? '', one ?? '', none ?? ''], null, 9), [
    [two, '2:2 1:2', false],
    [one, '2:0 2:1 1:0 1:1', false],
    [none, '', false],
  ]);
  deepEqual(await ask([one ?? ''], 1_600_000_009, 2), [[one, '1:0 1:1', false]]);
  deepEqual(await ask([one ?? ''], null, 3), [[one, '2:0 2:1 1:0', true]]);
});
