import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/characters.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { EMPTY_ROOM, ROOM_TABLES, type Room, type RoomRow } from './room.ts';
import { readRoom, writeRoom } from './room-markdown.ts';

const words = fc.string({ maxLength: 40, unit: anyCharacter }).map((text) =>
  text
    .toWellFormed()
    .replace(/[\t\r]/g, ' ')
    .trim(),
);
const something = words.filter((text) => text !== '');
const time = fc.constantFrom('', '2025-02-21', '2025-02-21 14:29', '2025-02-21 14:29:47 UTC');

/** Any row that a table's own schema takes. */
function rowOf(row: (typeof ROOM_TABLES)[number]['row']): fc.Arbitrary<RoomRow> {
  const fields = Object.entries(row.shape).map(([key, schema]) => {
    const candidates = [fc.constantFrom('', '42', '7'), time, words, something];
    const choices = JSON.stringify(schema).match(/"[^"]+"/g) ?? [];
    const one = fc.oneof(
      ...candidates,
      fc.constantFrom(...choices.map((text) => text.slice(1, -1))),
    );
    return [key, one.filter((text) => schema.safeParse(text).success)] as const;
  });
  return fc.record(Object.fromEntries(fields)) as fc.Arbitrary<RoomRow>;
}

const anyRoom: fc.Arbitrary<Room> = fc.record({
  header: fc.record({ protocol: words, attack: words, atRisk: words, description: words }),
  issue: fc.record({
    description: words,
    hypotheses: words,
    alternatives: words,
    limitations: words,
  }),
  tables: fc.record(
    Object.fromEntries(
      ROOM_TABLES.map(({ id, row }) => [id, fc.array(rowOf(row), { maxLength: 3 })]),
    ),
  ) as unknown as fc.Arbitrary<Room['tables']>,
});

describe('the war room as Markdown', () => {
  test('comes back as it went out', () => {
    fc.assert(
      fc.property(anyRoom, (room) => {
        const { room: back, notes } = readRoom(writeRoom(room));
        deepEqual(back, structuredClone(room));
        deepEqual(notes, []);
      }),
      { numRuns: 60 },
    );
  });

  test('a table from elsewhere: other columns, other order, what is not ours is named', () => {
    const { room, notes } = readRoom(`
# Incident
## Affected Addresses
| Notes | Link | Owner |
|:---|---:|---|
| pool **drained** \\| twice<br>second line | 0xabc | Ann |
|  |  |  |
## Lunch
| What |
|---|
| soup |
`);
    deepEqual(room.tables.affected, [
      { link: '0xabc', status: 'needs review', notes: 'pool **drained** | twice\nsecond line' },
    ]);
    equal(room.tables.timeline.length, 0);
    equal(notes.length, 2);
    match(notes.join(' '), /Lunch.*Owner|Owner.*Lunch/);
  });

  test('a value that is none is named with its table, row and column', () => {
    const text = '## Affected addresses\n| Link | Status |\n|---|---|\n| 0x1 | fine |\n';
    throws(
      () => readRoom(text),
      (error) => {
        ok(error instanceof InputError);
        equal(error.label, 'Affected addresses, row 1, Status');
        return true;
      },
    );
    throws(() => readRoom('x'.repeat(2 ** 20 + 1)), LimitError);
    throws(() => readRoom(`## Gaps\n|a|\n|---|\n${'| x |\n'.repeat(6000)}`), LimitError);
  });

  test('nothing in a cell is markup', () => {
    const tables = {
      ...EMPTY_ROOM.tables,
      gaps: [{ missing: '<img src=x> [a](javascript:1) `x`', why: '', endpoint: '', effect: '' }],
    };
    const text = writeRoom({ ...EMPTY_ROOM, tables });
    ok(!/[^\\][<[`]/.test(text.slice(text.indexOf('img') - 2).split('|')[0] ?? ''), text);
  });
});
