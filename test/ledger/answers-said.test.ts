// Whatever a live ledger reads out of an answer, the check of a result finds said in that answer;
// and it finds nothing said that is another amount or goes the other way.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerSays } from '../../src/casework/verify/answer.ts';
import { type AnswerTree, treeOf } from '../../src/casework/verify/answer-tree.ts';
import { isNobody } from '../../src/ledger/address.ts';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { openCoreLedger } from '../../src/ledger/bitcoin/core-rpc.ts';
import { openEsploraLedger } from '../../src/ledger/bitcoin/esplora.ts';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { type Chain, parseChain } from '../../src/ledger/chains.ts';
import { blockscout, etherscan } from '../../src/ledger/evm/explorer-api.ts';
import { explorerLedger } from '../../src/ledger/evm/explorer-ledger.ts';
import { rpcLedger } from '../../src/ledger/evm/rpc-ledger.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../../src/ledger/live.ts';
import type { Holder, Transfer } from '../../src/ledger/port.ts';
import type { Answer, Json, Source } from '../../src/ledger/source.ts';
import { tronHolder } from '../../src/ledger/tron/address.ts';
import { openTron } from '../../src/ledger/tron/open.ts';
import type { ResultHop } from '../../src/trace/result.ts';
import { startExplorer } from '../fakes/explorer.ts';
import { loopbackSource } from '../fakes/loopback-source.ts';
import { plainSource } from '../fakes/plain-source.ts';
import { stageLedger } from '../fakes/staged-ledger.ts';
import { fakeTron } from '../fakes/tron.ts';
import { call, placed, type StagedChain, trc10, trc20, trx } from '../fakes/tron-chain.ts';
import { needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { coreAnswer } from '../nodes/core.ts';
import { esploraAnswer } from '../nodes/esplora.ts';
import { nodeSource } from '../nodes/node-source.ts';
import { sourceOf } from '../nodes/sources.ts';
import { PLACES, stageTheft } from '../nodes/stage.ts';
import { chainOfMoves } from './bitcoin-chains.ts';

interface Heard {
  readonly question: string;
  readonly tree: AnswerTree;
}

/** A source, and all that was asked of it and answered, by number. */
function overheard(source: Source): { source: Source; heard: Map<number, Heard> } {
  const heard = new Map<number, Heard>();
  const keep = async (question: string, answer: Promise<Answer>): Promise<Answer> => {
    const { evidence, value } = await answer;
    const isJson = typeof value === 'string' && /^[[{]/.test(value);
    heard.set(evidence, { question, tree: treeOf(isJson ? JSON.parse(value) : value) });
    return answer;
  };
  const text = (...parts: readonly (string | Json)[]): string =>
    parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ');
  return {
    heard,
    source: {
      name: source.name,
      get: (path, options) => keep(text('GET', path), source.get(path, options)),
      post: (path, body, options) =>
        keep(text('POST', path, body), source.post(path, body, options)),
      call: (method, params, options) =>
        keep(text('CALL', method, [...params]), source.call(method, params, options)),
    },
  };
}

function hopOf(transfer: Transfer): ResultHop {
  const rest = { traced: {}, usd: null, via: 'transfer', basis: 'observed', input: 0, line: 1 };
  return { ...transfer, ...rest, amount: `${transfer.amount}` } as unknown as ResultHop;
}

/** Checks all transfers of some holders, as lists and as whole transactions. */
async function checkAll(
  ledger: LiveAccountLedger,
  holders: readonly Holder[],
  heard: ReadonlyMap<number, Heard>,
  chain: Chain,
): Promise<number> {
  const query = { direction: 'both', since: null, until: null, limit: 10_000 } as const;
  const lists = (await ledger.transfers(holders, query)).flatMap(({ transfers }) => transfers);
  const ids = [...new Set(lists.map(({ tx }) => tx))];
  const wholes = await ledger.transactions(ids);
  let said = 0;
  for (const transfer of [...lists, ...wholes]) {
    const { kind, amount, origin, from, to } = transfer;
    if (kind === 'gas' || kind === 'unvalued' || amount === 0n) continue;
    const { question, tree } = heard.get(origin.input)!;
    const hop = hopOf(transfer);
    const name = `${question}: ${kind} of ${amount} ${hop.asset} from ${from} to ${to}`;
    equal(answerSays(tree, question, hop, chain), 'so', name);
    said++;
    if (hop.asset.includes('/erc721:')) continue;
    const more = { ...hop, amount: `${amount + 1_000_003n}` };
    equal(answerSays(tree, question, more, chain), 'otherwise', `more: ${name}`);
    if (isNobody(from) || isNobody(to) || from === to) continue;
    const back = transfersBack(transfer, [...lists, ...wholes]);
    const turned = answerSays(tree, question, { ...hop, from: to, to: from }, chain);
    if (!back) equal(turned, 'otherwise', `turned: ${name}`);
  }
  return said;
}

/** Whether the same amount also went the other way in the transaction. */
function transfersBack({ tx, from, to, amount }: Transfer, all: readonly Transfer[]): boolean {
  return all.some(
    (one) => one.tx === tx && one.from === to && one.to === from && one.amount === amount,
  );
}

const ethereum = parseChain('ethereum', 'chain');
const tron = parseChain('tron', 'chain');

describe('what a ledger reads, its answers say', () => {
  for (const kind of ['etherscan', 'blockscout'] as const) {
    test(kind, async () => {
      const { ledger: chain, launderers } = stageLedger({ seed: 11, addresses: 20, hops: 4 });
      const fake = await startExplorer({ kind, ledger: chain });
      try {
        const { source, heard } = overheard(plainSource(kind, fake.url, '/api/eth-rpc'));
        const explorer = kind === 'etherscan' ? etherscan(source, 1) : blockscout(source);
        const lookup = tokenLookup(ethereum);
        const book = new AssetBook(ethereum, lookup);
        const ledger = explorerLedger(explorer, { chain: ethereum, lookup, book });
        const said = await checkAll(ledger, launderers, heard, ethereum);
        ok(said > 50, `${said}`);
      } finally {
        await fake.stop();
      }
    });
  }

  test('a node of Ethereum', { skip: needsAnvil() }, async () => {
    await using anvil = await startAnvil();
    await stageTheft(anvil);
    const { source, heard } = overheard(nodeSource(anvil.url));
    const lookup = tokenLookup(ethereum);
    const book = new AssetBook(ethereum, lookup);
    const ledger = rpcLedger({ chain: ethereum, source, book, lookup });
    const said = await checkAll(ledger, Object.values(PLACES).flat(), heard, ethereum);
    ok(said > 50, `${said}`);
  });

  const holder = (number: number): string =>
    tronHolder(`41${number.toString(16).padStart(2, '0').repeat(20)}`) as string;
  const [alice, bob, carol, router] = [1, 2, 3, 4].map(holder) as [string, string, string, string];
  const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
  const staged: StagedChain = {
    firstBlock: 79_000_000,
    firstTime: 1_766_000_000,
    tokens: { [usdt]: { symbol: 'USDT', decimals: 6 }, 1002000: { symbol: 'BTT', decimals: 6 } },
    blocks: [
      [trx(alice, bob, 5_000_001n), trc10(alice, bob, '1002000', 71n)],
      [trc20(usdt, alice, bob, 1_000_007n, 13n), trx(bob, carol, 3_000_003n)],
      [
        call(alice, router, {
          paid: 912n,
          fee: 5n,
          internal: [{ from: router, to: carol, amount: 411n }],
          logs: [{ contract: usdt, from: router, to: carol, amount: 1113n }],
        }),
      ],
      // JSON-RPC reads only what has been confirmed
      ...Array.from({ length: 40 }, () => []),
    ],
  };
  for (const kind of ['trongrid', 'node', 'json-rpc'] as const) {
    test(`Tron over ${kind}`, async () => {
      const fake = await fakeTron(staged, {});
      try {
        const { source, heard } = overheard(loopbackSource(fake.url));
        const lookup = tokenLookup(tron);
        const book = new AssetBook(tron, lookup);
        const scan = { since: null, maxBlocks: 1200, maxTransfers: 100_000 };
        const ledger = openTron({ source, kind, lookup, book, scan });
        // a node finds the first block of a case by its transactions
        await ledger.transactions(placed(staged).map(({ id }) => id));
        const said = await checkAll(ledger, [alice, bob, carol, router], heard, tron);
        ok(said >= (kind === 'json-rpc' ? 4 : 9), `${said}`);
      } finally {
        await fake.close();
      }
    });
  }
});

describe('what a ledger of coins reads, its answers say', () => {
  const regtest = parseChain('regtest', 'chain');
  const lists = [
    [{ take: [0], pay: [0, 1, 5, 6, 8].map((script) => ({ script, weight: script + 1 })) }],
    [
      {
        take: [0, 1, 2],
        pay: [
          { script: 3, weight: 1 },
          { script: 4, weight: 2 },
        ],
      },
    ],
    ...Array.from({ length: 4 }, (_, i) => [{ take: [i, 0], pay: [{ script: i, weight: 9 }] }]),
  ];
  const { blocks, waiting } = chainOfMoves(lists);
  const chain = new MemoryChain(blocks, waiting);
  const ids = [...chain.transactions.values()].filter(({ at }) => at).map(({ id }) => id);

  /** Every payment from a holder of an input to a holder of an output, as a hop. */
  async function sayings(ledger: LiveUtxoLedger, heard: ReadonlyMap<number, Heard>) {
    const counts = { so: 0, otherwise: 0, untold: 0 };
    for (const tx of await ledger.transactions(ids)) {
      const { question, tree } = heard.get(tx.origin.input)!;
      const say = (from: Holder, to: Holder, amount: bigint) => {
        const asset = regtest.native.id;
        const fields = { tx: tx.id, from, to, asset, amount };
        return answerSays(tree, question, hopOf(fields as unknown as Transfer), regtest);
      };
      for (const payer of tx.inputs) {
        const from = payer.holder ?? `${payer.tx}:${payer.index}`;
        for (const [index, { holder, amount }] of tx.outputs.entries()) {
          const to = holder ?? `${tx.id}:${index}`;
          if (from === to) continue;
          counts[say(from, to, amount)]++;
          if (say(from, to, amount) !== 'so') continue;
          equal(say(from, to, 2n ** 52n), 'otherwise');
          equal(say(from, 'nobody', amount), 'otherwise');
        }
      }
    }
    return counts;
  }

  test('Esplora', async () => {
    const plain = sourceOf('explorer', (question) => {
      const { status, text } = esploraAnswer(chain, question.slice('GET '.length));
      return { status, value: text };
    });
    const { source, heard } = overheard(plain);
    const counts = await sayings(await openEsploraLedger(source, REGTEST), heard);
    ok(counts.so > 5, JSON.stringify(counts));
    deepEqual({ ...counts, so: 0 }, { so: 0, otherwise: 0, untold: 0 });
  });

  for (const version of [22, 23, 25] as const) {
    test(`Bitcoin Core ${version}`, async () => {
      const dialect = { version, txindex: true };
      const plain = sourceOf('node', (method, params) =>
        coreAnswer(chain, dialect, method, params),
      );
      const { source, heard } = overheard(plain);
      const ledger = await openCoreLedger(source, REGTEST, { mostBlocks: 1000, blocks: [] });
      const counts = await sayings(ledger, heard);
      equal(counts.otherwise, 0);
      // only the newest tells what is spent by a transaction that is asked for by its id
      ok((version === 25 ? counts.so : counts.untold) > 5, JSON.stringify(counts));
    });
  }
});
