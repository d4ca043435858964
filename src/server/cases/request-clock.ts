// Tells in the inbox what becomes of freeze requests by itself: a step is late, or the money that
// one asks for has moved on. Once that is seen to, the alert is closed.

import { sha256 } from '../../base/digest.ts';
import {
  type RequestNews,
  type RequestStep,
  requestAlertOf,
} from '../../casework/requests/alert.ts';
import { changeAlert, raiseAlert } from '../../store/alerts.ts';
import { type FollowedRequest, followedRequests } from '../../store/freeze-requests.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Desk } from '../desk.ts';
import { draftsOfResult } from './drafts.ts';
import { dueOf, requestState } from './request-state.ts';

const LOOK_MS = 5000;
/** What is late for longer was told, or stood on the board when nobody told of it yet. */
const MOST_LATE_MS = 86_400_000;
const STEPS: readonly RequestStep[] = ['sent', 'acknowledged', 'acted', 'review'];
const DONE: Readonly<Record<RequestStep, string>> = {
  sent: 'it was sent',
  acknowledged: 'it was acknowledged',
  acted: 'it was acted on',
  review: 'a second person has looked at it',
};
const TELLING = { kind: 'system', id: 'requests', name: 'Hue & Cry' } as const;

/**
 * What was seen of each request, so that only what is new is looked into: a program that begins
 * looks at all, and what was told before is not told again.
 */
type Seen = Map<string, string>;

/** Begins; gives what ends it. Programs on one store do the same, and each thing is told once. */
export function startRequestClock(desk: Desk): () => void {
  const { clock, log } = desk;
  const end = new AbortController();
  const { signal } = end;
  const seen: Seen = new Map();
  const forever = async (): Promise<void> => {
    while (!signal.aborted) {
      await tellOfRequests(desk, seen).catch((error: unknown) => {
        if (!signal.aborted) log.error({ error }, 'freeze requests could not be looked at');
      });
      await clock.sleep(LOOK_MS, signal);
    }
  };
  void forever();
  return () => end.abort();
}

/** Raises what there is to be told now, and closes what is seen to. */
export async function tellOfRequests(desk: Desk, seen: Seen = new Map()): Promise<void> {
  const { store, clock } = desk;
  const now = clock.now();
  const rows = await followedRequests(store.db, new Date(now));
  for (const row of rows) {
    const late = lateSteps(row, now);
    const state = JSON.stringify([late, dueOf(row), whyOver(row), row.newest]);
    if (seen.get(row.id) === state) continue;
    await settle(desk, row);
    for (const step of late) await tell(desk, row, { kind: 'late', ...step });
    const outdated = await outdatedBy(desk, row);
    if (outdated) await tell(desk, row, outdated);
    seen.set(row.id, state);
  }
  const followed = new Set(rows.map(({ id }) => id));
  for (const id of seen.keys()) if (!followed.has(id)) seen.delete(id);
}

/** Why nothing more is waited for, or null. */
function whyOver(row: FollowedRequest): string | null {
  const state = requestState(row);
  if (state === 'withdrawn') return 'the request was withdrawn';
  if (state === 'not released') return 'the request was not released';
  return row.isReplaced ? 'another request stands in its place' : null;
}

function lateSteps(row: FollowedRequest, now: number) {
  if (whyOver(row) !== null) return [];
  const due = dueOf(row);
  return STEPS.flatMap((step) => {
    const by = due[step];
    if (by === null) return [];
    const late = now - Date.parse(by);
    return late > 0 && late < MOST_LATE_MS ? [{ step, due: by }] : [];
  });
}

async function outdatedBy(desk: Desk, row: FollowedRequest): Promise<RequestNews | null> {
  const { newest, draft_id, amounts, released_at, result_sha256 } = row;
  if (released_at === null || newest === null || newest === result_sha256) return null;
  if (whyOver(row) !== null) return null;
  const draft = (await draftsOfResult(desk, newest)).find(({ id }) => id === draft_id);
  if (draft?.amounts === amounts) return null;
  return { kind: 'outdated', usd: draft?.usd ?? null, isGone: draft === undefined };
}

function dedupOf({ id }: FollowedRequest, what: RequestStep | 'outdated'): string {
  return sha256(`freeze request ${id} ${what}`);
}

async function tell({ store }: Desk, row: FollowedRequest, news: RequestNews): Promise<void> {
  const { id, case_id: caseId, trace_id: traceId, recipient, power, usd } = row;
  const dedup = dedupOf(row, news.kind === 'late' ? news.step : news.kind);
  await whileOpen(store.db, caseId, async (trx) => {
    const about = { caseId, traceId, watchId: null, dedup };
    const alert = requestAlertOf({ id, recipient, power, usd }, news);
    await raiseAlert(trx, { ...about, ...alert }, TELLING);
  });
}

/** Closes alerts of what is done, or waited for no more. */
async function settle({ store }: Desk, row: FollowedRequest): Promise<void> {
  const over = whyOver(row);
  const due = dueOf(row);
  const steps = STEPS.filter((step) => over !== null || due[step] === null);
  const reasons = new Map(steps.map((step) => [dedupOf(row, step), over ?? DONE[step]]));
  if (over !== null) reasons.set(dedupOf(row, 'outdated'), over);
  const alerts = await store.db
    .selectFrom('alert')
    .select(['id', 'dedup', 'revision'])
    .where('dedup', 'in', [...reasons.keys(), ''])
    .where('state', 'in', ['open', 'acknowledged'])
    .execute();
  for (const { dedup, ...alert } of alerts) {
    const reason = reasons.get(dedup ?? '');
    await whileOpen(store.db, row.case_id, async (trx) => {
      await changeAlert(trx, alert, { state: 'closed', reason }, TELLING);
    });
  }
}

/** Nothing is added to a case that is being closed. */
async function whileOpen(
  db: Db,
  caseId: string,
  work: (trx: Db) => Promise<unknown>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const file = trx.selectFrom('case_file').select('status').where('id', '=', caseId).forShare();
    if ((await file.executeTakeFirstOrThrow()).status === 'open') await work(trx);
  });
}
