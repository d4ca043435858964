// From the first start to a pack that left the house: the way of a responder and of a colleague.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Purse } from '../../nodes/purse.ts';
import { PLACES } from '../../nodes/stage.ts';
import { needsStage, openStage, type Stage } from './stage.ts';
import { inBothThemes, isDone, PASTE, traceIt } from './walk.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');
const COIN = 100_000_000n;

async function select(page: Page, holder: string): Promise<void> {
  await page.locator('.graph-search input').fill(holder);
  await page.keyboard.press('Enter');
  await page.locator('.graph-panel').getByText(holder).first().waitFor();
}

describe('a theft, from the first start to the pack', { skip: needsStage() }, () => {
  let stage: Stage;
  /** Where the case is that was made of the first trace. */
  let caseAt = '';
  before(async () => {
    stage = await openStage();
  });

  test('whoever came in by the link signs out, and in again with the passkey', async () => {
    const { page } = stage.ann;
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'With a passkey' }).click();
    await page.getByLabel(PASTE).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    stage.noFaults();
  });

  test('a pasted transaction streams in: first figures, then all that is known', async () => {
    const { page } = stage.ann;
    await page.goto('/');
    const waits = stage.gate.shutAfter(8);
    await page.getByLabel(PASTE).fill(stage.theft);
    await page.getByText('A transaction').waitFor();
    await page.getByRole('button', { name: 'Trace', exact: true }).click();
    await waits;
    // the node answers no more, and the first figures are there
    await page.locator('[data-headline]', { hasText: '$8,000' }).waitFor();
    await page.getByText('Following the money').waitFor();
    assert.equal(await page.locator('table.places tbody tr').count(), 1);
    await inBothThemes(page, 'a trace that runs');
    stage.gate.open();
    await isDone(page);
    const places = page.locator('table.places tbody tr');
    assert.match(
      (await places.nth(0).innerText()).replace(/\s+/g, ' '),
      /\$5,000.*exchange of the/,
    );
    assert.match((await places.nth(1).innerText()).replace(/\s+/g, ' '), /\$3,000.*0xc001…c001/);
    await page.locator('.graph-stage[data-drawn]').waitFor();
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByText('First arrival at a service:').waitFor();
    const freeze = page.getByRole('region', { name: 'Who can act now' });
    await freeze.getByText('Tether', { exact: true }).waitFor();
    await freeze.getByText('exchange of the stage', { exact: true }).waitFor();
    await inBothThemes(page, 'a trace');
    stage.noFaults();
  });

  test('a case is made from it, in which the trace and its evidence are', async () => {
    const { page } = stage.ann;
    await page.getByRole('button', { name: 'Put it in a case' }).click();
    const dialog = page.getByRole('dialog');
    await inBothThemes(page, 'a trace put in a case');
    await dialog.getByLabel('Title of a new case').fill('The theft of the stage');
    await dialog.getByRole('button', { name: 'Put it there' }).click();
    await page.getByRole('heading', { name: 'The theft of the stage' }).waitFor();
    caseAt = new URL(page.url()).pathname;
    await page.locator('.trace-list').getByText('Done', { exact: true }).waitFor();
    await page.getByText('8,000 USDT ($8,000) stolen').first().waitFor();
    await inBothThemes(page, 'a case');
    await page.getByRole('link', { name: 'Evidence' }).click();
    await page.getByText('eth_getLogs').or(page.locator('tbody tr')).first().waitFor();
    assert.ok((await page.locator('tbody tr').count()) > 50);
    await inBothThemes(page, 'evidence');
    stage.noFaults();
  });

  test('a theft of coins is traced the same way, and a list of traces follows', async () => {
    const { page } = stage.ann;
    const purse = await Purse.open(stage.bitcoin());
    const theft = await purse.gather([await purse.fund('victim', 20n * COIN)], 'thief');
    const { rest } = await purse.peel(theft, [{ to: 'exchange 1', amount: COIN }]);
    await purse.gather([rest], 'mule');
    await stage.bitcoin().mine(8);
    await traceIt(page, theft.tx);
    await page.locator('[data-headline]', { hasText: '19.99 tBTC stolen' }).waitFor();
    await page.locator('table.places').getByText('exchange of the stage').first().waitFor();
    const amounts = await page.locator('table.places .amount').allInnerTexts();
    assert.deepEqual(amounts.map((text) => text.trim()).sort(), ['1 tBTC', '18.9999 tBTC']);
    await page.locator('.graph-stage[data-drawn]').waitFor();
    stage.noFaults();
  });

  test('a colleague who is made a member sees the case, and what the other writes', async () => {
    const { ann, ben } = stage;
    await ben.page.goto(caseAt);
    await ben.page.getByText('There is nothing here that you may see').waitFor();
    // what else the page asked for is refused, too, perhaps a moment later
    await ben.page.goto('/');
    await ben.page.getByRole('heading').first().waitFor();
    ben.faults.splice(0);
    await ann.page.goto(`${caseAt}?tab=parties`);
    await ann.page.getByRole('button', { name: 'Add a member' }).click();
    const dialog = ann.page.getByRole('dialog');
    await dialog.getByLabel('Who').selectOption({ label: `${ben.name}, approver` });
    await dialog.getByRole('button', { name: 'Add a member' }).click();
    await ann.page.getByText(ben.name, { exact: true }).waitFor();
    await Promise.all([ann, ben].map(({ page }) => page.goto(`${caseAt}?tab=work`)));
    const write = async (from: typeof ann, to: typeof ann, text: string) => {
      await from.page.getByRole('button', { name: 'Write a note' }).click();
      await from.page.getByRole('textbox', { name: 'Note' }).fill(text);
      await from.page.locator('dialog').getByRole('button', { name: 'Write a note' }).click();
      await to.page.getByText(text).waitFor();
    };
    await write(ann, ben, 'The exchange was called.');
    await write(ben, ann, 'It holds the deposit.');
    stage.noFaults();
  });

  test('who changes what another changed meanwhile is told, and overwrites nothing', async () => {
    const { ann, ben } = stage;
    const edit = async ({ page }: typeof ann, title: string) => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByLabel('Title').fill(title);
    };
    const keep = ({ page }: typeof ann) => page.getByRole('button', { name: 'Keep it' }).click();
    await edit(ann, 'As Ann has it');
    await edit(ben, 'As Ben has it');
    await keep(ann);
    await ann.page.getByRole('heading', { name: 'As Ann has it' }).waitFor();
    await ben.page.getByRole('heading', { name: 'As Ann has it' }).waitFor();
    await keep(ben);
    await ben.page.getByText('Somebody else changed it meanwhile').waitFor();
    await inBothThemes(ben.page, 'a conflict');
    await ben.page.getByRole('button', { name: 'Leave it' }).click();
    await ann.page.reload();
    await ann.page.getByRole('heading', { name: 'As Ann has it' }).waitFor();
    // a refused request is an error to the browser's console
    assert.ok(ben.faults.splice(0).every((text) => /412/.test(text)));
    stage.noFaults();
  });

  test('what one draws on the graph, the other sees', async () => {
    const { ann, ben } = stage;
    await ann.page.goto(caseAt);
    await ann.page.locator('.trace-list a').click();
    await ann.page.locator('.graph-stage[data-drawn]').waitFor();
    await ben.page.goto(ann.page.url());
    await ben.page.locator('.graph-stage[data-drawn]').waitFor();
    await select(ann.page, PLACES.exchange);
    await ann.page.locator('[data-act="note"]').click();
    await ann.page.locator('.graph-dialog textarea').fill('asked to hold it');
    await ann.page.getByRole('button', { name: 'Save the note' }).click();
    await select(ben.page, PLACES.exchange);
    await ben.page.locator('.graph-panel').getByText('asked to hold it').waitFor();
    await inBothThemes(ben.page, 'a note on the graph');
    stage.noFaults();
  });

  test('who else paid an address is asked; the other sees it, and undo takes it off', async () => {
    const { ann, ben } = stage;
    const asked = ({ page }: typeof ann) =>
      page.locator('.graph-asked', { hasText: 'Who else paid it' });
    await select(ann.page, PLACES.exchange);
    await ann.page.locator('[data-act="in"]').click();
    // the mule's ether is nothing of the theft that is traced here
    await asked(ann)
      .getByText(/knows of \d+ counterpart.*, 1 beyond the trace/)
      .waitFor();
    await asked(ann).getByText(PLACES.mule).waitFor();
    await asked(ann).getByText('No claim rests on it').waitFor();
    await asked(ann).getByText('What this rests on').click();
    await asked(ann).getByText('recorded answers of node').waitFor();
    await select(ben.page, PLACES.exchange);
    await asked(ben).getByText(PLACES.mule).waitFor();
    await ben.page.reload();
    await ben.page.locator('.graph-stage[data-drawn]').waitFor();
    await select(ben.page, PLACES.mule);
    await ben.page.locator('.graph-panel').getByText('wallet without a name, context').waitFor();
    await inBothThemes(ben.page, 'context on the graph');
    await ann.page.locator('.graph-stage').focus();
    await ann.page.keyboard.press('z');
    await asked(ann).waitFor({ state: 'detached' });
    await ben.page.locator('.graph-panel').getByText('not drawn any more').waitFor();
    await ann.page.locator('.graph-stage').focus();
    await ann.page.keyboard.press('y');
    await asked(ann).getByText(PLACES.mule).waitFor();
    await ann.page.goto(`${caseAt}?tab=custody`);
    for (const what of ['asked', 'done', 'removed', 'restored']) {
      await ann.page.getByText(`expansion ${what}`).first().waitFor();
    }
    stage.noFaults();
  });

  test('a pack is made, released by two, downloaded, and verifies elsewhere', async () => {
    const { ann, ben } = stage;
    await ann.page.goto(`${caseAt}?tab=packs`);
    await ann.page.getByRole('button', { name: 'Make a pack' }).click();
    await ann.page.getByRole('dialog').getByLabel('In which form').selectOption('bundle');
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Make a pack' }).click();
    await ben.page.goto('/approvals');
    await ben.page.getByText('Nothing waits for a second person').waitFor();
    await ann.page.getByRole('button', { name: 'Ask for release' }).click();
    await ann.page.getByText('waits for approval').waitFor();
    await inBothThemes(ann.page, 'packs');
    await ben.page.getByRole('button', { name: 'Approve…' }).click();
    await inBothThemes(ben.page, 'an approval');
    await ben.page.getByLabel('Reason').fill('It says nothing of others.');
    await ben.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await ben.page.getByText('It says nothing of others.').waitFor();
    await ann.page.getByRole('button', { name: 'Release it' }).click();
    await ann.page.getByRole('button', { name: 'Release it' }).waitFor({ state: 'detached' });
    const coming = ann.page.waitForEvent('download');
    await ann.page.locator('tbody a').click();
    const file = await (await coming).path();
    const verify = spawnSync(process.execPath, [MAIN, 'verify', file], { encoding: 'utf8' });
    assert.equal(verify.status, 0, verify.stderr + verify.stdout);
    await ann.page.goto(`${caseAt}?tab=custody`);
    await ann.page.getByRole('button', { name: 'Verify the log' }).click();
    await ann.page.getByText('nothing was changed, taken out or put in').waitFor();
    // a pack release, and a hash in the next cell that begins with a d, would read so too
    await ann.page.getByText('pack released', { exact: true }).waitFor();
    await inBothThemes(ann.page, 'the custody log');
    stage.noFaults();
  });
});
