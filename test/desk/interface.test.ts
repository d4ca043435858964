// What holds of every route, whatever it does.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestDesk, testDesk } from './desk.ts';

describe('the interface', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await testDesk();
  });
  after(() => desk.close());

  test('answers, is ready, and says its version', async () => {
    for (const at of ['/healthz', '/readyz', '/v1/version', '/openapi.json', '/docs']) {
      assert.equal((await desk.ask('GET', at)).status, 200, at);
    }
  });

  test('tells every error as a problem document', async () => {
    const answer = await desk.ask('GET', '/v1/nothing-of-the-kind');
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const problem = await answer.json();
    assert.deepEqual(Object.keys(problem), [
      'type',
      'title',
      'status',
      'detail',
      'instance',
      'errors',
    ]);
    const refused = await desk.ask('GET', '/metrics');
    assert.equal(refused.status, 401);
    assert.equal((await refused.json()).type, '/docs#problem-unauthenticated');
  });

  test('knows a session, and its end', async () => {
    const ann = await desk.person('analyst');
    const session = await (await desk.ask('GET', '/v1/session', { as: ann })).json();
    assert.equal(session.person.id, ann.id);
    assert.equal(session.csrf, ann.headers['x-csrf-token']);
    const end = { as: ann, body: {} };
    assert.equal((await desk.ask('POST', '/v1/session/end', end)).status, 204);
    const later = await (await desk.ask('GET', '/v1/session', { as: ann })).json();
    assert.equal(later.person, null);
  });
});
