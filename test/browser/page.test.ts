import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { toJson } from '../../src/base/json.ts';
import { renderPage } from '../../src/casework/exports/page.ts';
import { needsChromium } from '../needs.ts';
import { type Opened, openHtml, startBrowser } from './browser.ts';
import { syntheticResult } from './synthetic.ts';

/** Each is opened in one colour scheme and goes over to the other. */
const SCREENS = [
  { name: 'phone', width: 360, height: 740, schemes: ['dark', 'light'] },
  { name: 'tablet', width: 820, height: 1180, schemes: ['light', 'dark'] },
  { name: 'desktop', width: 1440, height: 900, schemes: ['dark', 'light'] },
] as const;

const small = syntheticResult({ holders: 60 });
const html = renderPage(small);

const number = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator('#graph').getAttribute(`data-${name}`));

describe('page in a browser', { skip: needsChromium() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
  });

  for (const { name, width, height, schemes } of SCREENS) {
    test(`fits a ${name} in light and dark, asks for nothing, faults nowhere`, async () => {
      const options = { viewport: { width, height }, colorScheme: schemes[0] };
      await using opened = await openHtml(browser, html, options);
      const { page, faults } = opened;
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `the page is ${wide} wide`);
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = paper.match(/\d+/g)?.map(Number)[0] ?? 0;
        assert.equal(dark < 100, colorScheme === 'dark');
        for (const top of [0, 1e6]) {
          // a smooth scroll would be waited for
          await page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), top);
          const strip = await page.locator('.strip').boundingBox();
          const inSight = strip && strip.y >= 0 && strip.y + strip.height <= height;
          assert.ok(inSight, `the coverage is in sight at ${strip?.y}`);
        }
      }
      assert.deepEqual(faults, []);
    });
  }

  test('can be read without its script', async () => {
    await using opened = await openHtml(browser, html, { javaScriptEnabled: false });
    const { page, faults } = opened;
    assert.ok((await page.locator('.places tbody tr').count()) > 10);
    assert.equal(await page.locator('#graph').isVisible(), false);
    assert.match(await page.locator('#graph-section').innerText(), /needs the page.s script/);
    assert.deepEqual(faults, []);
  });

  test('5,000 holders: at most 3,000 nodes, what is folded is said with its worth', async () => {
    await using opened = await openHtml(browser, renderPage(syntheticResult({ holders: 5000 })));
    const { page, faults } = opened;
    for (const most of ['60', '300', '1000', '3000']) {
      await page.selectOption('#graph-drawn', most);
      assert.ok((await number(page, 'nodes')) <= Number(most));
      assert.match(
        await page.locator('#graph-folded').innerText(),
        /folded into .* \$[\d,]+ rests/,
      );
    }
    assert.ok((await number(page, 'nodes')) > 2000);
    await page.click('#graph-hop');
    await page.locator('#graph').hover();
    await page.mouse.wheel(0, -400);
    await page.focus('#graph');
    await page.mouse.wheel(0, -400);
    await page.mouse.down();
    await page.mouse.move(400, 500, { steps: 5 });
    await page.mouse.up();
    assert.deepEqual(faults, []);
  });

  test('on paper nothing is cut and nothing is dark', async () => {
    await using opened = await openHtml(browser, html, {
      colorScheme: 'dark',
      viewport: { width: 700, height: 1000 },
    });
    const { page } = opened;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const cut = await page.evaluate(() => {
      const list: string[] = [];
      for (const element of document.querySelectorAll('main *')) {
        const style = getComputedStyle(element);
        if (style.display === 'none' || element.closest('svg, .unseen')) continue;
        const box = element.getBoundingClientRect();
        if (box.width > 0 && box.right > innerWidth + 1) {
          list.push(`${element.tagName} ${element.className} ${Math.round(box.right)}`);
        }
      }
      return list;
    });
    assert.deepEqual(cut, []);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(paper, 'rgb(255, 255, 255)');
    assert.equal(
      await page.locator('.bar').evaluate((bar) => getComputedStyle(bar).position),
      'static',
    );
    assert.ok((await page.pdf({ format: 'A4' })).length > 50_000);
  });

  describe('worked by one reader after another', () => {
    let opened: Opened;
    before(async () => {
      opened = await openHtml(browser, html);
    });
    afterEach(() => assert.deepEqual(opened.faults, []));
    after(async () => {
      await opened[Symbol.asyncDispose]();
    });

    test('sorts and filters the places, and says when nothing matches', async () => {
      const { page } = opened;
      const first = () => page.locator('.places tbody tr').first().innerText();
      const dearest = await first();
      await page.click('[data-sort="amount"]');
      assert.notEqual(await first(), dearest);
      assert.equal(await page.locator('th[aria-sort="ascending"]').count(), 1);
      await page.fill('#places-text', 'meridian');
      for (const row of await page.locator('.places tbody tr').allInnerTexts()) {
        assert.match(row, /Meridian/);
      }
      await page.fill('#places-text', 'no such place');
      assert.match(await page.locator('.places').innerText(), /Not found is not clean/);
      await page.fill('#places-text', '');
      await page.check('#places-freezable');
      const texts = await page.locator('.places td.freeze').allInnerTexts();
      for (const text of texts) assert.match(text, / (can|may)\n/);
    });

    test('a policy changes the amounts in place and says which one is the claim', async () => {
      const { page } = opened;
      const amounts = () => page.locator('.places .amount').allInnerTexts();
      const fifo = await amounts();
      await page.selectOption('#policy', 'poison');
      assert.notDeepEqual(await amounts(), fifo);
      assert.match(await page.locator('#policy-note').innerText(), /The claim is FIFO/);
      await page.selectOption('#policy', 'fifo');
      assert.deepEqual(await amounts(), fifo);
      assert.equal(await page.locator('#policy-note').isVisible(), false);
    });

    test('search finds a holder; a click opens its transactions with their evidence', async () => {
      const { page } = opened;
      // so that the camera is there at once
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.fill('#graph-search', small.hops[3]?.tx ?? '');
      await page.waitForFunction(
        () => document.getElementById('graph-found')?.textContent === '2 found',
      );
      await page.press('#graph-search', 'Enter');
      await page.waitForFunction(
        () => Number(document.getElementById('graph')?.dataset.selected ?? -1) >= 0,
      );
      // The selected node stands in the middle of what the side panel leaves free.
      const canvas = page.locator('#graph');
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      assert.ok(box);
      let opens = false;
      for (let x = box.width * 0.2; x < box.width * 0.8 && !opens; x += 9) {
        await page.mouse.move(box.x + x, box.y + box.height / 2);
        opens = await page.locator('#graph-tip').isVisible();
        if (opens) await canvas.click({ position: { x, y: box.height / 2 } });
      }
      const panel = page.locator('#panel');
      assert.ok(await panel.isVisible());
      const text = await panel.innerText();
      assert.match(text, /0x[0-9a-f]{64}/);
      assert.match(text, /block \d/);
      assert.match(text, /Evidence: ledger-ethereum\.csv, row \d+/);
    });

    test('every name in a table opens the panel; Escape gives the focus back', async () => {
      const { page } = opened;
      const button = page.locator('.places [data-open]').first();
      await button.focus();
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'panel-title');
      assert.match(await page.locator('#panel').innerText(), /Rests here/);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('#panel').isVisible(), false);
      assert.ok(await button.evaluate((element) => element === document.activeElement));
    });

    test('the graph is worked by keyboard alone', async () => {
      const { page } = opened;
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.focus('#graph');
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'graph-search');
      await page.focus('#graph');
      const outline = await page.evaluate(
        () => getComputedStyle(document.getElementById('graph') as HTMLElement).outlineStyle,
      );
      assert.equal(outline, 'solid', 'the focus can be seen');
      await page.keyboard.press('ArrowRight');
      const source = await number(page, 'selected');
      await page.keyboard.press('ArrowRight');
      const next = await number(page, 'selected');
      assert.notEqual(next, source);
      await page.keyboard.press('ArrowLeft');
      assert.equal(await number(page, 'selected'), source);
      assert.notEqual(await page.locator('#graph-said').textContent(), '');
      const scale = await number(page, 'scale');
      await page.keyboard.press('+');
      await page.waitForFunction(
        (old) => Number(document.getElementById('graph')?.dataset.scale) > old,
        scale,
      );
      await page.keyboard.press('Enter');
      assert.ok(await page.locator('#panel').isVisible());
      await page.keyboard.press('Escape');
      await page.focus('#graph');
      await page.keyboard.press('Escape');
      assert.equal(await number(page, 'selected'), -1);
    });

    test('saves the same JSON that the program writes', async () => {
      const { page } = opened;
      const download = page.waitForEvent('download');
      await page.click('[data-save="json"]');
      const saved = readFileSync(await (await download).path(), 'utf8');
      assert.equal(saved, toJson(small));
    });

    test('the drawing of the graph changes colours with the theme', async () => {
      const { page } = opened;
      const isWithin = (least: number, most: number) =>
        page.waitForFunction(
          ([least, most]) => {
            // read from a copy: reading the canvas itself would slow it, and the browser says so
            const copy = new OffscreenCanvas(1, 1).getContext('2d');
            copy?.drawImage(document.getElementById('graph') as HTMLCanvasElement, -2, -2);
            const red = copy?.getImageData(0, 0, 1, 1).data[0] ?? -1;
            return red >= least && red <= most;
          },
          [least, most] as const,
        );
      await isWithin(201, 255);
      await page.click('#theme');
      await isWithin(0, 59);
    });
  });
});
