import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addressOf,
  facts,
  ledgerOf,
  seen,
  txOf,
  USDT,
} from '../../../test/ledger/file-fixtures.ts';
import type { Transfer } from '../port.ts';
import type { FileLedger } from './open.ts';

const ACCOUNT = addressOf(1);
const [B, C, D] = [addressOf(2), addressOf(3), addressOf(4)];
const TRON = 'TXxo68nYFnjYoVvDkNhfVujn4aRafoKr2Z';
const TRON_B = 'THPopY1MtT3Hsd7YRN8JHNpZDWUAqDQBYm';
const TRON_USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

/** As the sites write it: every cell in quotes. */
function quoted(...rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n');
}

const NATIVE_HEADER = [
  ...['Transaction Hash', 'Blockno', 'UnixTimestamp', 'DateTime (UTC)', 'From', 'To'],
  ...['ContractAddress', 'Value_IN(ETH)', 'Value_OUT(ETH)', 'CurrentValue @ $3414.37/Eth'],
  ...['TxnFee(ETH)', 'TxnFee(USD)', 'Historical $Price/Eth', 'Status', 'ErrCode', 'Method'],
];
const DAY = ['1740148187', '2025-02-21 14:29:47'];
const NATIVE = quoted(
  NATIVE_HEADER,
  [
    ...[txOf(1), '100', ...DAY, B, ACCOUNT, '', '1.5', '0', '5121.5', '0.001', '3', '2700'],
    ...['', '', 'Transfer'],
  ],
  [
    ...[txOf(2), '101', ...DAY, ACCOUNT, C, '', '0', '1,000.25', '3415366', '0.002', '6', '2700'],
    ...['', '', 'Transfer'],
  ],
  [
    ...[txOf(3), '102', ...DAY, ACCOUNT, C, '', '0', '9', '0', '0.003', '9', '2700'],
    ...['Error(0)', 'execution reverted', 'Swap'],
  ],
  [
    ...[txOf(4), '103', ...DAY, ACCOUNT, '', D, '0', '0.5', '0', '0.004', '12', '2700'],
    ...['', '', '0x60806040'],
  ],
);
const INTERNAL = quoted(
  [
    ...['Transaction Hash', 'Blockno', 'UnixTimestamp', 'DateTime (UTC)', 'ParentTxFrom'],
    ...['ParentTxTo', 'ParentTxETH_Value', 'From', 'TxTo', 'ContractAddress', 'Value_IN(ETH)'],
    ...['Value_OUT(ETH)', 'CurrentValue @ $3414.37/Eth', 'Historical $Price/Eth', 'Status'],
    ...['ErrCode', 'Type'],
  ],
  [
    ...[txOf(5), '104', ...DAY, C, D, '0', D, ACCOUNT, '', '0.25', '0', '853', '2700', '0'],
    ...['', 'call'],
  ],
  [
    ...[txOf(6), '105', ...DAY, C, D, '0', D, ACCOUNT, '', '7', '0', '853', '2700', '1'],
    ...['out of gas', 'call'],
  ],
);
const TOKEN = quoted(
  [
    ...['Transaction Hash', 'Blockno', 'UnixTimestamp', 'DateTime (UTC)', 'From', 'To'],
    ...['TokenValue', 'USDValueDayOfTx', 'ContractAddress', 'TokenName', 'TokenSymbol'],
  ],
  [
    ...[
      txOf(2),
      '101',
      ...DAY,
      ACCOUNT,
      C,
      '1,250.5',
      '$1,250.5',
      USDT.toUpperCase().replace('0X', '0x'),
    ],
    ...['Tether USD', 'USDT'],
  ],
);

type Short = readonly [kind: string, from: string, to: string, units: bigint, failed: boolean];

function short(ledger: FileLedger): Short[] {
  return [...ledger.all()].map(({ kind, from, to, amount, failed }: Transfer) => [
    kind,
    from,
    to,
    amount,
    failed,
  ]);
}

const GWEI = 10n ** 9n;

