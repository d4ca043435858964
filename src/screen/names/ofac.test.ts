import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofacScore } from './ofac.ts';

test('the OFAC mode gives the scores that its users have reported', () => {
  // moov-io/watchman issues 141, 338 and 115: a single name at 100 %, `emma` at 87 %, and nothing
  // at 80 % for a namesake
  assert.equal(ofacScore('Maduro', 'MADURO MOROS, Nicolas'), 1);
  assert.equal(ofacScore('emma daniels', 'EMMA'), 0.87);
  assert.ok(ofacScore('George Bush', 'HABBASH, George') < 0.8);
  assert.equal(ofacScore('Khamis Al', 'KHAMIS, Farid'), 1);
});

test('words of one or two letters of a query do not count', () => {
  assert.equal(
    ofacScore('Al Khamis', 'AL-TIKRITI, Khamis'),
    ofacScore('Khamis', 'AL-TIKRITI, Khamis'),
  );
});
