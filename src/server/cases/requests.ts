// Freeze requests: asked for by one person, released by another, and followed to what came of them.

import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { formatTime } from '../../base/time.ts';
import type { FreezeDraft, LetterDetails } from '../../casework/requests/draft.ts';
import { letterOf } from '../../casework/requests/letter.ts';
import { digestOf } from '../../store/custody.ts';
import { document } from '../../store/document.ts';
import {
  changeRequest,
  type FreezeRequest,
  lockRequest,
  noteRequest,
  queueRequest,
  queueWithdrawal,
  type Recipient,
} from '../../store/freeze-requests.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Actor } from '../actor.ts';
import { notFound, Problem } from '../problem.ts';
import { type Approval, askApproval, assertMayLeave } from './approval.ts';
import { holdOpen, lockCase, type Trx } from './change.ts';
import { MINUTE_MS, REVIEW_MS } from './request-state.ts';

const MOST_REQUESTS = 500;

export const STEPS = ['sent', 'acknowledged', 'acted', 'refused'] as const;
type Step = (typeof STEPS)[number];

interface Doing {
  readonly actor: Actor;
  readonly at: Date;
}

interface Asked {
  readonly caseId: string;
  readonly traceId: string;
  readonly draft: FreezeDraft;
  readonly details: LetterDetails;
  readonly recipients: readonly Recipient[];
}

/** What happened to a request, for the digests of the custody log. */
function stateOf(row: FreezeRequest) {
  const { released_at, sent_at, acknowledged_at, acted_at, refused_at, withdrawn_at } = row;
  const { answer, alone, withdrawn_for } = row;
  const times = { released_at, sent_at, acknowledged_at, acted_at, refused_at, withdrawn_at };
  return { ...times, answer, alone, withdrawn_for };
}

/**
 * Asks for the release of a draft as it is now, in the place of the one that its recipient has.
 * @throws Problem 404, 409; InputError
 */
export async function askForRequest(db: Db, asked: Asked, { actor, at }: Doing): Promise<string> {
  return await inTransaction(db, async (trx) => {
    const { caseId, traceId, draft, details, recipients } = asked;
    const { tlp } = await lockCase(trx, caseId);
    await holdOpen(trx, caseId);
    assertMayLeave(tlp, 'freeze_request');
    await assertThere(trx, recipients);
    const supersedes = await replaced(trx, asked);
    const id = newId();
    const stamp = { id, at: formatTime(Math.floor(at.getTime() / 1000)), tlp, supersedes };
    const letter = letterOf(draft, details, stamp);
    const letter_sha256 = sha256(letter);
    const subject = { requestId: id, letterSha256: letter_sha256 };
    const wish = { caseId, kind: 'freeze_request' as const, subject };
    const approval = await askApproval(trx, wish, { actor, at });
    const row = await trx
      .insertInto('freeze_request')
      .values({
        ...{ id, case_id: caseId, trace_id: traceId, draft_id: draft.id, letter, letter_sha256 },
        ...{ result_sha256: draft.result.sha256, amounts: draft.amounts, supersedes },
        ...{ draft: document(draft), details: document(details) },
        ...{ recipients: document(recipients), approval_id: approval.id },
        ...{ asked_by: actor.personId, asked_at: at },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { to: digestOf(recipients) };
    await noteRequest(trx, actor, row, 'asked for', { after: letter_sha256, detail });
    return id;
  });
}

async function assertThere(trx: Trx, recipients: readonly Recipient[]): Promise<void> {
  for (const to of recipients) {
    if (to.kind === 'email') continue;
    const targets = trx.selectFrom('target').select('id').where('disabled_at', 'is', null);
    const own = targets.where('id', '=', to.targetId).where('tells', '=', 'alerts');
    if (await own.executeTakeFirst()) continue;
    throw new InputError('recipients', 'targets that are there, not of deposits', to.targetId);
  }
}

/** The request that the new one replaces, or null; two that wait for the same party are one. */
async function replaced(trx: Trx, { caseId, traceId, draft }: Asked): Promise<string | null> {
  const all = await trx
    .selectFrom('freeze_request')
    .innerJoin('approval', 'approval.id', 'approval_id')
    .select(['freeze_request.id', 'trace_id', 'draft_id', 'released_at', 'withdrawn_at'])
    .select(['supersedes', 'decision'])
    .where('freeze_request.case_id', '=', caseId)
    .orderBy('freeze_request.id', 'desc')
    .execute();
  if (all.length >= MOST_REQUESTS) {
    throw new Problem('conflict', `A case holds at most ${MOST_REQUESTS} freeze requests.`);
  }
  const own = all.filter((row) => row.trace_id === traceId && row.draft_id === draft.id);
  const replacements = own.filter(({ released_at }) => released_at !== null);
  const gone = new Set(replacements.map(({ supersedes }) => supersedes));
  const open = own.filter(({ id, withdrawn_at }) => withdrawn_at === null && !gone.has(id));
  if (open.some(({ released_at, decision }) => released_at === null && decision === null)) {
    throw new Problem('conflict', 'A request to them waits already: withdraw it first.');
  }
  return open.find(({ released_at }) => released_at !== null)?.id ?? null;
}

/** What a second person decided: it goes out, or what one released alone is taken back. */
export async function decideRequest(trx: Trx, approval: Approval, doing: Doing): Promise<void> {
  const found = await trx
    .selectFrom('freeze_request')
    .select('id')
    .where('approval_id', '=', approval.id)
    .executeTakeFirst();
  const row = found && (await lockRequest(trx, found.id));
  if (!row) return;
  const isApproved = approval.decision === 'approved';
  if (row.released_at !== null) {
    if (!isApproved && row.withdrawn_at === null) await takeBack(trx, row, REVIEWED, doing);
    return;
  }
  if (!isApproved) return;
  await holdOpen(trx, row.case_id);
  await release(trx, row, null, doing);
}

const REVIEWED = 'A second person, who looked at it afterwards, did not agree.';

async function release(
  trx: Trx,
  row: FreezeRequest,
  alone: string | null,
  { actor, at }: Doing,
): Promise<void> {
  if (row.withdrawn_at !== null) throw new Problem('conflict', 'It was withdrawn meanwhile.');
  if (row.supersedes !== null) {
    const others = trx
      .selectFrom('freeze_request')
      .select('id')
      .where('released_at', 'is not', null);
    if (await others.where('supersedes', '=', row.supersedes).executeTakeFirst()) {
      throw new Problem('conflict', 'Another request has replaced the same one meanwhile.');
    }
  }
  const values = { released_at: at, released_by: actor.personId, alone };
  const released = await changeRequest(trx, row.id, values);
  if (row.supersedes !== null) await queueWithdrawal(trx, row.supersedes, released);
  await queueRequest(trx, released);
  await noteRequest(trx, actor, row, alone === null ? 'released' : 'released alone', {
    ...digests(row, released),
    detail: { approval: row.approval_id },
  });
}

function digests(before: FreezeRequest, after: FreezeRequest) {
  return { before: digestOf(stateOf(before)), after: digestOf(stateOf(after)) };
}

/** A request of a case, which nobody else changes to the end of the transaction. */
async function held(trx: Trx, caseId: string, id: string): Promise<FreezeRequest> {
  const row = await lockRequest(trx, id);
  if (row?.case_id !== caseId) throw notFound();
  return row;
}

interface About {
  readonly caseId: string;
  readonly requestId: string;
}

/**
 * In an emergency an approver releases alone what they asked for: recipients are told so, and the
 * approval stays open for a second person to look at it.
 * @throws Problem 403, 404, 409
 */
export async function releaseAlone(
  db: Db,
  { caseId, requestId }: About,
  reason: string,
  doing: Doing,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { tlp } = await lockCase(trx, caseId);
    await holdOpen(trx, caseId);
    const row = await held(trx, caseId, requestId);
    assertMayLeave(tlp, 'freeze_request');
    const approvals = trx.selectFrom('approval').select('decision');
    const { decision } = await approvals
      .where('id', '=', row.approval_id)
      .executeTakeFirstOrThrow();
    if (decision !== null) throw new Problem('conflict', 'It is decided already.');
    if (row.released_at !== null) throw new Problem('conflict', 'It is released already.');
    if (row.asked_by !== doing.actor.personId) {
      throw new Problem('conflict', 'Somebody else asked for it: approve it, and it goes out.');
    }
    await assertReviewed(trx, doing);
    await release(trx, row, reason, doing);
  });
}

