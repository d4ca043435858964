import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountLedger, moved } from '../../test/fakes/live-ledgers.ts';
import type { AddressReading } from '../attribution/forms/key.ts';
import { createNames } from '../attribution/names.ts';
import type { State, Tag } from '../attribution/tags.ts';
import type { Conduct, EntityType } from '../attribution/taxonomy.ts';
import { toJson } from '../base/json.ts';
import { nativeAsset } from '../ledger/assets.ts';
import { parseChain } from '../ledger/chains.ts';
import type { Transfer } from '../ledger/port.ts';
import { createPrices } from '../trace/prices.ts';
import { type ExposureSide, type ScreenAnswer, screenAnswerSchema } from './answer.ts';
import { DEFAULT_RULES } from './default-rules.ts';
import { screenAddress, screenTransaction } from './screen.ts';
import type { ScreenLedger } from './side.ts';

const ALL = { outgoing: 'all', incoming: 'all', reason: 'made up' } as const;
const CHAIN = parseChain('ethereum', 'chain');
const ETH = nativeAsset(CHAIN);
const ASSETS = new Map([[ETH.id, ETH]]);
/** 2024-06-01. */
const NOW = 1_717_200_000;
const DAY = 86_400;

const at = (name: string): string => `0x${Buffer.from(name.padEnd(20, '.')).toString('hex')}`;
const SUBJECT = at('subject');

function tag(holder: string, conduct: readonly Conduct[], entityType: EntityType | null): Tag {
  return {
    ...{ chain: CHAIN.id, holder, label: `label of ${holder}`, entity: null, entityType },
    ...{ category: null, conduct, states: [], source: 'test', sourceDate: null, url: null },
    ...{ grade: 'G4', level: null, inherited: false, firstSeen: null, lastSeen: null },
    ...{ shareable: null, licence: null, origin: { file: 'test', line: 1 } },
  };
}

/** Payments in their order, one to a transaction, a day apart from the first of the year. */
function paid(rows: readonly (readonly [from: string, to: string, amount: bigint])[]): Transfer[] {
  return rows.map(([from, to, amount], i) => {
    const time = 1_704_067_200 + i * DAY;
    const place = { tx: `t${i}`, block: i + 1, time, txIndex: 0, index: 0 };
    return moved({ ...place, from: at(from), to: at(to), amount, asset: ETH.id });
  });
}

function ledgerOf(rows: readonly Transfer[]): ScreenLedger {
  const prices = createPrices(new Map(), ASSETS);
  const ledger = accountLedger('test', rows);
  return { name: 'test', chain: CHAIN, ledger, assets: ASSETS, prices, coverage: ALL };
}

const reading = (holder: string): AddressReading => ({
  published: holder,
  keys: [
    { family: 'evm', kind: 'account', bytes: Buffer.from(holder.slice(2), 'hex'), text: holder },
  ],
  checksum: 'none',
  chain: null,
  memo: null,
});

async function screened(
  rows: readonly Transfer[],
  tags: readonly Tag[],
  limits = {},
): Promise<ScreenAnswer> {
  const names = createNames(tags);
  const answer = await screenAddress(
    {
      reading: reading(SUBJECT),
      located: { chain: CHAIN.id, holder: SUBJECT },
      ledger: ledgerOf(rows),
    },
    {
      directory: {
        names,
        sources: [],
        problems: [],
        find: () => ({
          name: names.nameOf(CHAIN.id, SUBJECT),
          tags: tags.filter(({ holder }) => holder === SUBJECT),
          listings: [],
        }),
      },
      rules: DEFAULT_RULES,
      now: NOW,
      limits,
    },
  );
  return screenAnswerSchema.parse(answer);
}

const listed = (from: string | null, to: string | null, confirmed = true): State => {
  return { state: 'sanctioned', by: 'OFAC SDN', from, to, reference: null, confirmed };
};

/** Units by category under a policy. */
function units(side: ExposureSide | null, policy: 'haircut' | 'fifo' | 'lifo'): object {
  const rows = (side?.rows ?? []).map(({ category, amounts }) => {
    return [
      category,
      Number(amounts.reduce((sum, one) => sum + BigInt(one.byPolicy[policy] ?? 0), 0n)),
    ];
  });
  return Object.fromEntries(rows);
}

const MIXED = paid([
  ['thief', 'hand', 60n],
  ['friend', 'hand', 40n],
  ['hand', 'subject', 50n],
  ['exchange', 'subject', 30n],
  ['subject', 'shop', 20n],
  ['shop', 'dice', 20n],
]);
const NAMED = [
  tag(at('thief'), ['stolen_funds'], 'person.eoa'),
  tag(at('exchange'), [], 'cex.hot'),
  tag(at('dice'), [], 'gambling'),
];

