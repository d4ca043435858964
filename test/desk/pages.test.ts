// The pages in a browser, served by the desk with its own store: the ways that people go.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { requestAlertOf } from '../../src/casework/requests/alert.ts';
import { deskSchema } from '../../src/server/desk.ts';
import { type Serving, serve } from '../../src/server/serve.ts';
import { changeAlert } from '../../src/store/alerts.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { buildPages } from '../../web/build.mjs';
import { PATIENCE_MS, startBrowser } from '../browser/browser.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { needsChromium } from '../needs.ts';
import { audit, fits } from './pages-audit.ts';
import { firstPerson, type Kept, keepFile, PAGES, SYSTEM } from './pages-file.ts';
import { testStore } from './store.ts';

const RESULT = syntheticResult({ holders: 80 });
const HEADLINE = RESULT.summary.headline;

/** A result as it is known before it is whole. */
const PARTIAL: TraceResult = {
  ...RESULT,
  destinations: RESULT.destinations.slice(0, 5),
  summary: { ...RESULT.summary, headline: 'Only the first figures.' },
};

/** What the browser has shown, in the page that `keepNotices` runs in. */
declare const shownNotices: Notification[];

/** Runs in a page: keeps each notice once the browser has really shown it. */
function keepNotices(): void {
  const shown: Notification[] = [];
  class Kept extends Notification {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      this.addEventListener('show', () => shown.push(this));
    }
  }
  Object.assign(globalThis, { Notification: Kept, shownNotices: shown });
}

