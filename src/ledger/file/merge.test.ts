import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addressOf,
  facts,
  HEADER,
  ledgerOf,
  line,
  seen,
  txOf,
  USDT,
} from '../../../test/ledger/file-fixtures.ts';

const TRON = 'TXxo68nYFnjYoVvDkNhfVujn4aRafoKr2Z';
const TRON_B = 'THPopY1MtT3Hsd7YRN8JHNpZDWUAqDQBYm';
const TRON_C = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const WALLETS = 'wallet,timestamp_ms,tx_id,from,to,amount_raw,token_id,token_symbol,decimals';
const POSITIONS = 'tx,time,block,tx_index,index,from,to,amount_base_units';

function csv(header: string, ...rows: string[]): string {
  return [header, ...rows].join('\n');
}

function wallet(name: string, amount = '5', from = TRON, to = TRON_B): string {
  return [name, '1672628645000', txOf(1).slice(2), from, to, amount, TRON_C, 'USDT', '6'].join(',');
}

function placed(tx: number, txIndex: string, index: string, amount: string): string {
  return [
    ...[txOf(tx), '2025-01-01', '100', txIndex, index, addressOf(1), addressOf(2), amount],
  ].join(',');
}

describe('the same transfer in several rows', () => {
  test('rows alike in one file without positions are different transfers', async (t) => {
    const ledger = await ledgerOf(t, { a: csv(HEADER, line({}), line({}), line({})) });
    assert.equal(ledger.size, 3);
    assert.deepEqual(
      seen(ledger.warnings()).map((text) => text.split(':')[0]),
      ['identical 2 ×2'],
    );
  });

  test('under two wallets of one file it is one transfer', async (t) => {
    const text = csv(WALLETS, wallet(TRON), wallet(TRON_B), wallet(TRON_B, '6'));
    const ledger = await ledgerOf(t, { a: text }, { chain: 'tron' });
    assert.equal(ledger.size, 2);
    assert.deepEqual(
      seen(ledger.warnings()).map((item) => item.split(':')[0]),
      ['repeated 3 ×1'],
    );
    const both = new Set([TRON, TRON_B].sort());
    assert.deepEqual([ledger.coverage.outgoing, ledger.coverage.incoming], [both, both]);
  });

  test('twice under one wallet and once under the other they are two', async (t) => {
    const rows = [wallet(TRON), wallet(TRON_B), wallet(TRON_B)];
    const forward = await ledgerOf(t, { a: csv(WALLETS, ...rows) }, { chain: 'tron' });
    const back = await ledgerOf(t, { a: csv(WALLETS, ...rows.reverse()) }, { chain: 'tron' });
    assert.equal(forward.size, 2);
    assert.deepEqual([...forward.all()].map(facts), [...back.all()].map(facts));
  });

  test('files that overlap count it once, files that do not are added up', async (t) => {
    const [one, two, three] = [1, 2, 3].map((number) => line({ tx: txOf(number) }));
    const files = { a: csv(HEADER, one ?? '', two ?? ''), b: csv(HEADER, two ?? '', three ?? '') };
    const ledger = await ledgerOf(t, files);
    assert.equal(ledger.size, 3);
    assert.deepEqual(
      seen(ledger.warnings()).map((item) => item.split(':')[0]),
      ['repeated 2 ×1'],
    );
  });

  test('with the same position it is one, with different positions two', async (t) => {
    const rows = [placed(1, '0', '3', '5'), placed(1, '0', '3', '5'), placed(1, '0', '4', '5')];
    const ledger = await ledgerOf(t, { a: csv(POSITIONS, ...rows) });
    assert.equal(ledger.size, 2);
    assert.deepEqual(
      seen(ledger.warnings()).map((item) => item.split(':')[0]),
      ['identical 2 ×1', 'duplicate 3 ×1'],
    );
    assert.deepEqual(
      [...ledger.all()].map(({ index }) => index),
      [3, 4],
    );
    assert.equal(ledger.order, 'log');
  });
});

describe('order', () => {
  test('by position where every row has one', async (t) => {
    const rows = [placed(1, '2', '0', '1'), placed(2, '0', '7', '2'), placed(2, '0', '5', '3')];
    const ledger = await ledgerOf(t, { a: csv(POSITIONS, ...rows) });
    assert.deepEqual(
      [...ledger.all()].map(({ amount }) => amount),
      [3n, 2n, 1n],
    );
    assert.equal(ledger.order, 'log');
  });

  test('as fine as the row that says least', async (t) => {
    const noIndex = [placed(1, '2', '0', '1'), placed(2, '0', '', '2')];
    assert.equal((await ledgerOf(t, { a: csv(POSITIONS, ...noIndex) })).order, 'transaction');
    const noPlace = [placed(1, '2', '0', '1'), placed(2, '', '1', '2')];
    assert.equal((await ledgerOf(t, { a: csv(POSITIONS, ...noPlace) })).order, 'block');
    const noBlock = [placed(1, '2', '0', '1'), placed(2, '0', '1', '2').replace(',100,', ',,')];
    assert.equal((await ledgerOf(t, { a: csv(POSITIONS, ...noBlock) })).order, 'time');
  });

  test('positions that count through a block order its transactions', async (t) => {
    const rows = [placed(1, '', '9', '1'), placed(5, '', '2', '2'), placed(3, '', '4', '3')];
    const ledger = await ledgerOf(t, { a: csv(POSITIONS, ...rows) });
    assert.deepEqual(
      [...ledger.all()].map(({ amount }) => amount),
      [2n, 3n, 1n],
    );
  });

  test('large amounts, kept whole, have their place among the others', async (t) => {
    const sizes = [10n ** 40n, 5n, 10n ** 29n, 10n ** 31n, 2n ** 256n - 1n, 10n ** 30n - 1n];
    const rows = sizes.map((size) => placed(1, '0', '', `${size}`));
    const ledger = await ledgerOf(t, { a: csv(POSITIONS, ...rows) });
    const sorted = sizes.toSorted((a, b) => (a < b ? -1 : 1));
    assert.deepEqual(
      [...ledger.all()].map(({ amount }) => amount),
      sorted,
    );
  });
});

