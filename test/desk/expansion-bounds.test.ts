// How many expansions stand on a trace, and how many jobs somebody has by them.

import { deepEqual, equal } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTrace } from '../../src/store/traces.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const MOST = 100;
const NOTHING = { text: 'x', case: null, files: [], victim: [], options: {} };
const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;

describe('the bounds of asking beyond a trace', () => {
  let desk: TestDesk;
  let ann: Caller;
  before(async () => {
    const bounds = { uploads: 10, uploadBytes: 1000, jobs: MOST + 5 };
    desk = await testDesk({ quotas: { person: bounds, key: { ...bounds, jobs: 1 } } });
    ann = await desk.person('analyst');
  });
  after(() => desk.close());

  const traceOf = async (who: Caller): Promise<string> => {
    const by = { personId: who.id, actor: SYSTEM };
    const { id } = await createTrace(desk.store.db, { title: 'A', request: NOTHING }, by);
    return `/v1/traces/${id}/expansions`;
  };
  const ask = (at: string, number: number, as = ann) => {
    const address = `0x${`${number}`.padStart(40, '0')}`;
    return desk.ask('POST', at, { as, body: { address, direction: 'in' } });
  };
  const standing = async (at: string): Promise<{ readonly id: string }[]> =>
    (await (await desk.ask('GET', at, { as: ann })).json()).items;

  test('no more stand than may, whoever puts some there again at once', async () => {
    const at = await traceOf(ann);
    for (let number = 0; number < MOST; number += 1) equal((await ask(at, number)).status, 202);
    equal((await ask(at, MOST)).status, 409);
    const off = (await standing(at)).slice(0, 3).map(({ id }) => id);
    for (const id of off) await desk.ask('DELETE', `${at}/${id}`, { as: ann });
    for (const number of [MOST, MOST + 1]) equal((await ask(at, number)).status, 202);
    const restore = (id: string) => desk.ask('POST', `${at}/${id}/restore`, { as: ann });
    const answers = await Promise.all(off.map(restore));
    deepEqual(answers.map(({ status }) => status).sort(), [204, 409, 409]);
    equal((await standing(at)).length, MOST);
  });

  test('who may have no more jobs still gets what is asked already', async () => {
    const ben = await desk.key('analyst', ['read', 'write']);
    const at = await traceOf(ben);
    const first = await (await ask(at, 1, ben)).json();
    equal((await ask(at, 2, ben)).status, 429);
    const again = await ask(at, 1, ben);
    equal(again.status, 202);
    equal((await again.json()).id, first.id);
  });
});
