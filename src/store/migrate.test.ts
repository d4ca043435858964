import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { emptyDatabase, testStore } from '../../test/desk/store.ts';
import { InputError } from '../base/errors.ts';
import { migrate, migrations } from './migrate.ts';
import { openDatabase, type Store } from './store.ts';

const DESK = 'desk';
const stores: Store[] = [];
after(async () => {
  for (const store of stores) await store.close();
});

/** Everything that migrations make: columns, constraints, indexes, functions, triggers, rights. */
async function shape(url: string): Promise<unknown> {
  const store = openDatabase(url, async () => undefined);
  try {
    const { rows } = await sql`
      select 'column' as what, concat_ws(' ', table_name, column_name, data_type, domain_name,
        is_nullable, column_default, identity_generation) as it
        from information_schema.columns where table_schema = 'public'
      union all select 'constraint', concat_ws(' ', conrelid::regclass, conname,
        pg_get_constraintdef(oid)) from pg_constraint
        where connamespace = 'public'::regnamespace
      union all select 'index', indexdef from pg_indexes where schemaname = 'public'
      union all select 'function', pg_get_functiondef(oid) from pg_proc
        where pronamespace = 'public'::regnamespace
      union all select 'trigger', pg_get_triggerdef(oid) || tgenabled::text from pg_trigger
        where not tgisinternal
      union all select 'right', concat_ws(' ', table_name, grantee, privilege_type)
        from information_schema.table_privileges where table_schema = 'public'
      order by 1, 2`.execute(store.db);
    return rows;
  } finally {
    await store.close();
  }
}

test('migrations are numbered from 1, without a gap', () => {
  assert.deepEqual(
    migrations().map(({ version }) => version),
    migrations().map((_, index) => index + 1),
  );
});

test('from empty and from every earlier version, the schema becomes the same', async () => {
  const { ownerUrl } = await emptyDatabase();
  await migrate(ownerUrl, DESK);
  const whole = await shape(ownerUrl);
  for (const { version } of migrations()) {
    const earlier = await emptyDatabase();
    await migrate(earlier.ownerUrl, DESK, version);
    await migrate(earlier.ownerUrl, DESK);
    assert.deepEqual(await shape(earlier.ownerUrl), whole, `from version ${version}`);
  }
});

test('alerts on their way outlive the schema that sends requests and deposits, too', async () => {
  const { ownerUrl } = await emptyDatabase();
  await migrate(ownerUrl, DESK, 8);
  const old = openDatabase(ownerUrl, async () => undefined);
  await sql`insert into target (id, kind, address, created_by)
    values ('t', 'email', 'a@example.org', 'ann')`.execute(old.db);
  await sql`insert into alert (id, severity, kind, title, body, dedup)
    values ('a', 'high', 'moved', '', '{}', 'a')`.execute(old.db);
  await sql`insert into delivery (id, alert_id, target_id, channel, notice)
    values ('d', 'a', 't', 'email', 'updated')`.execute(old.db);
  await old.close();
  await migrate(ownerUrl, DESK);
  const store = openDatabase(ownerUrl, async () => undefined);
  stores.push(store);
  const { rows } = await sql`select delivery.id, tells, notice, state from delivery
    join target on target.id = target_id`.execute(store.db);
  assert.deepEqual(rows, [{ id: 'd', tells: 'alerts', notice: 'updated', state: 'pending' }]);
});

test('programs that start together migrate once', async () => {
  const { ownerUrl } = await emptyDatabase();
  await Promise.all([1, 2, 3].map(() => migrate(ownerUrl, DESK)));
  await migrate(ownerUrl, DESK);
});

test('a store of a newer program, and one that another made, are refused', async () => {
  const { ownerUrl } = await testStore();
  const owner = openDatabase(ownerUrl, async () => undefined);
  stores.push(owner);
  await sql`update schema_version set sha256 = 'x' where version = 1`.execute(owner.db);
  await assert.rejects(migrate(ownerUrl, DESK), /that of another program/);
  await sql`insert into schema_version values (999, 'newer', 'x')`.execute(owner.db);
  await assert.rejects(migrate(ownerUrl, DESK), InputError);
});

test('the types of the tables name the columns that there are', async () => {
  const store = await testStore();
  stores.push(store);
  const tables = await store.db.introspection.getTables();
  assert.ok(tables.length > 30);
});
