import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readTags } from '../../src/attribution/read.ts';
import type { Progress } from '../../src/trace/explore.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { type Coin, fromKeys, toKeys } from '../ledger/bitcoin-mixes.ts';
import { seeded } from '../properties/policies.ts';
import { addressOf, closes, id, KEYS, type Made, spend, traced } from './coins-ledger.ts';
import { type Asked, bare, REASON, tracedLive } from './coins-live.ts';

const VICTIM = addressOf(KEYS.victim);
const BY_TX = { transactions: [{ tx: id('a'), victims: [VICTIM] }] };
// a file of which the case says that it lists every spend is what a live ledger is
const ALL = {
  ledger: { files: ['ledger-0.jsonl'], coverage: { outgoing: 'all', incoming: 'all' } },
};
const PRICES = [{ asset: 'BTC', usd: '50000' }];

type Question = Parameters<typeof traced>[0];

async function both(question: Question): Promise<[file: TraceResult, live: TraceResult]> {
  const same = { ...question, more: { ...ALL, ...question.more } };
  const live = await tracedLive(same);
  closes(live);
  return [await traced(same), live];
}

const noted = (): Asked => ({ spenders: [], transactions: [] });

describe('a ledger that can only be asked', () => {
  test('gives what the same transactions in a file give', async () => {
    const [file, live] = await both({ theft: BY_TX, more: { prices: PRICES } });
    deepEqual(bare(live), bare(file));
    const change = live.destinations.find(({ holder }) => holder === addressOf(KEYS.change));
    equal(change?.status, 'held');
    match(change?.why ?? '', /^No transaction up to block 104 \(2022-\S+ \S+ UTC\) spends it/);
    const text = live.coverage.statements.join('\n');
    for (const said of [REASON, 'what each of their inputs holds is known', 'block 104']) {
      ok(text.includes(said), said);
    }
  });

  test('says after each round what is known, and ends as if nobody had asked', async () => {
    const question = { theft: BY_TX, more: { prices: PRICES } };
    const partials: TraceResult[] = [];
    const watched = await tracedLive(question, {
      partial: async (make) => {
        partials.push(await make());
      },
    });
    deepEqual(watched, await tracedLive(question));
    ok(partials.length > 1);
    for (const partial of partials) closes(partial);
    ok(partials[0]?.destinations.some(({ rule }) => rule === 'limit: open'));
  });

  test('is not asked beyond services, mixes and limits, and for no coin twice', async () => {
    const asked = noted();
    await tracedLive({ theft: BY_TX }, { asked });
    const coins = asked.spenders.flat().map(({ tx, index }) => `${tx[0]}:${index}`);
    deepEqual(coins, ['a:0', 'b:1', 'b:2', 'c:4', 'c:2', 'c:3']);
    deepEqual(asked.transactions, [id('a')]);
    const near = noted();
    const result = await tracedLive(
      { theft: BY_TX, more: { settings: { maxDepth: 1 } } },
      { asked: near },
    );
    deepEqual(near.spenders, [[{ tx: id('a'), index: 0 }]]);
    ok(result.coverage.cuts.every(({ reason }) => reason === 'limit: depth'));
  });

  test('whole frontiers are asked for at once, the most valuable first', async () => {
    const asked = noted();
    await tracedLive({ theft: BY_TX }, { asked });
    const rounds = asked.spenders.map((coins) => coins.map(({ tx, index }) => `${tx[0]}:${index}`));
    deepEqual(rounds[0], ['a:0']);
    deepEqual(rounds[1], ['b:1', 'b:2']);
  });

  test('without a named victim, whoever paid into the theft lost it', async () => {
    const result = await tracedLive({ theft: { transactions: [{ tx: id('a') }] } });
    deepEqual(result.stolen[0]?.amount, '6000000');
    ok(result.coverage.statements.some((text) => text.includes('went back to a victim')));
  });

  test('named outputs, and addresses of thieves and victims, seed it too', async () => {
    const thefts = [
      { outputs: [{ tx: id('a'), index: 0 }] },
      { sources: [{ holder: addressOf(KEYS.thief) }] },
      { sources: [{ holder: VICTIM, role: 'victim' }] },
    ];
    for (const theft of thefts) {
      const [file, live] = await both({ theft });
      deepEqual(bare(live), bare(file));
    }
  });

  test('a source needs a ledger that can be asked for an address', async () => {
    const theft = { sources: [{ holder: addressOf(KEYS.thief) }] };
    await rejects(
      tracedLive({ theft }, { bare: true }),
      /thefts: sources: expected a ledger that can be asked for the coins of an address/,
    );
    const files = [worldOf([])];
    const settings = { maxTransfers: 1 };
    const { coverage } = await tracedLive({ theft, files, more: { settings } });
    ok(coverage.gaps.some(({ reason }) => reason === 'more coins than the limit'));
  });

  test('accounts are stated where it can be asked for them, and else are unknown', async () => {
    const question = { theft: BY_TX, more: { accounts: [addressOf(KEYS.thief)] } };
    const [row] = (await tracedLive(question)).statements;
    deepEqual([row?.covered, row?.in, row?.out], [true, '6000000', '6000000']);
    const [none] = (await tracedLive(question, { bare: true })).statements;
    deepEqual([none?.covered, none?.in, none?.net], [false, null, null]);
  });

  test('what is not in it is an error, or a gap', async () => {
    await rejects(tracedLive({ theft: { transactions: [{ tx: id('9') }] } }), /stolen coin/);
  });
});

