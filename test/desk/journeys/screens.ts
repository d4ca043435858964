// How the main pages look: regions that stand still, against small pictures that are kept here.
// HUE_SCREENS=keep writes them anew; look at them before you commit them.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { needsStage, openStage, type Stage } from './stage.ts';
import { asks, isDone } from './walk.ts';

const KEPT = path.join(import.meta.dirname, 'screens');
const EXAMPLE = path.resolve(import.meta.dirname, '../../../examples/bybit-2025');
const isKeeping = process.env.HUE_SCREENS === 'keep';
/** Differences up to it are shades of the same edge. */
const SHADE = 60;
/** The largest share of points that may be of another colour. */
const TOLERANCE = 0.02;
const TALLEST = 260;

/** The Bybit theft as it comes with the program; what its page is. */
async function traceExample(page: Page): Promise<string> {
  const origin = new URL(page.url()).origin;
  const { request } = page.context();
  const { csrf } = (await asks(page, 'GET', '/v1/session')) as { csrf: string };
  const uploadIds: string[] = [];
  for (const name of readdirSync(EXAMPLE).filter((one) => one.endsWith('.csv'))) {
    const file = { name, mimeType: 'text/csv', buffer: readFileSync(path.join(EXAMPLE, name)) };
    const headers = { origin, 'x-csrf-token': csrf };
    const sent = await request.post('/v1/uploads', { headers, multipart: { file } });
    const { uploads } = (await sent.json()) as { uploads: { id: string }[] };
    uploadIds.push(...uploads.map(({ id }) => id));
  }
  const file = JSON.parse(readFileSync(path.join(EXAMPLE, 'case.json'), 'utf8'));
  const made = await asks(page, 'POST', '/v1/traces', { case: file, uploadIds });
  return `/traces/${(made as { trace: { id: string } }).trace.id}`;
}

/** How wide letters are: where fonts are others, pictures must be, too. */
function fontsOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const root = getComputedStyle(document.body);
    const context = document.createElement('canvas').getContext('2d');
    const sample = 'Hue & Cry 0123456789 Where the money is';
    const widths = [root.fontFamily, 'monospace'].map((family) => {
      if (context) context.font = `32px ${family}`;
      return context?.measureText(sample).width.toFixed(1);
    });
    return widths.join(' ');
  });
}

/** The share of points that differ between two pictures; 1 where they are not of one size. */
function difference(page: Page, pictures: readonly Buffer[]): Promise<number> {
  const urls = pictures.map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`);
  return page.evaluate(
    async ({ urls, shade }) => {
      const [one, two] = await Promise.all(
        urls.map(async (url) => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (!one || !two || one.width !== two.width || one.height !== two.height) return 1;
      let others = 0;
      for (let i = 0; i < one.data.length; i += 4) {
        const far = [0, 1, 2].map((k) => Math.abs((one.data[i + k] ?? 0) - (two.data[i + k] ?? 0)));
        if (Math.max(...far) > shade) others += 1;
      }
      return others / (one.data.length / 4);
    },
    { urls, shade: SHADE },
  );
}

describe('how the pages look', { skip: needsStage() }, () => {
  let stage: Stage;
  let page: Page;
  let stranger: BrowserContext;
  let example: string;
  let fonts: string;
  before(async () => {
    stage = await openStage();
    ({ page } = stage.ann);
    stranger = await stage.browser.newContext({ baseURL: stage.origin });
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    example = await traceExample(page);
    fonts = await fontsOf(page);
  });
  after(() => stranger?.close());

  /** A page on which no policy forbids to look into pictures. */
  const blank = () => stranger.newPage();

  /** Compares the upper part of a region with the picture that is kept of it. */
  async function looksAs(t: TestContext, name: string, region: Locator): Promise<void> {
    const file = path.join(KEPT, 'fonts.txt');
    if (!isKeeping && existsSync(file) && readFileSync(file, 'utf8').trim() !== fonts) {
      return t.skip('the fonts here are not those of the pictures that are kept');
    }
    const own = region.page();
    await region.scrollIntoViewIfNeeded();
    const box = await region.boundingBox();
    assert.ok(box, `${name} is not to be seen`);
    const clip = { ...box, height: Math.min(box.height, TALLEST) };
    const mask = [own.locator('time')];
    const bytes = await own.screenshot({ clip, mask, animations: 'disabled', caret: 'hide' });
    const kept = path.join(KEPT, `${name}.png`);
    if (isKeeping) {
      mkdirSync(KEPT, { recursive: true });
      writeFileSync(kept, bytes);
      return writeFileSync(file, `${fonts}\n`);
    }
    const share = await difference(await blank(), [readFileSync(kept), bytes]);
    assert.ok(share <= TOLERANCE, `${name}: ${(share * 100).toFixed(1)} % of it is another`);
  }

  test('the door', async (t) => {
    const door = await stranger.newPage();
    await door.goto('/');
    await door.getByRole('heading', { name: 'Sign in' }).waitFor();
    await looksAs(t, 'door', door.locator('main'));
  });

  test('the paste box, in the light and in the dark', async (t) => {
    await page.goto('/');
    const box = page.locator('form.paste');
    await box.waitFor();
    await looksAs(t, 'paste', box);
    const light = await box.screenshot();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.ok((await difference(await blank(), [light, await box.screenshot()])) > 0.5);
    await looksAs(t, 'paste-dark', box);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('the answer to the Bybit theft, and where the money is', async (t) => {
    await page.goto(example);
    await isDone(page);
    await page.locator('table.places tbody tr').first().waitFor();
    await looksAs(t, 'answer', page.getByRole('region', { name: 'The answer' }));
    await looksAs(t, 'places', page.locator('table.places'));
    await page.setViewportSize({ width: 360, height: 900 });
    await looksAs(t, 'answer-narrow', page.getByRole('region', { name: 'The answer' }));
    await page.setViewportSize({ width: 1280, height: 900 });
    stage.noFaults();
  });
});
