import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { syntheticResult } from '../../../../test/browser/synthetic.ts';
import { type Json, pack, unpack } from './pack.ts';

test('what is packed comes back, also through JSON', () => {
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false, 0, 1, 'aaaa', 'bbbb', ''),
      fc.integer(),
      fc.string(),
      fc.array(tie('tree'), { maxLength: 5 }),
      fc.array(fc.record({ a: tie('tree'), b: tie('tree') }, { noNullPrototype: true }), {
        maxLength: 5,
      }),
      fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      assert.deepEqual(unpack(JSON.parse(JSON.stringify(pack(value)))), value);
    }),
  );
});

test('a result takes much less room', () => {
  const result = syntheticResult({ holders: 600 }) as unknown as Json;
  const packed = JSON.stringify(pack(result));
  assert.deepEqual(unpack(JSON.parse(packed)), result);
  assert.ok(packed.length < JSON.stringify(result).length * 0.65);
});
