// Steps that several journeys take.

import type { Page } from 'playwright-core';
import { audit } from '../pages-audit.ts';

export const PASTE = 'What was stolen, or who has it?';

/** Pastes an id and waits until its trace is done. */
export async function traceIt(page: Page, id: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel(PASTE).fill(id);
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  await isDone(page);
}

/** The trace whose page is open has ended well, and its result stands there. */
export async function isDone(page: Page): Promise<void> {
  await page.locator('.page-head').getByText('Done', { exact: true }).waitFor();
  await page.locator('[data-headline]').waitFor();
}

/** Asks the desk as the person whose page it is. @throws where it refuses */
export async function asks(page: Page, method: string, path: string, body?: unknown) {
  const { request } = page.context();
  const { origin } = new URL(page.url());
  const headers: Record<string, string> = { origin };
  if (method !== 'GET') {
    const session = await (await request.get('/v1/session')).json();
    headers['x-csrf-token'] = (session as { csrf: string }).csrf;
  }
  const data = body === undefined ? {} : { data: body };
  const answer = await request.fetch(path, { method, headers, ...data });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as unknown;
}

/** axe finds nothing on the page as it stands, in both themes. */
export async function inBothThemes(page: Page, what: string): Promise<void> {
  await audit(page, what);
  await page.emulateMedia({ colorScheme: 'dark' });
  await audit(page, `${what} in the dark`, 'color-contrast');
  await page.emulateMedia({ colorScheme: 'light' });
}
