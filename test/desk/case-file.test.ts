// Cases through the interface: random work of several people on one case, held against a model;
// what each may see; paging and search.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { verifyCustody } from '../../src/store/custody.ts';
import type { Kind, Model, Operation, Who } from './case-model.ts';
import { anyOperation, apply, FIELD, KINDS, newModel, PEOPLE } from './case-model.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

let desk: TestDesk;
let people: { readonly [who in Who]: Caller };
before(async () => {
  desk = await testDesk();
  people = {
    lead: await desk.person('investigator'),
    editor: await desk.person('analyst'),
    viewer: await desk.person('viewer'),
    outsider: await desk.person('investigator'),
  };
});
after(() => desk.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are held against what they must be
type Answer = any;

async function get(at: string, as: Caller): Promise<{ body: Answer; tag: string }> {
  const answer = await desk.ask('GET', at, { as });
  equal(answer.status, 200, at);
  return { body: await answer.json(), tag: answer.headers.get('etag') ?? '' };
}

const FRESH: { readonly [kind in Kind]: object } = {
  victims: { name: 'A victim' },
  thefts: { chain: 'ethereum', transaction: '0xabc' },
  notes: {},
  tasks: {},
  timeline: { at: '2025-02-21T14:29:47Z', source: '0xabc' },
};

/** One case under test, and the ids of its entries in the order of writing. */
interface Run {
  readonly at: string;
  readonly ids: { readonly [kind in Kind]: string[] };
}

/** Asks the desk for an operation: the status of its answer. */
async function ask({ at, ids }: Run, operation: Operation): Promise<number> {
  const as = people[operation.who];
  switch (operation.do) {
    case 'add': {
      const { kind, text } = operation;
      const body = { ...FRESH[kind], [FIELD[kind]]: text };
      const answer = await desk.ask('POST', `${at}/${kind}`, { as, body });
      if (answer.status === 201) ids[kind].push(((await answer.json()) as Answer).id);
      return answer.status;
    }
    case 'edit': {
      const { kind, text, isStale } = operation;
      const place = `${at}/${kind}/${ids[kind][operation.at] ?? 'nothing'}`;
      const read = await desk.ask('GET', place, { as });
      const tag = isStale ? '"old"' : (read.headers.get('etag') ?? '"none"');
      const headers = { 'if-match': tag };
      return (await desk.ask('PATCH', place, { as, headers, body: { [FIELD[kind]]: text } }))
        .status;
    }
    case 'case': {
      const read = await desk.ask('GET', at, { as });
      const tag = operation.isStale ? '"old"' : (read.headers.get('etag') ?? '"none"');
      const headers = { 'if-match': tag };
      return (await desk.ask('PATCH', at, { as, headers, body: operation.patch })).status;
    }
    case 'member': {
      const personId = people[operation.whom].id;
      if (operation.part === null) {
        return (await desk.ask('DELETE', `${at}/members/${personId}`, { as })).status;
      }
      const body = { personId, role: operation.part };
      return (await desk.ask('POST', `${at}/members`, { as, body })).status;
    }
  }
}

async function rowsOf(caseId: string): Promise<number> {
  const { rows } = await desk.store.db
    .selectFrom('custody')
    .select((eb) => eb.fn.countAll<bigint>().as('rows'))
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow();
  return Number(rows);
}

/** What the desk shows of the case is what the model says. */
async function holds({ at }: Run, model: Model): Promise<void> {
  const somebody = PEOPLE.find((who) => model.members.get(who) === 'lead') ?? 'lead';
  const as = people[somebody];
  const { body: file } = await get(at, as);
  const { title, summary, tlp, status } = file;
  deepEqual({ title, summary, tlp, status }, model.file);
  equal(file.closedAt === null, status === 'open');
  const { body: members } = await get(`${at}/members`, as);
  const parts = members.items.map((one: Answer) => [one.personId, one.role]);
  deepEqual(new Map(parts), new Map([...model.members].map(([who, own]) => [people[who].id, own])));
  const waiting = members.waiting.map(({ personId }: Answer) => personId);
  deepEqual(
    waiting,
    [...model.waiting].map((who) => people[who].id),
  );
  for (const kind of KINDS) {
    const only = kind === 'timeline' ? '&only=entry' : '';
    const { body } = await get(`${at}/${kind}?limit=200${only}`, as);
    deepEqual(
      body.items.map((one: Answer) => one[FIELD[kind]]),
      model.entries[kind].map(({ text }) => text),
      kind,
    );
  }
}

test('random work of several people leaves what the model says, and a whole log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyOperation, { maxLength: 30 }), async (operations) => {
      const opened = await desk.ask('POST', '/v1/cases', {
        as: people.lead,
        body: { title: 'A theft' },
      });
      equal(opened.status, 201);
      const { id } = (await opened.json()) as Answer;
      const none = { victims: [], thefts: [], notes: [], tasks: [], timeline: [] };
      const run: Run = { at: `/v1/cases/${id}`, ids: structuredClone(none) };
      const model = newModel();
      for (const operation of operations) {
        const expected = apply(model, operation);
        equal(await ask(run, operation), expected, JSON.stringify(operation));
        equal(await rowsOf(id), model.changes, `after ${JSON.stringify(operation)}`);
      }
      await holds(run, model);
    }),
    { numRuns: 12 },
  );
  const verdict = await verifyCustody(desk.store.db);
  ok(verdict.ok, 'reason' in verdict ? verdict.reason : '');
});

