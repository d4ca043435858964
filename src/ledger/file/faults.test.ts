import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  addressOf,
  type Contents,
  facts,
  HEADER,
  ledgerOf,
  line,
  seen,
  txOf,
  USDT,
} from '../../../test/ledger/file-fixtures.ts';
import { InputError } from '../../base/errors.ts';
import type { MappingInput } from './mapping.ts';

const GOOD = line({ tx: txOf(7), amount: '7' });

/** Rows of `public-case-tokens` around one that is in order. */
function file(...rows: string[]): Contents {
  return { 'a.csv': [HEADER, ...rows, GOOD].join('\r\n') };
}

/** The file gives its good row, these warnings, and under `strict` an error for the first. */
async function assertWarns(t: TestContext, contents: Contents, expected: string[], rows = 1) {
  const ledger = await ledgerOf(t, contents);
  assert.deepEqual(seen(ledger.warnings()), expected);
  assert.equal(ledger.size, rows);
  for (const warning of ledger.warnings()) {
    assert.ok(contents[warning.file] !== undefined && warning.expected !== '');
  }
  await assert.rejects(ledgerOf(t, contents, { strict: true }), InputError);
}

async function assertRefused(t: TestContext, contents: Contents, expected: RegExp) {
  await assert.rejects(ledgerOf(t, contents), (error) => {
    assert.ok(error instanceof InputError, String(error));
    assert.match(`${error.message} ${error.hint}`, expected);
    return true;
  });
}

describe('rows that cannot be used are left out and counted', () => {
  test('transaction ids', async (t) => {
    const rows = [line({ tx: '0x12' }), line({ tx: `${txOf(1)}0` }), line({ tx: '' })];
    await assertWarns(t, file(...rows), ['tx 2 ×3: 0x12']);
  });

  test('times', async (t) => {
    const rows = [line({ time: 'yesterday' }), line({ time: '2025-02-30 10:00:00' })];
    await assertWarns(t, file(...rows), ['time 2 ×2: yesterday']);
  });

  test('blocks', async (t) => {
    await assertWarns(t, file(line({ block: '12a' })), ['block 2 ×1: 12a']);
  });

  test('addresses and checksums, apart', async (t) => {
    const wrong = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD';
    const rows = [line({ from: '0x1' }), line({ to: wrong }), line({ to: wrong, block: '101' })];
    await assertWarns(t, file(...rows), ['address 2 ×1: 0x1', `checksum 3 ×2: ${wrong}`]);
  });

  test('a sender or receiver that is missing', async (t) => {
    await assertWarns(t, file(line({ from: '' }), line({ to: '' })), [
      'address 2 ×1: nothing',
      'address 3 ×1: nothing',
    ]);
  });

  test('token contracts', async (t) => {
    await assertWarns(t, file(line({ token: 'USDT' })), ['address 2 ×1: USDT']);
  });

  test('amounts: negative, empty, no number', async (t) => {
    const rows = [line({ amount: '-1' }), line({ amount: '' }), line({ amount: '1.2.3' })];
    await assertWarns(t, file(...rows), ['amount 2 ×3: -1']);
  });

  test('base units that are not whole', async (t) => {
    const header = 'tx,time,from,to,contract,amount_base_units';
    const row = (amount: string) => {
      const [from, to] = [addressOf(1), addressOf(2)];
      return [txOf(1), '2025-02-21 14:29:47', from, to, USDT, amount].join(',');
    };
    const text = [header, row('1.5'), row('-3'), row('1.2E+18'), row('7')].join('\n');
    await assertWarns(t, { 'a.csv': text }, ['amount 2 ×3: 1.5']);
  });

  test('decimal commas between semicolons are not taken for groups', async (t) => {
    const text = [HEADER, line({ amount: '1,234' }), GOOD].join('\n');
    const cells = text.replaceAll(',', ';').replace('1;234', '1,234');
    await assertWarns(t, { 'a.csv': cells }, ['amount 2 ×1: 1,234']);
  });

  test('the wrong number of cells', async (t) => {
    await assertWarns(t, file('1,2,3', `${line({})},more`), ['cells 2 ×2: 3 cells']);
    const padded = await ledgerOf(t, file(`${line({})},,`));
    assert.deepEqual([padded.size, padded.warnings().length], [2, 0]);
  });

  test('a quote that is not closed', async (t) => {
    const [found] = line({ tx: `"${txOf(1)}` }).split('\r');
    const ledger = await ledgerOf(t, file(line({ tx: `"${txOf(1)}` })));
    assert.equal(ledger.size, 1);
    assert.deepEqual(seen(ledger.warnings()), [
      `quotes 2 ×1: ${found?.slice(0, 80)}… (${(found?.length ?? 0) + 1} characters)`,
    ]);
  });

  test('a row of 10 MB', async (t) => {
    const long = 'x'.repeat(10 * 2 ** 20);
    await assertWarns(t, file(`${long},1,2`), ['line-length 2 ×1: a longer line']);
  });

  test('a line that is no JSON', async (t) => {
    const object = {
      tx: txOf(1),
      time: '2025-02-21',
      from: addressOf(1),
      to: addressOf(2),
      amount_base_units: '5',
    };
    const text = [JSON.stringify(object), '{"tx":', '[]'].join('\n');
    await assertWarns(t, { 'a.jsonl': text }, ['json 2 ×2: {"tx":']);
  });

  test('rows of another chain', async (t) => {
    const header = 'chain,block,timestamp_utc,tx_hash,from,to,value_usd';
    const row = (chain: string) =>
      [chain, 100, '2024-01-01 00:00:00', txOf(1), addressOf(1), addressOf(2), '5.25'].join(',');
    const rows = ['ethereum', 'Tron', 'eip155:1', 'bsc', 'nowhere'].map(row);
    const ledger = await ledgerOf(t, { 'a.csv': [header, ...rows].join('\n') });
    assert.deepEqual(
      seen(ledger.warnings()).filter((text) => !text.startsWith('identical')),
      ['other-chain 3 ×3: Tron'],
    );
    assert.equal(ledger.size, 2);
  });
});

