// What is decided about tags stands in the store, in its custody log, and in the file that
// screenings read: all three or none, whenever the program is killed.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { readDecisions } from '../../src/attribution/store/decisions.ts';
import type { Desk } from '../../src/server/desk.ts';
import { applyTagDecisions, takeTagDecision } from '../../src/server/work/tag-decisions.ts';
import { workshopOf } from '../../src/server/work/workshop.ts';
import { verifyCustody } from '../../src/store/custody.ts';
import { exportStore } from '../../src/store/export.ts';
import { importStore } from '../../src/store/import.ts';
import { openDatabase } from '../../src/store/store.ts';
import { dice } from '../live/worlds.ts';
import type { Acknowledged } from './decider.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { EXCHANGE, listedHome } from './listed-home.ts';
import { emptyDatabase } from './store.ts';

/** Each starts a program, which takes as long as twenty rounds of faults.test.ts. */
const ROUNDS = Math.ceil(Number(process.env.HUE_FAULTS ?? 1) / 20);
const SEED = Number(process.env.HUE_SEED ?? 1);
/** A round takes some three seconds; a slow computer may take ten times that. */
const FAULTS_MS = 60_000 + ROUNDS * 30_000;

describe('a decision on tags', () => {
  let desk: TestDesk;
  let home: string;
  let key: Caller;
  before(async () => {
    home = await listedHome();
    desk = await testDesk({}, { home });
    key = await desk.key('investigator', ['read', 'write']);
  });
  let child: ReturnType<typeof startDecider> | undefined;
  after(async () => {
    child?.kill('SIGKILL');
    await desk.close();
  });

  const startDecider = (round: string) => {
    const secret = key.headers.authorization?.replace('Bearer ', '') ?? '';
    const program = path.join(import.meta.dirname, 'decider.ts');
    const args = [program, desk.store.url, home, secret, EXCHANGE, round];
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  };

  const inFile = (): string[] => {
    const { decisions } = readDecisions(path.join(home, 'tags', 'decisions.json'));
    return decisions.map(({ statement }) => statement);
  };
  /** In the order of the log. */
  const inStore = async (): Promise<string[]> => {
    const rows = desk.store.db.selectFrom('tag_decision').select('body').orderBy('seq');
    return (await rows.execute()).map(({ body }) => (body as { reason: string }).reason);
  };
  const inLog = async (): Promise<string[]> => {
    const rows = desk.store.db.selectFrom('custody').select('detail');
    const own = rows.where('action', '=', 'tags contested').orderBy('seq');
    return (await own.execute()).map(({ detail }) => (detail as { reason: string }).reason);
  };
  const isWhole = async (): Promise<void> => {
    const store = await inStore();
    deepEqual(inFile(), store);
    deepEqual(await inLog(), store);
  };

  test('that was taken when the program ended is written when it starts again', async () => {
    const { threads } = workshopOf(desk.desk);
    const asked = { address: EXCHANGE, kind: 'contested', statement: 'it is mine' } as const;
    const weighed = await threads.run('decide', { ...asked, by: 'Ann', home });
    const { personId, id, name } = { personId: key.id, id: 'key', name: 'key' };
    const actor = { kind: 'key', id, name, personId, role: 'investigator', scopes: [] } as const;
    const taken = { kind: asked.kind, about: {}, chain: undefined, reason: asked.statement };
    await takeTagDecision(desk.desk, actor, { ...taken, weighed });
    // here it is killed
    deepEqual(inFile(), []);
    ok(await applyTagDecisions(desk.desk));
    ok(await applyTagDecisions(desk.desk));
    deepEqual(inFile(), ['it is mine']);
    await isWhole();
  });

  test('that cannot be written now is taken, and written with the next', async () => {
    const lock = path.join(home, 'tags', 'lock');
    const contest = async (reason: string) => {
      const body = { address: EXCHANGE, reason };
      const answer = await desk.ask('POST', '/v1/tags/contest', { as: key, body });
      equal(answer.status, 200, await answer.clone().text());
      return (await answer.json()).applied;
    };
    mkdirSync(path.dirname(lock), { recursive: true });
    writeFileSync(lock, `${process.pid}\n`);
    equal(await contest('while an import holds the folder'), false);
    rmSync(lock);
    equal(await contest('afterwards'), true);
    await isWhole();
  });

  test('that a store takes which was restored to an earlier day is written', async () => {
    const contest = async (reason: string, on: Desk) => {
      const { threads } = workshopOf(desk.desk);
      const asked = { address: EXCHANGE, kind: 'contested', statement: reason } as const;
      const weighed = await threads.run('decide', { ...asked, by: 'Ann', home });
      const actor = { kind: 'key', id: 'key', name: 'key', personId: key.id } as const;
      const by = { ...actor, role: 'investigator', scopes: [] } as const;
      const taken = { kind: asked.kind, about: {}, chain: undefined, reason, weighed };
      await takeTagDecision(on, by, taken);
      ok(await applyTagDecisions(on));
    };
    const before = inFile();
    const file = path.join(home, 'yesterday.hue-store');
    await exportStore(desk.store.url, file);
    for (const reason of ['today', 'today too']) await contest(reason, desk.desk);
    const there = await emptyDatabase();
    await importStore({ url: there.ownerUrl, role: 'desk' }, file);
    const restored = openDatabase(there.url, async () => undefined);
    try {
      const on = { ...desk.desk, store: restored };
      await contest('after the restore', on);
      ok(await applyTagDecisions(on));
      deepEqual(inFile(), [...before, 'today', 'today too', 'after the restore']);
    } finally {
      await restored.close();
    }
    // what follows is of the first store alone
    rmSync(path.join(home, 'tags', 'decisions.json'));
    ok(await applyTagDecisions(desk.desk));
    await isWhole();
  });

  test(`is whole in ${ROUNDS} rounds of being killed (seed ${SEED})`, {
    timeout: FAULTS_MS,
  }, async () => {
    const acknowledged: Acknowledged[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const one = startDecider(`round ${round}`);
      child = one;
      let left = dice(SEED)(`round ${round}`, 1, 6);
      for await (const line of createInterface({ input: one.stdout })) {
        acknowledged.push(line);
        left -= 1;
        // somewhere in the next one
        if (left === 0) setTimeout(() => one.kill('SIGKILL'), dice(SEED)(`ms ${round}`, 0, 30));
      }
      if (one.exitCode === null && one.signalCode === null) await once(one, 'exit');
      equal(one.signalCode, 'SIGKILL');
      ok(await applyTagDecisions(desk.desk));
      await isWhole();
    }
    const all = new Set(inFile());
    deepEqual(
      acknowledged.filter((one) => !all.has(one)),
      [],
    );
    ok((await verifyCustody(desk.store.db)).ok);
  });
});
