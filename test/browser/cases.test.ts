import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DATA, needsChromium, needsData } from '../needs.ts';
import { openHtml, startBrowser } from './browser.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CASES = ['01-bybit-2025', '02-vault-phishing-54m-2024', '08-btc-block-574200-sanctions'];

/** The page of a real case, as the command writes it. */
function pageOf(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-case-'));
  try {
    const html = path.join(folder, 'page.html');
    const file = path.join(DATA, 'cases/public', `${name}.json`);
    const args = [path.join(ROOT, 'src/cli/main.ts'), 'trace', file, '--html', html, '--quiet'];
    const done = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return readFileSync(html, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('pages of real cases', { skip: needsData('cases/public') || needsChromium() }, () => {
  for (const name of CASES) {
    test(name, async () => {
      const browser = await startBrowser();
      try {
        await using opened = await openHtml(browser, pageOf(name));
        const { page, faults } = opened;
        for (const width of [360, 820, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} at ${width}`);
        }
        for (const policy of ['poison', 'lifo']) await page.selectOption('#policy', policy);
        const open = page.locator('main [data-open]').first();
        await open.click();
        assert.ok(await page.locator('#panel').isVisible());
        assert.doesNotMatch(await page.locator('main').innerText(), /NaN|undefined|\[object/);
        assert.deepEqual(faults, []);
      } finally {
        await browser.close();
      }
    });
  }
});