test('what came in is told by its ends, under every policy, and adds up', async () => {
  const { incoming, outgoing } = await screened(MIXED, NAMED);
  deepEqual(units(incoming, 'haircut'), { stolen_funds: 30, 'cex.hot': 30, unattributed: 20 });
  deepEqual(units(incoming, 'fifo'), { stolen_funds: 50, 'cex.hot': 30, unattributed: 0 });
  deepEqual(units(incoming, 'lifo'), { stolen_funds: 10, 'cex.hot': 30, unattributed: 40 });
  deepEqual(units(outgoing, 'fifo'), { gambling: 20 });
  const [stolen] = incoming?.rows ?? [];
  deepEqual(stolen?.places[0]?.path, ['t0', 't2']);
  deepEqual([stolen?.minHops, stolen?.near.places, stolen?.direct.places], [2, 1, 0]);
  equal(stolen?.share, 37.5);
});

test('what is not known is said, and is neither nothing nor clean', async () => {
  const answer = await screened([], []);
  equal(answer.knowledge, 'not_found');
  equal(answer.severity, null);
  deepEqual(answer.incoming?.rows, []);
  equal(answer.decision.reason, 'Nothing is known of it, which is not clean.');
  const far = await screened(MIXED, NAMED, { maxDepth: 1 });
  deepEqual(units(far.incoming, 'fifo'), { 'cex.hot': 30, unattributed: 50 });
  deepEqual(far.gaps, [
    'Looking back, 1 address left unread at the limit of hops.',
    'Looking ahead, 1 address left unread at the limit of hops.',
  ]);
});

test('money cannot come from a payment later than the one that passed it on', async () => {
  const late = paid([
    ['friend', 'hand', 40n],
    ['hand', 'subject', 40n],
    ['thief', 'hand', 60n],
  ]);
  deepEqual(units((await screened(late, NAMED)).incoming, 'lifo'), { unattributed: 40 });
});

test('a designation counts from its day to its end', async () => {
  const rows = paid([['pool', 'subject', 10n]]);
  for (const [from, to, designation, action] of [
    ['2023-01-01', null, 'during', 'block'],
    ['2024-03-01', null, 'before', 'review'],
    ['2022-08-08', '2023-06-01', 'after', 'allow'],
  ] as const) {
    const own = { states: [listed(from, to)], grade: 'G2' } as const;
    const pool = { ...tag(at('pool'), [], null), ...own };
    const { incoming, decision } = await screened(rows, [pool]);
    equal(incoming?.rows[0]?.places[0]?.designation, designation);
    equal(incoming?.rows[0]?.category, to === null ? 'sanctioned' : 'formerly_sanctioned');
    equal(decision.action, action, designation);
  }
});

test('what was paid before a designation, during it and after it is kept apart', async () => {
  const rows = paid([
    ['pool', 'subject', 10n],
    ['pool', 'subject', 20n],
    ['pool', 'subject', 40n],
    ['subject', 'pool', 7n],
    ['pool', 'friend', 1n],
  ]);
  const states = [listed('2024-01-02', '2024-01-03')];
  const pool: Tag = { ...tag(at('pool'), [], null), states, grade: 'G2' };
  const { incoming, outgoing } = await screened(rows, [pool]);
  const told = (side: ExposureSide | null) =>
    side?.rows.flatMap(({ places }) => {
      return places.map(({ holder, designation, amounts, path }) => {
        return [holder === at('pool'), designation, amounts[0]?.byPolicy.fifo, ...path];
      });
    });
  deepEqual(told(incoming)?.toSorted(), [
    [true, 'after', '40', 't2'],
    [true, 'before', '10', 't0'],
    [true, 'during', '20', 't1'],
  ]);
  deepEqual(told(outgoing), [[true, 'after', '7', 't3']]);
  equal(incoming?.rows[0]?.share, 100);
});

