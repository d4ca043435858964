import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { coinLedger } from '../../test/fakes/live-ledgers.ts';
import { DATA, needsData } from '../../test/needs.ts';
import { createNames } from '../attribution/names.ts';
import type { Tag } from '../attribution/tags.ts';
import { nativeAsset } from '../ledger/assets.ts';
import { openTransactionLines } from '../ledger/bitcoin/lines.ts';
import { coinsPaid } from '../ledger/bitcoin/paid.ts';
import { parseChain } from '../ledger/chains.ts';
import type { Holder, UtxoLedger, UtxoTransaction } from '../ledger/port.ts';
import { createPrices } from '../trace/prices.ts';
import { DEFAULT_LIMITS, sideOf, transactionSide } from './side.ts';

const ALL = { outgoing: 'all', incoming: 'all', reason: 'made up' } as const;
const CHAIN = parseChain('bitcoin', 'chain');
const BTC = nativeAsset(CHAIN);
const ASSETS = new Map([[BTC.id, BTC]]);
const POLICIES = ['haircut', 'fifo', 'lifo', 'tiho', 'clean_first', 'dirty_first'] as const;

const asked = (ledger: UtxoLedger) => ({
  ...{ name: 'test', chain: CHAIN, ledger, assets: ASSETS, coverage: ALL },
  prices: createPrices(new Map(), ASSETS),
});

const options = (tags: readonly Tag[] = []) => ({
  ...{ names: createNames(tags), policy: 'haircut' as const, limits: DEFAULT_LIMITS },
});

function thief(holder: Holder): Tag {
  return {
    ...{ chain: CHAIN.id, holder, label: 'thief', entity: null, entityType: 'person.eoa' },
    ...{ category: null, conduct: ['stolen_funds'], states: [], source: 'test', sourceDate: null },
    ...{ url: null, grade: 'G4', level: null, inherited: false, firstSeen: null, lastSeen: null },
    ...{ shareable: null, licence: null, origin: { file: 'test', line: 1 } },
  };
}

function indexed(known: readonly UtxoTransaction[]): UtxoLedger {
  return coinLedger('test', known, {
    coinsOf: async (holders, query) => coinsPaid(known, holders, query),
  });
}

const HOLDERS = ['subject', 'thief', 'a', 'b', 'c'];
const spending = fc.record({
  takes: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  pays: fc.array(fc.tuple(fc.constantFrom(...HOLDERS), fc.nat({ max: 60 })), {
    minLength: 1,
    maxLength: 3,
  }),
});

/** A chain of transactions that spend what earlier ones left, the rest being the fee. */
function chainOf(shapes: readonly { takes: number[]; pays: [string, number][] }[]) {
  const all: UtxoTransaction[] = [];
  const unspent: { tx: string; index: number; amount: bigint; holder: string }[] = [];
  const add = (inputs: typeof unspent, pays: readonly [string, bigint][], coinbase: boolean) => {
    const id = `${all.length}`.padStart(64, '0');
    const outputs = pays.map(([holder, amount]) => ({ amount, holder, script: '51', burn: false }));
    const place = { block: all.length, time: 1_700_000_000 + all.length * 600, txIndex: 0 };
    all.push({ id, ...place, coinbase, inputs, outputs, origin: { input: 0, line: 1 } });
    for (const [index, { amount, holder }] of outputs.entries()) {
      unspent.push({ tx: id, index, amount, holder });
    }
  };
  for (const holder of ['thief', 'a', 'b']) add([], [[holder, 1000n]], true);
  for (const { takes, pays } of shapes) {
    const inputs = takes.flatMap((n) => unspent.splice(n % Math.max(1, unspent.length), 1));
    const sum = inputs.reduce((all, { amount }) => all + amount, 0n);
    const outputs = pays.map(([to, part]): [string, bigint] => [to, (sum * BigInt(part)) / 200n]);
    if (inputs.length > 0) add(inputs, outputs, false);
  }
  return all;
}

