import { deepEqual, equal, throws } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { readDecisions, writeDecisions } from './decisions.ts';

const folder = mkdtempSync(join(tmpdir(), 'hue-decisions-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'decisions.json');

const DECISION = {
  ...({ kind: 'contested', holder: '0xab', chain: null, source: null } as const),
  ...({ day: '2026-11-01', by: 'Ann', statement: 'ours', outcome: 'open' } as const),
  decided: null,
};
/** As programs read it that knew of no desk. */
const older = z.strictObject({ format: z.literal(1), decisions: z.array(z.unknown()) });

test('decisions of no desk stay readable for older programs', () => {
  const file = { format: 1, applied: '0', row: null, decisions: [DECISION] } as const;
  writeDecisions(path, { ...file, decisions: [DECISION] });
  older.parse(JSON.parse(readFileSync(path, 'utf8')));
  deepEqual(readDecisions(path), file);
});

test('those of a desk say by their format that they are not for older programs', () => {
  const file = { format: 1, applied: '7', row: 'a'.repeat(64), decisions: [DECISION] } as const;
  writeDecisions(path, { ...file, decisions: [DECISION] });
  const refused = older.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  equal(refused.error?.issues[0]?.path.join('.'), 'format');
  deepEqual(readDecisions(path), { ...file, format: 2 });
  // as it was written before formats were told apart
  writeFileSync(path, JSON.stringify(file));
  deepEqual(readDecisions(path), file);
});

test('a newer format is refused by name, and not as a decision that is wrong', () => {
  writeFileSync(path, JSON.stringify({ format: 3, decisions: [], more: {} }));
  throws(() => readDecisions(path), {
    name: 'InputError',
    message: `${path} format: expected decisions of format 2 at most, found 3`,
    hint: 'a newer version of this program wrote it: use that one',
  });
});
