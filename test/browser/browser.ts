import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The installed browser, or null. */
export function chromiumPath(): string | null {
  return PLACES.find((place) => place !== undefined && place !== '' && existsSync(place)) ?? null;
}

/** What a test says where there is no browser; false where it must run all the same. */
export function skipWithoutBrowser(): string | false {
  if (chromiumPath() !== null || process.env.HUE_TEST_NO_SKIP === '1') return false;
  return 'no Chromium is installed: set CHROMIUM_PATH or install one';
}

/** Starts the browser: nothing of its own goes to the network. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('no Chromium: set CHROMIUM_PATH');
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that is open, and all that went wrong on it. */
export interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and warnings, violations of the policy, exceptions, requests. */
  readonly faults: string[];
}

/** Opens HTML from a file, as a reader would, and waits until its script has run. */
export async function openHtml(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-page-'));
  const file = path.join(folder, 'trace.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) faults.push(`request: ${request.url().slice(0, 200)}`);
  });
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('body[data-ready]');
  return {
    page,
    faults,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
