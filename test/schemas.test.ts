// The published schemas are those of the program, and what the program reads and writes keeps to
// them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { toJson } from '../src/base/json.ts';
import { openCase } from '../src/casework/case.ts';
import { investigate } from '../src/casework/investigate.ts';
import { schemaText } from '../src/cli/schema.ts';

const ROOT = path.dirname(import.meta.dirname);
const EXAMPLE = path.join(ROOT, 'examples/bybit-2025/case.json');
const NAMES = ['case', 'result', 'request', 'screen', 'rules'] as const;

/** Checks a value as another program would: by the published file alone. */
function validate(name: (typeof NAMES)[number], value: unknown): void {
  const schema: object = JSON.parse(
    readFileSync(path.join(ROOT, `docs/${name}.schema.json`), 'utf8'),
  );
  const check = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);
  assert.ok(check(value), JSON.stringify(check.errors?.slice(0, 3), null, 1));
}

for (const name of NAMES) {
  test(`docs/${name}.schema.json is what the program prints`, () => {
    const published = readFileSync(path.join(ROOT, `docs/${name}.schema.json`), 'utf8');
    assert.equal(published, schemaText(name), `./hue schema ${name} > docs/${name}.schema.json`);
  });
}

test('the example case keeps to the case schema', () => {
  validate('case', JSON.parse(readFileSync(EXAMPLE, 'utf8')));
});

test('the case of docs/formats.md keeps to the case schema', () => {
  const text = readFileSync(path.join(ROOT, 'docs/formats.md'), 'utf8');
  const block = [...text.matchAll(/```json\n(\{.*?\n\})\n```/gs)].map(([, json = '']) => json);
  const cases = block.map((json) => JSON.parse(json)).filter(({ format }) => format !== undefined);
  assert.equal(cases.length, 1);
  validate('case', cases[0]);
});

test('a fresh trace of the example keeps to the result schema, twice the same bytes', async () => {
  const once = toJson(await investigate(openCase(EXAMPLE)));
  validate('result', JSON.parse(once));
  assert.equal(toJson(await investigate(openCase(EXAMPLE))), once);
});
