// Coming in: the first link, passkeys, sessions and what ends them.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { firstLink, recoveryLink } from '../../src/server/signin/invitations.ts';
import { softwareAuthenticator } from './authenticator.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const ORIGIN = 'http://localhost:8423';
const RP = 'localhost';

type Authenticator = ReturnType<typeof softwareAuthenticator>;

function cookieOf(answer: Response): string {
  const header = answer.headers.get('set-cookie') ?? '';
  assert.match(header, /^hue_session=[\w-]{43}; .*HttpOnly; SameSite=Strict$/);
  return header.split(';')[0] ?? '';
}

describe('coming in', () => {
  let desk: TestDesk;
  const authenticator = softwareAuthenticator();
  before(async () => {
    desk = await testDesk();
  });
  after(() => desk.close());

  const post = async (at: string, body: unknown, as?: Caller) => {
    const answer = await desk.ask('POST', at, { as, body });
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { answer, said: isJson ? await answer.json() : null };
  };

  const begin = async (own: Authenticator, invitation: string, email = 'ann@example.org') => {
    const wish = { invitation, name: 'Ann', email };
    const { said } = await post('/v1/passkeys/register/options', wish);
    const { challengeId, options } = said;
    const response = own.create({ challenge: options.challenge, origin: ORIGIN, rpId: RP });
    return { challengeId, response };
  };

  const enter = async (own: Authenticator, invitation: string, email?: string) =>
    post('/v1/passkeys/register/verify', await begin(own, invitation, email));

  const login = async (
    own: Authenticator,
    change: { origin?: string; rpId?: string; challenge?: string } = {},
    faults: { flags?: number; counter?: number } = {},
  ) => {
    const { said } = await post('/v1/passkeys/login/options', {});
    const { challenge } = said.options;
    const response = own.get({ challenge, origin: ORIGIN, rpId: RP, ...change }, faults);
    return post('/v1/passkeys/login/verify', { challengeId: said.challengeId, response });
  };

  const callerOf = async (answer: Response, id = ''): Promise<Caller> => {
    const cookie = cookieOf(answer);
    const session = await desk.ask('GET', '/v1/session', { headers: { cookie } });
    return { id, headers: { cookie, 'x-csrf-token': (await session.json()).csrf } };
  };

  test('the first link makes one administrator, and then none', async () => {
    const stale = await firstLink(desk.desk);
    const link = await firstLink(desk.desk);
    const token = link?.split('/setup/')[1] ?? '';
    const old = stale?.split('/setup/')[1] ?? '';
    assert.equal((await desk.ask('GET', `/v1/invitations/${old}`)).status, 404);
    const shown = await (await desk.ask('GET', `/v1/invitations/${token}`)).json();
    assert.equal(shown.role, 'administrator');
    const { answer, said } = await enter(authenticator, token);
    assert.equal(answer.status, 200, JSON.stringify(said));
    const caller = await callerOf(answer);
    const session = await (await desk.ask('GET', '/v1/session', { as: caller })).json();
    assert.equal(session.person.role, 'administrator');
    assert.equal((await desk.ask('GET', `/v1/invitations/${token}`)).status, 404);
    assert.equal(await firstLink(desk.desk), null);
  });

  test('a passkey signs in, a forged answer does not', async () => {
    assert.equal((await login(authenticator)).answer.status, 200);
    const wrong = [
      await login(authenticator, { origin: 'https://elsewhere.example' }),
      await login(authenticator, { rpId: 'elsewhere.example' }),
      await login(authenticator, { challenge: 'AAAA' }),
      // present, but not verified by finger, face or PIN
      await login(authenticator, {}, { flags: 0x01 }),
      // a counter that goes back is a copy
      await login(authenticator, {}, { counter: 1 }),
      await login(softwareAuthenticator()),
    ];
    const said = new Set(wrong.map(({ answer, said: one }) => `${answer.status} ${one.detail}`));
    // one answer for all: none tells what was wrong, or who has an account
    assert.equal(said.size, 1, [...said].join('\n'));
    assert.match([...said][0] ?? '', /^401/);
    for (const { answer } of wrong) assert.equal(answer.headers.get('set-cookie'), null);
  });

  test('a challenge is answered once', async () => {
    const { said } = await post('/v1/passkeys/login/options', {});
    const asked = { challenge: said.options.challenge, origin: ORIGIN, rpId: RP };
    const body = { challengeId: said.challengeId, response: authenticator.get(asked) };
    assert.equal((await post('/v1/passkeys/login/verify', body)).answer.status, 200);
    assert.equal((await post('/v1/passkeys/login/verify', body)).answer.status, 401);
  });

  test('an invitation lets one person in', async () => {
    const admin = await callerOf((await login(authenticator)).answer);
    const made = await post('/v1/people', { role: 'analyst', email: 'bob@example.org' }, admin);
    assert.equal(made.answer.status, 201);
    const token = made.said.link.split('/setup/')[1];
    const begun = [
      await begin(softwareAuthenticator(), token),
      await begin(softwareAuthenticator(), token),
    ];
    const answers = await Promise.all(
      begun.map((body) => post('/v1/passkeys/register/verify', body)),
    );
    assert.deepEqual(answers.map(({ answer }) => answer.status).toSorted(), [200, 401]);
    const people = await (await desk.ask('GET', '/v1/people', { as: admin })).json();
    const bobs = people.items.filter((one: { email: string }) => one.email === 'bob@example.org');
    assert.equal(bobs.length, 1);
  });

  test('a passkey that is added is of whoever is signed in, and written down', async () => {
    const { db } = desk.store;
    const admin = await callerOf((await login(authenticator)).answer);
    const add = async (as: Caller | undefined) => {
      const { said } = await post('/v1/passkeys/register/options', {}, admin);
      const asked = { challenge: said.options.challenge, origin: ORIGIN, rpId: RP };
      const response = softwareAuthenticator().create(asked);
      const body = { challengeId: said.challengeId, response };
      const { answer } = await post('/v1/passkeys/register/verify', body, as);
      return { status: answer.status, id: response.id };
    };
    assert.equal((await add(undefined)).status, 401, 'signed out meanwhile');
    assert.equal((await add(await desk.person('viewer'))).status, 401, 'somebody else');
    const added = await add(admin);
    assert.equal(added.status, 200);
    const rows = db.selectFrom('custody').select('subject').where('action', '=', 'passkey added');
    assert.deepEqual(await rows.execute(), [{ subject: { passkey: added.id } }]);
    await db.deleteFrom('passkey').where('id', '=', added.id).execute();
  });

  test('a lost passkey is taken away, the last one is not', async () => {
    const admin = await callerOf((await login(authenticator)).answer);
    const second = softwareAuthenticator();
    const { said } = await post('/v1/passkeys/register/options', {}, admin);
    const asked = { challenge: said.options.challenge, origin: ORIGIN, rpId: RP };
    const body = { challengeId: said.challengeId, response: second.create(asked) };
    assert.equal((await post('/v1/passkeys/register/verify', body, admin)).answer.status, 200);
    assert.equal((await login(second)).answer.status, 200);
    const { items } = await (await desk.ask('GET', '/v1/passkeys', { as: admin })).json();
    assert.equal(items.length, 2);
    const remove = (id: string) => desk.ask('DELETE', `/v1/passkeys/${id}`, { as: admin });
    assert.equal((await remove(second.id)).status, 204);
    assert.equal((await remove(authenticator.id)).status, 409);
    assert.equal((await login(second)).answer.status, 401);
    assert.equal((await login(authenticator)).answer.status, 200);
    const link = await recoveryLink(desk.desk);
    const token = link.split('/setup/')[1];
    assert.equal((await desk.ask('GET', `/v1/invitations/${token}`)).status, 200);
  });

  test('whoever is disabled is out at once', async () => {
    const admin = await callerOf((await login(authenticator)).answer);
    const made = await post('/v1/people', { role: 'viewer', email: 'eve@example.org' }, admin);
    const own = softwareAuthenticator();
    const entered = await enter(own, made.said.link.split('/setup/')[1]);
    const eve = await callerOf(entered.answer, entered.said.personId);
    assert.equal((await desk.ask('GET', '/v1/people', { as: eve })).status, 200);
    const at = `/v1/people/${eve.id}`;
    const tag = (await desk.ask('GET', at, { as: admin })).headers.get('etag') ?? '';
    const stale = { as: admin, body: { disabled: true }, headers: { 'if-match': '"other"' } };
    assert.equal((await desk.ask('PATCH', at, stale)).status, 412);
    const change = { as: admin, body: { disabled: true }, headers: { 'if-match': tag } };
    assert.equal((await desk.ask('PATCH', at, change)).status, 200);
    assert.equal((await desk.ask('GET', '/v1/people', { as: eve })).status, 401);
    assert.equal((await login(own)).answer.status, 401);
  });

  test('the last administrator stays', async () => {
    const admin = await callerOf((await login(authenticator)).answer);
    const { person } = await (await desk.ask('GET', '/v1/session', { as: admin })).json();
    const at = `/v1/people/${person.id}`;
    const tag = (await desk.ask('GET', at, { as: admin })).headers.get('etag') ?? '';
    for (const body of [{ disabled: true }, { role: 'viewer' }]) {
      const change = { as: admin, body, headers: { 'if-match': tag } };
      assert.equal((await desk.ask('PATCH', at, change)).status, 400);
    }
  });

  test('a key is shown once, and ends', async () => {
    const admin = await callerOf((await login(authenticator)).answer);
    const wish = { name: 'scanner', scopes: ['read', 'screen'] };
    const headers = { 'idempotency-key': 'one' };
    const first = await desk.ask('POST', '/v1/keys', { as: admin, body: wish, headers });
    const { key, id } = await first.json();
    const again = await desk.ask('POST', '/v1/keys', { as: admin, body: wish, headers });
    assert.equal(again.status, 409, 'the answer with the key is kept nowhere');
    const as = { id: '', headers: { 'x-api-key': key } };
    assert.equal((await desk.ask('GET', '/v1/people', { as })).status, 200);
    assert.equal((await desk.ask('DELETE', `/v1/keys/${id}`, { as: admin })).status, 204);
    assert.equal((await desk.ask('GET', '/v1/people', { as })).status, 401);
    const rows = await desk.store.db.selectFrom('api_key').selectAll().execute();
    const kept = await desk.store.db.selectFrom('idempotency').selectAll().execute();
    const text = JSON.stringify([rows, kept]);
    assert.match(text, /scanner/);
    assert.ok(!text.includes(key.slice(13)));
  });

  test('a session slides, and ends at the latest after its days', async () => {
    const caller = await callerOf((await login(authenticator)).answer);
    const { db } = desk.store;
    const age = async (seen: number, begun: number, left: number): Promise<void> => {
      desk.desk.actors.forget();
      const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);
      const change = { seen_at: at(-seen), created_at: at(-begun), expires_at: at(left) };
      await db.updateTable('session').set(change).execute();
    };
    const ends = async () => {
      const { expires_at } = await db
        .selectFrom('session')
        .select('expires_at')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      return Math.round((expires_at.getTime() - Date.now()) / 3_600_000);
    };
    await age(1, 1, 2);
    assert.equal((await desk.ask('GET', '/v1/people', { as: caller })).status, 200);
    assert.equal(await ends(), 12);
    await age(1, 7 * 24 - 3, 2);
    assert.equal((await desk.ask('GET', '/v1/people', { as: caller })).status, 200);
    assert.equal(await ends(), 3);
    await age(1, 1, -1);
    assert.equal((await desk.ask('GET', '/v1/people', { as: caller })).status, 401);
  });
});
