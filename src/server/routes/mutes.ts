// What of a watch is not to be told, for a time and with a reason.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { recordCustody } from '../../store/custody.ts';
import type { Tables } from '../../store/tables.ts';
import type { Watch } from '../../store/watches.ts';
import { secured } from '../actor.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';
import { addMute, type Mute, muteSchema, mutesAt, removeMute } from '../watch/mutes.ts';
import { watchFor } from './watches.ts';

const tags = ['watches'];
const id = z.string().min(1).max(100);
const params = z.object({ id });

const mute = muteSchema.omit({ watchId: true }).openapi('Mute');
const mutes = createRoute({
  method: 'get',
  path: '/v1/watches/{id}/mutes',
  tags,
  summary: 'What of a watch is not told now',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(z.object({ items: z.array(mute) }), 'Those that hold') },
});

const MOST_DAYS = 366;
const addOne = createRoute({
  method: 'post',
  path: '/v1/watches/{id}/mutes',
  tags,
  summary: 'Mutes a holder or a kind of move, with a reason and for a time',
  ...secured({ role: 'analyst' }),
  request: {
    params,
    body: jsonBody(
      z
        .strictObject({
          holder: z.string().min(1).max(200).nullable().default(null),
          kind: z.string().min(1).max(40).nullable().default(null),
          reason: z.string().min(1).max(2000),
          until: z.iso.datetime(),
        })
        .refine(({ holder, kind }) => holder !== null || kind !== null, 'a holder or a kind'),
    ),
  },
  responses: { 201: json(mute, 'The mute') },
});

const removeOne = createRoute({
  method: 'delete',
  path: '/v1/watches/{id}/mutes/{muteId}',
  tags,
  summary: 'Tells again what was muted',
  ...secured({ role: 'analyst' }),
  request: { params: params.extend({ muteId: id }) },
  responses: { 204: nothing('It is told again') },
});

export function muteRoutes({ store, clock }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(mutes, async (c) => {
    const watch = await watchFor(c, c.req.valid('param').id, 'reader');
    const all = await mutesAt(store.db, new Date(clock.now()));
    const own = all.filter(({ watchId }) => watchId === watch.id);
    return c.json({ items: own.map(({ watchId: _, ...rest }) => rest) }, 200);
  });
  routes.openapi(addOne, async (c) => {
    const watch = await watchFor(c, c.req.valid('param').id, 'editor');
    const wanted = c.req.valid('json');
    const now = new Date(clock.now());
    const until = new Date(wanted.until);
    if (until <= now || until.getTime() > now.getTime() + MOST_DAYS * 86_400_000) {
      throw new Problem('bad-input', `"until" is a time within the next ${MOST_DAYS} days.`);
    }
    const by = c.get('actor').id;
    const mute = { ...wanted, watchId: watch.id, by };
    const added = await addMute(store.db, mute, now, noteOf(c, watch, 'watch muted'));
    if (!added) throw new Problem('conflict', 'There are too many mutes: take some away.');
    const { watchId: _, ...rest } = added;
    return c.json(rest, 201);
  });
  routes.openapi(removeOne, async (c) => {
    const { id: watchId, muteId } = c.req.valid('param');
    const watch = await watchFor(c, watchId, 'editor');
    const now = new Date(clock.now());
    const all = await mutesAt(store.db, now);
    const isOwn = all.some((one) => one.id === muteId && one.watchId === watchId);
    const note = noteOf(c, watch, 'watch told again');
    if (!isOwn || !(await removeMute(store.db, muteId, now, note))) throw notFound();
    return c.body(null, 204);
  });
  return routes;
}

/** What is not told of a case is written down as what is done to it. */
function noteOf(c: Context<DeskEnv>, { id: watch, case_id: caseId }: Watch, action: string) {
  return async (trx: Transaction<Tables>, mute: Mute): Promise<void> => {
    if (caseId === null) return;
    const { holder, kind, until } = mute;
    const about = { caseId, actor: c.get('actor'), action, subject: { watch, mute: mute.id } };
    await recordCustody(trx, { ...about, detail: { holder, kind, until } });
  };
}
