import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Caller, type TestDesk, testDesk } from '../../../test/desk/desk.ts';
import { listedHome } from '../../../test/desk/listed-home.ts';
import { threads } from '../../../test/desk/threads.ts';
import { traceResultSchema } from '../../trace/result.ts';
import { seedExample } from '../work/example.ts';
import { JobWorker } from '../work/worker.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/bybit-2025');
const CASE = JSON.parse(readFileSync(join(EXAMPLE, 'case.json'), 'utf8'));
const ID = `0x${'46'.repeat(32)}`;

function exampleFiles(): FormData {
  const form = new FormData();
  for (const name of ['transfers.csv', 'eth-usd.csv']) {
    form.append('file', new File([readFileSync(join(EXAMPLE, name))], name));
  }
  return form;
}

describe('traces at the desk', () => {
  let desk: TestDesk;
  let worker: JobWorker;
  let ann: Caller;
  before(async () => {
    desk = await testDesk({}, { home: await listedHome() });
    worker = new JobWorker(desk.desk, threads);
    ann = await desk.person('analyst');
  });
  after(async () => {
    await worker.stop();
    await desk.close();
  });

  const uploaded = async (as: Caller): Promise<string[]> => {
    const answer = await desk.ask('POST', '/v1/uploads', { as, body: exampleFiles() });
    equal(answer.status, 201);
    return (await answer.json()).uploads.map(({ id }: { id: string }) => id);
  };

  test('a trace that waits is seen, streamed, and cancelled by its people alone', async () => {
    const bob = await desk.person('investigator');
    const begun = await desk.ask('POST', '/v1/traces', { as: ann, body: { text: ID } });
    equal(begun.status, 202);
    const { trace } = await begun.json();
    deepEqual([trace.status, trace.text, trace.caseId], ['queued', ID, null]);
    const at = `/v1/traces/${trace.id}`;
    for (const path of [at, `${at}/result`, `${at}/partial`, `${at}/events`, `${at}/annotations`]) {
      equal((await desk.ask('GET', path, { as: bob })).status, 404, path);
    }
    equal((await desk.ask('POST', `${at}/cancel`, { as: bob, body: {} })).status, 404);
    equal((await desk.ask('GET', `${at}/result`, { as: ann })).status, 404);
    const stopped = await desk.ask('POST', `${at}/cancel`, { as: ann, body: {} });
    equal((await stopped.json()).status, 'cancelled');
    const { items } = await (await desk.ask('GET', '/v1/traces', { as: ann })).json();
    deepEqual(
      items.map(({ id }: { id: string }) => id),
      [trace.id],
    );
  });

  test('what cannot be followed is refused at once', async () => {
    const refused = async (body: unknown) => {
      const answer = await desk.ask('POST', '/v1/traces', { as: ann, body });
      equal(answer.status, 400);
      return (await answer.json()).detail;
    };
    match(await refused({ text: '0x12' }), /40 hex digits for an address/);
    match(await refused({}), /either a text, or a case or files/);
    // a case from outside must not read from the server's disk
    const foreign = { ...CASE, ledger: { files: ['/etc/passwd'] } };
    match(await refused({ case: foreign }), /none called passwd, eth-usd.csv/);
    match(await refused({ case: { case_id: 'simple', chain: 3 } }), /case.chain.*string/);
    match(await refused({ uploadIds: await uploaded(ann) }), /the address of the thief/);
    const bob = await desk.person('analyst');
    const uploadIds = await uploaded(bob);
    match(await refused({ case: CASE, uploadIds }), /an upload of yours/);
  });

  test('the files of a case are traced, step by step, in a case of the desk', async () => {
    const eve = await desk.person('investigator');
    const caseId = await desk.caseOf(eve);
    // files come without the folders that a case names them by
    const ledger = { ...CASE.ledger, files: ['of/the/case/trans*.csv'] };
    const prices = [{ ...CASE.prices[0], file: 'C:\\prices\\eth-usd.csv' }];
    const body = { case: { ...CASE, ledger, prices }, uploadIds: await uploaded(eve), caseId };
    equal((await desk.ask('POST', '/v1/traces', { as: ann, body })).status, 404);
    const { trace } = await (await desk.ask('POST', '/v1/traces', { as: eve, body })).json();
    const at = `/v1/traces/${trace.id}`;
    const stream = await desk.ask('GET', `${at}/events?from=start`, { as: eve });
    await worker.start();
    let text = '';
    for await (const chunk of stream.body as ReadableStream<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if (/^event: (done|failed)$/m.test(text)) break;
    }
    const kinds = [...text.matchAll(/^event: (.+)$/gm)].map(([, kind]) => kind);
    ok(kinds.includes('progress') && kinds.includes('partial'), kinds.join());
    equal(kinds.at(-1), 'done');
    const answer = await desk.ask('GET', `${at}/result`, { as: eve });
    const result = traceResultSchema.parse(await answer.json());
    ok(result.hops.length > 10);
    const etag = answer.headers.get('etag') ?? '';
    const seen = { 'if-none-match': etag };
    equal((await desk.ask('GET', `${at}/result`, { as: eve, headers: seen })).status, 304);
    const now = await (await desk.ask('GET', at, { as: eve })).json();
    deepEqual([now.status, `"${now.resultSha256}"`], ['done', etag]);
    const rows = await desk.store.db
      .selectFrom('custody')
      .select('action')
      .where('case_id', '=', caseId)
      .orderBy('seq')
      .execute();
    deepEqual(
      rows.map(({ action }) => action),
      ['trace begun', 'trace done', 'result taken'],
    );
  });

  test('a fresh store gets the example, once', async () => {
    await seedExample(desk.desk);
    await seedExample(desk.desk);
    const { db } = desk.store;
    const cases = await db.selectFrom('case_file').selectAll().where('tlp', '=', 'clear').execute();
    deepEqual(
      cases.map(({ title }) => title),
      [CASE.title],
    );
    const traces = db
      .selectFrom('trace')
      .select('title')
      .where('case_id', '=', cases[0]?.id ?? '');
    deepEqual(await traces.execute(), [{ title: CASE.title }]);
  });

  test('two people do not overwrite what they draw', async () => {
    const begun = await desk.ask('POST', '/v1/traces', { as: ann, body: { text: ID } });
    const { trace } = await begun.json();
    const at = `/v1/traces/${trace.id}/annotations`;
    const before = await desk.ask('GET', at, { as: ann });
    const headers = { 'if-match': before.headers.get('etag') ?? '' };
    const body = { annotations: [{ node: 'a', colour: 'red', note: 'the thief' }] };
    const drawn = await desk.ask('PATCH', at, { as: ann, body, headers });
    equal(drawn.status, 200);
    equal((await drawn.json()).annotations[0].note, 'the thief');
    equal((await desk.ask('PATCH', at, { as: ann, body, headers })).status, 412);
  });

  test('a text is told for what it is', async () => {
    const told = async (text: string) => {
      const at = `/v1/identify?text=${encodeURIComponent(text)}`;
      return (await desk.ask('GET', at, { as: ann })).json();
    };
    const id = await told(ID);
    deepEqual([id.readings[0].kind, id.readings[0].chains[0]], ['transaction', 'ethereum']);
    deepEqual((await told('Oleg Kharitonov')).readings[0].kind, 'name');
    match((await told('0x1234')).fault, /hex digits/);
    equal((await told('TA4Wt1DUCqz6YegbnsmqsWC5uUfbdBqPxm')).readings[0].chains[0], 'tron');
  });
});
