// Four eyes: what leaves the house is asked for by one person and decided by another.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { recordCustody } from '../../store/custody.ts';
import { document } from '../../store/document.ts';
import { emit } from '../../store/events.ts';
import { newId } from '../../store/ids.ts';
import type { Row, Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { hasRole, MEMBER_ROLES, requireMember, secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['approvals'];
const id = z.string().min(1).max(100);

/** What is asked for; a share, a freeze request and a pack name what they are of. */
const requestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('share'),
    caseId: id,
    subject: z.record(z.string().max(100), z.unknown()),
  }),
  z.object({
    kind: z.literal('freeze_request'),
    caseId: id,
    subject: z.record(z.string().max(100), z.unknown()),
  }),
  z.object({ kind: z.literal('pack_release'), caseId: id, subject: z.object({ packId: id }) }),
  /** For a case whose members have left: an administrator asks, an approver decides. */
  z.object({
    kind: z.literal('member'),
    caseId: id,
    subject: z.object({ personId: id, role: z.enum(MEMBER_ROLES) }),
  }),
]);

const approvalSchema = z
  .object({
    id: z.string(),
    caseId: z.string(),
    kind: z.enum(['share', 'freeze_request', 'pack_release', 'member']),
    subject: z.unknown(),
    requestedBy: z.string(),
    requestedAt: z.string(),
    decidedBy: z.string().nullable(),
    decision: z.enum(['approved', 'refused']).nullable(),
    reason: z.string(),
    decidedAt: z.string().nullable(),
  })
  .openapi('Approval');

const list = createRoute({
  method: 'get',
  path: '/v1/approvals',
  tags,
  summary: 'What is asked for and was decided, in your cases and by you',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery.extend({ open: z.enum(['true', 'false']).optional() }) },
  responses: { 200: json(pageOf(approvalSchema), 'A page of them, the latest first') },
});

const create = createRoute({
  method: 'post',
  path: '/v1/approvals',
  tags,
  summary: 'Asks for something to leave the house, or for a member of an abandoned case',
  ...secured({ role: 'investigator', person: true }),
  request: { body: jsonBody(requestSchema) },
  responses: { 201: json(approvalSchema, 'What is asked for') },
});

const decide = createRoute({
  method: 'post',
  path: '/v1/approvals/{id}/decision',
  tags,
  summary: 'Approves or refuses what another person asked for',
  ...secured({ role: 'approver', person: true }),
  request: {
    params: z.object({ id }),
    body: jsonBody(
      z.object({
        decision: z.enum(['approved', 'refused']),
        reason: z.string().max(2000).default(''),
      }),
    ),
  },
  responses: { 200: json(approvalSchema, 'What was decided') },
});

function shown(row: Row<'approval'>): z.infer<typeof approvalSchema> {
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

export function approvalRoutes({ store, clock }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { personId, role } = c.get('actor');
    const { cursor, limit, open } = c.req.valid('query');
    const after = readCursor(cursor);
    const mine = store.db.selectFrom('member').select('case_id').where('person_id', '=', personId);
    const maySeeAll = role === 'approver' || role === 'administrator';
    let query = store.db
      .selectFrom('approval')
      .selectAll()
      .where((eb) => {
        const own = [eb('case_id', 'in', mine), eb('requested_by', '=', personId)];
        return eb.or(maySeeAll ? [...own, eb('kind', '=', 'member')] : own);
      });
    if (open) query = query.where('decision', open === 'true' ? 'is' : 'is not', null);
    if (after) query = query.where('id', '<', after[0]);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return c.json(page(rows, limit, { place: (row) => [row.id], show: shown }), 200);
  });
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const { caseId, kind, subject } = c.req.valid('json');
    await assertMayAsk(c, kind, caseId);
    const row = await inTransaction(store.db, async (trx) => {
      const now = new Date(clock.now());
      const asked = { id: newId(), case_id: caseId, kind, subject: document(subject) };
      const made = await trx
        .insertInto('approval')
        .values({ ...asked, requested_by: actor.personId, requested_at: now })
        .returningAll()
        .executeTakeFirstOrThrow();
      await note(trx, c, made, 'approval requested');
      return made;
    });
    return c.json(shown(row), 201);
  });
  routes.openapi(decide, async (c) => {
    const { decision } = c.req.valid('json');
    const row = await inTransaction(store.db, async (trx) => {
      const made = await decided(trx, c, c.req.valid('param').id, c.req.valid('json'));
      await note(trx, c, made, `approval ${decision}`);
      return made;
    });
    return c.json(shown(row), 200);
  });
  return routes;
}

