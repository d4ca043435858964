// What an expansion tells of an address is what the ledger's rows say: checked against the rows
// themselves, of random ledgers in files, and of small ones by hand.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { id, KEYS, addressOf as ownerOf, traced } from '../../../test/scenarios/coins-ledger.ts';
import { at, CASE, folder, HEADER, row, USDT } from '../../../test/scenarios/folder.ts';
import { openCase } from '../case.ts';
import { investigate } from '../investigate.ts';
import { type Expansion, expansionSchema, type Moved } from './answer.ts';
import { DEFAULT_LIMITS, expand } from './expand.ts';
import type { Window } from './payments.ts';
import { openExpansionLedger } from './source.ts';

const LETTERS = ['a', 'b', 'c', 'd', 'e'] as const;
const letter = fc.constantFrom(...LETTERS);
const paid = fc.record({
  from: letter,
  to: letter,
  units: fc.nat(40),
  isToken: fc.boolean(),
});
const wish = fc.record({
  who: letter,
  direction: fc.constantFrom('in' as const, 'out' as const),
  since: fc.option(fc.nat(12)),
  span: fc.option(fc.nat(12)),
  most: fc.integer({ min: 1, max: 4 }),
});

const secondsAt = (n: number): number => Date.UTC(2025, 0, 1) / 1000 + n * 12;
const ALL: Omit<Window, 'address' | 'direction'> = { from: null, to: null };

async function asked(ledger: string, window: Window, limits = DEFAULT_LIMITS, change: object = {}) {
  const files = { 'ledger.csv': ledger, 'case.json': { ...CASE, ...change } };
  const open = openCase(join(folder(files), 'case.json'));
  const opened = await openExpansionLedger(open, undefined, null);
  return expansionSchema.parse(await expand(opened, window, { limits }));
}

function sumsOf(list: readonly Moved[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of list) {
    sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  }
  return sums;
}

function transfersOf(list: readonly Moved[]): number {
  return list.reduce((sum, { transfers }) => sum + transfers, 0);
}

/** Listed and left together, by asset. */
function together({ counterparties, left }: Expansion): Moved[] {
  return [...counterparties.flatMap(({ amounts }) => amounts), ...left.amounts];
}

