// The calls of screening services that programs are written for already: an unmodified client of
// theirs is answered from our own tags and lists. The key goes where theirs does.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { chainalysisAnswerSchema } from '../../screen/shapes/chainalysis.ts';
import { trmAnswerSchema, trmRequestSchema } from '../../screen/shapes/trm.ts';
import { yenteAnswerSchema, yenteRequestSchema } from '../../screen/shapes/yente.ts';
import { secured } from '../actor.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['screening as vendors do'];
const rights = { role: 'viewer', scope: 'screen' } as const;

const chainalysis = createRoute({
  method: 'get',
  path: '/api/v1/address/{address}',
  tags,
  summary: "As Chainalysis' sanctions API; the key as X-API-Key",
  ...secured(rights),
  request: { params: z.object({ address: z.string().min(1).max(200) }) },
  responses: { 200: json(chainalysisAnswerSchema, 'Designations of the address') },
});

const trm = createRoute({
  method: 'post',
  path: '/public/v1/sanctions/screening',
  tags,
  summary: "As TRM's sanctions API; the key as the user name of Basic authentication",
  ...secured(rights),
  request: { body: jsonBody(trmRequestSchema) },
  responses: { 200: json(trmAnswerSchema, 'One answer for each address') },
});

const yente = createRoute({
  method: 'post',
  path: '/match/{dataset}',
  tags,
  summary: "As yente's match; the key as Authorization: ApiKey. All lists are matched",
  ...secured(rights),
  request: {
    params: z.object({ dataset: z.string().min(1).max(100) }),
    body: jsonBody(yenteRequestSchema),
  },
  responses: { 200: json(yenteAnswerSchema, 'Candidates for each query') },
});

export function vendorRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  // opened by whoever asks first
  const bookOf = () => workshopOf(desk).book;
  routes.openapi(chainalysis, async (c) => {
    const { address } = c.req.valid('param');
    const key = `chainalysis ${address}`;
    const answer =
      bookOf().kept(key) ?? (await bookOf().ask({ kind: 'chainalysis', address }, key));
    c.header('Content-Type', 'application/json');
    return c.body(answer) as never;
  });
  routes.openapi(trm, async (c) => {
    const request = c.req.valid('json');
    c.header('Content-Type', 'application/json');
    return c.body(await bookOf().ask({ kind: 'trm', request })) as never;
  });
  routes.openapi(yente, async (c) => {
    const request = c.req.valid('json');
    c.header('Content-Type', 'application/json');
    return c.body(await bookOf().ask({ kind: 'yente', request })) as never;
  });
  return routes;
}
