import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testStore } from '../../test/desk/store.ts';
import { createCase } from './cases.ts';
import { emit, eventsAfter, lastEvent } from './events.ts';
import { createPerson } from './people.ts';
import { forgetOlder } from './retention.ts';
import { noteProgress } from './trace-results.ts';
import { createTrace } from './traces.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());
const actor = { kind: 'system', id: 'system', name: 'Hue & Cry' } as const;

async function person(name: string): Promise<string> {
  const email = `${name}@example.org`;
  return (await createPerson(db, { email, name, role: 'investigator' })).id;
}

test('who reads up to a number has missed none that is committed later', async () => {
  const topics = ['t:order'];
  const seen: bigint[] = [];
  let last = 0n;
  let reading = Promise.resolve();
  const read = (): Promise<void> => {
    reading = reading.then(readNext);
    return reading;
  };
  const readNext = async (): Promise<void> => {
    for (const { id } of await eventsAfter(db, { after: last, topics })) {
      seen.push(id);
      last = id;
    }
  };
  const written = Array.from({ length: 40 }, async (_, index) => {
    await db.transaction().execute(async (trx) => {
      await emit(trx, { topic: 't:order', kind: 'k', body: { index } });
      // held open while others write
      for (let turn = 0; turn < index % 3; turn += 1) {
        await trx.selectFrom('person').select('id').execute();
      }
    });
    await read();
  });
  await Promise.all(written);
  await read();
  assert.equal(seen.length, 40);
  assert.deepEqual(seen, [...new Set(seen)]);
});

test('an event is heard of by its number', async () => {
  const heard = Promise.withResolvers<string>();
  const stop = await store.listen('events', heard.resolve);
  const id = await emit(db, { topic: 't:heard', kind: 'k', body: {} });
  assert.equal(await heard.promise, String(id));
  assert.equal(await lastEvent(db), id);
  await stop();
});

test('a person sees events of their cases and of their own traces, and no others', async () => {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const start = await lastEvent(db);
  const seen = async (who: string) => {
    const events = await eventsAfter(db, { after: start, seer: { personId: who } });
    return events.map(({ kind }) => kind);
  };
  const own = await createTrace(db, { title: 'Own', request: {} }, { personId: ada, actor });
  await noteProgress(db, own.id, { hops: 1 });
  assert.deepEqual([await seen(ada), await seen(bob)], [['progress'], []]);
  const file = await createCase(db, { title: 'Case' }, { personId: ada, actor });
  const by = { personId: ada, actor };
  const shared = await createTrace(db, { caseId: file.id, title: 'T', request: {} }, by);
  await noteProgress(db, shared.id, { hops: 2 });
  assert.deepEqual(await seen(ada), ['progress', 'case.opened', 'trace.added', 'progress']);
  assert.deepEqual(await seen(bob), []);
  const member = { case_id: file.id, person_id: bob, role: 'reader' } as const;
  await db.insertInto('member').values(member).execute();
  assert.deepEqual(await seen(bob), ['case.opened', 'trace.added', 'progress']);
});

test('old events are forgotten, and numbers go on', async () => {
  const id = await emit(db, { topic: 't:old', kind: 'k', body: {} });
  await forgetOlder(db, 'event', new Date(Date.now() + 60_000));
  assert.deepEqual(await eventsAfter(db, { after: 0n, topics: ['t:old'] }), []);
  assert.ok((await emit(db, { topic: 't:old', kind: 'k', body: {} })) > id);
});
