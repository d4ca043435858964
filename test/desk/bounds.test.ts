// Bounds on what one may cost the others.

import { equal, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Hub } from '../../src/server/hub.ts';
import { createTrace, findTrace, listTraces } from '../../src/store/traces.ts';
import { type TestDesk, testDesk } from './desk.ts';

const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;

describe('what one may cost the others', () => {
  let desk: TestDesk;
  before(async () => {
    const now = Date.now();
    // on which no time passes in which allowances would grow again
    const clock = { now: () => now, sleep: async () => undefined };
    desk = await testDesk({ limits: { perActor: 480, perAddress: 1e6, signIn: 1e6 } }, { clock });
  });
  after(() => desk.close());

  test('a list of traces does not carry the cases that they were begun with', async () => {
    const ann = await desk.person('analyst');
    const by = { personId: ann.id, actor: SYSTEM };
    const file = { accounts: Array.from({ length: 10_000 }, (_, n) => `account ${n}`) };
    const request = { text: null, case: file, files: [], victim: [], options: { maxDepth: 3 } };
    const { id } = await createTrace(desk.store.db, { title: 'A', request }, by);
    const [row] = await listTraces(desk.store.db, { personId: ann.id, limit: 9 });
    ok(JSON.stringify(row?.request).length < 200);
    ok(JSON.stringify((await findTrace(desk.store.db, id))?.request).length > 100_000);
    const { items } = await (await desk.ask('GET', '/v1/traces', { as: ann })).json();
    equal(items[0].id, id);
  });

  test('nobody has the custody log verified over and over', async () => {
    const ann = await desk.person('viewer');
    const caseId = await desk.caseOf(ann);
    const verify = () => desk.ask('POST', `/v1/cases/${caseId}/custody/verify`, { as: ann });
    equal((await verify()).status, 200);
    equal((await verify()).status, 429);
    equal((await desk.ask('GET', `/v1/cases/${caseId}`, { as: ann })).status, 200);
  });

  test('a stranger fills neither the record of what was refused nor all streams', async () => {
    for (let n = 0; n < 60; n += 1) await desk.ask('GET', '/v1/people');
    const rows = await desk.store.db.selectFrom('denial').select('id').execute();
    ok(rows.length > 5 && rows.length <= 20, `${rows.length} rows`);
    const hub = new Hub();
    for (let n = 0; n < 100; n += 1) hub.join(`stranger ${n}`, 100);
    equal(hub.join('one more', 100), false);
    equal(hub.join('ann'), true);
  });
});
