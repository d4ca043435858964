import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { z } from 'zod';
import { testStore } from '../../test/desk/store.ts';
import { recordCustody } from './custody.ts';
import { beginWrite, dropWrite, endWrite } from './idempotency.ts';
import { newId } from './ids.ts';
import { decideTag, decisionsAfter, noteListVersion } from './names.ts';
import { getSetting, noteDenial, putSetting } from './settings.ts';
import { inTransaction } from './transaction.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());

const write = (key: string, sent = 'a') => {
  return { key, personId: 'p', route: 'POST /v1/cases', requestSha256: sent.repeat(64) };
};

test('of many that send one write, one does it, and all get its answer', async () => {
  const begun = await Promise.all(Array.from({ length: 9 }, () => beginWrite(db, write('k'))));
  const kinds = begun.map(({ kind }) => kind).toSorted();
  assert.deepEqual(kinds, ['new', ...Array(8).fill('running')].toSorted());
  await endWrite(db, write('k'), { status: 201, body: { id: 1 } });
  const done = { kind: 'done', status: 201, body: { id: 1 } };
  assert.deepEqual(await beginWrite(db, write('k')), done);
});

test('a key stands for one request of one person on one route', async () => {
  await beginWrite(db, write('d'));
  assert.deepEqual(await beginWrite(db, write('d', 'b')), { kind: 'different' });
  assert.deepEqual(await beginWrite(db, { ...write('d'), personId: 'q' }), { kind: 'new' });
  assert.deepEqual(await beginWrite(db, { ...write('d'), route: 'other' }), { kind: 'new' });
});

test('what failed, or was left by a program that died, may be sent again', async () => {
  await beginWrite(db, write('f'));
  await dropWrite(db, write('f'));
  assert.deepEqual(await beginWrite(db, write('f')), { kind: 'new' });
  await sql`update idempotency set created_at = now() - interval '1 hour'`.execute(db);
  assert.deepEqual(await beginWrite(db, write('f')), { kind: 'new' });
  assert.deepEqual(await beginWrite(db, write('f')), { kind: 'running' });
});

test('settings, denials, tags and lists are kept', async () => {
  const schema = z.object({ on: z.boolean() });
  assert.equal(await getSetting(db, 'victim', schema), undefined);
  await putSetting(db, 'victim', { on: false });
  await putSetting(db, 'victim', { on: true });
  assert.deepEqual(await getSetting(db, 'victim', schema), { on: true });
  await noteDenial(db, { actor: null, route: 'GET /', reason: 'no session', address: '::1' });
  const actor = { kind: 'system', id: 'test', name: 'test' } as const;
  const about = { caseId: null, actor, action: 'tag contested', subject: {} };
  const { seq, hash } = await inTransaction(db, (trx) => recordCustody(trx, about));
  const tag = { chain: 'tron', address: 'T', body: {}, by: 'p' };
  await decideTag(db, { ...tag, id: newId(), action: 'contest', seq });
  assert.deepEqual(await decisionsAfter(db, { after: seq, limit: 9 }), []);
  const decided = await decisionsAfter(db, { after: seq - 1n, limit: 9 });
  assert.deepEqual(decided, [{ seq, hash, body: {} }]);
  const list = { list: 'ofac', sha256: 'c'.repeat(64), version: '1', entries: 3, changes: {} };
  await noteListVersion(db, { ...list, fetched_at: new Date() });
  await noteListVersion(db, { ...list, fetched_at: new Date() });
  assert.equal((await db.selectFrom('list_version').selectAll().execute()).length, 1);
});
