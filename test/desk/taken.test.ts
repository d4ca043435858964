// Who took what of a case stands in its custody log, and so does who stopped its work.

import { deepEqual, equal } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sha256 } from '../../src/base/digest.ts';
import { askExpansion, keepExpansion } from '../../src/store/expansions.ts';
import { claim, enqueue } from '../../src/store/jobs.ts';
import { failTrace, finishTrace, putPartial } from '../../src/store/trace-results.ts';
import { createTrace } from '../../src/store/traces.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const HOUR = 3_600_000;
const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;
const NOTHING = { text: 'x', case: null, files: [], victim: [], options: {} };

describe('the custody log of a case', () => {
  let desk: TestDesk;
  let now = Date.now();
  let ann: Caller;
  let caseId: string;
  before(async () => {
    desk = await testDesk({}, { clock: { now: () => now, sleep: async () => undefined } });
    ann = await desk.person('investigator');
    caseId = await desk.caseOf(ann);
  });
  after(() => desk.close());

  const ask = async (at: string, as = ann, headers = {}) => {
    const answer = await desk.ask('GET', at, { as, headers });
    await answer.arrayBuffer();
    return answer;
  };
  const log = async (action: string) => {
    const rows = desk.store.db.selectFrom('custody').selectAll().where('case_id', '=', caseId);
    const found = await rows.where('action', '=', action).orderBy('seq').execute();
    return found.map(({ actor, subject, detail }) => ({ by: actor.id, subject, detail }));
  };

  test('has who took a result, once an hour, and not who has it already', async () => {
    const { db } = desk.store;
    const by = { personId: ann.id, actor: SYSTEM };
    const { id: trace } = await createTrace(db, { caseId, title: 'A', request: NOTHING }, by);
    const at = `/v1/traces/${trace}`;
    await putPartial(db, trace, Buffer.from('{"so":"far"}'));
    await ask(`${at}/partial`);
    deepEqual(await log('result taken'), [], 'what grows on a screen is no result');
    const done = { headline: 'H', schemaVersion: 1, reason: 'traced', actor: SYSTEM };
    const results = ['{"a":1}', '{"a":2}'].map((text) => Buffer.from(text));
    for (const result of results) await finishTrace(db, trace, { ...done, result });
    const [first, second] = results.map((bytes) => sha256(bytes));
    equal((await ask(`${at}/result`, ann, { 'if-none-match': `"${second}"` })).status, 304);
    deepEqual(await log('result taken'), []);
    const takes = [`${at}/result`, `${at}/result`, `${at}/versions/1`, `${at}/partial`];
    for (const take of takes) equal((await ask(take)).status, 200);
    const row = (by: string, digest: string | undefined) => {
      return { by, subject: { trace }, detail: { sha256: digest } };
    };
    const rows = [row(ann.id, second), row(ann.id, first)];
    deepEqual(await log('result taken'), rows);
    const bob = await desk.person('viewer');
    await desk.member(caseId, bob, 'reader');
    await ask(`${at}/result`, bob);
    now += HOUR;
    await ask(`${at}/result`);
    const more = [row(bob.id, second), row(ann.id, second)];
    deepEqual(await log('result taken'), [...rows, ...more]);
  });

  test('has who took what a trace that was stopped had found', async () => {
    const { db } = desk.store;
    caseId = await desk.caseOf(ann);
    const by = { personId: ann.id, actor: SYSTEM };
    const { id: trace } = await createTrace(db, { caseId, title: 'B', request: NOTHING }, by);
    const found = Buffer.from('{"found":"before it was stopped"}');
    await putPartial(db, trace, found);
    await ask(`/v1/traces/${trace}/partial`);
    deepEqual(await log('result taken'), []);
    await failTrace(db, trace, { status: 'cancelled', error: null, actor: SYSTEM });
    await ask(`/v1/traces/${trace}/partial`);
    const row = { by: ann.id, subject: { trace }, detail: { sha256: sha256(found) } };
    deepEqual(await log('result taken'), [row]);
  });

  test('has who took the answer of an expansion, as that', async () => {
    const { db } = desk.store;
    caseId = await desk.caseOf(ann);
    const by = { personId: ann.id, actor: SYSTEM };
    const trace = await createTrace(db, { caseId, title: 'C', request: NOTHING }, by);
    const wish = { chain: null, address: 'anybody', since: null, until: null };
    const row = await askExpansion(db, trace, { ...wish, direction: 'in' }, by, { most: 1 });
    if (!row) throw new Error('it was not asked');
    const bytes = Buffer.from('{"counterparties":[]}');
    await keepExpansion(db, row, { bytes, evidence: null, source: 'test', actor: SYSTEM });
    equal((await ask(`/v1/traces/${trace.id}/expansions/${row.id}`)).status, 200);
    const subject = { trace: trace.id, expansion: row.id };
    const taken = { by: ann.id, subject, detail: { sha256: sha256(bytes) } };
    deepEqual(await log('expansion taken'), [taken]);
    deepEqual(await log('result taken'), []);
  });

  test('has who took the war room', async () => {
    caseId = await desk.caseOf(ann);
    const answer = await ask(`/v1/cases/${caseId}/room.md`);
    const digest = answer.headers.get('etag')?.slice(1, -1);
    const row = { by: ann.id, subject: { case: caseId }, detail: { sha256: digest } };
    deepEqual(await log('war room taken'), [row]);
  });

  test('has who stopped a job, once', async () => {
    const { db } = desk.store;
    const about = { kind: 'pack', body: {}, createdBy: ann.id, caseId };
    const [waiting, running] = [await enqueue(db, about), await enqueue(db, about)];
    await db.updateTable('job').set({ priority: 1 }).where('id', '=', running.id).execute();
    await claim(db, { kinds: ['pack'], worker: 'w', leaseSeconds: 60 });
    for (const { id } of [waiting, running, running]) {
      equal((await desk.ask('POST', `/v1/jobs/${id}/cancel`, { as: ann })).status, 202);
    }
    const row = ({ id }: { id: string }) => {
      return { by: ann.id, subject: { job: id }, detail: { kind: 'pack' } };
    };
    deepEqual(await log('job cancelled'), [row(waiting)]);
    deepEqual(await log('job told to stop'), [row(running)]);
  });
});
