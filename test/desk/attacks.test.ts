// What somebody with little might try to get more: others' answers, the desk's memory, its disk.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { raiseAlert } from '../../src/store/alerts.ts';
import { addTarget } from '../../src/store/deliveries.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;
const ID = `0x${'46'.repeat(32)}`;

describe('whoever has little', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await testDesk();
  });
  after(() => desk.close());

  test('does not learn the address of a webhook from what was sent to it', async () => {
    const { db } = desk.store;
    const address = 'https://hooks.example.org/services/secret';
    await addTarget(db, { kind: 'webhook', address, secret: null, createdBy: 'x' });
    const [ann, root] = [await desk.person('investigator'), await desk.person('administrator')];
    const caseId = await desk.caseOf(ann);
    await desk.member(caseId, root, 'reader');
    const told = { severity: 'high', kind: 'move', title: 'It moves', body: {}, dedup: 'one' };
    const about = { caseId, watchId: null, traceId: null };
    const alert = await raiseAlert(db, { ...about, ...told } as never, SYSTEM);
    const seen = async (as: Caller): Promise<string> => {
      const answer = await desk.ask('GET', `/v1/alerts/${alert?.id}/deliveries`, { as });
      return (await answer.json()).items[0].address;
    };
    equal(await seen(ann), 'https://hooks.example.org/…');
    equal(await seen(root), address);
  });

  test('is not answered with a key what its person was', async () => {
    const key = await desk.key('analyst', ['write']);
    const { db } = desk.store;
    const own = await desk.person('analyst');
    const keys = db.updateTable('api_key').set({ person_id: own.id } as never);
    await keys.where('person_id', '=', key.id).execute();
    const headers = { 'idempotency-key': 'the-same' };
    const body = { text: ID };
    const first = await desk.ask('POST', '/v1/traces', { as: own, body, headers });
    const second = await desk.ask('POST', '/v1/traces', { as: key, body, headers });
    deepEqual([first.status, second.status], [202, 202]);
    equal(second.headers.get('idempotency-replayed'), null);
    const again = await desk.ask('POST', '/v1/traces', { as: key, body, headers });
    equal(again.headers.get('idempotency-replayed'), 'true');
    ok((await first.json()).trace.id !== (await second.json()).trace.id);
  });

  test('does not see with a key who is to come into a red case', async () => {
    const lead = await desk.person('investigator');
    const caseId = await desk.caseOf(lead, 'red');
    const body = { personId: (await desk.person('viewer')).id, role: 'reader' };
    const at = `/v1/cases/${caseId}/members`;
    equal((await desk.ask('POST', at, { as: lead, body })).status, 202);
    const seen = async (as: Caller): Promise<number> => {
      const { items } = await (await desk.ask('GET', '/v1/approvals', { as })).json();
      return items.filter((one: { caseId: string }) => one.caseId === caseId).length;
    };
    equal(await seen(await desk.key('approver', ['read'])), 0);
    equal(await seen(await desk.person('approver')), 1);
    equal(await seen(await desk.person('investigator')), 0);
  });

  test('does not fill the memory with many large bodies at once', async () => {
    const ann = await desk.person('analyst');
    const ends: (() => void)[] = [];
    const send = () => {
      const stream = new ReadableStream<Uint8Array>({
        start: (to) => {
          ends.push(() => to.close());
        },
      });
      const type = 'multipart/form-data; boundary=x';
      const init = { method: 'POST', headers: { ...ann.headers, 'content-type': type } };
      return desk.app.request('http://localhost:8423/v1/uploads', {
        ...init,
        ...{ body: stream, duplex: 'half' },
      } as RequestInit);
    };
    // two are held until they end, whichever they are
    const sent = [send(), send(), send()];
    const refused = await Promise.race(sent);
    equal(refused.status, 429, await refused.clone().text());
    equal(refused.headers.get('retry-after'), '5');
    for (const end of ends) end();
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    deepEqual(statuses.toSorted(), [400, 400, 429]);
    const after = send();
    ends.at(-1)?.();
    equal((await after).status, 400);
  });

  test('does not fill the disk with what is refused', async () => {
    const ann = await desk.person('viewer');
    const begun = Date.now();
    for (let n = 0; n < 150; n += 1) await desk.ask('GET', '/v1/denials', { as: ann });
    const rows = desk.store.db.selectFrom('denial').select('actor').execute();
    const own = (await rows).filter(({ actor }) => actor?.id === ann.id);
    // sixty at once, and four more in each second, however long these took
    const most = 61 + ((Date.now() - begun) * 4) / 1000;
    ok(own.length >= 60 && own.length <= most, `${own.length} rows`);
  });

  test('is told so where what they send is nested without end', async () => {
    const ann = await desk.person('investigator');
    const caseId = await desk.caseOf(ann);
    const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`;
    const answer = await desk.app.request('http://localhost:8423/v1/approvals', {
      method: 'POST',
      headers: { ...ann.headers, 'content-type': 'application/json' },
      body: `{"kind":"share","caseId":"${caseId}","subject":{"a":${deep}}}`,
    });
    equal(answer.status, 400, await answer.text());
  });
});
