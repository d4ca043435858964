// A desk that watches a real Ethereum node: money moves, people are told, the trace grows, and a
// reorganisation takes it all back.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { sha256 } from '../../src/base/digest.ts';
import { realWorld } from '../../src/casework/live/live.ts';
import type { AlertBody } from '../../src/casework/watch/alert.ts';
import { startWatching } from '../../src/server/watch/start.ts';
import { JobWorker } from '../../src/server/work/worker.ts';
import { openWorkshop } from '../../src/server/work/workshop.ts';
import { getBlob } from '../../src/store/blobs.ts';
import { verifyCustody } from '../../src/store/custody.ts';
import { createTrace } from '../../src/store/traces.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { type Caller, type TestDesk, testDesk } from '../desk/desk.ts';
import { threads } from '../desk/threads.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { callData } from '../nodes/contracts.ts';
import { PLACES, stageTheft } from '../nodes/stage.ts';
import { heldResult, watchOf } from './held.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const USDT = `eip155:1/erc20:${PLACES.usdt}`;
const MOVED = 4_000_000_000n;
/** Where it goes: nobody was there before. */
const NEXT = `0x${'5afe'.repeat(10)}`;
const LAST = `0x${'fee1'.repeat(10)}`;

interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function pay(from: string, to: string) {
  return { from, to: PLACES.usdt, data: callData('a9059cbb', to, MOVED) };
}

