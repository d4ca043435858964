// A closed case takes nothing; what of a case is not told stands in its log.

import { deepEqual, equal } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { keepScreening } from '../../src/store/screenings.ts';
import { createTrace } from '../../src/store/traces.ts';
import { createWatch } from '../../src/store/watches.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const ID = `0x${'46'.repeat(32)}`;

describe('a case', () => {
  let desk: TestDesk;
  let ann: Caller;
  let caseId: string;
  let traceId: string;
  let screeningId: string;
  let watchId: string;
  before(async () => {
    desk = await testDesk();
    ann = await desk.person('investigator');
    caseId = await desk.caseOf(ann);
    const { db } = desk.store;
    const by = { personId: ann.id, actor: { kind: 'system', id: 'test', name: 'test' } as const };
    traceId = (await createTrace(db, { caseId, title: 'A', request: {} }, by)).id;
    const asked = { input: { text: 'x', ask: {} }, answer: null, decision: null };
    screeningId = (await keepScreening(db, { caseId, ...asked }, by)).id;
    const cursor = { chain: 'eip155:1' };
    watchId = (await createWatch(db, { traceId, caseId, source: 'any', cursor }, by)).id;
  });
  after(() => desk.close());

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
    const wishes: readonly [string, string, unknown][] = [
      ['POST', '/v1/traces', { text: ID, caseId }],
      ['POST', '/v1/screenings', { text: ID, caseId }],
      ['POST', '/v1/screenings', { texts: [ID], caseId }],
      ['POST', `/v1/screenings/${screeningId}/again`, undefined],
      ['PATCH', `/v1/traces/${traceId}/annotations`, { annotations: [{ node: 'a' }] }],
      ['POST', `/v1/traces/${traceId}/expansions`, { address: ID, direction: 'in' }],
      ['POST', '/v1/watches', { traceId }],
    ];
    for (const [method, at, body] of wishes) {
      const answer = await desk.ask(method, at, { as: ann, body, headers: { 'if-match': '*' } });
      equal(answer.status, 409, `${method} ${at}`);
      equal((await answer.json()).detail, 'The case is closed: open it again first.', at);
    }
    deepEqual(await actions(), before);
  });
});
