// People at the desk, each in a browser context of their own, with a passkey.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PATIENCE_MS } from '../../browser/browser.ts';

export interface Seated {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong on their pages: errors, warnings, requests that leave the host. */
  readonly faults: string[];
}

/** A page in a context of its own, whose authenticator says yes. */
export async function newSeat(browser: Browser, origin: string, name: string): Promise<Seated> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // the driver of software rendering talks about its speed
    if (/GL Driver Message/.test(message.text())) return;
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error.stack)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(blob|data):/.test(url)) faults.push(`asked ${url}`);
  });
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
  return { name, context, page, faults };
}

/** Comes in by a one-time link, as who opens it would. */
export async function comeIn({ page, name }: Seated, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your address').fill(`${name.split(' ')[0]?.toLowerCase()}@example.org`);
  await page.getByRole('button', { name: 'Make a passkey and go in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
}

/** A link for somebody else, as an administrator makes it. */
export async function invite({ page }: Seated, role: string): Promise<string> {
  await page.goto('/people');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.getByLabel('Role').selectOption(role);
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog.locator('.secret').innerText();
  await page.keyboard.press('Escape');
  return link;
}