test('rows add up to the coins that came or went, under every policy that conserves', async () => {
  const property = fc.asyncProperty(fc.array(spending, { maxLength: 15 }), async (shapes) => {
    const ledger = asked(indexed(chainOf(shapes)));
    for (const direction of ['in', 'out'] as const) {
      const side = await sideOf(ledger, 'subject', direction, options([thief('thief')]));
      ok(side.conserved);
      for (const policy of POLICIES) {
        const sum: bigint = side.rows
          .flatMap(({ amounts }) => amounts)
          .reduce((all, { byPolicy }) => all + BigInt(byPolicy[policy] ?? 0), 0n);
        equal(sum, BigInt(side.total[0]?.byPolicy[policy] ?? 0), `${direction} ${policy}`);
      }
    }
  });
  await fc.assert(property, { numRuns: 200 });
});

test('a theft two payments back is found, with its way', async () => {
  const all = chainOf([
    {
      takes: [0, 0],
      pays: [
        ['c', 200 / 2],
        ['a', 20],
      ],
    },
    { takes: [1], pays: [['subject', 100]] },
  ]);
  const side = await sideOf(asked(indexed(all)), 'subject', 'in', options([thief('thief')]));
  const stolen = side.rows.find(({ category }) => category === 'stolen_funds');
  equal(stolen?.minHops, 2);
  deepEqual(stolen?.places[0]?.path.slice(1), [all[3]?.id, all[4]?.id]);
  // half of what was joined was stolen: haircut says half, whatever the order
  equal(stolen?.share, 50);
});

test('what was not read is said', async () => {
  const path = chainOf([
    { takes: [0], pays: [['a', 50]] },
    { takes: [0], pays: [['b', 40]] },
    { takes: [0], pays: [['subject', 30]] },
  ]);
  const before = path.at(-1)?.inputs[0]?.tx;
  const known = path.filter(({ id }) => id !== before);
  const gapsOf = async (ledger: UtxoLedger, limits = {}) => {
    const own = { ...options(), limits: { ...DEFAULT_LIMITS, ...limits } };
    return (await sideOf(asked(ledger), 'subject', 'in', own)).gaps;
  };
  deepEqual(await gapsOf(indexed(path)), []);
  deepEqual(await gapsOf(indexed(known)), ['Looking back, the ledger lacks 1 transaction.']);
  deepEqual(await gapsOf(indexed(path), { maxHolders: 1 }), [
    'Looking back, 1 coin left unread at the limit.',
  ]);
  const picked = { outgoing: new Set<Holder>(), incoming: new Set<Holder>(), reason: 'a file' };
  const side = await sideOf({ ...asked(indexed([])), coverage: picked }, 'x', 'in', options());
  deepEqual(side.gaps, [
    'The ledger does not list all that this address received: more may have come in.',
  ]);
});

const MIXES = 'btc-coinjoin/tests/fixtures/dumplings__sw_202403.zip';

test('what a Whirlpool mix paid leads to the mix and no further', {
  skip: needsData(MIXES),
}, async () => {
  ok(existsSync(join(DATA, MIXES)));
  const ledger = await openTransactionLines([join(DATA, MIXES)], { strict: false });
  // a mix of the pool of 5,000,000 satoshi: five coins in, five out
  const mixes = [...ledger.blocks()].flatMap(({ transactions }) => transactions);
  const mix = mixes.find(
    ({ inputs, outputs }) =>
      inputs.length === 5 &&
      outputs.length === 5 &&
      outputs.every(({ amount }) => amount === 5_000_000n),
  );
  ok(mix);
  const side = await transactionSide(asked(ledger), mix.id, options());
  ok(side);
  deepEqual(
    side.rows.map(({ category, share, minHops }) => [category, share, minHops]),
    [['mixer.coinjoin', 100, 1]],
  );
  equal(side.rows[0]?.places[0]?.label, 'Whirlpool mix');
  const holder = mix.outputs[0]?.holder ?? '';
  const one = await sideOf(asked(ledger), holder, 'in', options());
  equal(one.rows[0]?.category, 'mixer.coinjoin');
});
