// Four eyes, and what a case's marking allows to leave.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { verifyCustody } from '../../src/store/custody.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

describe('approvals', () => {
  let desk: TestDesk;
  let asker: Caller;
  let approver: Caller;
  before(async () => {
    desk = await testDesk();
    asker = await desk.person('approver');
    approver = await desk.person('approver');
  });
  after(() => desk.close());

  const share = (caseId: string, as: Caller) => {
    const body = { kind: 'share', caseId, subject: { to: 'an exchange' } };
    return desk.ask('POST', '/v1/approvals', { as, body });
  };
  const decide = (id: string, as: Caller, decision = 'approved') => {
    return desk.ask('POST', `/v1/approvals/${id}/decision`, { as, body: { decision } });
  };

  test('are decided by another person, once', async () => {
    const caseId = await desk.caseOf(asker);
    const made = await share(caseId, asker);
    assert.equal(made.status, 201);
    const { id } = await made.json();
    assert.equal((await decide(id, approver)).status, 404, 'no member sees no approval');
    await desk.member(caseId, approver, 'reader');
    assert.equal((await decide(id, asker)).status, 403, 'whoever asks does not decide');
    const both = await Promise.all([decide(id, approver), decide(id, approver, 'refused')]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409]);
    const { items } = await (await desk.ask('GET', '/v1/approvals', { as: approver })).json();
    assert.equal(items[0].decidedBy, approver.id);
    assert.equal((await verifyCustody(desk.store.db)).ok, true);
  });

  test('are held to four eyes by the database too', async () => {
    const caseId = await desk.caseOf(asker);
    const { id } = await (await share(caseId, asker)).json();
    const change = { decided_by: asker.id, decision: 'approved', decided_at: new Date() } as const;
    const query = desk.store.db.updateTable('approval').set(change).where('id', '=', id);
    await assert.rejects(query.execute(), /four_eyes/);
  });

  test('are not asked for what is red, nor by readers', async () => {
    assert.equal((await share(await desk.caseOf(asker, 'red'), asker)).status, 409);
    assert.equal((await share(await desk.caseOf(asker, 'amber+strict'), asker)).status, 409);
    const caseId = await desk.caseOf(approver);
    assert.equal((await share(caseId, asker)).status, 404);
    await desk.member(caseId, asker, 'reader');
    assert.equal((await share(caseId, asker)).status, 403);
  });

  test('bring a member into a case that is left alone', async () => {
    const administrator = await desk.person('administrator');
    const caseId = await desk.caseOf(asker);
    const subject = { personId: administrator.id, role: 'lead' };
    const body = { kind: 'member', caseId, subject };
    assert.equal((await desk.ask('POST', '/v1/approvals', { as: asker, body })).status, 403);
    const made = await desk.ask('POST', '/v1/approvals', { as: administrator, body });
    const { id } = await made.json();
    assert.equal((await decide(id, approver)).status, 200);
    const row = await desk.store.db
      .selectFrom('member')
      .select('role')
      .where('case_id', '=', caseId)
      .where('person_id', '=', administrator.id)
      .executeTakeFirst();
    assert.equal(row?.role, 'lead');
  });
});