test('a listing blocks as a listing alone, and hearsay never does', async () => {
  const self = async (own: Partial<Tag>) => {
    return screened([], [{ ...tag(SUBJECT, [], null), ...own }]);
  };
  const sure = await self({ states: [listed(null, null)], grade: 'G2' });
  deepEqual(
    [sure.decision.action, sure.decision.fired.map(({ rule }) => rule)],
    ['block', ['listed', 'said-listed', 'conduct']],
  );
  const said = await self({ states: [listed(null, null, false)], grade: 'G1' });
  deepEqual([said.decision.rule, said.self[0]?.grade], ['said-listed', 'G5']);
  const crawled = await self({ states: [listed(null, null, false)], grade: 'G8' });
  deepEqual([crawled.decision.action, crawled.self[0]?.severity], ['review', 'MEDIUM']);
  const gone = await self({ states: [listed(null, '2023-01-01')], grade: 'G2' });
  equal(gone.decision.rule, 'once-listed');
  // a router on an issuer's blacklist of which nobody has asked the chain (taxonomy §7)
  const frozen = { state: 'issuer_frozen', by: 'USDT', confirmed: false } as const;
  const router = await self({
    ...{ states: [{ ...listed(null, null), ...frozen }], grade: 'G1', entityType: 'aggregator' },
  });
  deepEqual([router.decision.action, router.severity], ['review', 'MEDIUM']);
  const over = { ...listed(null, '2023-01-01'), state: 'flagged_by' } as const;
  deepEqual((await self({ states: [over] })).self, []);
});

test('a good name lends its grade to no accusation by another', async () => {
  const exchange: Tag = { ...tag(SUBJECT, [], 'cex.hot'), grade: 'G3', entity: 'Kraken' };
  const slander: Tag = { ...tag(SUBJECT, ['stolen_funds'], null), grade: 'G8' };
  const { self, severity, decision } = await screened([], [exchange, slander]);
  deepEqual(self[0], {
    ...{ category: 'stolen_funds', axis: 'conduct', severity: 'MEDIUM', grade: 'G8' },
    designation: null,
  });
  deepEqual([severity, decision.action, decision.rule], ['MEDIUM', 'review', 'claimed-conduct']);
});

test('a rule fires for one place that fits in all, not for several that fit in part', async () => {
  const rows = paid([
    ['old', 'hand', 10n],
    ['hand', 'subject', 10n],
    ['new', 'subject', 10n],
  ]);
  const at2023 = { ...tag(at('old'), [], null), states: [listed('2023-01-01', null)] };
  const later = { ...tag(at('new'), [], null), states: [listed('2024-06-01', null)] };
  const good = [at2023, later].map((one): Tag => ({ ...one, grade: 'G2' }));
  const { decision } = await screened(rows, good);
  // directly paid by one that was listed later, and over a hop by one that was listed
  deepEqual(
    decision.fired.map(({ rule }) => rule),
    ['from-listed-near', 'from-listed-later', 'from-grave-far'],
  );
});

test('a transaction is screened by what it is made of', async () => {
  const names = createNames(NAMED);
  const directory = {
    names,
    sources: [],
    problems: [],
    find: () => ({ name: null, tags: [], listings: [] }),
  };
  const options = { directory, rules: DEFAULT_RULES, now: NOW };
  const ledger = ledgerOf(MIXED);
  const answer = await screenTransaction({ asked: 't2', id: 't2', ledger }, options);
  deepEqual(units(answer.incoming, 'fifo'), { stolen_funds: 50, unattributed: 0 });
  deepEqual(units(answer.incoming, 'haircut'), { stolen_funds: 30, unattributed: 20 });
  const other = await screenTransaction({ asked: 't9', id: 't9', ledger }, options);
  equal(other.knowledge, 'not_found');
});

const people = ['subject', 'thief', 'exchange', 'hand', 'friend', 'shop'] as const;
const payment = fc.tuple(
  fc.constantFrom(...people),
  fc.constantFrom(...people),
  fc.bigInt(1n, 1000n),
);

test('rows add up to all that came or went, in whatever order it was read', async () => {
  const property = fc.asyncProperty(fc.array(payment, { maxLength: 25 }), async (payments) => {
    const rows = paid(payments.filter(([from, to]) => from !== to));
    const answer = await screened(rows, NAMED);
    for (const side of [answer.incoming, answer.outgoing]) {
      ok(side?.conserved);
      const total = BigInt(side.total[0]?.byPolicy.haircut ?? 0);
      for (const policy of [
        'haircut',
        'fifo',
        'lifo',
        'tiho',
        'clean_first',
        'dirty_first',
      ] as const) {
        const sum: bigint = side.rows
          .flatMap(({ amounts }) => amounts)
          .reduce((all, { byPolicy }) => all + BigInt(byPolicy[policy] ?? 0), 0n);
        equal(sum, total, policy);
      }
    }
    equal(toJson(await screened(rows.toReversed(), NAMED)), toJson(answer));
  });
  await fc.assert(property, { numRuns: 150 });
});