describe('rows that are used, with something to be said', () => {
  test('dollar values that are not known are no amounts, and not zero', async (t) => {
    const header = 'chain,block,timestamp_utc,tx_hash,from,to,value_usd';
    const values = ['', 'NaN', 'unknown', '-', '8.6e-14', '0', '1,234.5', 'plenty'];
    const rows = values.map((value, i) =>
      ['ethereum', 100, '2024-01-01', txOf(i), addressOf(1), addressOf(2), `"${value}"`].join(','),
    );
    const ledger = await ledgerOf(t, { 'a.csv': [header, ...rows].join('\n') });
    assert.deepEqual(seen(ledger.warnings()), [
      'value-unknown 2 ×4: nothing',
      'amount 9 ×1: plenty',
    ]);
    const unvalued = [...ledger.all()].filter(({ kind }) => kind === 'unvalued');
    assert.deepEqual(
      unvalued.map(({ tx, amount }) => [tx, amount]),
      [0, 1, 2, 3].map((i) => [txOf(i), 0n]),
    );
    const valued = [...ledger.all()].filter(({ kind }) => kind !== 'unvalued');
    const amounts = valued.map(({ amount }) => amount).sort();
    assert.deepEqual(amounts, [0n, 123450000000000000000000n, 8600000n]);
    const [asset] = await ledger.assets();
    assert.deepEqual([asset?.kind, asset?.id], ['valuation', 'eip155:1/iso4217:USD']);
  });

  test('columns that no layout knows, once for a file', async (t) => {
    const text = [`${HEADER},memo,note`, `${line({})},a,b`].join('\n');
    await assertWarns(t, { 'a.csv': text }, ['unknown-columns 1 ×2: memo, note']);
  });

  test('digits beyond the last place', async (t) => {
    const contents = file(line({ amount: '1.0000001', token: USDT }));
    await assertWarns(t, contents, ['digits-cut 2 ×1: 1.0000001'], 2);
    const ledger = await ledgerOf(t, contents);
    assert.deepEqual([...ledger.all()].map(({ amount }) => amount).sort(), [
      1000000n,
      7n * 10n ** 18n,
    ]);
  });

  test('tokens whose decimals nobody says', async (t) => {
    const token = addressOf(77);
    // a strict run refuses them where an answer holds an amount of them, not here
    const strict = await ledgerOf(t, file(line({ token })), { strict: true });
    assert.deepEqual(seen(strict.warnings()), [`decimals-assumed 2 ×1: ${token}`]);
    const id = `eip155:1/erc20:${token}`;
    assert.deepEqual([...strict.assumed], [[id, { file: 'a.csv', line: 2 }]]);
    const tokens = [{ contract: token, symbol: 'ACME', decimals: 2 }];
    const ledger = await ledgerOf(t, file(line({ token })), { tokens });
    assert.deepEqual([ledger.warnings(), ledger.assumed.size], [[], 0]);
    assert.ok([...ledger.all()].some(({ amount }) => amount === 150n));
  });

  test('decimals that contradict what is known', async (t) => {
    const header = 'tx,time,from,to,contract,decimals,amount_base_units';
    const row = (decimals: string) =>
      [txOf(1), '2025-01-01', addressOf(1), addressOf(2), USDT, decimals, decimals].join(',');
    const text = [header, row('6'), row('18'), row('')].join('\n');
    const ledger = await ledgerOf(t, { 'a.csv': text.replace(/,,$/, ',,9') });
    assert.deepEqual(seen(ledger.warnings()), ['decimals 3 ×1: 18']);
  });

  test('a later block with an earlier time', async (t) => {
    const early = line({ block: '200', time: '2020-01-01 00:00:00' });
    await assertWarns(t, file(early), ['time-order 2 ×1: 1577836800'], 2);
  });

  test('one transaction in two blocks', async (t) => {
    const rows = [line({ tx: txOf(3), block: '100' }), line({ tx: txOf(3), block: '101' })];
    const ledger = await ledgerOf(t, file(...rows));
    assert.deepEqual(
      ledger.warnings().map(({ code, line: at }) => `${code} ${at}`),
      ['identical 2', 'contradiction 3'],
    );
  });

  test('a cell over several lines', async (t) => {
    const header = `${HEADER},note`;
    const text = [header, `${line({})},"a\nb"`, `${GOOD},c`].join('\n');
    const ledger = await ledgerOf(t, { 'a.csv': text });
    assert.equal(ledger.size, 2);
    assert.deepEqual(seen(ledger.warnings()), [
      'unknown-columns 1 ×1: note',
      'lines-joined 2 ×1: a cell over 2 lines, taken as one row',
    ]);
  });

  test('a file with only a header, or with nothing, beside another', async (t) => {
    const contents = { 'empty.csv': '', 'header.csv': `${HEADER}\n`, ...file() };
    await assertWarns(t, contents, ['empty 0 ×1: nothing', 'empty 1 ×1: only a header']);
  });
});

