import { equal } from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { hash160, toHex } from './hash.ts';
import { canSpend } from './spend.ts';

const KEY = Buffer.from(`02${'11'.repeat(32)}`, 'hex');
const LONG = Buffer.alloc(300, 7);
const SIGNATURE = Buffer.alloc(71, 1);
const push = (data: Uint8Array) => Buffer.concat([Uint8Array.of(data.length), data]);
const long = (data: Uint8Array) =>
  Buffer.concat([Uint8Array.of(0x4d, data.length & 255, data.length >> 8), data]);

const spends = (script: string, scriptSig: Uint8Array, witness: Uint8Array[] = []) =>
  canSpend(
    { previous: Buffer.alloc(32), index: 0, script: scriptSig, sequence: 0, witness },
    Buffer.from(script, 'hex'),
  );
const keyHash = toHex(hash160(KEY));
const other = '22'.repeat(20);

test('the key that is shown has the hash that was paid', () => {
  const shown = Buffer.concat([push(SIGNATURE), push(KEY)]);
  equal(spends(`76a914${keyHash}88ac`, shown), true);
  equal(spends(`76a914${other}88ac`, shown), false);
  equal(spends(`76a914${keyHash}88ac`, push(SIGNATURE)), false);
  equal(spends(`76a914${keyHash}88ac`, shown.subarray(0, -1)), false);
  equal(spends(`0014${keyHash}`, Buffer.alloc(0), [SIGNATURE, KEY]), true);
  equal(spends(`0014${other}`, Buffer.alloc(0), [SIGNATURE, KEY]), false);
});

test('so has the script', () => {
  const shown = Buffer.concat([push(SIGNATURE), long(LONG)]);
  equal(spends(`a914${toHex(hash160(LONG))}87`, shown), true);
  equal(spends(`a914${other}87`, shown), false);
  const digest = hash('sha256', LONG, 'hex');
  equal(spends(`0020${digest}`, Buffer.alloc(0), [SIGNATURE, LONG]), true);
  equal(spends(`0020${digest}`, Buffer.alloc(0), [SIGNATURE, KEY]), false);
});

test('what shows nothing refutes nothing', () => {
  equal(spends(`0014${keyHash}`, Buffer.alloc(0)), true);
  equal(spends(`0020${'33'.repeat(32)}`, Buffer.alloc(0)), true);
  equal(spends(`5120${'33'.repeat(32)}`, Buffer.alloc(0), [SIGNATURE]), true);
  equal(spends('', Buffer.alloc(0)), true);
});
