import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Client } from 'pg';
import { testStore } from '../../test/desk/store.ts';
import { createCase } from './cases.ts';
import { custodyRowsOf, digestOf, recordCustody, verifyCustody } from './custody.ts';
import { createPerson } from './people.ts';
import { openDatabase } from './store.ts';
import { inTransaction } from './transaction.ts';

const store = await testStore();
const { db } = store;
after(() => store.close());
const actor = { kind: 'system', id: 'system', name: 'Hue & Cry' } as const;

async function rows(): Promise<bigint> {
  const verdict = await verifyCustody(db);
  assert.ok(verdict.ok, 'reason' in verdict ? verdict.reason : '');
  return verdict.rows;
}

async function record(subject: unknown, detail: unknown = {}): Promise<void> {
  await inTransaction(db, async (trx) => {
    await recordCustody(trx, { caseId: null, actor, action: 'said', subject, detail });
  });
}

test('whatever is recorded, the chain verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.anything({ maxDepth: 2 }), async (text, detail) => {
      const before = await rows();
      const json = JSON.stringify(detail, (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      await record(JSON.parse(text), JSON.parse(json ?? 'null'));
      assert.equal(await rows(), before + 1n);
    }),
    { numRuns: 40 },
  );
});

test('what PostgreSQL cannot hold is recorded without it, and verifies', async () => {
  await record({ token: 'U\0S\ud800D' });
  await rows();
});

test('many at once make one chain without a gap', async () => {
  const before = await rows();
  await Promise.all(Array.from({ length: 24 }, (_, index) => record({ index })));
  assert.equal(await rows(), before + 24n);
});

test('what is appended while the log is verified does it no harm', async () => {
  const more = Promise.all(Array.from({ length: 24 }, (_, index) => record({ index })));
  for (let turn = 0; turn < 12; turn += 1) await rows();
  await more;
});

test('an action that is rolled back leaves no row and no gap', async () => {
  const before = await rows();
  const failed = inTransaction(db, async (trx) => {
    await recordCustody(trx, { caseId: null, actor, action: 'said', subject: {} });
    throw new Error('no');
  });
  await assert.rejects(failed, /no/);
  await record({});
  assert.equal(await rows(), before + 1n);
});

test('a long log is verified a little at a time, and says how far it is', async () => {
  await inTransaction(db, async (trx) => {
    for (let index = 0; index < 500; index += 1) {
      await recordCustody(trx, { caseId: null, actor, action: 'said', subject: { index } });
    }
  });
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    timer = setImmediate(turn);
  };
  let timer = setImmediate(turn);
  const steps: { readonly rows: bigint; readonly turns: number }[] = [];
  const verdict = await verifyCustody(db, { told: (rows) => steps.push({ rows, turns }) });
  clearImmediate(timer);
  assert.ok(verdict.ok && steps.at(-1)?.rows === verdict.rows);
  for (const [index, { rows, turns }] of steps.entries()) {
    const before = steps[index - 1] ?? { rows: 0n, turns: 0 };
    assert.ok(rows - before.rows <= 250n, `${rows - before.rows} rows at once`);
    assert.ok(turns > before.turns, 'the event loop has a turn');
  }
  const ended = AbortSignal.abort(new Error('the desk stops'));
  await assert.rejects(verifyCustody(db, { signal: ended }), /the desk stops/);
});

test('rows are counted by case', async () => {
  const person = await createPerson(db, { email: 'a@example.org', name: 'A', role: 'analyst' });
  const { id } = await createCase(db, { title: 'Theft' }, { personId: person.id, actor });
  const last = await rows();
  assert.equal(await custodyRowsOf(db, id, last), 1n);
  assert.equal(await custodyRowsOf(db, id, last - 1n), 0n);
});

test('the digest of data does not depend on the order of keys', () => {
  assert.equal(digestOf({ a: 1n, b: [new Date(0)] }), digestOf({ b: [new Date(0)], a: '1' }));
});

test('the database refuses to change, remove, empty or fork the log', async () => {
  const hash = '1'.repeat(64);
  const owner = new Client({ connectionString: store.ownerUrl });
  await owner.connect();
  try {
    for (const statement of [
      'update custody set action = action',
      'delete from custody',
      'truncate custody cascade',
      `insert into custody values (1, null, now(), '{}', '', '{}', null, null, '{}',
        repeat('0', 64), '${hash}')`,
      `insert into custody select max(seq) + 1, null, now(), '{}', '', '{}', null, null, '{}',
        '${hash}', '${hash}' from custody`,
    ]) {
      await assert.rejects(owner.query(statement), /custody/, `the owner: ${statement}`);
      await assert.rejects(sql.raw(statement).execute(db), /custody/, statement);
    }
  } finally {
    await owner.end();
  }
  for (const statement of [
    'drop trigger custody_append_only on custody',
    'alter table custody disable trigger all',
    'drop table custody',
    "set session_replication_role = 'replica'",
  ]) {
    await assert.rejects(sql.raw(statement).execute(db), /must be owner|permission denied/);
  }
});

test('a row that was changed, removed or relinked behind the database is found', async () => {
  const owner = openDatabase(store.ownerUrl, async () => undefined);
  for (const [statement, seq, reason] of [
    ["update custody set action = 'nothing' where seq = 3", 3n, /its hash/],
    ["update custody set at = at + interval '1 s' where seq = 3", 3n, /its hash/],
    ["update custody set previous = repeat('0', 63) || '1' where seq = 3", 3n, /not linked/],
    ['delete from custody where seq = 3', 3n, /row 3 is missing/],
    ['delete from custody where seq < 3', 1n, /row 1 is missing/],
    ['update custody set seq = seq + 5000 where seq > 3', 4n, /row 4 is missing/],
  ] as const) {
    const undone = owner.db.transaction().execute(async (trx) => {
      await sql`alter table custody disable trigger user`.execute(trx);
      await sql.raw(statement).execute(trx);
      const verdict = await verifyCustody(trx);
      assert.ok(!verdict.ok && verdict.seq === seq, statement);
      assert.match(verdict.reason, reason);
      throw new Error('undone');
    });
    await assert.rejects(undone, /undone/);
  }
  await owner.close();
});
