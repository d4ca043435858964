import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPublicAddress } from './public-address.ts';

const PUBLIC =
  '1.1.1.1 8.8.8.8 11.0.0.1 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.0.1.1';
const PUBLIC_6 = '2606:4700::1111 2a00:1450:4001::8a 2001:4860:4860::8888 ::ffff:8.8.8.8';
const NOT_PUBLIC = [
  '0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1',
  '172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1',
  '239.255.255.255 240.0.0.1 255.255.255.255',
].join(' ');
const NOT_PUBLIC_6 = [
  ':: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:a9fe:a9fe ::127.0.0.1 fe80::1 fe80::1%eth0 fc00::1',
  'fd12::1 fec0::1 ff02::1 2001:db8::1 2001::1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::10.0.0.1',
  '64:ff9b:1::1 100::1 3fff::1 4000::1',
].join(' ');

test('addresses of the public internet', () => {
  for (const address of `${PUBLIC} ${PUBLIC_6} 64:ff9b::8.8.8.8`.split(' ')) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

test('addresses that lead elsewhere', () => {
  for (const address of `${NOT_PUBLIC} ${NOT_PUBLIC_6}`.split(' ')) {
    assert.equal(isPublicAddress(address), false, address);
  }
});

test('what is no address is not public', () => {
  for (const text of ['', 'localhost', '127.1', '0x7f.1', '017700000001', '1.2.3.4.5', '[::1]']) {
    assert.equal(isPublicAddress(text), false, text);
  }
});

test('an IPv4 address is as public inside an IPv6 address as by itself', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const expected = isPublicAddress(address);
      assert.equal(isPublicAddress(`::ffff:${address}`), expected);
      assert.equal(isPublicAddress(`64:ff9b::${address}`), expected);
    }),
  );
});
