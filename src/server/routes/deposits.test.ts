// Deposits at an exchange: asked about by a program, screened, held, told to the owner of a case,
// decided by people, and told back by a signed webhook.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Caller, type TestDesk, testDesk } from '../../../test/desk/desk.ts';
import { EXCHANGE, LISTED, listedHome, takeList } from '../../../test/desk/listed-home.ts';
import { threads } from '../../../test/desk/threads.ts';
import { startExplorer } from '../../../test/fakes/explorer.ts';
import { stageLedger } from '../../../test/fakes/staged-ledger.ts';
import { heldResult } from '../../../test/watch/held.ts';
import { sha256 } from '../../base/digest.ts';
import { holdNoteSchema } from '../../casework/deposit/note.ts';
import { putBlob } from '../../store/blobs.ts';
import { digestOf, verifyCustody } from '../../store/custody.ts';
import { decideDeposit, holdCleared } from '../../store/deposits.ts';
import { newId } from '../../store/ids.ts';
import type { TraceResult } from '../../trace/result.ts';
import { Deliverer } from '../watch/deliverer.ts';
import { noticeOf } from '../watch/notices.ts';
import { openSeal } from '../watch/seal.ts';
import { JobWorker } from '../work/worker.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

const HELD = `0x${'ab'.repeat(20)}`;
const TO = `0x${'cd'.repeat(20)}`;
const STAGE = stageLedger({ seed: 7, addresses: 3, hops: 3 });
const KEY = { env: 'HUE_DEPOSITS_KEY' };
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
  let explorer: Awaited<ReturnType<typeof startExplorer>>;
  before(async () => {
    process.env[KEY.env] = 'a-key-of-the-test';
    const key = process.env[KEY.env] ?? '';
    explorer = await startExplorer({ kind: 'etherscan', ledger: STAGE.ledger, key });
    const source = {
      chain: 'ethereum',
      kind: 'etherscan',
      name: 'fake',
      url: explorer.url,
    } as const;
    const home = await listedHome([{ ...source, key: KEY, private: true, rate: 1000 }]);
    await takeList(home, [LISTED, STAGE.theft.victim]);
    desk = await testDesk({}, { home });
    gate = await desk.key('analyst', ['deposit']);
    ann = await desk.person('analyst');
  });
  after(async () => {
    await desk.close();
    await explorer.stop();
  });

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
    const other = await desk.key('analyst', ['deposit']);
    const theirs = await tell(body, other);
    equal(theirs.status, 201, 'a reference is its sender’s own');
  });

  test('what is wrong is refused, and no other scope will do', async () => {
    const read = await desk.key('administrator', ['read', 'screen', 'write', 'admin']);
    equal((await tell(deposit(), read)).status, 403);
    const viewer = await desk.person('viewer');
    equal((await tell(deposit(), viewer)).status, 403, 'who looks on asks of no case');
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
    const rows = desk.store.db.selectFrom('custody').select('after_sha256');
    const log = await rows.where('action', '=', 'deposit cleared').execute();
    const answer = done.value.answerSha256;
    const decided = { state: 'cleared', reason: 'A licence was shown.', answer };
    ok(
      log.some((one) => one.after_sha256 === digestOf(decided)),
      'why stands in it, as a digest',
    );
  });

  test('what sources tell later holds what the rules had cleared, once', async () => {
    const worker = new JobWorker(desk.desk, threads);
    const exposed = deposit({ transaction: STAGE.theft.tx, asksSources: true });
    const { deposit: first, answer } = (await tell(exposed)).value;
    deepEqual([first.state, answer.gaps.length], ['cleared', 1]);
    // nobody can be asked of this chain: that is said, too
    const { deposit: alone } = (await tell(deposit({ chain: 'polygon', asksSources: true }))).value;
    await worker.start();
    const decided = async (id: string) => {
      for (let tries = 0; ; tries += 1) {
        const { value } = await json('GET', `/v1/deposits/${id}`, ann);
        if (value.decisions.length > 1 || tries > 1500) return value;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const held = await decided(first.id);
    deepEqual([held.state, held.decision, held.decisions.length], ['held', 'block', 2]);
    match(held.decisions[1].reason, /^The sources were asked\. /);
    const { value: queue } = await json('GET', '/v1/deposits?state=held&limit=200', ann);
    const own = queue.items.find((one: Answer) => one.id === first.id);
    ok(Array.isArray(own.exposure), 'a queue shows what it is exposed to');
    equal(first.exposure, null, 'no ledger was asked yet');
    const { value: newest } = await json('GET', `/v1/deposits/${first.id}/answer`, ann);
    deepEqual([newest.screened[0].about, newest.gaps], ['transaction', []]);
    const again = (await tell(exposed)).value;
    deepEqual([again.deposit.id, again.answer], [first.id, newest], 'its sender gets the newest');
    const { decisions, state } = await decided(alone.id);
    equal(state, 'cleared');
    match(decisions[1].reason, /^The sources were asked, and did not tell: .*Polygon/i);
    await worker.stop();
  });

  test('what the rules find while a person decides does not change the decision', async () => {
    const { id } = (await tell(deposit())).value.deposit;
    const { db } = desk.store;
    const person = await db.startTransaction().execute();
    const doer = { kind: 'person', id: ann.id, name: 'Ann' } as const;
    await decideDeposit(person, { id }, { state: 'cleared', reason: 'It is mine.' }, doer);
    let begun = false;
    const found = db.transaction().execute(async (trx) => {
      begun = true;
      await holdCleared(trx, id, { reason: 'It is known to a case.' });
    });
    while (!begun) await new Promise((resolve) => setImmediate(resolve));
    const waits = db.selectFrom('pg_locks' as never).select('pid' as never);
    while ((await waits.where('granted' as never, '=', false as never).execute()).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await person.commit().execute();
    await found;
    const { value } = await json('GET', `/v1/deposits/${id}`, ann);
    deepEqual([value.state, value.decisions.length], ['cleared', 3]);
  });

  async function tracedCase(tlp?: 'red', change = (result: TraceResult) => result) {
    const bob = await desk.person('investigator');
    const caseId = await desk.caseOf(bob, tlp);
    const held = heldResult([{ holder: HELD, asset: 'eip155:1/slip44:60', units: 10n ** 18n }]);
    const bytes = Buffer.from(JSON.stringify(change(held)));
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
    equal(alert.body.deposit, value.deposit.id, 'it leads to the deposit');
    const delivery = { alert_id: alert.id, request_id: null, deposit_id: null, notice: 'raised' };
    const { data } = await noticeOf(desk.store.db, delivery as never, 'https://desk.test');
    equal(Reflect.get(data, 'url'), `https://desk.test/inbox?alert=${alert.id}`, 'as pages do');
  });

  test('what lands where a trace ends is known, whichever service paid it', async () => {
    const [from, to] = ['e1', 'e2'].map((two) => `0x${two.repeat(20)}`);
    await tracedCase(undefined, (result) => {
      const [place] = result.destinations;
      const ends = [from, to, from].flatMap((holder) => {
        return place && holder ? [{ ...place, holder, status: 'at service' as const }] : [];
      });
      return { ...result, destinations: ends };
    });
    equal((await tell(deposit({ from, to }))).value.deposit.isKnown, true);
    equal((await tell(deposit({ from: to, to: from }))).value.deposit.isKnown, true);
    equal((await tell(deposit({ from, to: TO }))).value.deposit.isKnown, false);
  });

  test('a transaction is the same with 0x before it and without', async () => {
    const tx = 'f00d'.repeat(16);
    await tracedCase(undefined, (result) => ({ ...result, hops: [{ tx: `0x${tx}` }] as never }));
    equal((await tell(deposit({ transaction: tx }))).value.deposit.isKnown, true);
  });

  test('a result that cannot be read keeps no deposit from being answered', async () => {
    await tracedCase(undefined, () => 'no result' as never);
    const { value, status } = await tell(deposit({ from: HELD }));
    deepEqual([status, value.deposit.isKnown], [201, true]);
    ok(
      value.answer.gaps.some((gap: string) => gap.startsWith('Not every trace')),
      value.answer.gaps,
    );
    equal((await tell(deposit())).status, 201);
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
