// Deposits at an exchange: asked about by a program, screened, held, told to the owner of a case,
// decided by people, and told back by a signed webhook.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Caller, type TestDesk, testDesk } from '../../../test/desk/desk.ts';
import { EXCHANGE, LISTED, listedHome } from '../../../test/desk/listed-home.ts';
import { heldResult } from '../../../test/watch/held.ts';
import { sha256 } from '../../base/digest.ts';
import { holdNoteSchema } from '../../casework/deposit/note.ts';
import { putBlob } from '../../store/blobs.ts';
import { verifyCustody } from '../../store/custody.ts';
import { newId } from '../../store/ids.ts';
import { Deliverer } from '../watch/deliverer.ts';
import { openSeal } from '../watch/seal.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

const HELD = `0x${'ab'.repeat(20)}`;
const TO = `0x${'cd'.repeat(20)}`;
let count = 0;

function deposit(more: object = {}) {
  count += 1;
  const transaction = `0x${count.toString(16).padStart(64, '0')}`;
  const what = { chain: 'ethereum', transaction, to: TO, asset: 'ETH', amount: '12.50' };
  return { ...what, from: null, reference: `dep-${count}`, ...more };
}

describe('deposits', () => {
  let desk: TestDesk;
  let gate: Caller;
  let ann: Caller;
  before(async () => {
    desk = await testDesk({}, { home: await listedHome() });
    gate = await desk.key('viewer', ['deposit']);
    ann = await desk.person('analyst');
  });
  after(() => desk.close());

  const json = async (method: string, at: string, as: Caller, body?: object, headers = {}) => {
    const answer = await desk.ask(method, at, { as, body, headers });
    const value: Answer = await answer.json().catch(() => null);
    return { status: answer.status, value, etag: answer.headers.get('etag') ?? '' };
  };
  const tell = (body: object, as = gate) => json('POST', '/v1/deposits', as, body);
  const decide = async (id: string, body: object, as = ann) => {
    const { etag } = await json('GET', `/v1/deposits/${id}`, as);
    return await json('PATCH', `/v1/deposits/${id}`, as, body, { 'if-match': etag });
  };

  test('a deposit of a listed sender is held at once, with reasons and a digest', async () => {
    const { status, value } = await tell(deposit({ from: LISTED }));
    equal(status, 201);
    equal(value.deposit.state, 'held');
    equal(value.answer.decision.action, 'block');
    equal(value.answer.decision.reasons[0].about, 'from');
    const list = value.answer.screened[0].answer.sources.find((one: Answer) => one.kind === 'list');
    equal(list.name, 'ofac-sdn');
    const kept = await desk.ask('GET', `/v1/deposits/${value.deposit.id}/answer`, { as: ann });
    equal(sha256(Buffer.from(await kept.arrayBuffer())), value.deposit.answerSha256);
    const clear = await tell(deposit({ from: EXCHANGE }));
    equal(clear.value.deposit.state, 'cleared');
  });

  test('the same reference is the same deposit; another deposit under it is refused', async () => {
    const body = deposit({ from: LISTED });
    const all = await Promise.all([tell(body), tell(body), tell(body)]);
    equal(new Set(all.map(({ value }) => value.deposit.id)).size, 1);
    equal(all.filter(({ status }) => status === 201).length, 1);
    equal((await tell({ ...body, amount: '13' })).status, 422);
    const other = await desk.key('viewer', ['deposit']);
    const theirs = await tell(body, other);
    equal(theirs.status, 201, 'a reference is its sender’s own');
  });

  test('what is wrong is refused, and no other scope will do', async () => {
    const read = await desk.key('administrator', ['read', 'screen', 'write', 'admin']);
    equal((await tell(deposit(), read)).status, 403);
    equal((await json('GET', '/v1/deposits', gate)).status, 403, 'it may tell, and not look');
    for (const wrong of [{ to: 'nonsense' }, { amount: '-1' }, { chain: 'nowhere' }, { x: 1 }]) {
      equal((await tell(deposit(wrong))).status, 400, JSON.stringify(wrong));
    }
    equal((await tell(deposit({ callback: 'nobody' }))).status, 400);
    equal((await tell({ ...deposit(), reference: 'x'.repeat(20_000) })).status, 413);
  });

  test('people decide with a reason; what is escalated is for approvers', async () => {
    const { id } = (await tell(deposit({ from: LISTED }))).value.deposit;
    equal((await decide(id, { state: 'cleared' })).status, 400, 'a reason is needed');
    const up = { state: 'escalated', reason: 'the bank asks' };
    equal((await decide(id, { ...up, assignee: ann.id })).value.assignee, ann.id);
    equal((await decide(id, { state: 'cleared', reason: 'I think so' })).status, 403);
    const eve = await desk.person('approver');
    const done = await decide(id, { state: 'cleared', reason: 'A licence was shown.' }, eve);
    equal(done.value.state, 'cleared');
    deepEqual(
      done.value.decisions.map((one: Answer) => one.state),
      ['held', 'escalated', 'cleared'],
    );
    const late = await json('PATCH', `/v1/deposits/${id}`, ann, up, { 'if-match': '"old"' });
    equal(late.status, 412);
    const note = holdNoteSchema.parse((await json('GET', `/v1/deposits/${id}/note`, ann)).value);
    equal(note.evidence.answerSha256, done.value.answerSha256);
    equal(note.decided.at(-1)?.reason, 'A licence was shown.');
    const text = await desk.ask('GET', `/v1/deposits/${id}/note?as=text`, { as: ann });
    const said = await text.text();
    match(said, /^NOTE ON A DEPOSIT: CLEARED/);
    ok(said.includes(note.evidence.answerSha256) && said.includes('ofac-sdn'));
    ok((await verifyCustody(desk.store.db)).ok);
  });

  async function tracedCase(tlp?: 'red') {
    const bob = await desk.person('investigator');
    const caseId = await desk.caseOf(bob, tlp);
    const result = heldResult([{ holder: HELD, asset: 'eip155:1/slip44:60', units: 10n ** 18n }]);
    const bytes = Buffer.from(JSON.stringify(result));
    const result_sha256 = await putBlob(desk.store.db, bytes, 'application/json');
    const about = { case_id: caseId, created_by: bob.id, title: 'A trace', request: '{}' };
    const row = { id: newId(), ...about, status: 'done' as const, result_sha256 };
    await desk.store.db.insertInto('trace').values(row).execute();
    const alerts = async () => (await json('GET', '/v1/alerts', bob)).value.items;
    return { bob, caseId, alerts };
  }

  test('what a case traces is held, and its owner is told; others learn only that', async () => {
    const { bob, caseId, alerts } = await tracedCase();
    const { value } = await tell(deposit({ from: HELD.toUpperCase().replace('0X', '0x') }));
    equal(value.deposit.state, 'held');
    equal(value.deposit.isKnown, true);
    ok(value.answer.decision.reasons.some((one: Answer) => one.rule === 'traced'));
    ok(!JSON.stringify(value).includes(caseId));
    const whole = await json('GET', `/v1/deposits/${value.deposit.id}`, ann);
    ok(!JSON.stringify(whole.value).includes(caseId));
    const [alert] = await alerts();
    deepEqual([alert.kind, alert.caseId, alert.assignee], ['deposit', caseId, bob.id]);
    equal((await json('GET', '/v1/alerts', ann)).value.items.length, 0);
  });

  test('of a case marked TLP:RED others learn nothing; its owner does', async () => {
    await desk.store.db.updateTable('case_file').set({ status: 'closed' }).execute();
    const { alerts } = await tracedCase('red');
    const { value } = await tell(deposit({ from: HELD }));
    equal(value.deposit.isKnown, false);
    equal(value.deposit.state, 'cleared');
    equal((await alerts()).length, 1);
  });

  test('whoever asked is told of a decision, and it is signed', async () => {
    const told: { headers: Record<string, unknown>; body: string }[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const hook = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        told.push({ headers: request.headers, body });
        response.end();
        resolve();
      });
    });
    await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done));
    const { port } = hook.address() as AddressInfo;
    const root = await desk.person('administrator');
    const before = process.env.HUE_WEBHOOK_PRIVATE_HOSTS;
    process.env.HUE_WEBHOOK_PRIVATE_HOSTS = '127.0.0.1';
    const address = `http://127.0.0.1:${port}/`;
    const wish = { kind: 'webhook', address, tells: 'deposits' };
    const target = await json('POST', '/v1/targets', root, wish);
    equal(target.status, 201, JSON.stringify(target.value));
    const deliverer = new Deliverer({
      ...{ store: desk.store, log: desk.desk.log, origin: 'http://localhost', mail: null },
      seal: openSeal(desk.desk.home, process.env),
      privateHosts: new Set(['127.0.0.1']),
      lookup: async () => ['127.0.0.1'],
    });
    await deliverer.start();
    try {
      const body = deposit({ from: LISTED, callback: target.value.id });
      const { id } = (await tell(body)).value.deposit;
      await decide(id, { state: 'escalated', reason: 'more is asked' });
      await promise;
      const { data, type } = JSON.parse(told[0]?.body ?? '');
      equal(type, 'deposit.decided');
      deepEqual([data.id, data.state, data.reference], [id, 'escalated', body.reference]);
      const headers = told[0]?.headers ?? {};
      const secret = Buffer.from(target.value.secret.replace('whsec_', ''), 'base64');
      const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${told[0]?.body}`;
      const mac = createHmac('sha256', secret).update(text).digest('base64');
      equal(headers['webhook-signature'], `v1,${mac}`);
    } finally {
      if (before === undefined) delete process.env.HUE_WEBHOOK_PRIVATE_HOSTS;
      else process.env.HUE_WEBHOOK_PRIVATE_HOSTS = before;
      await deliverer.stop();
      hook.close();
    }
  });

  test('any request is answered or refused, never failed', async () => {
    const text = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom(LISTED, TO, 'ethereum'));
    const any = fc.record(
      { chain: text, transaction: text, to: text, from: text, asset: text, reference: text },
      { requiredKeys: ['chain', 'reference'] },
    );
    await fc.assert(
      fc.asyncProperty(any, async (more) => {
        const { status } = await tell({ ...deposit(), ...more });
        ok(status < 500, `${status}`);
      }),
      { numRuns: 40 },
    );
  });
});