interface Decision {
  readonly decision: 'approved' | 'refused';
  readonly reason: string;
}

async function decided(
  trx: Transaction<Tables>,
  c: Context<DeskEnv>,
  approvalId: string,
  { decision, reason }: Decision,
): Promise<Row<'approval'>> {
  const { personId } = c.get('actor');
  const asked = await trx
    .selectFrom('approval')
    .selectAll()
    .where('id', '=', approvalId)
    .forUpdate()
    .executeTakeFirst();
  if (!asked) throw notFound();
  if (asked.kind !== 'member') await requireMember(c, asked.case_id, 'reader');
  if (asked.requested_by === personId) {
    const denial = 'four eyes';
    throw new Problem('forbidden', 'Whoever asks does not decide.', { denial });
  }
  if (asked.decision !== null) throw new Problem('conflict', 'It is decided already.');
  const decided_at = new Date(c.get('desk').clock.now());
  const made = await trx
    .updateTable('approval')
    .set({ decision, reason, decided_by: personId, decided_at })
    .where('id', '=', asked.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (decision === 'approved' && made.kind === 'member') await addMember(trx, made);
  return made;
}

/** TLP 2.0: what is red does not leave the house; strict amber stays with the organisation. */
async function assertMayAsk(
  c: Context<DeskEnv>,
  kind: Row<'approval'>['kind'],
  caseId: string,
): Promise<void> {
  const { db } = c.get('desk').store;
  const query = db.selectFrom('case_file').select('tlp').where('id', '=', caseId);
  const found = await query.executeTakeFirst();
  if (kind === 'member') {
    if (!hasRole(c.get('actor'), 'administrator')) {
      throw new Problem('forbidden', 'An administrator asks for that.', { denial: 'role' });
    }
    if (!found) throw notFound();
    return;
  }
  await requireMember(c, caseId, 'editor');
  const stays = found?.tlp === 'red' || (found?.tlp === 'amber+strict' && kind === 'share');
  if (stays) {
    throw new Problem('conflict', `A case marked TLP:${found?.tlp?.toUpperCase()} is not shared.`);
  }
}

const subjectSchema = z.object({ personId: id, role: z.enum(MEMBER_ROLES) });

async function addMember(trx: Transaction<Tables>, asked: Row<'approval'>): Promise<void> {
  const { personId, role } = subjectSchema.parse(asked.subject);
  await trx
    .insertInto('member')
    .values({ case_id: asked.case_id, person_id: personId, role })
    .onConflict((conflict) => conflict.columns(['case_id', 'person_id']).doUpdateSet({ role }))
    .execute();
}

async function note(
  trx: Transaction<Tables>,
  c: Context<DeskEnv>,
  row: Row<'approval'>,
  action: string,
): Promise<void> {
  const { case_id: caseId, id: approvalId, kind } = row;
  const actor = c.get('actor');
  const subject = { approval: approvalId };
  const detail = { kind, subject: row.subject, reason: row.reason };
  await recordCustody(trx, { caseId, actor, action, subject, detail });
  const body = { approval: approvalId, kind, decision: row.decision };
  const topic = `case:${caseId}`;
  await emit(trx, { topic, caseId, kind: 'case.approval', body });
}
