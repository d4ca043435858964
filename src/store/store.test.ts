import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { testStore } from '../../test/desk/store.ts';
import { newId } from './ids.ts';

const store = await testStore();
after(() => store.close());

test('a fresh store has the tables, and no rows', async () => {
  assert.deepEqual(await store.db.selectFrom('case_file').selectAll().execute(), []);
});

test('two stores know nothing of each other', async () => {
  const other = await testStore();
  const id = newId();
  const values = { id, email: 'a@example.org', name: 'A', role: 'viewer' } as const;
  await other.db.insertInto('person').values(values).execute();
  assert.deepEqual(await store.db.selectFrom('person').select('id').execute(), []);
  assert.deepEqual(await other.db.selectFrom('person').select('id').execute(), [{ id }]);
  await other.close();
});

test('a query that is asked all the time is planned once on a connection', async () => {
  await store.db.connection().execute(async (db) => {
    const ask = () =>
      sql<{ title: string }>`/* prepared: titles */
        select title from case_file where title = ${'none'}`.execute(db);
    const planned = sql<{ name: string }>`select name from pg_prepared_statements`;
    for (let i = 0; i < 7; i += 1) assert.deepEqual((await ask()).rows, []);
    assert.deepEqual((await planned.execute(db)).rows, [{ name: 'titles' }]);
  });
});
