import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { clientAddress, isLoopback, limitName, proxyList } from './address.ts';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('addresses', () => {
  const proxies = proxyList(['10.0.0.0/8', 'fd00::1']);

  test('are those of the connection, unless a stated proxy says otherwise', () => {
    const said = (remote: string, forwarded?: string) =>
      clientAddress(from(remote, forwarded), proxies);
    assert.equal(said('203.0.113.5'), '203.0.113.5');
    assert.equal(said('203.0.113.5', '198.51.100.1'), '203.0.113.5', 'nobody stated it');
    assert.equal(said('10.1.2.3', '198.51.100.1'), '198.51.100.1');
    assert.equal(said('::ffff:10.1.2.3', '198.51.100.1'), '198.51.100.1');
    assert.equal(said('fd00::1', '2001:db8::5, 10.9.9.9'), '2001:db8::5', 'through two proxies');
    assert.equal(said('10.1.2.3', '1.1.1.1, 198.51.100.1'), '198.51.100.1', 'the client lies');
    assert.equal(said('10.1.2.3', 'nonsense'), '10.1.2.3');
    assert.equal(said('10.1.2.3', '198.51.100.1, nonsense'), '10.1.2.3');
    assert.equal(said('10.1.2.3'), '10.1.2.3');
    assert.equal(clientAddress(undefined, proxies), '');
  });

  test('of proxies are addresses or blocks', () => {
    for (const wrong of ['proxy', '10.0.0.0/33', '10.0.0.0/x', '::1/129', '']) {
      assert.throws(() => proxyList([wrong]), InputError, wrong);
    }
  });

  test('of one IPv6 network count as one', () => {
    assert.equal(limitName('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
    assert.equal(limitName('2001:db8:1:2::7'), '2001:db8:1:2');
    assert.equal(limitName('2001:db8::1'), '2001:db8:0:0');
    assert.equal(limitName('fe80::1%eth0'), 'fe80:0:0:0');
    assert.equal(limitName('203.0.113.5'), '203.0.113.5');
  });

  test('of this computer are known', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
      assert.ok(isLoopback(host), host);
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'localhost.example', '']) {
      assert.ok(!isLoopback(host), host);
    }
  });
});
