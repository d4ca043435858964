// Whether an alert reached those who are told outside the desk.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { deliveriesOf } from '../../store/deliveries.ts';
import { secured } from '../actor.ts';
import { json } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { alertFor } from './alerts.ts';
import { addressFor } from './targets.ts';

const deliverySchema = z
  .object({
    id: z.string(),
    channel: z.enum(['webhook', 'email']),
    address: z.string(),
    state: z.enum(['pending', 'sent', 'failed']),
    attempts: z.int(),
    /** When it is tried again, while it is pending. */
    nextAt: z.string().nullable(),
    lastError: z.string().nullable(),
    sentAt: z.string().nullable(),
  })
  .openapi('Delivery');

const list = createRoute({
  method: 'get',
  path: '/v1/alerts/{id}/deliveries',
  tags: ['alerts'],
  summary: 'To whom an alert was sent, and whether it arrived',
  ...secured({ role: 'investigator' }),
  request: { params: z.object({ id: z.string().min(1).max(100) }) },
  responses: { 200: json(z.object({ items: z.array(deliverySchema) }), 'One for each target') },
});

export function deliveryRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const alert = await alertFor(c, c.req.valid('param').id, 'reader');
    const rows = await deliveriesOf(store.db, alert.id);
    const items = rows.map((row) => ({
      id: row.id,
      channel: row.channel,
      address: addressFor(c.get('actor'), row.channel, row.address),
      state: row.state,
      attempts: row.attempts,
      nextAt: row.state === 'pending' ? row.next_at.toISOString() : null,
      lastError: row.last_error,
      sentAt: row.sent_at?.toISOString() ?? null,
    }));
    return c.json({ items }, 200);
  });
  return routes;
}
