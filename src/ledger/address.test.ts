import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import {
  checksumAddress,
  isNobody,
  parseAddress,
  parseTxId,
  readAddress,
  readAddressOn,
} from './address.ts';
import { parseChain } from './chains.ts';

// EIP-55, "Test Cases"
const EIP55 = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];
const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const USDT_HEX = '41a614f803b6fd780986a42c78ec9c7f77e6ded13c';

// BIP-173 and BIP-350, "Test vectors"; both forms of the first P2PKH address ever paid
const BITCOIN = [
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  '3P14159f73E4gFr7JterCCQh9QjiTjiZrG',
  'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
];

describe('addresses', () => {
  test('EVM: any one case, or mixed case with the right checksum', () => {
    for (const address of EIP55) {
      assert.equal(readAddress(address, 'evm'), address.toLowerCase());
      assert.equal(checksumAddress(address.toLowerCase()).toLowerCase(), address.toLowerCase());
      const upper = `0x${address.slice(2).toUpperCase()}`;
      assert.equal(readAddress(upper, 'evm'), address.toLowerCase());
    }
    for (const address of EIP55.slice(4)) {
      assert.equal(checksumAddress(address.toLowerCase()), address);
    }
  });

  test('EVM: one letter in the wrong case is a wrong checksum', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }), fc.nat(39), (value, at) => {
        const good = checksumAddress(`0x${value.toString(16).padStart(40, '0')}`);
        const letter = good[at + 2] ?? '';
        const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        const bad = good.slice(0, at + 2) + other + good.slice(at + 3);
        const isMixed = /[a-f]/.test(bad.slice(2)) && /[A-F]/.test(bad);
        if (other === letter || !isMixed) return;
        assert.deepEqual(readAddress(bad, 'evm'), {
          fault: 'checksum',
          expected: 'an address with a right EIP-55 checksum',
        });
      }),
    );
  });

  test('Tron: base58check, and hex with 41 or 0x', () => {
    assert.equal(readAddress(USDT, 'tron'), USDT);
    assert.equal(readAddress(USDT_HEX, 'tron'), USDT);
    assert.equal(readAddress(`0x${USDT_HEX.slice(2)}`, 'tron'), USDT);
    const swapped = USDT.replace('7N', 'N7');
    assert.equal((readAddress(swapped, 'tron') as { fault: string }).fault, 'checksum');
    assert.equal((readAddress(USDT.slice(1), 'tron') as { fault: string }).fault, 'address');
    assert.equal((readAddress(EIP55[0] ?? '', 'tron') as string).length, 34);
  });

  test('Bitcoin: base58check, bech32, bech32m', () => {
    for (const address of BITCOIN) assert.equal(readAddress(address, 'bitcoin'), address);
    const upper = (BITCOIN[2] ?? '').toUpperCase();
    assert.equal(readAddress(upper, 'bitcoin'), BITCOIN[2]);
    for (const address of BITCOIN) {
      const last = address.endsWith('4') ? '5' : '4';
      const bad = readAddress(address.slice(0, -1) + last, 'bitcoin');
      assert.equal((bad as { fault: string }).fault, 'checksum', address);
    }
    // BIP-350: version 1 with the checksum of bech32
    const old = 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd';
    assert.equal((readAddress(old, 'bitcoin') as { fault: string }).fault, 'checksum');
  });

  test('Bitcoin: each network has its own, and no other', () => {
    const testnet = [
      'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn',
      '2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc',
      'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
    ];
    const regtest = [...testnet.slice(0, 2), 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'];
    const read = (text: string, name: string) => readAddressOn(text, parseChain(name, 'chain'));
    for (const address of testnet) {
      for (const name of ['bitcoin-testnet', 'testnet4', 'signet']) {
        assert.equal(read(address, name), address, name);
      }
      assert.equal(typeof read(address, 'bitcoin'), 'object', address);
    }
    for (const address of regtest) assert.equal(read(address, 'regtest'), address);
    assert.match(JSON.stringify(read(testnet[2] ?? '', 'regtest')), /Bitcoin regtest address/);
    for (const address of BITCOIN) assert.equal(typeof read(address, 'regtest'), 'object');
  });

  test('whatever is no address is refused, and says what is expected', () => {
    for (const family of ['evm', 'tron', 'bitcoin'] as const) {
      for (const text of ['', '0x', 'T', '1', 'nobody', `0x${'0'.repeat(39)}`, ' '.repeat(42)]) {
        const result = readAddress(text, family);
        assert.equal((result as { fault: string }).fault, 'address', `${family} ${text}`);
      }
    }
    const chain = parseChain('ethereum', 'chain');
    assert.throws(() => parseAddress('0x12', chain, 'sources[0]'), InputError);
    assert.equal(parseAddress(` ${EIP55[0]} `, chain, ''), (EIP55[0] ?? '').toLowerCase());
  });

  test('the zero address is nobody, on Tron too', () => {
    const zero = `0x${'0'.repeat(40)}`;
    assert.ok(isNobody(zero));
    assert.ok(isNobody(readAddress(zero, 'tron') as string));
    assert.ok(isNobody(''));
    assert.ok(!isNobody(USDT));
  });

  test('transaction ids are 64 hex digits, with 0x on EVM chains alone', () => {
    const id = 'AB'.repeat(32);
    assert.equal(parseTxId(id, parseChain('ethereum', ''), ''), `0x${id.toLowerCase()}`);
    assert.equal(parseTxId(`0x${id}`, parseChain('tron', ''), ''), id.toLowerCase());
    for (const bad of [id.slice(1), `${id}0`, `0x${id.slice(1)}g`, '']) {
      assert.throws(() => parseTxId(bad, parseChain('ethereum', ''), 'tx'), InputError);
    }
  });
});
