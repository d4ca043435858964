// Packs and evidence, with a real worker: made, downloaded, released by two people, verified again.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { traceCase } from '../../bench/accuracy/tracer.ts';
import { sha256 } from '../../src/base/digest.ts';
import { toJson } from '../../src/base/json.ts';
import { checkBundle } from '../../src/casework/bundle/check.ts';
import { readZip } from '../../src/casework/bundle/zip.ts';
import { traceFolderOf } from '../../src/server/work/place.ts';
import { JobWorker } from '../../src/server/work/worker.ts';
import { putBlob } from '../../src/store/blobs.ts';
import { verifyCustody } from '../../src/store/custody.ts';
import { newId } from '../../src/store/ids.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { PORTAL } from '../ledger/evm-blocks.ts';
import { needsData } from '../needs.ts';
import { type ProvedTrace, provedTrace } from '../scenarios/proved.ts';
import { leaveTrace } from '../scenarios/trace-folder.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { threads } from './threads.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

let desk: TestDesk;
let home: string;
let worker: JobWorker;
let ann: Caller;
let caseId: string;
let result: TraceResult;
before(async () => {
  desk = await testDesk();
  home = await mkdtemp(path.join(tmpdir(), 'hue-packs-'));
  worker = new JobWorker({ store: desk.store, home, log: desk.desk.log }, threads);
  await worker.start();
  ann = await desk.person('investigator');
  caseId = await desk.caseOf(ann);
  result = await traceCase(path.join(import.meta.dirname, '../../examples/bybit-2025/case.json'));
});
after(async () => {
  await worker.stop();
  await desk.close();
  await rm(home, { recursive: true, force: true });
});

/** A trace that is done, with its result. */
async function traceIn(bytes: Uint8Array): Promise<string> {
  const id = newId();
  const result_sha256 = await putBlob(desk.store.db, bytes, 'application/json');
  const about = { id, case_id: caseId, created_by: ann.id, title: 'A trace', request: '{}' };
  await desk.store.db
    .insertInto('trace')
    .values({ ...about, status: 'done', result_sha256 })
    .execute();
  const version = { trace_id: id, version: 1, result_sha256, reason: 'traced' };
  await desk.store.db.insertInto('trace_version').values(version).execute();
  return id;
}

/** The job, once it has ended. */
async function ended(id: string): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const look = async (): Promise<void> => {
    const job = await desk.store.db
      .selectFrom('job')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (job.ended_at === null) setTimeout(look, 20);
    else resolve(job);
  };
  await look();
  return promise;
}

const at = (rest: string): string => `/v1/cases/${caseId}/${rest}`;

async function pack(
  traceId: string,
  kind: string,
  name?: string,
  audience?: object,
): Promise<string> {
  const body = { traceId, kind, name, audience };
  const answer = await desk.ask('POST', at('packs'), { as: ann, body });
  equal(answer.status, 202);
  const job = await ended(((await answer.json()) as Answer).jobId);
  equal(job.state, 'done', JSON.stringify(job.error));
  return job.result.packId;
}

async function download(id: string, as = ann, headers = {}): Promise<Response> {
  return desk.ask('GET', at(`packs/${id}/file`), { as, headers });
}

async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}

