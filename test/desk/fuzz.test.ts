// Every operation of the OpenAPI document, asked with what its schemas allow and with what they do
// not: whatever comes, the answer is no fault of the program, and an error is a problem document.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../src/base/digest.ts';
import { letterDetailsSchema } from '../../src/casework/requests/draft.ts';
import { draftsOf } from '../../src/casework/requests/drafts.ts';
import { askForRequest } from '../../src/server/cases/requests.ts';
import { apiDocument, type Operation } from '../../src/server/openapi.ts';
import { problemSchema } from '../../src/server/problem.ts';
import { document } from '../../src/store/document.ts';
import { newId } from '../../src/store/ids.ts';
import { finishTrace } from '../../src/store/trace-results.ts';
import { syntheticResult } from '../browser/synthetic.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { hostile, ofSchema } from './schema-values.ts';

/** Requests of each operation: a few each time, more where somebody asks. */
const RUNS = Number(process.env.HUE_FUZZ ?? 8);
/** Signing out would end what the others are asked with. */
const LEFT_OUT = ['/v1/session/end'];
/** What answers with more than one page of text, or never ends. */
const MOST_READ = 2_000_000;

interface Asked {
  readonly path: string;
  readonly places: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Which of the ids seen so far stand in places for ids; none where it is a multiple of four. */
  readonly pick: number;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What names of fields refer to, where it is not their own plural. */
const PLURALS: Readonly<Record<string, string>> = { personId: 'people', assignee: 'people' };

/** The ids of what was answered, not of what it refers to: what one makes, the next asks for. */
function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'id' && ID.test(String(one)) ? [String(one)] : idsIn(one),
  );
}

/** `notes` of `/v1/cases/{caseId}/notes` and of what follows it. */
function kindOf(path: string): string {
  const words = path.split('/');
  const last = words.findLastIndex((word) => word.startsWith('{') && word !== '{caseId}');
  return words[last > 0 ? last - 1 : words.length - 1] ?? '';
}

/** What no request makes at once, since work comes first. */
async function made({ store }: TestDesk, case_id: string, created_by: string) {
  const { db } = store;
  const row = () => ({ id: newId(), case_id, created_by });
  const nothing = document({});
  const job = { ...row(), kind: 'trace', body: nothing };
  const trace = { ...row(), title: 'A trace', request: nothing, job_id: job.id };
  const screening = { ...row(), input: document({ text: 'x', ask: {} }) };
  const said = { severity: 'low', kind: 'move', title: 'A move', body: nothing } as const;
  const alert = { id: newId(), case_id, trace_id: trace.id, dedup: 'one', ...said };
  await db.insertInto('job').values(job).execute();
  await db.insertInto('trace').values(trace).execute();
  await db.insertInto('screening').values(screening).execute();
  await db.insertInto('alert').values(alert).execute();
  const own = await askedFor(db, { caseId: case_id, traceId: trace.id, personId: created_by });
  return {
    ...own,
    jobs: job.id,
    traces: trace.id,
    screenings: screening.id,
    alerts: alert.id,
  };
}

/** A result of that trace, and a freeze request of it. */
async function askedFor(
  db: TestDesk['store']['db'],
  { personId, ...of }: { caseId: string; traceId: string; personId: string },
) {
  const result = Buffer.from(JSON.stringify(syntheticResult({ holders: 20 })));
  const system = { kind: 'system', id: 'test', name: 'test' } as const;
  const done = { headline: '', schemaVersion: 1, reason: 'traced', actor: system };
  await finishTrace(db, of.traceId, { ...done, result });
  const [draft] = draftsOf(JSON.parse(result.toString()), sha256(result));
  assert.ok(draft);
  const details = letterDetailsSchema.parse({});
  const person = { kind: 'person', id: personId, personId, name: '', scopes: [] } as const;
  const doing = { actor: { ...person, role: 'administrator' }, at: new Date() } as const;
  const asked = { ...of, draft, details, recipients: [] };
  return { requests: await askForRequest(db, asked, doing), drafts: draft.id };
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.slice(0, 300));
}

