// Freeze requests that a trace comes to, as drafts: nothing of them is kept or sent.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sha256 } from '../../base/digest.ts';
import {
  type FreezeDraft,
  freezeDraftSchema,
  letterDetailsSchema,
} from '../../casework/requests/draft.ts';
import { letterOf } from '../../casework/requests/letter.ts';
import { secured } from '../actor.ts';
import { draftsOfResult, findDraft } from '../cases/drafts.ts';
import { noteTaken } from '../cases/taken.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { traceOf } from './traces.ts';

const tags = ['freeze requests'];
const id = z.string().min(1).max(100);
const path = '/v1/traces/{id}/drafts';
const draftPath = `${path}/{draftId}`;
const draftParams = z.object({ id, draftId: id });
const reads = secured({ role: 'viewer' });

const listedSchema = freezeDraftSchema
  .pick({ id: true, recipient: true, power: true, strength: true, totals: true })
  .extend({
    usd: freezeDraftSchema.shape.usd,
    amounts: freezeDraftSchema.shape.amounts,
    places: z.int(),
    since: z.string().openapi({ description: 'Of the oldest of it' }),
  });
const letterSchema = z.object({ letter: z.string(), letterSha256: z.string() });
const wholeSchema = letterSchema.extend({ draft: freezeDraftSchema }).openapi('FreezeDraft');

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'One draft for each who can or may stop some of the money, the most money first',
  ...reads,
  request: { params: z.object({ id }) },
  responses: {
    200: json(
      z.object({ resultSha256: z.string().nullable(), items: z.array(listedSchema) }),
      'All of them, and the result that they rest on',
    ),
  },
});

const read = createRoute({
  method: 'get',
  path: draftPath,
  tags,
  summary: 'A draft with its letter, and what it discloses and holds back',
  ...reads,
  request: { params: draftParams },
  responses: { 200: json(wholeSchema, 'The draft') },
});

const text = createRoute({
  method: 'get',
  path: `${draftPath}/letter`,
  tags,
  summary: 'The letter of a draft, as text',
  ...reads,
  request: { params: draftParams },
  responses: {
    200: { description: 'The letter', content: { 'text/plain': { schema: z.string() } } },
    304: { description: 'You have it already' },
  },
});

const preview = createRoute({
  method: 'post',
  path: `${draftPath}/letter`,
  tags,
  summary: 'The letter with what you add to it; nothing of that is kept',
  ...secured({ role: 'analyst' }),
  request: { params: draftParams, body: jsonBody(letterDetailsSchema) },
  responses: { 200: json(letterSchema, 'The letter') },
});

/** The letter of a draft nobody has added anything to. */
function bareLetter(draft: FreezeDraft): z.infer<typeof letterSchema> {
  return withDigest(letterOf(draft, letterDetailsSchema.parse({}), null));
}

function withDigest(letter: string) {
  return { letter, letterSha256: sha256(letter) };
}

/** Sends a letter as a file. */
export function sendLetter(c: Context, letter: string, name: string): Response {
  return c.body(letter, 200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name.replace(/[^\w-]/g, '')}.txt"`,
  });
}

export function draftRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  const draftOf = async (c: Context<DeskEnv>, draftId: string) => {
    const trace = await traceOf(c);
    return { trace, draft: await findDraft(desk, trace.result_sha256, draftId) };
  };
  /** Who takes a letter, and which, stands in the log of its case. */
  const noteLetter = async (c: Context<DeskEnv>, draftId: string) => {
    const { trace, draft } = await draftOf(c, draftId);
    const { letter, letterSha256 } = bareLetter(draft);
    if (trace.case_id !== null) {
      const subject = { trace: trace.id };
      const about = { caseId: trace.case_id, what: 'freeze draft', subject };
      await noteTaken(c, { ...about, sha256: letterSha256, detail: { draft: draft.id } });
    }
    return { draft, letter, letterSha256 };
  };
  routes.openapi(list, async (c) => {
    const { result_sha256: resultSha256 } = await traceOf(c);
    const drafts = await draftsOfResult(desk, resultSha256);
    const items = drafts.map(({ id, recipient, power, strength, totals, usd, amounts, ...of }) => {
      const since = of.places.reduce((old, one) => (one.since < old ? one.since : old), '9999');
      const places = of.places.length + of.more;
      return { id, recipient, power, strength, totals, usd, amounts, places, since };
    });
    return c.json({ resultSha256, items }, 200);
  });
  routes.openapi(read, async (c) => {
    return c.json(await noteLetter(c, c.req.valid('param').draftId), 200);
  });
  routes.openapi(text, async (c) => {
    const { draft, letter } = await noteLetter(c, c.req.valid('param').draftId);
    return sendLetter(c, letter, `draft-${draft.id}`) as never;
  });
  routes.openapi(preview, async (c) => {
    const { draft } = await draftOf(c, c.req.valid('param').draftId);
    return c.json(withDigest(letterOf(draft, c.req.valid('json'), null)), 200);
  });
  return routes;
}
