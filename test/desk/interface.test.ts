// What holds of every route, whatever it does.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createRoute, z } from '@hono/zod-openapi';
import { secured } from '../../src/server/actor.ts';
import { json, jsonBody } from '../../src/server/content.ts';
import { newRoutes } from '../../src/server/desk.ts';
import { requireMatch } from '../../src/server/etag.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const countSchema = z.object({ count: z.number(), text: z.string() });

describe('the interface', () => {
  let desk: TestDesk;
  let ann: Caller;
  /** What the routes of this test count. */
  let count = 0;
  let wait: Promise<void> = Promise.resolve();

  before(async () => {
    desk = await testDesk();
    ann = await desk.person('analyst');
    const routes = newRoutes();
    const route = <M extends 'get' | 'post' | 'patch'>(method: M) =>
      createRoute({
        method,
        path: '/v1/test/count',
        ...secured({ role: 'viewer', body: 2000 }),
        ...(method === 'get'
          ? {}
          : { request: { body: jsonBody(z.object({ text: z.string() })) } }),
        responses: { 200: json(countSchema, 'The count') },
      });
    const shown = (text = '') => ({ count, text });
    routes.openapi(route('get'), (c) => c.json(shown(), 200));
    routes.openapi(route('post'), async (c) => {
      await wait;
      count += 1;
      const { text } = await c.req.json();
      if (text === 'fail') throw new Error('secret detail');
      return c.json(shown(text), 200);
    });
    routes.openapi(route('patch'), (c) => {
      requireMatch(c, shown());
      count += 1;
      return c.json(shown(), 200);
    });
    const ofCase = createRoute({
      method: 'get',
      path: '/v1/test/cases/{caseId}',
      ...secured({ role: 'viewer', member: 'reader' }),
      responses: { 200: json(countSchema, 'The count') },
    });
    routes.openapi(ofCase, (c) => c.json(shown(), 200));
    desk.app.route('/', routes);
  });
  after(() => desk.close());

  const add = (key: string, text = 'a', as = ann) => {
    const headers = { 'idempotency-key': key };
    return desk.ask('POST', '/v1/test/count', { as, body: { text }, headers });
  };

  test('answers, is ready, and says its version', async () => {
    for (const at of ['/healthz', '/readyz', '/v1/version', '/openapi.json', '/docs']) {
      assert.equal((await desk.ask('GET', at)).status, 200, at);
    }
  });

  test('tells every error as a problem document, and a fault without its detail', async () => {
    const answer = await desk.ask('GET', '/v1/nothing-of-the-kind');
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const names = ['type', 'title', 'status', 'detail', 'instance', 'errors'];
    assert.deepEqual(Object.keys(await answer.json()), names);
    const fault = await add('fault', 'fail');
    assert.equal(fault.status, 500);
    assert.doesNotMatch(await fault.text(), /secret/);
    const wrong = await desk.ask('POST', '/v1/test/count', { as: ann, body: { text: 1 } });
    const { errors } = await wrong.json();
    assert.equal(errors[0].field, 'json.text');
  });

  test('does a write once, however often it is sent', async () => {
    const before = count;
    const first = await add('one');
    const again = await add('one');
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(await again.text(), await first.text());
    assert.equal(count, before + 1);
    assert.equal((await add('one', 'b')).status, 422);
    assert.equal((await add('one', 'a', await desk.person('analyst'))).status, 200);
    assert.equal(count, before + 2, 'the key of another person is another key');
    assert.equal((await add('with space')).status, 400);
  });

  test('does a write once while the first is being answered, and again if it failed', async () => {
    const before = count;
    const { promise, resolve } = Promise.withResolvers<void>();
    wait = promise;
    const first = add('two');
    const isBegun = async () => {
      const query = desk.store.db.selectFrom('idempotency').select('key').where('key', '=', 'two');
      return (await query.execute()).length > 0;
    };
    while (!(await isBegun()));
    assert.equal((await add('two')).status, 409);
    resolve();
    assert.equal((await first).status, 200);
    assert.equal(count, before + 1);
    await add('three', 'fail');
    await add('three', 'fail');
    assert.equal(count, before + 3);
  });

  test('tags what it gives, and changes only what was read', async () => {
    const at = '/v1/test/count';
    const tag = (await desk.ask('GET', at, { as: ann })).headers.get('etag') ?? '';
    const known = { as: ann, headers: { 'if-none-match': `"other", W/${tag}` } };
    const same = await desk.ask('GET', at, known);
    assert.equal(same.status, 304);
    assert.equal(same.headers.get('etag'), tag);
    const change = { as: ann, body: { text: '' } };
    assert.equal((await desk.ask('PATCH', at, change)).status, 428);
    const match = { ...change, headers: { 'if-match': tag } };
    assert.equal((await desk.ask('PATCH', at, match)).status, 200);
    assert.equal((await desk.ask('PATCH', at, match)).status, 412);
  });

  test('gives pages that neither repeat nor leave out', async () => {
    const admin = await desk.person('administrator');
    for (let n = 0; n < 7; n += 1) await desk.person('viewer');
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const at = `/v1/people?limit=3${cursor && `&cursor=${cursor}`}`;
      const { items, next } = await (await desk.ask('GET', at, { as: admin })).json();
      ids.push(...items.map(({ id }: { id: string }) => id));
      if (next === null) break;
      cursor = next;
    }
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length >= 9);
    assert.equal((await desk.ask('GET', '/v1/people?cursor=e30', { as: admin })).status, 400);
    const tooMany = await desk.ask('GET', '/v1/people?limit=201', { as: admin });
    assert.equal(tooMany.status, 400);
    const { errors } = (await tooMany.json()) as {
      errors: readonly { field: string; got: string }[];
    };
    assert.deepEqual(
      errors.map(({ field, got }) => [field, got]),
      [['query.limit', '"201"']],
    );
  });

  test('bounds bodies, addresses and parameters', async () => {
    const at = '/v1/test/count';
    const large = { as: ann, body: { text: 'x'.repeat(3000) } };
    assert.equal((await desk.ask('POST', at, large)).status, 413);
    assert.equal((await desk.ask('GET', `/v1/version?${'a'.repeat(9000)}`)).status, 414);
    assert.equal((await desk.ask('GET', `/v1/version?${'a&'.repeat(80)}`)).status, 414);
  });

  test('lets nothing run, load or frame but what it sent, and answers to localhost', async () => {
    const { headers } = await desk.ask('GET', '/docs');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    const page = await (await desk.ask('GET', '/docs')).text();
    assert.doesNotMatch(page, /<script|style=| on\w+=/);
    for (const name of ['evil.example', '127.0.0.1.evil.example']) {
      assert.equal((await desk.app.request(`http://${name}/v1/version`)).status, 421, name);
    }
    for (const name of ['127.0.0.1:8423', '[::1]:8423']) {
      assert.equal((await desk.app.request(`http://${name}/v1/version`)).status, 200, name);
    }
  });

  test('is described by a document that holds together', async () => {
    const document = await (await desk.ask('GET', '/openapi.json')).json();
    assert.equal(document.openapi, '3.1.0');
    const text = JSON.stringify(document);
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      assert.ok(document.components.schemas[name], `${name} is referred to and not there`);
    }
    for (const [path, operations] of Object.entries<object>(document.paths)) {
      const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      for (const [method, one] of Object.entries(operations)) {
        if (path.startsWith('/v1/test/')) continue;
        const where = `${method} ${path}`;
        const own = (one.parameters ?? []).filter((p: { in: string }) => p.in === 'path');
        assert.deepEqual(own.map((p: { name: string }) => p.name).sort(), places, where);
        assert.ok(one.summary, `${where} does not say what it does`);
        assert.ok(one.tags?.length, `${where} stands in no group`);
        if (one.requestBody) assert.equal(one.requestBody.required, true, where);
      }
    }
  });

  test('hides a red case from keys, of members too', async () => {
    const at = async (tlp: 'amber' | 'red') => {
      const key = await desk.key('analyst', ['read']);
      const caseId = await desk.caseOf(ann, tlp);
      await desk.member(caseId, key, 'reader');
      const own = await desk.ask('GET', `/v1/test/cases/${caseId}`, { as: ann });
      const byKey = await desk.ask('GET', `/v1/test/cases/${caseId}`, { as: key });
      return [own.status, byKey.status];
    };
    assert.deepEqual(await at('amber'), [200, 200]);
    assert.deepEqual(await at('red'), [200, 404]);
  });

  test('takes no change from another site, signed in or not', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    const at = '/v1/passkeys/login/options';
    assert.equal((await desk.ask('POST', at, { body: {}, headers })).status, 403);
    const own = { origin: 'http://localhost:8423' };
    assert.equal((await desk.ask('POST', at, { body: {}, headers: own })).status, 200);
  });

  test('knows a session, and its end', async () => {
    const bob = await desk.person('analyst');
    const session = await (await desk.ask('GET', '/v1/session', { as: bob })).json();
    assert.equal(session.person.id, bob.id);
    assert.equal(session.csrf, bob.headers['x-csrf-token']);
    const end = { as: bob, body: {} };
    assert.equal((await desk.ask('POST', '/v1/session/end', end)).status, 204);
    const later = await (await desk.ask('GET', '/v1/session', { as: bob })).json();
    assert.equal(later.person, null);
  });
});
