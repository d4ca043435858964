import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { InputError } from '../../base/errors.ts';
import { openSeal } from './seal.ts';

const KEY = { HUE_SECRET: 'a secret that is long enough for anybody' };

describe('a seal', () => {
  test('opens what it closed, for the same thing alone', () => {
    const seal = openSeal('/nowhere', KEY);
    const sealed = seal.close('whsec_x', 'webhook a');
    assert.ok(!sealed.includes('whsec'));
    assert.equal(openSeal('/nowhere', KEY).open(sealed, 'webhook a'), 'whsec_x');
    assert.notEqual(seal.close('whsec_x', 'webhook a'), sealed);
    const other = openSeal('/nowhere', { HUE_SECRET: KEY.HUE_SECRET.toUpperCase() });
    for (const open of [
      () => seal.open(sealed, 'webhook b'),
      () => other.open(sealed, 'webhook a'),
      () => seal.open(sealed.slice(0, -2), 'webhook a'),
      () => seal.open('', 'webhook a'),
    ]) {
      assert.throws(open, InputError);
    }
    assert.throws(() => openSeal('/nowhere', { HUE_SECRET: 'short' }), InputError);
  });

  test('keeps its key in the data folder, for its owner', () => {
    const home = mkdtempSync(join(tmpdir(), 'hue-seal-'));
    try {
      const sealed = openSeal(join(home, 'data'), {}).close('x', 'y');
      assert.equal(openSeal(join(home, 'data'), {}).open(sealed, 'y'), 'x');
      const path = join(home, 'data', 'seal.key');
      assert.equal(statSync(path).mode & 0o777, 0o600);
      // as a backup may bring it back
      chmodSync(path, 0o644);
      assert.equal(openSeal(join(home, 'data'), {}).open(sealed, 'y'), 'x');
      assert.equal(statSync(path).mode & 0o777, 0o600);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
