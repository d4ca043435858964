import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/characters.ts';
import { inert } from './inert.ts';

test('characters that steer a screen are shown by their number', () => {
  assert.equal(inert('gnp\u202Eexe'), 'gnp[U+202E]exe');
  assert.equal(inert('a\u200Bb\u0007'), 'a[U+200B]b[U+0007]');
  assert.equal(inert('\u001b[31mred'), '[U+001B][31mred');
  assert.equal(inert('one\r\ntwo\u2028three'), 'one two three');
});

test('addresses of pages are no links any more', () => {
  assert.equal(inert('see https://a.example and HTTP://b'), 'see hxxps://a.example and hxxp://b');
});

test('a long text says how long it is', () => {
  assert.equal(inert('abcdef', 3), 'abc… (6 characters)');
});

test('ordinary names are left alone', () => {
  for (const name of ['Binance 14', 'Tornado.Cash: Router', 'Żółć', '交易所', 'O’Neil & Sons']) {
    assert.equal(inert(name), name);
  }
});

test('whatever goes in, nothing that steers comes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
      assert.doesNotMatch(inert(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      assert.doesNotMatch(inert(text), /https?:\/\//i);
    }),
  );
});