test('what a small round is, is asked before anything behind it is let in', async () => {
  const theft: Made = {
    id: id('a'),
    block: 100,
    inputs: fromKeys([[7_010_000n, KEYS.victim]]),
    outputs: toKeys([
      [6_000_000n, KEYS.thief],
      [1_000_000n, KEYS.helper],
    ]),
  };
  const equalAndChange = (n: number, amount: bigint, key: number): Coin[] => [
    ...Array.from({ length: n }, (_, i): Coin => [amount, key + i]),
    ...Array.from({ length: n }, (_, i): Coin => [200_000n + BigInt(i), key + n + i]),
  ];
  const others = (n: number, each: bigint, key: number) =>
    fromKeys(Array.from({ length: n }, (_, i): Coin => [each, key + i]));
  const small: Made = {
    id: id('b'),
    block: 101,
    inputs: [spend(theft, 0), ...others(2, 3_500_000n, 40)],
    outputs: toKeys(equalAndChange(3, 3_000_000n, 50)),
  };
  const large: Made = {
    id: id('c'),
    block: 102,
    inputs: [spend(small, 1), ...others(4, 3_000_000n, 60)],
    outputs: toKeys(equalAndChange(5, 2_500_000n, 70)),
  };
  const on: Made = {
    id: id('d'),
    block: 103,
    inputs: [spend(theft, 1)],
    outputs: toKeys([[999_000n, KEYS.hoard]]),
  };
  const more = { prices: PRICES, settings: { maxHolders: 3 } };
  const [file, live] = await both({ theft: BY_TX, files: [[theft, small, large, on]], more });
  deepEqual(bare(live), bare(file));
  const found = live.destinations.map(({ holder, status }) => [holder, status]);
  deepEqual(found, [
    [`mix:${id('b')}`, 'in mix'],
    [addressOf(KEYS.hoard), 'held'],
  ]);
});

