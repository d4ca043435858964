// Cookies that a neighbour under the same domain cannot set, and where they may be sent at all.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deskSchema } from '../../src/server/desk.ts';
import { assertSafeToListen } from '../../src/server/listen.ts';
import { type TestDesk, testDesk } from './desk.ts';

const ORIGIN = 'https://desk.example.org';

describe('cookies', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await testDesk({ origin: ORIGIN });
  });
  after(() => desk.close());

  test('are bound to this host where it has TLS', async () => {
    const ann = await desk.person('viewer');
    const [, token] = (ann.headers.cookie ?? '').split('=');
    const who = async (cookie: string) => {
      const answer = await desk.ask('GET', '/v1/session', { headers: { cookie } });
      return (await answer.json()).person?.id;
    };
    assert.equal(await who(`hue_session=${token}`), undefined);
    const cookie = `__Host-hue_session=${token}`;
    assert.equal(await who(cookie), ann.id);
    const own = { id: ann.id, headers: { ...ann.headers, cookie } };
    const ended = await desk.ask('POST', '/v1/session/end', { as: own, body: {} });
    assert.equal(ended.status, 204);
    const taken = ended.headers.get('set-cookie') ?? '';
    assert.match(taken, /^__Host-hue_session=; .*Path=\/; .*Secure/);
  });

  test('are not sent in the open by way of a proxy on this computer', () => {
    const behindProxy = ['127.0.0.1'];
    const config = (more: object) => deskSchema.parse({ behindProxy, ...more });
    assert.throws(() => assertSafeToListen(config({})), /origin/);
    assert.throws(() => assertSafeToListen(config({ origin: 'http://desk.local' })), /origin/);
    assertSafeToListen(config({ origin: ORIGIN }));
    assertSafeToListen(deskSchema.parse({}));
  });
});
