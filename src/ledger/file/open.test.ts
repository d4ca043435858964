import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import {
  addressOf,
  blockOf,
  type Contents,
  facts,
  ledgerOf,
  type Move,
  moves,
  timeOf,
  txOf,
  USDT,
} from '../../../test/ledger/file-fixtures.ts';
import { formatUnits } from '../../base/amount.ts';
import { formatTime } from '../../base/time.ts';
import type { Transfer } from '../port.ts';
import { type FileLedger, readTransfers } from './open.ts';

const NATIVE_ID = 'eip155:1/slip44:60';
const USDT_ID = `eip155:1/erc20:${USDT}`;

/** What a ledger says of a move that stands in a file without positions. */
function transferOf(move: Move): Omit<Transfer, 'origin'> {
  return {
    tx: txOf(move.tx),
    block: blockOf(move),
    time: timeOf(move),
    txIndex: null,
    index: null,
    kind: move.token === 0 ? 'native' : 'token',
    from: addressOf(move.from),
    to: addressOf(move.to),
    asset: move.token === 0 ? NATIVE_ID : USDT_ID,
    amount: move.units,
    failed: false,
  };
}

/** Chain order by its definition: block, transaction, kind, sides, asset, amount. */
function inOrder(list: readonly Move[]): Omit<Transfer, 'origin'>[] {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return list.map(transferOf).sort((a, b) => {
    const amounts = a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : 0;
    return (
      (a.block ?? 0) - (b.block ?? 0) ||
      text(a.tx, b.tx) ||
      text(a.kind, b.kind) ||
      text(a.from, b.from) ||
      text(a.to, b.to) ||
      text(a.asset, b.asset) ||
      amounts
    );
  });
}

const decimals = (move: Move): number => (move.token === 0 ? 18 : 6);
const whole = (move: Move): string => formatUnits(move.units, decimals(move));
const contract = (move: Move): string => (move.token === 0 ? '' : USDT);
const iso = (move: Move): string => formatTime(timeOf(move));

/** Each way to write moves of ETH and USDT without losing anything. */
const WRITERS: Readonly<Record<string, (list: readonly Move[]) => string>> = {
  'public-case-tokens': (list) =>
    table('tx_hash,timestamp_utc,block,from,to,amount,token_contract', list, (move) => [
      ...[txOf(move.tx), iso(move), blockOf(move), addressOf(move.from), addressOf(move.to)],
      ...[whole(move), contract(move)],
    ]),
  'hue-transfers': (list) =>
    table('tx,time,block,from,to,contract,decimals,amount_base_units', list, (move) => [
      ...[txOf(move.tx), timeOf(move), blockOf(move), addressOf(move.from), addressOf(move.to)],
      ...[contract(move), decimals(move), move.units],
    ]),
  'hue-transfers, JSON Lines': (list) => objects(list).join('\n'),
  'hue-transfers, a JSON list': (list) => `[${objects(list).join(',\n')}]`,
};

function table(
  header: string,
  list: readonly Move[],
  cells: (move: Move) => readonly unknown[],
): string {
  return [header, ...list.map((move) => cells(move).join(','))].join('\r\n');
}

