// What docs/formats.md says of ledger files is what the program does.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { LAYOUT_LIST } from '../../src/ledger/file/layout-list.ts';
import { mappingSchema } from '../../src/ledger/file/mapping.ts';
import { WARNING_CODES } from '../../src/ledger/file/warnings.ts';

const FORMATS = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/formats.md'), 'utf8');

/** The text under a heading. */
function section(heading: string): string {
  const [, text = ''] = FORMATS.split(`### ${heading}\n`);
  return text.split(/\n##+ /)[0] ?? '';
}

/** What stands in backticks in the first column of the section's table. */
function named(heading: string): string[] {
  const rows = section(heading)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(inside));
}

function inside(match: RegExpMatchArray): string {
  return match[1] ?? '';
}

describe('docs/formats.md', () => {
  test('names every layout', () => {
    assert.deepEqual(named('Layouts').sort(), LAYOUT_LIST.map(({ id }) => id).sort());
  });

  test('names every warning', () => {
    assert.deepEqual(named('Warnings').sort(), [...WARNING_CODES].sort());
  });

  test('names every field of a mapping', () => {
    assert.deepEqual(named('Mappings').sort(), Object.keys(mappingSchema.shape).sort());
  });

  test('shows a mapping that is one', () => {
    const json = /```json\n([\s\S]*?)```/.exec(section('Mappings'))?.[1] ?? '';
    assert.ok(mappingSchema.safeParse(JSON.parse(json)).success);
  });
});
