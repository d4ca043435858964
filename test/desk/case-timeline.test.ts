// The timeline of a case: three sources in one order, page by page; and the case at a glance.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { toJson } from '../../src/base/json.ts';
import { putBlob } from '../../src/store/blobs.ts';
import { newId } from '../../src/store/ids.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

let desk: TestDesk;
let ann: Caller;
before(async () => {
  desk = await testDesk();
  ann = await desk.person('investigator');
});
after(() => desk.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

async function get(at: string): Promise<Answer> {
  const answer = await desk.ask('GET', at, { as: ann });
  equal(answer.status, 200, at);
  return answer.json();
}

/** A trace that is done, in a case. */
async function traceIn(case_id: string | null, holders = 30): Promise<string> {
  const id = newId();
  const bytes = Buffer.from(toJson(syntheticResult({ holders })));
  const result_sha256 = await putBlob(desk.store.db, bytes, 'application/json');
  const about = { id, case_id, created_by: ann.id, title: 'A trace', request: '{}' };
  await desk.store.db
    .insertInto('trace')
    .values({ ...about, status: 'done', result_sha256 })
    .execute();
  return id;
}

async function pages(at: string, limit: number): Promise<Answer[]> {
  const items: Answer[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page = await get(`${at}&limit=${limit}${cursor}`);
    ok(page.items.length <= limit);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

describe('a timeline', () => {
  test('is the same whatever the pages, forwards and backwards', async () => {
    const caseId = await desk.caseOf(ann);
    const traceId = await traceIn(caseId);
    const at = `/v1/cases/${caseId}/timeline`;
    const moments = ['2025-02-21T14:29:47Z', '2024-01-01T00:00:00.5Z', '2030-01-01T01:00:00+01:00'];
    for (let i = 0; i < 12; i++) {
      const body = { at: moments[i % 3], text: `event ${i}`, source: 'a letter' };
      equal((await desk.ask('POST', at, { as: ann, body })).status, 201);
    }
    const whole = await pages(`${at}?order=asc`, 200);
    const kinds = Map.groupBy(whole, ({ kind }) => kind);
    equal(kinds.get('entry')?.length, 12);
    equal(kinds.get('custody')?.length, 12);
    ok((kinds.get('ledger')?.length ?? 0) > 20);
    ok(kinds.get('ledger')?.every((item: Answer) => item.traceId === traceId && item.source));
    equal(kinds.get('custody')?.[0].text, 'timeline entry added');
    const key = kinds.get('ledger')?.filter((item: Answer) => item.isKey) ?? [];
    ok(key.length > 1 && key.length < 20 && /^Theft/.test(key[0].text));
    ok(whole.every((item, i) => i === 0 || item.at >= whole[i - 1].at));
    deepEqual(await pages(`${at}?order=desc`, 200), [...whole].reverse());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('asc', 'desc'),
        async (limit, order) => {
          const found = await pages(`${at}?order=${order}`, limit);
          deepEqual(found, order === 'asc' ? whole : [...whole].reverse());
        },
      ),
      { numRuns: 6 },
    );
    deepEqual(await pages(`${at}?only=entry`, 5), kinds.get('entry'));
    equal((await desk.ask('GET', `${at}?cursor=WyJ4IiwieSIsInoiXQ`, { as: ann })).status, 400);
  });
});

describe('a case at a glance', () => {
  test('counts, figures, coverage and contested names', async () => {
    const caseId = await desk.caseOf(ann);
    const at = `/v1/cases/${caseId}`;
    await traceIn(caseId, 60);
    await traceIn(caseId, 3000);
    await desk.ask('POST', `${at}/tasks`, { as: ann, body: { title: 'Call the exchange' } });
    const summary = await get(`${at}/summary`);
    equal(summary.counts.openTasks, 1);
    equal(summary.counts.traces, 2);
    equal(summary.counts.custody, 1);
    for (const trace of summary.traces) match(trace.figures.headline, /stolen/);
    const coverage = await get(`${at}/coverage`);
    equal(coverage.items.length, 2);
    ok(coverage.items.every((item: Answer) => item.coverage.statements.length > 0));
    const contested = await get(`${at}/contested`);
    ok(contested.items.every((item: Answer) => item.others.length > 0));
  });
});

describe('a trace of a case', () => {
  test('begun outside of any comes into one, once, by whoever began it', async () => {
    const [first, second] = [await desk.caseOf(ann), await desk.caseOf(ann)];
    const traceId = await traceIn(null);
    const take = (caseId: string, as = ann) =>
      desk.ask('POST', `/v1/cases/${caseId}/traces`, { as, body: { traceId } });
    const eve = await desk.person('investigator');
    await desk.member(first, eve, 'editor');
    equal((await take(first, eve)).status, 400, 'it is not hers');
    equal((await take(first)).status, 200);
    equal((await take(second)).status, 400, 'it is in another case');
    const { items } = await get(`/v1/cases/${first}/traces`);
    deepEqual(
      items.map(({ id, status }: Answer) => [id, status]),
      [[traceId, 'done']],
    );
    const { items: rows } = await get(`/v1/cases/${first}/custody`);
    deepEqual(
      rows.map(({ action }: Answer) => action),
      ['trace taken'],
    );
  });
});

describe('the custody log of a case', () => {
  test('is read page by page, and verifies', async () => {
    const caseId = await desk.caseOf(ann);
    const at = `/v1/cases/${caseId}`;
    for (const body of ['one', 'two', 'three']) {
      await desk.ask('POST', `${at}/notes`, { as: ann, body: { body } });
    }
    const rows = await pages(`${at}/custody?order=asc`, 2);
    deepEqual(
      rows.map(({ action, actor }) => [action, actor.id]),
      Array(3).fill(['note added', ann.id]),
    );
    ok(rows.every(({ afterSha256, beforeSha256 }) => afterSha256 && beforeSha256 === null));
    deepEqual(await pages(`${at}/custody?order=desc`, 2), [...rows].reverse());
    // the log has ids, and what they are called now stands beside them
    deepEqual(
      rows.map(({ about, subject }) => [about, about[0].id === subject.note]),
      ['one', 'two', 'three'].map((name, i) => {
        return [[{ what: 'note', id: rows[i].subject.note, name }], true];
      }),
    );
    const verify = async () =>
      (await (await desk.ask('POST', `${at}/custody/verify`, { as: ann })).json()) as Answer;
    const verdict = await verify();
    deepEqual([verdict.ok, verdict.rows], [true, '3']);
    equal(verdict.head, rows.at(-1)?.hash);
    const [one, other] = await Promise.all([verify(), verify()]);
    deepEqual(one, other);
    const said = await get(`${at}/custody/verify`);
    deepEqual(said, { rows: null, of: rows.at(-1)?.seq });
  });
});
