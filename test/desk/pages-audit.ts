import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * axe finds nothing against WCAG 2.2 AA on the page as it stands; or none of one rule, where only
 * that can have changed.
 */
export async function audit(page: Page, what: string, rule?: string): Promise<void> {
  const runOnly = rule ? { type: 'rule', values: [rule] } : { type: 'tag', values: STANDARDS };
  // evaluated, not put in as an element: the policy of the page forbids that, as it should
  await page.evaluate(AXE);
  const violations = (await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as {
      axe: { run: (of: Document, how: object) => Promise<{ violations: unknown[] }> };
    };
    return (await axe.run(document, { runOnly: only })).violations;
  }, runOnly)) as Violation[];
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary = '' }) => {
      return `${id}: ${html.slice(0, 160)} ${failureSummary.replace(/\s+/g, ' ').slice(0, 200)}`;
    }),
  );
  assert.deepEqual(found, [], `axe on ${what}`);
}

/** Nothing of the page is wider than a phone, a tablet or a screen. */
export async function fits(page: Page, what: string): Promise<void> {
  for (const width of [360, 800, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${what} is ${wide} wide at ${width}`);
  }
}
