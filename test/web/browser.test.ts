import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { SaxesParser } from 'saxes';
import type { TraceResult } from '../../src/trace/result.ts';
import type { Ask, Expansion } from '../../web/graph/expansion.ts';
import { PATIENCE_MS } from '../browser/browser.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { needsChromium } from '../needs.ts';
import { startGraphBrowser } from './browser.ts';
import { answered, holderOf, recordedAs } from './expansions.ts';
import { type GraphPage, startGraphPage } from './page.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const result = syntheticResult({ holders: 220, seed: 5 });
const LOCKED = result.settings.policy;

interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly faults: string[];
}

interface Told {
  readonly selected: { readonly holders: string[]; readonly transactions: string[] }[];
  readonly annotations: { readonly node: string; readonly [key: string]: unknown }[];
  readonly policies: string[];
  readonly asked: Ask[];
  readonly off: Ask[];
}

const STAGE = '.graph-stage';
const STATUS = '.trace-graph > [role="status"]';

/** What draws: as the browser finds it, a GPU for which its stand-in is taken, or no WebGL. */
type Graphics = 'found' | 'gpu' | 'none';

function setGraphics(graphics: Graphics): void {
  if (graphics === 'gpu') {
    const { prototype } = WebGL2RenderingContext;
    const { getParameter } = prototype;
    prototype.getParameter = function (name) {
      return name === 0x9246 || name === 0x1f01 ? 'a GPU' : getParameter.call(this, name);
    };
  } else if (graphics === 'none') {
    const { prototype } = HTMLCanvasElement;
    const { getContext } = prototype;
    prototype.getContext = function (this: HTMLCanvasElement, kind: string, options: unknown) {
      return kind.startsWith('webgl') ? null : getContext.call(this, kind, options);
    } as typeof getContext;
  }
}

async function opened(
  browser: Browser,
  { url }: GraphPage,
  graphics: Graphics = 'found',
  shown: TraceResult = result,
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.addInitScript(setGraphics, graphics);
  const faults: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    // the program that stands in for a GPU warns of how slow it is
    if (/GPU stall|swiftshader/i.test(text)) return;
    if (['error', 'warning'].includes(message.type())) faults.push(text);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) {
      faults.push(`request: ${request.url()}`);
    }
  });
  if (shown !== result)
    await page.route('**/result.json', (route) => route.fulfill({ json: shown }));
  await page.goto(url);
  await page.waitForSelector(`${STAGE}[data-drawn]`);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

const told = (page: Page): Promise<Told> =>
  page.evaluate(() => (globalThis as unknown as { told: Told }).told);

const drawn = async (page: Page): Promise<number> => {
  const name = await page.locator(STAGE).getAttribute('aria-label');
  return Number(/Graph of (\d+)/.exec(name ?? '')?.[1]);
};

async function press(page: Page, ...keys: string[]): Promise<void> {
  await page.locator(STAGE).focus();
  for (const key of keys) await page.keyboard.press(key);
}

async function saved(page: Page, kind: string): Promise<{ name: string; bytes: Buffer }> {
  await press(page, 's');
  const coming = page.waitForEvent('download');
  await page.locator(`[data-save="${kind}"]`).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** axe finds nothing, in light and dark. */
async function accessible(page: Page): Promise<void> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(`axe.run('.trace-graph').then((r) =>
      r.violations.map((v) => v.id + ' ' + v.nodes[0].html.slice(0, 200)))`);
    assert.deepEqual(found, [], colorScheme);
  }
}