describe('a live trace that ends early', () => {
  test('says how far it is after each round, the theft and its first hop at once', async () => {
    const states: Progress[] = [];
    await tracedLive({ theft: BY_TX, watch: { progress: (state) => states.push(state) } });
    deepEqual(
      states
        .slice(0, 2)
        .map(({ round, transactions, frontier }) => [round, transactions, frontier]),
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    );
  });

  test('states what is open as cut by time', async () => {
    let rounds = 0;
    const result = await tracedLive({ theft: BY_TX, watch: { late: () => ++rounds > 2 } });
    closes(result);
    deepEqual(
      result.coverage.cuts.map(({ reason, holder, amount }) => [reason, holder, amount]),
      [
        ['limit: time', addressOf(KEYS.hoard), '2625000'],
        ['limit: time', addressOf(KEYS.helper), '367500'],
      ],
    );
  });

  test('or as cancelled, also while the ledger is being asked', async () => {
    const cancel = new AbortController();
    let asked = 0;
    const answering = () => {
      if (++asked === 2) cancel.abort();
    };
    const result = await tracedLive(
      { theft: BY_TX, watch: { signal: cancel.signal } },
      { answering },
    );
    closes(result);
    equal(result.coverage.cuts[0]?.reason, 'limit: cancelled');
    equal(result.coverage.cuts[0]?.holder, addressOf(KEYS.hoard));
  });

  test('a ledger that fails is not taken for one that knows of no spender', async () => {
    const answering = () => Promise.reject(new Error('node down'));
    await rejects(tracedLive({ theft: BY_TX }, { answering }), /node down/);
    const twist = <T>(answers: readonly T[]): T[] => [...answers].reverse();
    await rejects(tracedLive({ theft: BY_TX }, { twist }), /which does not spend it/);
    await rejects(tracedLive({ theft: BY_TX }, { twist: () => [] }), /gave no answer/);
  });
});

// worlds: every coin that is open may be peeled, fanned out, merged, mixed, or paid to a service
const ACTIONS = ['peel', 'fan-out', 'merge', 'premix', 'mix', 'deposit', 'round'] as const;
const worlds = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(1000)), { maxLength: 14 });

function worldOf(actions: readonly (readonly [(typeof ACTIONS)[number], number])[]): Made[] {
  const theft: Made = {
    id: id('a'),
    block: 100,
    inputs: fromKeys([[40_000_000n, KEYS.victim]]),
    outputs: toKeys([
      [20_000_000n, KEYS.thief],
      [9_000_000n, KEYS.thief],
      [10_990_000n, KEYS.victim],
    ]),
  };
  const made: Made[] = [theft];
  const open: { tx: Made; index: number }[] = [0, 1].map((index) => ({ tx: theft, index }));
  for (const [i, [action, pick]] of actions.entries()) {
    const key = 1000 + 20 * i;
    const taken = open.splice(pick % Math.max(1, open.length), action === 'merge' ? 3 : 1);
    const inputs = taken.map(({ tx, index }) => spend(tx, index));
    const amount = inputs.reduce((sum, input) => sum + (input.amount ?? 0n), 0n);
    const strangers = (count: number, each: bigint): Coin[] =>
      Array.from({ length: count }, (_, n): Coin => [each, key + 10 + n]);
    const pay = (outputs: Coin[], others: Coin[] = []): void => {
      const name = (i + 16).toString(16).padStart(64, '0');
      const all = fromKeys(others).map((input) => ({ ...input, index: input.index + 100 * i }));
      const tx = {
        id: name,
        block: 101 + i,
        inputs: [...inputs, ...all],
        outputs: toKeys(outputs),
      };
      made.push(tx);
      for (const index of outputs.keys()) open.push({ tx, index });
    };
    if (amount < 10_000n) continue;
    const third = amount / 3n;
    if (action === 'merge' || action === 'deposit') {
      pay(
        [[amount - 500n, action === 'merge' ? key : KEYS.exchange]],
        strangers(pick % 2, 70_000n),
      );
    } else if (action === 'fan-out') {
      pay([1n, 2n, 3n, 4n].map((n): Coin => [(amount * n) / 11n, key + Number(n % 3n)]));
    } else if (action === 'premix' && amount > 1_100_000n) {
      pay([
        [1_004_000n, key],
        [amount - 1_005_000n, key + 1],
      ]);
    } else if (action === 'mix' && amount >= 1_000_000n && amount <= 1_110_000n) {
      pay(strangers(5, 1_000_000n), strangers(4, 1_000_000n));
    } else if (action === 'round' && amount > 400_000n) {
      // the form of JoinMarket: equal outputs and a change for each
      const n = 3 + (pick % 3);
      const change = strangers(n, 0n).map(([, k], j): Coin => [100_000n + BigInt(j), k + 3 * n]);
      const equal = strangers(n, third);
      pay([...equal, ...change.slice(1)], strangers(n, third + 120_000n));
    } else
      pay([
        [third, key],
        [amount - third - 300n, key + 1],
      ]);
  }
  return made;
}

