import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testStore } from '../../test/desk/store.ts';
import { InputError } from '../base/errors.ts';
import { findInvitation, invite, inviteFirst, takeInvitation } from './invitations.ts';
import { createKey, findKey, listKeys, revokeKey } from './keys.ts';
import {
  addPasskey,
  findByOidc,
  findPasskey,
  linkOidc,
  notePasskeyUse,
  passkeysOf,
  putChallenge,
  takeChallenge,
} from './passkeys.ts';
import { changePerson, createPerson, findPersonByEmail, listPeople } from './people.ts';
import { endSession, findSession, forgetExpired, openSession } from './sessions.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());

const SOON = new Date(Date.now() + 3_600_000);
const PAST = new Date(Date.now() - 1000);

let count = 0;
async function person(role: 'viewer' | 'administrator' = 'viewer') {
  count += 1;
  return await createPerson(db, { email: `p${count}@example.org`, name: `P${count}`, role });
}

test('the first link is made anew until somebody is here; the last one alone works', async () => {
  const first = await inviteFirst(db, SOON);
  const second = await inviteFirst(db, SOON);
  assert.equal(await findInvitation(db, first!), undefined);
  assert.equal((await findInvitation(db, second!))?.role, 'administrator');
  const takers = await Promise.all([takeInvitation(db, second!), takeInvitation(db, second!)]);
  assert.equal(takers.filter(Boolean).length, 1);
  await person('administrator');
  assert.equal(await inviteFirst(db, SOON), undefined);
});

test('an invitation that is over cannot be used', async () => {
  const { token } = await invite(db, { role: 'viewer', expiresAt: PAST });
  assert.equal(await takeInvitation(db, token), undefined);
});

test('an address belongs to one person, in whatever case it is written', async () => {
  const { id } = await createPerson(db, { email: 'Eve@example.org', name: 'E', role: 'viewer' });
  const again = createPerson(db, { email: 'eVE@example.org', name: 'E', role: 'viewer' });
  await assert.rejects(again, InputError);
  assert.equal((await findPersonByEmail(db, 'EVE@EXAMPLE.ORG'))?.id, id);
  const people = await listPeople(db, { limit: 200 });
  assert.deepEqual(
    people.map((one) => one.id).toSorted(),
    people.map((one) => one.id),
  );
});

test('a session is found by its token until it is ended or over', async () => {
  const { id } = await person();
  const { session, token } = await openSession(db, { personId: id, expiresAt: SOON });
  assert.equal((await findSession(db, token))?.person.id, id);
  assert.notEqual(session.token_hash, token);
  await endSession(db, session.id);
  assert.equal(await findSession(db, token), undefined);
  const over = await openSession(db, { personId: id, expiresAt: PAST });
  assert.equal(await findSession(db, over.token), undefined);
  await forgetExpired(db);
  assert.deepEqual(await db.selectFrom('session').select('id').execute(), []);
});

test('a key is found by its secret until it is revoked or over', async () => {
  const { id } = await person();
  const { key, secret } = await createKey(db, { name: 'K', personId: id, scopes: ['screen'] });
  assert.match(secret, /^hue_[\w-]{43}$/);
  assert.ok(secret.startsWith(key.prefix));
  assert.deepEqual((await findKey(db, secret))?.key.scopes, ['screen']);
  assert.equal(await revokeKey(db, { id: key.id, personId: 'another' }), undefined);
  assert.ok(await revokeKey(db, { id: key.id, personId: id }));
  assert.equal(await findKey(db, secret), undefined);
  const old = { name: 'old', personId: id, scopes: ['read'], expiresAt: PAST } as const;
  assert.equal(await findKey(db, (await createKey(db, old)).secret), undefined);
  assert.equal((await listKeys(db, { personId: id, limit: 9 })).length, 2);
});

test('whoever is shut out loses sessions, keys and passkeys at once', async () => {
  const { id } = await person();
  const { token } = await openSession(db, { personId: id, expiresAt: SOON });
  const { secret } = await createKey(db, { name: 'K', personId: id, scopes: ['read'] });
  const passkey = { id: 'cred', personId: id, publicKey: new Uint8Array([1, 2]), counter: 0 };
  await addPasskey(db, { ...passkey, transports: ['usb', 'nfc'], name: 'Key' });
  await notePasskeyUse(db, 'cred', 2 ** 32 - 1);
  assert.equal((await findPasskey(db, 'cred'))?.counter, 2n ** 32n - 1n);
  assert.deepEqual((await passkeysOf(db, id))[0]?.transports, ['usb', 'nfc']);
  await linkOidc(db, { issuer: 'https://idp', subject: 's', personId: id });
  assert.equal((await findByOidc(db, { issuer: 'https://idp', subject: 's' }))?.id, id);
  await changePerson(db, id, { disabled: true });
  assert.equal(await findSession(db, token), undefined);
  assert.equal(await findKey(db, secret), undefined);
  assert.equal(await findPasskey(db, 'cred'), undefined);
  assert.equal(await findByOidc(db, { issuer: 'https://idp', subject: 's' }), undefined);
  await changePerson(db, id, { disabled: false });
  assert.equal(await findKey(db, secret), undefined);
  assert.ok(await findPasskey(db, 'cred'));
});

test('somebody is left who administers, whatever is changed at once', async () => {
  await person('administrator');
  const all = await db
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'administrator')
    .execute();
  const changes = all.map(({ id }, index) =>
    changePerson(db, id, index % 2 === 0 ? { disabled: true } : { role: 'viewer' }),
  );
  const results = await Promise.allSettled(changes);
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 1);
});

test('a challenge is taken once, by its kind, in time', async () => {
  const id = await putChallenge(db, { kind: 'login', value: 'v', expiresAt: SOON });
  assert.equal(await takeChallenge(db, { id, kind: 'register' }), undefined);
  assert.equal((await takeChallenge(db, { id, kind: 'login' }))?.value, 'v');
  assert.equal(await takeChallenge(db, { id, kind: 'login' }), undefined);
  const old = await putChallenge(db, { kind: 'login', value: 'v', expiresAt: PAST });
  assert.equal(await takeChallenge(db, { id: old, kind: 'login' }), undefined);
});
