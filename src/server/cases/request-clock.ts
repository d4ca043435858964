// Tells in the inbox what becomes of freeze requests by itself: a step is late, or the money that
// one asks for has moved on.

import { sha256 } from '../../base/digest.ts';
import {
  type RequestNews,
  type RequestStep,
  requestAlertOf,
} from '../../casework/requests/alert.ts';
import { raiseAlert } from '../../store/alerts.ts';
import { type ListedRequest, openRequests } from '../../store/freeze-requests.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Desk } from '../desk.ts';
import { draftsOfResult } from './drafts.ts';
import { dueOf } from './requests.ts';

const LOOK_MS = 5000;
/** What is late for longer was told, or stood on the board when nobody told of it yet. */
const MOST_LATE_MS = 86_400_000;
const STEPS: readonly RequestStep[] = ['sent', 'acknowledged', 'acted', 'review'];
const TELLING = { kind: 'system', id: 'requests', name: 'Hue & Cry' } as const;

/** What was told by this program, so that it is not written again at every look. */
type Told = Set<string>;

/** Begins; gives what ends it. Programs on one store do the same, and each thing is told once. */
export function startRequestClock(desk: Desk): () => void {
  const { clock, log } = desk;
  const end = new AbortController();
  const { signal } = end;
  const told: Told = new Set();
  const forever = async (): Promise<void> => {
    while (!signal.aborted) {
      await tellOfRequests(desk, told).catch((error: unknown) => {
        if (!signal.aborted) log.error({ error }, 'freeze requests could not be looked at');
      });
      await clock.sleep(LOOK_MS, signal);
    }
  };
  void forever();
  return () => end.abort();
}

/** Raises what there is to be told now. */
export async function tellOfRequests(desk: Desk, told: Told = new Set()): Promise<void> {
  const { store, clock } = desk;
  const now = clock.now();
  for (const row of await openRequests(store.db, new Date(now))) {
    for (const step of lateSteps(row, now)) {
      await tell(desk, row, { kind: 'late', ...step }, { key: step.step, told });
    }
    const { newest } = row;
    const key = `outdated ${newest}`;
    if (row.released_at === null || newest === row.result_sha256 || told.has(`${row.id} ${key}`)) {
      continue;
    }
    const drafts = await draftsOfResult(desk, newest);
    const draft = drafts.find(({ id }) => id === row.draft_id);
    told.add(`${row.id} ${key}`);
    if (draft?.amounts === row.amounts) continue;
    const news = { usd: draft?.usd ?? null, isGone: draft === undefined };
    await tell(desk, row, { kind: 'outdated', ...news }, { key: 'outdated', told });
  }
}

function lateSteps(row: ListedRequest, now: number) {
  const due = dueOf(row);
  return STEPS.flatMap((step) => {
    const by = due[step];
    if (by === null) return [];
    const late = now - Date.parse(by);
    return late > 0 && late < MOST_LATE_MS ? [{ step, due: by }] : [];
  });
}

async function tell(
  { store }: Desk,
  { id, case_id: caseId, trace_id: traceId, recipient, power, usd }: ListedRequest,
  news: RequestNews,
  { key, told }: { readonly key: string; readonly told: Told },
): Promise<void> {
  if (told.has(`${id} ${key}`)) return;
  const dedup = sha256(`freeze request ${id} ${key}`);
  await inTransaction(store.db, async (trx) => {
    // none is added to a case that is being closed
    const file = trx.selectFrom('case_file').select('status').where('id', '=', caseId).forShare();
    if ((await file.executeTakeFirstOrThrow()).status !== 'open') return;
    const about = { caseId, traceId, watchId: null, dedup };
    const alert = requestAlertOf({ id, recipient, power, usd }, news);
    await raiseAlert(trx, { ...about, ...alert }, TELLING);
  });
  told.add(`${id} ${key}`);
}
