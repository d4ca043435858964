// What a trace said before, whether an alert arrived where it was sent, and what was refused.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { raiseAlert } from '../../src/store/alerts.ts';
import { addTarget, noteNotSent, noteSent, takeDeliveries } from '../../src/store/deliveries.ts';
import { finishTrace } from '../../src/store/trace-results.ts';
import { createTrace } from '../../src/store/traces.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const SYSTEM = { kind: 'system', id: 'test', name: 'Hue & Cry' } as const;

async function jsonOf(answer: Response, status = 200) {
  assert.equal(answer.status, status, await answer.clone().text());
  return await answer.json();
}

describe('what is kept of a trace and its alerts', () => {
  let desk: TestDesk;
  let ann: Caller;
  let eve: Caller;
  let caseId: string;
  before(async () => {
    desk = await testDesk();
    ann = await desk.person('investigator');
    eve = await desk.person('investigator');
    caseId = await desk.caseOf(ann);
  });
  after(() => desk.close());

  test('every version of a result stays, for those who may see the trace', async () => {
    const { db } = desk.store;
    const by = { personId: ann.id, actor: { kind: 'person', id: ann.id, name: 'Ann' } } as const;
    const request = { text: null, case: null, files: [], victim: [], options: {} };
    const { id } = await createTrace(db, { title: 'A theft', request, caseId }, by);
    const finish = (text: string, reason: string) =>
      finishTrace(db, id, {
        result: Buffer.from(JSON.stringify({ text })),
        headline: text,
        schemaVersion: 1,
        reason,
        actor: SYSTEM,
      });
    await finish('first', 'traced');
    await finish('second', 'a move');
    const at = `/v1/traces/${id}/versions`;
    const { items } = await jsonOf(await desk.ask('GET', at, { as: ann }));
    assert.deepEqual(
      items.map(({ version, reason }: { version: number; reason: string }) => [version, reason]),
      [
        [2, 'a move'],
        [1, 'traced'],
      ],
    );
    for (const [version, text] of [[1, 'first'] as const, [2, 'second'] as const]) {
      const answer = await desk.ask('GET', `${at}/${version}`, { as: ann });
      assert.deepEqual(await jsonOf(answer), { text });
    }
    await jsonOf(await desk.ask('GET', `${at}/3`, { as: ann }), 404);
    await jsonOf(await desk.ask('GET', at, { as: eve }), 404);
    await jsonOf(await desk.ask('GET', `${at}/1`, { as: eve }), 404);
  });

  test('an alert says where it arrived and where not, and a target how it fared', async () => {
    const { db } = desk.store;
    for (const address of ['a@example.org', 'b@example.org']) {
      await addTarget(db, { kind: 'email', address, secret: null, createdBy: ann.id });
    }
    const about = { caseId, watchId: null, traceId: null, severity: 'high' } as const;
    const told = { kind: 'moved', title: 'It moved', body: {}, dedup: 'once' };
    const alert = await raiseAlert(db, { ...about, ...told }, SYSTEM);
    const [one, two] = await takeDeliveries(db, 10);
    await noteSent(db, one?.id ?? '');
    await noteNotSent(db, two?.id ?? '', { error: 'no such mailbox', retryAt: null });
    const at = `/v1/alerts/${alert?.id}/deliveries`;
    const { items } = await jsonOf(await desk.ask('GET', at, { as: ann }));
    const states = items.map(({ state }: { state: string }) => state).sort();
    assert.deepEqual(states, ['failed', 'sent']);
    await jsonOf(await desk.ask('GET', at, { as: eve }), 404);
    const targets = await jsonOf(await desk.ask('GET', '/v1/targets', { as: ann }));
    const failed = targets.items.filter((target: { failed: number }) => target.failed === 1);
    assert.deepEqual([targets.items.length, failed[0].lastError], [2, 'no such mailbox']);
  });

  test('a refused request is written down with the route as it was declared', async () => {
    const chief = await desk.person('administrator');
    await jsonOf(await desk.ask('GET', '/v1/traces/0123456789/versions', { as: eve }), 404);
    const { items } = await jsonOf(await desk.ask('GET', '/v1/denials', { as: chief }));
    assert.equal(items[0].route, 'GET /v1/traces/:id/versions');
    assert.equal(items[0].actor.id, eve.id);
  });
});
