// How much one may ask: by address for whoever is not signed in, by actor for whoever is.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testDesk } from './desk.ts';

describe('too many requests', () => {
  test('are refused, and written down once', async (t) => {
    let now = Date.now();
    const clock = { now: () => now, sleep: async () => undefined };
    const limits = { perActor: 40, perAddress: 40, signIn: 20 };
    const desk = await testDesk({ limits }, { clock });
    t.after(() => desk.close());
    const ann = await desk.person('viewer');
    const bob = await desk.person('viewer');
    const flood = async (as?: typeof ann) => {
      for (let n = 0; n < 30; n += 1) {
        const answer = await desk.ask('GET', '/v1/people', { as });
        if (answer.status === 429) return answer;
      }
      return null;
    };
    const refused = await flood(ann);
    const seconds = Number(refused?.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds < 60, String(seconds));
    assert.equal((await desk.ask('GET', '/v1/people', { as: bob })).status, 200);
    now += seconds * 1000;
    assert.equal((await desk.ask('GET', '/v1/people', { as: ann })).status, 200);

    const wrong = { id: '', headers: { 'x-api-key': `hue_${'A'.repeat(43)}` } };
    let tries = 0;
    while ((await desk.ask('GET', '/v1/people', { as: wrong })).status === 401) tries += 1;
    assert.ok(tries <= 3, `${tries} wrong keys were tried`);
    for (let n = 0; n < 20; n += 1) await desk.ask('GET', '/v1/people', { as: wrong });

    assert.equal((await desk.ask('GET', '/v1/people')).status, 429);
    const still = await desk.ask('GET', '/v1/people', { as: bob });
    assert.equal(still.status, 200, 'whoever is signed in is not locked out by the others');

    const rows = await desk.store.db
      .selectFrom('denial')
      .select('id')
      .where('reason', '=', 'too many')
      .execute();
    assert.ok(rows.length > 0 && rows.length <= 5, `${rows.length} rows`);
  });

  test('to sign in are fewer', async (t) => {
    const clock = { now: () => 0, sleep: async () => undefined };
    const desk = await testDesk(
      { limits: { perActor: 9999, perAddress: 9999, signIn: 20 } },
      { clock },
    );
    t.after(() => desk.close());
    const statuses: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      statuses.push((await desk.ask('GET', `/v1/invitations/${n}`)).status);
    }
    assert.deepEqual(statuses, [404, 404, 404, 404, 404, 429, 429, 429]);
  });
});
