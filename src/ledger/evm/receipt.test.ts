import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { Transfer } from '../port.ts';
import type { CallTrace } from './calls.ts';
import { TOPIC } from './logs.ts';
import { transfersOf } from './receipt.ts';
import { type Log, receiptSchema, transactionSchema } from './transaction.ts';

const HASH = `0x${'12'.repeat(32)}`;
const ZERO = `0x${'0'.repeat(40)}`;
const [ALICE, BOB, CAROL] = ['a', 'b', 'c'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
];
const WETH = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';
const TOKEN = `0x${'7'.repeat(40)}`;

const place = { blockHash: HASH, blockNumber: '0x10', transactionIndex: '0x2' };
const topic = (value: string | bigint): string => {
  return `0x${BigInt(value).toString(16).padStart(64, '0')}`;
};

function logOf(at: number, contract: string, topics: readonly string[], amount: bigint): unknown {
  const ids = { transactionHash: HASH, logIndex: `0x${at.toString(16)}` };
  return { address: contract, topics, data: topic(amount), ...ids, ...place };
}

function moved(at: number, from: string, to: string, amount: bigint, contract = TOKEN): unknown {
  return logOf(at, contract, [TOPIC.transfer, topic(from), topic(to)], amount);
}

interface Given {
  readonly chain?: string;
  readonly transaction?: object;
  readonly receipt?: object;
  readonly trace?: CallTrace | null;
  readonly unreadable?: (log: Log) => void;
}

function read({ chain: name = 'ethereum', trace = null, ...given }: Given): Transfer[] {
  const chain = parseChain(name, 'chain');
  const transaction = transactionSchema.parse({
    ...{ hash: HASH, ...place, from: ALICE, to: BOB, value: '0x0', gas: '0x5208', gasPrice: '0x2' },
    ...given.transaction,
  });
  const receipt = receiptSchema.parse({
    ...{ transactionHash: HASH, ...place, contractAddress: null, status: '0x1' },
    ...{ gasUsed: '0x5208', effectiveGasPrice: '0x2', logs: [] },
    ...given.receipt,
  });
  const assets = {
    chain,
    book: new AssetBook(chain, tokenLookup(chain)),
    claims: () => ({ symbol: 'TOK', decimals: 9 }),
    unreadable: given.unreadable ?? (() => assert.fail('a log that can be read')),
  };
  const inputs = { transaction: 5, receipt: 6, trace: 7 };
  return transfersOf({ transaction, receipt, trace, time: 99, inputs }, assets);
}

