// The inbox: what moved, who looks after it, and what became of it.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ALERT_SEVERITIES } from '../../casework/watch/alert.ts';
import {
  type Alert,
  alertVersions,
  changeAlert,
  findAlertFor,
  listAlerts,
} from '../../store/alerts.ts';
import { requireMember, secured, seer } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound, Problem } from '../problem.ts';

const tags = ['alerts'];
const id = z.string().min(1).max(100);
const params = z.object({ id });

const STATES = ['open', 'acknowledged', 'closed', 'muted', 'retracted'] as const;
/** What people may make of an alert; `retracted` is for the chain alone. */
const CHOICES = ['open', 'acknowledged', 'closed', 'muted'] as const;

const alertSchema = z
  .object({
    id: z.string(),
    caseId: z.string().nullable(),
    traceId: z.string().nullable(),
    watchId: z.string().nullable(),
    severity: z.enum(ALERT_SEVERITIES),
    kind: z.string(),
    title: z.string(),
    /** What moved, from where to where, and who can act: docs/desk/alerts.md. */
    body: z.unknown(),
    state: z.enum(STATES),
    assignee: z.string().nullable(),
    reason: z.string().nullable(),
    createdAt: z.string(),
    changedAt: z.string(),
  })
  .openapi('Alert');

/** One or more words with commas between them. */
function several<const T extends readonly [string, ...string[]]>(words: T) {
  return z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words)).min(1))
    .optional()
    .openapi({ type: 'string', description: `One or more of ${words.join(', ')}, by commas` });
}

const list = createRoute({
  method: 'get',
  path: '/v1/alerts',
  tags,
  summary: 'The alerts of your cases and traces',
  ...secured({ role: 'viewer' }),
  request: {
    query: pageQuery.extend({
      state: several(STATES),
      severity: several(ALERT_SEVERITIES),
      caseId: id.optional(),
      traceId: id.optional(),
      assignee: id.optional(),
    }),
  },
  responses: { 200: json(pageOf(alertSchema), 'A page of them, the latest first') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/alerts/{id}',
  tags,
  summary: 'One alert',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(alertSchema, 'It') },
});

const versionSchema = z
  .object({
    version: z.int(),
    severity: z.enum(ALERT_SEVERITIES),
    kind: z.string(),
    title: z.string(),
    body: z.unknown(),
    /** When it was rewritten. */
    until: z.string(),
  })
  .openapi('AlertVersion');

const versions = createRoute({
  method: 'get',
  path: '/v1/alerts/{id}/versions',
  tags,
  summary: 'What an alert said before the trace accounted for its move, the first first',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(z.object({ items: z.array(versionSchema) }), 'All of them') },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/alerts/{id}',
  tags,
  summary: 'Acknowledges, assigns, closes, mutes or reopens an alert',
  ...secured({ role: 'analyst' }),
  request: {
    params,
    body: jsonBody(
      z
        .strictObject({
          state: z.enum(CHOICES).optional(),
          assignee: id.nullable().optional(),
          reason: z.string().min(1).max(2000).optional(),
        })
        .refine(
          ({ state, reason }) => (state !== 'closed' && state !== 'muted') || reason !== undefined,
          { path: ['reason'], message: 'a reason, for what is closed or muted' },
        ),
    ),
  },
  responses: { 200: json(alertSchema, 'As it is now') },
});

function shown(row: Alert): z.infer<typeof alertSchema> {
  const { case_id: caseId, trace_id: traceId, watch_id: watchId, severity, kind, title } = row;
  return {
    id: row.id,
    ...{ caseId, traceId, watchId, severity, kind, title },
    body: row.body,
    state: row.state,
    assignee: row.assignee,
    reason: row.reason,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

export function alertRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { cursor, limit, state, severity, ...where } = c.req.valid('query');
    const before = readCursor(cursor)?.[0];
    const wanted = { ...where, states: state, severities: severity, before };
    const whose = seer(c.get('actor'));
    const rows = await listAlerts(store.db, { ...whose, ...wanted, limit: limit + 1 });
    return c.json(page(rows, limit, { place: (row) => [row.id], show: shown }), 200);
  });
  routes.openapi(read, async (c) => {
    const row = await alertFor(c, c.req.valid('param').id, 'reader');
    return c.json(shown(row), 200);
  });
  routes.openapi(versions, async (c) => {
    const { id } = await alertFor(c, c.req.valid('param').id, 'reader');
    const rows = await alertVersions(store.db, id);
    const items = rows.map(({ alert_id: _, until, ...row }) => {
      return { ...row, until: until.toISOString() };
    });
    return c.json({ items } as never, 200);
  });
  routes.openapi(change, async (c) => {
    const actor = c.get('actor');
    const before = await alertFor(c, c.req.valid('param').id, 'editor');
    requireMatch(c, shown(before));
    const wanted = c.req.valid('json');
    if (before.state === 'retracted' && wanted.state !== undefined) {
      throw new Problem('conflict', 'The chain took it back: it is open again when it returns.');
    }
    if (wanted.assignee) await assertMayHave(c, before, wanted.assignee);
    const { id, revision } = before;
    const row = await changeAlert(store.db, { id, revision }, wanted, actor);
    if (!row) throw new Problem('changed-since', 'Read it again, and make your change to that.');
    return c.json(shown(row), 200);
  });
  return routes;
}

/** @throws Problem 404 or 403, where it is not for the actor to see or to change */
export async function alertFor(
  c: Context<DeskEnv>,
  id: string,
  least: 'reader' | 'editor',
): Promise<Alert> {
  const row = await findAlertFor(c.get('desk').store.db, { id, ...seer(c.get('actor')) });
  if (!row) throw notFound();
  if (row.case_id !== null) await requireMember(c, row.case_id, least);
  return row;
}

/** Whoever an alert is given to must be able to see it. */
async function assertMayHave(c: Context<DeskEnv>, { id }: Alert, personId: string): Promise<void> {
  const row = await findAlertFor(c.get('desk').store.db, { id, personId });
  if (!row) throw new Problem('bad-input', 'That person cannot see the alert.');
}
