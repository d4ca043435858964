import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/characters.ts';
import { InputError } from '../../base/errors.ts';
import { JsonReader } from './json.ts';
import { ROW_MAX } from './rows.ts';

interface Read {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly faults: readonly string[];
}

function read(text: string, piece = 1 << 20): Read {
  const rows: string[][] = [];
  const lines: number[] = [];
  const faults: string[] = [];
  let header: readonly string[] = [];
  const reader = new JsonReader(
    {
      header(names) {
        header = names;
      },
      row({ bytes, starts, ends, count, line }) {
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        rows.push(
          Array.from({ length: count }, (_, i) => buffer.toString('utf8', starts[i], ends[i])),
        );
        lines.push(line);
        return true;
      },
      fault: (code, line) => faults.push(`${code} ${line}`),
    },
    'file',
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.finish();
  return { header, rows, lines, faults };
}

const value = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 10 }).map((text) => text.toWellFormed().trim()),
  fc.string({ unit: fc.constantFrom(...'{}[]",\\ab'), maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

describe('JSON', () => {
  test('lines, a list, a pretty list and an answer with a list give the same rows', () => {
    const table = fc.array(fc.record({ a: value, b: value, c: value }), { minLength: 1 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 50 }), (objects, piece) => {
        const lines = objects.map((object) => JSON.stringify(object)).join('\n');
        const expected = objects.map(({ a, b, c }) => [a, b, c].map((item) => `${item ?? ''}`));
        for (const text of [
          lines,
          `${lines}\n`,
          JSON.stringify(objects),
          JSON.stringify(objects, null, 2),
          JSON.stringify({ status: '1', message: 'OK', result: objects }),
          JSON.stringify({ data: objects, success: true }, null, 2),
        ]) {
          const { header, rows, faults } = read(text, piece);
          assert.deepEqual(header, ['a', 'b', 'c']);
          assert.deepEqual(rows, expected);
          assert.deepEqual(faults, []);
        }
      }),
    );
  });

  test('numbers keep every digit', () => {
    const { rows } = read(
      '{"a":123456789012345678901234567890,"b":0.1000000000000000055,"c":1e30}',
    );
    const [row] = rows;
    assert.deepEqual(row, ['123456789012345678901234567890', '0.1000000000000000055', '1e30']);
  });

  test('objects inside a row give columns of two names, lists none', () => {
    const { header, rows } = read('{"token":{"address":"T","decimals":6},"list":[1,{}],"a":"x"}');
    assert.deepEqual(header, ['token.address', 'token.decimals', 'a']);
    assert.deepEqual(rows, [['T', '6', 'x']]);
  });

  test('keys that a row does not have are empty', () => {
    assert.deepEqual(read('{"a":1,"b":2}\n{"a":3}\n{"b":4,"c":5}').rows, [
      ['1', '2'],
      ['3', ''],
      ['', '4'],
    ]);
  });

  test('a line that is no object is a fault, and the next is read', () => {
    const { rows, faults, lines } = read('{"a":1}\n{"a":\n\n[1]\n7\nnull\n{"a":2}\n');
    assert.deepEqual(rows, [['1'], ['2']]);
    assert.deepEqual(lines, [1, 7]);
    assert.deepEqual(faults, ['json 2', 'json 4', 'json 5', 'json 6']);
  });

  test('a list that breaks off is a fault', () => {
    assert.deepEqual(read('[{"a":1},{"a":2}').faults, ['json 3']);
    assert.deepEqual(read('[{"a":1},{"a":').faults, ['json 2']);
    assert.deepEqual(read('[{"a":1},{"a"=2},{"a":3}]').rows, [['1'], ['3']]);
  });

  test('something else in a list is an error', () => {
    assert.throws(() => read('[{"a":1},7]'), InputError);
    assert.throws(() => read('["a","b"]'), InputError);
  });

  test('a row longer than the limit: a line is left out, an object of a list is an error', () => {
    const long = JSON.stringify({ a: 'x'.repeat(10 * 2 ** 20) });
    const { rows, faults } = read(`{"a":1}\n${long}\n{"a":2}\n`, 1 << 16);
    assert.deepEqual(rows, [['1'], ['2']]);
    assert.deepEqual(faults, ['line-length 2']);
    assert.throws(() => read(`[{"a":1},${long}]`, 1 << 16), InputError);
    assert.throws(() => read(`[${'{"a":'.repeat(64)}1${'}'.repeat(64)}]`), InputError);
    assert.ok(long.length > ROW_MAX);
  });
});
