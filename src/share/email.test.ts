import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { needsOpenssl, openssl } from '../../test/authority.ts';
import { InputError, SourceError } from '../base/errors.ts';
import { type MailSettings, mailSettings, sendEmail } from './email.ts';
import { type Notice, subjectOf, textOf } from './notice.ts';

const NOTICE: Notice = {
  type: 'alert.raised',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {
    ...{ id: 'a', severity: 'high', kind: 'exchange', state: 'open' },
    title: '1 BTC moved to Bank\r\nBcc: everybody@example.org',
    ...{ traceId: 't', caseId: null, url: 'https://desk.example.org/inbox?alert=a', detail: null },
  },
};

interface Received {
  readonly text: string;
  readonly user: string | undefined;
  readonly secure: boolean;
}

async function receive(t: TestContext, options: SMTPServerOptions) {
  const mails: Received[] = [];
  const server = new SMTPServer({
    ...options,
    onAuth: ({ username, password }, _session, done) => {
      if (password === 'right') done(null, { user: username ?? '' });
      else done(new Error('Invalid username or password for duty@example.org'));
    },
    onRcptTo: ({ address }, _session, done) => {
      const gone = Object.assign(new Error(`no mailbox ${address}`), { responseCode: 550 });
      done(address.startsWith('gone') ? gone : null);
    },
    onData: async (stream, { user, secure }, done) => {
      let text = '';
      for await (const part of stream) text += part;
      mails.push({ text, user, secure: Boolean(secure) });
      done();
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  t.after(() => server.close(() => undefined));
  const { port } = server.server.address() as AddressInfo;
  const settings: MailSettings = {
    ...{ host: 'localhost', port, security: 'none', user: null, password: null },
    from: 'Desk <desk@example.org>',
  };
  return { mails, settings };
}

async function faultOf(sending: Promise<void>): Promise<SourceError> {
  const fault = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(fault instanceof SourceError, String(fault));
  return fault;
}

describe('an e-mail', { skip: needsOpenssl() }, () => {
  let folder: string;
  let tls: { key: string; cert: string };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hue-mail-'));
    const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const form = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl(folder, 'req', ...form, ...files, ...name, '-days', '2');
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    tls = { key: read('key.pem'), cert: read('cert.pem') };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is handed in as plain text, whatever stands in a title', async (t) => {
    const { mails, settings } = await receive(t, {
      authOptional: true,
      disabledCommands: ['STARTTLS'],
    });
    await sendEmail(settings, 'duty@example.org', NOTICE, { id: 'one' });
    const { text = '' } = mails[0] ?? {};
    const [head = '', body = ''] = text.split('\r\n\r\n');
    assert.ok(!/^bcc:/im.test(head), head);
    assert.match(head, /^Message-ID: <one@example\.org>$/m);
    assert.match(head, /^To: duty@example\.org$/m);
    assert.match(body, /^An alert was raised/);
  });

  test('goes over TLS from the first byte, or by STARTTLS, and with a password', async (t) => {
    for (const security of ['tls', 'starttls'] as const) {
      const { mails, settings } = await receive(t, { ...tls, secure: security === 'tls' });
      const known = { ...settings, security, user: 'desk', password: 'right' };
      await sendEmail(known, 'duty@example.org', NOTICE, { id: 'one', ca: tls.cert });
      assert.deepEqual(
        mails.map(({ user, secure }) => [user, secure]),
        [['desk', true]],
      );
    }
  });

  test('is not sent in the clear, nor to whom its certificate does not name', async (t) => {
    const plain = await receive(t, { authOptional: true, disabledCommands: ['STARTTLS'] });
    const demanded = { ...plain.settings, security: 'starttls', password: 'right' } as const;
    const to = 'duty@example.org';
    await faultOf(sendEmail(demanded, to, NOTICE, { id: 'one', ca: tls.cert }));
    assert.equal(plain.mails.length, 0);
    const other = await receive(t, { ...tls, secure: true, authOptional: true });
    // not signed by anybody known
    await faultOf(sendEmail({ ...other.settings, security: 'tls' }, to, NOTICE, { id: 'one' }));
    assert.equal(other.mails.length, 0);
  });

  test('is tried again where that may help, and what the server said stays unsaid', async (t) => {
    const { settings } = await receive(t, { ...tls, secure: true });
    const known = { ...settings, security: 'tls', user: 'desk' } as const;
    const send = (password: string, to: string) => {
      return faultOf(sendEmail({ ...known, password }, to, NOTICE, { id: 'one', ca: tls.cert }));
    };
    const [wrong, gone] = [await send('wrong', 'a@b.org'), await send('right', 'gone@b.org')];
    assert.deepEqual([wrong.retry, gone.retry], [true, false]);
    for (const { message } of [wrong, gone]) {
      assert.match(message, /^mail server localhost: did not take the message \(E\w+ \d{3}\)$/);
    }
  });
});

describe('settings of e-mail', () => {
  const base = { HUE_SMTP_HOST: 'mail.example.org', HUE_SMTP_FROM: 'desk@example.org' };

  test('are none without a host, and encrypt unless told', () => {
    assert.equal(mailSettings({}), null);
    const { security, port } = mailSettings(base) ?? {};
    assert.deepEqual([security, port], ['starttls', 587]);
    assert.equal(mailSettings({ ...base, HUE_SMTP_SECURITY: 'tls' })?.port, 465);
  });

  test('refuse a password in the clear, and never show it', () => {
    const secret = 'never to be shown';
    for (const more of [
      { HUE_SMTP_SECURITY: 'none', HUE_SMTP_PASSWORD: secret },
      { HUE_SMTP_PORT: '99999', HUE_SMTP_PASSWORD: secret },
      { HUE_SMTP_SECURITY: 'ssl', HUE_SMTP_PASSWORD: secret },
    ]) {
      assert.throws(
        () => mailSettings({ ...base, ...more }),
        (error: unknown) => error instanceof InputError && !error.message.includes(secret),
      );
    }
  });
});

describe('a notice', () => {
  test('says in one line what happened, and that it was taken back', () => {
    const subject = subjectOf({ ...NOTICE, type: 'alert.retracted' });
    assert.match(subject, /^\[high\] RETRACTED: 1 BTC moved to Bank\?\?Bcc/);
    assert.match(textOf({ ...NOTICE, type: 'alert.retracted' }), /^Retracted: /);
    const first = { severity: 'high', usd: '9.00' };
    const place = { chain: 'eip155:1', tx: '0x1', block: 1, time: '2026-01-01 00:00:00' };
    const account = { policy: 'haircut', first };
    const detail = { ...place, from: 'a', usd: '5.00', parts: [], account };
    const updated = { ...NOTICE, type: 'alert.updated', data: { ...NOTICE.data, detail } } as const;
    assert.match(subjectOf(updated), /^\[\w+\] UPDATE: /);
    assert.match(textOf(updated), /by haircut: .*\nTold first: high, at most \$9\.00\n/);
  });

  test('names who can act', () => {
    const actions = [{ actor: 'Tether', how: 'Ask it.' }];
    const part = { to: 'B', toName: null, asset: { symbol: 'USDT' }, actions };
    const about = { chain: 'eip155:1', tx: 'T', block: 1, time: 'now', from: 'A', usd: null };
    const detail = { ...about, parts: [part] };
    const text = textOf({ ...NOTICE, data: { ...NOTICE.data, detail } });
    assert.match(text, /^ {2}Who can act: Tether\. Ask it\.$/m);
    assert.match(text, /at most: not known$/m);
  });
});
