// Whoever finds a file that was kept finds all of it, also while others write it or fail to.

import { deepEqual, equal, rejects } from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { testStore } from '../../../test/desk/store.ts';
import { EvidenceError } from '../../base/errors.ts';
import { putBlob } from '../../store/blobs.ts';
import { bringBlob, writeBlob } from './blob-file.ts';
import { clearParts } from './left-behind.ts';

const BYTES = Buffer.alloc(5 * 2 ** 20 + 7, 'a ledger,');
const OTHER = Buffer.concat([BYTES.subarray(2), Buffer.from('!')]);
const folder = mkdtempSync(join(tmpdir(), 'hue-blob-file-'));
let store: Awaited<ReturnType<typeof testStore>>;
before(async () => {
  store = await testStore();
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a file is there whole or not at all, while several write it', async () => {
  const sha256 = await putBlob(store.db, BYTES, 'text/csv');
  const path = join(folder, 'ledger.csv');
  let open = 3;
  const writers = Array.from({ length: open }, () =>
    writeBlob(store.db, sha256, path).finally(() => {
      open -= 1;
    }),
  );
  while (open > 0) {
    if (existsSync(path)) equal(readFileSync(path).length, BYTES.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(writers);
  deepEqual(readFileSync(path), BYTES);
  deepEqual(readdirSync(folder), ['ledger.csv']);
});

test('a file that was cut off, or changed, is brought anew; one that is whole stays', async () => {
  const sha256 = await putBlob(store.db, BYTES, 'text/csv');
  const path = join(folder, 'ledger.csv');
  const cut = BYTES.subarray(0, 2 ** 20);
  const changed = Buffer.concat([BYTES.subarray(0, -1), Buffer.from('!')]);
  for (const bytes of [cut, changed, Buffer.alloc(0)]) {
    writeFileSync(path, bytes);
    await bringBlob(store.db, sha256, path);
    deepEqual(readFileSync(path), BYTES);
  }
  const before = statSync(path).ino;
  await bringBlob(store.db, sha256, path);
  equal(statSync(path).ino, before);
});

test('the parts that a killed worker left are removed, those that grow stay', async () => {
  const files = join(folder, 'desk', 'traces', 'one', 'files');
  mkdirSync(files, { recursive: true });
  const now = Date.now();
  const hour = 3600;
  for (const [name, age] of [
    ['a.csv.7.x.part', hour],
    ['b.csv.7.y.part', 0],
    ['own.part', hour],
  ] as const) {
    writeFileSync(join(files, name), 'x');
    utimesSync(join(files, name), now / 1000 - age, now / 1000 - age);
  }
  await clearParts(folder, now);
  deepEqual(readdirSync(files).sort(), ['b.csv.7.y.part', 'own.part']);
  rmSync(join(folder, 'desk'), { recursive: true });
});

test('what is damaged leaves no file, and the one before it as it was', async () => {
  const sha256 = await putBlob(store.db, BYTES.subarray(1), 'text/csv');
  const path = join(folder, 'ledger.csv');
  await sql`update blob set bytes = ${OTHER} where sha256 = ${sha256}`.execute(store.db);
  await rejects(writeBlob(store.db, sha256, path), EvidenceError);
  await rejects(writeBlob(store.db, sha256, join(folder, 'other.csv')), EvidenceError);
  deepEqual(readFileSync(path), BYTES);
  deepEqual(readdirSync(folder), ['ledger.csv']);
});