describe('exports of Etherscan', () => {
  test('native, internal and token lists of one account are one ledger', async (t) => {
    const ledger = await ledgerOf(t, { native: NATIVE, internal: INTERNAL, token: TOKEN });
    assert.deepEqual(ledger.warnings(), []);
    assert.deepEqual(short(ledger), [
      ['native', B, ACCOUNT, 1_500_000_000n * GWEI, false],
      ['gas', B, '', 1_000_000n * GWEI, false],
      ['native', ACCOUNT, C, 1_000_250_000_000n * GWEI, false],
      ['token', ACCOUNT, C, 1_250_500_000n, false],
      ['gas', ACCOUNT, '', 2_000_000n * GWEI, false],
      ['native', ACCOUNT, C, 9_000_000_000n * GWEI, true],
      ['gas', ACCOUNT, '', 3_000_000n * GWEI, false],
      ['native', ACCOUNT, D, 500_000_000n * GWEI, false],
      ['gas', ACCOUNT, '', 4_000_000n * GWEI, false],
      ['internal', D, ACCOUNT, 250_000_000n * GWEI, false],
      ['internal', D, ACCOUNT, 7_000_000_000n * GWEI, true],
    ]);
    assert.deepEqual(
      ledger.inputs.map(({ layout }) => layout),
      ['etherscan-native', 'etherscan-internal', 'etherscan-token'],
    );
    assert.deepEqual(ledger.coverage.outgoing, new Set([ACCOUNT]));
    assert.deepEqual(ledger.coverage.incoming, new Set([ACCOUNT]));
    assert.match(ledger.coverage.reason, /native transfers.*internal transfers.*token transfers/);
    assert.equal(ledger.order, 'block');
    const [summary] = await ledger.summaries([ACCOUNT]);
    assert.deepEqual([summary?.sent, summary?.received, summary?.counterparties], [3, 2, 3]);
  });

  test('the same list twice, and those of two accounts, count each transfer once', async (t) => {
    const lines = NATIVE.split('\r\n');
    const twice = [...lines, lines[2] ?? ''].join('\r\n');
    const whole = await ledgerOf(t, { a: NATIVE });
    const ledger = await ledgerOf(t, { a: twice, b: NATIVE });
    assert.deepEqual([...ledger.all()].map(facts), [...whole.all()].map(facts));
    assert.deepEqual(
      seen(ledger.warnings()).map((text) => text.split(':')[0]),
      ['duplicate 6 ×2', 'repeated 2 ×8'],
    );
    const ofC = quoted(NATIVE_HEADER, [
      ...[txOf(2), '101', ...DAY, ACCOUNT, C, '', '1000.25', '0', '3415366', '0.002', '6', '2700'],
      ...['', '', 'Transfer'],
    ]);
    const both = await ledgerOf(t, { a: NATIVE, c: ofC });
    assert.deepEqual([...both.all()].map(facts), [...whole.all()].map(facts));
    assert.equal(both.coverage.outgoing === 'all' ? 0 : both.coverage.outgoing.size, 1);
    const named = await ledgerOf(t, { a: NATIVE, [`export-${C}.csv`]: ofC });
    assert.deepEqual(named.coverage.outgoing, new Set([ACCOUNT, C]));
  });

  test('older headers and other chains of the same software', async (t) => {
    const header = ['Txhash', 'UnixTimestamp', 'DateTime', 'From', 'To', 'Value'];
    const old = quoted(
      [...header, 'ContractAddress', 'TokenName', 'TokenSymbol'],
      [txOf(2), ...DAY, ACCOUNT, C, '3', USDT, 'Tether USD', 'USDT'],
    );
    const ledger = await ledgerOf(t, { native: NATIVE, token: old });
    const token = [...ledger.all()].find(({ kind }) => kind === 'token');
    // the block is that of the same transaction in the other list
    assert.deepEqual([token?.amount, token?.block], [3_000_000n, 101]);
    assert.equal(ledger.order, 'block');
    const bnb = NATIVE.replaceAll('(ETH)', '(BNB)').replaceAll('/Eth', '/BNB');
    const other = await ledgerOf(t, { a: bnb }, { chain: 'bsc' });
    assert.deepEqual([other.warnings(), other.size], [[], 8]);
  });

  test('collectibles are units of their own', async (t) => {
    const header = [
      ...['Transaction Hash', 'Blockno', 'UnixTimestamp', 'DateTime (UTC)', 'From', 'To'],
      ...['ContractAddress', 'TokenName', 'TokenSymbol', 'Token ID', 'Type', 'Quantity'],
    ];
    const row = (...cells: string[]) => [txOf(1), '100', ...DAY, ACCOUNT, C, D, ...cells];
    const text = quoted(
      header,
      row('Apes', 'APE', '77', '721', '1'),
      row('Games', 'GAME', '5', '1155', '12'),
    );
    const ledger = await ledgerOf(t, { a: text });
    assert.deepEqual(
      [...ledger.all()].map(({ asset, amount }) => [asset, amount]),
      [
        [`eip155:1/erc1155:${D}/5`, 12n],
        [`eip155:1/erc721:${D}/77`, 1n],
      ],
    );
    const old = quoted(
      [
        'Txhash',
        'UnixTimestamp',
        'DateTime',
        'From',
        'To',
        'ContractAddress',
        'TokenId',
        'TokenName',
      ].concat('TokenSymbol'),
      [txOf(1), ...DAY, ACCOUNT, C, D, '77', 'Apes', 'APE'],
    );
    const [asset] = await (await ledgerOf(t, { a: old })).assets();
    assert.deepEqual([asset?.kind, asset?.symbol, asset?.decimals], ['nft', 'APE #77', 0]);
  });

  test('answers of the API, saved as they came', async (t) => {
    const shared = { blockNumber: '100', timeStamp: '1740148187', hash: txOf(1), from: ACCOUNT };
    const native = {
      ...{ ...shared, nonce: '1', blockHash: txOf(9), transactionIndex: '4', to: C },
      ...{ value: '5', gas: '21000', gasPrice: '1000000000', isError: '0', input: '0x' },
      ...{ contractAddress: '', cumulativeGasUsed: '9', gasUsed: '21000', confirmations: '7' },
    };
    const token = {
      ...{ ...shared, contractAddress: USDT, to: C, value: '7', tokenName: 'Tether USD' },
      ...{ tokenSymbol: 'USDT', tokenDecimal: '6', transactionIndex: '4', gas: '1' },
      ...{ gasPrice: '1', gasUsed: '1', nonce: '1', blockHash: txOf(9), logIndex: '12' },
    };
    const internal = {
      ...{ ...shared, to: D, value: '3', contractAddress: '', input: '', type: 'call' },
      ...{ gas: '1', gasUsed: '1', traceId: '0', isError: '0', errCode: '' },
    };
    const ledger = await ledgerOf(t, {
      native: JSON.stringify({ status: '1', message: 'OK', result: [native] }),
      token: JSON.stringify([token], null, 2),
      internal: JSON.stringify(internal),
    });
    assert.deepEqual(ledger.warnings(), []);
    assert.deepEqual(short(ledger), [
      ['native', ACCOUNT, C, 5n, false],
      ['internal', ACCOUNT, D, 3n, false],
      ['token', ACCOUNT, C, 7n, false],
      ['gas', ACCOUNT, '', 21_000_000_000_000n, false],
    ]);
    assert.deepEqual(
      [...ledger.all()].map(({ txIndex }) => txIndex),
      [4, 4, 4, 4],
    );
  });
});

