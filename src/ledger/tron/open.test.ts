import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { loopbackSource } from '../../../test/fakes/loopback-source.ts';
import {
  type Fault,
  fakeTron,
  type TronFake,
  type TronFakeOptions,
} from '../../../test/fakes/tron.ts';
import {
  call,
  placed,
  type StagedChain,
  type StagedTransaction,
  trc10,
  trc20,
  trx,
} from '../../../test/fakes/tron-chain.ts';
import { expected, type Said } from '../../../test/fakes/tron-expected.ts';
import { seeded } from '../../../test/properties/policies.ts';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type { Transfer } from '../port.ts';
import { hexOf, tronHolder } from './address.ts';
import { openTron, type TronKind } from './open.ts';

const CHAIN = parseChain('tron', 'chain');
const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const COLLECTION = holder(0xc0);
const UNKNOWN = holder(0xc1);
const BTT = '1002000';
const ZERO = 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb';

function holder(number: number): string {
  return tronHolder(`41${number.toString(16).padStart(2, '0').repeat(20)}`) as string;
}

const [ALICE, BOB, CAROL, ROUTER] = [1, 2, 3, 4].map(holder) as [string, string, string, string];
const PEOPLE = [ALICE, BOB, CAROL, ROUTER];

function staged(blocks: StagedChain['blocks']): StagedChain {
  const tokens = {
    [USDT]: { symbol: 'USDT', decimals: 6 },
    [UNKNOWN]: { symbol: 'ODD', decimals: 9 },
    [BTT]: { symbol: 'BTTOLD', decimals: 6 },
  };
  return { firstBlock: 79_000_000, firstTime: 1_766_000_000, blocks, tokens };
}

function ledgerOf({ url }: TronFake, kind: TronKind, maxBlocks = 1200): LiveAccountLedger {
  const scan = { since: null, maxBlocks, maxTransfers: 100_000 };
  const lookup = tokenLookup(CHAIN);
  const book = new AssetBook(CHAIN, lookup);
  return openTron({ source: loopbackSource(url), kind, lookup, book, scan });
}

function said(transfers: readonly Transfer[]): Said[] {
  return transfers.map(({ tx, time, kind, from, to, asset, amount, failed }) => {
    return { tx, time, kind, from, to, asset, amount, failed };
  });
}

const holderOf = (hex: string): string => tronHolder(hex) as string;
const inAnyOrder = (list: readonly Said[]): string[] =>
  list
    .map(({ tx, time, kind, from, to, asset, amount, failed }) =>
      [tx, time, kind, from, to, asset, amount, failed].join(' '),
    )
    .sort();

/** A fake over a chain for as long as `use` runs. */
async function withFake<T>(
  chain: StagedChain,
  options: TronFakeOptions,
  use: (fake: TronFake) => Promise<T>,
): Promise<T> {
  const fake = await fakeTron(chain, options);
  try {
    return await use(fake);
  } finally {
    await fake.close();
  }
}

const one = (type: string, value: StagedTransaction['value'] = {}, rest = {}) => {
  return { type, owner: ALICE, value, ...rest };
};

