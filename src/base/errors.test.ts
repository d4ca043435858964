import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../test/characters.ts';
import { seeded } from '../../test/properties/policies.ts';
import { InputError, LimitError, SourceError, show } from './errors.ts';

test('an input error says what, what was expected and what came', () => {
  const error = new InputError('chain', 'a known chain', 'eth\nereum', 'known chains: ethereum');
  equal(error.message, 'chain: expected a known chain, found "eth\\nereum"');
  equal(error.hint, 'known chains: ethereum');
  equal(error.found, '"eth\\nereum"');
});

test('a source error says if asking again can help; a limit error carries what was done', () => {
  const failed = new SourceError('etherscan', 'HTTP 429', true);
  equal(failed.message, 'etherscan: HTTP 429');
  ok(failed.retry);
  const limited = new LimitError('bytes', 'the file is too large', { rows: 3 });
  equal(limited.message, 'bytes: the file is too large');
  equal((limited.partial as { rows: number }).rows, 3);
});

test('values of any kind are shown on one line', () => {
  equal(show(undefined), 'undefined');
  equal(show(null), 'null');
  equal(show(12n), '12');
  equal(show({}), '[object Object]');
  equal(show('a'.repeat(200)).length < 110, true);
  ok(!show('\u001b[2J\u202etxt').includes('\u001b'));
});

test('nothing that is shown can move the cursor or hide what stands there', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), (text) => {
      const line = show(text);
      ok(!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line));
      ok(line.length <= 120);
    }),
    seeded(t, 500),
  );
});
