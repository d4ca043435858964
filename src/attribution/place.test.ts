import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { placeOf } from './place.ts';

const EVM = '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b';
const CHECKED = '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b';
const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const COIN = '1Archive1n2C579dMsAu3iC6tWzuQJz8dN';
const BITCOIN = 'bip122:000000000019d6689c085ae165831e93';

describe('a place', () => {
  test('is one address on one ledger, in its canonical form', () => {
    for (const text of [EVM, CHECKED, ` ${EVM.toUpperCase().replace('0X', '0x')} `]) {
      const place = placeOf('ethereum', text);
      assert.deepEqual(place, { chain: 'eip155:1', holder: EVM, known: true, fault: null });
    }
    assert.equal(placeOf('polygon', EVM)?.chain, 'eip155:137');
    assert.equal(placeOf('BEP20', EVM)?.chain, 'eip155:56');
  });

  test('of a token follows the form of the address', () => {
    assert.equal(placeOf('USDT', TRON)?.chain, 'tron:0x2b6653dc');
    assert.equal(placeOf('USDT', EVM)?.chain, 'eip155:1');
    assert.equal(placeOf('USDT', COIN)?.chain, BITCOIN);
    assert.equal(placeOf('USDT', 'GnCRxKqUEPouYMvTb5nJMGrDB3VkTXZnDTaDuVZdnWA3')?.known, false);
  });

  test('under a wrong ticker follows the form too', () => {
    assert.equal(placeOf('BTC', 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq')?.chain, 'tron:0x2b6653dc');
    assert.equal(placeOf('XBT', COIN)?.chain, BITCOIN);
  });

  test('keeps the 20 bytes under a wrong checksum, and says so', () => {
    const place = placeOf('eth', CHECKED.replace('DA', 'dA'));
    assert.equal(place?.holder, EVM);
    assert.equal(place?.fault?.fault, 'checksum');
  });

  test('that cannot be read matches nothing of ours', () => {
    const broken = placeOf('bitcoin', '1MFgcyJ7ZNSknbTBRaih6zWDE6V1A64tRYs');
    assert.equal(broken?.known, false);
    assert.equal(broken?.fault?.fault, 'checksum');
    assert.equal(placeOf('ethereum', '0x1234')?.fault?.fault, 'address');
    assert.deepEqual(placeOf('KCS', EVM), {
      chain: 'other:kcs',
      holder: EVM,
      known: false,
      fault: null,
    });
    assert.equal(placeOf('ethereum', ''), null);
    assert.equal(placeOf('', EVM), null);
    assert.equal(placeOf('zil', 'a\u0000b'), null);
  });
});
