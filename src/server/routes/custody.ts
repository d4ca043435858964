// The custody log of a case: read, and verified.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { custodyRowsOf, lastCustody } from '../../store/custody.ts';
import { secured } from '../actor.ts';
import { nameSubjects } from '../cases/subject-names.ts';
import { verificationOf, verifyOnce } from '../cases/verification.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { tooMany } from '../identify.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';

const tags = ['custody'];
const params = z.object({ caseId: z.string().max(100) });
/** Reading the whole chain counts as so many requests. */
const AS_REQUESTS = 100;
const SEQ = /^\d{1,18}$/;

const rowSchema = z
  .object({
    seq: z.string().openapi({ description: 'Its number in the one chain through all cases' }),
    at: z.string(),
    actor: z.object({
      kind: z.enum(['person', 'key', 'system']),
      id: z.string(),
      name: z.string(),
    }),
    action: z.string(),
    subject: z.unknown(),
    about: z
      .array(z.object({ what: z.string(), id: z.string(), name: z.string().nullable() }))
      .openapi({ description: 'The subject by its names as they are now; the log has ids alone' }),
    beforeSha256: z.string().nullable(),
    afterSha256: z.string().nullable(),
    detail: z.unknown(),
    previous: z.string(),
    hash: z.string(),
  })
  .openapi('CustodyRow');

const list = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/custody',
  tags,
  summary: 'Who did what to a case, when, and the digests of what was there before and after',
  ...secured({ role: 'viewer', member: 'reader' }),
  request: { params, query: pageQuery.extend({ order: z.enum(['asc', 'desc']).default('asc') }) },
  responses: { 200: json(pageOf(rowSchema), 'A page of the log') },
});

const verify = createRoute({
  method: 'post',
  path: '/v1/cases/{caseId}/custody/verify',
  tags,
  summary: 'Verifies the whole chain, and says how many rows of it are of this case',
  // it reads alone, but all of it
  ...secured({ role: 'viewer', scope: 'read', member: 'reader' }),
  request: { params },
  responses: {
    200: json(
      z.object({
        ok: z.boolean(),
        rows: z.string().nullable(),
        head: z.string().nullable().openapi({
          description: 'Hash of the last row: note it elsewhere, and a log cut short shows',
        }),
        seq: z.string().nullable(),
        reason: z.string().nullable(),
      }),
      'Whether it holds, or the first row that does not, and why',
    ),
  },
});

const progress = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/custody/verify',
  tags,
  summary: 'How far the verification is that is under way here',
  ...secured({ role: 'viewer', member: 'reader' }),
  request: { params },
  responses: {
    200: json(
      z.object({ rows: z.string().nullable(), of: z.string() }),
      'Rows of the whole chain that hold so far, null where none is under way; and how many it has',
    ),
  },
});

export function custodyRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { limits } = desk;
  const { db } = desk.store;
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { caseId } = c.req.valid('param');
    const { cursor, limit, order } = c.req.valid('query');
    const after = readCursor(cursor)?.[0];
    let query = db.selectFrom('custody').selectAll().where('case_id', '=', caseId);
    if (after !== undefined && SEQ.test(after)) {
      query = query.where('seq', order === 'asc' ? '>' : '<', BigInt(after));
    }
    const rows = await query
      .orderBy('seq', order)
      .limit(limit + 1)
      .execute();
    const subjects = rows.map(({ subject }) => subject);
    const names = await nameSubjects(db, caseId, subjects);
    const named = rows.map((row, i) => ({ ...row, about: names[i] ?? [] }));
    const shown = page(named, limit, {
      place: ({ seq }) => [String(seq)],
      show: ({ seq, at, before_sha256, after_sha256, case_id: _, ...row }) => ({
        ...row,
        seq: String(seq),
        at: at.toISOString(),
        beforeSha256: before_sha256,
        afterSha256: after_sha256,
      }),
    });
    return c.json(shown as never, 200);
  });
  routes.openapi(verify, async (c) => {
    // the chain goes through all cases: whoever has it read over and over keeps others waiting
    const wait = limits.actor.take(c.get('actor').id, AS_REQUESTS);
    if (wait > 0) throw tooMany(wait);
    const verdict = await verifyOnce(desk);
    const none = { rows: null, head: null, seq: null, reason: null };
    if (!verdict.ok) {
      const { seq, reason } = verdict;
      return c.json({ ...none, ok: false, seq: String(seq), reason }, 200);
    }
    const { rows: all, head } = verdict;
    const rows = await custodyRowsOf(db, c.req.valid('param').caseId, all);
    return c.json({ ...none, ok: true, rows: String(rows), head }, 200);
  });
  routes.openapi(progress, async (c) => {
    const under = verificationOf(desk);
    const rows = under === null ? null : String(under.rows);
    return c.json({ rows, of: String(await lastCustody(db)) }, 200);
  });
  return routes;
}
