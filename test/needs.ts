// What some tests need besides the packages, and what happens where it is missing: the test is
// skipped and says why, or fails where nothing may be missing (HUE_TEST_NO_SKIP=1, as in .ci/run).
//
//   test('the page opens', { skip: needsChromium() }, async () => { … chromium() … });

import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from '../src/casework/exports/chromium.ts';

/** The folder of test data, too large for the project: `HUE_DATA`, or `../shared/data`. */
export const DATA: string =
  process.env.HUE_DATA ?? path.resolve(import.meta.dirname, '../../shared/data');

/** The path of an installed Chromium: `HUE_CHROMIUM`, or the first on the PATH. */
export function chromium(): string | undefined {
  return findChromium(process.env) ?? undefined;
}

/**
 * A value for a test's `skip`: false where what it needs is there, the reason where it is not.
 * @throws where nothing may be missing
 */
export function needs(found: boolean, what: string): false | string {
  if (found) return false;
  if (process.env.HUE_TEST_NO_SKIP === '1') throw new Error(`this test must run: needs ${what}`);
  return `needs ${what}`;
}

/** For tests in a browser. */
export function needsChromium(): false | string {
  return needs(chromium() !== undefined, 'Chromium: install it, or set HUE_CHROMIUM');
}

/** For tests over the files at `place` in the test data. They are skipped without in CI, too. */
export function needsData(place = ''): false | string {
  return fs.existsSync(path.join(DATA, place)) ? false : `needs ${place || 'data'} in ${DATA}`;
}
