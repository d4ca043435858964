import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testStore } from '../../test/desk/store.ts';
import { changeAlert, findAlertFor, listAlerts, raiseAlert } from './alerts.ts';
import { createCase } from './cases.ts';
import { verifyCustody } from './custody.ts';
import {
  addTarget,
  disableTarget,
  listTargets,
  noteNotSent,
  noteSent,
  takeDeliveries,
} from './deliveries.ts';
import { createPerson } from './people.ts';
import { findScreeningFor, keepScreening, listScreenings } from './screenings.ts';
import { createTrace } from './traces.ts';
import { activeWatches, changeWatch, createWatch, findWatchFor, noteWatched } from './watches.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());

async function person(name: string) {
  const email = `${name}@example.org`;
  const { id } = await createPerson(db, { email, name, role: 'analyst' });
  return { personId: id, actor: { kind: 'person', id, name } as const };
}

const ada = await person('ada');
const bob = await person('bob');
const file = await createCase(db, { title: 'Theft' }, ada);
const shared = await createTrace(db, { caseId: file.id, title: 'T', request: {} }, ada);
const own = await createTrace(db, { title: 'Own', request: {} }, bob);

function alertOn(trace: typeof shared, dedup: string) {
  return {
    caseId: trace.case_id,
    watchId: null,
    traceId: trace.id,
    severity: 'high',
    kind: 'moved',
    title: 'It moved',
    body: { transaction: '0x' },
    dedup,
  } as const;
}

test('one move raises one alert, however often it is seen', async () => {
  const seen = Array.from({ length: 8 }, () => raiseAlert(db, alertOn(shared, 'a'), ada.actor));
  assert.equal((await Promise.all(seen)).filter(Boolean).length, 1);
});

test('an alert is seen by who may see its case or its trace', async () => {
  const alert = await raiseAlert(db, alertOn(own, 'own'), bob.actor);
  const of = async (personId: string) => {
    return (await listAlerts(db, { personId, limit: 9 })).map(({ dedup }) => dedup);
  };
  assert.deepEqual(await of(ada.personId), ['a']);
  assert.deepEqual(await of(bob.personId), ['own']);
  const id = alert!.id;
  assert.equal(await findAlertFor(db, { id, personId: ada.personId }), undefined);
  assert.ok(await findAlertFor(db, { id, personId: bob.personId }));
});

test('of two who change one revision of an alert, one does', async () => {
  const alert = await raiseAlert(db, alertOn(shared, 'b'), ada.actor);
  const { id, revision } = alert!;
  const change = { state: 'muted', reason: 'known', assignee: ada.personId } as const;
  const changes = [1, 2].map(() => changeAlert(db, { id, revision }, change, ada.actor));
  assert.equal((await Promise.all(changes)).filter(Boolean).length, 1);
  const muted = await listAlerts(db, { personId: ada.personId, states: ['muted'], limit: 9 });
  assert.deepEqual(
    muted.map((one) => [one.id, one.reason, one.assignee]),
    [[id, 'known', ada.personId]],
  );
});

test('an alert is delivered to each target, once, by one program', async () => {
  const target = { kind: 'webhook', secret: null, createdBy: ada.personId } as const;
  const first = await addTarget(db, { ...target, address: 'https://one.example' });
  const second = await addTarget(db, { ...target, address: 'https://two.example' });
  await disableTarget(db, second.id);
  assert.deepEqual(await listTargets(db), [first]);
  await raiseAlert(db, alertOn(shared, 'c'), ada.actor);
  const taken = await Promise.all([takeDeliveries(db, 9), takeDeliveries(db, 9)]);
  const [delivery, ...more] = taken.flat();
  assert.deepEqual([delivery?.target_id, more.length], [first.id, 0]);
  await noteNotSent(db, delivery!.id, { error: 'HTTP 503', retryAt: new Date(0) });
  const [again] = await takeDeliveries(db, 9);
  assert.deepEqual([again?.id, again?.attempts], [delivery?.id, 2]);
  await noteSent(db, again!.id);
  assert.deepEqual(await takeDeliveries(db, 9), []);
});

test('a watch is followed until it is paused, and an ended one stays so', async () => {
  const watch = { traceId: shared.id, caseId: file.id, source: 'node' };
  const { id } = await createWatch(db, watch, ada);
  await noteWatched(db, id, { cursor: { at: '0x' }, lastBlock: 2n ** 40n });
  const [active] = await activeWatches(db);
  assert.equal(active?.last_block, 2n ** 40n);
  await changeWatch(db, { id, status: 'paused' }, ada.actor);
  assert.deepEqual(await activeWatches(db), []);
  assert.ok(await findWatchFor(db, { id, personId: ada.personId }));
  assert.equal(await findWatchFor(db, { id, personId: bob.personId }), undefined);
  await changeWatch(db, { id, status: 'ended' }, ada.actor);
  assert.equal(await changeWatch(db, { id, status: 'active' }, ada.actor), undefined);
});

test('a screening is kept, and seen by who made it or may see its case', async () => {
  const asked = { input: { text: '0x' }, answer: { exposure: [] }, decision: 'review' };
  const { id } = await keepScreening(db, asked, bob);
  const again = await keepScreening(db, { ...asked, earlierId: id, caseId: file.id }, ada);
  assert.equal(await findScreeningFor(db, { id, personId: ada.personId }), undefined);
  assert.deepEqual(await listScreenings(db, { personId: ada.personId, limit: 9 }), [again]);
});

test('after all of this the custody log verifies', async () => {
  assert.ok((await verifyCustody(db)).ok);
});