/** Every kind of movement, and everything that looks like one and is none. */
const BLOCKS: readonly (readonly StagedTransaction[])[] = [
  [
    trx(ALICE, BOB, 5_000_000n, 100_000n),
    trc10(ALICE, BOB, BTT, 7n),
    trc20(USDT, ALICE, BOB, 1_000_000n, 13_844_850n),
  ],
  [
    call(ALICE, ROUTER, {
      paid: 9n,
      fee: 5n,
      internal: [
        { from: ROUTER, to: BOB, amount: 4n },
        { from: ROUTER, to: CAROL, amount: 3n, token: BTT },
        { from: ROUTER, to: CAROL, amount: 1n, rejected: true },
        { from: ROUTER, to: BOB, amount: 50n, note: 'freezeForEnergy' },
        { from: ROUTER, to: BOB, amount: 60n, note: 'delegateResourceOfEnergy' },
        { from: ROUTER, to: ROUTER, amount: 70n, note: 'unfreezeBalanceV2ForEnergy' },
        { from: ROUTER, to: ALICE, amount: 2n, note: 'suicide' },
      ],
      logs: [
        { contract: USDT, from: ROUTER, to: CAROL, amount: 11n },
        { contract: UNKNOWN, from: CAROL, to: ALICE, amount: 0n },
        { contract: COLLECTION, from: ALICE, to: CAROL, amount: 1n, item: 2n ** 70n },
      ],
    }),
    call(BOB, ROUTER, {
      paid: 8n,
      fee: 6n,
      result: 'OUT_OF_ENERGY',
      internal: [{ from: ROUTER, to: CAROL, amount: 4n }],
      logs: [{ contract: USDT, from: BOB, to: CAROL, amount: 1n }],
    }),
  ],
  [
    one('FreezeBalanceV2Contract', { frozen_balance: 77n, resource: 'ENERGY' }),
    one('FreezeBalanceContract', { frozen_balance: 77n, receiver_address: hexOf(BOB) }),
    one('DelegateResourceContract', { balance: 88n, receiver_address: hexOf(BOB) }, { fee: 1n }),
    one('UnDelegateResourceContract', { balance: 88n, receiver_address: hexOf(BOB) }),
    one('VoteWitnessContract', { votes: [{ vote_address: hexOf(BOB), vote_count: 9 }] }),
    one('AccountCreateContract', { account_address: hexOf(BOB) }, { fee: 1_100_000n }),
    one('WithdrawBalanceContract', {}, { outcome: { withdraw_amount: 33n } }),
    one('WithdrawExpireUnfreezeContract', {}, { outcome: { withdraw_expire_amount: 44n } }),
    trx(CAROL, BOB, 2n ** 62n + 1n),
  ],
];

