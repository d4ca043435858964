// The pages take no code from src/, so a few words stand twice: they must say the same.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatUnits } from '../../src/base/amount.ts';
import * as figures from '../../src/casework/exports/figures.ts';
import { inert } from '../../src/casework/exports/inert.ts';
import * as reports from '../../src/casework/exports/view.ts';
import { GRADE_WORDS, POLICY_WORDS, typeWords } from '../../src/casework/exports/words.ts';
import { ROOM_TABLES } from '../../src/casework/file/room.ts';
import * as pictures from '../../web/graph/view.ts';
import { ROOM_TABLES as SHOWN_TABLES } from '../../web/pages/case/room-tables.ts';
import * as shown from '../../web/text/figures.ts';
import { inert as inertOnPages } from '../../web/text/inert.ts';
import * as words from '../../web/text/words.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { anyCharacter } from '../characters.ts';

const units = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const decimals = fc.integer({ min: 0, max: 77 });

describe('the pages', () => {
  test('write amounts as the reports do', () => {
    fc.assert(
      fc.property(units, units, decimals, (some, whole, places) => {
        assert.equal(shown.exactUnits(some, places), formatUnits(some, places));
        assert.equal(shown.shortAmount(some, places), figures.shortAmount(some, places));
        assert.equal(shown.dollars(some), figures.dollars(some));
        assert.equal(shown.percent(some, whole), figures.percent(some, whole));
        assert.equal(shown.ratio(some, whole), figures.ratio(some, whole));
      }),
    );
    assert.equal(shown.dollars(null), figures.dollars(null));
  });

  test('tell what amounts are worth as the reports do, under every policy', () => {
    const result = syntheticResult({ holders: 60 });
    const [reported, drawn] = [reports.viewOf(result), pictures.viewOf(result)];
    const moved = result.hops.map(({ asset, traced, usd }) => ({ asset, amounts: traced, usd }));
    for (const { asset, amounts, usd } of [...result.destinations, ...moved]) {
      for (const policy of result.settings.policies) {
        const cents = pictures.centsUnder(drawn, asset, amounts, usd, policy);
        assert.equal(cents, reports.centsUnder(reported, asset, amounts, usd, policy));
      }
    }
  });

  test('show text from outside as the reports do', () => {
    const hostile = fc.string({ unit: anyCharacter });
    fc.assert(fc.property(hostile, (text) => assert.equal(inertOnPages(text), inert(text))));
  });

  test('show the tables of a war room with all columns that it has', () => {
    const kept = ROOM_TABLES.filter(({ id }) => id !== 'timeline');
    const ids = (tables: readonly { readonly id: string }[]) => tables.map(({ id }) => id).sort();
    assert.deepEqual(ids(SHOWN_TABLES), ids(kept));
    for (const { id, title, heads, row } of kept) {
      const table = SHOWN_TABLES.find((one) => one.id === id);
      assert.equal(table?.title, title);
      const columns = table?.columns ?? [];
      assert.deepEqual(Object.fromEntries(columns.map((one) => [one.name, one.words])), heads);
      for (const choice of columns.flatMap(({ name, choices = [] }) =>
        choices.map((value) => [name, value] as const),
      )) {
        assert.ok(row.shape[choice[0]]?.safeParse(choice[1]).success, choice.join(': '));
      }
    }
  });

  test('name policies, grades and kinds of place as the reports do', () => {
    assert.deepEqual(words.POLICY_WORDS, POLICY_WORDS);
    for (const grade of Object.keys(GRADE_WORDS)) {
      assert.equal(words.gradeWords(grade), GRADE_WORDS[grade]);
    }
    for (const type of ['cex.hot', 'mixer.pool', 'bridge.native_swap', 'person.eoa', 'other']) {
      assert.equal(words.typeWords(type), typeWords(type));
    }
  });
});
