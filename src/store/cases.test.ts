import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testStore } from '../../test/desk/store.ts';
import { sha256 } from '../base/digest.ts';
import { annotate, annotationsOf } from './annotations.ts';
import { getBlob, putBlob } from './blobs.ts';
import { addToCase, changeInCase, findInCase, listInCase } from './case-parts.ts';
import {
  casesOf,
  changeCase,
  createCase,
  custodyOf,
  findCase,
  memberRole,
  membersOf,
  setMember,
} from './cases.ts';
import { digestOf, verifyCustody } from './custody.ts';
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
  return (await custodyOf(db, { caseId, limit: 100 })).map(({ action }) => action);
}

test('a case belongs to its members', async () => {
  const { id } = await openCase();
  assert.equal(await memberRole(db, { caseId: id, personId: ada.personId }), 'lead');
  assert.equal(await memberRole(db, { caseId: id, personId: bob.personId }), undefined);
  const of = async (personId: string) =>
    (await casesOf(db, { personId, limit: 9 })).map((c) => c.id);
  assert.ok((await of(ada.personId)).includes(id));
  assert.deepEqual(await of(bob.personId), []);
  const { personId } = bob;
  assert.equal(await setMember(db, { caseId: id, personId, role: 'editor' }, ada.actor), true);
  assert.deepEqual(await of(personId), [id]);
  assert.deepEqual(
    (await membersOf(db, id)).map(({ name, role }) => [name, role]),
    [
      ['ada', 'lead'],
      ['bob', 'editor'],
    ],
  );
});

test('a case keeps a lead', async () => {
  const { id: caseId } = await openCase();
  const last = { caseId, personId: ada.personId, role: null };
  assert.equal(await setMember(db, last, ada.actor), false);
  assert.equal(await setMember(db, { ...last, role: 'reader' }, ada.actor), false);
  await setMember(db, { caseId, personId: bob.personId, role: 'lead' }, ada.actor);
  assert.equal(await setMember(db, last, ada.actor), true);
});

test('of two who change one revision, one does', async () => {
  const { id: caseId, revision } = await openCase();
  const at = { caseId, revision };
  const changes = await Promise.all([
    changeCase(db, at, { title: 'A' }, ada.actor),
    changeCase(db, at, { status: 'closed' }, ada.actor),
  ]);
  assert.equal(changes.filter(Boolean).length, 1);
  const file = await findCase(db, caseId);
  assert.equal(file?.revision, revision + 1);
  const [, row] = await custodyOf(db, { caseId, limit: 9 });
  assert.equal(row?.after_sha256, digestOf(file));
});

test('a case that is opened again is not closed', async () => {
  const { id: caseId } = await openCase();
  const closed = await changeCase(db, { caseId, revision: 1 }, { status: 'closed' }, ada.actor);
  assert.ok(closed?.closed_at);
  const open = await changeCase(db, { caseId, revision: 2 }, { status: 'open' }, ada.actor);
  assert.equal(open?.closed_at, null);
});

test('each part that is added or changed stands in the custody log', async () => {
  const { id: caseId } = await openCase();
  const by = { case_id: caseId, created_by: ada.personId };
  const note = await addToCase(db, 'note', { ...by, body: 'Seen' }, ada.actor);
  const changed = { body: 'Seen twice', edited_at: new Date() };
  const at = { caseId, id: note.id };
  assert.equal((await changeInCase(db, 'note', at, changed, ada.actor))?.body, 'Seen twice');
  assert.equal((await findInCase(db, 'note', at))?.body, 'Seen twice');
  await addToCase(db, 'task', { ...by, title: 'Call' }, ada.actor);
  await addToCase(db, 'victim', { case_id: caseId, name: 'V' }, ada.actor);
  const theft = { case_id: caseId, chain: 'bitcoin', transaction: '00' };
  await addToCase(db, 'theft', theft, ada.actor);
  assert.deepEqual(await actions(caseId), [
    'case opened',
    'note added',
    'note changed',
    'task added',
    'victim added',
    'theft added',
  ]);
  const [, added, edited] = await custodyOf(db, { caseId, limit: 9 });
  assert.equal(added?.after_sha256, edited?.before_sha256);
  assert.deepEqual(edited?.subject, { note: note.id });
});

test('a part is found and changed through its own case alone', async () => {
  const [one, other] = [await openCase('One'), await openCase('Other')];
  const by = { case_id: one.id, created_by: ada.personId };
  const { id } = await addToCase(db, 'note', { ...by, body: 'B' }, ada.actor);
  const at = { caseId: other.id, id };
  assert.equal(await changeInCase(db, 'note', at, { body: 'X' }, ada.actor), undefined);
  assert.equal(await findInCase(db, 'note', at), undefined);
  assert.deepEqual(await listInCase(db, 'note', { caseId: other.id, limit: 9 }), []);
  assert.equal((await listInCase(db, 'note', { caseId: one.id, limit: 9 })).length, 1);
});

test('whoever asks for an approval cannot give it', async () => {
  const { id: case_id } = await openCase();
  const asked = { case_id, kind: 'share', subject: '{}', requested_by: ada.personId } as const;
  const { id } = await addToCase(db, 'approval', asked, ada.actor);
  const at = { caseId: case_id, id };
  const decide = (by: string) => ({
    decided_by: by,
    decision: 'approved' as const,
    decided_at: new Date(),
  });
  const own = changeInCase(db, 'approval', at, decide(ada.personId), ada.actor);
  await assert.rejects(own, /four_eyes/);
  assert.ok(await changeInCase(db, 'approval', at, decide(bob.personId), bob.actor));
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