describe('a ledger of Tron', () => {
  const chain = staged(BLOCKS);
  const all = placed(chain);
  const ids = all.map(({ id }) => id);
  const wanted = all.flatMap((item) => expected(item, holderOf));
  let fake: TronFake;
  before(async () => {
    fake = await fakeTron(chain, { page: 2 });
  });
  after(() => fake.close());

  for (const kind of ['trongrid', 'node'] as const) {
    test(`${kind}: finds what was staged, and nothing else`, async () => {
      const ledger = ledgerOf(fake, kind);
      deepEqual(said(await ledger.transactions(ids)), wanted);
      deepEqual(ledger.warnings(), []);
      for (const { tx, block, txIndex } of await ledger.transactions(ids)) {
        const item = all.find(({ id }) => id === tx);
        deepEqual({ block, txIndex }, { block: item?.block, txIndex: item?.position });
      }
    });

    test(`${kind}: finds the transfers of each holder`, async () => {
      const ledger = ledgerOf(fake, kind);
      // a node finds the case's first block by its transactions
      await ledger.transactions(ids.slice(0, 1));
      const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;
      const answers = await ledger.transfers(PEOPLE, query);
      for (const { holder, transfers, truncated } of answers) {
        equal(truncated, false);
        const own = wanted.filter(({ from, to }) => from === holder || to === holder);
        // the list of TRC-20 rows does not tell a unit of a collection from an amount
        const isToken = ({ asset }: Said): boolean => !asset.includes('erc721');
        const found = said(transfers).filter(({ asset }) => !asset.includes(COLLECTION));
        deepEqual(inAnyOrder(found), inAnyOrder(own.filter(isToken)));
      }
      const [both, incoming] = [
        answers[0],
        (await ledger.transfers([ALICE], { ...query, direction: 'in' }))[0],
      ];
      deepEqual(
        incoming?.transfers,
        both?.transfers.filter(({ to }) => to === ALICE),
      );
    });
  }

  test('positions are in the order of the chain: calls, then logs, then the fee', async () => {
    const id = ids[3] as string;
    const transfers = await ledgerOf(fake, 'node').transactions([id]);
    deepEqual(
      transfers.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7, null],
    );
    equal(transfers.at(-1)?.kind, 'gas');
  });

  test('each transfer leads back to a row of an answer', async () => {
    const ledger = ledgerOf(fake, 'trongrid');
    const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;
    await ledger.transfers([ALICE], query);
    for (const { origin } of await ledger.transactions(ids)) {
      ok(origin.input >= 0 && origin.line >= 1);
    }
  });

  test('rewards come from nobody, and what was frozen from nowhere', async () => {
    const transfers = await ledgerOf(fake, 'node').transactions(ids);
    const rewards = transfers.filter(({ from }) => from === ZERO);
    deepEqual(
      rewards.map(({ to, amount, kind }) => ({ to, amount, kind })),
      [{ to: ALICE, amount: 33n, kind: 'native' }],
    );
  });

  test('asks nothing twice, and nothing past the head', async () => {
    const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;
    const questions = await withFake(chain, { page: 2 }, async (own) => {
      const ledger = ledgerOf(own, 'trongrid');
      for (let i = 0; i < 2; i += 1) {
        await ledger.transfers(PEOPLE, query);
        await ledger.transactions(ids);
        await ledger.summaries(PEOPLE);
      }
      return own.asked;
    });
    equal(new Set(questions).size, questions.length);
    const { time } = await ledgerOf(fake, 'trongrid').tip();
    for (const asked of questions.filter((text) => text.includes('/v1/'))) {
      ok(asked.includes(`max_timestamp=${time}999`), asked);
    }
  });

  test('which answer comes first changes nothing', async () => {
    const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;
    const run = (kind: TronKind, delay: (path: string) => number) =>
      withFake(chain, { page: 2, delay }, async (own) => {
        const ledger = ledgerOf(own, kind);
        const one = said(await ledger.transactions(ids.slice(0, 4)));
        const lists = await ledger.transfers(PEOPLE, query);
        const all = said(await ledger.transactions(ids));
        const found = lists.map(({ transfers, truncated }) => [said(transfers), truncated]);
        const { assetsSeen } = ledger;
        return [one, found, all, [...assetsSeen.values()], ledger.warnings(), own.asked.toSorted()];
      });
    for (const kind of ['trongrid', 'node'] as const) {
      const slow = await run(kind, (path) => path.length % 7);
      deepEqual(await run(kind, (path) => 7 - (path.length % 7)), slow, kind);
    }
  });

  test('tokens are what they say where the program does not know them', async () => {
    const ledger = ledgerOf(fake, 'node');
    await ledger.transactions(ids);
    const seen = [...ledger.assetsSeen.values()].map(({ symbol, decimals, verified }) => {
      return `${symbol} ${decimals} ${verified}`;
    });
    const met = ['BTTOLD 6 false', 'USDT 6 true', 'ODD 9 false'];
    deepEqual(seen.slice(0, 5), ['TRX 6 true', 'WTRX 6 true', ...met]);
  });

  test('counts a holder that has business, and not one that has none', async () => {
    const [alice, stranger] = await ledgerOf(fake, 'trongrid').summaries([ALICE, holder(9)]);
    ok(alice && alice.received > 0 && alice.sent > 0);
    equal(alice.first, chain.firstTime);
    equal(alice.last, chain.firstTime + 6);
    deepEqual([stranger?.received, stranger?.sent, stranger?.first], [0, 0, 0]);
  });

  test('JSON-RPC: never takes a number for TRX that may be something else', async () => {
    deepEqual(await ledgerOf(fake, 'json-rpc').transactions(ids), [], 'not yet confirmed');
    const long = staged([...BLOCKS, ...Array.from({ length: 40 }, () => [])]);
    const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;
    const [transfers, carol, blind] = await withFake(long, { logRange: 10 }, async (own) => {
      const rpc = ledgerOf(own, 'json-rpc');
      const found = await rpc.transactions(ids);
      const [ofCarol] = await rpc.transfers([CAROL], query);
      return [found, ofCarol, rpc.blindSpots()] as const;
    });
    const native = transfers.filter(({ kind }) => kind === 'native');
    deepEqual(
      native.map(({ from, to, amount, failed }) => [from, to, amount, failed]),
      [
        [ALICE, ROUTER, 9n, false],
        [BOB, ROUTER, 8n, true],
      ],
    );
    ok(transfers.some(({ kind, amount }) => kind === 'unvalued' && amount === 0n));
    const logged = wanted.filter(({ asset }) => /trc20|erc721/.test(asset));
    deepEqual(
      inAnyOrder(said(transfers.filter(({ kind }) => kind === 'token'))),
      inAnyOrder(logged),
    );
    const ofCarol = logged.filter(({ from, to }) => from === CAROL || to === CAROL);
    deepEqual(inAnyOrder(said(carol?.transfers ?? [])), inAnyOrder(ofCarol));
    ok(blind.length > 2);
  });
});

