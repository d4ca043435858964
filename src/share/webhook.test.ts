import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { serve } from '../../test/loopback.ts';
import { SourceError } from '../base/errors.ts';
import type { Notice } from './notice.ts';
import { newWebhookSecret, sendWebhook } from './webhook.ts';

const NOTICE: Notice = {
  type: 'alert.raised',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {
    ...{ id: 'a', severity: 'high', kind: 'exchange', state: 'open', title: '1 BTC moved' },
    ...{ traceId: 't', caseId: null, url: 'https://desk.example.org/inbox?alert=a', detail: null },
  },
};
const secret = newWebhookSecret();
const SENDING = { id: 'msg_1', now: 1_700_000_000_500, lookup: async () => ['127.0.0.1'] };

async function faultOf(sending: Promise<void>): Promise<SourceError> {
  const fault = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(fault instanceof SourceError, String(fault));
  return fault;
}

describe('a webhook', () => {
  test('is signed over its id, its time and its body', async (t) => {
    const { url, asked } = await serve(t, (_, response) => response.writeHead(204).end());
    const name = url.replace('127.0.0.1', 'hook.example');
    await sendWebhook({ url: `${name}/a?b=c`, secret, private: true }, NOTICE, SENDING);
    const [one] = asked;
    assert.equal(one?.url, '/a?b=c');
    assert.deepEqual(JSON.parse(one?.body ?? ''), NOTICE);
    const headers = one?.headers ?? {};
    assert.deepEqual(
      [headers['webhook-id'], headers['webhook-timestamp'], headers['content-type']],
      ['msg_1', '1700000000', 'application/json'],
    );
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update(`msg_1.1700000000.${one?.body}`);
    assert.equal(headers['webhook-signature'], `v1,${mac.digest('base64')}`);
  });

  test('follows no redirect, and is not tried again where that leads nowhere', async (t) => {
    const { url, asked } = await serve(t, ({ url: path }, response) => {
      if (path === '/gone') response.writeHead(410).end();
      else if (path === '/busy') response.writeHead(503).end();
      else response.writeHead(307, { location: '/gone' }).end();
    });
    const send = (path: string) => {
      return faultOf(sendWebhook({ url: url + path, secret, private: true }, NOTICE, SENDING));
    };
    const [moved, gone, busy] = [await send('/'), await send('/gone'), await send('/busy')];
    assert.deepEqual([moved.retry, gone.retry, busy.retry], [false, false, true]);
    assert.match(moved.message, /status 307, a redirect, which is not followed/);
    assert.equal(asked.length, 3);
  });

  test('tells nobody in a private network, by whatever name', async (t) => {
    const { url, asked } = await serve(t, (_, response) => response.writeHead(204).end());
    const { port } = new URL(url);
    const hosts = [
      `https://127.0.0.1:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://0x7f000001:${port}/`,
      `https://hook.example:${port}/`,
      `http://hook.example:${port}/`,
    ];
    for (const one of hosts) {
      const fault = await faultOf(
        sendWebhook({ url: one, secret, private: false }, NOTICE, SENDING),
      );
      assert.equal(fault.retry, false, one);
    }
    // one public address among others is not enough
    const lookup = async () => ['93.184.215.14', '10.0.0.1'];
    const mixed = { url: 'https://hook.example/', secret, private: false };
    const fault = await faultOf(sendWebhook(mixed, NOTICE, { ...SENDING, lookup }));
    assert.match(fault.message, /not an address of the public internet/);
    assert.equal(asked.length, 0);
  });

  test('ends where an answer is too long, and says nothing of its address', async (t) => {
    const { url } = await serve(t, (_, response) => response.end('x'.repeat(100_000)));
    const path = '/a-secret-in-a-path';
    const fault = await faultOf(
      sendWebhook({ url: url + path, secret, private: true }, NOTICE, SENDING),
    );
    assert.ok(!fault.message.includes('secret'), fault.message);
  });
});
