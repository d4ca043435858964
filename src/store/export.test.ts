import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { sql } from 'kysely';
import { anyCharacter } from '../../test/characters.ts';
import { addNote } from '../../test/desk/note.ts';
import { emptyDatabase, testStore } from '../../test/desk/store.ts';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { CHUNK } from './archive.ts';
import { putBlob } from './blobs.ts';
import { createCase } from './cases.ts';
import { verifyCustody } from './custody.ts';
import { document } from './document.ts';
import { emit } from './events.ts';
import { exportStore } from './export.ts';
import { newId } from './ids.ts';
import { importStore } from './import.ts';
import { createKey } from './keys.ts';
import { migrate, migrations } from './migrate.ts';
import { createPerson } from './people.ts';
import { openDatabase, type Store } from './store.ts';
import { finishTrace } from './trace-results.ts';
import { createTrace } from './traces.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hue-export-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const role = 'desk';

function fresh(): string {
  return path.join(folder, newId());
}

/** Text that a person or a token could bring, such as PostgreSQL can hold. */
const anyText = fc.string({ unit: anyCharacter, maxLength: 40 }).map((text) => {
  return text.toWellFormed().replaceAll('\0', '"\\\n,()');
});
const anyJson = fc.tuple(fc.jsonValue({ maxDepth: 2 }), fc.dictionary(anyText, anyText));

interface Contents {
  readonly texts: readonly string[];
  readonly json: unknown;
  readonly number: bigint;
  readonly bytes: number;
}

const contents = fc.record({
  texts: fc.array(anyText, { minLength: 3, maxLength: 12 }),
  json: anyJson,
  number: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  bytes: fc.constantFrom(0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 1),
});

interface HandedOn {
  readonly case_id: string;
  readonly trace_id: string;
  readonly person: string;
  readonly json: unknown;
  readonly text: string;
}

/** Packs, freeze requests and deposits, with what is sent of them. */
async function fillHandedOn({ db }: Store, { case_id, trace_id, ...of }: HandedOn): Promise<void> {
  const { person, json, text } = of;
  const sha256 = await putBlob(db, Buffer.from(newId()), 'text/plain');
  const pack = { id: newId(), case_id, trace_id, kind: 'page', sha256, name: text } as const;
  await db
    .insertInto('pack')
    .values({ ...pack, created_by: person, redaction: document({ json }) })
    .execute();
  const approval = { id: newId(), case_id, kind: 'freeze_request', subject: '{}' } as const;
  await db
    .insertInto('approval')
    .values({ ...approval, requested_by: person, requested_at: new Date() })
    .execute();
  const at = new Date();
  const asked = { case_id, trace_id, result_sha256: sha256, draft_id: text, amounts: sha256 };
  const letter = { letter: text, letter_sha256: sha256, recipients: '[]', draft: document(json) };
  const by = { approval_id: approval.id, asked_by: person, asked_at: at };
  const request = { ...asked, ...letter, ...by, details: '{}' };
  const old = newId();
  const released = { released_by: person, released_at: at, alone: text };
  await db
    .insertInto('freeze_request')
    .values([
      { ...request, id: newId(), supersedes: old },
      { ...request, ...released, id: old },
    ])
    .execute();
  const own = { created_by: person, reference: newId(), request: document(json) };
  const found = { state: 'held', decision: 'hold', answer_sha256: sha256 } as const;
  const deposit = { id: newId(), ...own, ...found, request_sha256: sha256 };
  await db
    .insertInto('deposit')
    .values({ ...deposit, exposure: document([]) })
    .execute();
  const decision = { deposit_id: deposit.id, number: 1, state: 'held', reason: text } as const;
  await db
    .insertInto('deposit_decision')
    .values({ ...decision, answer_sha256: sha256, by: document({ name: text }) as never })
    .execute();
  await db
    .insertInto('traced')
    .values({ place: text, result_sha256: sha256, how: 'stop' })
    .execute();
  await db.insertInto('traced_result').values({ result_sha256: sha256 }).execute();
  const ways = { id: newId(), channel: 'email', address: 'a@example.org' } as const;
  await db
    .insertInto('delivery')
    .values([
      { ...ways, request_id: old, notice: 'released' },
      { ...ways, id: newId(), deposit_id: deposit.id, notice: 'updated' },
    ])
    .execute();
}