describe('faults of a Tron source', () => {
  const query = { direction: 'both', since: null, until: null, limit: 1000 } as const;

  test('lists that overlap give each row once; lists that run in circles are cut', async () => {
    const chain = staged([Array.from({ length: 9 }, (_, i) => trx(ALICE, BOB, BigInt(i + 1)))]);
    for (const fault of ['overlap', 'loop'] as const) {
      const isLater = (path: string): boolean => path.includes('fingerprint');
      const faults = ({ path }: { path: string }) => (isLater(path) ? fault : null);
      const [alice, codes] = await withFake(chain, { page: 3, faults }, async (fake) => {
        const ledger = ledgerOf(fake, 'trongrid');
        const [found] = await ledger.transfers([ALICE], query);
        return [found, ledger.warnings().map(({ code }) => code)] as const;
      });
      const amounts = alice?.transfers.map(({ amount }) => amount);
      if (fault === 'overlap') {
        deepEqual(amounts?.toSorted(), [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n]);
        deepEqual([alice?.truncated, codes], [false, ['duplicate']]);
      } else {
        equal(alice?.truncated, true);
        ok(codes.includes('contradiction'));
      }
    }
  });

  test('more than the limit is cut and said so', async () => {
    const chain = staged([Array.from({ length: 9 }, (_, i) => trx(ALICE, BOB, BigInt(i + 1)))]);
    const [alice] = await withFake(chain, { page: 3 }, (fake) =>
      ledgerOf(fake, 'trongrid').transfers([ALICE], { ...query, limit: 4 }),
    );
    deepEqual([alice?.transfers.length, alice?.truncated], [4, true]);
  });

  test('a node reads no more blocks than it may, and says so', async () => {
    const chain = staged(Array.from({ length: 9 }, (_, i) => [trx(ALICE, BOB, BigInt(i + 1))]));
    const [alice, blind] = await withFake(chain, {}, async (fake) => {
      const ledger = ledgerOf(fake, 'node', 4);
      await ledger.transactions([placed(chain)[0]?.id as string]);
      const [found] = await ledger.transfers([ALICE], query);
      return [found, ledger.blindSpots()] as const;
    });
    deepEqual([alice?.transfers.length, alice?.truncated], [4, true]);
    ok(blind.some(({ reason }) => reason.includes('No more than 4 blocks')));
  });

  test('without a list by account and a time to begin at, it is said what to do', async () => {
    const chain = staged([...BLOCKS, ...Array.from({ length: 40 }, () => [])]);
    await withFake(chain, {}, async (fake) => {
      const whole = { ...query, since: 0 };
      const node = ledgerOf(fake, 'node').transfers([ALICE], whole);
      await rejects(node, /keeps no index by account, .*say with --since when that was/);
      const rpc = ledgerOf(fake, 'json-rpc').transfers([ALICE], whole);
      await rejects(rpc, /trace that of the theft, or ask TronGrid/);
      equal(fake.asked.filter((asked) => asked.includes('getblockbynum')).length, 0);
    });
  });

  test('a node finds the block of a time', async () => {
    const chain = staged(Array.from({ length: 30 }, (_, i) => [trx(ALICE, BOB, BigInt(i + 1))]));
    const [since, until] = [chain.firstTime + 31, chain.firstTime + 60];
    const [alice] = await withFake(chain, {}, (fake) =>
      ledgerOf(fake, 'node').transfers([ALICE], { ...query, since, until }),
    );
    deepEqual(
      [alice?.transfers.at(0)?.amount, alice?.transfers.at(-1)?.amount, alice?.truncated],
      [12n, 21n, false],
    );
  });

  test('what is no movement between holders is counted, and amounts that cannot be', async () => {
    const chain = staged([
      [
        trx(ALICE, BOB, -9_223_372_036_854_775_808n),
        one('ExchangeTransactionContract', { exchange_id: 1, quant: 5n }),
        one('NeverSeenContract', { amount: 5n }),
        trc10(ALICE, BOB, 'SEED', 5n),
        call(ALICE, ROUTER, { internal: [{ from: ALICE, to: BOB, amount: 1n, note: 'newNote' }] }),
      ],
    ]);
    const [transfers, warnings] = await withFake(chain, {}, async (fake) => {
      const ledger = ledgerOf(fake, 'trongrid');
      const found = await ledger.transactions(placed(chain).map(({ id }) => id));
      return [found, ledger.warnings()] as const;
    });
    deepEqual(transfers, []);
    const codes = warnings.map(({ code, field, found }) => [code, field, found]);
    deepEqual(codes.length, 5, JSON.stringify(codes));
    for (const text of ['NeverSeenContract', 'SEED', 'newNote', '-9223372036854775808']) {
      ok(
        codes.some(([, , found]) => found === text),
        text,
      );
    }
  });

  test('random chains through random faults: as was staged, every time', async (t) => {
    const amount = fc.bigInt({ min: 1n, max: 2n ** 62n });
    const who = fc.constantFrom(...PEOPLE);
    const tx = fc.oneof(
      fc.tuple(who, who, amount).map(([a, b, n]) => trx(a, b, n)),
      fc.tuple(who, who, amount).map(([a, b, n]) => trc10(a, b, BTT, n)),
      fc.tuple(who, who, amount).map(([a, b, n]) => trc20(USDT, a, b, n, 1n)),
      fc
        .tuple(who, who, amount)
        .map(([from, to, n]) =>
          call(from, ROUTER, { paid: n, internal: [{ from: ROUTER, to, amount: n }] }),
        ),
    );
    const blocks = fc.array(fc.array(tx, { maxLength: 4 }), { minLength: 1, maxLength: 5 });
    const kinds: Fault[] = [
      'limit-200',
      'limit-403',
      'limit-429',
      'busy',
      'status-503',
      'truncated',
    ];
    const fault = fc.option(fc.constantFrom(...kinds), { freq: 2 });
    await fc.assert(
      fc.asyncProperty(blocks, fc.infiniteStream(fault), async (list, stream) => {
        const chain = staged(list);
        const faults = (): Fault | null => stream.next().value;
        const all = placed(chain);
        const wanted = all.flatMap((item) => expected(item, holderOf));
        await withFake(chain, { page: 2, faults }, async (fake) => {
          for (const kind of ['trongrid', 'node'] as const) {
            const ledger = ledgerOf(fake, kind);
            deepEqual(said(await ledger.transactions(all.map(({ id }) => id))), wanted);
            if (all.length === 0) continue;
            for (const { holder, transfers } of await ledger.transfers(PEOPLE, query)) {
              const own = wanted.filter(({ from, to }) => from === holder || to === holder);
              deepEqual(inAnyOrder(said(transfers)), inAnyOrder(own));
            }
          }
        });
      }),
      seeded(t, 12),
    );
  });
});
