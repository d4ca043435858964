// Whoever finds a file that was kept finds all of it, also while others write it or fail to.

import { deepEqual, equal, rejects } from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { testStore } from '../../../test/desk/store.ts';
import { EvidenceError } from '../../base/errors.ts';
import { putBlob } from '../../store/blobs.ts';
import { writeBlob } from './blob-file.ts';

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

test('what is damaged leaves no file, and the one before it as it was', async () => {
  const sha256 = await putBlob(store.db, BYTES.subarray(1), 'text/csv');
  const path = join(folder, 'ledger.csv');
  await sql`update blob set bytes = ${OTHER} where sha256 = ${sha256}`.execute(store.db);
  await rejects(writeBlob(store.db, sha256, path), EvidenceError);
  await rejects(writeBlob(store.db, sha256, join(folder, 'other.csv')), EvidenceError);
  deepEqual(readFileSync(path), BYTES);
  deepEqual(readdirSync(folder), ['ledger.csv']);
});
