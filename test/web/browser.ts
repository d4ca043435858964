import { type Browser, chromium as engine } from 'playwright-core';
import { PATIENCE_MS } from '../browser/browser.ts';
import { chromium } from '../needs.ts';

/**
 * The browser for the desk's graph: WebGL by a program that stands in for a GPU, which is what a
 * computer without one gets. Nothing of its own goes to the network.
 */
export async function startGraphBrowser(): Promise<Browser> {
  const executablePath = chromium();
  if (executablePath === undefined) throw new Error('no Chromium: install it or set HUE_CHROMIUM');
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return engine.launch({
    executablePath,
    timeout: PATIENCE_MS,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--enable-unsafe-swiftshader',
      ...quiet,
    ],
  });
}