describe('the pages of the desk', { skip: needsChromium() }, () => {
  const home = mkdtempSync(path.join(tmpdir(), 'hue-desk-pages-'));
  const faults: string[] = [];
  let serving: Serving;
  let closeStore: () => Promise<void>;
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  let context: BrowserContext;
  let page: Page;
  let kept: Kept;

  before(async () => {
    const [store, pages] = await Promise.all([testStore(), buildPages()]);
    closeStore = () => store.close();
    // a robot turns pages faster than a person may
    const limits = { perActor: 1e6, perAddress: 1e6, signIn: 1e6 };
    const config = deskSchema.parse({ logLevel: 'silent', port: 0, victim: true, limits });
    serving = await serve({ config, home, databaseUrl: store.ownerUrl, pages });
    browser = await startBrowser();
    context = await browser.newContext({ baseURL: serving.origin });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    page = await newPage();
  });
  after(async () => {
    await browser?.close();
    await serving?.stop();
    await closeStore?.();
    rmSync(home, { recursive: true, force: true });
  });

  async function newPage(): Promise<Page> {
    const opened = await context.newPage();
    opened.on('console', (message) => {
      // the driver of software rendering talks about its speed
      if (/GL Driver Message/.test(message.text())) return;
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    opened.on('pageerror', (error) => faults.push(String(error.stack)));
    opened.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(serving.origin) && !/^(blob|data):/.test(url))
        faults.push(`asked ${url}`);
    });
    return opened;
  }

  const noFaults = () => assert.deepEqual(faults.splice(0), []);

  test('the first administrator comes in by the link, and signs in with a passkey', async () => {
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(serving.link ?? '');
    await page.getByLabel('Your name').fill('Ann Lee');
    await page.getByLabel('Your address').fill('ann@example.org');
    await audit(page, 'set-up');
    await page.getByRole('button', { name: 'Make a passkey and go in' }).click();
    await page.getByLabel('What was stolen, or who has it?').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await audit(page, 'sign-in');
    await page.getByRole('button', { name: 'With a passkey' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    kept = await keepFile(serving.desk, await firstPerson(serving.desk), RESULT);
    noFaults();
  });

  test('the paste box says what it takes a text for while it is typed', async () => {
    const box = page.getByLabel('What was stolen, or who has it?');
    const said = page.locator('#recognised');
    await page.goto('/');
    await box.fill(`0x${'ab'.repeat(32)}`);
    await said.getByText('A transaction').waitFor();
    await box.fill(`0x${'ab'.repeat(31)}`);
    await said.getByText('40 hex digits for an address or 64 for a transaction').waitFor();
    await box.fill('Lazarus Group');
    await said.getByText('A name').waitFor();
    await page.getByRole('button', { name: 'Screen' }).waitFor();
    await box.fill(kept.holder);
    await said.getByText('An address').waitFor();
    await page.getByRole('link', { name: 'screen this address' }).waitFor();
    noFaults();
  });

  test('a case in the simple form is dropped, and asks for its files by name', async () => {
    await page.goto('/');
    const as = (name: string, text: string) => {
      return { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
    };
    const simple = { case_id: 'small', chain: 'ethereum', summary: 'A small one' };
    const named = { ...simple, ledger: 'cases/ledger.csv', service_labels: 'cases/labels.csv' };
    const choose = page.locator('form.paste input[type=file]');
    const trace = page.getByRole('button', { name: 'Trace', exact: true });
    await choose.setInputFiles([as('small.json', JSON.stringify(named)), as('ledger.csv', 'a\n')]);
    await page.getByText('The case “A small one” with ledger.csv').waitFor();
    await page.getByText('It names 1 more file; drop it here, too:').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'labels.csv, or leave it out' }).waitFor();
    assert.ok(await trace.isDisabled());
    await audit(page, 'a case that asks for a file');
    await page.getByRole('button', { name: 'leave it out' }).click();
    await page.getByText('Without labels.csv: the result says so').waitFor();
    assert.ok(await trace.isEnabled());
    await audit(page, 'a case without one of its files');
    await page.getByRole('button', { name: 'ask for it again' }).click();
    await page.getByRole('button', { name: 'leave it out' }).click();
    await choose.setInputFiles([as('labels.csv', 'address\n'), as('other.csv', 'x\n')]);
    await page.getByText('It does not name other.csv: left aside.').waitFor();
    await trace.click();
    await page.waitForURL(/\/traces\//);
    await page.getByRole('heading', { name: 'A small one' }).waitFor();
    assert.deepEqual(faults, []);
  });

  test('a trace streams in, is shown in part, and then whole, without a reload', async () => {
    const trace = await kept.begin('A theft that runs');
    await page.goto(`/traces/${trace.id}`);
    await page.getByText('Waiting for a worker.').waitFor();
    await trace.progress({ round: 2, hops: 41, holders: 17, frontier: 9 });
    await page.getByText('41 hops').waitFor();
    await trace.partial(PARTIAL);
    await page.getByText('Only the first figures.').waitFor();
    assert.equal(await page.locator('table.places tbody tr').count(), 5);
    await trace.finish(RESULT);
    await page.locator('[data-headline]', { hasText: HEADLINE }).waitFor();
    assert.equal(await page.getByText('Following the money').count(), 0);
    noFaults();
  });

  test('a trace that failed or was stopped says why and what can be done', async () => {
    const failed = await kept.begin('A theft that fails', '0xabc');
    await failed.fail('failed', 'explorer: 429 Too Many Requests\nnode: no answer');
    await page.goto(`/traces/${failed.id}`);
    await page.getByText('explorer: 429 Too Many Requests').waitFor();
    await page.getByRole('button', { name: 'Trace it again' }).waitFor();
    await audit(page, 'failed trace');
    noFaults();
  });

  test('a trace that wants something says what, and who can give it', async () => {
    const id = `0x${'ab'.repeat(32)}`;
    const unasked = await kept.begin('On a chain of nobody', id);
    await unasked.fail('failed', 'sources: expected one', { kind: 'source', chain: 'base' });
    await page.goto(`/traces/${unasked.id}`);
    await page.getByText('This desk has nobody to ask about Base').waitFor();
    await page.getByLabel('Trace it from exported files').waitFor();
    await audit(page, 'a trace without a source');
    const choose = page.locator('form.paste input[type=file]');
    await choose.setInputFiles({
      ...{ name: 'out.csv', mimeType: 'text/csv' },
      buffer: Buffer.from('tx_hash,from\n'),
    });
    await page.getByLabel('Of which chain are they?').selectOption({ label: 'Base' });
    const asking = page.waitForRequest(
      (one) => one.method() === 'POST' && /traces$/.test(one.url()),
    );
    await page.getByRole('button', { name: 'Trace', exact: true }).click();
    assert.deepEqual((await asking).postDataJSON().options, { chain: 'base', thefts: [id] });
    const undecided = await kept.begin('Where it is not clear', id);
    const choices = ['base', 'linea'].map((text) => ({ said: text, text }));
    await undecided.fail('failed', 'which?', { kind: 'choice', option: 'chain', choices });
    await page.goto(`/traces/${undecided.id}`);
    await page.getByText('It is on several chains. Which one is meant?').waitFor();
    await audit(page, 'a trace that asks which chain');
    await page.getByLabel('Linea').check();
    await page.getByRole('button', { name: 'Trace that one' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(undecided.id));
    await page.getByText('Waiting for a worker.').waitFor();
    noFaults();
  });

  test('a policy changes amounts in place, and says that the claim is another', async () => {
    await page.goto(`/traces/${kept.traceId}`);
    await page.locator('table.places tbody tr').first().waitFor();
    const amounts = page.locator('table.places .amount');
    const before = await amounts.allInnerTexts();
    await page.selectOption('#policy', 'poison');
    await page.getByText('The claim is that of the locked policy').waitFor();
    assert.notDeepEqual(await amounts.allInnerTexts(), before);
    assert.match(page.url(), /policy=poison/);
    await page.reload();
    await page.getByText('The claim is that of the locked policy').waitFor();
    noFaults();
  });

  test('on paper the flow is drawn in lines, and nothing is wider than a page', async () => {
    const flow = page.locator('.graph-paper svg');
    assert.equal(await flow.count(), 0);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    // A4 within its margins
    await page.setViewportSize({ width: 703, height: 1010 });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.ok(await flow.isVisible());
    assert.ok(!(await page.locator('.graph-main').isVisible()));
    const [wide, paper] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      getComputedStyle(document.body).backgroundColor,
    ]);
    assert.deepEqual([wide, paper], [703, 'rgb(255, 255, 255)']);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await flow.count(), 0);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 720 });
    noFaults();
  });

  test('what is not known for want of a list leads to where it is fetched', async () => {
    await page.goto(`/screen/${kept.screeningId}`);
    const gap = page.getByRole('listitem').filter({ hasText: 'un: never imported' });
    assert.equal(await gap.innerText(), 'un: never imported. Have the lists fetched.');
    await gap.getByRole('link').click();
    await page.getByRole('button', { name: 'Fetch them from their publishers' }).waitFor();
    noFaults();
  });

  test('every place leads to its evidence by the keyboard alone, and back', async () => {
    await page.goto(`/traces/${kept.traceId}`);
    const first = page.locator('table.places button.holder').first();
    await first.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByLabel('Evidence for a place');
    await panel.getByText('How it came here').waitFor();
    await panel.getByText('Why it stops here:').waitFor();
    await panel
      .getByText(/SHA|line \d+/)
      .first()
      .waitFor();
    await audit(page, 'evidence');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    assert.ok(await first.evaluate((button) => button === document.activeElement));
    noFaults();
  });

  test('an amount is copied with every decimal', async () => {
    await page.goto(`/traces/${kept.traceId}`);
    const amount = page.locator('table.places .amount [data-exact]').first();
    await amount.waitFor();
    const exact = await amount.getAttribute('data-exact');
    await amount.evaluate((element) => getSelection()?.selectAllChildren(element));
    await page.keyboard.press('Control+c');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), exact);
  });

  for (const { name, at, ready } of PAGES) {
    test(`${name}: fits every screen, light and dark; axe finds nothing`, async () => {
      await page.goto(at(kept));
      await page.getByText(ready).first().waitFor();
      await fits(page, name);
      await audit(page, name);
      await page.emulateMedia({ colorScheme: 'dark' });
      await audit(page, `${name} in the dark`, 'color-contrast');
      await page.emulateMedia({ colorScheme: 'light' });
      noFaults();
    });
  }

  test('a pack for an audience shows what goes out and what is held back', async () => {
    await page.goto(`/cases/${kept.caseId}?tab=packs`);
    await page.getByRole('button', { name: 'Make a pack' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Goes out').waitFor();
    assert.ok(await dialog.getByLabel('Notes').isDisabled(), 'left out for every audience');
    assert.equal(await dialog.getByLabel('Names of victims').isChecked(), false);
    await dialog.getByLabel('For whom').selectOption('public');
    await dialog.getByText('is marked above what this audience may receive').first().waitFor();
    await dialog.getByLabel('For whom').selectOption('police');
    const victims = dialog.locator('label', { hasText: 'Names of victims' });
    await victims.locator('input:enabled:not(:checked)').check();
    await dialog.getByText('victims are not named').waitFor();
    await fits(page, 'making a pack');
    await audit(page, 'making a pack');
    await dialog.getByRole('button', { name: 'Make a pack' }).click();
    await dialog.waitFor({ state: 'detached' });
    noFaults();
  });

  test('an address that is no page is said to be none', async () => {
    const answer = await page.goto('/nowhere');
    assert.equal(answer?.status(), 404);
    await page.getByText('There is no such page').waitFor();
    faults.splice(0);
  });

  test('an alert comes in while the inbox is open; muting it needs a reason', async () => {
    await page.goto('/inbox');
    await page.getByText('No alert is open').or(page.locator('tbody tr').first()).first().waitFor();
    await kept.raise('12 ETH moved to an exchange');
    await page.getByRole('button', { name: '12 ETH moved to an exchange' }).click();
    const panel = page.getByLabel('An alert');
    await panel.getByRole('button', { name: 'Mute…' }).click();
    await panel.getByLabel('Why').fill('our own wallet');
    await panel.getByRole('button', { name: 'Mute it' }).click();
    await panel.getByText('our own wallet').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('link', { name: 'Muted' }).click();
    await page.getByRole('button', { name: '12 ETH moved to an exchange' }).waitFor();
    noFaults();
  });

  test('an alert is told aloud by the browser, where its reader asked for it', async () => {
    await context.grantPermissions(['notifications', 'clipboard-read', 'clipboard-write']);
    const tab = await newPage();
    await tab.addInitScript(keepNotices);
    await tab.goto('/inbox');
    await tab.getByText('Live', { exact: true }).waitFor();
    await kept.raise('not asked for yet');
    await tab.getByText('not asked for yet').first().waitFor();
    await tab.getByLabel('Notify me in this browser').check();
    const first = await kept.raise('5 ETH moved to a bridge');
    await kept.raise('6 ETH moved to a mixer');
    const shown = async (many: number) => {
      await tab.waitForFunction((count) => shownNotices.length === count, many);
      return await tab.evaluate(() => shownNotices.map(({ body, tag }) => ({ body, tag })));
    };
    const [bridge, mixer] = await shown(2);
    assert.deepEqual(
      [bridge?.body, mixer?.body],
      ['5 ETH moved to a bridge', '6 ETH moved to a mixer'],
    );
    assert.notEqual(bridge?.tag, mixer?.tag, 'neither stands in the place of the other');
    await tab.evaluate(() => shownNotices[0]?.dispatchEvent(new Event('click')));
    await tab.getByLabel('An alert').getByText('5 ETH moved to a bridge').waitFor();
    const gone = { state: 'retracted', reason: 'it was replaced' } as const;
    await changeAlert(serving.desk.store.db, { id: first?.id ?? '' }, gone, SYSTEM);
    const taken = (await shown(3)).at(-1);
    assert.deepEqual(taken, { body: 'Retracted: 5 ETH moved to a bridge', tag: bridge?.tag });
    await tab.close();
    noFaults();
  });

  test('what stands in no block, and what is new of a request, say what they are', async () => {
    const pending = { spends: [`${'ab'.repeat(32)}:0`], source: 'node' };
    const bound = 'Unconfirmed: it waits for a block, and may be replaced or never happen.';
    const waits = { block: null, blockHash: '', basis: 'unconfirmed', pending, bound };
    await kept.raise('Unconfirmed: 7 BTC moved to an exchange', waits);
    await page.goto('/inbox');
    const row = page.getByRole('row', { name: /7 BTC moved/ });
    await row.getByText('Unconfirmed', { exact: true }).waitFor();
    await row.getByRole('button').click();
    await page
      .getByLabel('An alert')
      .getByText('may be replaced or never happen')
      .first()
      .waitFor();
    await page.getByLabel('An alert').getByText('in no block').waitFor();
    await fits(page, 'an alert of what waits for a block');
    await audit(page, 'an alert of what waits for a block');
    const request = { id: 'r1', recipient: 'Tether', power: 'freeze', usd: '12.00' };
    const news = { kind: 'outdated', usd: '7.00', isGone: false } as const;
    const { title, body } = requestAlertOf(request, news);
    await kept.raise(title, body);
    await page.getByRole('button', { name: title }).click();
    await page.getByLabel('An alert').getByRole('link', { name: 'Open the request' }).waitFor();
    await fits(page, 'an alert of a request');
    await audit(page, 'an alert of a request');
    noFaults();
  });

  test('pages of one browser share a stream, whichever of them is closed', async () => {
    const streams: string[] = [];
    const listening = (request: { url(): string }) => {
      if (request.url().endsWith('/events')) streams.push(request.url());
    };
    context.on('request', listening);
    // a browser opens six connections to a host: each of these would take one
    const tabs = await Promise.all(Array.from({ length: 8 }, () => newPage()));
    await Promise.all(
      tabs.map(async (tab) => {
        await tab.goto('/inbox');
        await tab.getByText('Live', { exact: true }).waitFor();
      }),
    );
    assert.deepEqual(streams, []);
    await page.goto('about:blank');
    await page.goto('/inbox');
    await page.getByText('Live', { exact: true }).waitFor();
    assert.equal(streams.length, 1);
    await kept.raise('heard in every page');
    for (const tab of [page, ...tabs]) await tab.getByText('heard in every page').first().waitFor();
    context.off('request', listening);
    await Promise.all(tabs.map((tab) => tab.close()));
    noFaults();
  });

  test('a freeze request is drafted, filled in, asked for, released and followed', async () => {
    await page.goto(`/traces/${kept.traceId}`);
    const row = page.locator('ol.actors li').first();
    const who = await row.locator('b').innerText();
    await row.getByRole('button', { name: 'Draft request' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('They do not learn').waitFor();
    await sheet.getByText('[who asks: to be filled in]').waitFor();
    await sheet.getByText('Fill in who asks').click();
    await sheet.getByLabel('From').fill('Meridian desk');
    await sheet.getByRole('button', { name: 'Put it into the letter' }).click();
    await sheet.getByText(/From: +Meridian desk/).waitFor();
    await fits(page, 'a draft');
    await audit(page, 'a draft');
    await sheet.getByRole('button', { name: 'Copy the letter' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^REQUEST TO STOP STOLEN MONEY\n/);
    await sheet.getByLabel('Send it to (e-mail)').fill('desk@exchange.example');
    await sheet.getByRole('button', { name: 'Ask for release' }).click();
    await page.waitForURL(/tab=requests/);
    await page.getByText('waits for a second person').waitFor();
    const board = page.locator('.request-board');
    await board.getByText('due in').first().waitFor();
    await fits(page, 'the board of requests');
    await audit(page, 'the board of requests');
    await page.goto('/approvals');
    await page.getByText('REQUEST TO STOP STOLEN MONEY').waitFor();
    await page.getByText('desk@exchange.example').first().waitFor();
    await audit(page, 'the approval of a request');
    await page.goto(`/cases/${kept.caseId}?tab=requests`);
    await board.getByRole('button', { name: who }).click();
    const open = page.getByRole('dialog');
    await open.getByRole('button', { name: 'Release it alone…' }).click();
    await open.getByLabel('Why nobody else can be waited for').fill('it is four at night');
    await open.getByRole('button', { name: 'Release it alone' }).click();
    await open.getByText('RELEASED BY ONE PERSON IN AN EMERGENCY').waitFor();
    await open.getByRole('button', { name: 'Write it down' }).click();
    await open.getByText(/^due in 1[45] min/).waitFor();
    await fits(page, 'a request');
    await audit(page, 'a request');
    await page.emulateMedia({ colorScheme: 'dark' });
    await audit(page, 'a request in the dark', 'color-contrast');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('Escape');
    await open.waitFor({ state: 'detached' });
    await board.getByText('released by one person').waitFor();
    noFaults();
  });

  test('two people see what the other writes in a case', async () => {
    const other = await newPage();
    const at = `/cases/${kept.caseId}?tab=work`;
    await Promise.all([page.goto(at), other.goto(at)]);
    await other.getByText('Nobody has written anything yet.').waitFor();
    await page.getByRole('button', { name: 'Write a note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Called the exchange.');
    await page.locator('dialog').getByRole('button', { name: 'Write a note' }).click();
    await other.getByText('Called the exchange.').waitFor();
    await other.close();
    noFaults();
  });
});
