// Watches and deliveries in the real store: whatever is reorganised and whoever crashes, what is
// open in the inbox is what the chain says, and what is to be sent arrives.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { systemClock } from '../../src/base/clock.ts';
import type { AlertBody } from '../../src/casework/watch/alert.ts';
import { Balances, type Rest, restKey } from '../../src/casework/watch/balances.ts';
import { coreFeed } from '../../src/ledger/bitcoin/core-feed.ts';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import type { BlockFeed } from '../../src/ledger/feed.ts';
import { listFeed } from '../../src/ledger/list-feed.ts';
import { Acquaintances, type Directory } from '../../src/server/watch/acquaintances.ts';
import { cursorSchema } from '../../src/server/watch/cursor.ts';
import { Deliverer } from '../../src/server/watch/deliverer.ts';
import { addMute } from '../../src/server/watch/mutes.ts';
import { type Means, OneWatch } from '../../src/server/watch/one-watch.ts';
import { openSeal } from '../../src/server/watch/seal.ts';
import { Watcher } from '../../src/server/watch/watcher.ts';
import { Threads } from '../../src/server/work/threads.ts';
import { newWebhookSecret } from '../../src/share/webhook.ts';
import { alertVersions, raiseAlert } from '../../src/store/alerts.ts';
import { addTarget, disableTarget } from '../../src/store/deliveries.ts';
import type { Store } from '../../src/store/store.ts';
import type { Db } from '../../src/store/tables.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import type { ResultHop } from '../../src/trace/result.ts';
import { testStore } from '../desk/store.ts';
import { coinLedger, spend } from '../fakes/live-ledgers.ts';
import { type RegtestNode, startBcoin } from '../nodes/bcoin.ts';
import { addressOf, type Coin, Purse } from '../nodes/purse.ts';
import { nodeSource } from '../nodes/sources.ts';
import { ASSETS, HOLDERS, look, MovingChain, type OpenAlerts, story } from './chains.ts';
import { BY, everyPolicy, heldResult, keepResult, watchOf } from './held.ts';

const silent = { warn: () => {}, error: () => {} };
const SECRET = { HUE_SECRET: 'the secret by which this test seals its own' };

const BASE: readonly Rest[] = [0, 1].flatMap((who) =>
  ASSETS.map((asset, i): Rest => {
    const holder = HOLDERS[who]!;
    return { key: restKey(holder, asset), holder, asset, units: BigInt(50 + 30 * who + i) };
  }),
);

/** Nobody is named. */
const NOBODY: Directory = {
  version: () => 1,
  namesOf: async (_, holders) => holders.map(() => null),
};

const COIN = 500_000_000n;

class Crash extends Error {}

