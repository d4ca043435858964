// What was refused is forgotten after the time that the operator says, a little at a time.

import { equal } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { type TestDesk, testDesk } from '../../test/desk/desk.ts';
import { openDatabase } from '../store/store.ts';
import { startChores } from './chores.ts';

/** More than one batch. */
const MANY = 1200;
const DAY = 86_400_000;

let desk: TestDesk;
/** Each is a wait of an hour, which ends when the test says so. */
const hours: (() => void)[] = [];
before(async () => {
  const clock = {
    now: () => Date.now(),
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve());
        hours.push(resolve);
      }),
  };
  desk = await testDesk({ retention: { denialDays: 10 } }, { clock });
});
after(() => desk.close());

/** Until the chores are done and wait for the next hour. */
async function done(): Promise<void> {
  while (hours.length === 0) await setImmediate();
}

test('what was refused is kept for as long as the operator says', async () => {
  const { db } = desk.store;
  const days = (count: number) => new Date(Date.now() - count * DAY);
  const row = { actor: null, route: 'GET /v1/people', reason: 'a test', address: '::1' };
  const old = Array.from({ length: MANY }, (_, i) => ({ ...row, id: `old${i}`, at: days(11) }));
  await db
    .insertInto('denial')
    .values([...old, { ...row, id: 'new', at: days(9) }])
    .execute();
  const owner = openDatabase(desk.store.ownerUrl, async () => undefined);
  await sql`alter table denial rename column at to away`.execute(owner.db);
  const end = startChores(desk.desk);
  await done();
  // what failed is tried again in the next hour
  await sql`alter table denial rename column away to at`.execute(owner.db);
  await owner.close();
  hours.splice(0).forEach((pass) => {
    pass();
  });
  await done();
  end();
  const left = await db.selectFrom('denial').select('id').execute();
  equal(left.map(({ id }) => id).join(), 'new');
});
