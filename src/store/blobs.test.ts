import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { testStore } from '../../test/desk/store.ts';
import { forgetBlob, getBlob, putBlob } from './blobs.ts';
import { newId } from './ids.ts';
import { createPerson } from './people.ts';
import { answersOf, forgetRun, putAnswers, putPiece } from './recordings.ts';
import { createTrace } from './traces.ts';
import { inTransaction } from './transaction.ts';

const store = await testStore();
after(() => store.close());
const { db } = store;
const keep = (text: string) => putBlob(db, Buffer.from(text), 'text/plain');
const forget = (digest: string) => inTransaction(db, (trx) => forgetBlob(trx, digest));
const isKept = async (digest: string) => (await getBlob(db, digest)) !== undefined;

async function newTrace(): Promise<string> {
  const who = { email: 'a@example.org', name: 'A', role: 'analyst' } as const;
  const person = await createPerson(db, who);
  const by = { personId: person.id, actor: { kind: 'person', id: person.id, name: 'A' } } as const;
  const request = { files: [] };
  const wanted = { title: 'T', request, priority: 1 };
  return (await inTransaction(db, (trx) => createTrace(trx, wanted, by))).id;
}

test('bytes that nothing refers to are forgotten', async () => {
  const digest = await keep('nobody has them');
  await forget(digest);
  equal(await isKept(digest), false);
});

test('a list stays when its job has ended, so that it can be screened again', async () => {
  const digest = await keep('0x1\n0x2');
  const body = JSON.stringify({ sha256: digest });
  const job = { id: newId(), kind: 'screen', body, state: 'done', created_by: 'a' } as const;
  await db.insertInto('job').values(job).execute();
  await forget(digest);
  equal(await isKept(digest), true);
});

test('what was recorded and what was uploaded stay for each other', async () => {
  const packed = Buffer.from('a piece');
  const piece = { run: 'one', traceId: await newTrace(), name: 'case.json', at: 0, size: 7 };
  await putPiece(db, piece, packed);
  const digest = await keep('a piece');
  await forget(digest);
  equal(await isKept(digest), true, 'a recording has them');
  const upload = { id: newId(), sha256: digest, kind: 'upload', source: 'a', taken_at: new Date() };
  await db.insertInto('evidence').values(upload).execute();
  await forgetRun(db, 'one');
  equal(await isKept(digest), true, 'an upload has them');
  await db.deleteFrom('evidence').where('id', '=', upload.id).execute();
  await putPiece(db, piece, packed);
  await forgetRun(db, 'one');
  equal(await isKept(digest), false);
});

test('a pack of answers stays', async () => {
  const answer = { sha256: 'ab'.repeat(32), frame: Buffer.from('answers') };
  await putAnswers(db, [answer]);
  await forget(await keep('answers'));
  const found: string[] = [];
  for await (const { frame } of answersOf(db, [answer.sha256])) found.push(`${frame}`);
  deepEqual(found, ['answers']);
});