describe('a watch in the store', () => {
  let store: Store;
  const threads = new Threads(1);
  before(async () => {
    store = await testStore();
  });
  after(async () => {
    await threads.close();
    await store.close();
  });

  /** @param writes how many are done before the program crashes */
  function meansOf(chain: MovingChain, writes = Number.POSITIVE_INFINITY): Means {
    const feed = chain.feed();
    const knows = new Acquaintances(feed, NOBODY);
    let left = writes;
    return {
      ...{ feed, knows, threads, db: store.db, now: () => new Date(), raised: () => undefined },
      async write(work) {
        left -= 1;
        // half of what is written is lost with the program
        await inTransaction(store.db, async (trx) => {
          await work(trx);
          if (left < 0) throw new Crash();
        });
      },
    };
  }

  async function lookAt(id: string, means: Means): Promise<void> {
    const rows = store.db.selectFrom('watch').selectAll().where('id', '=', id);
    for (let isCurrent = false; !isCurrent; ) {
      const one = await OneWatch.open(await rows.executeTakeFirstOrThrow(), means);
      assert.ok(one);
      isCurrent = await one.look(new AbortController().signal);
    }
  }

  async function openAlerts(watchId: string): Promise<string[]> {
    const alerts = store.db.selectFrom('alert').select('body').where('watch_id', '=', watchId);
    const open = await alerts.where('state', '=', 'open').execute();
    return open
      .map(({ body }) => body as { tx: string; from: string; blockHash: string })
      .map(({ tx, from, blockHash }) => `${tx} ${from} ${blockHash}`)
      .sort();
  }

  test('has open what the final chain says, through reorganisations and crashes', async () => {
    const result = heldResult(BASE);
    await fc.assert(
      fc.asyncProperty(story, async (events) => {
        const chain = new MovingChain();
        const { id } = await watchOf(store.db, result);
        await lookAt(id, meansOf(chain));
        for (const event of events) {
          if (event.kind === 'grow') chain.grow(event.block);
          else if (event.kind === 'fork') chain.fork(event.depth, event.blocks, event.again);
          else if (event.kind === 'crash') {
            const isCrash = (error: unknown) => assert.ok(error instanceof Crash, String(error));
            await lookAt(id, meansOf(chain, event.at)).catch(isCrash);
          } else await lookAt(id, meansOf(chain));
        }
        await lookAt(id, meansOf(chain));
        const once = new Balances(BASE);
        once.apply({ height: 100, hash: 'genesis', time: 0, after: [], transactions: [] });
        const expected: OpenAlerts = new Map();
        await look(chain.feed(), once, expected, { follows: () => true });
        const wanted = [...expected].map(([key, text]) => `${key} ${text.split(' ')[0]}`);
        assert.deepEqual(await openAlerts(id), wanted.sort());
      }),
      { numRuns: 12 },
    );
  });

  test('goes back to the trace as it was, where its extension is taken back', async () => {
    const chain = new MovingChain();
    const [asset = ''] = ASSETS;
    const [first = '', second = ''] = HOLDERS;
    const { id, trace_id } = await watchOf(store.db, heldResult(BASE.slice(0, 1)));
    const means = meansOf(chain);
    await lookAt(id, means);
    const pay = { from: 0, to: 1, asset: 0, units: 50, failed: false, joined: false };
    chain.grow([pay]);
    await lookAt(id, means);
    const tx = 't1.0';
    const place = { block: 101, time: '2025-10-09 08:53:20', via: 'transfer', basis: 'observed' };
    const hop = { tx, from: first, to: second, asset, amount: '50', traced: everyPolicy('50') };
    const extended = heldResult([{ holder: second, asset, units: 50n }]);
    const hops = [{ ...hop, ...place, usd: null, input: 0, line: 1 } as ResultHop];
    await keepResult(store.db, trace_id, { ...extended, hops });
    await lookAt(id, means);
    const row = store.db.selectFrom('watch').select('cursor').where('id', '=', id);
    const bases = async () => {
      const { cursor } = await row.executeTakeFirstOrThrow();
      return cursorSchema.parse(cursor).bases.map(({ height }) => height);
    };
    assert.deepEqual(await bases(), [101, 100]);
    chain.fork(1, [[], []], false);
    await lookAt(id, means);
    assert.deepEqual(await openAlerts(id), []);
    assert.deepEqual(await bases(), [100]);
    // of two who paid now, the one who has the money again is told
    chain.grow([
      { ...pay, to: 3 },
      { ...pay, from: 1, to: 4 },
    ]);
    await lookAt(id, means);
    assert.deepEqual(
      (await openAlerts(id)).map((text) => text.split(' ')[1]),
      [first],
    );
  });

  test('says exactly what the extended trace has found, and keeps what it said', async (t) => {
    const chain = new MovingChain();
    const [asset = ''] = ASSETS;
    const [from = '', , , to = ''] = HOLDERS;
    const units = 50_000_000_000n;
    const target = { kind: 'email', address: 'a@example.org', secret: null } as const;
    const { id: targetId } = await addTarget(store.db, { ...target, createdBy: 'ann' });
    t.after(() => disableTarget(store.db, targetId));
    const { id, trace_id } = await watchOf(store.db, heldResult([{ holder: from, asset, units }]));
    await lookAt(id, meansOf(chain));
    chain.grow([{ from: 0, to: 3, asset: 0, units: Number(units), failed: false, joined: false }]);
    await lookAt(id, meansOf(chain));
    const alerts = store.db.selectFrom('alert').selectAll().where('watch_id', '=', id);
    const before = await alerts.executeTakeFirstOrThrow();
    assert.equal(before.severity, 'medium');
    const place = { block: 101, time: '2025-10-09 08:53:20', via: 'transfer', basis: 'observed' };
    const extend = async (haircut: string) => {
      const traced = { ...everyPolicy(`${units}`), haircut };
      const facts = { tx: 't1.0', from, to, asset, amount: `${units}`, traced, usd: null };
      const hop = { ...facts, ...place, input: 0, line: 1 } as ResultHop;
      const result = heldResult([{ holder: to, asset, units: BigInt(haircut) }]);
      await keepResult(store.db, trace_id, { ...result, hops: [hop] });
      await lookAt(id, meansOf(chain));
      return await alerts.executeTakeFirstOrThrow();
    };
    const notices = async () => {
      const rows = store.db.selectFrom('delivery').select('notice').orderBy('id');
      return (await rows.where('target_id', '=', targetId).execute()).map(({ notice }) => notice);
    };
    const after = await extend('2000000000');
    const body = after.body as AlertBody;
    assert.deepEqual([after.severity, after.state, body.usd], ['low', 'open', '2000.00']);
    assert.equal(body.parts[0]?.policies?.fifo, `${units}`);
    assert.equal(body.account?.first.severity, 'medium');
    assert.deepEqual(await notices(), ['raised', 'updated']);
    // by less than a tenth: written, and not sent
    const again = await extend('2100000000');
    assert.equal((again.body as AlertBody).usd, '2100.00');
    assert.equal((again.body as AlertBody).account?.first.usd, '50000.00');
    assert.deepEqual(await notices(), ['raised', 'updated']);
    const versions = await alertVersions(store.db, before.id);
    assert.deepEqual(
      versions.map(({ version, severity, body }) => [version, severity, (body as AlertBody).usd]),
      [
        [1, 'medium', '50000.00'],
        [2, 'low', '2000.00'],
      ],
    );
    const [raised, updated] = await store.db
      .selectFrom('event')
      .select(['kind', 'body'])
      .where('topic', '=', 'alerts')
      .where(sql<boolean>`body ->> 'id' = ${before.id}`)
      .orderBy('id')
      .execute();
    assert.deepEqual([raised?.kind, updated?.kind], ['alert.raised', 'alert.changed']);
    assert.deepEqual(Object(updated?.body).severity, 'low');
  });

  test('takes back what it told early of a block that was gone when it came back', async () => {
    const chain = new MovingChain();
    const { id } = await watchOf(store.db, heldResult(BASE));
    await lookAt(id, meansOf(chain));
    chain.grow([{ from: 0, to: 3, asset: 0, units: 20, failed: false, joined: false }]);
    const means = meansOf(chain);
    const feed = chain.feed();
    const block = async (height: number) => {
      const read = await feed.block(height);
      const inside = () => Promise.reject(new Crash());
      return read?.model === 'account' ? { ...read, inside } : read;
    };
    const crashing = { ...means, feed: { ...feed, block } };
    await assert.rejects(lookAt(id, crashing), Crash);
    assert.equal((await openAlerts(id)).length, 1);
    chain.fork(1, [[]], false);
    await lookAt(id, meansOf(chain));
    assert.deepEqual(await openAlerts(id), []);
  });

  test('follows coins by the outputs that paid those watched', async () => {
    const chain = 'bip122:000000000019d6689c085ae165831e93';
    const asset = `${chain}/slip44:0`;
    const [theft = '', next = ''] = ['a', 'b'].map((digit) => digit.repeat(64));
    const stolen = spend(theft, 'f'.repeat(64), 70n, 30n);
    const place = { block: 7, time: '2025-10-09 08:53:20', via: 'seed', basis: 'observed' };
    const hop = { tx: theft, from: 'v', to: 'h1', asset, amount: '30', traced: everyPolicy('30') };
    const hops = [{ ...hop, ...place, usd: null, input: 0, line: 1 } as ResultHop];
    const seed = { theft: 't', holder: 'v', asset, amount: '30', tx: theft, time: place.time };
    const held = heldResult([{ holder: 'h1', asset, units: 30n }], chain);
    const { id } = await watchOf(store.db, { ...held, hops, seeds: [seed] });
    const spent = { ...spend(next, theft, 29n), block: 8 };
    // the second output is h1's, the first somebody else's
    const coins = [{ ...spent, inputs: [{ ...spent.inputs[0]!, index: 1 }] }];
    const feed = listFeed(chain, () => coinLedger('lists', [stolen, ...coins]));
    const knows = new Acquaintances(feed, NOBODY);
    await lookAt(id, { ...meansOf(new MovingChain()), feed, knows });
    assert.deepEqual(await openAlerts(id), [`${next} h1 `]);
  });

  test('keeps what is muted as muted, for as long as it is', async () => {
    const chain = new MovingChain();
    const { id: watchId } = await watchOf(store.db, heldResult(BASE));
    await lookAt(watchId, meansOf(chain));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const mute = { watchId, holder: HOLDERS[0]!, kind: null, reason: 'ours', until, by: 'ann' };
    assert.ok(await addMute(store.db, mute, new Date(), async () => undefined));
    const pay = { to: 3, asset: 0, units: 20, failed: false, joined: false };
    chain.grow([
      { ...pay, from: 0 },
      { ...pay, from: 1 },
    ]);
    await lookAt(watchId, meansOf(chain));
    const alerts = store.db.selectFrom('alert').select(['state', 'reason']);
    const own = await alerts.where('watch_id', '=', watchId).orderBy('state').execute();
    assert.deepEqual(own, [
      { state: 'muted', reason: 'ours' },
      { state: 'open', reason: null },
    ]);
  });
});

