import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseJson, splitArray, trimmed } from './parse-json.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (part: Uint8Array): string => Buffer.from(part).toString();

describe('parsing', () => {
  test('gives what JSON gives, where no integer is too large', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const integers = /[:,[]-?\d{16,}/.test(json);
        fc.pre(!integers);
        assert.deepEqual(parseJson(bytes(json)), JSON.parse(json));
      }),
    );
  });

  test('integers beyond 2^53 are exact, wherever they stand', () => {
    const place = fc.constantFrom(
      '[?]',
      '{"a":?}',
      ' ?',
      '[1, ?]',
      '[[\n?],"0x1234567890123456789"]',
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }), place, (value, form) => {
        const found = JSON.stringify(parseJson(bytes(form.replace('?', `${value}`))), (_, item) =>
          typeof item === 'bigint' || typeof item === 'number' ? `is ${item}` : item,
        );
        assert.ok(found.includes(`"is ${value}"`), found);
      }),
    );
    assert.equal(parseJson(bytes('9007199254740991')), 2 ** 53 - 1);
    assert.equal(parseJson(bytes('9007199254740993')), 9007199254740993n);
  });

  test('other numbers stay numbers, and digits in texts stay texts', () => {
    assert.deepEqual(
      parseJson(bytes('[1e30, 1.5, -0.0000000000000000123456789012345]')),
      [1e30, 1.5, -1.23456789012345e-17],
    );
    assert.equal(parseJson(bytes('"a 12345678901234567890"')), 'a 12345678901234567890');
  });

  test('what is not JSON is refused, in words that hold nothing of it', () => {
    const cases = [
      ['{"a":1', 'JSON that ends too early'],
      ['["marker', 'JSON that ends too early'],
      ['{"a":"marker', 'JSON that ends too early'],
      ['', 'JSON that ends too early'],
      ['marker', 'what is not JSON'],
      ['{"a":marker}', 'what is not JSON'],
      ['[1,2]]', 'what is not JSON'],
      [`[${'9'.repeat(101)}]`, 'a number of 101 digits'],
      ['['.repeat(4097), 'JSON that is nested too deeply'],
      ['{"a":'.repeat(4097), 'JSON that is nested too deeply'],
    ] as const;
    for (const [json, message] of cases) {
      assert.throws(() => parseJson(bytes(json)), { name: 'SyntaxError', message }, json);
    }
    const broken = new Uint8Array([0x22, 0xff, 0xfe, 0x22]);
    assert.throws(() => parseJson(broken), { name: 'SyntaxError', message: 'what is not UTF-8' });
  });

  test('brackets in texts are no depth', () => {
    const value = `["${'['.repeat(5000)}\\"${'{'.repeat(5000)}"]`;
    assert.equal((parseJson(bytes(value)) as string[])[0]?.length, 10_001);
    assert.equal(
      JSON.stringify(parseJson(bytes(`${'['.repeat(4096)}${']'.repeat(4096)}`))).length,
      8192,
    );
  });

  test('a name of the language is a name like any other', () => {
    const parsed = parseJson(bytes('{"__proto__":{"a":12345678901234567890}}'));
    assert.deepEqual(Object.keys(parsed as object), ['__proto__']);
    assert.equal(({} as { a?: unknown }).a, undefined);
  });
});

describe('splitting an array', () => {
  const spaces = fc.constantFrom('', ' ', '\n', '\r\n\t ');

  test('gives each element as the very bytes in which it was sent', () => {
    const element = fc.tuple(fc.jsonValue(), spaces, spaces, fc.boolean());
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), spaces, (elements, outer) => {
        const parts = elements.map(([value, , , wide]) =>
          JSON.stringify(value, null, wide ? 2 : 0),
        );
        const inner = parts.map((part, i) => `${elements[i]?.[1]}${part}${elements[i]?.[2]}`);
        const found = splitArray(bytes(`${outer}[${inner.join(',')}${outer}]${outer}`));
        assert.deepEqual(found?.map(text), parts);
      }),
    );
  });

  test('of what is no array gives nothing', () => {
    for (const json of ['', '{}', '"[]"', '[', '[1', '[1]]', '[[1]', '[1][2]', '1]', '{"a":[1]}']) {
      assert.equal(splitArray(bytes(json)), null, json);
    }
    assert.deepEqual(splitArray(bytes('[]')), []);
  });

  test('leaves a cut text or an element that is none for the parser to find', () => {
    assert.equal(splitArray(bytes('["a]')), null);
    assert.deepEqual(splitArray(bytes('[1,,2]'))?.map(text), ['1', '', '2']);
  });
});

test('white space is taken off both ends, and only JSON white space', () => {
  assert.equal(text(trimmed(bytes(' \t\r\n{ } \n'))), '{ }');
  assert.equal(text(trimmed(bytes('\u00a0x'))), '\u00a0x');
});
