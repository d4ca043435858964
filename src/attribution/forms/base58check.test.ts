import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  faultIn,
  fromHex,
  hash20,
  joined,
  keyIn,
  oracle58,
  reading,
  toHex,
} from '../../../test/attribution/readings.ts';
import { tronKey } from './base58check.ts';
import { COINS } from './coins.ts';

describe('base58check', () => {
  test('every version byte of every coin, as another encoder writes it', () => {
    fc.assert(
      fc.property(hash20, fc.constantFrom(...COINS), fc.boolean(), (bytes, coin, isScript) => {
        const prefix = isScript ? coin.scriptHash : coin.keyHash;
        const text = oracle58.encode(joined(prefix, bytes));
        const key = keyIn(text, coin.family);
        assert.equal(key.family, coin.family);
        assert.equal(key.kind, isScript ? 'p2sh' : 'p2pkh');
        assert.deepEqual(key.bytes, bytes);
        if (coin.family !== 'bitcoincash') assert.equal(key.text, text);
        else assert.match(key.text, isScript ? /^bitcoincash:p/ : /^bitcoincash:q/);
        assert.equal(reading(text).checksum, 'right');
      }),
    );
  });

  test('bytes that two chains share are read as both, the hinted first', () => {
    const legacy = '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu';
    assert.deepEqual(
      reading(legacy).keys.map(({ family }) => family),
      ['bitcoin', 'bitcoincash'],
    );
    assert.equal(
      keyIn(legacy, 'BCH').text,
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
    );
    const script = '3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC';
    const families = (hint: string | null) => reading(script, hint).keys.map((key) => key.family);
    assert.deepEqual(families(null), ['bitcoin', 'litecoin', 'bitcoincash']);
    assert.deepEqual(families('LTC'), ['litecoin', 'bitcoin', 'bitcoincash']);
    const litecoin = keyIn(script, 'litecoin');
    assert.match(litecoin.text, /^M/);
    assert.deepEqual(keyIn(litecoin.text), litecoin);
    const doge = reading('DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z');
    assert.deepEqual(
      doge.keys.map(({ family }) => family),
      ['dogecoin', 'verge'],
    );
  });

  test('Tron has one form in base58', () => {
    const text = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
    const bytes = fromHex('a614f803b6fd780986a42c78ec9c7f77e6ded13c');
    assert.deepEqual(keyIn(text), { family: 'tron', kind: 'account', bytes, text });
    assert.equal(tronKey(bytes).text, text);
  });

  test('one character changed, or its case, is no address', () => {
    const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    fc.assert(
      fc.property(hash20, fc.nat(25), fc.constantFrom(...digits), (bytes, at, digit) => {
        const text = oracle58.encode(joined([0x41], bytes));
        if (text[at] === digit) return;
        const changed = text.slice(0, at) + digit + text.slice(at + 1);
        assert.notEqual(faultIn(changed), null);
      }),
    );
    assert.equal(faultIn('tucstq7toftcjrrohk6rvhmos2mjlm5yzq'), 'address');
    assert.equal(faultIn('TUCSTQ7TOFTCJRROHK6RVHMOS2MJLM5YZQ'), 'address');
    assert.equal(faultIn('TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzr'), 'checksum');
  });

  test('other version bytes are not guessed at', () => {
    const testnet = oracle58.encode(joined([0x6f], fromHex('00'.repeat(20))));
    assert.equal(faultIn(testnet), 'address');
    assert.equal(
      toHex(keyIn(oracle58.encode(joined([0], new Uint8Array(20)))).bytes),
      '00'.repeat(20),
    );
  });
});