function objects(list: readonly Move[]): string[] {
  return list.map((move) =>
    JSON.stringify({
      tx: txOf(move.tx),
      time: iso(move),
      block: blockOf(move),
      from: addressOf(move.from),
      to: addressOf(move.to),
      amount_base_units: move.units.toString(),
      // the first object need not have every key
      ...(move.token === 1 && { contract: contract(move) }),
    }),
  );
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const keyed = list.map((item, i) => ({ item, key: Math.imul(i + 1, seed | 1) >>> 0 }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function content(ledger: FileLedger): Omit<Transfer, 'origin'>[] {
  return [...ledger.all()].map(facts);
}

describe('a ledger from files', () => {
  for (const [name, write] of Object.entries(WRITERS)) {
    test(`${name}: the same transfers in the same order, however the rows stand`, async (t) => {
      const run = fc.asyncProperty(moves, fc.integer(), async (list, seed) => {
        const text = write(shuffled(list, seed));
        const ledger = await ledgerOf(t, { ledger: text });
        assert.deepEqual(content(ledger), inOrder(list));
        assert.equal(ledger.size, list.length);
        assert.equal(ledger.order, 'block');
        assert.equal(ledger.inputs[0]?.rows, list.length);
        for (const { code } of ledger.warnings()) assert.equal(code, 'identical');
      });
      await fc.assert(run, { numRuns: 40 });
    });
  }

  test('hue-transfers: every field of a transfer goes out and comes back', async (t) => {
    const kind = fc.constantFrom('native', 'internal', 'token', 'gas');
    const full = fc.record({ kind, failed: fc.boolean(), index: fc.nat(9), place: fc.nat(9) });
    const run = fc.asyncProperty(moves, fc.array(full, { minLength: 60 }), async (list, more) => {
      const written = list.map((move, i) => {
        const {
          kind: name,
          failed,
          index,
        } = more[i] ?? { kind: 'native', failed: false, index: 0 };
        const isToken = name === 'token';
        return {
          ...transferOf({ ...move, token: isToken ? 1 : 0 }),
          ...{ kind: name, failed: failed && name !== 'gas', txIndex: move.tx % 3 },
          ...{ index: name === 'gas' ? null : index, to: name === 'gas' ? '' : addressOf(move.to) },
        };
      });
      const names = 'tx,time,block,tx_index,index,kind,from,to,contract,amount_base_units,failed';
      const rows = written.map((item) =>
        [
          ...[item.tx, item.time, item.block, item.txIndex, item.index ?? '', item.kind],
          ...[item.from, item.to, item.kind === 'token' ? USDT : '', item.amount, item.failed],
        ].join(','),
      );
      const ledger = await ledgerOf(t, { a: [names, ...shuffled(rows, list.length)].join('\n') });
      const text = (items: readonly unknown[]) =>
        new Set(items.map((item) => Object.values(item as object).join(' ')));
      assert.deepEqual(text(content(ledger)), text(written as unknown[]));
      const places = [...ledger.all()].map(
        ({ block, txIndex }) => (block ?? 0) * 10 + (txIndex ?? 0),
      );
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
      assert.equal(ledger.order, 'log');
    });
    await fc.assert(run, { numRuns: 60 });
  });

  test('packed and plain, whole and in parts: one ledger', async (t) => {
    const write = WRITERS['hue-transfers'] as (list: readonly Move[]) => string;
    const run = fc.asyncProperty(moves, fc.nat(), async (list, seed) => {
      const unique = [...new Map(list.map((move) => [JSON.stringify(plain(move)), move])).values()];
      const rows = shuffled(unique, seed);
      const half = rows.length >> 1;
      const text = write(rows);
      const expected = inOrder(unique);
      const ways: readonly Contents[] = [
        { a: gzipSync(text) },
        { a: zstdCompressSync(text) },
        { a: write(rows.slice(0, half)), b: write(rows.slice(half)) },
        { a: write(rows.slice(half)), b: gzipSync(write(rows.slice(0, half))) },
        // files that overlap
        { a: text, b: write(rows.slice(half)), c: text },
      ];
      for (const files of ways) {
        const warnings: string[] = [];
        const ledger = await ledgerOf(t, files);
        for (const { code } of ledger.warnings()) warnings.push(code);
        assert.deepEqual(content(ledger), expected);
        const others = warnings.filter((code) => code !== 'repeated' && code !== 'empty');
        assert.deepEqual(others, []);
      }
    });
    await fc.assert(run, { numRuns: 15 });
  });

  test('questions are answered as by going through all transfers', async (t) => {
    const query = fc.record({
      direction: fc.constantFrom('in', 'out', 'both'),
      since: fc.option(fc.integer({ min: 1_700_000_000, max: 1_700_000_060 })),
      until: fc.option(fc.integer({ min: 1_700_000_000, max: 1_700_000_060 })),
      limit: fc.integer({ min: 0, max: 20 }),
    });
    const run = fc.asyncProperty(moves, query, async (list, asked) => {
      const ledger = await ledgerOf(t, { a: WRITERS['public-case-tokens']?.(list) ?? '' });
      const all = [...ledger.all()];
      const holders = Array.from({ length: 15 }, (_, i) => addressOf(i));
      const answers = await ledger.transfers(holders, asked as never);
      for (const [i, { holder, transfers, truncated }] of answers.entries()) {
        const expected = all.filter(
          ({ from, to, time }) =>
            ((asked.direction !== 'in' && from === holder) ||
              (asked.direction !== 'out' && to === holder)) &&
            time >= (asked.since ?? 0) &&
            time <= (asked.until ?? Number.MAX_VALUE),
        );
        assert.equal(holder, holders[i]);
        assert.deepEqual(transfers, expected.slice(0, asked.limit));
        assert.equal(truncated, expected.length > asked.limit);
      }
      assert.deepEqual(await ledger.summaries(holders), summariesOf(holders, all, ledger));
      const ids = [txOf(3), txOf(999), txOf(0)];
      const expected = ids.flatMap((id) => all.filter(({ tx }) => tx === id));
      assert.deepEqual(await ledger.transactions(ids), expected);
      assert.deepEqual([...ledger.holders()].sort(), holdersOf(all));
    });
    await fc.assert(run, { numRuns: 60 });
  });

  test('a stream is read without a file', async () => {
    const run = fc.asyncProperty(moves, fc.integer({ min: 1, max: 999 }), async (list, piece) => {
      const text = Buffer.from(WRITERS['hue-transfers']?.(list) ?? '');
      const pieces = Array.from({ length: Math.ceil(text.length / piece) }, (_, i) =>
        text.subarray(i * piece, i * piece + piece),
      );
      assert.equal(await readTransfers(pieces, { chain: 'ethereum' }), list.length);
    });
    await fc.assert(run, { numRuns: 20 });
  });

  test('facts of the whole ledger', async (t) => {
    const list: Move[] = [
      { tx: 9, from: 1, to: 2, token: 1, units: 5n },
      { tx: 0, from: 2, to: 3, token: 0, units: 7n },
    ];
    const ledger = await ledgerOf(
      t,
      { 'a.csv': WRITERS['public-case-tokens']?.(list) ?? '' },
      { chain: 'Ethereum', firstInput: 4 },
    );
    assert.equal(ledger.chain, 'eip155:1');
    assert.deepEqual(await ledger.tip(), { block: 1003, time: 1_700_000_012 });
    assert.deepEqual([ledger.since, ledger.until], [1_700_000_000, 1_700_000_012]);
    assert.deepEqual(
      (await ledger.assets()).map(({ id }) => id),
      [USDT_ID, NATIVE_ID],
    );
    assert.deepEqual(
      [...ledger.all()].map(({ origin }) => origin),
      [
        { input: 4, line: 3 },
        { input: 4, line: 2 },
      ],
    );
    assert.equal(ledger.inputs[0]?.layout, 'public-case-tokens');
    assert.equal(ledger.inputs[0]?.name, 'a.csv');
  });
});

/** A move as text; bigints are no JSON. */
function plain(move: Move): unknown {
  return { ...move, units: move.units.toString() };
}

function holdersOf(all: readonly Transfer[]): string[] {
  return [...new Set(all.flatMap(({ from, to }) => [from, to]))].sort();
}

function summariesOf(holders: readonly string[], all: readonly Transfer[], ledger: FileLedger) {
  return holders.map((holder) => {
    const sent = all.filter(({ from }) => from === holder);
    const received = all.filter(({ to }) => to === holder);
    const times = [...sent, ...received].map(({ time }) => time);
    const others = [...sent.map(({ to }) => to), ...received.map(({ from }) => from)];
    const { outgoing } = ledger.coverage;
    return {
      holder,
      received: received.length,
      sent: sent.length,
      counterparties: new Set(others.filter((other) => other !== holder)).size,
      first: times.length > 0 ? Math.min(...times) : 0,
      last: Math.max(0, ...times),
      outgoingListed: outgoing === 'all' || outgoing.has(holder),
    };
  });
}