describe('an expansion', () => {
  test("adds up to the ledger's rows of that address in the window, by asset", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(paid, { minLength: 1, maxLength: 24 }),
        wish,
        async (rows, { who, direction, since, span, most }) => {
          // of nobody who is asked about, so that there is always a ledger
          const lines = rows.map(({ from, to, units, isToken }, n) =>
            row(n, from, to, String(units), isToken ? USDT : ''),
          );
          const last = row(99, 'f', '9', '1');
          const from = since === null ? null : secondsAt(since);
          const to = span === null ? null : secondsAt((since ?? 0) + span);
          const window = { address: at(who), direction, from, to };
          const limits = { ...DEFAULT_LIMITS, counterparties: most };
          const answer = await asked([HEADER, ...lines, last, ''].join('\n'), window, limits);
          const meant = rows.flatMap((one, n) => {
            const [self, other] = direction === 'in' ? [one.to, one.from] : [one.from, one.to];
            const time = secondsAt(n);
            const isIn = (from === null || time >= from) && (to === null || time <= to);
            return self === who && other !== who && one.units > 0 && isIn
              ? [{ ...one, other }]
              : [];
          });
          const tokens = (isToken: boolean) =>
            meant.filter((one) => one.isToken === isToken).reduce((sum, one) => sum + one.units, 0);
          const expected = [BigInt(tokens(false)) * 10n ** 18n, BigInt(tokens(true)) * 10n ** 6n];
          for (const list of [answer.total, together(answer)]) {
            const sums = sumsOf(list);
            const told = (end: string) => [...sums].find(([id]) => id.endsWith(end))?.[1] ?? 0n;
            deepEqual([told('slip44:60'), told(USDT)], expected);
            equal(transfersOf(list), meant.length);
          }
          const others = new Set(meant.map(({ other }) => at(other)));
          equal(answer.counterparties.length, Math.min(most, others.size));
          equal(answer.counterparties.length + answer.left.counterparties, others.size);
          for (const { holder, first, last: end } of answer.counterparties) {
            ok(others.has(holder ?? '') && first <= end);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  const SMALL = [
    HEADER,
    row(1, 'b', 'a', '1'),
    row(2, 'e', 'a', '500', USDT),
    row(3, 'a', 'd', '2'),
    row(4, 'b', 'a', '3'),
    row(5, 'a', 'a', '3'),
    row(6, 'b', 'a', '0'),
    '',
  ].join('\n');

  test('says who is at the other end, what it was worth, and what was not counted', async () => {
    const answer = await asked(SMALL, { address: at('a'), direction: 'in', ...ALL });
    const [first, second] = answer.counterparties;
    deepEqual(
      [first?.holder, first?.category, first?.transfers, first?.amounts[0]?.usd],
      [at('b'), 'wallet', 2, '13332.00'],
    );
    deepEqual([second?.holder, second?.category], [at('e'), 'exchange']);
    match(second?.name?.label ?? '', /Binance/);
    deepEqual(answer.coverage.statements.slice(1), [
      '1 payment to itself not counted.',
      '1 transfer that moved nothing not counted.',
    ]);
    deepEqual([answer.listed, answer.transfers, answer.evidence], ['all', 3, null]);
    ok(answer.inputs.some(({ name, role }) => role === 'ledger' && name === 'ledger.csv'));
  });

  test('what the ledger does not list is not covered, and never nothing', async () => {
    const listed = { outgoing: [at('a')], incoming: [at('a')] };
    const change = { ledger: { ...CASE.ledger, coverage: listed } };
    const of = (who: string, direction: 'in' | 'out') =>
      asked(SMALL, { address: at(who), direction, ...ALL }, DEFAULT_LIMITS, change);
    const [all, partly, none] = await Promise.all([of('a', 'in'), of('b', 'out'), of('b', 'in')]);
    deepEqual([all.listed, partly.listed, none.listed], ['all', 'partly', 'not covered']);
    match(partly.coverage.gaps.join(), /does not list all that this address sent/);
    match(none.coverage.gaps.join(), /Not covered/);
    equal(none.counterparties.length, 0);
  });

  test('says what its limits cut', async () => {
    const limits = { transfers: 2, counterparties: 1 };
    const answer = await asked(SMALL, { address: at('a'), direction: 'in', ...ALL }, limits);
    match(answer.coverage.gaps.join(), /limit of 2.*1 counterparty of less worth/);
    equal(answer.left.counterparties, 1);
  });

  test('of coins tells who put most in, and what others joined', async () => {
    const theft = { transactions: [{ tx: id('a'), victims: [ownerOf(KEYS.victim)] }] };
    const answers: Expansion[] = [];
    await traced({ theft }, async (open, watch) => {
      const opened = await openExpansionLedger(open, undefined, null);
      for (const [key, direction] of [
        [KEYS.exchange, 'in'] as const,
        [KEYS.thief, 'out'] as const,
      ]) {
        answers.push(await expand(opened, { address: ownerOf(key), direction, ...ALL }));
      }
      return investigate(open, watch);
    });
    const [into, out] = answers as [Expansion, Expansion];
    const [payer] = into.counterparties;
    deepEqual(
      [payer?.holder, payer?.amounts[0]?.amount, payer?.joint],
      [ownerOf(KEYS.thief), '4000000', 1],
    );
    equal(into.listed, 'partly');
    deepEqual(
      out.counterparties.map(({ holder, amounts }) => [holder, amounts[0]?.amount]),
      [
        [ownerOf(KEYS.exchange), '4000000'],
        [ownerOf(KEYS.hoard), '3500000'],
        [ownerOf(KEYS.helper), '490000'],
      ],
    );
  });
});
