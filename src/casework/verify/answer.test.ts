import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SINGLE, singleTransactions } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { AssetBook } from '../../ledger/asset-book.ts';
import { tokenLookup } from '../../ledger/assets.ts';
import { type Chain, chainOf } from '../../ledger/chains.ts';
import { transfersOf } from '../../ledger/evm/receipt.ts';
import { receiptSchema, transactionSchema } from '../../ledger/evm/transaction.ts';
import type { ResultHop } from '../../trace/result.ts';
import { answerSays, type Said } from './answer.ts';
import { treeOf } from './answer-tree.ts';

const bitcoin = chainOf('bitcoin') as Chain;
const tron = chainOf('tron') as Chain;
const ethereum = chainOf('ethereum') as Chain;

type Fields = Pick<ResultHop, 'tx' | 'from' | 'to' | 'asset' | 'amount'>;

function hopOf(fields: Fields): ResultHop {
  const rest = { block: 1, time: '', traced: {}, usd: null, via: 'transfer', basis: 'observed' };
  return { ...rest, input: 0, line: 1, ...fields } as unknown as ResultHop;
}

function says(answer: unknown, chain: Chain, fields: Fields, question = 'GET /'): Said {
  return answerSays(treeOf(answer), question, hopOf(fields), chain);
}

test('answers of nodes of ten chains say every transfer that is read from them, and no other', {
  skip: needsData(SINGLE),
}, () => {
  let said = 0;
  let swapped = 0;
  let fees = 0;
  for (const { chain: name, tx, receipt } of singleTransactions()) {
    const chain = chainOf(name.replace('arbitrum_one', 'arbitrum').replace('_pos', ''));
    const read = [transactionSchema.safeParse(tx), receiptSchema.safeParse(receipt)] as const;
    if (!chain || !read[0].success || !read[1].success || receipt.logs.length > 40) continue;
    const transfers = transfersOf(
      {
        transaction: read[0].data,
        receipt: read[1].data,
        trace: null,
        time: 0,
        inputs: { transaction: 0, receipt: 1, trace: 2 },
      },
      {
        chain,
        book: new AssetBook(chain, tokenLookup(chain)),
        claims: () => ({ symbol: '', decimals: null }),
        unreadable: () => {},
      },
    );
    const answers = [tx, receipt].map((result) => treeOf({ jsonrpc: '2.0', id: 7, result }));
    for (const { kind, origin, amount, ...transfer } of transfers) {
      const hop = hopOf({ ...transfer, amount: `${amount}` });
      const answer = answers[origin.input]!;
      if (kind === 'gas') {
        // old receipts state no price
        const fee = answerSays(answer, '', hop, chain);
        ok(fee === 'so' || fee === 'untold', `${name} fee ${hop.tx}`);
        notEqual(answerSays(answer, '', { ...hop, amount: `${amount + 1n}` }, chain), 'so');
        fees += fee === 'so' ? 1 : 0;
        continue;
      }
      equal(answerSays(answer, '', hop, chain), 'so', `${name} ${kind} ${hop.tx} ${hop.asset}`);
      said++;
      const other = { ...hop, amount: `${amount + 1n}` };
      if (hop.asset.includes('/erc721:')) continue;
      if (answerSays(answer, '', other, chain) === 'so') swapped++;
    }
  }
  ok(said > 4000, `${said}`);
  ok(fees > 500, `${fees} fees`);
  // where a receipt has two transfers of nearly one amount between the same two
  ok(swapped < 25, `${swapped}`);
});

describe('explorers', () => {
  const [a, b] = [`0x${'ab'.repeat(20)}`, `0x${'cd'.repeat(20)}`];
  const usdt = '0xdac17f958d2ee523a2206206994597c13d831ec7';
  const tx = `0x${'7e'.repeat(32)}`;
  const hop = { tx, from: a, to: b, asset: `eip155:1/erc20:${usdt}`, amount: '500' };
  const row = { hash: tx, from: a, to: b, value: '500', contractAddress: usdt, tokenDecimal: '6' };

  test('a row of Etherscan: this one, not its neighbour', () => {
    const other = { ...row, hash: `0x${'11'.repeat(32)}`, value: '900' };
    const answer = { status: '1', message: 'OK', result: [other, row] };
    equal(says(answer, ethereum, hop), 'so');
    equal(says(answer, ethereum, { ...hop, amount: '900' }), 'otherwise');
    equal(says(answer, ethereum, { ...hop, tx: other.hash, amount: '900' }), 'so');
    equal(says(answer, ethereum, { ...hop, from: b, to: a }), 'otherwise');
    equal(says(answer, ethereum, { ...hop, tx: `0x${'22'.repeat(32)}` }), 'otherwise');
  });

  test('a row of Blockscout, with addresses as objects in mixed case', () => {
    const party = (hash: string) => ({ hash: hash.toUpperCase().replace('0X', '0x'), name: null });
    const item = {
      transaction_hash: tx,
      from: party(a),
      to: party(b),
      token: { address_hash: usdt, decimals: '6' },
      total: { value: '500', decimals: '6' },
    };
    equal(says({ items: [item], next_page_params: null }, ethereum, hop), 'so');
    equal(says({ items: [item] }, ethereum, { ...hop, from: b, to: a }), 'otherwise');
  });

  test('a trace that does not name the transaction, in the answer about it', () => {
    const call = { type: 'CALL', from: a, to: b, value: '0x1f4' };
    const answer = { result: { type: 'CALL', from: b, to: usdt, value: '0x0', calls: [call] } };
    const paid = { ...hop, asset: 'eip155:1/slip44:60' };
    const question = `node CALL debug_traceTransaction ["${tx}",{}]`;
    equal(says(answer, ethereum, paid, question), 'so');
    equal(says(answer, ethereum, { ...paid, amount: '501' }, question), 'otherwise');
    equal(says(answer, ethereum, paid, 'node CALL debug_traceTransaction ["0x00"]'), 'otherwise');
  });
});