describe('exports of Blockscout', () => {
  const time = '2025-02-21 14:29:47.000000Z';
  const checksummed = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
  const account = checksummed.toLowerCase();

  test('native, with fees in base units and times in spite of the name', async (t) => {
    const text = [
      'TxHash,BlockNumber,UnixTimestamp,FromAddress,ToAddress,ContractAddress,Type,Value,Fee,' +
        'Status,ErrCode,CurrentPrice,TxDateOpeningPrice,TxDateClosingPrice,MethodName',
      `${txOf(1)},100,${time},${checksummed},${B},,OUT,1500,21,ok,,1,1,1,transfer`,
      `${txOf(2)},101,${time},${checksummed},,${C},OUT,2,22,error,Reverted,1,1,1,`,
      `${txOf(3)},102,${time},${checksummed},${D},,OUT,3,Max of 9,,,1,1,1,`,
    ].join('\r\n');
    const ledger = await ledgerOf(t, { a: text }, { chain: 'gnosis' });
    assert.deepEqual(short(ledger), [
      ['native', account, B, 1500n, false],
      ['gas', account, '', 21n, false],
      ['native', account, C, 2n, true],
      ['gas', account, '', 22n, false],
      ['native', account, D, 3n, false],
    ]);
    assert.deepEqual(seen(ledger.warnings()), ['amount 4 ×1: Max of 9']);
    assert.equal(ledger.since, 1740148187);
  });

  test('internal: calls that move nothing, and the transaction itself, are left out', async (t) => {
    const header =
      'TxHash,Index,BlockNumber,BlockHash,TxIndex,BlockIndex,UnixTimestamp,FromAddress,' +
      'ToAddress,ContractAddress,Type,CallType,Gas,GasUsed,Value,Input,Output,ErrCode,Fee';
    const row = (index: number, type: string, value: number, error = '') =>
      `${txOf(1)},${index},100,${txOf(9)},1,1,${time},${checksummed},${B},,call,${type},1,1,` +
      `${value},0x,0x,${error},1`;
    const rows = [row(0, 'call', 9), row(2, 'call', 5), row(3, 'delegatecall', 6)];
    const text = [header, ...rows, row(1, 'call', 7, 'Out of gas')].join('\n');
    const ledger = await ledgerOf(t, { a: text });
    assert.deepEqual(short(ledger), [
      ['internal', account, B, 7n, true],
      ['internal', account, B, 5n, false],
    ]);
    assert.deepEqual(seen(ledger.warnings()), ['no-transfer 2 ×2: a row of 0']);
  });

  test('tokens, in base units', async (t) => {
    const text = [
      'TxHash,BlockNumber,UnixTimestamp,FromAddress,ToAddress,TokenContractAddress,Type,' +
        'TokenDecimals,TokenSymbol,TokenDecimals,TokensTransferred,TransactionFee,Status,ErrCode',
      `${txOf(1)},100,${time},${checksummed},${B},${C},OUT,9,ACME,9,1234,21,ok,`,
    ].join('\n');
    const ledger = await ledgerOf(t, { a: text });
    assert.deepEqual(ledger.warnings(), []);
    const [asset] = await ledger.assets();
    assert.deepEqual([asset?.symbol, asset?.decimals, asset?.verified], ['ACME', 9, false]);
    assert.deepEqual(short(ledger), [['token', account, B, 1234n, false]]);
  });
});