describe('packs', () => {
  let traceId: string;
  before(async () => {
    traceId = await traceIn(Buffer.from(toJson(result)));
  });

  test('page, JSON, CSV and bundle are what they are called, under their digest', async () => {
    const whole: Record<string, Buffer> = {};
    for (const kind of ['page', 'json', 'csv', 'bundle']) {
      const id = await pack(traceId, kind);
      const answer = await download(id);
      equal(answer.status, 200);
      const bytes = await bytesOf(answer);
      const tag = answer.headers.get('etag') ?? '';
      equal(tag, `"${sha256(bytes)}"`);
      match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="case-\d+\./);
      equal(answer.headers.get('x-content-type-options'), 'nosniff');
      equal((await download(id, ann, { 'if-none-match': tag })).status, 304);
      whole[kind] = bytes;
    }
    equal(whole.json?.toString(), toJson(result));
    match(whole.page?.toString() ?? '', /^<!doctype html>/);
    deepEqual(
      readZip(whole.csv ?? Buffer.alloc(0), 'csv').map(({ name }) => name),
      ['where-it-is.csv', 'transactions.csv'],
    );
    deepEqual(checkBundle(whole.bundle ?? Buffer.alloc(0), 'bundle').problems, []);
  });

  test('is called what its maker called it', async () => {
    await pack(traceId, 'json', 'For the police (1)');
    const list = await desk.ask('GET', at('packs?limit=1'), { as: ann });
    equal(((await list.json()) as Answer).items[0].name, 'For the police (1).json');
  });

  test('is not called what its audience does not receive', async () => {
    const row = { id: newId(), case_id: caseId };
    const victim = { ...row, name: 'Rosa Quint', contact: '', note: '' };
    await desk.store.db.insertInto('victim').values(victim).execute();
    const make = async (name: string, audience: string) => {
      const body = { traceId, kind: 'json', name, audience: { audience } };
      const answer = await desk.ask('POST', at('packs'), { as: ann, body });
      return await ended(((await answer.json()) as Answer).jobId);
    };
    const job = await make('theft-from-rosa_quint', 'exchange');
    deepEqual([job.state, job.error?.kind], ['failed', 'input']);
    equal((await make('theft-from-rosa_quint', 'police')).state, 'done', 'they are told of her');
    await desk.store.db.deleteFrom('victim').where('id', '=', row.id).execute();
  });

  test('is released when another person has approved it, and not before', async () => {
    const id = await pack(traceId, 'json');
    const [eve, roy] = [await desk.person('approver'), await desk.person('viewer')];
    for (const who of [eve, roy]) await desk.member(caseId, who, 'reader');
    const release = () => desk.ask('POST', at(`packs/${id}/release`), { as: ann });
    equal((await release()).status, 409);
    equal((await download(id, roy)).status, 403, 'a reader waits for the release');
    const subject = { packId: id };
    const asking = { kind: 'pack_release', caseId, subject };
    const asked = await desk.ask('POST', '/v1/approvals', { as: ann, body: asking });
    equal(asked.status, 201);
    const decide = (as: Caller, approval: string) =>
      desk.ask('POST', `/v1/approvals/${approval}/decision`, {
        as,
        body: { decision: 'approved' },
      });
    const approval = ((await asked.json()) as Answer).id;
    equal((await decide(ann, approval)).status, 403);
    equal((await release()).status, 409);
    equal((await decide(eve, approval)).status, 200);
    const released = await release();
    equal(released.status, 200);
    ok(((await released.json()) as Answer).releasedAt);
    equal((await release()).status, 200);
    equal((await download(id, roy)).status, 200);
    const rows = await desk.store.db
      .selectFrom('custody')
      .select(['action', 'detail'])
      .where('case_id', '=', caseId)
      .where('action', '=', 'pack released')
      .execute();
    equal(rows.length, 1, 'released once, written down once');
    equal(Reflect.get(Object(rows[0]?.detail), 'approvedBy'), eve.id);
    ok((await verifyCustody(desk.store.db)).ok);
  });

  test('for an audience it leaves out what that does not receive, and says so', async () => {
    const secret = { name: 'Zoë Quirke-99', contact: 'zoe.quirke@example.org' };
    equal((await desk.ask('POST', at('victims'), { as: ann, body: secret })).status, 201);
    const note = { body: `Zoë Quirke-99 called from ${secret.contact}` };
    equal((await desk.ask('POST', at('notes'), { as: ann, body: note })).status, 201);
    const audience = { audience: 'exchange', leaveOut: ['timeline'] };
    const looked = await desk.ask('POST', at('packs/preview'), {
      as: ann,
      body: { traceId, ...audience },
    });
    equal(looked.status, 200);
    const { redaction, file } = (await looked.json()) as Answer;
    deepEqual(file.notes, []);
    equal(file.victims[0].name, '[left out]');
    ok(redaction.withheld.some((one: Answer) => one.rule === 'notes' && one.count === 1));
    for (const kind of ['page', 'json', 'csv', 'bundle']) {
      const id = await pack(traceId, kind, undefined, audience);
      const one = (await (await desk.ask('GET', at(`packs/${id}`), { as: ann })).json()) as Answer;
      equal(one.redaction.audience, 'exchange');
      const bytes = await bytesOf(await download(id));
      const isZip = kind === 'csv' || kind === 'bundle';
      const files = isZip
        ? readZip(bytes, kind).map(({ bytes: own }) => Buffer.from(own))
        : [bytes];
      for (const own of files) {
        for (const word of [...Object.values(secret), 'called from']) ok(!own.includes(word), kind);
      }
      ok(
        files.some((own) => own.includes('working papers of the house')),
        kind,
      );
      if (kind === 'bundle') {
        const checked = checkBundle(bytes, 'bundle');
        deepEqual(checked.problems, []);
        deepEqual(checked.manifest?.redaction, one.redaction);
      }
    }
    const own = await pack(traceId, 'json', undefined, { audience: 'own' });
    const subject = { packId: own };
    const asked = { kind: 'pack_release', caseId, subject };
    const approval = (await (
      await desk.ask('POST', '/v1/approvals', { as: ann, body: asked })
    ).json()) as Answer;
    const eve = await desk.person('approver');
    await desk.member(caseId, eve, 'reader');
    const body = { decision: 'approved' };
    await desk.ask('POST', `/v1/approvals/${approval.id}/decision`, { as: eve, body });
    equal((await desk.ask('POST', at(`packs/${own}/release`), { as: ann })).status, 409);
  });

  test('of another case or without a result there is none', async () => {
    const other = await desk.caseOf(ann);
    const body = { traceId, kind: 'json' };
    equal((await desk.ask('POST', `/v1/cases/${other}/packs`, { as: ann, body })).status, 400);
    const strange = { traceId, kind: 'json', name: '../../etc/passwd' };
    equal((await desk.ask('POST', at('packs'), { as: ann, body: strange })).status, 400);
  });
});