describe('whatever is asked', async () => {
  const desk = await testDesk();
  const api = apiDocument(desk.app);
  /** Ids that were answered so far, by what they are of: the word before them in a path. */
  const seen = new Map<string, Set<string>>();
  const note = (kind: string, ids: readonly string[]): void => {
    seen.set(kind, (seen.get(kind) ?? new Set()).union(new Set(ids)));
  };
  const administrator = await desk.person('administrator');
  const analyst = await desk.person('analyst');
  const caseId = await desk.caseOf(administrator);
  await desk.member(caseId, analyst, 'editor');
  const nobody: Caller = { id: '', headers: {} };
  const callers = [administrator, administrator, administrator, analyst, nobody];
  const rows = await made(desk, caseId, administrator.id);
  for (const [kind, id] of Object.entries(rows)) note(kind, [id]);
  note('people', [administrator.id, analyst.id]);
  after(() => desk.close());

  const requestOf = (path: string, operation: Operation): fc.Arbitrary<Asked> => {
    const { parameters = [], requestBody } = operation;
    const of = (place: string) => {
      const own = parameters.filter((one) => one.in === place);
      const values = own.map((one) => [one.name, ofSchema(api, one.schema)] as const);
      return fc.record(Object.fromEntries(values), { requiredKeys: [] });
    };
    const schema = requestBody?.content['application/json']?.schema;
    const body = schema === undefined ? fc.constant(undefined) : ofSchema(api, schema);
    return fc
      .record({
        places: of('path'),
        query: of('query'),
        header: of('header'),
        body,
        pick: fc.nat(),
      })
      .map(({ header: headers, ...made }) => ({ path, headers, ...made }) as Asked);
  };

  const pickedId = (kind: string, pick: number): string | undefined => {
    if (pick % 4 === 0) return undefined;
    const ids = [...(seen.get(kind) ?? [...seen.values()].flatMap((own) => [...own]))];
    return ids[pick % Math.max(1, ids.length)];
  };

  const withIds = (value: unknown, pick: number): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = Object.entries(value).map(([name, one], index) => {
      const kind = PLURALS[name] ?? name.replace(/Id$/, 's');
      const isId = typeof one === 'string' && (name.endsWith('Id') || kind === 'people');
      const id = name === 'caseId' && pick % 8 !== 0 ? caseId : pickedId(kind, pick + index);
      return [name, isId ? (id ?? one) : withIds(one, pick)];
    });
    return Object.fromEntries(fields);
  };

  const check = async (method: string, asked: Asked, as: Caller) => {
    const { pick } = asked;
    const path = asked.path.replace(/([\w-]+)\/\{(\w+)\}/g, (_, kind: string, name: string) => {
      const own = name === 'caseId' && pick % 8 !== 0 ? caseId : pickedId(kind, pick);
      return `${kind}/${own ?? (encoded(asked.places[name]) || 'none')}`;
    });
    const query = Object.entries(asked.query)
      // a cursor is nothing that can be guessed
      .filter(([name]) => name !== 'cursor' || pick % 4 === 0)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`)
      .join('&');
    const headers = Object.entries(asked.headers).map(([name, value]) => {
      const isMatch = name === 'If-Match' && pick % 5 !== 0;
      // an object may hold a `toString` that is none
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return [name, isMatch ? '*' : text.replace(/[^\x21-\x7e]/g, '') || '*'];
    });
    const body = withIds(asked.body, pick);
    const asking = { as, headers: Object.fromEntries(headers) };
    const at = query ? `${path}?${query}` : path;
    const sent = body === undefined || method === 'GET' ? {} : { body };
    const answer = await desk.ask(method, at, { ...asking, ...sent });
    const said = `${method} ${at} ${JSON.stringify(body)}: ${answer.status}`;
    const media = answer.headers.get('content-type') ?? '';
    if (media.startsWith('text/event-stream')) {
      await answer.body?.cancel();
      return;
    }
    const text = await answer.text();
    assert.ok(answer.status < 500, `${said} ${text}`);
    assert.ok(text.length < MOST_READ, `${said}: ${text.length} characters`);
    if (answer.status < 400) {
      if (media.startsWith('application/json')) note(kindOf(asked.path), idsIn(JSON.parse(text)));
      return;
    }
    assert.equal(media, 'application/problem+json', `${said} ${media} ${text}`);
    assert.doesNotThrow(() => problemSchema.parse(JSON.parse(text)), said);
  };

  const all = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );
  // what makes something comes first, so that there is something to ask for
  const order = ['post', 'get', 'patch', 'delete'];
  const ordered = all.toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  for (const { path, method, operation } of ordered) {
    if (LEFT_OUT.includes(path)) continue;
    test(`${method.toUpperCase()} ${path}`, async () => {
      const asked = fc.tuple(requestOf(path, operation), fc.constantFrom(...callers));
      await fc.assert(
        fc.asyncProperty(asked, ([request, as]) => check(method.toUpperCase(), request, as)),
        { numRuns: RUNS },
      );
    });
  }

  test('in no language at all', async () => {
    const paths = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => ({ path, method: method.toUpperCase() })),
    );
    const place = fc.constantFrom(...paths);
    const asked = fc.tuple(place, hostile, fc.constantFrom(...callers), fc.boolean());
    await fc.assert(
      fc.asyncProperty(asked, async ([{ path, method }, text, as, isJson]) => {
        if (LEFT_OUT.includes(path)) return;
        const at = path.replace('{caseId}', caseId).replace(/\{\w+\}/g, encoded(text) || 'none');
        const answer = await desk.app.request(`http://localhost:8423${at}`, {
          method,
          headers: { ...as.headers, ...(isJson ? { 'content-type': 'application/json' } : {}) },
          ...(method === 'GET' ? {} : { body: text }),
        });
        const said = `${method} ${at}: ${answer.status}`;
        await answer.body?.cancel();
        assert.ok(answer.status < 500, said);
      }),
      { numRuns: RUNS * 10 },
    );
  });
});