describe('files that cannot be used are errors', () => {
  test('no transfer at all', async (t) => {
    await assertRefused(t, { 'a.csv': '' }, /at least one transfer/);
    await assertRefused(t, { 'a.csv': HEADER }, /at least one transfer/);
    await assertRefused(t, { 'a.csv': [HEADER, line({ tx: '' })].join('\n') }, /one transfer/);
  });

  test('an unknown layout, with the columns found and the layouts known', async (t) => {
    const text = 'hash,when,who,whom,how_much\n1,2,3,4,5\n';
    await assertRefused(t, { 'a.csv': text }, /hash, when, who, whom.*etherscan-token/);
    await assertRefused(t, { 'a.csv': GOOD }, /columns found/);
    await assertRefused(t, { 'a.json': '{"a":1}' }, /columns found: a/);
  });

  test('no text', async (t) => {
    await assertRefused(t, { a: Buffer.from([0xff, 0xfe, 0x41, 0]) }, /UTF-16/);
    await assertRefused(t, { a: Buffer.from('PK\u0003\u0004rest') }, /zip/);
    await assertRefused(t, { a: Buffer.from('PAR1rest') }, /Parquet/);
    await assertRefused(t, { a: Buffer.alloc(5000) }, /binary/);
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => Math.imul(i, 7919) & 255));
    await assertRefused(t, { a: noise }, /binary|layout/);
    await assertRefused(t, { 'a.gz': gzipSync(Buffer.alloc(5000)) }, /binary/);
  });

  test('a chain that is not known, or has no accounts', async (t) => {
    await assert.rejects(ledgerOf(t, file(), { chain: 'nowhere' }), InputError);
    await assert.rejects(ledgerOf(t, file(), { chain: 'bitcoin' }), /a chain of accounts/);
  });

  test('a block, and nothing to tell its time by', async (t) => {
    const object = { h: txOf(1), b: 5, f: addressOf(1), t: addressOf(2), a: '5' };
    const mapping: MappingInput = {
      ...{ tx: 'h', block: 'b', from: 'f', to: 't', amount: 'a', unit: 'base' },
    };
    const contents = { 'a.jsonl': JSON.stringify(object) };
    await assert.rejects(ledgerOf(t, contents, { chain: 'bsc', mapping }), /a time, or a block/);
    const ledger = await ledgerOf(t, contents, { mapping });
    assert.deepEqual(
      ledger.warnings().map(({ code }) => code),
      ['time-estimated'],
    );
  });
});

