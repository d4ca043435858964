// Four eyes, and what a case's marking allows to leave.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RequestAlertBody } from '../../src/casework/requests/alert.ts';
import { freezeDraftSchema } from '../../src/casework/requests/draft.ts';
import { tellOfRequests } from '../../src/server/cases/request-clock.ts';
import { noticeOf } from '../../src/server/watch/notices.ts';
import { putBlob } from '../../src/store/blobs.ts';
import { digestOf, verifyCustody } from '../../src/store/custody.ts';
import { addTarget, disableTarget, takeDeliveries } from '../../src/store/deliveries.ts';
import { newId } from '../../src/store/ids.ts';
import { finishTrace } from '../../src/store/trace-results.ts';
import { createTrace } from '../../src/store/traces.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'";

const ACTOR = { kind: 'system', id: 'test', name: 'test' } as const;
const RESULT = syntheticResult({ holders: 60 });

/** The same with one unit more at every place. */
function moved(result: TraceResult): TraceResult {
  const { policy } = result.settings;
  const destinations = result.destinations.map((place) => {
    const more = String(BigInt(place.amounts[policy]) + 1n);
    return { ...place, amounts: { ...place.amounts, [policy]: more } };
  });
  return { ...result, destinations };
}

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

  describe('of a freeze request', () => {
    let caseId: string;
    let traceId: string;
    let drafts: { id: string; recipient: string; amounts: string }[];
    let resultSha256: string;
    let reader: Caller;

    const call = async (method: string, at: string, as: Caller, body?: unknown) => {
      const answer = await desk.ask(method, at, { as, ...(body === undefined ? {} : { body }) });
      const said = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json');
      return { status: answer.status, body: isJson ? JSON.parse(said) : said };
    };
    const at = (more = '') => `/v1/cases/${caseId}/requests${more}`;
    const finish = async (result: TraceResult) => {
      const bytes = Buffer.from(JSON.stringify(result));
      const done = { headline: '', schemaVersion: 1, reason: 'traced', actor: ACTOR };
      await finishTrace(desk.store.db, traceId, { ...done, result: bytes });
      const { body } = await call('GET', `/v1/traces/${traceId}/drafts`, asker);
      ({ items: drafts, resultSha256 } = body);
    };
    const askFor = (n: number, more: object = {}, as = asker) => {
      const details = { from: 'Meridian', victim: 'A fund', reference: 'M-1' };
      const draftId = drafts[n]?.id;
      return call('POST', at(), as, { traceId, draftId, resultSha256, details, ...more });
    };
    const decide = (id: string, decision: string, as = approver) => {
      return call('POST', `/v1/approvals/${id}/decision`, as, { decision, reason: 'seen' });
    };
    const step = (id: string, body: object) => call('POST', at(`/${id}/steps`), asker, body);
    const one = async (id: string) => (await call('GET', at(`/${id}`), asker)).body;
    const log = async () => {
      const rows = desk.store.db.selectFrom('custody').select(['action', 'detail', 'subject']);
      return await rows.where('case_id', '=', caseId).orderBy('seq').execute();
    };

    before(async () => {
      caseId = await desk.caseOf(asker);
      await desk.member(caseId, approver, 'reader');
      reader = await desk.person('investigator');
      await desk.member(caseId, reader, 'reader');
      const by = { personId: asker.id, actor: ACTOR };
      const trace = { caseId, title: 'A theft', request: {} };
      ({ id: traceId } = await createTrace(desk.store.db, trace, by));
      await finish(RESULT);
    });

    test('are drafted of a trace for whoever may see it', async () => {
      assert.ok(drafts.length > 3);
      const path = `/v1/traces/${traceId}/drafts/${drafts[0]?.id}`;
      const { body } = await call('GET', path, reader);
      assert.equal(freezeDraftSchema.parse(body.draft).result.sha256, resultSha256);
      assert.match(body.letter, /^REQUEST TO STOP STOLEN MONEY/);
      const text = await call('GET', `${path}/letter`, reader);
      assert.equal(text.body, body.letter);
      const typed = await call('POST', `${path}/letter`, asker, { from: 'Meridian\u202e Desk' });
      assert.match(typed.body.letter, /^From: +Meridian\[U\+202E\] Desk$/m);
      const outsider = await desk.person('administrator');
      assert.equal((await call('GET', path, outsider)).status, 404);
      assert.equal((await call('GET', `/v1/traces/${traceId}/drafts/none`, asker)).status, 404);
    });

    test('go out once another person agrees, and are followed to their end', async () => {
      const asked = await askFor(0);
      assert.equal(asked.status, 201, JSON.stringify(asked.body));
      const { id, approvalId, letterSha256, state, askedAt, expiresAt } = asked.body;
      assert.equal(state, 'asked');
      assert.equal(Date.parse(expiresAt) - Date.parse(askedAt), 14 * 86_400_000);
      assert.equal((await askFor(0)).status, 409, 'one that waits is enough');
      assert.equal((await askFor(1, {}, reader)).status, 403);
      assert.equal((await step(id, { step: 'sent' })).status, 409, 'nobody has released it');
      const { body: seen } = await call('GET', at(`/${id}`), approver);
      assert.match(seen.letter, /^Robbed|A fund/m);
      assert.match(seen.letter, new RegExp(id));
      assert.equal((await decide(approvalId, 'approved', asker)).status, 403);
      assert.equal((await decide(approvalId, 'approved')).status, 200);
      const released = await one(id);
      assert.deepEqual([released.state, released.releasedBy], ['released', approver.id]);
      assert.equal(released.letter, seen.letter, 'what was approved is what is sent');
      assert.equal((await step(id, { step: 'acted' })).status, 409, 'it was not sent');
      const early = { step: 'sent', at: '2020-01-01T00:00:00Z' };
      assert.equal((await step(id, early)).status, 400);
      assert.equal((await step(id, { step: 'sent' })).status, 200);
      const sent = await one(id);
      assert.ok(sent.due.acknowledged < sent.due.acted && sent.due.sent === null);
      await step(id, { step: 'acknowledged', answer: 'Ticket 7' });
      await step(id, { step: 'acted' });
      const acted = await one(id);
      assert.deepEqual([acted.state, acted.answer, acted.due.acted], ['acted', 'Ticket 7', null]);
      const { body: room } = await call('GET', `/v1/cases/${caseId}/room.md`, asker);
      assert.match(room, /\| Tether \| [^|]+ \| by hand \| 20[^|]+\| 20[^|]+\| 20/);
      const again = await call('POST', `/v1/cases/${caseId}/room.md`, asker, { markdown: room });
      assert.equal(again.body.added.freezes, undefined, 'it is there already');
      const rows = (await log()).filter(({ action }) => action.startsWith('freeze request'));
      assert.deepEqual(
        rows.map(({ action }) => action.replace('freeze request ', '')),
        ['asked for', 'released', 'sent', 'acknowledged', 'acted'],
      );
      for (const { detail } of rows) {
        assert.equal((detail as { letter: string }).letter, letterSha256);
        assert.ok(!JSON.stringify(detail).includes('Ticket'), 'what was typed can be erased');
      }
      assert.equal((await verifyCustody(desk.store.db)).ok, true);
    });

    test('are out of date once the money moves, and replaced by a new one', async () => {
      const { items: before } = (await call('GET', at(), asker)).body;
      assert.equal(before[0].outdated, null);
      const old = resultSha256;
      await finish(moved(RESULT));
      const { items } = (await call('GET', at(), asker)).body;
      assert.equal(items[0].outdated.isGone, false);
      assert.equal((await askFor(0, { resultSha256: old })).status, 409, 'of an older result');
      const { body } = await askFor(0);
      assert.equal(body.supersedes, items[0].id);
      assert.match((await one(body.id)).letter, new RegExp(`our request ${items[0].id}`));
      await decide(body.approvalId, 'approved');
      const now = (await call('GET', at(), asker)).body.items;
      assert.deepEqual([now[1].supersededBy, now[1].outdated], [body.id, null]);
      const empty = { ...RESULT, destinations: [] };
      await finish(empty);
      assert.equal((await one(body.id)).outdated.isGone, true);
      await finish(RESULT);
    });

    test('are told of in the inbox, once each, where they are late or out of date', async () => {
      const clock = desk.desk.clock;
      const soon = { ...clock, now: () => clock.now() + 6 * 60_000 };
      // as two servers do it
      const look = (now: typeof clock) => {
        const one = { ...desk.desk, clock: now };
        return Promise.all([tellOfRequests(one), tellOfRequests({ ...one })]);
      };
      const told = async () => {
        const { body } = await call('GET', `/v1/alerts?caseId=${caseId}`, asker);
        return body.items.map((alert: { kind: string; body: RequestAlertBody }) => {
          const { request, news } = alert.body;
          return [alert.kind, request.id, news.kind === 'late' ? news.step : news.isGone].join(' ');
        });
      };
      const [last] = (await call('GET', at(), asker)).body.items;
      await finish(moved(RESULT));
      await look(clock);
      assert.deepEqual(await told(), [], 'nothing is late, and no money has moved');
      await finish(RESULT);
      await look(clock);
      await look(soon);
      await finish({ ...RESULT, destinations: [] });
      await look(soon);
      const expected = [`request late ${last.id} sent`, `request outdated ${last.id} false`];
      assert.deepEqual((await told()).sort(), expected);
      await step(last.id, { step: 'sent' });
      await look(soon);
      const { body: rest } = await call('GET', `/v1/alerts?caseId=${caseId}`, asker);
      const states = rest.items.map(({ kind, state, reason }: Record<string, unknown>) => {
        return [kind, state, reason];
      });
      assert.deepEqual(states.sort(), [
        ['request late', 'closed', 'it was sent'],
        ['request outdated', 'open', null],
      ]);
      await finish(RESULT);
      assert.equal((await verifyCustody(desk.store.db)).ok, true);
    });

    test('are released by one person in an emergency, and looked at afterwards', async () => {
      const { body } = await askFor(1);
      const alone = (as: Caller, id = body.id) => {
        return call('POST', at(`/${id}/release`), as, { reason: 'nobody else is awake' });
      };
      assert.equal((await alone(approver)).status, 403, 'a reader of the case');
      const released = await alone(asker);
      assert.deepEqual([released.status, released.body.state], [200, 'released']);
      assert.ok(released.body.due.review);
      assert.match((await one(body.id)).letter, /^RELEASED BY ONE PERSON IN AN EMERGENCY/);
      assert.equal((await alone(asker)).status, 409);
      const actions = (await log()).map(({ action }) => action);
      assert.ok(actions.includes('freeze request released alone'));
      assert.equal((await decide(body.approvalId, 'approved', asker)).status, 403);
      await decide(body.approvalId, 'refused');
      const after = await one(body.id);
      assert.deepEqual([after.state, after.due.review], ['withdrawn', null]);
      assert.equal((await step(body.id, { step: 'sent' })).status, 409);
    });

    test('are withdrawn with a reason, refused, and never of a red case', async () => {
      const withdraw = (id: string) => {
        return call('POST', at(`/${id}/withdrawal`), asker, { reason: 'the wrong address' });
      };
      const { body: first } = await askFor(2);
      assert.equal((await withdraw(first.id)).body.state, 'withdrawn');
      assert.equal((await withdraw(first.id)).status, 409);
      assert.equal((await decide(first.approvalId, 'approved')).status, 409, 'it is withdrawn');
      await decide(first.approvalId, 'refused');
      const { body: second } = await askFor(2);
      await decide(second.approvalId, 'refused');
      assert.equal((await one(second.id)).state, 'not released');
      const { body: third } = await askFor(2);
      const mark = (tlp: 'red' | 'amber') => {
        return desk.store.db
          .updateTable('case_file')
          .set({ tlp })
          .where('id', '=', caseId)
          .execute();
      };
      await mark('red');
      assert.equal((await decide(third.approvalId, 'approved')).status, 409);
      assert.equal((await askFor(3)).status, 409);
      await mark('amber');
      const free = { kind: 'freeze_request', caseId, subject: { requestId: third.id } };
      assert.equal((await call('POST', '/v1/approvals', asker, free)).status, 400);
    });

    test('that are replaced are taken back from whoever does not get the new one', async () => {
      const to = (address: string) => ({ recipients: [{ kind: 'email', address }] });
      const { body: old } = await askFor(4, to('old@exchange.example'));
      await decide(old.approvalId, 'approved');
      const rows = desk.store.db.updateTable('delivery').where('request_id', '=', old.id);
      await rows.set({ state: 'sent', attempts: 1 }).execute();
      const { body: next } = await askFor(4, to('new@exchange.example'));
      await decide(next.approvalId, 'approved');
      const { deliveries } = await one(old.id);
      assert.deepEqual(
        deliveries.map(({ what, address }: Record<string, string>) => [what, address]),
        [
          ['request', 'old@exchange.example'],
          ['withdrawal', 'old@exchange.example'],
        ],
      );
    });

    test('can be made anew after the one in the place of another was withdrawn', async () => {
      const { body: first } = await askFor(5);
      await decide(first.approvalId, 'approved');
      const { body: second } = await askFor(5);
      await decide(second.approvalId, 'approved');
      await call('POST', at(`/${second.id}/withdrawal`), asker, { reason: 'wrong' });
      const { body: third } = await askFor(5);
      assert.equal(third.supersedes, null, 'the first was replaced, the second is withdrawn');
      assert.equal((await decide(third.approvalId, 'approved')).status, 200);
    });

    test('are not sent after they were withdrawn, though a delivery is under way', async () => {
      const recipients = [{ kind: 'email', address: 'late@exchange.example' }];
      const { body } = await askFor(3, { recipients });
      await decide(body.approvalId, 'approved');
      const taken = await takeDeliveries(desk.store.db, 100);
      const delivery = taken.find(({ request_id }) => request_id === body.id);
      assert.ok(delivery);
      await call('POST', at(`/${body.id}/withdrawal`), asker, { reason: 'not theirs' });
      await assert.rejects(noticeOf(desk.store.db, delivery, ''), /withdrawn/);
    });

    test('are not released by an approval once the case is closed, but refused', async () => {
      const { body } = await askFor(3);
      const set = (status: 'open' | 'closed') => {
        const closed_at = status === 'open' ? null : new Date();
        const files = desk.store.db.updateTable('case_file').set({ status, closed_at });
        return files.where('id', '=', caseId).execute();
      };
      await set('closed');
      assert.equal((await decide(body.approvalId, 'approved')).status, 409);
      assert.equal((await decide(body.approvalId, 'refused')).status, 200);
      await set('open');
    });

    test('are not released alone again while an earlier one is overdue', async () => {
      const alone = async (n: number) => {
        const { body } = await askFor(n);
        const release = { reason: 'nobody else is awake' };
        const { status } = await call('POST', at(`/${body.id}/release`), asker, release);
        return { ...body, status };
      };
      const first = await alone(1);
      assert.equal(first.status, 200);
      const long = new Date(Date.now() - 25 * 3_600_000);
      const rows = desk.store.db.updateTable('freeze_request').where('id', '=', first.id);
      await rows.set({ released_at: long }).execute();
      const second = await alone(3);
      assert.equal(second.status, 409);
      await call('POST', at(`/${second.id}/withdrawal`), asker, { reason: 'later' });
      await decide(first.approvalId, 'approved');
      const third = await alone(3);
      assert.equal(third.status, 200);
      await call('POST', at(`/${third.id}/withdrawal`), asker, { reason: 'enough' });
    });

    test('say in the log to whom they go, as a digest', async () => {
      const recipients = [{ kind: 'email', address: 'who@exchange.example' }];
      const { body } = await askFor(3, { recipients });
      const { detail } = (await log()).findLast((row) => row.action.endsWith('asked for')) ?? {};
      assert.equal((detail as { to: string }).to, digestOf(recipients));
      await call('POST', at(`/${body.id}/withdrawal`), asker, { reason: 'enough' });
    });

    test('go to targets that are there, and to mailboxes', async () => {
      const none = { recipients: [{ kind: 'target', targetId: 'none' }] };
      assert.equal((await askFor(3, none)).status, 400);
      const hook = { kind: 'webhook', address: 'https://gate.example/', secret: 'x' } as const;
      const by = { createdBy: asker.id, tells: 'deposits' } as const;
      const { id: gate } = await addTarget(desk.store.db, { ...hook, ...by });
      const theirs = { recipients: [{ kind: 'target', targetId: gate }] };
      assert.equal((await askFor(3, theirs)).status, 400, 'it hears of deposits alone');
      await disableTarget(desk.store.db, gate);
      const address = 'desk@exchange.example';
      const { body } = await askFor(3, { recipients: [{ kind: 'email', address }] });
      assert.deepEqual((await one(body.id)).deliveries, []);
      await decide(body.approvalId, 'approved');
      const [delivery] = (await one(body.id)).deliveries;
      assert.deepEqual([delivery.address, delivery.state], [address, 'pending']);
      const { body: targets } = await call('GET', '/v1/targets', asker);
      assert.deepEqual(targets.items, [], 'no alert goes there');
      await call('POST', at(`/${body.id}/withdrawal`), asker, { reason: 'not theirs' });
      assert.deepEqual((await one(body.id)).deliveries, [], 'nobody has it: nobody is told');
    });
  });
});
