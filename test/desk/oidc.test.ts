// Signing in at the organisation's own provider, against a real one on the loopback.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { invite } from '../../src/store/invitations.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { openIdProvider, type Subject } from './provider.ts';

const ISSUER_OF_OTHERS = 'https://elsewhere.example';

describe('OpenID Connect', () => {
  let desk: TestDesk;
  let provider: Awaited<ReturnType<typeof openIdProvider>>;
  before(async () => {
    provider = await openIdProvider();
    desk = await testDesk({ oidc: provider.config });
  });
  after(async () => {
    await desk.close();
    await provider.close();
  });

  const leave = async (query = '', as?: Caller) => {
    const start = await desk.ask('GET', `/v1/oidc/start${query}`, { as });
    assert.equal(start.status, 303, await start.text());
    const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
    const to = start.headers.get('location') ?? '';
    const sent = await fetch(to, { redirect: 'manual' });
    return { cookie, back: new URL(sent.headers.get('location') ?? '') };
  };

  const comeBack = async (cookie: string, back: URL) => {
    const at = `${back.pathname}${back.search}`;
    const answer = await desk.ask('GET', at, { headers: { cookie } });
    const session = answer.headers.getSetCookie().find((one) => one.startsWith('hue_session='));
    return { to: answer.headers.get('location'), session: session?.split(';')[0] ?? null };
  };

  const signIn = async (subject: Subject, query = '', as?: Caller) => {
    provider.signIn(subject);
    const { cookie, back } = await leave(query, as);
    return comeBack(cookie, back);
  };

  const who = async (cookie: string | null) => {
    const answer = await desk.ask('GET', '/v1/session', { headers: { cookie: cookie ?? '' } });
    return (await answer.json()).person;
  };

  const invitation = async (email?: string): Promise<string> => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const { token } = await invite(desk.store.db, { role: 'analyst', email, expiresAt });
    return `?invitation=${token}`;
  };

  test('lets in whoever was invited, and knows them the next time', async () => {
    const ann = { sub: 'ann', name: 'Ann', email: 'ann@example.org', email_verified: true };
    const refused = await signIn(ann);
    assert.deepEqual(refused, { to: '/signin?failed=oidc', session: null });
    const first = await signIn(ann, await invitation());
    assert.equal(first.to, '/');
    assert.equal((await who(first.session)).name, 'Ann');
    const again = await signIn(ann);
    assert.deepEqual(await who(again.session), await who(first.session));
  });

  test('takes no e-mail address that the provider did not verify', async () => {
    const mallory = { sub: 'mallory', email: 'ann@example.org', email_verified: false };
    assert.equal((await signIn(mallory, await invitation())).session, null);
    assert.ok((await signIn(mallory, await invitation('mallory@example.org'))).session);
  });

  test('refuses tokens for others, by others, and of another sign-in', async () => {
    const lies = [{ nonce: 'other' }, { aud: 'other' }, { iss: ISSUER_OF_OTHERS }];
    for (const lie of lies) {
      const { to, session } = await signIn({ sub: 'ann', ...lie });
      assert.deepEqual({ to, session }, { to: '/signin?failed=oidc', session: null });
    }
  });

  test('refuses a way back that another browser began, or that was used', async () => {
    provider.signIn({ sub: 'ann' });
    const own = await leave();
    const other = await leave();
    assert.equal((await comeBack('', own.back)).session, null);
    assert.equal((await comeBack(other.cookie, own.back)).session, null, 'the state is another');
    const third = await leave();
    assert.ok((await comeBack(third.cookie, third.back)).session);
    assert.equal((await comeBack(third.cookie, third.back)).session, null);
  });

  test('adds an identity to whoever is signed in', async () => {
    const bob = await desk.person('viewer');
    assert.equal((await signIn({ sub: 'bob' }, '?link=1', bob)).to, '/');
    const { session } = await signIn({ sub: 'bob' });
    assert.equal((await who(session)).id, bob.id);
    const eve = await desk.person('viewer');
    assert.equal((await signIn({ sub: 'bob' }, '?link=1', eve)).to, '/signin?failed=oidc');
    assert.equal((await desk.ask('GET', '/v1/oidc/start?link=1')).status, 401);
  });

  test('writes down whom it refused', async () => {
    const rows = await desk.store.db
      .selectFrom('denial')
      .select('reason')
      .where('route', '=', 'GET /v1/oidc/callback')
      .execute();
    const reasons = new Set(rows.map(({ reason }) => reason));
    for (const reason of ['unknown identity', 'oidc', 'no such challenge', 'identity of another']) {
      assert.ok(reasons.has(reason), `${reason}: ${[...reasons].join(', ')}`);
    }
  });
});
