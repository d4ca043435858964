// PostgreSQL and a program that writes are killed in the middle of writes, again and again: what
// was acknowledged is there, and the custody log verifies. HUE_FAULTS says how many rounds.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { sql } from 'kysely';
import { sha256 } from '../../src/base/digest.ts';
import { folderFiles } from '../../src/ledger/evidence/files.ts';
import { EvidenceStore } from '../../src/ledger/evidence/store.ts';
import { bringRun } from '../../src/server/work/restore.ts';
import { verifyCustody } from '../../src/store/custody.ts';
import { claim, endLostJobs, finish, type Job } from '../../src/store/jobs.ts';
import { createPerson } from '../../src/store/people.ts';
import { makePlace } from '../../src/store/postgres/place.ts';
import { serverProcess } from '../../src/store/postgres/server.ts';
import { answersOf } from '../../src/store/recordings.ts';
import { openStore } from '../../src/store/store.ts';
import { dice } from '../live/worlds.ts';
import type { Written } from './writer.ts';

const ROUNDS = Number(process.env.HUE_FAULTS ?? 2);
const SEED = Number(process.env.HUE_SEED ?? 1);
/** A round takes about half a second; a slow computer may take ten times that. */
const LONGEST_MS = 60_000 + ROUNDS * 5000;

// what a killed program wrote is with the system, whatever lies below: a disk would only be slower
const folder = mkdtempSync(path.join(tmpdir(), 'hue-faults-'));
const place = makePlace(folder);
const store = await openStore({ folder });
const { db } = store;
after(async () => {
  writer?.kill('SIGKILL');
  await store.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const { id: personId } = await createPerson(db, {
  email: 'writer@example.org',
  name: 'Writer',
  role: 'investigator',
});

/** Ids that were acknowledged and are not verified yet, by what they are. */
const acknowledged = new Map<Written, Set<string>>();
let count = 0;
let onAcknowledged = (): void => undefined;
let onEnd = (_: Error): void => undefined;

let writer: ChildProcess | undefined;

function startWriter(): ChildProcess {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'writer.ts'), folder, personId],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  child.on('exit', (code) => {
    if (code !== null) onEnd(new Error(`the writer ended by itself, with ${code}`));
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [what, id] = line.split(' ') as [Written, string];
    acknowledged.set(what, (acknowledged.get(what) ?? new Set()).add(id));
    count += 1;
    onAcknowledged();
  });
  return child;
}

/** Until so many more writes were acknowledged: the next ones are on their way then. */
async function writes(more: number): Promise<void> {
  const enough = count + more;
  const reached = Promise.withResolvers<void>();
  onAcknowledged = () => {
    if (count >= enough) reached.resolve();
  };
  onEnd = reached.reject;
  await reached.promise;
}

/** Again where the connection was one to the server that was killed. */
async function persistently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 50 || error instanceof assert.AssertionError) throw error;
    }
  }
}

async function verify(round: string): Promise<void> {
  // more are acknowledged while these are looked for
  const all = [...acknowledged].map(([what, ids]) => [what, [...ids]] as const);
  acknowledged.clear();
  for (const [what, ids] of all) {
    if (what === 'answer') {
      const found = await persistently(() => Array.fromAsync(answersOf(db, ids)));
      const whole = found.filter(({ sha256: digest, frame }) => {
        return sha256(zstdDecompressSync(frame)) === digest;
      });
      const digests = new Set(whole.map((answer) => answer.sha256));
      assert.deepEqual([...new Set(ids).difference(digests)], [], `${round}: ${what}`);
      continue;
    }
    const table = what === 'queued' ? 'job' : what;
    const found = await persistently(async () => {
      const isDone = what === 'job' ? sql`state = 'done'` : sql`true`;
      const query = sql<{ id: string }>`select id from ${sql.table(table)}
        where id = any(${ids}) and ${isDone}`;
      return (await query.execute(db)).rows;
    });
    const lost = new Set(ids).difference(new Set(found.map(({ id }) => id)));
    assert.deepEqual([...lost], [], `${round}: ${what}`);
  }
}

async function holds(): Promise<void> {
  const verdict = await persistently(() => verifyCustody(db));
  assert.ok(verdict.ok, 'reason' in verdict ? verdict.reason : '');
}

test(`nothing acknowledged is lost in ${ROUNDS} rounds (seed ${SEED})`, {
  timeout: LONGEST_MS,
}, async () => {
  writer = startWriter();
  for (let round = 1; round <= ROUNDS; round += 1) {
    await writes(dice(SEED)(`round ${round}`, 5, 35));
    const isWriter = round % 2 === 0;
    if (isWriter) {
      writer.kill('SIGKILL');
      writer = startWriter();
    } else {
      const server = serverProcess(place);
      if (server !== undefined) process.kill(server, 'SIGKILL');
    }
    await verify(`round ${round}`);
    // the log grows meanwhile: to read all of it each time would take ever longer
    if (round % 20 === 0) await holds();
  }
  writer.kill('SIGKILL');
  await holds();
});

test('no line of an index is kept without its answer', async () => {
  const runs = db.selectFrom('recording').select('run').distinct();
  for (const { run } of await runs.execute()) {
    const into = path.join(folder, 'brought', run);
    assert.ok(await bringRun(db, run, into));
    const kept = new EvidenceStore(folderFiles(path.join(into, 'evidence')));
    for (const one of kept.exchanges()) if (one.digest !== null) kept.read(one);
  }
});

test('what killed programs had begun is taken up again', { timeout: LONGEST_MS }, async () => {
  writer?.kill('SIGKILL');
  const waiting = () =>
    db
      .selectFrom('job')
      .select('id')
      .where('kind', '=', 'trace')
      .where('state', 'in', ['queued', 'running'])
      .execute();
  const lost: Job[] = [];
  for (;;) {
    const job = await claim(db, { kinds: ['trace'], worker: 'last', leaseSeconds: 60 });
    if (job) {
      await finish(db, job, {});
      continue;
    }
    // as workers do: whoever takes up the oldest is killed with it, and that may happen too often
    lost.push(...(await endLostJobs(db)));
    if ((await waiting()).length === 0) break;
    // until the leases of those killed last have run out
    await sleep(50);
  }
  for (const { state, attempts } of lost) assert.deepEqual([state, attempts], ['failed', 5]);
});