describe('a watch of what waits for a block', () => {
  const chain = parseChain('regtest', 'chain');
  const threads = new Threads(1);
  const from = addressOf('thief');
  let store: Store;
  let node: RegtestNode;
  let purse: Purse;
  let feed: BlockFeed;
  let source: ReturnType<typeof nodeSource>;
  let one: OneWatch;
  let id: string;
  let coins: readonly [Coin, Coin];
  let block: number;
  /** The end of what the first coin paid. */
  let rest: Coin;

  before(async () => {
    [store, node] = await Promise.all([testStore(), startBcoin({ indexed: false })]);
    source = nodeSource(node);
    feed = coreFeed(source, REGTEST);
    purse = await Purse.open(node, 2);
    coins = [await purse.fund('thief', COIN), await purse.fund('thief', COIN)];
    await node.mine(1);
    block = Number(await node.call('getblockcount'));
    ({ id } = await watchOf(store.db, theftOf(coins)));
    const target = { kind: 'email', address: 'b@example.org', secret: null } as const;
    await addTarget(store.db, { ...target, createdBy: 'ann' });
    const knows = new Acquaintances(feed, NOBODY);
    const write = (work: (trx: Db) => Promise<void>) => inTransaction(store.db, work);
    const means = { feed, knows, write, threads, db: store.db, raised: () => undefined };
    const row = await store.db.selectFrom('watch').selectAll().executeTakeFirstOrThrow();
    const opened = await OneWatch.open(row, { ...means, now: () => new Date() });
    assert.ok(opened);
    one = opened;
    await look();
    assert.deepEqual(await told(), []);
  });
  after(async () => {
    await threads.close();
    await node?.stop();
    await store?.close();
  });

  /** The trace that both coins are stolen, and have not moved since. */
  function theftOf(stolen: readonly Coin[]) {
    const [asset, amount, time] = [chain.native.id, `${COIN}`, '2025-10-09 08:53:20'];
    const seeds = stolen.map(({ tx }) => {
      return { theft: 't', holder: from, asset, amount, tx, time };
    });
    return { ...heldResult([{ holder: from, asset, units: 2n * COIN }], chain.id), seeds };
  }

  async function look(): Promise<void> {
    const { signal } = new AbortController();
    const pool = await feed.pool?.(signal);
    assert.ok(pool && (await one.look(signal)));
    await one.lookAtPool(pool, signal);
  }

  async function pay(coin: Coin, to: string, fee = 1000n): Promise<Coin> {
    const [paid] = await purse.pay([coin], [{ to, amount: coin.amount - fee }]);
    assert.ok(paid);
    for (;;) {
      const waiting = (await node.call('getrawmempool')) as string[];
      if (waiting.includes(paid.tx)) return paid;
    }
  }

  async function told() {
    const alerts = store.db.selectFrom('alert').selectAll().where('watch_id', '=', id);
    return (await alerts.orderBy('id').execute()).map(({ state, reason, title, body }) => {
      const { tx, block: at, basis } = body as AlertBody;
      return { tx, state, reason, at, basis, isMarked: title.startsWith('Unconfirmed: ') };
    });
  }

  const waits = { state: 'open', reason: null, at: null, basis: 'unconfirmed', isMarked: true };
  const stands = { state: 'open', reason: null, basis: 'observed', isMarked: false };

  test('is told once: unconfirmed, and in its block by the same alert', async () => {
    const first = await pay(coins[0], 'mule');
    rest = await pay(first, 'next');
    await look();
    await look();
    const both = [first, rest];
    assert.deepEqual(
      await told(),
      both.map(({ tx }) => ({ tx, ...waits })),
    );
    await node.mine(1);
    await look();
    assert.deepEqual(
      await told(),
      both.map(({ tx }) => ({ tx, ...stands, at: block + 1 })),
    );
    const versions = store.db.selectFrom('alert_version').select('version');
    assert.equal((await versions.execute()).length, 2);
    const sent = await store.db.selectFrom('delivery').select('notice').orderBy('id').execute();
    const notices = sent.map(({ notice }) => notice);
    assert.deepEqual(notices, ['raised', 'raised', 'updated', 'updated']);
  });

  test('is taken back, with the reason, where a higher fee replaces it', async () => {
    const replaced = await pay(coins[1], 'mule');
    await look();
    await node.forget();
    const other = await pay(coins[1], 'elsewhere', 9000n);
    await look();
    const reason = `replaced before it was confirmed: ${other.tx} spends the same coin`;
    assert.deepEqual((await told()).slice(2), [
      { tx: replaced.tx, ...waits, state: 'retracted', reason },
      { tx: other.tx, ...waits },
    ]);
  });

  test('is taken back once it stayed away, and is open where it comes back', async () => {
    const { tx } = (await told()).at(-1)!;
    await node.forget();
    await look();
    await look();
    assert.deepEqual((await told()).at(-1), { tx, ...waits });
    await look();
    const reason = 'never confirmed: node no longer has the transaction';
    assert.deepEqual((await told()).at(-1), { tx, ...waits, state: 'retracted', reason });
    assert.equal((await pay(coins[1], 'elsewhere', 9000n)).tx, tx);
    await look();
    const again = { tx, ...waits, reason: 'seen again after it was gone' };
    assert.deepEqual((await told()).at(-1), again);
  });

  test('is taken back where another one, never seen before, is in a block', async () => {
    await node.forget();
    const mined = await pay(coins[1], 'third', 500n);
    await node.mine(1);
    await look();
    const reason = `never confirmed: another transaction spent the coin in block ${block + 2}`;
    const [before, after] = (await told()).slice(3);
    assert.deepEqual([before?.state, before?.reason], ['retracted', reason]);
    assert.deepEqual(after, { tx: mined.tx, ...stands, at: block + 2 });
    const asked = (what: string) => source.asked.filter((question) => question.startsWith(what));
    const [lists, read] = [asked('getrawmempool'), asked('getrawtransaction')];
    assert.ok(read.length < 2 * lists.length, 'what is known is not read at every look');
  });

  test('is looked at by the program that follows the chain', async () => {
    const open = async () => ({ feeds: [feed], pollMs: 20, poolMs: 20 });
    const place = { store, threads, directory: NOBODY, clock: systemClock, open };
    const log = { ...silent, info: () => {} };
    const watcher = new Watcher({ ...place, log, raised: () => {} });
    const { tx } = await pay(rest, 'last');
    watcher.start();
    for (let last = ''; last !== tx; ) last = (await told()).at(-1)?.tx ?? '';
    await watcher.stop();
    assert.deepEqual((await told()).at(-1), { tx, ...waits });
  });
});