describe('mappings', () => {
  const text = [
    'ID;When;Sender;Receiver;Qty;Coin;State;Cost',
    `${txOf(1)};21/02/2025 14:29;${addressOf(1)};${addressOf(2)};2.5;${USDT};done;0.01`,
    `${txOf(2)};22/02/2025 14:29;${addressOf(2)};${addressOf(3)};1;;void;0.02`,
  ].join('\n');
  const mapping: MappingInput = {
    tx: 'id',
    time: 'when',
    timeForm: 'day-first',
    from: 'sender',
    to: { constant: addressOf(9) },
    amount: ['missing', 'qty'],
    unit: 'decimal',
    contract: 'coin',
    failed: { column: 'state', values: ['void'] },
    fee: 'cost',
    ignore: ['receiver'],
  };

  test('describe any file', async (t) => {
    const ledger = await ledgerOf(t, { 'a.csv': text }, { mapping });
    assert.deepEqual(ledger.warnings(), []);
    assert.equal(ledger.order, 'time');
    const [first, firstFee, second] = [...ledger.all()].map(facts);
    assert.deepEqual(first, {
      tx: txOf(1),
      block: null,
      time: Date.UTC(2025, 1, 21, 14, 29) / 1000,
      txIndex: null,
      index: null,
      kind: 'token',
      from: addressOf(1),
      to: addressOf(9),
      asset: `eip155:1/erc20:${USDT}`,
      amount: 2500000n,
      failed: false,
    });
    assert.deepEqual([firstFee?.kind, firstFee?.to, firstFee?.amount], ['gas', '', 10n ** 16n]);
    assert.equal(second?.failed, true);
  });

  test('name keys that not every object has', async (t) => {
    const [tx, sender, receiver] = [txOf(1), addressOf(1), addressOf(2)];
    const objects = [
      { id: tx, when: '2025-01-01', sender, receiver, qty: '1' },
      { id: tx, when: '2025-01-01', sender, receiver, qty: '2', coin: USDT, state: 'void' },
    ];
    const { ignore: _, fee: __, ...fields } = mapping;
    const options = { mapping: { ...fields, timeForm: 'auto' as const } };
    const text = JSON.stringify(objects);
    const ledger = await ledgerOf(t, { 'a.json': text }, options);
    assert.deepEqual(
      [...ledger.all()].map(({ kind, amount, failed }) => [kind, amount, failed]),
      [
        ['native', 10n ** 18n, false],
        ['token', 2000000n, true],
      ],
    );
  });

  test('that name a column which is not there', async (t) => {
    const wrong = { ...mapping, block: 'height' };
    await assert.rejects(ledgerOf(t, { 'a.csv': text }, { mapping: wrong }), /height/);
  });

  test('that are no mapping', async (t) => {
    for (const wrong of [{}, { ...mapping, unit: 'dollars' }, { ...mapping, more: 1 }]) {
      const options = { mapping: wrong as MappingInput };
      await assert.rejects(ledgerOf(t, { 'a.csv': text }, options), InputError);
    }
  });
});
