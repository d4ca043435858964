// The same journeys in hard times: without a mouse, over a slow network, with answers that are
// lost, and with the server killed in the middle of a trace.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { LISTED } from '../listed-home.ts';
import type { Seated } from './people.ts';
import { needsStage, openStage, type Stage } from './stage.ts';
import { asks, inBothThemes, isDone, PASTE } from './walk.ts';

/** Goes on by the Tab key until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`the keyboard does not lead to ${wanted}`);
}

describe('hard times', { skip: needsStage() }, () => {
  let stage: Stage;
  let ann: Seated;
  let page: Page;
  before(async () => {
    stage = await openStage();
    ann = stage.ann;
    page = ann.page;
  });

  test('from sign-in to where the money is and its evidence by the keyboard alone', async () => {
    await page.goto('/');
    await tabTo(page, page.getByRole('button', { name: 'Sign out' }));
    await page.keyboard.press('Enter');
    const signIn = page.getByRole('button', { name: 'With a passkey' });
    await signIn.waitFor();
    await tabTo(page, signIn);
    await page.keyboard.press('Enter');
    const paste = page.getByLabel(PASTE);
    await paste.waitFor();
    await tabTo(page, page.locator('.skip'));
    await page.keyboard.press('Enter');
    await tabTo(page, paste);
    await page.keyboard.type(stage.theft);
    await page.getByText('A transaction').waitFor();
    await page.keyboard.press('Enter');
    await isDone(page);
    const first = page.locator('table.places button.holder').first();
    await tabTo(page, first);
    // whatever row it is in by now
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const holder = await focused();
    await page.keyboard.press('Enter');
    await page.getByLabel('Evidence for a place').getByText('How it came here').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Evidence for a place').waitFor({ state: 'detached' });
    assert.equal(await focused(), holder);
    stage.noFaults();
  });

  test('over a slow network pages say that they load, and nothing is sent twice', async () => {
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
    });
    await page.goto('/screen');
    await page.getByText('Screened before').waitFor();
    const devtools = await ann.context.newCDPSession(page);
    const slow = { offline: false, latency: 400, downloadThroughput: 2e5, uploadThroughput: 2e5 };
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', slow);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('status', { name: 'Reading people' }).waitFor();
    await page.getByText('What each role may do').waitFor();
    await page.getByRole('row', { name: /Ben Okafor/ }).waitFor();
    await page.getByRole('link', { name: 'Screen' }).click();
    await page.getByLabel('What is it exposed to?').fill(LISTED);
    for (let i = 0; i < 3; i++) await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Screening…' }).waitFor();
    await page.getByRole('button', { name: 'Screen again' }).dblclick();
    await page.getByText('Screened again').waitFor();
    await page.getByRole('link', { name: 'Trace', exact: true }).click();
    await page.getByLabel(PASTE).fill(stage.theft);
    await page.getByText('A transaction').waitFor();
    await page.getByRole('button', { name: 'Trace', exact: true }).dblclick();
    await page.waitForURL(/\/traces\//);
    await devtools.send('Network.emulateNetworkConditions', {
      ...slow,
      ...{ latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
    });
    await isDone(page);
    const [first = '', again = '', traced = '', ...more] = sent;
    assert.match(first, /^\/v1\/screenings$/);
    assert.match(again, /^\/v1\/screenings\/[^/]+\/again$/);
    assert.match(traced, /^\/v1\/traces$/);
    assert.deepEqual(more, []);
    stage.noFaults();
  });

  test('where the answer to its beginning is lost, a trace is begun once', async () => {
    const count = async () => {
      const { items } = (await asks(page, 'GET', '/v1/traces?limit=200')) as { items: unknown[] };
      return items.length;
    };
    await page.goto('/');
    const before = await count();
    await page.route('**/v1/traces', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel(PASTE).fill(stage.theft);
    const trace = page.getByRole('button', { name: 'Trace', exact: true });
    await trace.click();
    await page.getByText('The desk cannot be reached').waitFor();
    await inBothThemes(page, 'a desk that is away');
    await page.unroute('**/v1/traces');
    await trace.click();
    await isDone(page);
    assert.equal(await count(), before + 1);
    ann.faults.splice(0);
    stage.noFaults();
  });

  test('the server is killed in mid-trace: the trace goes on, and nothing is lost', async () => {
    const { gate } = stage;
    await page.goto('/');
    const made = await asks(page, 'POST', '/v1/cases', { title: 'A hard day', tlp: 'amber' });
    const notes = `/v1/cases/${(made as { id: string }).id}/notes`;
    const from = gate.asked.length;
    const waits = gate.shutAfter(8);
    await page.getByLabel(PASTE).fill(stage.theft);
    await page.getByRole('button', { name: 'Trace', exact: true }).click();
    await page.locator('[data-headline]').waitFor();
    await waits;
    // somebody writes while it is killed
    const kept: string[] = [];
    const writing = (async () => {
      for (let i = 0; ; i++) {
        const note = await asks(page, 'POST', notes, { body: `note ${i}` }).catch(() => null);
        if (note === null) return;
        kept.push((note as { id: string }).id);
      }
    })();
    while (kept.length < 5) await page.waitForTimeout(5);
    const start = await stage.killServer();
    await writing;
    await page.getByText('Connecting…').waitFor();
    const asked = gate.asked.slice(from).flatMap(questions);
    gate.open();
    await start();
    await isDone(page);
    await page.getByText('Live', { exact: true }).waitFor();
    assert.equal(await page.locator('table.places tbody tr').count(), 2);
    const later = gate.asked.slice(from).flatMap(questions).slice(asked.length);
    const known = new Set(asked);
    // what was answered is not asked again, but for what the newest block is
    const again = new Set(later.filter((one) => known.has(one)));
    assert.ok(again.size <= 1, [...again].join('; '));
    const { items } = (await asks(page, 'GET', `${notes}?limit=200`)) as {
      items: { id: string }[];
    };
    const there = new Set(items.map(({ id }) => id));
    assert.ok(kept.length >= 5 && kept.every((id) => there.has(id)));
    const custody = notes.replace('/notes', '/custody/verify');
    assert.equal(((await asks(page, 'POST', custody)) as { ok: boolean }).ok, true);
    ann.faults.splice(0);
    stage.ben.faults.splice(0);
    stage.noFaults();
  });
});

interface Question {
  readonly method: string;
  readonly params: unknown;
}

/** What a node was asked at once, without the numbers of the questions. */
function questions(text: string): string[] {
  const all = [JSON.parse(text)].flat() as Question[];
  return all.map(({ method, params }) => `${method} ${JSON.stringify(params)}`);
}
