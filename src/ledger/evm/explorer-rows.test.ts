import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ListName, type ListRow, readRow } from './explorer-rows.ts';

const TX = `0x${'1'.repeat(64)}`;
const CONTRACT = '0xd26114cd6ee289accf82350c8d8487fedb8a0c07';
const ORIGIN = { input: 3, line: 7 };

// as docs.etherscan.io shows it (Get Normal Transactions By Address)
const NATIVE = {
  blockNumber: '14923678',
  blockHash: '0x7e1638fd2c6bdd05ffd83c1cf06c63e2f67d0f802084bef076d06bdcf86d1bb0',
  timeStamp: '1654646411',
  hash: TX,
  nonce: '4',
  transactionIndex: '61',
  from: '0x9aa99c23f67c81701C772B106b4F83f6e858dd2E',
  to: CONTRACT,
  value: '11000000000000000000000',
  gas: '6000000',
  gasPrice: '83924748773',
  isError: '0',
  txreceipt_status: '1',
  input: '0xA9059CBB',
  contractAddress: '',
  cumulativeGasUsed: '10450178',
  gasUsed: '4457269',
  confirmations: '122485',
  methodId: '0x61016060',
  functionName: '',
};

const INTERNAL = {
  ...{ blockNumber: '1743059', timeStamp: '1466489498', hash: TX, from: CONTRACT, to: CONTRACT },
  ...{ value: '7106740000000000', contractAddress: '', input: '', type: 'call', gas: '2300' },
  ...{ gasUsed: '0', traceId: '0_1_1', isError: '0', errCode: '' },
};

const TOKEN = {
  ...{ blockNumber: '4730207', timeStamp: '1513240363', hash: TX, nonce: '406' },
  ...{ from: CONTRACT, contractAddress: CONTRACT, to: CONTRACT, value: '5901522149285533025181' },
  ...{ tokenName: 'Maker', tokenSymbol: 'MKR', tokenDecimal: '18', transactionIndex: '81' },
  ...{ gas: '940000', gasPrice: '32010000000', gasUsed: '77759', input: 'deprecated' },
};

function read(list: ListName, fields: unknown, tx?: string): readonly ListRow[] | null {
  return readRow(list, fields, ORIGIN, tx);
}

function only(list: ListName, fields: unknown, tx?: string): ListRow {
  const rows = read(list, fields, tx);
  assert.equal(rows?.length, 1);
  return rows?.[0] as ListRow;
}

describe('a transaction', () => {
  test('is read whatever the case of its hex', () => {
    const row = only('txlist', NATIVE);
    assert.equal(row.from, '0x9aa99c23f67c81701c772b106b4f83f6e858dd2e');
    assert.equal(row.amount, 11_000_000_000_000_000_000_000n);
    assert.deepEqual([row.block, row.time, row.origin], [14_923_678, 1_654_646_411, ORIGIN]);
    assert.ok(row.kind === 'native');
    assert.deepEqual([row.txIndex, row.input, row.failed], [61, '0xa9059cbb', false]);
  });

  test('that makes a contract pays the contract', () => {
    const row = only('txlist', { ...NATIVE, to: '', contractAddress: CONTRACT });
    assert.ok(row.kind === 'native');
    assert.deepEqual([row.to, row.creates], [CONTRACT, true]);
  });

  test('failed where the receipt says so, or before Byzantium the error alone', () => {
    const failed = (isError: unknown, status: unknown): unknown => {
      const row = only('txlist', { ...NATIVE, isError, txreceipt_status: status });
      return row.kind === 'native' && row.failed;
    };
    assert.equal(failed('1', '0'), true);
    assert.equal(failed('1', ''), true);
    assert.equal(failed('0', ''), false);
    assert.equal(failed(0, undefined), false);
    assert.equal(failed('0', '0'), null);
    assert.equal(failed('1', '1'), null);
  });

  test('may lack what need not be there, and is refused without what must', () => {
    const { blockHash, transactionIndex, input, ...rest } = NATIVE;
    const row = only('txlist', rest);
    assert.ok(row.kind === 'native');
    assert.deepEqual([row.blockHash, row.txIndex, row.input], [null, null, null]);
    for (const field of ['from', 'value', 'hash', 'blockNumber', 'timeStamp', 'gasUsed']) {
      assert.equal(read('txlist', { ...NATIVE, [field]: undefined }), null, field);
      assert.equal(read('txlist', { ...NATIVE, [field]: 'x' }), null, field);
    }
    assert.equal(read('txlist', { ...NATIVE, value: '-1' }), null);
    assert.equal(read('txlist', 'No transactions found'), null);
  });
});

describe('a call inside', () => {
  test('has its id from the row, from Blockscout’s name for it, or from the question', () => {
    const { hash, ...rest } = INTERNAL;
    assert.equal(only('txlistinternal', INTERNAL).tx, TX);
    assert.equal(only('txlistinternal', { ...rest, transactionHash: TX }).tx, TX);
    assert.equal(only('txlistinternal', rest, TX).tx, TX);
    assert.equal(read('txlistinternal', rest), null);
  });

  test('that cannot pay, or is the transaction itself, is none', () => {
    for (const more of [
      { callType: 'delegatecall' },
      { callType: 'staticcall' },
      { type: 'delegatecall' },
      { type: 'reward' },
      { callType: 'call', index: '0' },
      { to: '' },
    ]) {
      assert.deepEqual(read('txlistinternal', { ...INTERNAL, ...more }), []);
    }
    const made = { ...INTERNAL, type: 'create', to: '', contractAddress: CONTRACT };
    assert.equal(only('txlistinternal', made).to, CONTRACT);
  });
});

describe('a token', () => {
  test('says of itself what anybody could say', () => {
    const row = only('tokentx', { ...TOKEN, tokenSymbol: ' \u202eTDSU\u0000 ' });
    assert.ok(row.kind === 'token');
    assert.deepEqual([row.symbol, row.decimals, row.nft, row.logIndex], ['TDSU', 18, null, null]);
    for (const tokenDecimal of ['', null, undefined, '255', 'x']) {
      const odd = only('tokentx', { ...TOKEN, tokenDecimal });
      assert.equal(odd.kind === 'token' && odd.decimals, null);
    }
  });

  test('of a collection is one item, in whichever list it stands', () => {
    const { value, ...rest } = TOKEN;
    const one = only('tokennfttx', { ...rest, tokenID: '202106' });
    assert.ok(one.kind === 'token');
    assert.deepEqual([one.amount, one.nft], [1n, { standard: 'erc721', item: '202106' }]);
    const some = only('token1155tx', { ...rest, tokenID: '10371', tokenValue: '4' });
    assert.ok(some.kind === 'token');
    assert.deepEqual([some.amount, some.nft], [4n, { standard: 'erc1155', item: '10371' }]);
    // older Blockscout gives all standards in one list
    const mixed = only('tokentx', { ...rest, tokenID: '7' });
    assert.equal(mixed.kind === 'token' && mixed.nft?.standard, 'erc721');
    const many = read('tokentx', { ...rest, tokenIDs: ['1', '2'], values: ['5', '6'] });
    assert.deepEqual(
      many?.map((row) => [row.amount, row.kind === 'token' && row.nft?.item]),
      [
        [5n, '1'],
        [6n, '2'],
      ],
    );
  });

  test('without amount or item is refused', () => {
    const { value, ...rest } = TOKEN;
    assert.equal(read('tokentx', rest), null);
    assert.equal(read('tokennfttx', TOKEN), null);
  });
});
