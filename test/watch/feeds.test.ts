// Chains as real nodes give them, block by block, and taken back by them.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { systemNetwork } from '../../src/base/network.ts';
import { Balances, restKey } from '../../src/casework/watch/balances.ts';
import { type Acquaintance, follow, type Happening } from '../../src/casework/watch/follow.ts';
import type { Move } from '../../src/casework/watch/moves.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { unkeptRun } from '../../src/ledger/evidence/unkept.ts';
import type { BlockFeed, Feed } from '../../src/ledger/feed.ts';
import { openFeed } from '../../src/ledger/open-feed.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { tronHolder } from '../../src/ledger/tron/address.ts';
import { fakeTron, type TronFake } from '../fakes/tron.ts';
import { call, type StagedChain, trc20, trx } from '../fakes/tron-chain.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { type RegtestNode, startBcoin } from '../nodes/bcoin.ts';
import { addressOf, Purse } from '../nodes/purse.ts';
import { PLACES, type Staged, stageTheft } from '../nodes/stage.ts';

const world = { network: systemNetwork, clock: systemClock, random: Math.random, env: process.env };
const ETH = 10n ** 18n;

function feedOf(source: SourceConfig): Feed {
  return openFeed(parseChain(source.chain, 'chain'), source, world, unkeptRun());
}

function blocksOf(source: SourceConfig): BlockFeed {
  const feed = feedOf(source);
  assert.ok(feed.kind === 'blocks');
  return feed;
}

const KNOWS: Acquaintance = { follows: () => true, learn: () => Promise.resolve() };

async function allOf(feed: Feed, balances: Balances): Promise<Happening[]> {
  return Array.fromAsync(follow(feed, balances, KNOWS));
}

function movesOf(happenings: readonly Happening[]): Move[] {
  return happenings.flatMap((one) => (one.kind === 'block' ? one.moves : []));
}

async function begin(feed: BlockFeed, rests: ConstructorParameters<typeof Balances>[0]) {
  const balances = new Balances(rests);
  balances.apply({ ...(await feed.head()), time: 0, after: [], transactions: [] });
  return balances;
}

/** A transaction that was sent, once the node's memory pool has it. */
async function pending(node: RegtestNode, tx: string): Promise<unknown> {
  for (;;) {
    try {
      return await node.call('getrawtransaction', [tx]);
    } catch (error) {
      if (!String(error).includes('not found')) throw error;
    }
  }
}

describe('an Ethereum node', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let staged: readonly Staged[];
  let feed: BlockFeed;
  before(async () => {
    anvil = await startAnvil();
    ({ staged } = await stageTheft(anvil));
    const place = { url: anvil.url, private: true, rate: 10_000 };
    feed = blocksOf({ chain: 'ethereum', kind: 'evm-rpc', name: 'node', ...place });
  });
  after(() => anvil?.stop());

  test('its blocks hold all that was staged, and follow each other', async () => {
    const head = await feed.head();
    const found: string[] = [];
    let parent: string | null = null;
    for (let height = 0; height <= head.height; height += 1) {
      const block = await feed.block(height);
      assert.ok(block?.model === 'account');
      if (parent !== null) assert.equal(block.parent, parent);
      parent = block.hash;
      const whole = await block.inside?.();
      assert.ok(whole?.model === 'account');
      for (const { kind, tx, from, to, asset, amount, failed } of whole.transactions.flatMap(
        ({ transfers }) => transfers,
      )) {
        if (kind !== 'gas') found.push([tx, kind, from, to, asset, amount, failed].join(' '));
      }
    }
    assert.equal(parent, head.hash);
    assert.equal(await feed.block(head.height + 1), null);
    for (const { tx, kind, from, to, asset, amount, failed } of staged) {
      const wanted = [tx, kind, from, to, asset, amount, failed].join(' ');
      assert.ok(found.includes(wanted), wanted);
    }
    const contracts = await feed.contracts([PLACES.splitter, PLACES.mule]);
    assert.deepEqual([...contracts], [PLACES.splitter]);
  });

  test('a move is found in its block, and taken back with it', async () => {
    const native = 'eip155:1/slip44:60';
    const [holder = '', next = ''] = PLACES.fan;
    const key = restKey(holder, native);
    const balances = await begin(feed, [{ key, holder, asset: native, units: ETH }]);
    const before = await anvil.rpc('evm_snapshot');
    await anvil.send({ from: holder, to: next, value: ETH / 2n });
    await anvil.mine(2);
    const first = await allOf(feed, balances);
    assert.deepEqual(
      movesOf(first).map(({ from, parts: [part] }) => [from, part?.to, part?.traced]),
      [[holder, next, ETH / 2n]],
    );
    await anvil.rpc('evm_revert', [before]);
    await anvil.mine(1);
    await anvil.send({ from: holder, to: PLACES.mule, value: ETH / 4n });
    const second = await allOf(feed, balances);
    assert.equal(second[0]?.kind, 'rollback');
    assert.deepEqual(
      movesOf(second).map(({ parts: [part] }) => [part?.to, part?.traced]),
      [[PLACES.mule, ETH / 4n]],
    );
    assert.equal(balances.at(key)?.units, (ETH * 3n) / 4n);
    assert.equal(balances.at(restKey(next, native)), null);
    assert.deepEqual(await allOf(feed, balances), []);
  });

  test('what a contract pays is found by the inside of the block', async () => {
    const native = 'eip155:1/slip44:60';
    const holder = PLACES.splitter;
    await anvil.setBalance(holder, ETH);
    const key = restKey(holder, native);
    const balances = await begin(feed, [{ key, holder, asset: native, units: ETH }]);
    const call = staged.find(({ from, kind }) => from === holder && kind === 'internal');
    const told = (await anvil.rpc('eth_getTransactionByHash', [call?.tx])) as { input: string };
    await anvil.send({ from: PLACES.thief, to: holder, value: ETH / 2n, data: told.input });
    const [happening] = (await allOf(feed, balances)).filter(({ kind }) => kind === 'block');
    assert.ok(happening?.kind === 'block' && happening.whole);
  });
});

