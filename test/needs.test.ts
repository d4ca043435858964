import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { chromium, DATA, needs, needsChromium, needsData } from './needs.ts';

describe('what tests need', () => {
  const { HUE_CHROMIUM, HUE_TEST_NO_SKIP } = process.env;

  function set(name: string, value: string | undefined): void {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }

  after(() => {
    set('HUE_CHROMIUM', HUE_CHROMIUM);
    set('HUE_TEST_NO_SKIP', HUE_TEST_NO_SKIP);
  });

  test('is skipped without, and says why', () => {
    set('HUE_TEST_NO_SKIP', undefined);
    assert.equal(needs(true, 'a thing'), false);
    assert.equal(needs(false, 'a thing'), 'needs a thing');
  });

  test('must be there where nothing may be skipped', () => {
    set('HUE_TEST_NO_SKIP', '1');
    assert.equal(needs(true, 'a thing'), false);
    assert.throws(() => needs(false, 'a thing'), /must run: needs a thing/);
  });

  test('is found where it was named', () => {
    set('HUE_CHROMIUM', '/opt/a-browser');
    assert.equal(chromium(), '/opt/a-browser');
    assert.equal(needsChromium(), false);
  });

  test('is data in a folder beside the checkout', () => {
    assert.ok(path.isAbsolute(DATA) || process.env.HUE_DATA !== undefined);
    assert.match(String(needsData('no/such/place')), /^needs no\/such\/place in /);
  });
});
