import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { caseFile } from '../../bench/accuracy/truth.ts';
import { openCase } from '../../src/casework/case.ts';
import { renderPage } from '../../src/casework/exports/page.ts';
import { investigate } from '../../src/casework/investigate.ts';
import { DATA, needsChromium, needsData } from '../needs.ts';
import { openHtml, startBrowser } from './browser.ts';

const EXAMPLE = path.join(import.meta.dirname, '../../examples/bybit-2025/case.json');

describe('the page of a real case', { skip: needsChromium() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());

  /** It fits every screen, follows its policies, and faults nowhere. */
  async function holds(file: string): Promise<void> {
    await using opened = await openHtml(browser, renderPage(await investigate(openCase(file))));
    const { page, faults } = opened;
    for (const width of [360, 820, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} at ${width}`);
    }
    for (const policy of ['poison', 'lifo']) await page.selectOption('#policy', policy);
    await page.locator('main [data-open]').first().click();
    assert.ok(await page.locator('#panel').isVisible());
    assert.doesNotMatch(await page.locator('main').innerText(), /NaN|undefined|\[object/);
    assert.deepEqual(faults, []);
  }

  test('the example', () => holds(EXAMPLE));

  for (const number of ['01', '02']) {
    test(`case ${number}`, { skip: needsData('cases/public') }, () => {
      return holds(caseFile(DATA, number, '.json'));
    });
  }

  test('case 08, of coins', { skip: needsData('btc-mainnet-blocks') }, () => {
    return holds(caseFile(DATA, '08', '.json'));
  });
});
