// A freeze request as a board shows it.

import { z } from '@hono/zod-openapi';
import { type FreezeDraft, freezeDraftSchema } from '../../casework/requests/draft.ts';
import { listTargets } from '../../store/deliveries.ts';
import { findListed, type ListedRequest, type Recipient } from '../../store/freeze-requests.ts';
import type { Actor } from '../actor.ts';
import { draftsOfResult } from '../cases/drafts.ts';
import { dueOf, REQUEST_STATES, requestState } from '../cases/request-state.ts';
import type { Desk } from '../desk.ts';
import { notFound } from '../problem.ts';
import { addressFor } from './targets.ts';

export const recipientSchema = z.object({
  kind: z.enum(['email', 'webhook']),
  address: z.string().openapi({ description: 'Empty where the target was taken away' }),
});

const times = {
  askedAt: z.string(),
  releasedAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  actedAt: z.string().nullable(),
  refusedAt: z.string().nullable(),
  withdrawnAt: z.string().nullable(),
};
const dueSchema = z
  .object({
    sent: z.string().nullable(),
    acknowledged: z.string().nullable(),
    acted: z.string().nullable(),
    review: z.string().nullable(),
  })
  .openapi({ description: 'By when each step is due; null: done, or not waited for' });

export const requestSchema = z
  .object({
    id: z.string(),
    caseId: z.string(),
    traceId: z.string(),
    draftId: z.string(),
    recipient: z.string(),
    power: z.string(),
    usd: z.string().nullable(),
    totals: freezeDraftSchema.shape.totals,
    places: z.int(),
    resultSha256: z.string(),
    letterSha256: z.string(),
    to: z.array(recipientSchema).openapi({ description: 'None: it is sent by hand' }),
    state: z.enum(REQUEST_STATES),
    approvalId: z.string(),
    askedBy: z.string(),
    releasedBy: z.string().nullable(),
    alone: z.string().nullable().openapi({ description: 'Why one person released it alone' }),
    ...times,
    expiresAt: z.string().openapi({ description: 'Then it is over, unless it is made again' }),
    answer: z.string(),
    withdrawnFor: z.string().nullable(),
    supersedes: z.string().nullable(),
    supersededBy: z.string().nullable(),
    due: dueSchema,
    outdated: z
      .object({ usd: z.string().nullable(), isGone: z.boolean() })
      .nullable()
      .openapi({ description: 'What it would ask for now, where the money has moved since' }),
  })
  .openapi('FreezeRequest');

export type Shown = z.infer<typeof requestSchema>;

const DAY_MS = 86_400_000;

/** The rows with what stands beside them: targets, and the drafts of each trace as it is now. */
export async function shownAll(
  desk: Desk,
  actor: Actor,
  rows: readonly ListedRequest[],
): Promise<Shown[]> {
  const { db } = desk.store;
  const targets = new Map((await listTargets(db)).map((target) => [target.id, target]));
  const drafts = new Map<string, readonly FreezeDraft[]>();
  for (const { id, result_sha256 } of await tracesOf(desk, rows)) {
    drafts.set(id, await draftsOfResult(desk, result_sha256));
  }
  const later = await laterOnes(desk, rows);
  return rows.map((row) => {
    const to = (row.recipients as readonly Recipient[]).map((one) => {
      if (one.kind === 'email') return { kind: 'email' as const, address: one.address };
      const target = targets.get(one.targetId);
      if (!target) return { kind: 'webhook' as const, address: '' };
      return { kind: target.kind, address: addressFor(actor, target.kind, target.address) };
    });
    const supersededBy = later.get(row.id) ?? null;
    const now = drafts.get(row.trace_id)?.find(({ id }) => id === row.draft_id);
    return { ...shown(row), to, supersededBy, outdated: outdatedBy(row, supersededBy, now) };
  });
}

async function tracesOf({ store: { db } }: Desk, rows: readonly ListedRequest[]) {
  const ids = [...new Set(rows.map(({ trace_id }) => trace_id))];
  if (ids.length === 0) return [];
  const traces = db.selectFrom('trace').select(['id', 'result_sha256']);
  return await traces.where('id', 'in', ids).execute();
}

/** The released requests that stand in the place of others, by these. */
async function laterOnes({ store: { db } }: Desk, rows: readonly ListedRequest[]) {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return new Map<string | null, string>();
  const found = await db
    .selectFrom('freeze_request')
    .select(['id', 'supersedes'])
    .where('supersedes', 'in', ids)
    .where('released_at', 'is not', null)
    .execute();
  return new Map(found.map(({ id, supersedes }) => [supersedes, id]));
}

/** A request that is over, or was replaced, is out of date no more. */
function outdatedBy(
  row: ListedRequest,
  supersededBy: string | null,
  now: FreezeDraft | undefined,
): Shown['outdated'] {
  const isOver = ['not released', 'withdrawn'].includes(requestState(row)) || supersededBy !== null;
  if (isOver || now?.amounts === row.amounts) return null;
  return { usd: now?.usd ?? null, isGone: now === undefined };
}

function shown(row: ListedRequest): Omit<Shown, 'to' | 'outdated' | 'supersededBy'> {
  const at = (time: Date | null) => time?.toISOString() ?? null;
  return {
    ...{ id: row.id, caseId: row.case_id, traceId: row.trace_id, draftId: row.draft_id },
    ...{ recipient: row.recipient, power: row.power, usd: row.usd, places: row.places },
    totals: row.totals as Shown['totals'],
    resultSha256: row.result_sha256,
    letterSha256: row.letter_sha256,
    state: requestState(row),
    approvalId: row.approval_id,
    ...{ askedBy: row.asked_by, askedAt: row.asked_at.toISOString() },
    ...{ releasedBy: row.released_by, releasedAt: at(row.released_at), alone: row.alone },
    ...{ sentAt: at(row.sent_at), acknowledgedAt: at(row.acknowledged_at) },
    ...{ actedAt: at(row.acted_at), refusedAt: at(row.refused_at) },
    ...{ withdrawnAt: at(row.withdrawn_at), withdrawnFor: row.withdrawn_for },
    expiresAt: new Date(row.asked_at.getTime() + row.days * DAY_MS).toISOString(),
    ...{ answer: row.answer, supersedes: row.supersedes, due: dueOf(row) },
  };
}

/** @throws Problem 404 */
export async function shownOne(desk: Desk, actor: Actor, caseId: string, requestId: string) {
  const row = await findListed(desk.store.db, caseId, requestId);
  const [one] = row ? await shownAll(desk, actor, [row]) : [];
  if (!one) throw notFound();
  return one;
}
