import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../base/errors.ts';
import { CsvReader } from './csv.ts';
import { CELLS_MAX, ROW_MAX } from './rows.ts';

interface Read {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly faults: readonly string[];
  readonly delimiter: number;
}

/** Reads a text in pieces of the given size; a row is refused if its first cell is `bad`. */
function read(text: string | Uint8Array, piece = 1 << 20): Read {
  const rows: string[][] = [];
  const lines: number[] = [];
  const faults: string[] = [];
  let header: readonly string[] = [];
  let delimiter = 0;
  const reader = new CsvReader(
    {
      header(names, _line, by) {
        header = names;
        delimiter = by;
      },
      row({ bytes, starts, ends, count, line }) {
        if (count !== header.length) return false;
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const cells = Array.from({ length: count }, (_, i) =>
          buffer.toString('utf8', starts[i], ends[i]).replaceAll('""', '"'),
        );
        if (cells[0] === 'bad') return false;
        rows.push(cells);
        lines.push(line);
        return true;
      },
      fault: (code, line) => faults.push(`${code} ${line}`),
    },
    'file',
  );
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  reader.finish();
  return { header, rows, lines, faults, delimiter };
}

const cell = fc.string({ unit: fc.constantFrom(...'ab,;\t"\n\r é0'), maxLength: 6 });

describe('CSV', () => {
  test('what is written by RFC 4180 is read back, in pieces of any size', () => {
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
    const options = {
      piece: fc.integer({ min: 1, max: 40 }),
      end: fc.constantFrom('\n', '\r\n'),
      by: fc.constantFrom(',', ';', '\t'),
      isTerminated: fc.boolean(),
    };
    fc.assert(
      fc.property(table, fc.record(options), (rows, { piece, end, by, isTerminated }) => {
        const width = rows[0]?.length ?? 2;
        const header = Array.from({ length: width }, (_, i) => `column ${i}`);
        const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`));
        const text = [header, ...quoted].map((row) => row.join(by)).join(end);
        const result = read(isTerminated ? text + end : text, piece);
        assert.deepEqual(result.header, header);
        const kept = rows.filter((row) => row[0] !== 'bad');
        assert.deepEqual(result.rows, kept);
        assert.deepEqual(result.faults, []);
        assert.equal(result.delimiter, by.charCodeAt(0));
      }),
      { numRuns: 500 },
    );
  });

  test('cells without quotes lose the spaces around them; empty lines are no rows', () => {
    const { rows, lines } = read('a,b\n\n 1 ,  x y \r\n\r\n2,\n');
    assert.deepEqual(rows, [
      ['1', 'x y'],
      ['2', ''],
    ]);
    assert.deepEqual(lines, [3, 5]);
  });

  test('the line of a row is that of its first line', () => {
    assert.deepEqual(read('a,b\n1,"x\ny\nz"\n2,w\n').lines, [2, 5]);
  });

  test('a line that names the delimiter is passed over', () => {
    const { header, delimiter } = read('sep=;\na;b\n1;2\n');
    assert.deepEqual([header, delimiter], [['a', 'b'], 59]);
  });

  test('a quote that is not closed costs its line, not the rows after it', () => {
    for (const piece of [1, 7, 1 << 20]) {
      const { rows, faults } = read('a,b\n1,"x\n2,y\n3,z\n', piece);
      assert.deepEqual(
        rows.map(([first]) => first),
        ['2', '3'],
      );
      assert.deepEqual(faults, ['quotes 2']);
    }
    const far = read(`a,b\n1,"x\n${'2,y\n'.repeat(ROW_MAX / 2)}`);
    assert.equal(far.rows.length, ROW_MAX / 2);
    assert.deepEqual(far.faults, ['quotes 2']);
  });

  test('two stray quotes do not join the rows between them into one that cannot be used', () => {
    const { rows } = read('a,b\n1,2,"x\n2,y\n3,z"\n4,w\n');
    assert.deepEqual(
      rows.map(([first]) => first),
      ['2', '3', '4'],
    );
  });

  test('text after a closing quote is a fault', () => {
    const { rows, faults } = read('a,b\n1,"x"y\n2,z\n');
    assert.deepEqual(rows, [['2', 'z']]);
    assert.deepEqual(faults, ['quotes 2']);
  });

  test('quotes that are never closed, again and again, are an error', () => {
    const text = `a,b\n${'"""\n'.repeat(5000)}`;
    assert.throws(() => read(text), InputError);
    assert.throws(() => read('"a,b\n1,2\n'), InputError);
  });

  test('a line longer than the limit is left out, wherever the pieces are cut', () => {
    const long = 'x'.repeat(10 * 2 ** 20);
    for (const piece of [1 << 16, (1 << 20) - 1, 1 << 24]) {
      const { rows, lines, faults } = read(`a,b\n1,2\n${long},3\n4,5\n`, piece);
      assert.deepEqual(
        rows.map(([first]) => first),
        ['1', '4'],
      );
      assert.deepEqual(lines, [2, 4]);
      assert.deepEqual(faults, ['line-length 3']);
    }
    assert.deepEqual(read(`a,b\n1,2\n${long}`).faults, ['line-length 3']);
    const most = 'x'.repeat(ROW_MAX - 3);
    assert.equal(read(`a,b\n${most},1\n`).rows.length, 1);
    assert.equal(read(`a,b\n${most}x,1\n`).faults.length, 1);
    assert.throws(() => read(long), InputError);
  });

  test('too many columns are an error', () => {
    assert.throws(() => read(`${'a,'.repeat(CELLS_MAX)}b\n`), InputError);
    const wide = read(`a,b\n${'1,'.repeat(CELLS_MAX * 2)}2\n3,4\n`);
    assert.deepEqual(wide.rows, [['3', '4']]);
  });

  test('nothing at all has no header', () => {
    for (const text of ['', '\n', '\r\n\r\n', '   \n']) assert.deepEqual(read(text).header, []);
  });
});
