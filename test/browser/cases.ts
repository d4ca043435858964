import assert from 'node:assert/strict';
import { renderPage } from '../../src/casework/exports/page.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { openHtml, startBrowser } from './browser.ts';

/** The page of a real case fits every screen, follows its policies, and faults nowhere. */
export async function holdsInBrowser(result: TraceResult): Promise<void> {
  const browser = await startBrowser();
  try {
    await using opened = await openHtml(browser, renderPage(result));
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
  } finally {
    await browser.close();
  }
}