describe('what one file knows and another does not', () => {
  test('the places of a token: amounts are scaled to them, exactly', async (t) => {
    const token = addressOf(50);
    const known = csv(
      'tx,time,block,from,to,contract,decimals,symbol,amount_base_units',
      [txOf(2), '2025-01-01', '99', addressOf(3), addressOf(4), token, '2', 'ACME', '150'].join(
        ',',
      ),
    );
    const whole = csv(HEADER, line({ token, amount: '2.5' }), line({ token, amount: '0.001' }));
    for (const files of [
      { a: whole, b: known },
      { b: known, a: whole },
    ]) {
      const ledger = await ledgerOf(t, files);
      assert.deepEqual([...ledger.all()].map(({ amount }) => amount).sort(), [0n, 150n, 250n]);
      assert.equal((await ledger.assets()).length, 1);
      const codes = ledger.warnings().map(({ code }) => code);
      assert.deepEqual(codes, ['digits-cut']);
    }
  });

  test('the time of a block', async (t) => {
    const object = { h: txOf(5), b: 100, f: addressOf(1), t: addressOf(2), a: '5' };
    const mapping = {
      ...{ tx: 'h', block: 'b', from: 'f', to: 't', amount: 'a', unit: 'base' as const },
    };
    const files = {
      'a.csv': csv(HEADER, line({ token: USDT })),
      'b.jsonl': JSON.stringify(object),
    };
    const ledger = await ledgerOf(t, { 'a.csv': files['a.csv'] });
    const { folderOf } = await import('../../../test/ledger/file-fixtures.ts');
    const { openFileLedger } = await import('./open.ts');
    const both = await openFileLedger(['a.csv', { path: 'b.jsonl', mapping }], {
      chain: 'ethereum',
      baseDir: folderOf(t, files),
    });
    assert.deepEqual(both.warnings(), []);
    assert.deepEqual(
      [...both.all()].map(({ time }) => time),
      [ledger.since, ledger.since],
    );
  });
});

describe('coverage', () => {
  const pay = (from: number, to: number) =>
    line({ tx: txOf(from * 100 + to), from: addressOf(from), to: addressOf(to) });

  test('few that send and many that only receive: what the few sent', async (t) => {
    const rows = Array.from({ length: 30 }, (_, i) => pay(i % 2, i + 10));
    const { coverage } = await ledgerOf(t, { a: csv(HEADER, ...rows, pay(0, 1)) });
    assert.deepEqual(coverage.outgoing, new Set([addressOf(0), addressOf(1)].sort()));
    assert.deepEqual(coverage.incoming, new Set());
    assert.match(coverage.reason, /2 of 32 holders send/);
  });

  test('few that receive and many that only send: what the few received', async (t) => {
    const rows = Array.from({ length: 30 }, (_, i) => pay(i + 10, 1));
    const { coverage } = await ledgerOf(t, { a: csv(HEADER, ...rows) });
    assert.deepEqual(coverage.outgoing, new Set());
    assert.deepEqual(coverage.incoming, new Set([addressOf(1)]));
  });

  test('most of those who receive send on: a ledger of all', async (t) => {
    const rows = Array.from({ length: 30 }, (_, i) => pay(i, i + 1));
    const { coverage } = await ledgerOf(t, { a: csv(HEADER, ...rows) });
    assert.deepEqual([coverage.outgoing, coverage.incoming], ['all', 'all']);
  });

  test('is the case file’s to state', async (t) => {
    const rows = Array.from({ length: 30 }, (_, i) => pay(i, i + 1));
    const coverage = {
      outgoing: [addressOf(1).toUpperCase().replace('0X', '0x')],
      incoming: 'all',
    };
    const ledger = await ledgerOf(t, { a: csv(HEADER, ...rows) }, { coverage } as never);
    assert.deepEqual(ledger.coverage.outgoing, new Set([addressOf(1)]));
    const [one, two] = await ledger.summaries([addressOf(1), addressOf(2)]);
    assert.deepEqual([one?.outgoingListed, two?.outgoingListed], [true, false]);
  });
});
