// A large result is taken over a little at a time, and whole.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { testStore } from '../../../test/desk/store.ts';
import { heldResult } from '../../../test/watch/held.ts';
import { Balances } from '../../casework/watch/balances.ts';
import { putBlob } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import { Threads } from '../work/threads.ts';
import { readHeld } from './held.ts';

const MANY = 12_000;
const ASSET = 'eip155:1/slip44:60';
const REST = { asset: ASSET, units: 7n };

/** Counts the turns of the event loop until it is told to end. */
function countTurns() {
  let [turns, isOn] = [0, true];
  const turn = (): void => {
    turns += 1;
    if (isOn) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    since: () => {
      turns = 0;
    },
    end: () => {
      isOn = false;
      return turns;
    },
  };
}

describe('a result of many places', () => {
  let store: Store;
  const threads = new Threads(1);
  before(async () => {
    store = await testStore();
  });
  after(async () => {
    await threads.close();
    await store.close();
  });

  const holders = Array.from({ length: MANY }, (_, i) => `0x${String(i).padStart(40, '0')}`);

  test('is read in many turns, and whole', async () => {
    const result = heldResult(holders.map((holder) => ({ holder, ...REST })));
    const bytes = Buffer.from(JSON.stringify(result));
    const sha256 = await putBlob(store.db, bytes, 'application/json');
    const turns = countTurns();
    const run = async (...asked: Parameters<typeof threads.run<'held'>>) => {
      const output = await threads.run(...asked);
      turns.since();
      return output;
    };
    const watched: Threads = Object.assign(Object.create(threads), { run });
    const { held, told } = await readHeld(store.db, watched, {
      ...{ sha256, settings: {}, transactions: ['0xabc'] },
    });
    ok(turns.end() > 10, 'others have their turn');
    deepEqual(told, []);
    deepEqual(
      held.rests.map(({ holder, units }) => [holder, units]),
      holders.map((holder) => [holder, 7n]),
    );
  });

  test('is followed as one that is taken at once', async () => {
    const rests = holders.map((holder) => ({ key: `${holder} ${ASSET}`, holder, ...REST }));
    const turns = countTurns();
    const slow = await Balances.inTurns(rests, { covered: -1 });
    ok(turns.end() > 10, 'others have their turn');
    const quick = new Balances(rests);
    deepEqual([...slow.all()], [...quick.all()]);
    equal(slow.holds(holders[0] ?? ''), true);
  });
});
