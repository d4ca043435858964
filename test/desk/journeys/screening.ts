// Screening: one address, a long list of them, and both again after a sanctions list has changed.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { DATA } from '../../needs.ts';
import { PLACES } from '../../nodes/stage.ts';
import { EXCHANGE, LISTED, NOBODY, PARTY, takeList } from '../listed-home.ts';
import { needsStage, openStage, type Stage } from './stage.ts';
import { inBothThemes } from './walk.ts';

/** Addresses that OFAC listed, where the shared data is; others else: the way is the same. */
function sanctioned(): string[] {
  const real = path.join(DATA, 'sanctions/ofac-0xB10C-lists/sanctioned_addresses_ETH.json');
  const found = existsSync(real) ? JSON.parse(readFileSync(real, 'utf8')) : addresses('e', 90);
  return [...new Set<string>(found)];
}

/** So many addresses that nobody has. */
function addresses(digit: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    return `0x${digit.repeat(36)}${i.toString(16).padStart(4, '0')}`;
  });
}

describe('screening', { skip: needsStage() }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await openStage();
    ({ page } = stage.ann);
  });

  test('an address of a sanctions list is blocked, and the reason is that list', async () => {
    await page.goto('/screen');
    await page.getByLabel('What is it exposed to?').fill(LISTED);
    await page.keyboard.press('Enter');
    await page.getByText(PARTY).first().waitFor();
    await page.getByRole('region', { name: 'The decision' }).getByText('block').waitFor();
    await inBothThemes(page, 'a screening');
    stage.noFaults();
  });

  test('of a list of hundreds, the sanctioned ones come first; none is left out', async () => {
    const all = sanctioned();
    const known = all.slice(0, Math.floor(all.length / 2));
    const later = all.slice(known.length);
    await takeList(stage.home, [LISTED, ...known]);
    // what is grave is older than the newest two hundred
    const texts = ['0x1234', ...all, EXCHANGE, PARTY, ...addresses('a', 300)];
    await page.goto('/screen');
    await page.getByLabel('What is it exposed to?').fill(texts.join('\n'));
    await page.getByRole('button', { name: `Screen ${texts.length}` }).click();
    const choice = (name: string, count: number) =>
      page.getByRole('button', { name: `${name} ${count}`, exact: true });
    await choice('All', texts.length).waitFor();
    await page.getByText('Screening', { exact: true }).waitFor({ state: 'detached' });
    await choice('block', known.length).click();
    const asked = () => page.locator('tbody tr td:nth-child(2)').allInnerTexts();
    const rows = page.locator('tbody tr');
    await rows.nth(known.length - 1).waitFor();
    assert.deepEqual((await asked()).sort(), known.toSorted());
    await choice('All', texts.length).click();
    await rows.nth(199).waitFor();
    assert.ok((await asked()).slice(0, known.length).every((text) => known.includes(text)));
    for (const more of [1, 2]) {
      const button = page.getByRole('button', { name: 'Show 200 more' });
      if (!(await button.isVisible())) break;
      await button.click();
      await rows.nth(Math.min(texts.length, 200 * (more + 1)) - 1).waitFor();
    }
    assert.deepEqual(
      (await asked()).filter((text) => !/^Show/.test(text)).sort(),
      texts.toSorted(),
    );

    // the list of sanctions changes: the same again says what is decided otherwise, and why
    await takeList(stage.home, [LISTED, ...all]);
    await page.getByRole('button', { name: 'Screen the list again' }).click();
    await page.getByText(`${later.length} answers decided otherwise than before`).waitFor();
    await choice('block', all.length).waitFor();
    await choice('Changed', later.length).click();
    await rows.nth(later.length - 1).waitFor();
    assert.deepEqual((await asked()).sort(), later.toSorted());
    await inBothThemes(page, 'a list screened again');
    await page.getByRole('link', { name: later[0] ?? '' }).click();
    const changed = page.getByRole('region', { name: 'What changed' });
    await changed.getByText('listed: ofac-sdn').waitFor();
    await changed.getByText('source: list ofac-sdn').waitFor();
    await page.getByRole('link', { name: 'Its list' }).click();
    await page.getByText('A list, screened again').waitFor();
    stage.noFaults();
  });

  test('over a ledger, what it is exposed to leads to its paths, and again, too', async () => {
    await page.goto('/screen');
    await page.getByLabel('What is it exposed to?').fill(PLACES.thief);
    await page.getByLabel('Exposure over a ledger:').selectOption('ethereum');
    await page.getByText('sources of ethereum learn what you ask').waitFor();
    await page.getByRole('button', { name: 'Screen', exact: true }).click();
    const answered = async () => {
      // one that was asked of a ledger has a page of its own
      await page.getByRole('heading', { name: 'Where its money went' }).waitFor();
      const row = page.locator('.exposure-row', { hasText: /exchange/i }).first();
      await row.locator('summary').first().click();
      await row.getByText('exchange of the stage').first().waitFor();
      await row
        .getByText(/^the path, \d+ transactions?$/)
        .first()
        .click();
      const path = await row.locator('ol.path [title]').first().getAttribute('title');
      assert.match(path ?? '', /^0x[0-9a-f]{64}$/);
    };
    await answered();
    await inBothThemes(page, 'an exposure');
    await page.getByRole('button', { name: 'Screen again' }).click();
    await page.getByText('Screened again: nothing has changed').waitFor();
    await answered();
    stage.noFaults();
  });

  test('screened again after a new version of the list, it says what changed and why', async () => {
    await page.goto('/screen');
    await page.getByLabel('What is it exposed to?').fill(NOBODY);
    await page.keyboard.press('Enter');
    await page.getByText('That is not clean.').first().waitFor();
    await takeList(stage.home, [LISTED, NOBODY]);
    const changed = page.getByRole('region', { name: 'What changed' });
    for (;;) {
      const again = page.waitForResponse(/\/again$/);
      await page.getByRole('button', { name: 'Screen again' }).click();
      const { changes } = (await (await again).json()) as { changes: { decision: unknown } };
      if (changes.decision) break;
    }
    await changed.getByText('listed: ofac-sdn').waitFor();
    await changed.getByText('Because').waitFor();
    await inBothThemes(page, 'what changed');
    stage.noFaults();
  });
});
