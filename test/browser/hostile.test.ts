import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { toJson } from '../../src/base/json.ts';
import { renderPage } from '../../src/casework/exports/page.ts';
import { needsChromium } from '../needs.ts';
import { openHtml, startBrowser } from './browser.ts';
import { hostile } from './hostile.ts';
import { syntheticResult } from './synthetic.ts';

describe('page with hostile data in a browser', { skip: needsChromium() }, () => {
  test('nothing of it runs, links or steers; all of it is kept', async () => {
    const result = syntheticResult({ holders: 60, change: hostile });
    const browser = await startBrowser();
    try {
      await using opened = await openHtml(browser, renderPage(result));
      const { page, faults } = opened;
      for (const policy of ['poison', 'fifo']) await page.selectOption('#policy', policy);
      const buttons = page.locator('.places [data-open]');
      for (let i = 0; i < Math.min(8, await buttons.count()); i++) await buttons.nth(i).click();
      await page.focus('#graph');
      for (const key of ['ArrowRight', 'ArrowRight', 'Enter', 'Escape'])
        await page.keyboard.press(key);
      await page.locator('#graph').hover();
      assert.doesNotMatch(await page.title(), /^owned/);
      const found = await page.evaluate(() => ({
        scripts: document.scripts.length,
        strange: document.querySelectorAll('main img, main iframe, main script, [onerror], b, i')
          .length,
        away: [...document.querySelectorAll('a')].filter(
          (link) => !(link.getAttribute('href') ?? '').startsWith('#'),
        ).length,
        steering: /[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.test(
          document.body.innerText,
        ),
        wide: document.documentElement.scrollWidth,
      }));
      assert.deepEqual(found, { scripts: 2, strange: 0, away: 0, steering: false, wide: 1440 });
      assert.doesNotMatch(await page.locator('main').innerText(), /https?:\/\//);
      const download = page.waitForEvent('download');
      await page.click('[data-save="json"]');
      assert.equal(readFileSync(await (await download).path(), 'utf8'), toJson(result));
      assert.deepEqual(faults, []);
    } finally {
      await browser.close();
    }
  });
});
