// What people draw on the graph of a trace: places, colours, notes.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { annotate, annotationsOf } from '../../store/annotations.ts';
import { emit } from '../../store/events.ts';
import { noteTrace } from '../../store/traces.ts';
import { inOpenCase, secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { requireMatch } from '../etag.ts';
import { Problem } from '../problem.ts';
import { traceOf } from './traces.ts';

const tags = ['traces'];
const params = z.object({ id: z.string().min(1).max(100) });

/** More nodes are not drawn at once: 5,000, and those that were folded away. */
const MOST = 20_000;

const drawnSchema = z.object({
  node: z.string().min(1).max(300),
  hidden: z.boolean().default(false),
  pinned: z.boolean().default(false),
  x: z.number().nullable().default(null),
  y: z.number().nullable().default(null),
  colour: z.string().max(30).nullable().default(null),
  note: z.string().max(4000).default(''),
});

const annotationsSchema = z
  .object({
    annotations: z.array(drawnSchema.extend({ by: z.string(), at: z.string() })),
  })
  .openapi('Annotations');

const read = createRoute({
  method: 'get',
  path: '/v1/traces/{id}/annotations',
  tags,
  summary: 'What was drawn on the graph of a trace',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(annotationsSchema, 'By node') },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/traces/{id}/annotations',
  tags,
  summary: 'Draws on the graph of a trace: each of these nodes as it is given',
  ...secured({ role: 'analyst' }),
  request: {
    params,
    body: jsonBody(z.object({ annotations: z.array(drawnSchema).min(1).max(1000) })),
  },
  responses: { 200: json(annotationsSchema, 'All that is drawn now') },
});

export function annotationRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(read, async (c) => {
    const { id } = await traceOf(c);
    return c.json(await shownOf(store.db, id), 200);
  });
  routes.openapi(change, async (c) => {
    const trace = await traceOf(c);
    const { id, case_id: caseId, created_by: createdBy } = trace;
    const actor = c.get('actor');
    const { annotations } = c.req.valid('json');
    const drawn = [...new Map(annotations.map((one) => [one.node, one])).values()];
    const after = await inOpenCase(c, { caseId, createdBy }, async (trx) => {
      await trx.selectFrom('trace').select('id').where('id', '=', id).forUpdate().execute();
      requireMatch(c, await shownOf(trx, id));
      await annotate(trx, id, actor.personId, drawn);
      const after = await shownOf(trx, id);
      if (after.annotations.length > MOST) {
        throw new Problem('conflict', `At most ${MOST} nodes of a trace are drawn on.`);
      }
      const nodes = drawn.map(({ node }) => node).slice(0, 100);
      await noteTrace(trx, trace, actor, 'graph annotated', { detail: { nodes } });
      await emit(trx, { topic: `trace:${id}`, caseId, kind: 'annotated', body: { nodes } });
      return after;
    });
    return c.json(after, 200);
  });
  return routes;
}

async function shownOf(
  db: Parameters<typeof annotationsOf>[0],
  traceId: string,
): Promise<z.infer<typeof annotationsSchema>> {
  const rows = await annotationsOf(db, traceId);
  return {
    annotations: rows.map(({ trace_id: _, at, ...row }) => ({ ...row, at: at.toISOString() })),
  };
}
