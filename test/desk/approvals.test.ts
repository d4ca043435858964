// Four eyes, and what a case's marking allows to leave.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { putBlob } from '../../src/store/blobs.ts';
import { verifyCustody } from '../../src/store/custody.ts';
import { newId } from '../../src/store/ids.ts';
import { createTrace } from '../../src/store/traces.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'";

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
    const log = desk.store.db.selectFrom('custody').select('detail').where('case_id', '=', caseId);
    const said = JSON.stringify(await log.execute());
    assert.ok(!said.includes('an exchange'), `what was typed can be erased: ${said}`);
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

  test('bring a member into a case that is left alone, and into no other', async () => {
    const administrator = await desk.person('administrator');
    const lead = await desk.person('investigator');
    const caseId = await desk.caseOf(lead, 'red');
    const subject = { personId: administrator.id, role: 'lead' };
    const body = { kind: 'member', caseId, subject };
    const ask = (as: Caller) => desk.ask('POST', '/v1/approvals', { as, body });
    const disable = (disabled_at: Date | null) =>
      desk.store.db.updateTable('person').set({ disabled_at }).where('id', '=', lead.id).execute();
    assert.equal((await ask(asker)).status, 403);
    assert.equal((await ask(administrator)).status, 409, 'its lead is here');
    await disable(new Date());
    const { id } = await (await ask(administrator)).json();
    await disable(null);
    assert.equal((await decide(id, approver)).status, 409, 'its lead has come back');
    await disable(new Date());
    assert.equal((await decide(id, approver)).status, 200);
    const row = await desk.store.db
      .selectFrom('member')
      .select('role')
      .where('case_id', '=', caseId)
      .where('person_id', '=', administrator.id)
      .executeTakeFirst();
    assert.equal(row?.role, 'lead');
  });

  test('let a member into a case that is red, and no lead alone does', async () => {
    const lead = await desk.person('approver');
    const bob = await desk.person('viewer');
    const caseId = await desk.caseOf(lead, 'red');
    const at = `/v1/cases/${caseId}/members`;
    const add = (personId: string, role = 'editor') =>
      desk.ask('POST', at, { as: lead, body: { personId, role } });
    const members = async () => {
      const { items, waiting } = await (await desk.ask('GET', at, { as: lead })).json();
      const ids = (all: { personId: string; role: string }[]) =>
        all.map(({ personId, role }) => `${personId} ${role}`).toSorted();
      return { items: ids(items), waiting: ids(waiting) };
    };
    const first = await add(bob.id);
    assert.equal(first.status, 202);
    const { approval } = await first.json();
    const own = `${lead.id} lead`;
    assert.deepEqual(await members(), { items: [own], waiting: [`${bob.id} editor`] });
    assert.equal((await desk.ask('GET', `/v1/cases/${caseId}`, { as: bob })).status, 404);
    assert.equal((await add(bob.id)).status, 409, 'it waits already');
    assert.equal((await decide(approval.id, lead)).status, 403, 'whoever asks does not decide');
    const other = await add(approver.id, 'reader');
    const { approval: mine } = await other.json();
    assert.equal((await decide(mine.id, approver)).status, 403, 'nobody lets themselves in');
    assert.equal((await decide(mine.id, asker, 'refused')).status, 200);
    // who is no member may decide: else nobody ever came into a case of one person
    assert.equal((await decide(approval.id, approver)).status, 200);
    const all = [own, `${bob.id} editor`].toSorted();
    assert.deepEqual(await members(), { items: all, waiting: [] });
    assert.equal((await add(bob.id, 'reader')).status, 201, 'the part of a member needs nobody');
    const gone = await desk.person('viewer');
    const { approval: late } = await (await add(gone.id)).json();
    const close = { status: 'closed', closed_at: new Date() } as const;
    const file = desk.store.db.updateTable('case_file').set(close).where('id', '=', caseId);
    await file.execute();
    assert.equal((await decide(late.id, approver)).status, 409, 'a closed case takes nobody');
    const log = desk.store.db.selectFrom('custody').select('action').where('case_id', '=', caseId);
    assert.deepEqual(
      (await log.orderBy('seq').execute()).map(({ action }) => action),
      [
        ...['approval requested', 'approval requested', 'approval refused', 'approval approved'],
        ...['member changed', 'approval requested'],
      ],
    );
  });

  test('let nobody into a case that became red meanwhile without a second person', async () => {
    const lead = await desk.person('investigator');
    const bob = await desk.person('viewer');
    const caseId = await desk.caseOf(lead);
    const marking = await desk.store.db.startTransaction().execute();
    const red = marking.updateTable('case_file').set({ tlp: 'red' }).where('id', '=', caseId);
    await red.execute();
    const body = { personId: bob.id, role: 'reader' };
    const asked = desk.ask('POST', `/v1/cases/${caseId}/members`, { as: lead, body });
    await marking.commit().execute();
    assert.equal((await asked).status, 202);
  });

  test('are not given once the case was marked red', async () => {
    const caseId = await desk.caseOf(asker);
    await desk.member(caseId, approver, 'reader');
    const { id } = await (await share(caseId, asker)).json();
    const file = desk.store.db.updateTable('case_file').set({ tlp: 'red' });
    await file.where('id', '=', caseId).execute();
    assert.equal((await decide(id, approver)).status, 409);
    assert.equal((await decide(id, approver, 'refused')).status, 200);
  });

  describe('of a pack', () => {
    let caseId: string;
    let packId: string;
    before(async () => {
      const { db } = desk.store;
      caseId = await desk.caseOf(asker);
      await desk.member(caseId, approver, 'reader');
      packId = newId();
      const by = {
        personId: asker.id,
        actor: { kind: 'system', id: 'test', name: 'test' } as const,
      };
      const { id: trace_id } = await createTrace(db, { caseId, title: 'A', request: {} }, by);
      const sha256 = await putBlob(db, Buffer.from('<script>1</script>'), 'text/html');
      const row = { id: packId, case_id: caseId, trace_id, kind: 'page', sha256 } as const;
      await db
        .insertInto('pack')
        .values({ ...row, name: 'a.html', created_by: asker.id })
        .execute();
    });

    const askFor = (id: string) => {
      const body = { kind: 'pack_release', caseId, subject: { packId: id } };
      return desk.ask('POST', '/v1/approvals', { as: asker, body });
    };
    const file = () => `/v1/cases/${caseId}/packs/${packId}/file`;

    test('are of this case', async () => {
      assert.equal((await askFor(newId())).status, 400);
    });

    test('are given by who can read it, though a reader', async () => {
      assert.equal((await desk.ask('GET', file(), { as: approver })).status, 200);
      const reader = await desk.person('investigator');
      await desk.member(caseId, reader, 'reader');
      assert.equal((await desk.ask('GET', file(), { as: reader })).status, 403);
    });

    test('are taken back by a later refusal', async () => {
      const release = () => {
        return desk.ask('POST', `/v1/cases/${caseId}/packs/${packId}/release`, { as: asker });
      };
      for (const decision of ['approved', 'refused']) {
        const { id } = await (await askFor(packId)).json();
        assert.equal((await decide(id, approver, decision)).status, 200);
      }
      assert.equal((await release()).status, 409);
      const { id } = await (await askFor(packId)).json();
      await decide(id, approver);
      assert.equal((await release()).status, 200);
    });

    test('are of a file that runs nothing, and who took it is written down', async () => {
      const answer = await desk.ask('GET', file(), { as: approver });
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; /);
      assert.equal(answer.headers.get('content-security-policy'), SANDBOX);
      const row = await desk.store.db
        .selectFrom('custody')
        .selectAll()
        .where('case_id', '=', caseId)
        .orderBy('seq', 'desc')
        .executeTakeFirstOrThrow();
      assert.equal(row.action, 'pack taken');
      assert.deepEqual(
        [(row.actor as { id: string }).id, row.subject],
        [approver.id, { pack: packId }],
      );
    });
  });
});
