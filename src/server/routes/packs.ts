// Packs: what is handed on of a case. They leave the house after another person has approved it.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sql } from 'kysely';
import { PACK_KINDS } from '../../casework/file/entries.ts';
import { redactionSchema } from '../../casework/redaction/contents.ts';
import { getBlob } from '../../store/blobs.ts';
import type { Db, Row } from '../../store/tables.ts';
import { hasRole, requireMember, secured } from '../actor.ts';
import { changeCase } from '../cases/change.ts';
import { noteTaken } from '../cases/taken.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { isKnown } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['packs'];
const params = z.object({ caseId: z.string().max(100) });
const packParams = params.extend({ packId: z.string().max(100) });
const reads = secured({ role: 'viewer', member: 'reader' });

const packSchema = z
  .object({
    id: z.string(),
    traceId: z.string(),
    kind: z.enum(PACK_KINDS),
    sha256: z.string(),
    name: z.string(),
    createdBy: z.string(),
    createdAt: z.string(),
    releasedAt: z.string().nullable().openapi({ description: 'Null: it may not leave the house' }),
    redaction: redactionSchema.nullable().openapi({
      description: 'For whom, and what was left out; null: the trace alone, whole',
    }),
  })
  .openapi('Pack');

const list = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/packs',
  tags,
  summary: 'The packs of a case, the newest first',
  ...reads,
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(packSchema), 'A page of them') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/packs/{packId}',
  tags,
  summary: 'One pack',
  ...reads,
  request: { params: packParams },
  responses: { 200: json(packSchema, 'The pack') },
});

const file = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/packs/{packId}/file',
  tags,
  summary: 'The file itself; readers get what was released, editors and approvers also the rest',
  ...reads,
  request: { params: packParams },
  responses: {
    200: {
      description: 'The file; its ETag is its SHA-256',
      content: { 'application/octet-stream': { schema: z.string() } },
    },
    304: { description: 'You have it already' },
  },
});

const release = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/packs/{packId}/release',
  tags,
  summary: 'Releases a pack whose approval (kind pack_release) another person has given',
  ...secured({ role: 'investigator', member: 'editor', person: true }),
  request: { params: packParams },
  responses: { 200: json(packSchema, 'The released pack') },
});

function shown(row: Row<'pack'>): z.infer<typeof packSchema> {
  return {
    id: row.id,
    traceId: row.trace_id,
    kind: row.kind,
    sha256: row.sha256,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    releasedAt: row.released_at?.toISOString() ?? null,
    redaction: redactionOf(row),
  };
}

function redactionOf({ redaction }: Row<'pack'>) {
  return redaction == null ? null : redactionSchema.parse(redaction);
}

async function find(db: Db, { caseId, packId }: { caseId: string; packId: string }) {
  const row = await db
    .selectFrom('pack')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('id', '=', packId)
    .executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

export function packRoutes({ store: { db } }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const after = readCursor(cursor)?.[0];
    let query = db.selectFrom('pack').selectAll();
    query = query.where('case_id', '=', c.req.valid('param').caseId);
    if (after !== undefined) query = query.where('id', '<', after);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: shown }), 200);
  });
  routes.openapi(read, async (c) => c.json(shown(await find(db, c.req.valid('param'))), 200));
  routes.openapi(file, (async (c: Context<DeskEnv>) => {
    const { caseId = '', packId = '' } = c.req.param() as Record<string, string>;
    const row = await find(db, { caseId, packId });
    // whoever decides whether it leaves the house must have seen it
    const actor = c.get('actor');
    const isReviewer = actor.kind === 'person' && hasRole(actor, 'approver');
    if (row.released_at === null && !isReviewer) await requireMember(c, caseId, 'editor');
    return sendFile(c, db, row);
  }) as never);
  routes.openapi(release, async (c) => {
    const { caseId, packId } = c.req.valid('param');
    const actor = c.get('actor');
    const scope = { caseId, actor, whileClosed: true };
    const row = await changeCase(db, scope, async (trx, { tlp }) => {
      const before = await find(trx, { caseId, packId });
      if (tlp === 'red') throw new Problem('conflict', 'A case marked TLP:RED is not shared.');
      if (redactionOf(before)?.audience === 'own') {
        throw new Problem('conflict', 'It was made for the own house: make one for its audience.');
      }
      const approval = await approvalOf(trx, caseId, packId);
      const released_at = before.released_at ?? new Date();
      await trx.updateTable('pack').set({ released_at }).where('id', '=', packId).execute();
      const value = { ...before, released_at };
      const subject = { pack: packId, approval: approval.id };
      const detail = { sha256: before.sha256, approvedBy: approval.decided_by };
      const [was, is] = [shown(before), shown(value)];
      const change = { action: 'pack.released', subject, before: was, after: is, detail };
      return { value, change };
    });
    return c.json(shown(row), 200);
  });
  return routes;
}

/** Four eyes: the store does not let the person who asked decide. @throws Problem 409 */
async function approvalOf(db: Db, caseId: string, packId: string) {
  const row = await db
    .selectFrom('approval')
    .select(['id', 'decided_by', 'decision'])
    .where('case_id', '=', caseId)
    .where('kind', '=', 'pack_release')
    .where('decision', 'is not', null)
    .where(sql<boolean>`subject ->> 'packId' = ${packId}`)
    // the last word counts
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (row?.decision === 'approved') return row;
  const how = 'Ask by POST /v1/approvals; another person approves it.';
  throw new Problem('conflict', `Nobody has approved that this pack leaves the house. ${how}`);
}

async function sendFile(c: Context<DeskEnv>, db: Db, row: Row<'pack'>): Promise<Response> {
  // a page runs nothing and is of no origin, wherever it is opened
  c.header('Content-Security-Policy', "default-src 'none'; sandbox; frame-ancestors 'none'");
  if (isKnown(c, `"${row.sha256}"`)) return c.body(null, 304);
  const blob = await getBlob(db, row.sha256);
  if (!blob) throw notFound();
  const { id, case_id: caseId, sha256, released_at } = row;
  const detail = { released: released_at !== null };
  await noteTaken(c, { caseId, what: 'pack', subject: { pack: id }, sha256, detail });
  const digest = Buffer.from(row.sha256, 'hex').toString('base64');
  return c.body(blob.bytes, 200, {
    'Content-Type': blob.media,
    // names are plain ASCII: see `make`
    'Content-Disposition': `attachment; filename="${row.name}"`,
    // RFC 9530
    'Repr-Digest': `sha-256=:${digest}:`,
  });
}
