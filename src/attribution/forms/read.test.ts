import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { faultIn, keyIn, reading } from '../../../test/attribution/readings.ts';
import { ADDRESS_FAMILIES } from './key.ts';
import { keyOfHolder, readAddressText } from './read.ts';

const EVM = '0x175d44451403Edf28469dF03A9280c1197ADb92c';
const BITCOIN = '1CF46Rfbp97absrs7zb7dFfZS6qBXUm9EP';
const TRON = 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq';
const SEGWIT = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const HEX64 = '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320';

describe('readAddressText', () => {
  test('a symbol orders the readings and forbids none', () => {
    const symbols =
      'ETH BTC XBT XRP DASH LTC ZEC XMR BSV BCH BTG ETC XVG USDT USDC BSC ARB TRX BNB';
    for (const symbol of [...symbols.split(' '), 'SOL', 'DOGE', 'nonsense', '']) {
      for (const text of [EVM, BITCOIN, TRON, SEGWIT]) {
        const families = reading(text, symbol).keys.map(({ family }) => family);
        assert.ok(families.includes(keyIn(text).family), `${text} under ${symbol}`);
      }
    }
    assert.equal(keyIn(TRON, 'XBT').family, 'tron');
    assert.equal(reading(TRON, 'XBT').chain, null);
  });

  test('the chain is what the hint states, where the form agrees', () => {
    const chains: readonly (readonly [string, string, string | null])[] = [
      [EVM, 'ETH', 'eip155:1'],
      [EVM, 'ARB', 'eip155:42161'],
      [EVM, 'eip155:424242', 'eip155:424242'],
      [EVM, 'Binance Smart Chain', 'eip155:56'],
      [EVM, 'etc', 'eip155:61'],
      [EVM, 'USDT', null],
      [EVM, 'XBT', null],
      [BITCOIN, 'XBT', 'bip122:000000000019d6689c085ae165831e93'],
      [BITCOIN, 'BSV', 'other:bsv'],
      [BITCOIN, 'other:bch', 'bip122:000000000000000000b15ad892af8f6a'],
      [BITCOIN, 'bitcoin_testnet', null],
      [TRON, 'trc20', 'tron:0x2b6653dc'],
    ];
    for (const [text, hint, chain] of chains) {
      assert.equal(reading(text, hint).chain, chain, `${text} under ${hint}`);
    }
  });

  test('spaces, URIs and ids of CAIP-10', () => {
    const key = keyIn(EVM);
    for (const [text, chain] of [
      [` ${EVM}\t\n`, null],
      [`ethereum:${EVM}`, 'eip155:1'],
      [`ethereum:pay-${EVM}@137/transfer?value=1`, 'eip155:137'],
      [`eip155:56:${EVM.toLowerCase()}`, 'eip155:56'],
    ] as const) {
      assert.deepEqual(keyIn(text, 'XBT'), key, text);
      assert.equal(reading(text).chain, chain);
      assert.equal(reading(text).published, text);
    }
    for (const text of [`bitcoin:${SEGWIT}?amount=0.1`, `BITCOIN:${SEGWIT.toUpperCase()}`]) {
      assert.deepEqual(keyIn(text), keyIn(SEGWIT));
    }
    assert.deepEqual(
      keyIn(`bip122:000000000019d6689c085ae165831e93:${BITCOIN}`, 'LTC'),
      keyIn(BITCOIN),
    );
    const cash = 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a';
    assert.deepEqual(keyIn(`${cash}?amount=1`), keyIn(cash));
    assert.deepEqual(keyIn('litecoin:LNf2JDiuunBz7GMDKFYHN4rq5meXWxiwfb').family, 'litecoin');
  });

  test('what is no address is text where a list published it, and a fault elsewhere', () => {
    assert.equal(faultIn(HEX64, 'XMR'), 'address');
    const read = readAddressText(HEX64.toUpperCase(), 'XMR', true);
    assert.ok(!('fault' in read));
    const [key] = read.keys;
    assert.deepEqual([key?.family, key?.text, read.checksum], ['text', HEX64, 'none']);
    assert.deepEqual(readAddressText(`${TRON.slice(0, -1)}r`, null), {
      fault: 'checksum',
      expected: 'a base58 address with a right checksum',
    });
    const alarm = readAddressText(`${TRON.slice(0, -1)}r`, null, true);
    assert.ok(!('fault' in alarm));
    assert.equal(alarm.checksum, 'wrong');
    assert.equal(alarm.keys[0]?.family, 'text');
    const wrong = readAddressText(EVM.replace('Edf', 'EDf'), null);
    assert.ok(!('fault' in wrong));
    assert.deepEqual([wrong.checksum, wrong.keys[0]], ['wrong', keyIn(EVM)]);
  });

  test('addresses of other chains and other things are no address', () => {
    for (const text of [
      '',
      '   ',
      '0x',
      '0x1234',
      'Ae2tdPwUPEZGpHCMV2L7iMY4vUGX6Pzx5U2YgQD1wK7ZUzKVmgg5RRmp2dF',
      'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'vitalik.eth',
      'https://example.org/0x175d44451403Edf28469dF03A9280c1197ADb92c',
      `${EVM}${EVM}`,
      `0x${HEX64}`,
      '383e50ea1a754ed3acd0d59116f221add87adb82559f31ca6d377f058fe83375',
      '3P3RchRFHbmeyb4nuBWKnAHGNoAcjSQt3rZ',
      '1'.repeat(199),
      'x'.repeat(100_000),
    ]) {
      assert.equal(faultIn(text), 'address', text.slice(0, 80));
    }
    const long = readAddressText('x'.repeat(1001), null, true);
    assert.ok('fault' in long);
  });

  test('no text of any kind throws, and what is read is read again from its canonical form', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'01:;bcdefxX41TrqpzLMDt3?@/+-_=% é\0') });
    fc.assert(
      fc.property(fc.oneof(fc.string(), letters), fc.option(fc.string()), (text, hint) => {
        const read = readAddressText(text, hint, true);
        if ('fault' in read) return;
        for (const key of read.keys) {
          assert.equal(key.bytes.length, 20);
          assert.ok(ADDRESS_FAMILIES.includes(key.family));
          if (key.family !== 'text') assert.deepEqual(keyIn(key.text, key.family), key);
        }
      }),
    );
  });
});

describe('keyOfHolder', () => {
  test('holders as ledgers and tags write them', () => {
    assert.deepEqual(keyOfHolder('eip155:1', EVM.toLowerCase()), keyIn(EVM));
    assert.deepEqual(keyOfHolder('tron:0x2b6653dc', TRON), keyIn(TRON));
    assert.deepEqual(keyOfHolder('other:bch', BITCOIN), keyIn(BITCOIN, 'BCH'));
    assert.equal(keyOfHolder('other:ada', 'Ae2tdPwUPEZGpHCMV2L7iMY4vUGX').family, 'text');
    assert.equal(keyOfHolder('eip155:1', '').family, 'text');
    assert.equal(keyOfHolder('eip155:1', 'x'.repeat(5000)).family, 'text');
  });
});
