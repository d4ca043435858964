// The war room of a case: filled in by hand, taken in from Markdown, given out and taken in again.

import { deepEqual, equal, match } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

let desk: TestDesk;
let ann: Caller;
before(async () => {
  desk = await testDesk();
  ann = await desk.person('investigator');
});
after(() => desk.close());

async function ask(method: string, at: string, body?: object, headers = {}): Promise<Response> {
  return desk.ask(method, at, { as: ann, headers, ...(body ? { body } : {}) });
}

async function rowsOf(caseId: string): Promise<string[]> {
  const rows = await desk.store.db
    .selectFrom('custody')
    .select('action')
    .where('case_id', '=', caseId)
    .orderBy('seq')
    .execute();
  return rows.map(({ action }) => action);
}

const MARKDOWN = `# Somebody's war room
## Header
| Field | Value |
|---|---|
| Protocol | Acme \\| Bridge |
## Timeline
| Time (UTC) | Event | Notes |
|---|---|---|
| 2025-02-21 14:30 | Room created | |
|  | Somebody said something | when? |
## Affected addresses
| Link | Status | Notes |
|---|---|---|
| 0xabc | paused | pool |
## Roles
| Role | Person |
|---|---|
| scribe | Ann |
`;

describe('a war room', () => {
  test('is filled in by hand, cell by cell, with one row of the log for each change', async () => {
    const caseId = await desk.caseOf(ann);
    const at = `/v1/cases/${caseId}/room`;
    const head = await ask('GET', at);
    const tag = { 'if-match': head.headers.get('etag') ?? '' };
    const edited = await ask('PATCH', at, { header: { protocol: 'Acme' } }, tag);
    equal(((await edited.json()) as Answer).header.protocol, 'Acme');
    equal((await ask('PATCH', at, { header: { atRisk: '$1' } }, tag)).status, 412);
    const added = await ask('POST', `${at}/affected`, { link: '0xabc' });
    equal(added.status, 201);
    const { id, row } = (await added.json()) as Answer;
    deepEqual(row, { link: '0xabc', status: 'needs review', notes: '' });
    const wrong = await ask('POST', `${at}/affected`, { link: '0xabc', status: 'fine' });
    equal(wrong.status, 400);
    equal(((await wrong.json()) as Answer).errors[0].field, 'body.status');
    const read = await ask('GET', `${at}/affected/${id}`);
    const match = { 'if-match': read.headers.get('etag') ?? '' };
    const changed = await ask('PATCH', `${at}/affected/${id}`, { status: 'saved' }, match);
    equal(((await changed.json()) as Answer).row.status, 'saved');
    equal((await ask('DELETE', `${at}/affected/${id}`)).status, 204);
    equal((await ask('GET', `${at}/affected/${id}`)).status, 404);
    deepEqual(await rowsOf(caseId), [
      'room changed',
      'room-row added',
      'room-row changed',
      'room-row removed',
    ]);
  });

  test('comes in as Markdown once, however often, and goes out as it is', async () => {
    const caseId = await desk.caseOf(ann);
    const at = `/v1/cases/${caseId}/room.md`;
    const taken = (await (await ask('POST', at, { markdown: MARKDOWN })).json()) as Answer;
    deepEqual(taken.added, { timeline: 1, affected: 1, roles: 1 });
    match(taken.notes.join(' '), /has no time/);
    const first = await (await ask('GET', at)).text();
    match(first, /\| Protocol \| Acme \\\| Bridge \|/);
    match(first, /\| 2025-02-21 14:30:00 \| Room created \| {2}\| war room \| unverified \|/);
    for (const markdown of [MARKDOWN, first]) {
      const again = (await (await ask('POST', at, { markdown })).json()) as Answer;
      deepEqual(again.added, {});
    }
    deepEqual(await rowsOf(caseId), ['room imported', 'war room taken']);
    const answer = await ask('POST', at, { markdown: '## Roles\n|Role|Person|\n|-|-|\n|cook|A|' });
    equal(answer.status, 400);
    match(((await answer.json()) as Answer).detail, /Roles, row 1, Role/);
  });
});