describe('exports for Tron', () => {
  const id = txOf(1).slice(2);

  test('Tronscan: the contract may stand inside the name', async (t) => {
    const text = quoted(
      ['Txn Hash', 'Block', 'Time(UTC)', 'From', 'To', 'Token', 'Amount/TokenID', 'Result'],
      [id, '5', '2023-01-02 03:04:05', TRON, TRON_B, `Tether USD(${TRON_USDT})`, '1.5', 'SUCCESS'],
      [id, '5', '2023-01-02 03:04:05', TRON, TRON_B, 'TRX', '2', 'SUCCESS'],
      [id, '5', '2023-01-02 03:04:05', TRON, TRON_B, 'USDT', '3', 'SUCCESS'],
      [id, '5', '2023-01-02 03:04:05', TRON, TRON_B, 'TRX', '4', 'OUT_OF_ENERGY'],
    );
    const ledger = await ledgerOf(t, { a: text }, { chain: 'tron' });
    assert.deepEqual(short(ledger), [
      ['native', TRON, TRON_B, 2_000_000n, false],
      ['native', TRON, TRON_B, 4_000_000n, true],
      ['token', TRON, TRON_B, 1_500_000n, false],
    ]);
    // a symbol without a contract says nothing
    assert.deepEqual(seen(ledger.warnings()), ['address 4 ×1: USDT']);
  });

  test('OKLink: two times, of which UTC counts', async (t) => {
    const text = [
      'Tx Hash,blockHeight,blockTime(UTC+8),blockTime(UTC),from,to,value,symbol,tokenAddress,' +
        'isConfirm',
      `${id},5,2023/01/02 11:04:05,2023/01/02 03:04:05,${TRON},${TRON_B},"1,234.5",USDT,` +
        `${TRON_USDT},true`,
    ].join('\n');
    const ledger = await ledgerOf(t, { a: text }, { chain: 'tron' });
    assert.deepEqual(ledger.warnings(), []);
    const [transfer] = [...ledger.all()];
    assert.deepEqual([transfer?.time, transfer?.amount], [1672628645, 1_234_500_000n]);
  });

  test('TronGrid: answers saved as they came', async (t) => {
    const row = (type: string) => ({
      transaction_id: id,
      token_info: { symbol: 'USDT', address: TRON_USDT, decimals: 6, name: 'Tether USD' },
      block_timestamp: 1672628645000,
      from: TRON,
      to: TRON_B,
      type,
      value: '1500000',
    });
    const text = JSON.stringify({ data: [row('Transfer'), row('Approval')], success: true });
    const ledger = await ledgerOf(t, { a: text }, { chain: 'tron' });
    assert.deepEqual(short(ledger), [['token', TRON, TRON_B, 1_500_000n, false]]);
    assert.deepEqual(seen(ledger.warnings()), ['no-transfer 2 ×1: a row of Approval']);
  });
});
