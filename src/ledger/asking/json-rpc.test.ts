import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { batchResponses, callIds, encodeCalls, parseResponse } from './json-rpc.ts';

const calls = fc.array(
  fc.record({ method: fc.string(), params: fc.array(fc.jsonValue() as fc.Arbitrary<string>) }),
  { maxLength: 20 },
);

test('ids follow from the calls, are apart, and fit into 31 bits', () => {
  fc.assert(
    fc.property(calls, (list) => {
      const ids = callIds(list);
      assert.deepEqual(callIds(list), ids);
      assert.equal(new Set(ids).size, list.length);
      for (const id of ids) assert.ok(Number.isInteger(id) && id >= 0 && id < 2 ** 31);
      assert.deepEqual(callIds(list.slice(0, 1)), ids.slice(0, 1));
    }),
  );
});

test('the same call twice takes the next free number, around the end of the range', () => {
  const call = { method: 'eth_x', params: [] };
  const [id = 0] = callIds([call]);
  assert.deepEqual(callIds([call, call], [id + 1]), [id, id + 2]);
  const taken = Array.from({ length: 3 }, (_, i) => (id + i) % 2 ** 31);
  assert.deepEqual(callIds([call], taken), [id + 3]);
});

test('one call is an object, more are an array', () => {
  const one = { method: 'a', params: [1] };
  assert.equal(encodeCalls([one], [5]), '{"jsonrpc":"2.0","id":5,"method":"a","params":[1]}');
  const two = JSON.parse(encodeCalls([one, { method: 'b', params: [] }], [5, 6]));
  assert.deepEqual(
    two.map(({ id }: { id: number }) => id),
    [5, 6],
  );
});

test('a batch gives each response as it was sent, by id, in any order', () => {
  const spaced = fc.constantFrom('', ' ', '\n  ');
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat()), fc.jsonValue(), spaced, (ids, result, space) => {
      const texts = ids.map(
        (id) => `{"result":${JSON.stringify(result)},${space}"id":${space}${id}}`,
      );
      const body = Buffer.from(`[${space}${texts.join(`${space},${space}`)}${space}]\n`);
      const found = batchResponses(body);
      assert.deepEqual([...(found?.keys() ?? [])], ids);
      for (const [i, id] of ids.entries()) {
        assert.equal(Buffer.from(found?.get(id)?.bytes ?? []).toString(), texts[i]);
      }
    }),
  );
});

test('what has no id, an id twice, or is broken, answers nothing', () => {
  const parts = ['{"result":1}', '{"id":null}', '7', '[]', '{"id":2}', '{"id":"2"}', '{"id":"4"}'];
  const found = batchResponses(Buffer.from(`[${parts.join()},{"id":5,"result":01}]`));
  assert.deepEqual([...(found?.keys() ?? [])], [4]);
  assert.equal(batchResponses(Buffer.from('{"id":1}')), null);
});

test('a response is an object', () => {
  for (const text of ['[]', 'null', '1', '"x"', '[{"id":1}]']) {
    assert.throws(() => parseResponse(Buffer.from(text)), SyntaxError);
  }
  assert.equal(Buffer.from(parseResponse(Buffer.from(' {"id":1}\n')).bytes).toString(), '{"id":1}');
});
