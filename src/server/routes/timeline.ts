// What a case knows as a whole: its timeline, its summary, what its traces did not follow, and
// which names are contested.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { BASES, caseViewSchema } from '../../casework/file/entries.ts';
import { gistSchema } from '../../casework/file/gist.ts';
import { secured } from '../actor.ts';
import { gistsOf } from '../cases/gists.ts';
import { readSummary } from '../cases/summary.ts';
import { placeOf, readTimeline, type TimelinePlace } from '../cases/timeline.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';

const tags = ['case file'];
const params = z.object({ caseId: z.string().max(100) });
const reads = secured({ role: 'viewer', member: 'reader' });
const KINDS = ['custody', 'entry', 'ledger'] as const;

const itemSchema = z.object({
  at: z.string(),
  kind: z.enum(KINDS),
  id: z.string(),
  text: z.string(),
  note: z.string(),
  source: z.string(),
  basis: z.enum(BASES),
  by: z.string().nullable(),
  traceId: z.string().nullable(),
  isKey: z.boolean().openapi({ description: 'Whether it stands out among what happened' }),
});

const timeline = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/timeline',
  tags,
  summary: 'What happened: written down by people, done to the file, seen on the ledger',
  ...reads,
  request: {
    params,
    query: pageQuery.extend({
      order: z.enum(['asc', 'desc']).default('asc'),
      only: z.enum(KINDS).optional(),
    }),
  },
  responses: { 200: json(pageOf(itemSchema), 'A page of it, by time') },
});

const traceOf = { traceId: z.string(), title: z.string(), status: z.string() };
const shape = gistSchema.shape;

const coverage = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/coverage',
  tags,
  summary: 'What the traces of a case did not follow, why, and how much it was worth',
  ...reads,
  request: { params },
  responses: {
    200: json(
      z.object({
        items: z.array(z.object({ ...traceOf, coverage: shape.coverage.nullable() })),
      }),
      'The coverage of each trace; null where it has no result yet',
    ),
  },
});

const decisionSchema = z.object({
  chain: z.string(),
  address: z.string(),
  action: z.enum(['contest', 'retract', 'assert']),
  by: z.string(),
  at: z.string(),
});
const contested = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/contested',
  tags,
  summary: 'Names about which sources disagree, or that were contested or withdrawn here',
  ...reads,
  request: { params },
  responses: {
    200: json(
      z.object({
        items: z.array(
          shape.contested.element.extend({ ...traceOf, decisions: z.array(decisionSchema) }),
        ),
      }),
      'The names in the traces of the case',
    ),
  },
});

const figures = gistSchema.pick({
  headline: true,
  policy: true,
  stolenUsd: true,
  atServicesUsd: true,
  heldUsd: true,
  freezableUsd: true,
  unknownUsd: true,
  places: true,
  hops: true,
});
const count = z.int();
const summary = createRoute({
  method: 'get',
  path: '/v1/cases/{caseId}/summary',
  tags,
  summary: 'A case at a glance',
  ...reads,
  request: { params },
  responses: {
    200: json(
      z.object({
        case: caseViewSchema,
        counts: z.object({
          members: count,
          victims: count,
          thefts: count,
          notes: count,
          openTasks: count,
          overdueTasks: count,
          traces: count,
          packs: count,
          openAlerts: count,
          openApprovals: count,
          evidence: z.object({
            recorded: count,
            proved: count,
            claimed: count,
            failed: count,
          }),
          custody: count,
        }),
        traces: z.array(
          z.object({
            ...traceOf,
            figures: figures.nullable(),
            gaps: count.nullable(),
            cuts: count.nullable(),
            contested: count.nullable(),
          }),
        ),
      }),
      'The case, how much of everything it holds, and the figures of its traces',
    ),
  },
});

export function timelineRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const { db } = desk.store;
  const gists = gistsOf(desk);
  const routes = newRoutes();
  routes.openapi(timeline, async (c) => {
    const { caseId } = c.req.valid('param');
    const { cursor, limit, order, only } = c.req.valid('query');
    const kinds = only === undefined ? KINDS : [only];
    const traces = kinds.includes('ledger') ? await gists.ofCase(caseId) : [];
    const after = readCursor(cursor, 3) as TimelinePlace | null;
    const asked = { caseId, after, limit: limit + 1, order, kinds };
    const items = await readTimeline(db, traces, asked);
    return c.json(page(items, limit, { place: placeOf, show: (item) => item }), 200);
  });
  routes.openapi(coverage, async (c) => {
    const traces = await gists.ofCase(c.req.valid('param').caseId);
    const items = traces.map(({ gist, ...trace }) => {
      return { ...trace, coverage: gist?.coverage ?? null };
    });
    return c.json({ items }, 200);
  });
  routes.openapi(contested, async (c) => {
    const traces = await gists.ofCase(c.req.valid('param').caseId);
    const named = traces.flatMap(({ gist, ...trace }) =>
      (gist?.contested ?? []).map((name) => ({ ...trace, ...name })),
    );
    const holders = [...new Set(named.map(({ holder }) => holder))];
    const decisions = holders.length === 0 ? [] : await decisionsOf(desk, holders);
    const items = named.map((name) => {
      return { ...name, decisions: decisions.filter(({ address }) => address === name.holder) };
    });
    return c.json({ items }, 200);
  });
  routes.openapi(summary, async (c) => {
    const { caseId } = c.req.valid('param');
    return c.json(await readSummary(db, gists, caseId), 200);
  });
  return routes;
}

async function decisionsOf({ store }: Desk, holders: readonly string[]) {
  const rows = await store.db
    .selectFrom('tag_decision')
    .select(['chain', 'address', 'action', 'by', 'at'])
    .where('address', 'in', holders)
    .orderBy('id')
    .limit(1000)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
