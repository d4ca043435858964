import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyDatabase, testStore } from '../../test/desk/store.ts';
import { placeOf } from '../../test/live/command.ts';
import { createPerson } from '../store/people.ts';
import { openDatabase } from '../store/store.ts';

test('hue export and hue import carry a store to another database', async () => {
  const place = placeOf([]);
  const store = await testStore();
  await createPerson(store.db, { email: 'a@example.org', name: 'Ada', role: 'viewer' });
  const from = { DATABASE_URL: store.url, DATABASE_OWNER_URL: store.ownerUrl };
  const out = await place.hue(['export', 'desk.hue-store'], from);
  assert.equal(out.code, 0, out.err);
  const again = await place.hue(['export', 'desk.hue-store'], from);
  assert.match(again.err, /a name that is not taken/);
  await store.close();
  const { url, ownerUrl } = await emptyDatabase();
  const to = { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl };
  const back = await place.hue(['import', join(place.path, 'desk.hue-store')], to);
  assert.match(back.out, /the custody log verifies: 0 rows/, back.err);
  const copy = openDatabase(url, async () => undefined);
  const people = await copy.db.selectFrom('person').select('name').execute();
  assert.deepEqual(people, [{ name: 'Ada' }]);
  await copy.close();
});
