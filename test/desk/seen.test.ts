// Who sees what of a case: keys see nothing of what is red, whoever administers is no member by
// that, and whoever was shut out hears nothing more.

import { deepEqual, equal } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { document } from '../../src/store/document.ts';
import { emit } from '../../src/store/events.ts';
import { newId } from '../../src/store/ids.ts';
import { enqueue } from '../../src/store/jobs.ts';
import { keepScreening } from '../../src/store/screenings.ts';
import { createTrace } from '../../src/store/traces.ts';
import { createWatch } from '../../src/store/watches.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;
const NOTHING = { text: 'x', case: null, files: [], victim: [], options: {} };
const SETTINGS = { extends: false };

describe('what belongs to a case', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await testDesk();
  });
  after(() => desk.close());

  const count = async (at: string, as: Caller): Promise<number> => {
    const answer = await desk.ask('GET', at, { as });
    equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()).items.length;
  };

  /** One of everything that is listed across cases. */
  const fill = async (caseId: string, personId: string) => {
    const { db } = desk.store;
    const by = { personId, actor: SYSTEM };
    const trace = await createTrace(db, { caseId, title: 'A', request: NOTHING }, by);
    const asked = { input: { text: 'x', ask: {} }, answer: null, decision: null };
    const screening = await keepScreening(db, { caseId, ...asked }, by);
    const cursor = { chain: 'eip155:1', settings: SETTINGS };
    const watch = { traceId: trace.id, caseId, source: 'any', cursor };
    await createWatch(db, watch, by);
    const wanted = { id: newId(), case_id: caseId, kind: 'share' as const, subject: document({}) };
    await db
      .insertInto('approval')
      .values({ ...wanted, requested_by: personId })
      .execute();
    return { trace, screening };
  };

  const LISTS = ['traces', 'screenings', 'watches', 'approvals', 'jobs', 'cases', 'alerts'];

  test('is not seen by a key where it is red, in any list nor by its id', async () => {
    const key = await desk.key('approver', ['read', 'screen']);
    const red = await desk.caseOf(key, 'red');
    const { trace, screening } = await fill(red, key.id);
    for (const list of LISTS) equal(await count(`/v1/${list}`, key), 0, list);
    for (const at of [`traces/${trace.id}`, `screenings/${screening.id}`, `jobs/${trace.job_id}`]) {
      equal((await desk.ask('GET', `/v1/${at}`, { as: key })).status, 404, at);
    }
    const amber = await desk.caseOf(key, 'amber');
    await fill(amber, key.id);
    for (const list of LISTS.slice(0, 6)) equal(await count(`/v1/${list}`, key), 1, list);
  });

  test('is not told to a key as it happens where it is red', async () => {
    const key = await desk.key('viewer', ['read']);
    const red = await desk.caseOf(key, 'red');
    const amber = await desk.caseOf(key, 'amber');
    for (const caseId of [red, amber]) {
      await emit(desk.store.db, { topic: `case:${caseId}`, caseId, kind: 'said', body: {} });
    }
    const stream = await desk.ask('GET', '/v1/events?from=start', { as: key });
    const first = await firstEvent(stream);
    equal(first.caseId, amber);
  });

  test('is not seen by administrators as jobs, nor by who has left as their own', async () => {
    const administrator = await desk.person('administrator');
    const ann = await desk.person('analyst');
    const caseId = await desk.caseOf(ann);
    const about = { kind: 'none', body: {}, createdBy: ann.id };
    const { id } = await enqueue(desk.store.db, { ...about, caseId });
    const outside = await enqueue(desk.store.db, about);
    const seen = async (as: Caller): Promise<string[]> => {
      const { items } = await (await desk.ask('GET', '/v1/jobs', { as })).json();
      const own = items.filter((one: { kind: string }) => one.kind === 'none');
      return own.map((one: { id: string }) => one.id);
    };
    deepEqual(await seen(administrator), [outside.id]);
    deepEqual(await seen(ann), [outside.id, id]);
    await desk.store.db.deleteFrom('member').where('case_id', '=', caseId).execute();
    deepEqual(await seen(ann), [outside.id]);
  });

  test('takes the jobs and events of a trace in with it', async () => {
    const { db } = desk.store;
    const ann = await desk.person('investigator');
    const by = { personId: ann.id, actor: SYSTEM };
    const trace = await createTrace(db, { title: 'A', request: NOTHING }, by);
    await emit(db, { topic: `trace:${trace.id}`, kind: 'progress', body: {} });
    const caseId = await desk.caseOf(ann);
    const take = { as: ann, body: { traceId: trace.id } };
    equal((await desk.ask('POST', `/v1/cases/${caseId}/traces`, take)).status, 200);
    await db.deleteFrom('member').where('case_id', '=', caseId).execute();
    equal((await desk.ask('GET', `/v1/jobs/${trace.job_id}`, { as: ann })).status, 404);
    equal(await count('/v1/jobs', ann), 0);
    const topic = `trace:${trace.id}`;
    const rows = db.selectFrom('event').select('case_id').where('topic', '=', topic);
    deepEqual(await rows.execute(), [{ case_id: caseId }]);
  });

  test('is told no more to who has left or was shut out, while the stream is open', async () => {
    const { db } = desk.store;
    const ends = {
      'the membership': (who: Caller) =>
        db.deleteFrom('member').where('person_id', '=', who.id).execute(),
      'the session': (who: Caller) =>
        db.deleteFrom('session').where('person_id', '=', who.id).execute(),
      'the person': (who: Caller) =>
        db
          .updateTable('person')
          .set({ disabled_at: new Date() })
          .where('id', '=', who.id)
          .execute(),
    };
    for (const [what, end] of Object.entries(ends)) {
      const ann = await desk.person('viewer');
      const lead = await desk.person('analyst');
      const caseId = await desk.caseOf(lead);
      await desk.member(caseId, ann, 'reader');
      const by = { personId: lead.id, actor: SYSTEM };
      const { id } = await createTrace(db, { caseId, title: 'A', request: NOTHING }, by);
      for (const at of [`/v1/traces/${id}/events`, '/v1/events']) {
        if (what === 'the membership' && at === '/v1/events') continue;
        const own = at === '/v1/events' ? lead : ann;
        const stream = await desk.ask('GET', at, { as: own });
        const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
        await reader.read();
        await end(own);
        await emit(db, { topic: `trace:${id}`, caseId, kind: 'progress', body: {} });
        equal((await reader.read()).done, true, `${at} after ${what} ended`);
      }
    }
  });
});

test('the whole address of a webhook is shown to administrators alone', async () => {
  const desk = await testDesk();
  const address = 'https://hooks.example.org/services/secret';
  const row = { id: newId(), kind: 'webhook' as const, address, created_by: 'x' };
  await desk.store.db.insertInto('target').values(row).execute();
  const seen = async (as: Caller): Promise<string> => {
    return (await (await desk.ask('GET', '/v1/targets', { as })).json()).items[0].address;
  };
  equal(await seen(await desk.person('administrator')), address);
  equal(await seen(await desk.person('investigator')), 'https://hooks.example.org/…');
  await desk.close();
});

async function firstEvent(stream: Response): Promise<{ caseId: string }> {
  let text = '';
  for await (const chunk of stream.body as ReadableStream<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    const data = /^data: (.+)$/m.exec(text)?.[1];
    if (data) return JSON.parse(data);
  }
  throw new Error('the stream ended');
}
