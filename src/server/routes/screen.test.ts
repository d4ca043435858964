import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Caller, type TestDesk, testDesk } from '../../../test/desk/desk.ts';
import {
  EXCHANGE,
  LISTED,
  listedHome,
  NOBODY,
  PARTY,
  takeList,
} from '../../../test/desk/listed-home.ts';
import { threads } from '../../../test/desk/threads.ts';
import { screenAnswerSchema } from '../../screen/answer.ts';
import { JobWorker } from '../work/worker.ts';
import { workshopOf } from '../work/workshop.ts';

describe('screening at the desk', () => {
  let desk: TestDesk;
  let home: string;
  let worker: JobWorker;
  let ann: Caller;
  let key: Caller;
  before(async () => {
    home = await listedHome();
    desk = await testDesk({}, { home });
    worker = new JobWorker(desk.desk, threads);
    await worker.start();
    ann = await desk.person('analyst');
    key = await desk.key('analyst', ['read', 'screen']);
  });
  after(async () => {
    await worker.stop();
    await desk.close();
  });

  const screened = async (text: string, more: object = {}) => {
    const answer = await desk.ask('POST', '/v1/screen', { as: key, body: { text, ...more } });
    return { status: answer.status, answer: await answer.json() };
  };

  const ended = async (jobId: string) => {
    for (;;) {
      const job = await (await desk.ask('GET', `/v1/jobs/${jobId}`, { as: ann })).json();
      if (job.endedAt !== null) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  test('answers for an address, in any form, and for a name', async () => {
    const listed = await screened(LISTED.toLowerCase());
    const answer = screenAnswerSchema.parse(listed.answer);
    deepEqual([answer.decision.action, answer.listings.length], ['block', 1]);
    deepEqual((await screened(LISTED.toLowerCase())).answer, listed.answer);
    equal((await screened(EXCHANGE)).answer.statements[0].entity, 'Binance');
    equal((await screened(NOBODY)).answer.knowledge, 'not_found');
    const named = await screened(PARTY);
    equal(named.answer.names[0].id, '30001');
    const wrong = await screened('0x1234');
    equal(wrong.status, 400);
    match(wrong.answer.detail, /^address: expected .+, found "0x1234"/);
  });

  test('needs the right scope', async () => {
    const reader = await desk.key('analyst', ['read']);
    const body = { text: LISTED };
    equal((await desk.ask('POST', '/v1/screen', { as: reader, body })).status, 403);
    equal((await desk.ask('POST', '/v1/screen', { body })).status, 401);
  });

  test('a screening is kept, made again, and says what has changed and why', async () => {
    const body = { text: NOBODY };
    const first = await desk.ask('POST', '/v1/screenings', { as: ann, body });
    equal(first.status, 201);
    const { screening } = await first.json();
    equal(screening.decision, 'allow');
    await takeList(home, [LISTED, NOBODY]);
    await workshopOf(desk.desk).book.look();
    const path = `/v1/screenings/${screening.id}`;
    const again = await (await desk.ask('POST', `${path}/again`, { as: ann, body: {} })).json();
    deepEqual(again.changes.decision, { before: 'allow', after: 'block' });
    const fields = [...again.changes.changes, ...again.changes.reasons].map(({ field }) => field);
    ok(fields.includes('source: list ofac-sdn'), fields.join());
    ok(fields.some((field) => field.startsWith('listed: ofac-sdn 30001')));
    equal(again.screening.earlierId, screening.id);
    equal((await screened(NOBODY)).answer.decision.action, 'block');
    const bob = await desk.person('analyst');
    equal((await desk.ask('GET', path, { as: bob })).status, 404);
  });

  test('a list is a job, with an answer for each of its texts', async () => {
    const fresh = `0x${'77'.repeat(20)}`;
    const texts = [LISTED, fresh, NOBODY, '0x1234', LISTED];
    const body = { texts };
    const asked = await desk.ask('POST', '/v1/screenings', { as: ann, body });
    equal(asked.status, 202);
    const { jobId } = await asked.json();
    const done = await ended(jobId);
    deepEqual([done.state, done.result], ['done', { screened: 3, wrong: 1, total: 4 }]);
    const path = `/v1/screenings?jobId=${jobId}`;
    const { items } = await (await desk.ask('GET', path, { as: ann })).json();
    const found = items.map((one: Record<string, unknown>) => [one.text, one.decision, one.fault]);
    equal(found.length, 4);
    const at = `/v1/screenings/lists/${jobId}`;
    const read = async (path: string) => (await desk.ask('GET', path, { as: ann })).json();
    const decided = { block: 2, hold: 0, review: 0, none: 1, allow: 1 };
    deepEqual((await read(at)).decisions, decided);
    // page by page, the gravest first; what could not be screened before what is allowed
    const order: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more: string = cursor ? `&cursor=${cursor}` : '';
      const next = await read(`${at}/answers?limit=1${more}`);
      order.push(String(next.items[0].decision));
      cursor = next.next;
    }
    deepEqual(order, ['block', 'block', 'null', 'allow']);
    equal((await read(`${at}/answers?decision=none`)).items[0].text, '0x1234');
    // whoever administers sees that there is a job, and nothing of what was asked
    const admin = await desk.person('administrator');
    const adminKey = await desk.key('administrator', ['read']);
    for (const as of [admin, adminKey]) {
      equal((await desk.ask('GET', `/v1/jobs/${jobId}`, { as })).status, 200);
      for (const own of [at, `${at}/answers`]) {
        equal((await desk.ask('GET', own, { as })).status, 404);
      }
    }
    ok(found.some(([text, decision]: string[]) => text === LISTED && decision === 'block'));
    ok(found.some(([text, , fault]: string[]) => text === '0x1234' && fault !== null));

    await takeList(home, [LISTED, NOBODY, fresh]);
    await workshopOf(desk.desk).book.look();
    const bob = await desk.person('analyst');
    equal((await desk.ask('POST', `${at}/again`, { as: bob, body: {} })).status, 404);
    const again = await (await desk.ask('POST', `${at}/again`, { as: ann, body: {} })).json();
    equal((await ended(again.jobId)).state, 'done');
    const later = `/v1/screenings/lists/${again.jobId}`;
    const { changed, earlierJobId } = await read(later);
    deepEqual([changed, earlierJobId], [1, jobId]);
    const others = (await read(`${later}/answers?changed=true`)).items;
    deepEqual(
      others.map((one: Record<string, unknown>) => [one.text, one.earlierDecision, one.decision]),
      [[fresh, 'allow', 'block']],
    );
    const why = await read(`/v1/screenings/${others[0].id}/changes`);
    ok(why.reasons.some(({ field }: { field: string }) => field === 'source: list ofac-sdn'));
  });

  test('programs of other vendors are answered in their shapes', async () => {
    const path = `/api/v1/address/${LISTED}`;
    const sanctioned = await (await desk.ask('GET', path, { as: key })).json();
    equal(sanctioned.identifications[0].category, 'sanctions');
    const body = [{ address: LISTED }, { address: EXCHANGE }];
    const trm = await desk.ask('POST', '/public/v1/sanctions/screening', { as: key, body });
    deepEqual(
      (await trm.json()).map(({ isSanctioned }: { isSanctioned: boolean }) => isSanctioned),
      [true, false],
    );
    const queries = { q: { schema: 'Person', properties: { name: [PARTY] } } };
    const yente = await desk.ask('POST', '/match/default', { as: key, body: { queries } });
    equal((await yente.json()).responses.q.results[0].match, true);
  });

  test('lists are shown; tags are shown, contested and withdrawn', async () => {
    const { lists } = await (await desk.ask('GET', '/v1/lists', { as: ann })).json();
    equal(lists.find(({ list }: { list: string }) => list === 'ofac-sdn').stale, false);
    const eve = await desk.person('investigator');
    const at = `/v1/tags?address=${EXCHANGE}`;
    equal((await (await desk.ask('GET', at, { as: ann })).json()).tags.length, 1);
    const body = { address: EXCHANGE, reason: 'it is somebody else' };
    equal((await desk.ask('POST', '/v1/tags/contest', { as: ann, body })).status, 403);
    const contested = await desk.ask('POST', '/v1/tags/contest', { as: eve, body });
    deepEqual((await contested.json()).outcome, 'open');
    const retracted = await desk.ask('POST', '/v1/tags/retract', { as: eve, body });
    deepEqual((await retracted.json()).outcome, 'upheld');
    equal((await screened(EXCHANGE)).answer.knowledge, 'not_found');
  });
});
