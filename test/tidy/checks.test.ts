// Shows each check pass on what it should and, above all, fail on what it should.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lockFileIsWhole, versionsAreExact } from './lock.ts';
import {
  importsGoUp,
  indexesOnlyForPlugIns,
  PLUG_IN_ROOMS,
  plugInsHaveTests,
  ROOMS,
  standsInARoom,
} from './rooms.ts';
import { filesAreShort, functionsAreShort, linesAreNarrow } from './size.ts';
import { amountsAreNotNumbers, assertionsAreAwaited, plainSyntaxOnly } from './syntax.ts';
import { type Check, projectOf } from './tree.ts';
import { noDeadFiles, noUnusedExports } from './used.ts';
import { nothingLeftForLater, speaksOfItselfOnly } from './words.ts';

type Files = Readonly<Record<string, string>>;

function passes(check: Check, files: Files): void {
  assert.deepEqual(check(projectOf(files)), []);
}

/** One finding, and the one meant. */
function fails(check: Check, files: Files, finding: RegExp): void {
  const findings = check(projectOf(files));
  assert.equal(findings.length, 1, findings.join('\n'));
  assert.match(findings[0] ?? '', finding);
}

/** Every check of syntax is given one file of src/. */
function inFile(text: string): Files {
  return { 'src/base/a.ts': text };
}

