// A victim without an account (journey J11): the link, the limits, the answer, the file for the
// police, and what is forgotten.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { traceCase } from '../../bench/accuracy/tracer.ts';
import { systemClock } from '../../src/base/clock.ts';
import { toJson } from '../../src/base/json.ts';
import { readZip } from '../../src/casework/bundle/zip.ts';
import { putBlob } from '../../src/store/blobs.ts';
import { emit } from '../../src/store/events.ts';
import { DATA, needsData } from '../needs.ts';
import { type TestDesk, testDesk } from './desk.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

const HOUR = 3_600_000;
const THEFT = '0x95160a9713279cfc1a1f023dbfbe25d6de6a8cd7efbefe8e7b50b233fff6246d';

let desk: TestDesk;
let ahead = 0;
before(async () => {
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  desk = await testDesk({ victim: true }, { clock });
});
after(() => desk.close());

async function begin(text = THEFT, how = 'approval'): Promise<Response> {
  ahead += HOUR;
  return desk.ask('POST', '/v1/victim', { body: { text, how } });
}

async function link(): Promise<string> {
  const answer = await begin();
  equal(answer.status, 202);
  return ((await answer.json()) as Answer).token;
}

const get = (token: string, rest = ''): Promise<Response> =>
  desk.ask('GET', `/v1/victim/${token}${rest}`);

/** Gives the trace of a link its result, as a worker would. */
async function finish(bytes: Uint8Array): Promise<void> {
  const { db } = desk.store;
  const result_sha256 = await putBlob(db, bytes, 'application/json');
  const { id } = await db
    .selectFrom('trace')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('trace')
    .set({ status: 'done', result_sha256, ended_at: new Date() })
    .where('id', '=', id)
    .execute();
  await emit(db, { topic: `trace:${id}`, kind: 'done', body: {} });
}

test('is nowhere unless the operator switched it on', async () => {
  const off = await testDesk();
  const body = { text: THEFT };
  equal((await off.ask('POST', '/v1/victim', { body })).status, 404);
  for (const rest of ['', '/events', '/pack']) {
    equal((await off.ask('GET', `/v1/victim/${'x'.repeat(43)}${rest}`)).status, 404);
  }
  await off.close();
});

describe('limits', () => {
  test('one trace an hour and address; what cannot be read costs nothing', async () => {
    const wrong = await begin('my wallet');
    equal(wrong.status, 400);
    match(((await wrong.json()) as Answer).detail, /expected a transaction id/);
    const ask = () => desk.ask('POST', '/v1/victim', { body: { text: THEFT } });
    equal((await ask()).status, 202);
    const refused = await ask();
    equal(refused.status, 429);
    const seconds = Number(refused.headers.get('retry-after'));
    ok(seconds > 3500 && seconds <= 3600, `${seconds}`);
    ahead += HOUR;
    equal((await ask()).status, 202);
  });

  test('budgets are small, and nothing of the person is kept but what they typed', async () => {
    await link();
    const { request, title } = await desk.store.db
      .selectFrom('trace')
      .select(['request', 'title'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    deepEqual(request, {
      text: THEFT,
      case: null,
      files: [],
      victim: [],
      options: { seconds: 25, maxHolders: 200, maxDepth: 12 },
    });
    equal(title, 'For a victim');
    const columns = Object.keys(
      await desk.store.db.selectFrom('victim_request').selectAll().executeTakeFirstOrThrow(),
    );
    deepEqual(columns.sort(), ['created_at', 'expires_at', 'how', 'token_hash', 'trace_id']);
  });

  test('a guessed or expired link leads nowhere, and what was typed is erased', async () => {
    const token = await link();
    equal((await get('A'.repeat(43))).status, 404);
    equal((await get('short')).status, 404);
    equal((await get(token)).status, 200);
    ahead += 31 * 24 * HOUR;
    equal((await get(token)).status, 404);
    await link();
    const rows = await desk.store.db.selectFrom('trace').select(['request', 'title']).execute();
    equal(rows.filter(({ title }) => title !== 'erased').length, 1);
    ok(
      rows
        .filter(({ title }) => title === 'erased')
        .every(({ request }) => {
          return !JSON.stringify(request).includes(THEFT);
        }),
    );
  });
});

describe('case 10, phished NFTs', { skip: needsData('cases/public') }, () => {
  let bytes: Uint8Array;
  before(async () => {
    const file = path.join(DATA, 'cases/public/10-discord-x-phishing-2022.json');
    bytes = Buffer.from(toJson(await traceCase(file)));
  });

  test('waits, is told when there is more, and is answered in plain words', async () => {
    const token = await link();
    const first = (await (await get(token)).json()) as Answer;
    equal(first.status, 'waiting');
    equal(first.answer, null);
    equal(first.typed, THEFT);
    const events = await get(token, '/events');
    equal(events.status, 200);
    await finish(bytes);
    const text = await events.text();
    match(text, /event: state\ndata: {"status":"waiting"/);
    match(text, /"status":"found"/);
    const state = (await (await get(token)).json()) as Answer;
    equal(state.status, 'found');
    equal(state.isWhole, true);
    match(state.answer.headline, /^\$574,656 was taken/);
    match(state.answer.steps[0].what, /revoke/);
    ok(state.answer.warning.length > 2);
  });

  test('the file for the police', async () => {
    const token = await link();
    equal((await get(token, '/pack')).status, 404, 'there is no result yet');
    await finish(bytes);
    const answer = await get(token, '/pack');
    equal(answer.headers.get('content-type'), 'application/zip');
    const files = readZip(new Uint8Array(await answer.arrayBuffer()), 'pack');
    match(Buffer.from(files[0]?.bytes ?? []).toString(), new RegExp(`What was given: ${THEFT}`));
  });
});