/** Who has released one alone that nobody has looked at in time releases no other so. */
async function assertReviewed(trx: Trx, { actor, at }: Doing): Promise<void> {
  const overdue = await trx
    .selectFrom('freeze_request')
    .innerJoin('approval', 'approval.id', 'approval_id')
    .select('freeze_request.id')
    .where('released_by', '=', actor.personId)
    .where('alone', 'is not', null)
    .where('withdrawn_at', 'is', null)
    .where('decision', 'is', null)
    .where('released_at', '<', new Date(at.getTime() - REVIEW_MS))
    .executeTakeFirst();
  if (!overdue) return;
  const what =
    'One that you released alone waits for over a day to be looked at by another person.';
  throw new Problem('conflict', what);
}

/**
 * Writes down what happened to a released request; told again, the time is put right.
 * @throws Problem 404, 409; InputError for a time before it was asked for or to come
 */
export async function noteStep(
  db: Db,
  { caseId, requestId }: About,
  told: { readonly step: Step; readonly when: Date; readonly answer: string | null },
  { actor, at }: Doing,
): Promise<void> {
  const { step, when, answer } = told;
  await inTransaction(db, async (trx) => {
    await lockCase(trx, caseId);
    const row = await held(trx, caseId, requestId);
    if (row.withdrawn_at !== null) throw new Problem('conflict', 'It was withdrawn.');
    if (row.released_at === null) throw new Problem('conflict', 'It is not released yet.');
    if (step !== 'sent' && row.sent_at === null) {
      throw new Problem('conflict', 'Say first when it was sent.');
    }
    if (when < row.asked_at || when.getTime() > at.getTime() + MINUTE_MS) {
      const wanted = 'a time between the asking and now';
      throw new InputError('at', wanted, when.toISOString());
    }
    const values = { [`${step}_at`]: when, ...(answer === null ? {} : { answer }) };
    const changed = await changeRequest(trx, row.id, values);
    await noteRequest(trx, actor, row, step, digests(row, changed));
  });
}

/**
 * Withdraws a request, and tells all who may have it.
 * @throws Problem 404, 409
 */
export async function withdrawRequest(
  db: Db,
  { caseId, requestId }: About,
  reason: string,
  doing: Doing,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await lockCase(trx, caseId);
    const row = await held(trx, caseId, requestId);
    if (row.withdrawn_at !== null) throw new Problem('conflict', 'It is withdrawn already.');
    await takeBack(trx, row, reason, doing);
  });
}

async function takeBack(
  trx: Trx,
  row: FreezeRequest,
  reason: string,
  { actor, at }: Doing,
): Promise<void> {
  const changed = await changeRequest(trx, row.id, { withdrawn_at: at, withdrawn_for: reason });
  await queueWithdrawal(trx, row.id);
  await noteRequest(trx, actor, row, 'withdrawn', digests(row, changed));
}
