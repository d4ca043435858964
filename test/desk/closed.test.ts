// A closed case takes nothing; what of a case is not told stands in its log.

import { deepEqual, equal } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { keepScreening } from '../../src/store/screenings.ts';
import { createTrace } from '../../src/store/traces.ts';
import { createWatch } from '../../src/store/watches.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { listedHome, NOBODY } from './listed-home.ts';

const ID = `0x${'46'.repeat(32)}`;

describe('a case', () => {
  let desk: TestDesk;
  let ann: Caller;
  let caseId: string;
  let traceId: string;
  let screeningId: string;
  let watchId: string;
  before(async () => {
    desk = await testDesk({}, { home: await listedHome() });
    ann = await desk.person('investigator');
    caseId = await desk.caseOf(ann);
    const { db } = desk.store;
    const by = { personId: ann.id, actor: { kind: 'system', id: 'test', name: 'test' } as const };
    traceId = (await createTrace(db, { caseId, title: 'A', request: {} }, by)).id;
    const asked = { input: { text: NOBODY, ask: {} }, answer: null, decision: null };
    screeningId = (await keepScreening(db, { caseId, ...asked }, by)).id;
    const cursor = { chain: 'eip155:1' };
    watchId = (await createWatch(db, { traceId, caseId, source: 'any', cursor }, by)).id;
  });
  after(() => desk.close());

  /** Whatever adds to a case and is asked for outside of `/v1/cases`. */
  const wishes = (): readonly [string, string, unknown][] => [
    ['POST', '/v1/traces', { text: ID, caseId }],
    ['POST', '/v1/screenings', { text: NOBODY, caseId }],
    ['POST', '/v1/screenings', { texts: [ID], caseId }],
    ['POST', `/v1/screenings/${screeningId}/again`, undefined],
    ['PATCH', `/v1/traces/${traceId}/annotations`, { annotations: [{ node: 'a' }] }],
    ['POST', `/v1/traces/${traceId}/expansions`, { address: ID, direction: 'in' }],
    ['POST', '/v1/watches', { traceId }],
  ];

  const actions = async (): Promise<string[]> => {
    const rows = desk.store.db.selectFrom('custody').select('action').where('case_id', '=', caseId);
    return (await rows.orderBy('seq').execute()).map(({ action }) => action);
  };

  test('has in its log what of it is muted, and what is told again', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const body = { kind: 'move', reason: 'too much', until };
    const at = `/v1/watches/${watchId}/mutes`;
    const made = await desk.ask('POST', at, { as: ann, body });
    equal(made.status, 201);
    const { id } = await made.json();
    equal((await desk.ask('DELETE', `${at}/${id}`, { as: ann })).status, 204);
    deepEqual((await actions()).slice(-2), ['watch muted', 'watch told again']);
  });

  test('that is closed takes no trace, screening, drawing or watch', async () => {
    const closed = { status: 'closed', closed_at: new Date() } as const;
    await desk.store.db.updateTable('case_file').set(closed).where('id', '=', caseId).execute();
    const before = await actions();
    for (const [method, at, body] of wishes()) {
      const answer = await desk.ask(method, at, { as: ann, body, headers: { 'if-match': '*' } });
      equal(answer.status, 409, `${method} ${at}`);
      equal((await answer.json()).detail, 'The case is closed: open it again first.', at);
    }
    deepEqual(await actions(), before);
  });

  test('that is being closed takes nothing that began before it was', async () => {
    const { db } = desk.store;
    const file = db.updateTable('case_file').where('id', '=', caseId);
    await file.set({ status: 'open', closed_at: null }).execute();
    const before = await actions();
    for (const [method, at, body] of wishes()) {
      const closing = await db.startTransaction().execute();
      const change = { status: 'closed', closed_at: new Date() } as const;
      const row = closing.updateTable('case_file').set(change).where('id', '=', caseId);
      await row.execute();
      const headers = { 'if-match': '*' };
      let status: number | null = null;
      const asked = desk.ask(method, at, { as: ann, body, headers }).then((answer) => {
        status = answer.status;
      });
      // until it waits for the case, or is answered though the case is about to be closed
      while (status === null && !(await isWaiting())) await setImmediate();
      await closing.commit().execute();
      await asked;
      equal(status, 409, `${method} ${at}`);
      await file.set({ status: 'open', closed_at: null }).execute();
    }
    deepEqual(await actions(), before);
  });

  /** Whether somebody waits for a row that another transaction holds. */
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(desk.store.db);
    return rows.length > 0;
  };
});