describe('graph in a browser', { skip: needsChromium(), concurrency: 2 }, () => {
  let browser: Browser;
  let graph: GraphPage;
  before(async () => {
    [browser, graph] = await Promise.all([startGraphBrowser(), startGraphPage(result)]);
  });
  after(async () => {
    await browser.close();
    await graph[Symbol.asyncDispose]();
  });

  test('can be walked, selected, traced back and arranged by keyboard alone', async () => {
    await using open = await opened(browser, graph, 'gpu');
    const { page, faults } = open;
    assert.equal(await page.locator(STAGE).getAttribute('data-surface'), 'webgl');
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
    assert.match(await page.locator(STATUS).innerText(), /, hop \d+, .*\d+ lines? in/);
    await press(page, 'Enter');
    assert.ok(await page.locator('.graph-panel h3').isVisible());
    const before = (await told(page)).selected.at(-1);
    assert.equal(before?.holders.length, 1);
    await press(page, 'p');
    assert.match(await page.locator('.graph-panel h3').innerText(), /Path of \d+ hop/);
    assert.ok(((await told(page)).selected.at(-1)?.transactions.length ?? 0) > 0);
    assert.match(await page.locator('.graph-path').innerText(), /0x[0-9a-f]{64}.*block/s);
    await press(page, 'n', 'c', 'h');
    const { annotations } = await told(page);
    assert.deepEqual(
      annotations.map(({ pinned, colour, hidden }) => [pinned, colour, hidden]),
      [
        [true, null, false],
        [true, 'red', false],
        [true, 'red', true],
      ],
    );
    await press(page, 'z', 'z', 'z');
    const undone = (await told(page)).annotations.at(-1);
    assert.deepEqual([undone?.pinned, undone?.colour, undone?.hidden], [false, null, false]);
    await press(page, '?');
    assert.ok((await page.locator('.graph-keys kbd').count()) > 25);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.graph-dialog').count(), 0);
    assert.deepEqual(faults, []);
  });

  test('says what is folded, and opens it from the table and the graph', async () => {
    await using open = await opened(browser, graph);
    const { page, faults } = open;
    const first = await drawn(page);
    assert.ok(first < result.holders.length / 2, `${first} nodes`);
    const words = await page.locator('.graph-folds').innerText();
    assert.match(words, /\d+ holders folded into \d+ groups, with which \$[\d,]+ rests/);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.locator('.graph-table button', { hasText: 'open' }).first().click();
    await page.getByRole('button', { name: 'Graph', exact: true }).click();
    assert.ok((await drawn(page)) > first);
    await press(page, 'z');
    assert.equal(await drawn(page), first);
    await press(page, 'ArrowRight', 'ArrowRight', 'o');
    const words2 = await page.locator(STATUS).innerText();
    assert.match(words2, /opened|not a group/);
    await press(page, 'f');
    assert.equal(await drawn(page), first);
    await page.getByText('Shown', { exact: true }).click();
    await page.getByLabel('fold fan-outs').uncheck();
    assert.equal(await drawn(page), result.holders.length);
    assert.deepEqual(faults, []);
  });

  test('a search draws what was folded and goes from hit to hit', async () => {
    await using open = await opened(browser, graph);
    const { page } = open;
    const last = result.destinations.at(-1)?.holder ?? '';
    await press(page, '/');
    await page.keyboard.type(last);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.graph-panel');
    assert.deepEqual((await told(page)).selected.at(-1)?.holders, [last]);
    assert.equal(await page.locator('.graph-panel .graph-id').innerText(), last);
    await page.fill('.graph-search input', 'no such thing');
    assert.match(await page.locator('.graph-search').innerText(), /none/);
  });

  test('another policy changes amounts and moves nothing', async () => {
    await using open = await opened(browser, graph);
    const { page, faults } = open;
    const places = async () => {
      const { bytes } = await saved(page, 'graphml');
      return bytes.toString().match(/<data key="node-[xy]">[^<]*/g);
    };
    const units = async () => (await saved(page, 'csv')).bytes.toString();
    const [where, amounts] = [await places(), await units()];
    await press(page, 'l');
    assert.deepEqual(await places(), where);
    assert.notEqual(await units(), amounts);
    await page.locator('.graph-policy select').selectOption(LOCKED);
    assert.equal(await units(), amounts);
    assert.equal((await told(page)).policies.at(-1), LOCKED);
    assert.deepEqual(faults, []);
  });

  test('saves pictures and data that others can read', async () => {
    await using open = await opened(browser, graph);
    const { page, faults } = open;
    const png = await saved(page, 'png');
    assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
    assert.ok(png.bytes.readUInt32BE(16) >= 900 && png.bytes.length > 20_000);
    for (const kind of ['svg', 'graphml']) {
      const { name, bytes } = await saved(page, kind);
      assert.equal(name, `synthetic-220.graph.${kind}`);
      const parser = new SaxesParser({ xmlns: true });
      parser.on('error', (error) => assert.fail(error));
      parser.write(bytes.toString()).close();
    }
    const csv = (await saved(page, 'csv')).bytes.toString();
    assert.match(csv, /^from,to,.*\r\n/);
    assert.deepEqual(faults, []);
  });

  test('is painted without WebGL, and where a program stands in for the GPU', async () => {
    for (const graphics of ['none', 'found'] as const) {
      await using open = await opened(browser, graph, graphics);
      const { page, faults } = open;
      assert.equal(await page.locator(STAGE).getAttribute('data-surface'), 'canvas');
      await press(page, 'ArrowRight', 'Enter', '0');
      assert.ok(await page.locator('.graph-panel h3').isVisible());
      assert.deepEqual(faults, []);
    }
  });

  test('is accessible, fits every screen, and has a table that says the same', async () => {
    await using open = await opened(browser, graph);
    const { page, faults } = open;
    await press(page, 'ArrowRight', 'Enter');
    await page.evaluate(readFileSync(AXE, 'utf8'));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const tab of ['Graph', 'Table', 'Overview']) {
        await page.getByRole('button', { name: tab, exact: true }).click();
        const found = await page.evaluate(`axe.run('.trace-graph').then((r) =>
          r.violations.map((v) => v.id + ' ' + v.nodes[0].html.slice(0, 200)))`);
        assert.deepEqual(found, [], `${tab}, ${colorScheme}`);
      }
    }
    for (const width of [360, 800, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      for (const tab of ['Graph', 'Table', 'Overview']) {
        await page.getByRole('button', { name: tab, exact: true }).click();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${tab} is ${wide} wide at ${width}`);
      }
    }
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const text = await page.locator('.graph-table').innerText();
    assert.doesNotMatch(text, /NaN|undefined|\[object/);
    assert.deepEqual(faults, []);
  });

  test('asks the ledger beyond the trace, and draws the answer as context', async () => {
    for (const graphics of ['gpu', 'found'] as const) {
      await using open = await opened(browser, graph, graphics);
      const { page, faults } = open;
      const give = (expansions: readonly Expansion[]) =>
        page.evaluate((all) => {
          const { give } = globalThis as unknown as { give(next: object): void };
          give({ expansions: all });
        }, expansions);
      const status = page.locator(STATUS);
      const asked = page.locator('.graph-asked');
      await press(page, 'e');
      assert.match(await status.innerText(), /nothing is selected/);
      const source = result.seeds[0]?.holder ?? '';
      await page.fill('.graph-search input', source);
      await page.keyboard.press('Enter');
      const first = await drawn(page);
      await press(page, 'r');
      assert.match(await status.innerText(), /the ledger is asked/);
      const all = { from: null, to: null };
      const ask = { address: source, direction: 'in', ...all } as const;
      assert.deepEqual((await told(page)).asked, [ask]);
      const waits = { ...answered(result, ask, 0), state: 'waiting', answer: null } as const;
      await give([waits]);
      await asked.getByText('The ledger is asked…').waitFor();
      await press(page, 'r');
      assert.match(await status.innerText(), /asked already/);
      await give([{ ...waits, state: 'failed', problem: 'the node is silent' }]);
      await asked.getByRole('alert').getByText('the node is silent').waitFor();
      await asked.getByRole('button', { name: 'Ask again' }).click();
      assert.deepEqual((await told(page)).asked, [ask, ask]);
      await give([recordedAs(answered(result, ask, 3), '2025-05-01 00:00:00')]);
      await asked.getByText('No source answers. What was recorded until 2025-05-01').waitFor();
      await asked.getByRole('button', { name: 'Ask again' }).click();
      assert.deepEqual((await told(page)).asked, [ask, ask, ask]);
      await give([answered(result, ask, 20)]);
      await asked.getByText('20 counterparties who paid this address, 20 beyond').waitFor();
      assert.match(await status.innerText(), /20 counterparties who paid/);
      assert.equal(await drawn(page), first + 9);
      assert.match(await page.locator('.graph-legend').innerText(), /context/);
      assert.match(await page.locator('.graph-folds').innerText(), /20 holders of context/);
      await accessible(page);
      await press(page, 'r');
      assert.equal(await drawn(page), first + 20);
      // one of them is found, and expanded in its turn
      await page.fill('.graph-search input', holderOf(3));
      await page.keyboard.press('Enter');
      await page.locator('.graph-panel').getByText('No claim rests on it').waitFor();
      await page.getByText('Ask the ledger of all time').click();
      await page.locator('.graph-days').getByLabel('from').fill('2025-02-21');
      await press(page, 'e');
      assert.deepEqual((await told(page)).asked.at(-1), {
        address: holderOf(3),
        direction: 'out',
        from: '2025-02-21T00:00:00.000Z',
        to: null,
      });
      await page.setViewportSize({ width: 360, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 360, `${wide} wide`);
      await press(page, 'z', 'z', 'z');
      assert.equal(await drawn(page), first);
      assert.deepEqual(
        (await told(page)).off.map(({ address }) => address),
        [holderOf(3), source],
      );
      assert.deepEqual(faults, []);
    }
  });

  test('shows in a corner what is out of sight, and goes there', async () => {
    await using open = await opened(browser, graph);
    const { page, faults } = open;
    const map = page.locator('.graph-map');
    await press(page, '0');
    await page.locator(`${STAGE}[data-still]`).waitFor();
    assert.equal(await map.isVisible(), false);
    await press(page, '+', '+', '+');
    await map.waitFor();
    assert.match(await map.innerText(), /\d+ of \d+ in sight/);
    const before = await map.locator('.graph-box').getAttribute('style');
    await map.click({ position: { x: 20, y: 20 } });
    await page.locator(`${STAGE}[data-still]`).waitFor();
    assert.notEqual(await map.locator('.graph-box').getAttribute('style'), before);
    assert.deepEqual(faults, []);
  });

  test('goes on drawing while more of the trace comes in', async () => {
    const times = result.hops.map(({ time }) => time).sort();
    const until = times[Math.floor(times.length / 3)] ?? '';
    const hops = result.hops.filter(({ time }) => time <= until);
    const known = new Set(hops.flatMap(({ from, to }) => [from, to]));
    const part: TraceResult = {
      ...result,
      hops,
      holders: result.holders.filter(({ id }) => known.has(id)),
      destinations: [],
    };
    await using open = await opened(browser, graph, 'found', part);
    const { page, faults } = open;
    const first = await drawn(page);
    const place = (xml: string) =>
      new Map(
        [...xml.matchAll(/node-holders">([^<]*)<.*?node-x">([^<]*)<.*?node-y">([^<]*)</g)].map(
          ([, id = '', x, y]) => [id, `${x} ${y}`],
        ),
      );
    const before = place((await saved(page, 'graphml')).bytes.toString());
    await page.evaluate((whole) => {
      (globalThis as unknown as { give(next: object): void }).give({ result: whole });
    }, result);
    await page.waitForFunction(
      ([stage, count]) =>
        !document.querySelector(stage as string)?.ariaLabel?.includes(`of ${count} `),
      [STAGE, first] as const,
    );
    const later = place((await saved(page, 'graphml')).bytes.toString());
    const same = [...before].filter(([id]) => later.has(id));
    assert.ok(same.length > 3);
    for (const [id, where] of same) assert.equal(later.get(id), where);
    assert.deepEqual(faults, []);
  });
});
