// What a text can be, by its form alone: nobody is asked.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { readAddressText } from '../../attribution/forms/read.ts';
import { InputError } from '../../base/errors.ts';
import { CHAINS } from '../../ledger/chains.ts';
import { readSubject } from '../../ledger/identify.ts';
import { secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';

const readingSchema = z.object({
  kind: z.enum(['transaction', 'address', 'name']),
  /** As its ledger writes it. */
  text: z.string(),
  family: z.string().nullable(),
  /** Chains on which it can be; a trace finds out on which it is. */
  chains: z.array(z.string()),
  canTrace: z.boolean(),
  canScreen: z.boolean(),
});

const identifiedSchema = z
  .object({
    text: z.string(),
    readings: z.array(readingSchema),
    /** What is wrong with it, where it can be nothing. */
    fault: z.string().nullable(),
  })
  .openapi('Identified');

const identify = createRoute({
  method: 'get',
  path: '/v1/identify',
  tags: ['traces'],
  summary: 'What a text can be: a transaction, an address, a name',
  ...secured({ role: 'viewer' }),
  request: { query: z.object({ text: z.string().trim().min(1).max(500) }) },
  responses: { 200: json(identifiedSchema, 'Its readings, the likeliest first') },
});

export function identifyRoutes(_: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(identify, (c) => c.json(identified(c.req.valid('query').text), 200));
  return routes;
}

type Reading = z.infer<typeof readingSchema>;

function identified(text: string): z.infer<typeof identifiedSchema> {
  const traced = tracedReadings(text);
  if ('readings' in traced) return { text, readings: traced.readings, fault: null };
  const read = readAddressText(text, null, false);
  if (!('fault' in read)) {
    const readings = read.keys.map(({ text, family }): Reading => {
      return { kind: 'address', text, family, chains: [], canTrace: false, canScreen: true };
    });
    return { text, readings, fault: null };
  }
  // a mistyped address must not pass for somebody's name
  const looksCoded = read.fault === 'checksum' || (/\d/.test(text) && !/\s/.test(text));
  if (looksCoded) return { text, readings: [], fault: traced.fault };
  const reach = { chains: [], canTrace: false, canScreen: true };
  return { text, readings: [{ kind: 'name', text, family: null, ...reach }], fault: null };
}

function tracedReadings(text: string): { readings: Reading[] } | { fault: string } {
  try {
    const { kind, readings } = readSubject(text);
    return {
      readings: readings.map(({ family, id }): Reading => {
        const chains = CHAINS.filter((chain) => chain.family === family).map(({ name }) => name);
        return { kind, text: id, family, chains, canTrace: true, canScreen: true };
      }),
    };
  } catch (error) {
    if (error instanceof InputError) return { fault: error.message };
    throw error;
  }
}
