// What needs a second person: asked for by one, decided by another. Both acts, and what comes of
// them, are rows of one transaction each.

import { InputError } from '../../base/errors.ts';
import { digestOf, recordCustody } from '../../store/custody.ts';
import { document } from '../../store/document.ts';
import { emit } from '../../store/events.ts';
import { newId } from '../../store/ids.ts';
import type { ApprovalKind, Doer, MemberRole, Tlp } from '../../store/tables/words.ts';
import type { Db, Row } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Actor } from '../actor.ts';
import { Problem } from '../problem.ts';
import { makeMember, setMember } from './cases.ts';
import { holdOpen, lockCase, type Trx } from './change.ts';

export type Approval = Row<'approval'>;

/** What a member's approval is of. */
interface Joining {
  readonly personId: string;
  readonly role: MemberRole;
}

/** An approval as its people see it; the digests of the custody log are of this form. */
export function shownApproval(row: Approval) {
  return {
    id: row.id,
    caseId: row.case_id,
    kind: row.kind,
    subject: row.subject,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    decidedBy: row.decided_by,
    decision: row.decision,
    reason: row.reason,
    decidedAt: row.decided_at?.toISOString() ?? null,
  };
}

/** Asks for something, as the last of its transaction. */
export async function askApproval(
  trx: Trx,
  asked: { readonly caseId: string; readonly kind: ApprovalKind; readonly subject: unknown },
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<Approval> {
  const { caseId, kind, subject } = asked;
  const made = await trx
    .insertInto('approval')
    .values({
      ...{ id: newId(), case_id: caseId, kind, subject: document(subject) },
      ...{ requested_by: actor.personId, requested_at: at },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteApproval(trx, actor, made, 'approval requested');
  return made;
}

/** Of a freeze request that the desk keeps: its id and the digest of its letter, nothing typed. */
function isOfRequest(subject: unknown): boolean {
  return typeof (subject as { readonly requestId?: unknown }).requestId === 'string';
}

/**
 * TLP 2.0: what is red does not leave the house; strict amber stays with the organisation.
 * @throws Problem 409
 */
export function assertMayLeave(tlp: Tlp, kind: ApprovalKind): void {
  if (tlp === 'red' || (tlp === 'amber+strict' && kind === 'share')) {
    throw new Problem('conflict', `A case marked TLP:${tlp.toUpperCase()} is not shared.`);
  }
}

/** Custody and event of what was done to an approval, as the last of its transaction. */
export async function noteApproval(
  trx: Trx,
  actor: Doer,
  row: Approval,
  action: string,
): Promise<void> {
  const { case_id: caseId, id, kind } = row;
  // what was typed may have to be erased: the log has its digest alone
  const isOfIds = kind === 'pack_release' || kind === 'member' || isOfRequest(row.subject);
  const detail = { kind, ...(isOfIds ? { subject: row.subject } : {}) };
  const about = { caseId, actor, action, subject: { approval: id }, detail };
  await recordCustody(trx, { ...about, after: digestOf(shownApproval(row)) });
  const body = { approval: id, kind, decision: row.decision };
  await emit(trx, { topic: `case:${caseId}`, caseId, kind: 'case.approval', body });
}

/**
 * Makes somebody a member or changes their part, as their lead wishes. Nobody comes into a case
 * marked TLP:RED by one person alone: that is asked for.
 * @throws InputError where there is no such person; Problem 404, 409
 */
export async function letIn(
  db: Db,
  asked: Joining & { readonly caseId: string; readonly actor: Actor; readonly at: Date },
) {
  return await inTransaction(db, async (trx) => {
    const { caseId, personId, role, actor, at } = asked;
    const { tlp } = await lockCase(trx, caseId);
    if (tlp !== 'red' || (await isMember(trx, caseId, personId))) {
      return { member: await setMember(trx, { caseId, actor, personId, role }) };
    }
    await holdOpen(trx, caseId);
    await assertHere(trx, personId);
    const waiting = await waitingMembers(trx, caseId);
    if (waiting.some((one) => one.personId === personId)) {
      throw new Problem('conflict', 'That waits for a second person already.');
    }
    const wish = { caseId, kind: 'member' as const, subject: { personId, role } };
    return { approval: await askApproval(trx, wish, { actor, at }) };
  });
}

/** Who is to come into a case once a second person agrees, and who asked. */
export async function waitingMembers(db: Db, caseId: string) {
  const rows = await db
    .selectFrom('approval')
    .select(['id', 'subject', 'requested_by', 'requested_at'])
    .where('case_id', '=', caseId)
    .where('kind', '=', 'member')
    .where('decision', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id, subject, requested_by: requestedBy, requested_at }) => {
    const { personId, role } = subject as Joining;
    const requestedAt = requested_at.toISOString();
    return { approvalId: id, personId, role, requestedBy, requestedAt };
  });
}

async function isMember(db: Db, caseId: string, personId: string): Promise<boolean> {
  const members = db.selectFrom('member').select('role').where('case_id', '=', caseId);
  return (await members.where('person_id', '=', personId).executeTakeFirst()) !== undefined;
}

async function assertHere(db: Db, personId: string): Promise<void> {
  const people = db.selectFrom('person').select('id').where('disabled_at', 'is', null);
  if (await people.where('id', '=', personId).executeTakeFirst()) return;
  throw new InputError('personId', 'somebody who is here', personId);
}

/**
 * Nobody comes into a case past its leads: one of them asks, or they have all left.
 * @throws InputError, Problem 409
 */
export async function assertMayJoin(
  trx: Trx,
  { caseId, by, joining }: { caseId: string; by: string; joining: Joining },
): Promise<void> {
  const here = trx.selectFrom('person').select('person.id').where('disabled_at', 'is', null);
  const members = here.innerJoin('member', 'member.person_id', 'person.id');
  const leads = members.where('member.case_id', '=', caseId).where('member.role', '=', 'lead');
  const found = await leads.execute();
  if (found.some(({ id }) => id === joining.personId)) {
    throw new Problem('conflict', 'They lead it already.');
  }
  if (found.some(({ id }) => id === by)) await holdOpen(trx, caseId);
  else if (found.length > 0) {
    throw new Problem('conflict', 'The case has a lead, who says who its members are.');
  }
  await assertHere(trx, joining.personId);
}

/** Lets in whom an approval is of. */
export async function join(trx: Trx, { case_id: caseId, subject }: Approval): Promise<void> {
  await makeMember(trx, { caseId, ...(subject as Joining) });
}
