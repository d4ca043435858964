// Four eyes: what leaves the house is asked for by one person and decided by another.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sql, type Transaction } from 'kysely';
import { InputError } from '../../base/errors.ts';
import { casesOf } from '../../store/seen.ts';
import type { Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { hasRole, MEMBER_ROLES, requireMember, secured, seer } from '../actor.ts';
import {
  type Approval,
  askApproval,
  assertMayJoin,
  assertMayLeave,
  join,
  noteApproval,
  shownApproval,
} from '../cases/approval.ts';
import { lockCase } from '../cases/change.ts';
import { decideRequest } from '../cases/requests.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['approvals'];
const id = z.string().min(1).max(100);
/** What is asked for stands in the custody log, from which nothing is ever taken away. */
const MOST_BYTES = 20_000;

const MOST_DEPTH = 20;
const freeSchema = z
  .record(z.string().max(100), z.unknown())
  .refine((value) => !isDeeper(value, MOST_DEPTH), { message: `at most ${MOST_DEPTH} deep` });

const packSchema = z.object({ packId: id });
const memberSchema = z.object({ personId: id, role: z.enum(MEMBER_ROLES) });

/** What is asked for; a share, a freeze request and a pack name what they are of. */
const requestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share'), caseId: id, subject: freeSchema }),
  z.object({
    kind: z.literal('freeze_request'),
    caseId: id,
    // one that the desk keeps is asked for with its letter: see /requests
    subject: freeSchema.refine((subject) => !('requestId' in subject), {
      message: 'a request in words, without requestId',
    }),
  }),
  z.object({ kind: z.literal('pack_release'), caseId: id, subject: packSchema }),
  /** For a case whose leads have left; of one marked red its lead adds: see /members. */
  z.object({
    kind: z.literal('member'),
    caseId: id,
    subject: memberSchema,
  }),
]);

export const approvalSchema = z
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
  summary: 'What is asked for and was decided in your cases',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery.extend({ open: z.enum(['true', 'false']).optional() }) },
  responses: { 200: json(pageOf(approvalSchema), 'A page of them, the latest first') },
});

const create = createRoute({
  method: 'post',
  path: '/v1/approvals',
  tags,
  summary: 'Asks for something to leave the house, or for a member of an abandoned case',
  ...secured({ role: 'investigator', person: true, body: MOST_BYTES }),
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

export function approvalRoutes({ store, clock }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { role, kind } = c.get('actor');
    const { cursor, limit, open } = c.req.valid('query');
    const after = readCursor(cursor);
    const mine = sql<string>`(${casesOf(seer(c.get('actor')))})`;
    // what is asked for a red case is for people, wherever it stands
    const maySeeAll = kind === 'person' && (role === 'approver' || role === 'administrator');
    let query = store.db
      .selectFrom('approval')
      .selectAll()
      .where((eb) => {
        const own = eb('case_id', 'in', mine);
        return maySeeAll ? eb.or([own, eb('kind', '=', 'member')]) : own;
      });
    if (open) query = query.where('decision', open === 'true' ? 'is' : 'is not', null);
    if (after) query = query.where('id', '<', after[0]);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return c.json(page(rows, limit, { place: (row) => [row.id], show: shownApproval }), 200);
  });
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const asked = c.req.valid('json');
    await assertMayAsk(c, asked);
    const row = await inTransaction(store.db, async (trx) => {
      await assertMayBe(trx, { ...asked, case_id: asked.caseId, requested_by: actor.personId });
      return askApproval(trx, asked, { actor, at: new Date(clock.now()) });
    });
    return c.json(shownApproval(row), 201);
  });
  routes.openapi(decide, async (c) => {
    const { decision } = c.req.valid('json');
    const row = await inTransaction(store.db, async (trx) => {
      const made = await decided(trx, c, c.req.valid('param').id, c.req.valid('json'));
      await noteApproval(trx, c.get('actor'), made, `approval ${decision}`);
      return made;
    });
    return c.json(shownApproval(row), 200);
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
): Promise<Approval> {
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
  if (asked.kind === 'member' && memberSchema.parse(asked.subject).personId === personId) {
    throw new Problem('forbidden', 'Nobody lets themselves in.', { denial: 'four eyes' });
  }
  if (asked.decision !== null) throw new Problem('conflict', 'It is decided already.');
  // since it was asked for, the case may have been marked anew, or its members come back
  if (decision === 'approved') await assertMayBe(trx, asked);
  const decided_at = new Date(c.get('desk').clock.now());
  const made = await trx
    .updateTable('approval')
    .set({ decision, reason, decided_by: personId, decided_at })
    .where('id', '=', asked.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (decision === 'approved' && made.kind === 'member') await join(trx, made);
  if (made.kind === 'freeze_request') {
    await decideRequest(trx, made, { actor: c.get('actor'), at: decided_at });
  }
  return made;
}

async function assertMayAsk(
  c: Context<DeskEnv>,
  { kind, caseId }: Pick<z.infer<typeof requestSchema>, 'kind' | 'caseId'>,
): Promise<void> {
  if (kind !== 'member') return requireMember(c, caseId, 'editor');
  if (hasRole(c.get('actor'), 'administrator')) return;
  throw new Problem('forbidden', 'An administrator asks for that.', { denial: 'role' });
}

/**
 * What a case's marking allows to leave, and nobody comes into one past its members.
 * @throws Problem 404, 409
 */
async function assertMayBe(
  trx: Transaction<Tables>,
  {
    kind,
    case_id: caseId,
    subject,
    requested_by: by,
  }: Pick<Approval, 'kind' | 'case_id' | 'subject' | 'requested_by'>,
): Promise<void> {
  const { tlp } = await lockCase(trx, caseId);
  if (kind === 'pack_release') await assertPackOf(trx, caseId, packSchema.parse(subject));
  if (kind === 'member') {
    return assertMayJoin(trx, { caseId, by, joining: memberSchema.parse(subject) });
  }
  assertMayLeave(tlp, kind);
}

async function assertPackOf(
  trx: Transaction<Tables>,
  caseId: string,
  { packId }: z.infer<typeof packSchema>,
): Promise<void> {
  const packs = trx.selectFrom('pack').select('id').where('case_id', '=', caseId);
  if (await packs.where('id', '=', packId).executeTakeFirst()) return;
  throw new InputError('packId', 'a pack of this case', packId);
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((one) => isDeeper(one, most - 1));
}
