// Every operation of the OpenAPI document, asked with what its schemas allow and with what they do
// not: whatever comes, the answer is no fault of the program, and an error is a problem document.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type ApiDocument, apiDocument, type Operation } from '../../src/server/openapi.ts';
import { problemSchema } from '../../src/server/problem.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { hostile, ofSchema } from './schema-values.ts';

/** Requests of each operation: a few each time, more where somebody asks. */
const RUNS = Number(process.env.HUE_FUZZ ?? 12);
/** Signing out would end what the others are asked with. */
const LEFT_OUT = ['/v1/session/end'];
/** What answers with more than one page of text, or never ends. */
const MOST_READ = 2_000_000;

interface Asked {
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.slice(0, 300));
}

function fill(path: string, values: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(values[name]) || 'none');
}

describe('whatever is asked', () => {
  let desk: TestDesk;
  let document: ApiDocument;
  let caseId: string;
  let callers: readonly Caller[];

  before(async () => {
    desk = await testDesk();
    document = apiDocument(desk.app);
    const administrator = await desk.person('administrator');
    caseId = await desk.caseOf(administrator);
    callers = [administrator, await desk.person('analyst'), { id: '', headers: {} }];
  });
  after(() => desk.close());

  const requestOf = (path: string, operation: Operation): fc.Arbitrary<Asked> => {
    const { parameters = [], requestBody } = operation;
    const of = (place: string) => {
      const own = parameters.filter((one) => one.in === place);
      const values = own.map((one) => [one.name, ofSchema(document, one.schema)] as const);
      return fc.record(Object.fromEntries(values), { requiredKeys: [] });
    };
    const schema = requestBody?.content['application/json']?.schema;
    const body = schema === undefined ? fc.constant(undefined) : ofSchema(document, schema);
    return fc
      .record({ path: of('path'), query: of('query'), header: of('header'), body, odd: fc.nat(9) })
      .map((made) => {
        const isOwnCase = made.odd < 8;
        const values = isOwnCase ? { ...made.path, caseId } : made.path;
        const query = Object.entries(made.query)
          .map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`)
          .join('&');
        const headers = Object.entries(made.header).map(([name, value]) => {
          return [name, String(value).replace(/[^\x21-\x7e]/g, '') || '*'];
        });
        return {
          path: fill(path, values as Record<string, unknown>),
          query: query && `?${query}`,
          body: made.body,
          headers: Object.fromEntries(headers),
        };
      });
  };

  const check = async (method: string, { path, query, body, headers }: Asked, as: Caller) => {
    const asking = { as, headers, ...(body === undefined ? {} : { body }) };
    const answer = await desk.ask(method, `${path}${query}`, asking);
    const said = `${method} ${path}${query} ${JSON.stringify(body)}: ${answer.status}`;
    const media = answer.headers.get('content-type') ?? '';
    if (media.startsWith('text/event-stream')) {
      await answer.body?.cancel();
      return;
    }
    const text = await answer.text();
    assert.ok(answer.status < 500, `${said} ${text}`);
    assert.ok(text.length < MOST_READ, `${said}: ${text.length} characters`);
    if (answer.status >= 400) {
      assert.equal(media, 'application/problem+json', `${said} ${media} ${text}`);
      assert.doesNotThrow(() => problemSchema.parse(JSON.parse(text)), said);
    }
  };

  test('by what the document allows, and by what it does not', async (t) => {
    for (const [path, operations] of Object.entries(document.paths)) {
      if (LEFT_OUT.includes(path)) continue;
      for (const [method, operation] of Object.entries(operations)) {
        await t.test(`${method.toUpperCase()} ${path}`, async () => {
          const asked = fc.tuple(requestOf(path, operation), fc.constantFrom(...callers));
          await fc.assert(
            fc.asyncProperty(asked, ([request, as]) => check(method.toUpperCase(), request, as)),
            { numRuns: RUNS },
          );
        });
      }
    }
  });

  test('in no language at all', async () => {
    const paths = Object.entries(document.paths).flatMap(([path, operations]) =>
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