describe('cases', () => {
  test('of those who change the same thing at once one wins, and the others are told', async () => {
    const ann = await desk.person('investigator');
    const caseId = await desk.caseOf(ann);
    const at = `/v1/cases/${caseId}`;
    const made = await desk.ask('POST', `${at}/tasks`, { as: ann, body: { title: 'Call' } });
    const task = `${at}/tasks/${((await made.json()) as Answer).id}`;
    const { tag } = await get(task, ann);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        desk.ask('PATCH', task, {
          as: ann,
          headers: { 'if-match': tag },
          body: { title: `by ${i}` },
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    deepEqual(statuses, [200, ...Array(7).fill(412)]);
    equal(await rowsOf(caseId), 2);
  });

  test('are found by words, number and transaction, page by page, by members alone', async () => {
    const ann = await desk.person('investigator');
    const titles = ['Wallet of a museum', 'Bridge 50%_off', 'Third', 'Fourth', 'Fifth'];
    const cases: Answer[] = [];
    for (const title of titles) {
      const answer = await desk.ask('POST', '/v1/cases', { as: ann, body: { title } });
      cases.push(await answer.json());
    }
    const theft = { chain: 'ethereum', transaction: `0x${'Ab'.repeat(32)}` };
    await desk.ask('POST', `/v1/cases/${cases[2].id}/thefts`, { as: ann, body: theft });
    const found = async (q: string, as = ann) => {
      const { body } = await get(`/v1/cases?q=${encodeURIComponent(q)}`, as);
      return body.items.map(({ title }: Answer) => title);
    };
    deepEqual(await found('museum'), ['Wallet of a museum']);
    deepEqual(await found('%_'), ['Bridge 50%_off']);
    deepEqual(await found(`#${cases[4].number}`), ['Fifth']);
    deepEqual(await found(theft.transaction.toLowerCase()), ['Third']);
    deepEqual(await found('museum', people.lead), []);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const at: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await get(`/v1/cases?limit=2${at}`, ann);
      seen.push(...body.items.map(({ title }: Answer) => title));
      next = body.next;
    }
    deepEqual(seen, [...titles].reverse());
  });

  test('what a case does not have cannot be referred to, and the field is named', async () => {
    const ann = await desk.person('investigator');
    const [mine, other] = [await desk.caseOf(ann), await desk.caseOf(ann)];
    const post = (caseId: string, what: string, body: object) =>
      desk.ask('POST', `/v1/cases/${caseId}/${what}`, { as: ann, body });
    const victim = (await (await post(other, 'victims', { name: 'V' })).json()) as Answer;
    const answer = await post(mine, 'thefts', {
      chain: 'tron',
      transaction: 'x',
      victimId: victim.id,
    });
    equal(answer.status, 400);
    const problem = (await answer.json()) as Answer;
    equal(problem.errors[0].field, 'victimId');
    match(problem.detail, /of this case/);
    equal((await post(mine, 'tasks', { title: 'x', assignee: people.lead.id })).status, 400);
    equal((await post(mine, 'notes', { body: '  ' })).status, 400);
    equal((await post(mine, 'notes', { body: 'x', more: 1 })).status, 400);
    const read = await desk.ask('GET', `/v1/cases/${mine}/victims/${victim.id}`, { as: ann });
    equal(read.status, 404);
  });

  test('a red case is for people, not for keys', async () => {
    const key = await desk.key('investigator', ['read', 'write']);
    const caseId = await desk.caseOf(key, 'red');
    equal((await desk.ask('GET', `/v1/cases/${caseId}`, { as: key })).status, 404);
    deepEqual((await get('/v1/cases', key)).body.items, []);
  });
});