describe('deliveries', () => {
  test('arrive at least once each, whoever sends them and whoever crashed before', async (t) => {
    const store = await testStore();
    t.after(() => store.close());
    const ids: string[] = [];
    const server = createServer((request, response) => {
      ids.push(String(request.headers['webhook-id']));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const seal = openSeal('/nowhere', SECRET);
    const secret = seal.close(newWebhookSecret(), `webhook ${address}`);
    await addTarget(store.db, { kind: 'webhook', address, secret, createdBy: 'ann' });
    const about = { caseId: null, watchId: null, traceId: null, severity: 'low' } as const;
    for (let i = 0; i < 40; i += 1) {
      const told = { kind: 'moved', title: `${i}`, body: {}, dedup: `${i}` };
      await raiseAlert(store.db, { ...about, ...told }, BY.actor);
    }
    // one program took some of them and was never heard of again
    const past = new Date(Date.now() - 1000);
    await store.db
      .updateTable('delivery')
      .set({ attempts: 1, next_at: past })
      .where('id', 'in', store.db.selectFrom('delivery').select('id').limit(10))
      .execute();
    const place = { store, log: silent, seal, origin: 'http://localhost', mail: null };
    const lookup = async () => [];
    const privateHosts = new Set(['127.0.0.1']);
    const senders = [1, 2].map(() => new Deliverer({ ...place, lookup, privateHosts }));
    for (const sender of senders) await sender.start();
    const pending = store.db.selectFrom('delivery').select('id').where('state', '=', 'pending');
    while ((await pending.execute()).length > 0) await new Promise((done) => setTimeout(done, 5));
    for (const sender of senders) await sender.stop();
    const all = await store.db.selectFrom('delivery').select('id').execute();
    assert.deepEqual([...new Set(ids)].sort(), all.map(({ id }) => id).sort());
    assert.equal(ids.length, 40);
  });
});