test('Tron writes addresses in four ways', () => {
  const [from, to] = ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8'];
  const hex = [
    'a614f803b6fd780986a42c78ec9c7f77e6ded13c',
    '3487b63d30b5b2c87fb7ffa8bcfade38eaac1abe',
  ];
  const tx = '5e'.repeat(32);
  const trx = { tx, from, to, asset: 'tron:0x2b6653dc/slip44:195', amount: '1000000' };
  const value = { amount: 1_000_000, owner_address: `41${hex[0]}`, to_address: `41${hex[1]}` };
  const contract = [{ type: 'TransferContract', parameter: { value } }];
  equal(says({ txID: tx, raw_data: { contract } }, tron, trx), 'so');
  equal(
    says({ txID: tx, raw_data: { contract } }, tron, { ...trx, from: to, to: from }),
    'otherwise',
  );
  const usdd = 'TPYmHEhy5n8TCEfYGqW2rPxsghSfzghPDn';
  const token = { ...trx, asset: `tron:0x2b6653dc/trc20:${usdd}`, amount: '500' };
  const row = { transaction_id: tx, from, to, value: '500', token_info: { address: usdd } };
  equal(says({ data: [row], success: true }, tron, token), 'so');
  const log = {
    address: '94f24e992ca04b49c6f2a2753076ef8938ed4daa',
    topics: ['dd', ...hex.map((word) => word.padStart(64, '0'))],
    data: (500).toString(16).padStart(64, '0'),
  };
  equal(says({ id: tx, log: [log] }, tron, token), 'so');
  equal(says({ id: tx, log: [log] }, tron, { ...token, from: to, to: from }), 'otherwise');
});

describe('coins', () => {
  const [a, b, c] = [
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
  ];
  const [tx, earlier] = ['4a'.repeat(32), '5b'.repeat(32)];
  const asset = bitcoin.native.id;
  const hop = { tx, from: a, to: b, asset, amount: '70000' };
  const esplora = {
    txid: tx,
    vin: [{ txid: earlier, vout: 1, prevout: { scriptpubkey_address: a, value: 100_000 } }],
    vout: [
      { scriptpubkey_address: b, value: 70_000 },
      { scriptpubkey_address: c, value: 29_000 },
    ],
  };

  test('of Esplora', () => {
    equal(says(esplora, bitcoin, hop), 'so');
    equal(says(esplora, bitcoin, { ...hop, amount: '70001' }), 'otherwise');
    equal(says(esplora, bitcoin, { ...hop, from: c }), 'otherwise');
    equal(says(esplora, bitcoin, { ...hop, to: a }), 'otherwise');
    equal(says(esplora, bitcoin, { ...hop, tx: earlier }), 'untold');
    equal(says(esplora, bitcoin, { ...hop, from: `${earlier}:1` }), 'so');
    equal(says(esplora, bitcoin, { ...hop, to: `mix:${tx}`, amount: '99000' }), 'so');
  });

  test('of Bitcoin Core, in bitcoins, with and without what is spent', () => {
    const vout = [{ value: 0.0007, n: 0, scriptPubKey: { address: b, hex: '' } }];
    const prevout = { value: 0.001, scriptPubKey: { address: a } };
    const whole = { result: { txid: tx, vin: [{ txid: earlier, vout: 1, prevout }], vout } };
    equal(says(whole, bitcoin, hop), 'so');
    equal(says(whole, bitcoin, { ...hop, amount: '7' }), 'otherwise');
    const bare = { result: { txid: tx, vin: [{ txid: earlier, vout: 1 }], vout } };
    equal(says(bare, bitcoin, hop), 'untold');
    equal(says(bare, bitcoin, { ...hop, to: c }), 'otherwise');
  });

  test('all that the payer put in, where several paid', () => {
    const joint = {
      ...esplora,
      vin: [
        ...esplora.vin,
        { txid: earlier, vout: 2, prevout: { scriptpubkey_address: c, value: 30_000 } },
      ],
      vout: [{ scriptpubkey_address: b, value: 129_000 }],
    };
    deepEqual(
      ['30000', '100000', '129000', '50000'].map((amount) =>
        says(joint, bitcoin, { ...hop, from: amount === '30000' ? c : a, amount }),
      ),
      ['so', 'so', 'so', 'otherwise'],
    );
  });
});
