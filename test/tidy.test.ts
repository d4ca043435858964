// Holds the house in order: each rule of STYLE.md that a program can check, applied to all files.
// The rules stand in test/tidy/, each with a test that shows it fail.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { lockFileIsWhole, versionsAreExact } from './tidy/lock.ts';
import * as rooms from './tidy/rooms.ts';
import * as size from './tidy/size.ts';
import * as syntax from './tidy/syntax.ts';
import { type Check, readProject } from './tidy/tree.ts';
import * as used from './tidy/used.ts';
import * as words from './tidy/words.ts';

const RULES: Readonly<Record<string, Check>> = {
  'every file parses': (project) => [...project.errors],
  'every file of src/ stands in a room': rooms.standsInARoom,
  'imports go up the list of rooms': rooms.importsGoUp,
  'pages take types from src/, and nothing else': rooms.pagesTakeTypesOnly,
  'only plug-in rooms have an index.ts': rooms.indexesOnlyForPlugIns,
  'every plug-in has a test beside it': rooms.plugInsHaveTests,
  'files are short': size.filesAreShort,
  'functions are short': size.functionsAreShort,
  'lines end within the margin': size.linesAreNarrow,
  'there are no dead files': used.noDeadFiles,
  'there are no unused exports': used.noUnusedExports,
  'there are no enums, namespaces, decorators or default exports': syntax.plainSyntaxOnly,
  'amounts are never numbers': syntax.amountsAreNotNumbers,
  'assertions about promises are awaited': syntax.assertionsAreAwaited,
  'nothing is left for later': words.nothingLeftForLater,
  'the files speak of the project alone': words.speaksOfItselfOnly,
  'package versions are exact': versionsAreExact,
  'the lock file is whole and names no host': lockFileIsWhole,
};

function assertNone(findings: readonly string[]): void {
  if (findings.length === 0) return;
  const error = new Error(`\n  ${findings.join('\n  ')}\n`);
  // The findings say where to look; the stack would say only that they were asked for here.
  error.stack = error.message;
  throw error;
}

describe('tidy', () => {
  const project = readProject(path.dirname(import.meta.dirname));

  for (const [name, rule] of Object.entries(RULES)) {
    test(name, () => {
      assertNone(rule(project));
    });
  }

  test('the project is there to be checked', () => {
    for (const file of ['package.json', 'package-lock.json', 'STYLE.md', '.ci/run', 'hue']) {
      assert.ok(project.texts.has(file), `${file} was not read`);
    }
    assert.ok(project.sources.size > 10, 'few sources were read');
  });

  test('the tests run on Node 24', () => {
    assert.ok(Number.parseInt(process.versions.node, 10) >= 24, process.version);
  });
});
