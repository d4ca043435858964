// What is claimed about addresses, and how to contest it.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { OUTCOMES } from '../../attribution/store/decisions.ts';
import { secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { sendJson } from '../etag.ts';
import { applyTagDecisions, takeTagDecision } from '../work/tag-decisions.ts';
import type { InputOf } from '../work/tasks.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['who is who'];
const line = z.string().trim().min(1).max(200);
const shownSchema = z.unknown().openapi({ description: 'As `hue tags show --json` gives it' });

const read = createRoute({
  method: 'get',
  path: '/v1/tags',
  tags,
  summary: 'All tags of an address, withdrawn and expired ones among them; or the sets of tags',
  ...secured({ role: 'viewer' }),
  request: { query: z.object({ address: line.optional(), chain: line.optional() }) },
  responses: { 200: json(shownSchema, 'Tags, or sets') },
});

const aboutSchema = z.object({
  address: line,
  chain: line.optional(),
  /** Only tags of this source. */
  source: line.optional(),
  reason: z.string().trim().min(1).max(2000),
});

const decidedSchema = z.object({
  address: z.string(),
  tags: z.number().int(),
  outcome: z.enum(OUTCOMES),
  /** False where it is decided, and screenings know of it in a moment. */
  applied: z.boolean(),
});

const contest = createRoute({
  method: 'post',
  path: '/v1/tags/contest',
  tags,
  summary: 'Marks tags of an address as contested; they stay visible',
  ...secured({ role: 'investigator' }),
  request: { body: jsonBody(aboutSchema.extend({ outcome: z.enum(OUTCOMES).default('open') })) },
  responses: { 200: json(decidedSchema, 'What was marked') },
});

const retract = createRoute({
  method: 'post',
  path: '/v1/tags/retract',
  tags,
  summary: 'Withdraws tags of an address here; they stay in its history',
  ...secured({ role: 'investigator' }),
  request: { body: jsonBody(aboutSchema) },
  responses: { 200: json(decidedSchema, 'What was withdrawn') },
});

export function tagRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(read, async (c) => {
    const { address, chain } = c.req.valid('query');
    const { book } = workshopOf(desk);
    const asked =
      address === undefined
        ? ({ kind: 'sets' } as const)
        : ({ kind: 'tags', address, chain: chain ?? null } as const);
    return sendJson(c, await book.ask(asked)) as never;
  });
  routes.openapi(contest, async (c) => {
    return c.json(await decided(c, 'contested', c.req.valid('json')), 200);
  });
  routes.openapi(retract, async (c) => {
    return c.json(await decided(c, 'withdrawn', c.req.valid('json')), 200);
  });
  return routes;
}

type About = z.infer<typeof aboutSchema> & Partial<Pick<InputOf<'decide'>, 'outcome'>>;

async function decided(
  c: Context<DeskEnv>,
  kind: InputOf<'decide'>['kind'],
  { reason, ...about }: About,
): Promise<z.infer<typeof decidedSchema>> {
  const desk = c.get('desk');
  const actor = c.get('actor');
  const { threads } = workshopOf(desk);
  const input = { ...about, kind, statement: reason, by: actor.name, home: desk.home };
  const weighed = await threads.run('decide', input);
  const { chain } = about;
  await takeTagDecision(desk, actor, { kind, about, chain, reason, weighed });
  const { address, tags, outcome } = weighed;
  return { address, tags, outcome, applied: await applyTagDecisions(desk) };
}
