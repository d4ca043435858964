// Colours that mean something are the same at the desk and on the page that is handed out: two
// people who look at one trace speak of the same blue.

import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { TOKENS } from '../../src/casework/exports/page/styles/tokens.ts';

const DESK = readFileSync(path.resolve(import.meta.dirname, '../../web/styles/tokens.css'), 'utf8');

type Colours = ReadonlyMap<string, string>;

/** The blocks of a stylesheet that say how light or dark it is, each with its properties. */
function themes(css: string): { readonly light: Colours[]; readonly dark: Colours[] } {
  const blocks = [...css.matchAll(/\{([^{}]*color-scheme:\s*(light|dark)[^{}]*)\}/g)];
  const of = (theme: string) =>
    blocks
      .filter(([, , scheme]) => scheme === theme)
      .map(([, body = '']) => {
        const found = body.matchAll(/--([\w-]+):\s*((?:#|[^;]*rgb)[^;]*);/g);
        return new Map([...found].map(([, name = '', value = '']) => [name, value.trim()]));
      });
  return { light: of('light'), dark: of('dark') };
}

/** The name at the desk of each colour that the page has, too. */
const SHARED: Colours = new Map([
  ...['source', 'wallet', 'swap', 'bridge', 'mixer', 'exchange', 'otc', 'service'].map(
    (one) => [`c-${one}`, `cat-${one}`] as const,
  ),
  ['p-at-service', 'place-service'],
  ['p-held', 'place-held'],
  ['p-swapped', 'place-swapped'],
  ['p-in-mix', 'place-mix'],
  ['hatch', 'place-unknown'],
]);

test('a theme is the same wherever it is written down, and has every colour of the other', () => {
  for (const { light, dark } of [themes(DESK), themes(TOKENS)]) {
    ok(light.length > 0 && dark.length === 2);
    for (const one of light) deepEqual(one, light[0]);
    for (const one of dark) deepEqual(one, dark[0]);
    deepEqual([...(light[0]?.keys() ?? [])], [...(dark[0]?.keys() ?? [])]);
  }
});

test('the desk and the page that is handed out colour places and kinds of holders alike', () => {
  const [desk, page] = [themes(DESK), themes(TOKENS)];
  for (const theme of ['light', 'dark'] as const) {
    for (const [onPage, atDesk] of SHARED) {
      const wanted = desk[theme][0]?.get(atDesk);
      ok(wanted, atDesk);
      deepEqual([theme, atDesk, page[theme][0]?.get(onPage)], [theme, atDesk, wanted]);
    }
  }
});
