import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { sha256 } from '../../../base/digest.ts';
import { bundle } from './bundle.ts';

/** Bundles modules written to a folder of their own and runs the script. */
function run(extension: 'ts' | 'js', modules: Readonly<Record<string, string>>): unknown {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-bundle-'));
  try {
    for (const [name, text] of Object.entries(modules)) {
      writeFileSync(
        path.join(folder, `${name}.${extension}`),
        text.replaceAll('.EXT', `.${extension}`),
      );
    }
    const context = { result: null as unknown };
    const entry = pathToFileURL(path.join(folder, `main.${extension}`));
    vm.runInNewContext(bundle(entry), context);
    return context.result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PLAIN = {
  base: [
    'let calls = 0;',
    'export function next() {\n  return ++calls;\n}',
    'export const NAME = "base";',
  ].join('\n'),
  other: "import { next as up } from './base.EXT';\nexport class Other {\n  n = up();\n}\n",
  main: [
    "import { Other } from './other.EXT';",
    "import {\n  NAME,\n  next,\n} from './base.EXT';",
    'globalThis.result = [NAME, new Other().n, next()];',
    'export {};',
  ].join('\n'),
};

test('modules run once, in order, and see each other by name', () => {
  for (const extension of ['ts', 'js'] as const) {
    // Values of another realm are compared by their text.
    assert.equal(JSON.stringify(run(extension, PLAIN)), '["base",1,2]');
  }
});

test('types go away, and imports of types alone with them', () => {
  const typed = {
    types: 'export interface Shape { readonly a: number }\n',
    main: [
      "import type { Shape } from './types.EXT';",
      "import { type Shape as Form } from './types.EXT';",
      'const shape: Shape & Form = { a: 1 };',
      '(globalThis as { result?: number }).result = shape.a;',
    ].join('\n'),
  };
  assert.equal(run('ts', typed), 1);
});

test('what was stripped is kept with what Node compiled, and read again', () => {
  enableCompileCache();
  const directory = getCompileCacheDir() ?? '';
  const main = `globalThis.result = ${Date.now()} as number;\n`;
  const first = run('ts', { main });
  const kept = path.join(directory, `${sha256(main)}.js`);
  try {
    assert.equal(readFileSync(kept, 'utf8'), main.replace('as number', '         '));
    assert.equal(run('ts', { main }), first);
    writeFileSync(kept, 'globalThis.result = 1;');
    assert.equal(run('ts', { main }), 1);
  } finally {
    rmSync(kept);
  }
});

test('a form that is not understood is refused, not passed on', () => {
  for (const line of ["export * from './base.EXT';", "import base from './base.EXT';"]) {
    assert.throws(() => run('js', { ...PLAIN, main: line }), /internal error/);
  }
});
