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
    worker = new JobWorker(desk.desk);
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
    const texts = [LISTED, EXCHANGE, NOBODY, '0x1234', LISTED];
    const body = { texts };
    const asked = await desk.ask('POST', '/v1/screenings', { as: ann, body });
    equal(asked.status, 202);
    const { jobId } = await asked.json();
    for (;;) {
      const job = await (await desk.ask('GET', `/v1/jobs/${jobId}`, { as: ann })).json();
      if (job.endedAt === null) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        continue;
      }
      deepEqual([job.state, job.result], ['done', { screened: 3, wrong: 1, total: 4 }]);
      break;
    }
    const path = `/v1/screenings?jobId=${jobId}`;
    const { items } = await (await desk.ask('GET', path, { as: ann })).json();
    const found = items.map((one: Record<string, unknown>) => [one.text, one.decision, one.fault]);
    equal(found.length, 4);
    ok(found.some(([text, decision]: string[]) => text === LISTED && decision === 'block'));
    ok(found.some(([text, , fault]: string[]) => text === '0x1234' && fault !== null));
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