describe('evidence', { skip: needsData(PORTAL) }, () => {
  let traceId: string;
  let trace: ProvedTrace;
  before(async () => {
    caseId = await desk.caseOf(ann);
    trace = await provedTrace();
    traceId = await traceIn(Buffer.from(toJson(trace.result)));
    const folder = leaveTrace(home, trace);
    const place = traceFolderOf(home, traceId);
    mkdirSync(path.dirname(place), { recursive: true });
    renameSync(folder, place);
    const rows = trace.result.inputs.map(({ sha256: digest, role, name }) => ({
      id: newId(),
      ...{ case_id: caseId, trace_id: traceId, sha256: digest, kind: role, source: name },
      taken_at: new Date(),
    }));
    await desk.store.db.insertInto('evidence').values(rows).execute();
  });

  const verify = async (): Promise<Answer> => {
    const answer = await desk.ask('POST', at('evidence/verify'), { as: ann });
    equal(answer.status, 202);
    const job = await ended(((await answer.json()) as Answer).jobId);
    equal(job.state, 'done', JSON.stringify(job.error));
    return job.result;
  };
  const stateOf = async (state: string): Promise<Answer[]> => {
    const list = await desk.ask('GET', at(`evidence?state=${state}&limit=200`), { as: ann });
    return ((await list.json()) as Answer).items;
  };

  test('is proved, and its bundle carries the answers', async () => {
    const report = await verify();
    equal(report.ok, true, JSON.stringify(report.traces));
    const own = report.traces.find((one: Answer) => one.traceId === traceId);
    ok(own.hops.proved > 10);
    ok((await stateOf('proved')).length > 0);
    deepEqual(await stateOf('failed'), []);
    const bytes = await bytesOf(await download(await pack(traceId, 'bundle')));
    const checked = checkBundle(bytes, 'bundle');
    deepEqual(checked.problems, []);
    ok(checked.verification?.hops.every(({ standing }) => standing === 'proved'));
  });

  test('an answer that was changed is found, and named', async () => {
    const digest = trace.result.inputs.find(({ role }) => role === 'evidence')?.sha256 ?? '';
    // what lies in the folder is no record: it is found in the store, or not at all
    const { db } = desk.store;
    await rm(traceFolderOf(home, traceId), { recursive: true });
    await sql`update blob set bytes = overlay(bytes placing 'else'::bytea from answer.at::int + 9)
      from answer where blob.sha256 = answer.pack and answer.sha256 = ${digest}`.execute(db);
    const report = await verify();
    equal(report.ok, false);
    const failed = await stateOf('failed');
    deepEqual(new Set(failed.map((row) => row.sha256)), new Set([digest]));
    const row = await db
      .selectFrom('custody')
      .selectAll()
      .where('action', '=', 'evidence verified')
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow();
    equal(Reflect.get(Object(row.detail), 'ok'), false);
  });
});
