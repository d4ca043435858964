// Decisions on tags. What holds is the store: the decision and its custody row are one transaction.
// The file that screenings read is brought up to it afterwards, and again when the server starts:
// nothing is lost between the two, and nothing counts twice.

import type { Numbered } from '../../attribution/store/folder.ts';
import { systemClock } from '../../base/clock.ts';
import { isCustodyRow, recordCustody } from '../../store/custody.ts';
import { newId } from '../../store/ids.ts';
import { decideTag, decisionsAfter } from '../../store/names.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Actor } from '../actor.ts';
import type { Desk } from '../desk.ts';
import type { InputOf, OutputOf } from './tasks.ts';
import { workshopOf } from './workshop.ts';

const BATCH = 100;
/** Another import holds the folder, or the disk is full: it is tried again. */
const RETRY_MS = 5000;

interface Taken {
  readonly kind: InputOf<'decide'>['kind'];
  readonly about: object;
  readonly chain: string | undefined;
  readonly reason: string;
  readonly weighed: OutputOf<'decide'>;
}

/** Takes a decision: from then on it holds, whatever happens. */
export async function takeTagDecision({ store }: Desk, actor: Actor, taken: Taken): Promise<void> {
  const { kind, about, chain = '', reason, weighed } = taken;
  const { address, tags, outcome, decisions } = weighed;
  await inTransaction(store.db, async (trx) => {
    const id = newId();
    const detail = { address, tags, outcome, reason };
    const said = { caseId: null, actor, action: `tags ${kind}`, subject: { decision: id }, detail };
    const { seq } = await recordCustody(trx, said);
    const action = kind === 'contested' ? 'contest' : 'retract';
    const body = { ...about, reason, decisions };
    await decideTag(trx, { id, chain, address, action, body, by: actor.personId, seq });
  });
}

const UNDER_WAY = new WeakMap<Desk, Promise<boolean>>();
const RETRYING = new WeakSet<Desk>();

/** Brings the file of decisions up to the store; false where that is to be tried again. */
export function applyTagDecisions(desk: Desk): Promise<boolean> {
  // one after the other: two would wait for the same folder
  const before = UNDER_WAY.get(desk) ?? Promise.resolve(true);
  const done = before.then(() => apply(desk));
  UNDER_WAY.set(desk, done);
  return done;
}

async function apply(desk: Desk): Promise<boolean> {
  const { store, home, stopping } = desk;
  const { threads, book } = workshopOf(desk);
  try {
    if ((await numbered(store, 0n, 1)).length === 0) return true;
    let seen = await threads.run('decided', { home, taken: null });
    for (;;) {
      const { number, hash } = seen;
      // the numbers of another store, or of what was restored to an earlier day, say nothing here
      const isAll = hash === null || !(await isCustodyRow(store.db, number, hash));
      const decided = await (isAll ? allNumbered(store) : numbered(store, number, BATCH));
      if (decided.length === 0) break;
      seen = await threads.run('decided', { home, taken: { seen, decided, isAll } });
    }
    await book.look();
    return true;
  } catch (error) {
    if (stopping.aborted) return false;
    desk.log.warn({ error }, 'decisions on tags wait to be written to the data folder');
    if (!RETRYING.has(desk)) void retry(desk);
    return false;
  }
}

async function numbered({ db }: Desk['store'], after: bigint, limit: number): Promise<Numbered[]> {
  const rows = await decisionsAfter(db, { after, limit });
  return rows.map(({ seq, hash, body }) => {
    const { decisions } = body as Pick<OutputOf<'decide'>, 'decisions'>;
    return { number: seq, hash, decisions };
  });
}

/** At once: half of them in the file would look as if the other half were to come. */
async function allNumbered(store: Desk['store']): Promise<Numbered[]> {
  const all: Numbered[] = [];
  for (;;) {
    const next = await numbered(store, all.at(-1)?.number ?? 0n, BATCH);
    if (next.length === 0) return all;
    all.push(...next);
  }
}

async function retry(desk: Desk): Promise<void> {
  RETRYING.add(desk);
  await systemClock.sleep(RETRY_MS, desk.stopping);
  RETRYING.delete(desk);
  if (!desk.stopping.aborted) await applyTagDecisions(desk);
}
