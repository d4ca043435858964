import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testStore } from '../../test/desk/store.ts';
import { sha256 } from '../base/digest.ts';
import { annotate, annotationsOf } from './annotations.ts';
import { getBlob, putBlob } from './blobs.ts';
import { caseView, createCase } from './cases.ts';
import { digestOf, verifyCustody } from './custody.ts';
import { newId } from './ids.ts';
import { createPerson } from './people.ts';
import { failTrace, finishTrace, putPartial, startTrace, versionsOf } from './trace-results.ts';
import { createTrace, findTrace, findTraceFor, listTraces } from './traces.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());

async function person(name: string) {
  const email = `${name}@example.org`;
  const { id } = await createPerson(db, { email, name, role: 'investigator' });
  return { personId: id, actor: { kind: 'person', id, name } as const };
}

const ada = await person('ada');
const bob = await person('bob');

async function openCase(title = 'Theft') {
  return await createCase(db, { title }, ada);
}

async function actions(caseId: string): Promise<string[]> {
  const rows = db.selectFrom('custody').select('action').where('case_id', '=', caseId);
  return (await rows.orderBy('seq').execute()).map(({ action }) => action);
}

test('who opens a case leads it, and the custody log says so', async () => {
  const file = await openCase();
  assert.deepEqual(await db.selectFrom('member').select(['person_id', 'role']).execute(), [
    { person_id: ada.personId, role: 'lead' },
  ]);
  const [row] = await db.selectFrom('custody').selectAll().execute();
  assert.equal(row?.after_sha256, digestOf(caseView(file)));
  assert.deepEqual(row?.actor, ada.actor);
});

test('whoever asks for an approval cannot give it', async () => {
  const { id: case_id } = await openCase();
  const asked = { case_id, kind: 'share', subject: '{}', requested_by: ada.personId } as const;
  const decide = (by: string) => {
    const decided = { decided_by: by, decision: 'approved', decided_at: new Date() } as const;
    const approval = { ...asked, ...decided, id: newId() };
    return db.insertInto('approval').values(approval).execute();
  };
  await assert.rejects(decide(ada.personId), /four_eyes/);
  await decide(bob.personId);
});

test('bytes are kept once, by their digest, and damage is found', async () => {
  const bytes = Buffer.from('pack');
  const digest = await putBlob(db, bytes, 'text/plain');
  assert.equal(digest, sha256(bytes));
  assert.equal(await putBlob(db, bytes, 'text/plain'), digest);
  assert.deepEqual((await getBlob(db, digest))?.bytes, bytes);
  assert.equal(await getBlob(db, sha256('other')), undefined);
  const damaged = { bytes: Buffer.from('PACK') } as never;
  await db.updateTable('blob').set(damaged).where('sha256', '=', digest).execute();
  await assert.rejects(getBlob(db, digest), /bytes of that digest/);
});

test('what has several pieces is read whole, also in a transaction', async () => {
  const bytes = Buffer.alloc(2 ** 21 + 5, 'a\nb');
  const digest = await putBlob(db, bytes, 'text/plain');
  assert.ok((await getBlob(db, digest))?.bytes.equals(bytes));
  const inside = await db.transaction().execute((trx) => getBlob(trx, digest));
  assert.ok(inside?.bytes.equals(bytes));
});

test('a trace goes from its job to its versions, each in the custody log', async () => {
  const { id: caseId } = await openCase();
  const { id } = await createTrace(db, { caseId, title: 'T', request: { text: '0x' } }, ada);
  await startTrace(db, id);
  const first = await putPartial(db, id, Buffer.from('1'));
  const second = await putPartial(db, id, Buffer.from('2'));
  assert.equal(await getBlob(db, first), undefined);
  assert.ok(await getBlob(db, second));
  const done = { headline: 'H', schemaVersion: 1, actor: ada.actor };
  const result = Buffer.from('2');
  await finishTrace(db, id, { ...done, result, reason: 'traced' });
  const trace = await finishTrace(db, id, { ...done, result: Buffer.from('3'), reason: 'moved' });
  assert.equal(trace.status, 'done');
  assert.equal(trace.result_sha256, sha256('3'));
  const versions = await versionsOf(db, id);
  assert.deepEqual(
    versions.map(({ version, result_sha256 }) => [version, result_sha256]),
    [
      [1, sha256('2')],
      [2, sha256('3')],
    ],
  );
  const noted = ['case opened', 'trace begun', 'trace done', 'trace extended'];
  assert.deepEqual(await actions(caseId), noted);
});

test("a trace outside of cases is its creator's", async () => {
  const { id } = await createTrace(db, { title: 'T', request: {} }, ada);
  assert.equal((await findTraceFor(db, { id, personId: ada.personId }))?.id, id);
  assert.equal(await findTraceFor(db, { id, personId: bob.personId }), undefined);
  const lists = await listTraces(db, { personId: bob.personId, limit: 9 });
  assert.ok(!lists.some((trace) => trace.id === id));
  const error = { message: 'no source' };
  await failTrace(db, id, { status: 'failed', error, actor: ada.actor });
  assert.deepEqual((await findTrace(db, id))?.error, error);
});

test('annotations are put in the place of those before', async () => {
  const { id } = await createTrace(db, { title: 'T', request: {} }, ada);
  const plain = { hidden: false, pinned: true, x: 1.5, y: -2, colour: null, note: '' };
  await annotate(db, id, ada.personId, [
    { ...plain, node: 'a' },
    { ...plain, node: 'b' },
  ]);
  await annotate(db, id, bob.personId, [{ ...plain, node: 'b', note: 'his' }]);
  const found = await annotationsOf(db, id);
  assert.deepEqual(
    found.map(({ node, note, x }) => [node, note, x]),
    [
      ['a', '', 1.5],
      ['b', 'his', 1.5],
    ],
  );
});

test('after all of this the custody log verifies', async () => {
  assert.ok((await verifyCustody(db)).ok);
});
