// Case files and their members.

import { sql } from 'kysely';
import { InputError } from '../../base/errors.ts';
import type { CaseView, MemberView } from '../../casework/file/entries.ts';
import { caseView, createCase } from '../../store/cases.ts';
import type { MemberRole, Tlp } from '../../store/tables/words.ts';
import type { Db } from '../../store/tables.ts';
import type { Actor } from '../actor.ts';
import { notFound, Problem } from '../problem.ts';
import { type CaseFile, changeCase, type Trx } from './change.ts';

interface Search {
  readonly text: string | null;
  readonly status: 'open' | 'closed' | null;
  readonly after: string | null;
  readonly limit: number;
}

/**
 * The cases of which the actor is a member, the newest first. The text stands in title or summary,
 * or is the number of the case, or a transaction that was reported in it.
 */
export async function listCases(db: Db, actor: Actor, search: Search): Promise<CaseView[]> {
  const { text, status, after, limit } = search;
  let query = db
    .selectFrom('case_file')
    .innerJoin('member', 'member.case_id', 'case_file.id')
    .selectAll('case_file')
    .where('member.person_id', '=', actor.personId)
    .orderBy('case_file.id', 'desc')
    .limit(limit);
  // a program sees nothing that is for individual recipients
  if (actor.kind === 'key') query = query.where('case_file.tlp', '!=', 'red');
  if (status !== null) query = query.where('case_file.status', '=', status);
  if (after !== null) query = query.where('case_file.id', '<', after);
  if (text !== null) {
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const number = /^#?\d{1,9}$/.test(text) ? Number(text.replace('#', '')) : -1;
    query = query.where((eb) =>
      eb.or([
        eb('case_file.title', 'ilike', like),
        eb('case_file.summary', 'ilike', like),
        eb('case_file.number', '=', number),
        eb.exists(
          eb
            .selectFrom('theft')
            .select('theft.id')
            .whereRef('theft.case_id', '=', 'case_file.id')
            .where(sql<string>`lower(theft.transaction)`, '=', text.toLowerCase()),
        ),
      ]),
    );
  }
  return (await query.execute()).map(caseView);
}

/** @throws Problem 404 */
export async function findCase(db: Db, id: string): Promise<CaseFile> {
  const row = await db.selectFrom('case_file').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

interface CaseFields {
  readonly title: string;
  readonly summary: string;
  readonly tlp: Tlp;
}

/** Opens a case, of which the actor is the lead. */
export async function openCase(db: Db, actor: Actor, fields: CaseFields): Promise<CaseView> {
  const { personId } = actor;
  return caseView(await createCase(db, fields, { personId, actor }));
}

interface CasePatch extends Partial<CaseFields> {
  readonly status?: 'open' | 'closed';
}

interface EditingCase {
  readonly caseId: string;
  readonly actor: Actor;
  readonly patch: CasePatch;
  /** Throws where what is there is not what the caller read. */
  readonly isMatch: (current: CaseView) => void;
  /** Refuses one more open case of whoever asks, to the end of the transaction. */
  readonly reopening: (trx: Trx) => Promise<void>;
}

/** Changes what a case says of itself; closes it, and opens it again. */
export async function editCase(db: Db, asked: EditingCase): Promise<CaseView> {
  const { caseId, actor, patch, isMatch, reopening } = asked;
  const scope = { caseId, actor, whileClosed: patch.status === 'open' };
  return changeCase(db, scope, async (trx, file) => {
    const before = caseView(file);
    isMatch(before);
    const { status = before.status } = patch;
    const isSame = Object.entries(patch).every(([key, to]) => Reflect.get(before, key) === to);
    const closedAt = status === 'closed' ? new Date() : null;
    if (status === 'open' && before.status === 'closed') await reopening(trx);
    const turned = status === before.status ? {} : { closed_at: closedAt };
    if (!isSame) {
      await trx
        .updateTable('case_file')
        .set({ ...patch, ...turned, revision: before.revision + 1 })
        .where('id', '=', caseId)
        .execute();
    }
    const value = isSame ? before : caseView(await findCase(trx, caseId));
    const word = status === 'closed' ? 'closed' : 'reopened';
    const action = `case.${status === before.status ? 'changed' : word}`;
    const detail = { fields: Object.keys(patch) };
    return { value, change: { action, subject: { case: caseId }, before, after: value, detail } };
  });
}

/** The members of a case: few enough to be told at once. */
export async function listMembers(db: Db, caseId: string): Promise<MemberView[]> {
  const found = await db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.person_id')
    .select(['member.person_id', 'member.role', 'member.added_at', 'person.name'])
    .where('member.case_id', '=', caseId)
    .orderBy('member.person_id')
    .execute();
  return found.map(({ person_id, name, role, added_at }) => {
    return { personId: person_id, name, role, addedAt: added_at.toISOString() };
  });
}

const MOST_MEMBERS = 200;

interface Membership {
  readonly caseId: string;
  readonly actor: Actor;
  readonly personId: string;
  /** Null: no longer a member. */
  readonly role: MemberRole | null;
}

/**
 * Makes somebody a member, changes their part, or ends it. A case is never without a lead.
 * @throws InputError where there is no such person; Problem 404, 409
 */
export async function setMember(db: Db, asked: Membership): Promise<MemberView | null> {
  const { caseId, actor, personId, role } = asked;
  return changeCase(db, { caseId, actor }, async (trx) => {
    const members = await listMembers(trx, caseId);
    const before = members.find((one) => one.personId === personId) ?? null;
    const others = members.filter((one) => one.personId !== personId);
    if (role === null && before === null) throw notFound();
    if (role !== 'lead' && before?.role === 'lead' && !others.some((one) => one.role === 'lead')) {
      throw new Problem('conflict', 'Make somebody else the lead first.');
    }
    if (role === null) await endMembership(trx, caseId, personId);
    else if (before?.role !== role) await makeMember(trx, { caseId, personId, role });
    const now = await listMembers(trx, caseId);
    const value = now.find((one) => one.personId === personId) ?? null;
    const word = before === null ? 'added' : value === null ? 'removed' : 'changed';
    const subject = { member: personId };
    const change = { action: `member.${word}`, subject, before, after: value, detail: { role } };
    return { value, change };
  });
}

async function endMembership(trx: Trx, caseId: string, personId: string): Promise<void> {
  await trx
    .deleteFrom('member')
    .where('case_id', '=', caseId)
    .where('person_id', '=', personId)
    .execute();
}

/** @throws InputError where there is no such person; Problem 409 where there are too many */
export async function makeMember(
  trx: Trx,
  { caseId, personId, role }: Pick<Membership, 'caseId' | 'personId'> & { role: MemberRole },
): Promise<void> {
  const members = trx.selectFrom('member').select((eb) => eb.fn.countAll().as('count'));
  const others = members.where('case_id', '=', caseId).where('person_id', '!=', personId);
  if (Number((await others.executeTakeFirstOrThrow()).count) >= MOST_MEMBERS) {
    throw new Problem('conflict', `A case has at most ${MOST_MEMBERS} members.`);
  }
  const person = await trx
    .selectFrom('person')
    .select('id')
    .where('id', '=', personId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!person) throw new InputError('personId', 'somebody who is here', personId);
  await trx
    .insertInto('member')
    .values({ case_id: caseId, person_id: personId, role })
    .onConflict((conflict) => conflict.columns(['case_id', 'person_id']).doUpdateSet({ role }))
    .execute();
}