function told(transfers: readonly Transfer[]): string[] {
  return transfers.map(({ kind, from, to, asset, amount, failed }) => {
    const name = (holder: string): string => NAMES.get(holder) ?? holder;
    const unit = asset.replace(/^eip155:\d+\//, '').replace(/^slip44:\d+$/, 'own');
    return `${kind}${failed ? ' failed' : ''} ${name(from)} ${name(to)} ${amount} ${unit}`;
  });
}

const NAMES = new Map([
  [ALICE, 'alice'],
  [BOB, 'bob'],
  [CAROL, 'carol'],
  [ZERO, 'zero'],
  ['', 'nobody'],
  [WETH, 'weth'],
]);
const GAS = `gas alice nobody ${21_000 * 2} own`;

describe('transfers of one transaction', () => {
  test('value, calls, tokens, gas: in the order of the chain, each with its place', () => {
    const trace = {
      failed: false,
      calls: [
        { position: 0, from: ALICE, to: BOB, amount: 7n, reverted: false },
        { position: 3, from: BOB, to: CAROL, amount: 5n, reverted: false },
        { position: 4, from: BOB, to: ALICE, amount: 1n, reverted: true },
      ],
    };
    const logs = [moved(40, BOB, CAROL, 9n), moved(41, CAROL, ALICE, 4n)];
    const transfers = read({ transaction: { value: '0x7' }, receipt: { logs }, trace });
    assert.deepEqual(told(transfers), [
      'native alice bob 7 own',
      'internal bob carol 5 own',
      'internal failed bob alice 1 own',
      `token bob carol 9 erc20:${TOKEN}`,
      `token carol alice 4 erc20:${TOKEN}`,
      GAS,
    ]);
    const rest = [16, 99, 2];
    for (const { block, time, txIndex, tx } of transfers) {
      assert.deepEqual([block, time, txIndex, tx], [...rest, HASH]);
    }
    const origins = transfers.map(({ origin }) => [origin.input, origin.line]);
    assert.deepEqual(origins, [
      [5, 1],
      [7, 4],
      [7, 5],
      [6, 1],
      [6, 2],
      [6, 1],
    ]);
    const [first, second, third, fourth, fifth, gas] = transfers.map(({ index }) => index);
    assert.deepEqual([first, second, third, gas], [0, 3, 4, null]);
    assert.equal((fifth ?? 0) - (fourth ?? 0), 1);
    assert.ok((fourth ?? 0) > 4);
  });

  test('a failed transaction moves nothing but gas', () => {
    const failed = read({ transaction: { value: '0x7' }, receipt: { status: '0x0' } });
    assert.deepEqual(told(failed), ['native failed alice bob 7 own', GAS]);
    assert.deepEqual(told(read({ receipt: { status: '0x0' } })), [GAS]);
  });

  test('before Byzantium a failure is told by its gas, unless a trace says more', () => {
    const value = { value: '0x7' };
    const old = (gas: string, gasUsed: string, trace: CallTrace | null = null): string[] =>
      told(
        read({ transaction: { ...value, gas }, receipt: { status: null, gasUsed }, trace }),
      ).slice(0, 1);
    assert.deepEqual(old('0x5208', '0x5208'), ['native alice bob 7 own']);
    assert.deepEqual(old('0x9000', '0x6000'), ['native alice bob 7 own']);
    assert.deepEqual(old('0x9000', '0x9000'), ['native failed alice bob 7 own']);
    assert.deepEqual(old('0x9000', '0x9000', { failed: false, calls: [] }), [
      'native alice bob 7 own',
    ]);
  });

  test('who creates a contract pays the contract', () => {
    const transaction = { to: null, value: '0x7' };
    const transfers = read({ transaction, receipt: { contractAddress: CAROL } });
    assert.deepEqual(told(transfers), ['native alice carol 7 own', GAS]);
  });

  test('a deposit from Ethereum brings what it moves, and keeps it where it fails', () => {
    const transaction = { type: '0x7e', mint: '0x9', value: '0x7', gasPrice: '0x0' };
    const receipt = { effectiveGasPrice: '0x0', l1Fee: '0x0' };
    assert.deepEqual(told(read({ chain: 'base', transaction, receipt })), [
      'native zero alice 9 own',
      'native alice bob 7 own',
    ]);
    const failed = { ...receipt, status: '0x0' };
    assert.deepEqual(told(read({ chain: 'base', transaction, receipt: failed })), [
      'native zero alice 9 own',
      'native failed alice bob 7 own',
    ]);
    const arbitrum = { type: '0x64', value: '0x7', gasPrice: '0x0' };
    const free = { effectiveGasPrice: '0x5f5e100', gasUsed: '0x0' };
    assert.deepEqual(told(read({ chain: 'arbitrum', transaction: arbitrum, receipt: free })), [
      'native zero alice 7 own',
      'native alice bob 7 own',
    ]);
    const ticket = { type: '0x69', depositValue: '0x9', retryValue: '0x5' };
    assert.deepEqual(told(read({ chain: 'arbitrum', transaction: ticket, receipt: free })), [
      'native zero alice 4 own',
    ]);
  });

  test('gas is all that was paid: for blobs, and for data on Ethereum', () => {
    const paid = (receipt: object, chain: string, transaction = {}): bigint | undefined =>
      read({ chain, receipt, transaction }).at(-1)?.amount;
    assert.equal(paid({ l1Fee: '0x64' }, 'optimism'), 42_100n);
    assert.equal(paid({ l1Fee: null }, 'optimism'), 42_000n);
    assert.equal(paid({ blobGasUsed: '0x20000', blobGasPrice: '0x3' }, 'ethereum'), 435_216n);
    // old nodes give no effective price; the fee for data is in Mantle's gas already
    assert.equal(paid({ effectiveGasPrice: undefined }, 'optimism'), 42_000n);
    assert.equal(paid({ l1Fee: '0x64' }, 'mantle'), 42_000n);
    // paid in a token, whose logs show it
    assert.equal(paid({}, 'celo', { feeCurrency: TOKEN, value: '0x1' }), 1n);
  });

  test('wrapping is a mint, unwrapping a burn, each with its other half', () => {
    const deposit = (at: number, to: string, amount: bigint): unknown =>
      logOf(at, WETH, [TOPIC.deposit, topic(to)], amount);
    const withdrawal = (at: number, from: string, amount: bigint): unknown =>
      logOf(at, WETH, [TOPIC.withdrawal, topic(from)], amount);
    const token = `erc20:${WETH}`;
    // directly: the transaction's value is the other half
    const direct = { transaction: { to: WETH, value: '0x7' } };
    assert.deepEqual(told(read({ ...direct, receipt: { logs: [deposit(0, ALICE, 7n)] } })), [
      'native alice weth 7 own',
      `token zero alice 7 ${token}`,
      GAS,
    ]);
    // by way of another contract
    const logs = [deposit(0, BOB, 7n), withdrawal(1, BOB, 3n)];
    const inside = [
      'internal bob weth 7 own',
      `token zero bob 7 ${token}`,
      'internal weth bob 3 own',
      `token bob zero 3 ${token}`,
    ];
    assert.deepEqual(told(read({ receipt: { logs } })), [...inside, GAS]);
    // a trace shows the other half itself
    const trace = {
      failed: false,
      calls: [{ position: 1, from: BOB, to: WETH, amount: 7n, reverted: false }],
    };
    assert.deepEqual(told(read({ receipt: { logs: [deposit(0, BOB, 7n)] }, trace })), [
      'internal bob weth 7 own',
      `token zero bob 7 ${token}`,
      GAS,
    ]);
    // wrappers that log the mint as well are not counted twice
    const both = [deposit(0, BOB, 7n), moved(1, ZERO, BOB, 7n, WETH)];
    assert.deepEqual(told(read({ receipt: { logs: both } })), [
      'internal bob weth 7 own',
      `token zero bob 7 ${token}`,
      GAS,
    ]);
    // what other contracts call a deposit is none
    const other = logOf(0, TOKEN, [TOPIC.deposit, topic(BOB)], 7n);
    assert.deepEqual(told(read({ receipt: { logs: [other] } })), [GAS]);
  });

  test('Polygon logs what moves inside', () => {
    const system = '0x0000000000000000000000000000000000001010';
    const name = '0xe6497e3ee548a3372136af2fcb0696db31fc6cf20260707645068bd3fe97f3c4';
    const own = (at: number, from: string, to: string, amount: bigint): unknown =>
      logOf(at, system, [name, topic(system), topic(from), topic(to)], amount);
    const logs = [own(0, ALICE, BOB, 7n), moved(1, BOB, ALICE, 9n), own(2, BOB, CAROL, 5n)];
    const given = { chain: 'polygon', transaction: { value: '0x7' }, receipt: { logs } };
    assert.deepEqual(told(read(given)), [
      'native alice bob 7 own',
      `token bob alice 9 erc20:${TOKEN}`,
      'internal bob carol 5 own',
      GAS,
    ]);
    const trace = {
      failed: false,
      calls: [{ position: 2, from: BOB, to: CAROL, amount: 5n, reverted: false }],
    };
    assert.equal(read({ ...given, trace }).filter(({ kind }) => kind === 'internal').length, 1);
  });

  test('ZKsync Era logs ether as a token, and who paid the gas', () => {
    const ether = '0x000000000000000000000000000000000000800a';
    const till = '0x0000000000000000000000000000000000008001';
    const logs = [
      moved(0, CAROL, till, 50_000n, ether),
      moved(1, ALICE, BOB, 7n, ether),
      moved(2, BOB, CAROL, 5n, ether),
      moved(3, till, CAROL, 8_000n, ether),
    ];
    const given = { chain: 'zksync', transaction: { value: '0x7' }, receipt: { logs } };
    const expected = [
      'native alice bob 7 own',
      'internal bob carol 5 own',
      `gas carol nobody ${21_000 * 2} own`,
    ];
    assert.deepEqual(told(read(given)), expected);
    const calls = [{ position: 1, from: till, to: BOB, amount: 7n, reverted: false }];
    assert.deepEqual(told(read({ ...given, trace: { failed: false, calls } })), expected);
  });

  test('once ether itself is logged (EIP-7708), it is no token', () => {
    const system = '0xfffffffffffffffffffffffffffffffffffffffe';
    const logs = [moved(0, ALICE, BOB, 7n, system), moved(1, BOB, CAROL, 5n, system)];
    assert.deepEqual(told(read({ transaction: { value: '0x7' }, receipt: { logs } })), [
      'native alice bob 7 own',
      'internal bob carol 5 own',
      GAS,
    ]);
  });

  test("a token that is the chain's own asset under another name is that asset", () => {
    const gold = '0x471ece3750da237f93b8e339c536989b8978a438';
    const logs = [moved(0, ALICE, BOB, 7n, gold)];
    assert.deepEqual(told(read({ chain: 'celo', receipt: { logs } })), [
      'token alice bob 7 own',
      GAS,
    ]);
  });

  test('a log that only calls itself a transfer is counted, and the rest is read', () => {
    const broken = logOf(0, TOKEN, [TOPIC.transfer], 1n);
    const seen: number[] = [];
    const unreadable = ({ logIndex }: Log): void => void seen.push(logIndex);
    const logs = [broken, moved(1, ALICE, BOB, 7n)];
    const transfers = read({ receipt: { logs }, unreadable });
    assert.deepEqual(told(transfers), [`token alice bob 7 erc20:${TOKEN}`, GAS]);
    assert.deepEqual(seen, [0]);
  });
});
