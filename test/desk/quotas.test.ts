// What one person and one key may hold: files, their bytes, and jobs that wait or run.

import { deepEqual, equal, match } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { claim, finish } from '../../src/store/jobs.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const quotas = {
  person: { uploads: 4, uploadBytes: 1000, jobs: 3, cases: 2, screenings: 3 },
  key: { uploads: 3, uploadBytes: 600, jobs: 2 },
};
const ID = `0x${'46'.repeat(32)}`;

describe('a person', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await testDesk({ quotas });
  });
  after(() => desk.close());

  const upload = (as: Caller, ...sizes: readonly number[]) => {
    const form = new FormData();
    // each with bytes of its own
    sizes.forEach((size, i) => {
      form.append('file', new File([`${i}`.repeat(size)], `${i}.csv`));
    });
    return desk.ask('POST', '/v1/uploads', { as, body: form });
  };
  const held = async (as: Caller) => {
    const { items } = await (await desk.ask('GET', '/v1/uploads', { as })).json();
    return items as { readonly id: string; readonly bytes: number; readonly sha256: string }[];
  };
  const quotaOf = async (answer: Response) => {
    equal(answer.status, 429, await answer.clone().text());
    const { type, detail, quota } = await answer.json();
    equal(type, '/docs#problem-quota');
    match(detail, new RegExp(`may have ${quota.limit} .*${quota.usage} are there`));
    return quota;
  };

  test('keeps so many files, and so many bytes, and may let go of them', async () => {
    const ann = await desk.person('analyst');
    equal((await upload(ann, 500, 400)).status, 201);
    const bytes = { of: 'person', name: 'uploadBytes', limit: 1000, usage: 900, wanted: 101 };
    deepEqual(await quotaOf(await upload(ann, 101)), bytes);
    equal((await upload(ann, 1, 1)).status, 201);
    const files = { of: 'person', name: 'uploads', limit: 4, usage: 4, wanted: 1 };
    deepEqual(await quotaOf(await upload(ann, 1)), files);
    const [bob, all] = [await desk.person('analyst'), await held(ann)];
    equal((await upload(bob, 1)).status, 201, 'of others nothing counts');
    deepEqual(all.map(({ bytes: size }) => size).toSorted(), [1, 1, 400, 500]);
    const last = all.find(({ bytes: size }) => size === 400);
    const at = `/v1/uploads/${last?.id}`;
    equal((await desk.ask('DELETE', at, { as: bob })).status, 404);
    equal((await desk.ask('DELETE', at, { as: ann })).status, 204);
    const blob = desk.store.db.selectFrom('blob').select('sha256');
    deepEqual(await blob.where('sha256', '=', last?.sha256 ?? '').execute(), []);
    equal((await upload(ann, 1)).status, 201);
  });

  test('keeps the bytes that somebody else uploaded too, and what a trace rests on', async () => {
    const [ann, bob] = [await desk.person('analyst'), await desk.person('analyst')];
    for (const who of [ann, bob]) equal((await upload(who, 77)).status, 201);
    const [[own], [other]] = [await held(ann), await held(bob)];
    equal(own?.sha256, other?.sha256);
    equal((await desk.ask('DELETE', `/v1/uploads/${own?.id}`, { as: ann })).status, 204);
    const blob = desk.store.db.selectFrom('blob').select('size');
    const rows = blob.where('sha256', '=', other?.sha256 ?? '');
    deepEqual(await rows.execute(), [{ size: 77n }]);
    const body = { uploadIds: [other?.id], options: { chain: 'ethereum', sources: ['0x1'] } };
    equal((await desk.ask('POST', '/v1/traces', { as: bob, body })).status, 202);
    equal((await desk.ask('DELETE', `/v1/uploads/${other?.id}`, { as: bob })).status, 409);
  });

  test('has room again when a trace rests on what was uploaded', async () => {
    const ann = await desk.person('analyst');
    equal((await upload(ann, 900)).status, 201);
    equal((await upload(ann, 900)).status, 429);
    const uploadIds = (await held(ann)).map(({ id }) => id);
    const body = { uploadIds, options: { chain: 'ethereum', sources: ['0x1'] } };
    equal((await desk.ask('POST', '/v1/traces', { as: ann, body })).status, 202);
    equal((await upload(ann, 900)).status, 201);
    equal((await quotaOf(await upload(ann, 900))).usage, 900);
  });

  test('is not over a bound with two requests that are each within it', async () => {
    const ann = await desk.person('analyst');
    const answers = await Promise.all([upload(ann, 600), upload(ann, 600)]);
    deepEqual(answers.map(({ status }) => status).toSorted(), [201, 429]);
    const refused = answers.find(({ status }) => status === 429);
    equal((await quotaOf(refused as Response)).usage, 600);
  });

  test('has so many jobs that wait or run, and a key of theirs fewer', async () => {
    const key = await desk.key('analyst', ['write', 'read', 'screen']);
    const begin = () => desk.ask('POST', '/v1/traces', { as: key, body: { text: ID } });
    const list = () => desk.ask('POST', '/v1/screenings', { as: key, body: { texts: [ID] } });
    equal((await begin()).status, 202);
    equal((await list()).status, 202);
    const refused = await begin();
    equal(refused.headers.get('retry-after'), '10');
    const quota = { of: 'key', name: 'jobs', limit: 2, usage: 2, wanted: 1 };
    deepEqual(await quotaOf(refused), quota);
    deepEqual(await quotaOf(await list()), quota);
    const { db } = desk.store;
    const job = await claim(db, { kinds: ['screen'], worker: 'w', leaseSeconds: 9 });
    equal((await begin()).status, 429, 'one that runs counts');
    if (job) await finish(db, job, {});
    equal((await begin()).status, 202);
  });

  test('has the jobs of all keys counted', async () => {
    const ann = await desk.person('analyst');
    const job = { kind: 'screen', body: '{}', created_by: ann.id, key_id: 'another' };
    const rows = ['a', 'b', 'c'].map((id) => ({ ...job, id: `${ann.id}${id}` }));
    await desk.store.db.insertInto('job').values(rows).execute();
    const answer = await desk.ask('POST', '/v1/traces', { as: ann, body: { text: ID } });
    const quota = { of: 'person', name: 'jobs', limit: 3, usage: 3, wanted: 1 };
    deepEqual(await quotaOf(answer), quota);
  });

  test('has so many open cases, by whatever key, and room again when one is closed', async () => {
    const ann = await desk.person('investigator');
    const open = () => desk.ask('POST', '/v1/cases', { as: ann, body: { title: 'A theft' } });
    const [first] = [await (await open()).json(), await open()];
    const refused = await open();
    equal(refused.headers.get('retry-after'), null);
    const quota = { of: 'person', name: 'cases', limit: 2, usage: 2, wanted: 1 };
    deepEqual(await quotaOf(refused), quota);
    const at = `/v1/cases/${first.id}`;
    const set = async (status: string): Promise<Response> => {
      const etag = (await desk.ask('GET', at, { as: ann })).headers.get('etag') ?? '';
      return desk.ask('PATCH', at, { as: ann, body: { status }, headers: { 'if-match': etag } });
    };
    equal((await set('closed')).status, 200);
    equal((await open()).status, 201);
    deepEqual(await quotaOf(await set('open')), quota, 'to open it again is to open one');
  });

  test('keeps so many screenings, of which those in a case do not count', async () => {
    const ann = await desk.person('investigator');
    const caseId = await desk.caseOf(ann);
    const rows = ['a', 'b'].map((id) => ({
      ...{ id: `${ann.id}${id}`, created_by: ann.id, input: '{}', decision: null },
      case_id: id === 'a' ? null : caseId,
    }));
    await desk.store.db.insertInto('screening').values(rows).execute();
    const list = (texts: readonly string[], to: object = {}) =>
      desk.ask('POST', '/v1/screenings', { as: ann, body: { texts, ...to } });
    equal((await list([ID])).status, 202);
    const quota = { of: 'person', name: 'screenings', limit: 3, usage: 2, wanted: 2 };
    deepEqual(await quotaOf(await list([ID, 'somebody'])), quota, 'one that waits counts');
    equal((await list([ID, 'somebody'], { caseId })).status, 202);
    equal((await list([ID])).status, 202);
    const one = await desk.ask('POST', '/v1/screenings', { as: ann, body: { text: 'somebody' } });
    deepEqual(await quotaOf(one), { ...quota, usage: 3, wanted: 1 });
  });
});