describe('rooms', () => {
  test('are those of the design, in its order', () => {
    const order = 'base ledger attribution trace screen casework share guard store server cli';
    assert.equal(ROOMS.join(' '), order);
    for (const room of PLUG_IN_ROOMS) assert.ok(ROOMS.includes(room.split('/')[1] ?? ''), room);
  });

  test('hold every file of src/', () => {
    passes(standsInARoom, { 'src/base/a.ts': '', 'src/ledger/evm/b.ts': '', 'bench/run.ts': '' });
    fails(standsInARoom, { 'src/main.ts': '' }, /^src\/main\.ts:1 stands in no room/);
    fails(standsInARoom, { 'src/attic/a.ts': '' }, /stands in no room/);
    fails(standsInARoom, { 'src/base/utils.ts': '' }, /called "utils"/);
    fails(standsInARoom, { 'src/trace/helpers/a.ts': '' }, /called "helpers"/);
  });

  test('know only those above them', () => {
    passes(importsGoUp, { 'src/trace/a.ts': "import { b } from '../base/b.ts';" });
    passes(importsGoUp, { 'src/trace/a.ts': "import { b } from './policies/b.ts';" });
    passes(importsGoUp, { 'src/trace/policies/a.ts': "import { b } from '../b.ts';" });
    passes(importsGoUp, { 'src/trace/a.ts': "import { z } from 'zod';" });
    passes(importsGoUp, { 'src/base/a.test.ts': "import { b } from '../../test/needs.ts';" });
    passes(importsGoUp, { 'bench/run.ts': "import { b } from '../src/cli/main.ts';" });
    const downward = [
      "import { b } from '../trace/b.ts';",
      "import type { B } from '../trace/b.ts';",
      "import '../trace/b.ts';",
      "export { b } from '../trace/b.ts';",
      "export * from '../trace/b.ts';",
      "type B = import('../trace/b.ts').B;",
      "const b = await import('../trace/b.ts');",
      "new Worker(new URL('../trace/b.ts', import.meta.url));",
    ];
    for (const line of downward) {
      const finding = /^src\/base\/a\.ts:2 imports src\/trace\/b\.ts: base\/ stands above trace\//;
      fails(importsGoUp, inFile(`// first\n${line}`), finding);
    }
    fails(importsGoUp, inFile("import '../../test/a.ts';"), /nothing from test\//);
    fails(importsGoUp, inFile("import '../../../a.ts';"), /nothing from outside/);
  });

  test('have an index only for plug-ins', () => {
    passes(indexesOnlyForPlugIns, { 'src/trace/mixes/index.ts': '', 'src/trace/mixes/a.ts': '' });
    fails(indexesOnlyForPlugIns, { 'src/trace/index.ts': '' }, /is a barrel/);
    fails(indexesOnlyForPlugIns, { 'src/trace/mixes/a.ts': '' }, /without an index\.ts/);
  });

  test('have a test for each plug-in', () => {
    const index = {
      'src/guard/checks/index.ts': "import { a } from './a.ts';\nimport type { C } from './c.ts';",
      'src/guard/checks/a.ts': '',
      'src/guard/checks/c.ts': '',
    };
    passes(plugInsHaveTests, { ...index, 'src/guard/checks/a.test.ts': '' });
    fails(plugInsHaveTests, index, /^src\/guard\/checks\/a\.ts:1 is a plug-in without a test/);
  });
});

describe('size', () => {
  test('is bounded for files', () => {
    passes(filesAreShort, inFile('\n'.repeat(320)));
    fails(filesAreShort, inFile('\n'.repeat(321)), /goes on to 321 lines/);
    passes(filesAreShort, { 'src/base/a.test.ts': '\n'.repeat(600) });
    fails(filesAreShort, { 'src/base/a.test.ts': '\n'.repeat(601) }, /goes on to 601 lines/);
  });

  test('is bounded for functions', () => {
    const body = '\n'.repeat(69);
    passes(functionsAreShort, inFile(`export function f() {${body}}`));
    fails(functionsAreShort, inFile(`export function f() {${body}\n}`), /:1 f has 71 lines/);
    fails(functionsAreShort, inFile(`const g = () => {${body}\n};`), /g has 71 lines/);
    fails(functionsAreShort, inFile(`class A { h() {${body}\n} }`), /h has 71 lines/);
    passes(functionsAreShort, inFile(`describe('x', () => {${body}\n});`));
    fails(functionsAreShort, inFile(`test('x', () => {${body}\n});`), /a function has 71 lines/);
  });

  test('is bounded for lines', () => {
    passes(linesAreNarrow, inFile(`// ${'ab '.repeat(32)}`));
    passes(linesAreNarrow, inFile(`// ${'é'.repeat(39)} ${'é'.repeat(39)} ${'é'.repeat(17)}`));
    passes(linesAreNarrow, inFile(`const hash = '${'0'.repeat(128)}';`));
    fails(linesAreNarrow, inFile(`\n// ${'ab '.repeat(33)}`), /:2 has 102 columns/);
  });
});

describe('use', () => {
  test('is made of every file', () => {
    const main = { 'src/cli/main.ts': "import '../base/a.ts';", 'src/base/a.ts': '' };
    passes(noDeadFiles, { ...main, 'src/base/a.test.ts': '', 'src/base/a.bench.ts': '' });
    fails(noDeadFiles, { ...main, 'src/base/b.ts': '' }, /^src\/base\/b\.ts:1 is dead/);
    const test = { 'src/base/b.ts': '', 'src/base/b.test.ts': "import './b.ts';" };
    fails(noDeadFiles, { ...main, ...test }, /^src\/base\/b\.ts:1 is dead/);
    passes(noDeadFiles, { 'bench/run.ts': "import '../src/base/a.ts';", 'src/base/a.ts': '' });
    fails(noDeadFiles, { 'bench/x/a.ts': '' }, /is dead/);
    fails(noDeadFiles, { 'test/a.ts': '' }, /^test\/a\.ts:1 is dead: no test reaches it/);
    passes(noDeadFiles, { 'test/a.ts': '', 'test/b.test.ts': "import './a.ts';" });
  });

  test('is made of every export', () => {
    const a = { 'src/base/a.ts': 'export const { x, y: [z] } = f();' };
    passes(noUnusedExports, { ...a, 'src/base/b.ts': "import { x, z } from './a.ts';" });
    passes(noUnusedExports, { ...a, 'src/base/b.ts': "import * as a from './a.ts'; f(a);" });
    passes(noUnusedExports, { ...a, 'src/base/b.ts': "await import('./a.ts');" });
    const one = "import * as a from './a.ts'; a.x();";
    fails(noUnusedExports, { ...a, 'src/base/b.ts': one }, /:1 exports z, which no other file/);
    fails(noUnusedExports, { ...a, 'src/base/b.ts': "import { x } from './a.ts';" }, /exports z/);
    passes(noUnusedExports, { ...a, 'src/base/a.test.ts': "import { x, z } from './a.ts';" });
    for (const text of ['function f() {}', 'class f {}', 'type f = 1;', 'interface f {}']) {
      fails(noUnusedExports, inFile(`export ${text}`), /exports f/);
    }
    fails(noUnusedExports, inFile('const g = 1;\nexport { g as f };'), /:2 exports f/);
    const again = { 'src/base/b.ts': "export { x, z } from './a.ts';" };
    const user = { 'src/base/c.ts': "import { x } from './b.ts';" };
    fails(noUnusedExports, { ...a, ...again, ...user }, /^src\/base\/b\.ts:1 exports z/);
  });
});

describe('syntax', () => {
  test('is what Node runs as it is', () => {
    passes(plainSyntaxOnly, inFile("declare module 'x' {}\nexport const a = 1;"));
    fails(plainSyntaxOnly, inFile('\nenum A { b }'), /:2 has an enum/);
    fails(plainSyntaxOnly, inFile('const enum A { b }'), /has an enum/);
    fails(plainSyntaxOnly, inFile('namespace A { export const b = 1; }'), /has a namespace/);
    fails(plainSyntaxOnly, inFile('@b class A {}'), /has a decorator/);
    fails(plainSyntaxOnly, inFile('export default 1;'), /has a default export/);
    passes(plainSyntaxOnly, { 'hue.config.ts': 'export default {};' });
  });

  test('gives no amount as a number', () => {
    const sound = [
      'interface A { readonly amount: bigint; weight: number; amountIndex: number }',
      'const amounts: readonly bigint[] = [];',
      'const s = z.object({ amount: z.string(), count: z.number() });',
      'const amounts: Map<number, bigint> = f();',
      'function amountOf(row: number): bigint { return 1n; }',
    ];
    for (const text of sound) passes(amountsAreNotNumbers, inFile(text));
    const unsound = [
      'interface A { readonly amount: number }',
      'interface A { amountIn?: number | null }',
      'interface A { balanceOf(address: string): Promise<number> }',
      'class A { totalWei: number = 1; }',
      'class A { balance(): number { return 1; } }',
      'function f(inSatoshi: readonly number[]): void {}',
      'const f = (amount: number) => amount;',
      'function amountOf(): number { return 1; }',
      'let total_amount: Array<number> = [];',
      'const s = z.object({ amount: z.number().int().min(0) });',
      'const s = z.object({ balance: z.int() });',
    ];
    for (const text of unsound) fails(amountsAreNotNumbers, inFile(text), /: use bigint$/);
    passes(amountsAreNotNumbers, { 'src/trace/sum.kernel.ts': unsound[0] ?? '' });
  });

  test('awaits assertions about promises', () => {
    passes(assertionsAreAwaited, inFile('await assert.rejects(f()); assert.equal(1, 1);'));
    passes(assertionsAreAwaited, inFile('fc.assert(fc.property(a, (b) => b));'));
    passes(assertionsAreAwaited, inFile('const f = () => assert.rejects(g());'));
    fails(assertionsAreAwaited, inFile('assert.rejects(f());'), /await it/);
    fails(assertionsAreAwaited, inFile('fc.assert(fc.asyncProperty(a, f));'), /await it/);
  });

  test('that is broken is reported', () => {
    assert.match(projectOf(inFile('const = ;')).errors[0] ?? '', /src\/base\/a\.ts does not parse/);
  });
});

describe('words', () => {
  const later = 'TO' + 'DO';

  test('leave nothing for later', () => {
    passes(nothingLeftForLater, inFile(`const a = '${later}'; // nothing to do`));
    fails(nothingLeftForLater, inFile(`\n/* first\n${later}: second */`), /:3 says/);
    fails(nothingLeftForLater, { 'docs/a.md': `${later} more` }, /^docs\/a\.md:1 says/);
    fails(nothingLeftForLater, { 'src/store/1.sql': `-- ${later}` }, /says/);
  });

  test('say nothing about where they were written', () => {
    passes(speaksOfItselfOnly, { 'a.md': 'See ~/cases, https://example.org/work/a and /etc/hue.' });
    const places = [`/ho${'me'}/me/a`, `/ro${'ot'}/a`, `registry.${'example'}.org`];
    for (const place of places) fails(speaksOfItselfOnly, { 'a.md': `in ${place}` }, /its making/);
  });
});

describe('packages', () => {
  test('are pinned', () => {
    const manifest = (version: string): Files => {
      return { 'package.json': JSON.stringify({ devDependencies: { a: version } }) };
    };
    passes(versionsAreExact, manifest('1.2.3'));
    passes(versionsAreExact, manifest('1.2.3-beta.1'));
    for (const loose of ['^1.2.3', '~1.2.3', '1', 'latest', 'file:../a', '>=1.0.0']) {
      fails(versionsAreExact, manifest(loose), /pins a to/);
    }
  });

  test('are locked whole and from nowhere', () => {
    const lock = (packages: object): Files => {
      return { 'package-lock.json': JSON.stringify({ packages }) };
    };
    const a = { version: '1.0.0', integrity: 'sha512-', optionalDependencies: { b: '1.0.0' } };
    const b = { version: '1.0.0', integrity: 'sha512-' };
    passes(lockFileIsWhole, lock({ '': {}, 'node_modules/a': a, 'node_modules/b': b }));
    fails(lockFileIsWhole, lock({ '': {}, 'node_modules/a': a }), /lacks b, wanted by/);
    const hosted = { ...b, resolved: 'https://example.org/b.tgz' };
    fails(lockFileIsWhole, lock({ 'node_modules/b': hosted }), /says where node_modules\/b comes/);
    fails(lockFileIsWhole, lock({ 'node_modules/b': { version: '1.0.0' } }), /no integrity/);
  });
});