describe('a Bitcoin node', () => {
  let node: RegtestNode;
  let purse: Purse;
  before(async () => {
    node = await startBcoin();
    purse = await Purse.open(node);
  });
  after(() => node?.stop());

  test('a spent coin is found, taken back, and found in another branch', async () => {
    const password = { env: 'HUE_TEST_PASSWORD' };
    const place = { url: node.url, private: true, user: 'x', password };
    const env = { HUE_TEST_PASSWORD: node.key };
    const config = { chain: 'regtest', kind: 'bitcoin-core', name: 'node', ...place } as const;
    const chain = parseChain('regtest', 'chain');
    const feed = openFeed(chain, config, { ...world, env }, unkeptRun());
    assert.ok(feed.kind === 'blocks');
    const coin = await purse.fund('thief', 5n * 100_000_000n);
    const [block] = await node.mine(1);
    const { height } = await feed.head();
    const paid = [{ tx: coin.tx, block: height, holder: addressOf('thief') }];
    const coins = await feed.coins(paid);
    assert.deepEqual(coins, [
      { tx: coin.tx, index: coin.index, holder: addressOf('thief'), amount: coin.amount },
    ]);
    const key = `${coin.tx}:${coin.index}`;
    const held = { key, holder: addressOf('thief'), asset: chain.native.id, units: coin.amount };
    const balances = await begin(feed, [held]);
    assert.equal(balances.last?.hash, block);
    const moved = await purse.gather([coin], 'mule');
    const payment = await pending(node, moved.tx);
    const [spent] = await node.mine(1);
    const [move] = movesOf(await allOf(feed, balances));
    assert.deepEqual([move?.tx, move?.from], [moved.tx, addressOf('thief')]);
    assert.equal(move?.parts[0]?.to, addressOf('mule'));
    // another miner, who never heard of the payment, is faster
    const other = await startBcoin();
    try {
      for (let at = 1; at <= height; at += 1) {
        const raw = await node.call('getblock', [await node.call('getblockhash', [at]), false]);
        await other.call('submitblock', [raw]);
      }
      for (const hash of await other.mine(2)) {
        await node.call('submitblock', [await other.call('getblock', [hash, false])]);
      }
    } finally {
      await other.stop();
    }
    const [rollback, ...rest] = await allOf(feed, balances);
    assert.ok(rollback?.kind === 'rollback');
    assert.deepEqual(
      rollback.undone.map(({ hash }) => hash),
      [spent],
    );
    assert.deepEqual(movesOf(rest), []);
    assert.equal(balances.at(key)?.units, coin.amount);
    // it may wait again already
    await node.call('sendrawtransaction', [payment]).catch(() => undefined);
    const [later] = await node.mine(1);
    const [again] = movesOf(await allOf(feed, balances));
    assert.deepEqual([again?.tx, again?.hash], [moved.tx, later]);
  });
});

describe("Tron's interface", () => {
  const holder = (number: number) =>
    tronHolder(`41${number.toString(16).padStart(2, '0').repeat(20)}`) as string;
  const [victim, thief, router, mule] = [1, 2, 3, 4].map(holder) as [
    string,
    string,
    string,
    string,
  ];
  const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
  const chain: StagedChain = {
    firstBlock: 79_000_000,
    firstTime: 1_766_000_000,
    tokens: { [usdt]: { symbol: 'USDT', decimals: 6 } },
    blocks: [
      [trx(victim, thief, 5n)],
      [trc20(usdt, thief, mule, 70n), trx(thief, victim, 1n)],
      [call(thief, router, { paid: 7n, internal: [{ from: router, to: mule, amount: 7n }] })],
    ],
  };
  let fake: TronFake;
  before(async () => {
    fake = await fakeTron(chain);
  });
  after(() => fake?.close());

  test('blocks follow each other, and moves of TRX and tokens are found in them', async () => {
    const place = { url: fake.url, private: true };
    const feed = blocksOf({ chain: 'tron', kind: 'tron-node', name: 'node', ...place });
    const assets = ['tron:0x2b6653dc/slip44:195', `tron:0x2b6653dc/trc20:${usdt}`];
    const rests = assets.map((asset) => {
      return { key: restKey(thief, asset), holder: thief, asset, units: 100n };
    });
    const balances = new Balances(rests);
    const hash = (await feed.hashAt(79_000_000)) ?? '';
    balances.apply({ height: 79_000_000, hash, time: 0, after: [], transactions: [] });
    const moves = movesOf(await allOf(feed, balances));
    assert.deepEqual(
      moves.flatMap(({ parts }) => parts.map(({ to, traced }) => [to, traced])),
      [
        [mule, 70n],
        [victim, 1n],
        [mule, 7n],
      ],
    );
  });
});
