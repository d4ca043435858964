// Every kind of source follows its chain, over its own interface: a move of somebody who is watched
// is found in it once, and nothing after that.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { systemNetwork } from '../../src/base/network.ts';
import { Balances, restKey } from '../../src/casework/watch/balances.ts';
import { type Acquaintance, follow } from '../../src/casework/watch/follow.ts';
import type { Move } from '../../src/casework/watch/moves.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { unkeptRun } from '../../src/ledger/evidence/unkept.ts';
import type { Feed } from '../../src/ledger/feed.ts';
import { openFeed } from '../../src/ledger/open-feed.ts';
import type { SourceConfig, SourceKind } from '../../src/ledger/source-config.ts';
import { tronHolder } from '../../src/ledger/tron/address.ts';
import { startExplorer } from '../fakes/explorer.ts';
import { StagedChain } from '../fakes/staged-chain.ts';
import { fakeTron } from '../fakes/tron.ts';
import { trc20, trx } from '../fakes/tron-chain.ts';
import { chainOfMoves } from '../ledger/bitcoin-chains.ts';
import { needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { startBcoin } from '../nodes/bcoin.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { startEsplora } from '../nodes/esplora.ts';
import { addressOf, Purse } from '../nodes/purse.ts';

const KEY = 'the-key-of-a-source-that-is-watched';
const env = { ...process.env, HUE_KINDS_KEY: KEY };
const world = { network: systemNetwork, clock: systemClock, random: Math.random, env };
const KNOWS: Acquaintance = { follows: () => true, learn: () => Promise.resolve() };
const ETH = 10n ** 18n;
const TRON_TIME = 1_766_000_000;

/** A theft as one kind of source tells of it: who holds what at a block, and what moves it then. */
interface Told {
  readonly source: SourceConfig;
  readonly rest: ConstructorParameters<typeof Balances>[0];
  readonly height: number;
  /** The transaction that moves it; done, where it is not there yet. */
  readonly move: () => Promise<string> | string;
  readonly stop: () => Promise<unknown>;
}

async function evm(scheme: 'http' | 'ws'): Promise<Told> {
  const node = await startAnvil();
  const [holder, next] = [`0x${'5afe'.repeat(10)}`, `0x${'fee1'.repeat(10)}`];
  await node.setBalance(holder, 2n * ETH);
  await node.mine(1);
  const asset = 'eip155:1/slip44:60';
  const url = node.url.replace('http', scheme);
  const source = { chain: 'ethereum', kind: 'evm-rpc', name: 'node', url, private: true } as const;
  const head = Number(await node.rpc('eth_blockNumber'));
  return {
    source,
    rest: [{ key: restKey(holder, asset), holder, asset, units: ETH }],
    height: head,
    move: async () => {
      const tx = await node.send({ from: holder, to: next, value: ETH / 2n });
      await node.mine(1);
      return tx;
    },
    stop: () => node.stop(),
  };
}

async function explorer(kind: 'etherscan' | 'blockscout'): Promise<Told> {
  const chain = new StagedChain(7);
  const [thief, mule] = [chain.id('thief', 20), chain.id('mule', 20)];
  chain.pay(0, chain.id('victim', 20), thief, ETH);
  const tx = chain.pay(9, thief, mule, ETH / 2n);
  const ledger = chain.ledger();
  const fake = await startExplorer({ kind, ledger, key: KEY });
  const [first] = ledger.transactions;
  const asset = 'eip155:1/slip44:60';
  const key = { env: 'HUE_KINDS_KEY' };
  const place = { name: 'explorer', url: fake.url, private: true, rate: 1000, key };
  return {
    source: { chain: 'ethereum', kind, ...place },
    rest: [{ key: restKey(thief, asset), holder: thief, asset, units: ETH }],
    height: first?.block ?? 0,
    move: () => tx,
    stop: () => fake.stop(),
  };
}

async function tron(kind: 'trongrid' | 'tron-node' | 'tron-rpc'): Promise<Told> {
  const holder = (digit: string) => tronHolder(`41${digit.repeat(40)}`) as string;
  const [victim, thief, mule] = ['1', '2', '3'].map(holder) as [string, string, string];
  const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
  // by JSON-RPC a node tells of tokens alone
  const isToken = kind === 'tron-rpc';
  const pay = (from: string, to: string, units: bigint) => {
    return isToken ? trc20(usdt, from, to, units) : trx(from, to, units);
  };
  const blocks = [[pay(victim, thief, 5n)], [pay(thief, mule, 4n)]];
  const quiet = Array.from({ length: 40 }, () => []);
  const firstBlock = 79_000_000;
  const fake = await fakeTron({
    ...{ firstBlock, firstTime: TRON_TIME },
    tokens: { [usdt]: { symbol: 'USDT', decimals: 6 } },
    blocks: [...blocks, ...quiet],
  });
  const asset = `tron:0x2b6653dc/${isToken ? `trc20:${usdt}` : 'slip44:195'}`;
  const url = kind === 'tron-rpc' ? `${fake.url}/jsonrpc` : fake.url;
  return {
    source: { chain: 'tron', kind, name: 'tron', url, private: true, rate: 1000 },
    rest: [{ key: restKey(thief, asset), holder: thief, asset, units: 5n }],
    height: firstBlock,
    move: () => '',
    stop: () => fake.close(),
  };
}

async function core(): Promise<Told> {
  const node = await startBcoin();
  const purse = await Purse.open(node);
  const coin = await purse.fund('thief', 500_000_000n);
  await node.mine(1);
  const password = { env: 'HUE_KINDS_NODE' };
  Object.assign(env, { HUE_KINDS_NODE: node.key });
  const place = { name: 'node', url: node.url, private: true, user: 'x', password };
  const holder = addressOf('thief');
  const asset = parseChain('regtest', 'chain').native.id;
  return {
    source: { chain: 'regtest', kind: 'bitcoin-core', ...place },
    rest: [{ key: `${coin.tx}:${coin.index}`, holder, asset, units: coin.amount }],
    height: Number(await node.call('getblockcount')),
    move: async () => {
      const { tx } = await purse.gather([coin], 'mule');
      await node.mine(1);
      return tx;
    },
    stop: () => node.stop(),
  };
}

async function esplora(): Promise<Told> {
  const pay = (take: number[]) => [{ take, pay: [{ script: 0, weight: 1 }] }];
  const { blocks } = chainOfMoves([...Array.from({ length: 9 }, () => pay([0])), pay([0])]);
  const chain = new MemoryChain(blocks);
  const server = await startEsplora(chain);
  const [key = '', spent] = [...chain.spends].find(([, { tx }]) => tx.at !== null) ?? [];
  const [tx = '', index = ''] = key.split(':');
  const at = chain.transactions.get(tx);
  const asset = parseChain('regtest', 'chain').native.id;
  const units = at?.raw.outputs[Number(index)]?.amount ?? 0n;
  return {
    source: { chain: 'regtest', kind: 'esplora', name: 'esplora', url: server.url, private: true },
    rest: [{ key, holder: 'thief', asset, units }],
    height: at?.at?.height ?? 0,
    move: () => spent?.tx.id ?? '',
    stop: () => server.stop(),
  };
}

const KINDS: { readonly [kind in SourceKind]: () => Promise<Told> } = {
  'evm-rpc': () => evm('http'),
  etherscan: () => explorer('etherscan'),
  blockscout: () => explorer('blockscout'),
  'bitcoin-core': core,
  esplora,
  trongrid: () => tron('trongrid'),
  'tron-node': () => tron('tron-node'),
  'tron-rpc': () => tron('tron-rpc'),
};

async function movesOf(feed: Feed, balances: Balances): Promise<Move[]> {
  const happenings = await Array.fromAsync(follow(feed, balances, KNOWS));
  return happenings.flatMap((one) => (one.kind === 'block' ? one.moves : []));
}

async function isFollowed({ source, rest, height, move, stop }: Told): Promise<void> {
  try {
    const feed = openFeed(parseChain(source.chain, 'chain'), source, world, unkeptRun());
    const balances = new Balances(rest);
    const hash = feed.kind === 'blocks' ? ((await feed.hashAt(height)) ?? '') : '';
    balances.apply({
      height,
      hash,
      time: source.chain === 'tron' ? TRON_TIME : 0,
      after: [],
      transactions: [],
    });
    const [watched] = [...balances.all()];
    const tx = await move();
    const [found] = await movesOf(feed, balances);
    assert.ok(found, 'a move is found');
    assert.equal(found.from, watched?.holder);
    if (tx !== '') assert.equal(found.tx, tx);
    assert.deepEqual(await movesOf(feed, balances), []);
  } finally {
    await stop();
  }
}

describe('a move is found over', () => {
  for (const [kind, open] of Object.entries(KINDS)) {
    const skip = kind === 'evm-rpc' ? needsAnvil() : false;
    test(kind, { skip }, async () => isFollowed(await open()));
  }

  test('evm-rpc by WebSocket', { skip: needsAnvil() }, async () => isFollowed(await evm('ws')));
});
