import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type TestDesk, testDesk } from '../../test/desk/desk.ts';
import { Actors } from './actors.ts';

const BOUNDS = { idleHours: 12, days: 7 };

describe('keys that come again and again', () => {
  let desk: TestDesk;
  let key: string;
  let id: string;
  let now = Date.now();
  const clock = { now: () => now, sleep: async () => undefined };
  const actorsNow = () => new Actors(desk.store.db, clock, BOUNDS);
  const setRevoked = async (revoked_at: Date | null): Promise<void> => {
    await desk.store.db.updateTable('api_key').set({ revoked_at }).execute();
  };
  before(async () => {
    desk = await testDesk();
    key = (await desk.key('analyst', ['screen'])).headers.authorization?.slice(7) ?? '';
    const row = desk.store.db.selectFrom('api_key').select('id');
    id = (await row.executeTakeFirstOrThrow()).id;
  });
  after(() => desk.close());

  test('are never good after they were ended and forgotten, whatever was under way', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom('ask' as const, 'end' as const, 'wait' as const) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(2500) }),
    );
    const steps = fc.array(step, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const actors = actorsNow();
        await setRevoked(null);
        let isGood = true;
        const under: Promise<unknown>[] = [];
        for (const one of all) {
          if (one.kind === 'pass') now += one.ms;
          if (one.kind === 'wait') await Promise.all(under);
          if (one.kind === 'ask' && isGood) under.push(actors.ofKey(key));
          if (one.kind === 'end') {
            await setRevoked(new Date());
            actors.forget();
            isGood = false;
          }
          if (!isGood) assert.equal(actors.ofKnownKey(key), null);
        }
        const found = await actors.ofKey(key);
        assert.equal(found?.actor.id ?? null, isGood ? id : null);
        await Promise.all(under);
        assert.equal(actors.ofKnownKey(key)?.id ?? null, isGood ? id : null);
      }),
      { numRuns: 60 },
    );
  });

  test('are asked for once by requests that come at once', async () => {
    await setRevoked(null);
    const actors = actorsNow();
    const [one, other] = await Promise.all([actors.ofKey(key), actors.ofKey(key)]);
    assert.equal(one, other);
    assert.equal(one?.actor, actors.ofKnownKey(key));
  });

  test('are asked for again while they are used, and not for longer than two seconds', async () => {
    await setRevoked(null);
    const actors = actorsNow();
    await actors.ofKey(key);
    now += 1500;
    const before = actors.ofKnownKey(key);
    assert.equal(before?.id, id);
    while (actors.ofKnownKey(key) === before) await new Promise(setImmediate);
    now += 1500;
    assert.equal(actors.ofKnownKey(key)?.id, id, 'since it was asked for again');
    // elsewhere: nobody here is told
    await setRevoked(new Date());
    while ((await actors.ofKey(key)) !== null) now += 2000;
    assert.equal(actors.ofKnownKey(key), null);
  });
});
