// The pictures of docs/desk/screens.md, from a desk on which two people have worked. They are made
// only when they are asked for: HUE_PICTURES=keep npm test -- test/desk/journeys/pictures.ts
// Look at each before you commit it.

import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { DATA, needsData } from '../../needs.ts';
import { EXCHANGE, LISTED, NOBODY, PARTY } from '../listed-home.ts';
import { FAR, MULE, pay, stealAgain, THIEF } from './moves.ts';
import { newSeat } from './people.ts';
import { needsStage, openStage, type Stage } from './stage.ts';
import { asks, isDone, traceIt } from './walk.ts';

const TO = path.resolve(import.meta.dirname, '../../../docs/desk/pictures');
const CASES = path.join(DATA, 'cases/public');
const FILES = ['ledger-ethereum-mixed.csv', 'service-labels.csv'];
const isAsked = process.env.HUE_PICTURES === 'keep';

function skip(): false | string {
  if (!isAsked) return 'HUE_PICTURES=keep makes the pictures of the documents';
  return needsData('cases/public') || needsStage();
}

interface Made {
  readonly id: string;
}

/** Traces a case of the public ones by dropping it, as anybody would; gives where it is. */
async function dropCase(page: Page, name: string): Promise<string> {
  await page.goto('/');
  const files = [name, ...FILES].map((one) => path.join(CASES, one));
  await page.locator('form.paste input[type=file]').setInputFiles(files);
  await page.getByText('leave them').waitFor();
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  await page.waitForURL(/\/traces\//);
  await isDone(page);
  return new URL(page.url()).pathname;
}

/** A case in which people have worked; what is in it is made up, its trace is not. */
async function workOn({ ann, ben }: Stage, trace: string): Promise<string> {
  const { page } = ann;
  const title = 'LI.FI diamond exploit, July 2024';
  const summary = 'An arbitrary call let a thief empty the wallets that had approved the diamond.';
  const made = (await asks(page, 'POST', '/v1/cases', { title, summary, tlp: 'amber' })) as Made;
  const at = `/v1/cases/${made.id}`;
  const add = (what: string, body: object) => asks(page, 'POST', `${at}/${what}`, body);
  const { items } = (await asks(page, 'GET', '/v1/people?limit=50')) as {
    items: { id: string; name: string }[];
  };
  const other = items.find(({ name }) => name === ben.name)?.id;
  await add('traces', { traceId: trace.split('/').at(-1) });
  await add('members', { personId: other, role: 'editor' });
  await add('victims', { name: 'Users of the diamond', contact: 'security@example.org', note: '' });
  await add('notes', { body: 'The operator of the pool was called. It asks for a letter.' });
  const dueAt = '2026-12-01T10:00:00Z';
  await add('tasks', { title: 'Send the letter to the exchange', dueAt, assignee: other });
  const entry = { source: 'a call', basis: 'unverified', note: '' };
  await add('timeline', { ...entry, at: '2024-07-16T12:40:00Z', text: 'First notice on X' });
  await add('timeline', { ...entry, at: '2024-07-16T13:10:00Z', text: 'The diamond was paused' });
  const freeze = { recipient: 'eXch', power: 'operator hold', channel: 'e-mail', appeal: '' };
  await add('room/freezes', { ...freeze, sent: '2024-07-22 02:00' });
  await add('room/freezes', { ...freeze, recipient: 'ChangeHero', channel: '' });
  const affected = { link: EXCHANGE, status: 'at risk', notes: 'asked to withdraw approvals' };
  await add('room/affected', affected);
  await add('room/roles', { role: 'scribe', person: ann.name });
  return `/cases/${made.id}`;
}

/** Asks for freeze requests of a trace in a case: one is released alone and acknowledged. */
async function askToStop({ ann }: Stage, trace: string, file: string): Promise<void> {
  const { page } = ann;
  const drafts = `/v1${trace}/drafts`;
  const { items, resultSha256 } = (await asks(page, 'GET', drafts)) as {
    items: Made[];
    resultSha256: string;
  };
  const details = { from: 'LI.FI, security desk', reference: 'LF-2024-07' };
  const requests = `/v1${file}/requests`;
  const traceId = trace.split('/').at(-1);
  for (const [i, { id: draftId }] of items.slice(0, 3).entries()) {
    const recipients = i === 0 ? [] : [{ kind: 'email', address: `freeze${i}@exchange.example` }];
    const body = { traceId, draftId, resultSha256, details, recipients };
    const { id } = (await asks(page, 'POST', requests, body)) as Made;
    if (i > 0) continue;
    await asks(page, 'POST', `${requests}/${id}/release`, { reason: 'It is four at night.' });
    await asks(page, 'POST', `${requests}/${id}/steps`, { step: 'sent' });
    const said = { step: 'acknowledged', answer: 'Ticket 4711' };
    await asks(page, 'POST', `${requests}/${id}/steps`, said);
  }
  await page.goto(`${trace}?draft=${items[0]?.id}`);
  await page.getByText('They do not learn').waitFor();
}

/** Makes a pack and asks that it may leave the house. */
async function askForRelease({ ann }: Stage, file: string): Promise<void> {
  const { page } = ann;
  await page.goto(`${file}?tab=packs`);
  for (const kind of ['pdf', 'bundle']) {
    await page.getByRole('button', { name: 'Make a pack' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('In which form').selectOption(kind);
    await dialog.getByRole('button', { name: 'Make a pack' }).click();
    await page.locator('tbody').getByText(kind, { exact: true }).waitFor();
  }
  await page.getByRole('button', { name: 'Ask for release' }).last().click();
  await page.getByText('waits for approval').waitFor();
}

describe('pictures of the pages', { skip: skip() }, () => {
  let stage: Stage;
  let page: Page;
  let trace = '';
  let watched = '';
  let file = '';
  let lifi = '';
  before(async () => {
    stage = await openStage();
    ({ page } = stage.ann);
    await page.setViewportSize({ width: 1280, height: 800 });
    // packs are printed
    stage.ann.context.setDefaultTimeout(40_000);
  });
  after(() => page?.emulateMedia({ colorScheme: 'light' }));

  const keep = async (name: string, of = page): Promise<void> => {
    await of.waitForTimeout(400);
    const file = path.join(TO, `${name}.png`);
    await of.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  };

  /** Opens an address, waits for a text on it, and keeps the picture. */
  const show = async (name: string, at: string, text: string | RegExp): Promise<void> => {
    await page.goto(at);
    await page.locator('main').getByText(text).first().waitFor();
    await page.locator('.bones').first().waitFor({ state: 'detached' });
    await keep(name);
  };

  test('of the door', async () => {
    const eve = await newSeat(stage.browser, stage.origin, 'Eve');
    await eve.page.setViewportSize({ width: 1280, height: 800 });
    await eve.page.goto('/');
    await eve.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await keep('signin', eve.page);
    await eve.page.goto('/victim');
    await eve.page.getByText('Was your crypto stolen?').waitFor();
    await keep('victim', eve.page);
    await eve.page.getByLabel('The transaction, or the address').fill(stage.theft);
    await eve.page.getByRole('button', { name: 'Follow my money' }).click();
    await eve.page.getByRole('heading', { name: 'Where it is now' }).waitFor();
    await keep('victim-answer', eve.page);
    await eve.context.close();
  });

  test('of a trace', async () => {
    trace = await dropCase(page, '04-harmony-bridge-laundering-2023.json');
    await show('trace', trace, 'Where the money is');
    await page.emulateMedia({ colorScheme: 'dark' });
    await keep('trace-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 800 });
    await keep('trace-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('button.holder').first().click();
    await page.getByText('How it came here').waitFor();
    await keep('evidence');
  });

  test('of how it moved, and of what is not known', async () => {
    lifi = await dropCase(page, '09-lifi-exploit-2024.json');
    await page.locator('.graph-stage[data-drawn]').waitFor();
    for (const [name, part] of [
      ['flow', 'How it moved'],
      ['timeline', 'Timeline'],
      ['coverage', 'What is not known, and what this stands on'],
    ] as const) {
      const region = page.getByRole('region', { name: part });
      await region.evaluate((element) => element.scrollIntoView({ block: 'start' }));
      await keep(name);
    }
    file = await workOn(stage, lifi);
  });

  test('of money that moves again, and of alerts', async () => {
    await traceIt(page, await stealAgain(stage.anvil));
    watched = new URL(page.url()).pathname;
    await page.getByRole('button', { name: 'Watch these balances' }).click();
    await page.getByText(/, block \d+/).waitFor();
    for (const [from, to, dollars] of [
      [MULE, FAR, 1000n],
      [FAR, THIEF, 700n],
    ] as const) {
      await page.goto('/inbox');
      await stage.anvil.send(pay(from, to, dollars));
      await page.getByText(new RegExp(`${dollars.toLocaleString('en')} USDT .* moved`)).waitFor();
    }
    await keep('inbox');
    await page.getByRole('button', { name: /1,000 USDT .* moved/ }).click();
    await page.getByLabel('An alert').getByText('Tether can').waitFor();
    await keep('alert');
    await page.goto(watched);
    await page.getByText('What has changed').first().waitFor();
    const changed = page.getByRole('region', { name: 'What has changed' });
    await changed.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await keep('changed');
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('Nobody watches these balances').waitFor();
  });

  test('of a case', async () => {
    await askToStop(stage, lifi, file);
    await keep('draft');
    await show('requests', `${file}?tab=requests`, 'released by one person');
    await askForRelease(stage, file);
    await show('case', file, 'First notice on X');
    await show('case-room', `${file}?tab=room`, 'eXch');
    await show('case-work', `${file}?tab=work`, 'It asks for a letter');
    await show('case-evidence', `${file}?tab=evidence`, 'service-labels.csv');
    await show('case-names', `${file}?tab=names`, 'Contested names');
    await show('case-packs', `${file}?tab=packs`, 'waits for approval');
    await page.goto(`${file}?tab=custody`);
    await page.getByRole('button', { name: 'Verify the log' }).click();
    await page.getByText('nothing was changed').waitFor();
    await keep('case-custody');
    await show('cases', '/cases', 'LI.FI');
    await show('approvals', '/approvals', 'pack');
  });

  test('of screenings', async () => {
    await show('screen', '/screen', 'What is it exposed to?');
    const box = page.getByLabel('What is it exposed to?');
    await box.fill(THIEF);
    await page.getByLabel('Exposure over a ledger').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Screen', exact: true }).click();
    await page.getByText('Where its money went').waitFor();
    await keep('screening');
    await page.goto('/screen');
    await box.fill(LISTED);
    await page.keyboard.press('Enter');
    await page.getByText(PARTY).first().waitFor();
    await keep('screening-self');
    await page.goto('/screen');
    await box.fill([NOBODY, EXCHANGE, LISTED, PARTY].join('\n'));
    await page.getByRole('button', { name: 'Screen 4' }).click();
    await page.getByRole('button', { name: 'All 4' }).waitFor();
    await page.getByText('Screening', { exact: true }).waitFor({ state: 'detached' });
    await keep('list');
    await show('screen', '/screen', 'Screened before');
  });

  test('of the desk itself', async () => {
    const target = { kind: 'email', address: 'duty@example.org' };
    await asks(page, 'POST', '/v1/targets', target);
    await asks(page, 'POST', '/v1/keys', { name: 'the deposit gate', scopes: ['screen'] });
    await stage.ben.page.request.get('/v1/denials');
    await show('people', '/people', 'What each role may do');
    await show('keys', '/keys', 'the deposit gate');
    await show('targets', '/targets', 'duty@example.org');
    await show('denials', '/denials', '/v1/denials');
    await show('first-page', '/', 'Sanctions lists');
  });
});
