import { sql } from 'kysely';
import { digestOf, recordCustody } from './custody.ts';
import { emit } from './events.ts';
import { newId } from './ids.ts';
import type { Doer, MemberRole, Tlp } from './tables/words.ts';
import type { Db, Row } from './tables.ts';
import { inTransaction } from './transaction.ts';

export type CaseFile = Row<'case_file'>;

/** Opens a case, with the person who does so as its lead. */
export async function createCase(
  db: Db,
  file: {
    readonly title: string;
    readonly summary?: string | undefined;
    readonly tlp?: Tlp | undefined;
  },
  by: { readonly personId: string; readonly actor: Doer },
): Promise<CaseFile> {
  return await inTransaction(db, async (trx) => {
    const { title, summary = '', tlp = 'amber' } = file;
    const { personId, actor } = by;
    const row = await trx
      .insertInto('case_file')
      .values({ id: newId(), title, summary, tlp, created_by: personId })
      .returningAll()
      .executeTakeFirstOrThrow();
    const caseId = row.id;
    const member = { case_id: caseId, person_id: personId, role: 'lead' } as const;
    await trx.insertInto('member').values(member).execute();
    const after = digestOf(row);
    await recordCustody(trx, {
      caseId,
      actor,
      action: 'case opened',
      subject: { case: caseId },
      after,
    });
    await emit(trx, { topic: `case:${caseId}`, caseId, kind: 'case.opened', body: { id: caseId } });
    return row;
  });
}

/** What a person is in a case; undefined where they are no member of it. */
export async function memberRole(
  db: Db,
  { caseId, personId }: { readonly caseId: string; readonly personId: string },
): Promise<MemberRole | undefined> {
  const member = await db
    .selectFrom('member')
    .select('role')
    .where('case_id', '=', caseId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return member?.role;
}

/** A case, whoever asks. */
export async function findCase(db: Db, id: string): Promise<CaseFile | undefined> {
  return await db.selectFrom('case_file').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The cases of which a person is a member, the newest first, below the id `before`. */
export async function casesOf(
  db: Db,
  query: {
    readonly personId: string;
    readonly before?: string | undefined;
    readonly status?: 'open' | 'closed' | undefined;
    readonly limit: number;
  },
): Promise<CaseFile[]> {
  const { personId, before, status, limit } = query;
  let cases = db
    .selectFrom('case_file')
    .innerJoin('member', 'member.case_id', 'case_file.id')
    .where('member.person_id', '=', personId)
    .selectAll('case_file');
  if (before !== undefined) cases = cases.where('case_file.id', '<', before);
  if (status !== undefined) cases = cases.where('status', '=', status);
  return await cases.orderBy('case_file.id', 'desc').limit(limit).execute();
}

/**
 * Changes a case that is still at `revision`; undefined where it has gone on since, or there is
 * none.
 */
export async function changeCase(
  db: Db,
  at: { readonly caseId: string; readonly revision: number },
  change: {
    readonly title?: string | undefined;
    readonly summary?: string | undefined;
    readonly tlp?: Tlp | undefined;
    readonly status?: 'open' | 'closed' | undefined;
  },
  actor: Doer,
): Promise<CaseFile | undefined> {
  return await inTransaction(db, async (trx) => {
    const { caseId, revision } = at;
    const old = await trx
      .selectFrom('case_file')
      .selectAll()
      .where('id', '=', caseId)
      .where('revision', '=', revision)
      .forUpdate()
      .executeTakeFirst();
    if (old === undefined) return undefined;
    const isClosing = change.status === 'closed' && old.status === 'open';
    const closedAt = change.status === 'open' ? null : isClosing ? new Date() : old.closed_at;
    const row = await trx
      .updateTable('case_file')
      .set({
        title: change.title ?? old.title,
        summary: change.summary ?? old.summary,
        tlp: change.tlp ?? old.tlp,
        status: change.status ?? old.status,
        closed_at: closedAt,
        revision: revision + 1,
      })
      .where('id', '=', caseId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const changed = Object.keys(change).filter((name) => {
      return change[name as keyof typeof change] !== undefined;
    });
    await recordCustody(trx, {
      caseId,
      actor,
      action: 'case changed',
      subject: { case: caseId },
      before: digestOf(old),
      after: digestOf(row),
      detail: { changed },
    });
    await emit(trx, {
      topic: `case:${caseId}`,
      caseId,
      kind: 'case.changed',
      body: { id: caseId },
    });
    return row;
  });
}

/** The members of a case, with their names. */
export async function membersOf(
  db: Db,
  caseId: string,
): Promise<(Row<'member'> & { readonly name: string; readonly email: string })[]> {
  return await db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.person_id')
    .selectAll('member')
    .select(['person.name', 'person.email'])
    .where('case_id', '=', caseId)
    .orderBy('person_id')
    .execute();
}

/**
 * Makes a person a member, changes what they are, or with `role` null makes them none. False
 * where that would leave the case without a lead: then nothing is changed.
 */
export async function setMember(
  db: Db,
  member: {
    readonly caseId: string;
    readonly personId: string;
    readonly role: MemberRole | null;
  },
  actor: Doer,
): Promise<boolean> {
  const { caseId, personId, role } = member;
  return await inTransaction(db, async (trx) => {
    // one change at a time to who leads a case
    await trx.selectFrom('case_file').select('id').where('id', '=', caseId).forUpdate().execute();
    const leads = await trx
      .selectFrom('member')
      .select('person_id')
      .where('case_id', '=', caseId)
      .where('role', '=', 'lead')
      .execute();
    const others = leads.filter((lead) => lead.person_id !== personId);
    if (role !== 'lead' && leads.length > 0 && others.length === 0) return false;
    if (role === null) {
      await trx
        .deleteFrom('member')
        .where('case_id', '=', caseId)
        .where('person_id', '=', personId)
        .execute();
    } else {
      await trx
        .insertInto('member')
        .values({ case_id: caseId, person_id: personId, role })
        .onConflict((conflict) => conflict.columns(['case_id', 'person_id']).doUpdateSet({ role }))
        .execute();
    }
    const action = role === null ? 'member removed' : 'member set';
    const subject = { person: personId };
    await recordCustody(trx, { caseId, actor, action, subject, detail: { role } });
    const body = { person: personId, role };
    await emit(trx, { topic: `case:${caseId}`, caseId, kind: 'case.member', body });
    return true;
  });
}

/** The custody rows of a case after `seq`, in order. */
export async function custodyOf(
  db: Db,
  query: { readonly caseId: string; readonly after?: bigint | undefined; readonly limit: number },
): Promise<Row<'custody'>[]> {
  const { caseId, after = 0n, limit } = query;
  const rows = db.selectFrom('custody').selectAll().where('case_id', '=', caseId);
  return await rows.where('seq', '>', after).orderBy('seq').limit(limit).execute();
}

/** SQL for: the row belongs to a case of the person's, or to none and they made it. */
export function mayBeSeenBy(personId: string) {
  return sql<boolean>`(case when case_id is null then created_by = ${personId}
    else case_id in (select m.case_id from member m where m.person_id = ${personId}) end)`;
}
