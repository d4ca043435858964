// What comes in while nobody looks: moves of watched money, and somebody without an account.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { sha256 } from '../../../src/base/digest.ts';
import { checkTrace } from '../../../src/casework/bundle/check.ts';
import { readZip } from '../../../src/casework/bundle/zip.ts';
import { deskSchema } from '../../../src/server/desk.ts';
import { serve } from '../../../src/server/serve.ts';
import { buildPages } from '../../../web/build.mjs';
import { PLACES } from '../../nodes/stage.ts';
import { FAR, MULE, pay, stealAgain, THIEF } from './moves.ts';
import { newSeat } from './people.ts';
import { needsStage, openStage, type Stage } from './stage.ts';
import { inBothThemes, traceIt } from './walk.ts';

describe('money that moves again', { skip: needsStage() }, () => {
  let stage: Stage;
  let page: Page;
  let trace = '';
  before(async () => {
    stage = await openStage();
    ({ page } = stage.ann);
  });

  const open = (title: RegExp) => page.locator('table').getByRole('button', { name: title });
  const show = async (tab: string) => {
    await page.getByRole('link', { name: tab, exact: true }).click();
  };
  const close = () => page.getByLabel('An alert').getByRole('button', { name: 'Close' }).first();

  test('a move of watched money comes into the open inbox, and is acknowledged', async () => {
    const theft = await stealAgain(stage.anvil);
    await traceIt(page, theft);
    trace = page.url();
    await page.getByRole('button', { name: 'Watch these balances' }).click();
    await page.getByText(/watching/).waitFor();
    await page.getByText(/, block \d+/).waitFor();
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.getByText('No alert is open').first().waitFor();
    await stage.anvil.send(pay(MULE, FAR, 1000n));
    await open(/1,000 USDT .* moved/).click();
    const panel = page.getByLabel('An alert');
    await panel.getByText('Tether can').waitFor();
    await inBothThemes(page, 'an alert');
    await panel.getByRole('button', { name: 'Acknowledge, it is mine' }).click();
    await panel.getByText('Acknowledged').waitFor();
    await close().click();
    await show('Acknowledged');
    await open(/1,000 USDT/).waitFor();
    // the trace went on to where it is now
    await page.goto(trace);
    await page.locator('table.places').getByText('0xfa12…fa12').waitFor();
    const changed = page.getByRole('region', { name: 'What has changed' });
    await changed.getByText('0xfa12…fa12').first().waitFor();
    stage.noFaults();
  });

  test('one is closed with a reason; a muted place is no more told of', async () => {
    await page.goto('/inbox');
    await stage.anvil.send(pay(MULE, FAR, 200n));
    await open(/200 USDT/).click();
    await page.getByLabel('An alert').getByRole('button', { name: 'Close…' }).click();
    await page.getByLabel('Why').fill('seen by the exchange');
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByLabel('An alert').getByText('seen by the exchange').waitFor();
    await close().click();
    await page.getByText('No alert is open').first().waitFor();
    await stage.anvil.send(pay(MULE, FAR, 300n));
    await open(/300 USDT/).click();
    await page.getByRole('button', { name: 'Mute…' }).click();
    await page.getByLabel('What is muted').selectOption('24');
    await page.getByLabel('Why').fill('it is ours');
    await page.getByRole('button', { name: 'Mute it' }).click();
    await page.getByLabel('An alert').getByText('it is ours').waitFor();
    await page.getByRole('button', { name: 'Mute it' }).waitFor({ state: 'detached' });
    await close().click();
    await stage.anvil.send(pay(MULE, FAR, 400n));
    await show('Muted');
    await open(/400 USDT/).waitFor();
    await show('Open');
    await page.getByText('No alert is open').first().waitFor();
    stage.noFaults();
  });

  test('what a reorganisation takes back is retracted', async () => {
    await page.goto('/inbox');
    const before = await stage.anvil.rpc('evm_snapshot');
    await stage.anvil.send(pay(FAR, THIEF, 700n));
    await open(/700 USDT/).waitFor();
    await stage.anvil.rpc('evm_revert', [before]);
    await stage.anvil.mine(3);
    await page.getByText('No alert is open').first().waitFor();
    await show('Retracted');
    await open(/700 USDT/).click();
    await page.getByText('The chain took this back').waitFor();
    await inBothThemes(page, 'an alert taken back');
    await page.goto(trace);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('Nobody watches these balances').waitFor();
    stage.noFaults();
  });

  test('somebody without an account is told where the money is, and gets the pack', async () => {
    const { browser, origin, theft } = stage;
    const eve = await newSeat(browser, origin, 'Eve');
    await eve.page.goto('/victim');
    await eve.page.getByLabel('The transaction, or the address').fill(theft);
    await eve.page.getByLabel('How was it taken?').selectOption('approval');
    await eve.page.getByRole('button', { name: 'Follow my money' }).click();
    await eve.page.getByRole('heading', { name: 'Where it is now' }).waitFor();
    const link = eve.page.getByRole('link', { name: 'Download the pack for the police' });
    await link.waitFor();
    await eve.page.getByRole('heading', { name: 'Do this now' }).waitFor();
    await eve.page
      .getByText(/revoke/i)
      .first()
      .waitFor();
    await eve.page.getByRole('heading', { name: /Nobody can .recover. it/ }).waitFor();
    await eve.page.getByText('exchange of the stage').first().waitFor();
    await inBothThemes(eve.page, 'what a victim is told');
    const coming = eve.page.waitForEvent('download');
    await link.click();
    assert.match((await coming).suggestedFilename(), /\.zip$/);
    const pack = readZip(readFileSync(await (await coming).path()), 'pack');
    const texts = new Map(pack.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]));
    const letter = texts.get('1-read-this-first.txt') ?? '';
    assert.ok(letter.includes(theft) && letter.includes(PLACES.exchange));
    const sums = pack.slice(0, -1).map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`);
    assert.equal(texts.get('SHA256SUMS'), sums.join(''));
    const result = Buffer.from(texts.get('5-for-programs.json') ?? '');
    assert.deepEqual(checkTrace(new Map([['result.json', result]])).problems, []);
    assert.deepEqual(eve.faults, []);
    await eve.context.close();
  });

  test('where the operator did not switch that on, nobody is served', async () => {
    const { browser, database, home } = stage;
    const config = deskSchema.parse({ logLevel: 'silent', port: 0 });
    const pages = await buildPages();
    const other = await serve({ config, home, databaseUrl: database.ownerUrl, pages });
    const eve = await newSeat(browser, other.origin, 'Eve');
    try {
      await eve.page.goto('/victim');
      await eve.page.getByText('This page is switched off here').waitFor();
      const body = { text: stage.theft };
      const asked = await eve.context.request.post('/v1/victim', { data: body });
      assert.equal(asked.status(), 404);
      assert.deepEqual(eve.faults, []);
    } finally {
      await eve.context.close();
      await other.stop();
    }
  });
});