/** Fills a store with rows of many kinds. */
async function fill(store: Store, { texts, json, number, bytes }: Contents): Promise<void> {
  const { db } = store;
  const [first = '', second = '', third = ''] = texts;
  const name = `n${first}`.slice(0, 100);
  const person = await createPerson(db, { email: `${newId()}@example.org`, name, role: 'viewer' });
  const by = { personId: person.id, actor: { kind: 'person', id: person.id, name } as const };
  await createKey(db, { name: second, personId: person.id, scopes: ['read', 'write'] });
  const { id: case_id } = await createCase(db, { title: first, summary: second }, by);
  for (const body of texts) await addNote(db, case_id, body, by.actor);
  const trace = await createTrace(db, { caseId: case_id, title: third, request: json }, by);
  const done = { headline: second, schemaVersion: 1, reason: third, actor: by.actor };
  await finishTrace(db, trace.id, { ...done, result: Buffer.alloc(bytes, 'a\nb') });
  await putBlob(db, Buffer.from(texts.join('\n')), 'text/plain');
  await emit(db, { topic: 'alerts', kind: second, body: json });
  const watch = { id: newId(), trace_id: trace.id, source: first, created_by: person.id };
  await db
    .insertInto('watch')
    .values({ ...watch, last_block: number })
    .execute();
  await db
    .insertInto('setting')
    .values({ name: newId(), value: document(json) })
    .execute();
  const [later, earlier] = [newId(), newId()];
  const screening = { created_by: person.id, input: document(json) };
  await db
    .insertInto('screening')
    .values([
      { ...screening, id: later, earlier_id: earlier },
      { ...screening, id: earlier, answer: 'null' },
    ])
    .execute();
  await fillHandedOn(store, { case_id, trace_id: trace.id, person: person.id, json, text: first });
}

/** Every row of every table, as text. */
async function everything(store: Store): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const { name: table } of await store.db.introspection.getTables()) {
    // it has the time of the upgrade
    if (table === 'schema_version') continue;
    const query = sql<{ row: string }>`select t::text as row from ${sql.table(table)} t order by 1`;
    all[table] = (await query.execute(store.db)).rows.map(({ row }) => sha256(row));
  }
  return all;
}

test('an export of every earlier schema is brought to the newest', async () => {
  for (const { version } of migrations()) {
    const old = await emptyDatabase();
    await migrate(old.ownerUrl, role, version);
    const before = openDatabase(old.ownerUrl, async () => undefined);
    await createPerson(before.db, { email: 'a@example.org', name: 'Ada', role: 'viewer' });
    await before.close();
    const file = fresh();
    await exportStore(old.url, file);
    const { url, ownerUrl } = await emptyDatabase();
    await importStore({ url: ownerUrl, role }, file);
    const copy = openDatabase(url, async () => undefined);
    const { rows } = await sql`select name, (select max(version) from schema_version) as schema
      from person`.execute(copy.db);
    assert.deepEqual(rows, [{ name: 'Ada', schema: migrations().length }]);
    await copy.close();
  }
});

test('what is exported and imported is the same, and its custody verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(contents, { minLength: 1, maxLength: 2 }), async (all) => {
      const store = await testStore();
      for (const each of all) await fill(store, each);
      const file = fresh();
      await exportStore(store.url, file);
      const { url, ownerUrl } = await emptyDatabase();
      await importStore({ url: ownerUrl, role }, file);
      const copy = openDatabase(url, async () => undefined);
      assert.deepEqual(await everything(copy), await everything(store));
      assert.deepEqual(await verifyCustody(copy.db), await verifyCustody(store.db));
      // and it goes on
      await fill(copy, all[0]!);
      assert.ok((await verifyCustody(copy.db)).ok);
      await copy.close();
      await store.close();
    }),
    { numRuns: 3 },
  );
});

test('a file that is cut off, damaged, or no export leaves the store empty', async () => {
  const store = await testStore();
  const given = { texts: ['a', 'b', 'c'], json: null, number: 0n, bytes: 10 };
  await fill(store, given);
  const whole = fresh();
  await exportStore(store.url, whole);
  assert.equal(statSync(whole).mode & 0o777, 0o600);
  await store.close();
  const bytes = readFileSync(whole);
  const lines = zstdDecompressSync(bytes).toString().trimEnd().split('\n');
  const packed = (some: readonly string[]) => zstdCompressSync(`${some.join('\n')}\n`);
  const target = await testStore();
  const before = await everything(target);
  const swapped = lines.with(-3, lines.at(-2)!).with(-2, lines.at(-3)!);
  for (const [why, damaged] of [
    ['cut', bytes.subarray(0, bytes.length >> 1)],
    ['without its end', packed(lines.slice(0, -1))],
    ['without a row', packed([...lines.slice(0, -2), lines.at(-1)!])],
    ['in another order', packed(swapped)],
    ['not zstd', Buffer.from('hello')],
    ['empty', Buffer.alloc(0)],
    ['no export', zstdCompressSync('hello world\n')],
    ['of a newer program', packed([lines[0]!.replace(/"schema":\d+/, '"schema":9999')])],
    ['with another table', packed([lines[0]!, 'pg_authid "()"'])],
  ] as const) {
    const file = fresh();
    writeFileSync(file, damaged);
    const failed = importStore({ url: target.ownerUrl, role }, file);
    await assert.rejects(failed, InputError, why);
    assert.deepEqual(await everything(target), before, why);
  }
  await importStore({ url: target.ownerUrl, role }, whole);
  await assert.rejects(importStore({ url: target.ownerUrl, role }, whole), /an empty one/);
  await target.close();
});

test('an export that cannot be written leaves nothing behind', async () => {
  const store = await testStore();
  const place = path.join(folder, 'none', 'file');
  await assert.rejects(exportStore(store.url, place), InputError);
  assert.ok(!existsSync(place));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  );
  await store.close();
});