test('over any world it gives what a file gives', (t) => {
  const seen = new Map<string, number>();
  const settings = fc.record({
    dustUsd: fc.constantFrom(0, 400),
    maxHolders: fc.constantFrom(4, 100_000),
    maxDepth: fc.constantFrom(3, 200),
    maxFanOut: fc.constantFrom(3, 1000),
  });
  const property = fc.asyncProperty(worlds, settings, async (actions, limits) => {
    const files = [worldOf(actions)];
    const more = { prices: PRICES, settings: limits };
    const [file, live] = await both({ theft: BY_TX, files, more });
    deepEqual(bare(live), bare(file));
    for (const { status, rule } of live.destinations) {
      seen.set(`${status} ${rule}`, (seen.get(`${status} ${rule}`) ?? 0) + 1);
    }
  });
  const needed = ['held unspent', 'in mix mix', 'at service service', 'not followed dust'];
  const cuts = ['holders', 'depth', 'fan-out'].map((cut) => `not followed limit: ${cut}`);
  return fc.assert(property, seeded(t, 150)).then(() => {
    for (const kind of [...needed, ...cuts]) ok(seen.has(kind), `${kind} occurs in some world`);
  });
});

test('over any world, with known tags, what the transactions that it asked for give', (t) => {
  let inherited = 0;
  const named = fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(worlds, named, async (actions, picks) => {
    const world = worldOf(actions);
    const theft = { theft: BY_TX, more: { ...ALL, prices: PRICES } };
    const holders = world.slice(1).flatMap(({ outputs }) => outputs.map(({ holder }) => holder));
    const picked = picks.flatMap((pick) => holders[pick % holders.length] ?? []);
    const exchanges = new Set(picked);
    const rows = [...exchanges].map((holder) => `bitcoin,${holder},Kraken,exchange,test`);
    const csv = ['chain,address,entity,category,source', ...rows, ''].join('\n');
    const { tags } = readTags('set.csv', csv);
    const tagsAt = (_: string, holder: string) => tags.filter((tag) => tag.holder === holder);
    const watch = { known: { size: tags.length, tagsAt, inputs: [] } };
    const known = new Set([id('a')]);
    const twist = <T>(answers: readonly T[]): readonly T[] => {
      for (const tx of answers as readonly ({ readonly id: string } | null)[]) {
        if (tx) known.add(tx.id);
      }
      return answers;
    };
    const live = await tracedLive({ ...theft, watch, files: [world] }, { twist });
    closes(live);
    const files = [world.filter((tx) => known.has(tx.id))];
    const file = await traced({ ...theft, watch, files });
    // the file is shorter, so its lines are others
    const without = (result: TraceResult): unknown => {
      const { inputs: _, hops, ...rest } = bare(result) as TraceResult;
      return { ...rest, hops: hops.map((hop) => ({ ...hop, line: 0 })) };
    };
    deepEqual(without(live), without(file));
    const stops = live.destinations.filter(({ name }) => name?.entity === 'Kraken');
    inherited += stops.filter(({ holder }) => !exchanges.has(holder)).length;
  });
  return fc.assert(property, seeded(t, 150)).then(() => {
    ok(inherited > 0, 'a place is named by its cluster in some world');
  });
});