describe('a watch on a real node', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let desk: TestDesk;
  let worker: JobWorker;
  let watching: { stop: () => Promise<void> };
  let home: string;
  let shop: ReturnType<typeof openWorkshop> | undefined;
  let theft: string;
  let ann: Caller;
  let traceId: string;
  let requestAt: string;
  const told: Told[] = [];
  const mails: string[] = [];
  const hook = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    told.push({ headers: request.headers, body });
    // the first time it is not heard
    response.writeHead(told.length === 1 ? 503 : 204).end();
  });
  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: async (stream, _session, done) => {
      let text = '';
      for await (const part of stream) text += part;
      mails.push(text);
      done();
    },
  });

  function start() {
    const env = {
      ...process.env,
      HUE_SMTP_HOST: '127.0.0.1',
      HUE_SMTP_PORT: `${(mail.server.address() as AddressInfo).port}`,
      HUE_SMTP_SECURITY: 'none',
      HUE_SMTP_FROM: 'desk@example.org',
    };
    const place = { store: desk.store, home, log: silent, origin: 'http://localhost:8423' };
    shop ??= openWorkshop(place);
    return startWatching({ ...place, world: { ...realWorld, env } }, shop);
  }

  before(async () => {
    process.env.HUE_WEBHOOK_PRIVATE_HOSTS = '127.0.0.1';
    process.env.HUE_SECRET = 'the secret by which this test seals its own';
    anvil = await startAnvil();
    ({ theft } = await stageTheft(anvil));
    for (const who of [NEXT, LAST, PLACES.mule]) await anvil.setBalance(who, 10n ** 18n);
    await anvil.mine(4);
    desk = await testDesk({ quotas: { person: { watches: 1 } } });
    home = mkdtempSync(join(tmpdir(), 'hue-watch-'));
    const source = { chain: 'ethereum', kind: 'evm-rpc', name: 'node', url: anvil.url };
    const sources = [{ ...source, private: true, rate: 10_000 }];
    const config = JSON.stringify({ sources, publicSources: false });
    writeFileSync(join(home, 'hue.config.mjs'), `export default ${config};\n`);
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', () => resolve()));
    worker = new JobWorker({ store: desk.store, home, log: silent }, threads);
    await worker.start();
    watching = await start();
    ann = await desk.person('analyst');
    const actor = { kind: 'person', id: ann.id, name: 'Ann' } as const;
    const request = { text: theft, case: null, files: [], victim: [], options: {} };
    const caseId = await desk.caseOf(ann);
    const trace = { title: 'A theft', request, caseId };
    ({ id: traceId } = await createTrace(desk.store.db, trace, { personId: ann.id, actor }));
    await until(async () => (await traceRow()).result_sha256 ?? undefined);
  });
  after(async () => {
    await watching?.stop();
    await shop?.close();
    await worker?.stop();
    hook.close();
    mail.close(() => {});
    await desk?.close();
    await anvil?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  function traceRow() {
    const rows = desk.store.db.selectFrom('trace').selectAll();
    return rows.where('id', '=', traceId).executeTakeFirstOrThrow();
  }

  async function resultOf(sha256: string | null): Promise<TraceResult> {
    const blob = await getBlob(desk.store.db, sha256 ?? '');
    return traceResultSchema.parse(JSON.parse(blob?.bytes.toString() ?? ''));
  }

  function alertsAre(state: string) {
    const alerts = desk.store.db
      .selectFrom('alert')
      .selectAll()
      .where('state', '=', state as 'open');
    return alerts.orderBy('id').execute();
  }

  async function json(method: string, at: string, as: Caller, body?: unknown) {
    const answer = await desk.ask(method, at, { as, body });
    const value = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, value, etag: answer.headers.get('etag') ?? '' };
  }

  test('a move is told at once, signed, and the trace follows it', async () => {
    const root = await desk.person('administrator');
    const { port } = hook.address() as AddressInfo;
    const wanted = { kind: 'webhook', address: `http://127.0.0.1:${port}/alerts` };
    const target = await json('POST', '/v1/targets', root, wanted);
    assert.equal(target.status, 201, JSON.stringify(target.value));
    // the seal of the interface and of the deliverer must be one
    const box = { kind: 'email', address: 'duty@example.org' };
    assert.equal((await json('POST', '/v1/targets', root, box)).status, 201);
    const watch = await json('POST', '/v1/watches', ann, { traceId });
    assert.equal(watch.status, 201, JSON.stringify(watch.value));
    const second = await json('POST', '/v1/watches', ann, { traceId });
    assert.equal(second.status, 429);
    const quota = { of: 'person', name: 'watches', limit: 1, usage: 1, wanted: 1 };
    assert.deepEqual(second.value.quota, quota);
    await until(async () => {
      const { value } = await json('GET', `/v1/watches/${watch.value.id}`, ann);
      return value.lastBlock ?? undefined;
    });
    const before = await traceRow();
    const tx = await anvil.send(pay(PLACES.exchange, NEXT));
    const [alert] = await until(async () => {
      const open = await alertsAre('open');
      return open.length > 0 ? open : undefined;
    });
    assert.match(alert?.title ?? '', /^4,000 USDT \(≈ \$4,000(\.00)?\) moved from 0xecc0/);
    const body = alert?.body as { tx: string; parts: { to: string; traced: string }[] };
    assert.equal(body.tx, tx);
    assert.deepEqual(
      body.parts.map(({ to, traced }) => [to, traced]),
      [[NEXT, `${MOVED}`]],
    );
    const secret = String(target.value.secret);
    const key = Buffer.from(secret.slice(6), 'base64');
    const first = await until(() => told[0]);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': by } = first.headers;
    const mac = createHmac('sha256', key).update(`${id}.${at}.${first.body}`).digest('base64');
    assert.equal(by, `v1,${mac}`);
    const notice = JSON.parse(first.body);
    assert.deepEqual([notice.type, notice.data.detail.tx], ['alert.raised', tx]);
    const text = await until(() => mails[0]);
    assert.match(text, /^Subject: =\?UTF-8\?Q\?=5Blow=5D_4=2C000_USDT_/m);
    const grown = await until(async () => {
      const row = await traceRow();
      return row.result_sha256 === before.result_sha256 ? undefined : row;
    });
    const result = await resultOf(grown.result_sha256);
    const there = result.destinations.find(
      ({ holder, asset }) => holder === NEXT && asset === USDT,
    );
    assert.equal(there?.amounts[result.settings.policy], `${MOVED}`);
    assert.ok(result.certificate.every(({ difference }) => difference === '0'));
    const exact = await until(async () => {
      const { value } = await json('GET', `/v1/alerts/${alert?.id}`, ann);
      return (value.body as AlertBody).account ? (value.body as AlertBody) : undefined;
    });
    assert.deepEqual(exact.parts[0]?.policies, there?.amounts);
    const earlier = await json('GET', `/v1/alerts/${alert?.id}/versions`, ann);
    const [atFirst] = earlier.value.items as { readonly body: AlertBody }[];
    assert.deepEqual([atFirst?.body.account, atFirst?.body.tx], [null, tx]);
    const { items } = (await json('GET', '/v1/alerts?state=open', ann)).value;
    assert.equal((items as unknown[]).length, 1);
  });

  test('a freeze request goes to a mailbox and signed once a second person agrees', async () => {
    const { case_id: caseId } = await traceRow();
    const [asker, second] = [await desk.person('investigator'), await desk.person('approver')];
    await desk.member(caseId ?? '', asker, 'editor');
    await desk.member(caseId ?? '', second, 'reader');
    const { value } = await json('GET', `/v1/traces/${traceId}/drafts`, asker);
    const drafts = value.items as { id: string; recipient: string }[];
    const tether = drafts.find(({ recipient }) => recipient === 'Tether');
    const targets = (await json('GET', '/v1/targets', asker)).value.items;
    const hookId = (targets as { id: string; kind: string }[]).find(
      (one) => one.kind === 'webhook',
    );
    const recipients = [
      { kind: 'email', address: 'desk@issuer.example' },
      { kind: 'target', targetId: hookId?.id },
    ];
    const about = { traceId, draftId: tether?.id, resultSha256: value.resultSha256 };
    const details = { from: 'Meridian', reference: 'M-7' };
    const body = { ...about, details, recipients };
    const asked = await json('POST', `/v1/cases/${caseId}/requests`, asker, body);
    assert.equal(asked.status, 201, JSON.stringify(asked.value));
    const { id, approvalId, letterSha256 } = asked.value;
    const decided = { decision: 'approved', reason: '' };
    await json('POST', `/v1/approvals/${approvalId}/decision`, second, decided);
    requestAt = `/v1/cases/${caseId}/requests/${id}`;
    const sent = await until(async () => {
      const { value: now } = await json('GET', requestAt, asker);
      const all = now.deliveries as { state: string }[];
      return all.every(({ state }) => state === 'sent') ? now : undefined;
    });
    assert.deepEqual([sent.state, sent.outdated], ['sent', null]);
    const mailed = mails.find((text) => text.includes('REQUEST TO STOP STOLEN MONEY'));
    assert.match(mailed ?? '', /^To: desk@issuer\.example$/m);
    assert.match(mailed ?? '', /^Subject: Request to stop stolen money, reference M-7,/m);
    const notices = told.map((one) => JSON.parse(one.body));
    const notice = notices.find(({ type }) => type === 'freeze_request.released');
    assert.equal(sha256(notice.data.letter), letterSha256);
    assert.equal(notice.data.draft.recipient, 'Tether');
    assert.ok(!JSON.stringify(notice).includes(LAST));
  });

  test('after a restart, money that moves on from there is told once', async () => {
    await watching.stop();
    await anvil.send(pay(NEXT, LAST));
    watching = await start();
    const open = await until(async () => {
      const alerts = await alertsAre('open');
      return alerts.length === 2 ? alerts : undefined;
    });
    assert.match(open[1]?.title ?? '', /moved from 0x5afe/);
    // the request of before names where it was
    await until(async () => (await json('GET', requestAt, ann)).value.outdated ?? undefined);
  });

  test('a reorganisation retracts what it takes back, and tells so', async () => {
    const count = (await alertsAre('open')).length;
    const before = await anvil.rpc('evm_snapshot');
    await anvil.send(pay(LAST, PLACES.mule));
    await until(async () => ((await alertsAre('open')).length === count + 1 ? true : undefined));
    await anvil.rpc('evm_revert', [before]);
    await anvil.mine(2);
    const [gone] = await until(async () => {
      const alerts = await alertsAre('retracted');
      return alerts.length > 0 ? alerts : undefined;
    });
    assert.match(gone?.title ?? '', /moved from 0xfee1/);
    await until(() => told.find(({ body }) => JSON.parse(body).type === 'alert.retracted'));
    await anvil.send(pay(LAST, PLACES.mule));
    await until(async () => ((await alertsAre('open')).length === count + 1 ? true : undefined));
  });

  test('an alert is acknowledged, and closed with a reason', async () => {
    const [alert] = await alertsAre('open');
    const at = `/v1/alerts/${alert?.id}`;
    const read = await json('GET', at, ann);
    const change = (body: unknown, etag: string) =>
      desk.ask('PATCH', at, { as: ann, body, headers: { 'if-match': etag } });
    assert.equal(
      (await change({ state: 'acknowledged', assignee: ann.id }, read.etag)).status,
      200,
    );
    assert.equal((await change({ state: 'closed', reason: 'seen' }, read.etag)).status, 412);
    const again = await json('GET', at, ann);
    assert.equal((await change({ state: 'closed' }, again.etag)).status, 400);
    assert.equal((await change({ state: 'closed', reason: 'seen' }, again.etag)).status, 200);
    const stranger = await desk.person('investigator');
    assert.equal((await desk.ask('GET', at, { as: stranger })).status, 404);
    assert.ok((await verifyCustody(desk.store.db)).ok);
  });

  test('a chain without a source is told of, and so is a trace over files', async () => {
    const noteOf = async (chain: string, what: RegExp) => {
      const held = heldResult([{ holder: LAST, asset: `${chain}/slip44:60`, units: 5n }], chain);
      const { id } = await watchOf(desk.store.db, held);
      const rows = desk.store.db.selectFrom('watch').select('cursor').where('id', '=', id);
      await until(async () => {
        const { cursor } = await rows.executeTakeFirstOrThrow();
        return what.test(String((cursor as { note?: unknown }).note)) ? true : undefined;
      });
    };
    await noteOf('eip155:10', /sources: expected one for optimism, found "none"/i);
    await noteOf('eip155:1', /one over files.*it is not extended/);
  });

  test('what is muted stands in the inbox and is not sent', async () => {
    const [watch] = (await json('GET', '/v1/watches', ann)).value.items as { id: string }[];
    const until_ = new Date(Date.now() + 3_600_000).toISOString();
    const mute = { holder: PLACES.mule, reason: 'known to us', until: until_ };
    assert.equal((await json('POST', `/v1/watches/${watch?.id}/mutes`, ann, mute)).status, 201);
    const sent = told.length;
    await anvil.send(pay(PLACES.mule, LAST));
    const [muted] = await until(async () => {
      const alerts = await alertsAre('muted');
      return alerts.length > 0 ? alerts : undefined;
    });
    assert.equal(muted?.reason, 'known to us');
    const deliveries = desk.store.db.selectFrom('delivery').selectAll();
    assert.deepEqual(await deliveries.where('alert_id', '=', muted?.id ?? '').execute(), []);
    assert.equal(told.length, sent);
  });
});
