// Steps that several journeys take.

import type { Page } from 'playwright-core';

export const PASTE = 'What was stolen, or who has it?';

/** Pastes an id and waits until its trace is done. */
export async function traceIt(page: Page, id: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel(PASTE).fill(id);
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  await isDone(page);
}

/** The trace whose page is open has ended well. */
export async function isDone(page: Page): Promise<void> {
  await page.locator('.page-head').getByText('Done', { exact: true }).waitFor();
}
