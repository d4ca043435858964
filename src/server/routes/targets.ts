// Who is told of alerts outside the desk: webhooks and mailboxes.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { newWebhookSecret } from '../../share/webhook.ts';
import { recordCustody } from '../../store/custody.ts';
import {
  addTarget,
  disableTarget,
  listTargets,
  type Target,
  type TargetRecord,
  targetRecords,
} from '../../store/deliveries.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Actor, hasRole, secured } from '../actor.ts';
import { json, jsonBody, nothing } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';
import { privateHosts } from '../watch/private-hosts.ts';
import { openSeal } from '../watch/seal.ts';

const tags = ['targets'];
/** More are a list of recipients, which a mail server keeps better. */
const MOST = 100;
const TELLS = ['alerts', 'deposits'] as const;

const targetSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['webhook', 'email']),
    address: z.string(),
    tells: z.enum(TELLS),
    createdAt: z.string(),
  })
  .openapi('Target');

/** How a target has fared so far. */
const listedSchema = targetSchema.extend({
  pending: z.int(),
  sent: z.int(),
  failed: z.int(),
  lastSent: z.string().nullable(),
  lastError: z.string().nullable(),
});

const wantedSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    address: z.url({ protocol: /^https?$/ }).max(2000),
    tells: z.enum(TELLS).default('alerts').openapi({
      description: 'deposits: of those alone that name it as their callback',
    }),
  }),
  z.strictObject({ kind: z.literal('email'), address: z.email().max(320) }),
]);

const list = createRoute({
  method: 'get',
  path: '/v1/targets',
  tags,
  summary: 'Who is told of alerts; of a webhook only administrators see the whole address',
  ...secured({ role: 'investigator' }),
  responses: { 200: json(z.object({ items: z.array(listedSchema) }), 'All of them') },
});

const create = createRoute({
  method: 'post',
  path: '/v1/targets',
  tags,
  summary: 'Adds a webhook, whose secret is shown once, or a mailbox',
  ...secured({ role: 'administrator', scope: 'admin' }),
  request: { body: jsonBody(wantedSchema) },
  responses: {
    201: json(
      targetSchema.extend({
        secret: z.string().nullable().openapi({ description: 'Of a webhook: whsec_ and base64' }),
      }),
      'The target',
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/targets/{id}',
  tags,
  summary: 'Tells a target nothing more',
  ...secured({ role: 'administrator', scope: 'admin' }),
  request: { params: z.object({ id: z.string().min(1).max(100) }) },
  responses: { 204: nothing('It is told nothing more') },
});

function shown({ id, kind, address, tells, created_at }: Target): z.infer<typeof targetSchema> {
  return { id, kind, address, tells, createdAt: created_at.toISOString() };
}

/** The path of a webhook is often all that keeps others from using it. */
export function addressFor(actor: Actor, kind: Target['kind'], address: string): string {
  if (hasRole(actor, 'administrator') || kind !== 'webhook') return address;
  return `${new URL(address).origin}/…`;
}

function recordOf(record: TargetRecord | undefined) {
  return {
    pending: record?.pending ?? 0,
    sent: record?.sent ?? 0,
    failed: record?.failed ?? 0,
    lastSent: record?.last_sent?.toISOString() ?? null,
    lastError: record?.last_error ?? null,
  };
}

export function targetRoutes({ store, home }: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const [targets, records] = await Promise.all([listTargets(store.db), targetRecords(store.db)]);
    const by = new Map(records.map((record) => [record.target_id, record]));
    const items = targets.map((target) => ({
      ...shown(target),
      address: addressFor(c.get('actor'), target.kind, target.address),
      ...recordOf(by.get(target.id)),
    }));
    return c.json({ items }, 200);
  });
  routes.openapi(create, async (c) => {
    const actor = c.get('actor');
    const wanted = c.req.valid('json');
    const { kind, address } = wanted;
    const tells = wanted.kind === 'webhook' ? wanted.tells : 'alerts';
    if (kind === 'webhook') assertReachable(address);
    const secret = kind === 'webhook' ? newWebhookSecret() : null;
    const sealed = secret && openSeal(home, process.env).close(secret, `webhook ${address}`);
    const row = await inTransaction(store.db, async (trx) => {
      if ((await listTargets(trx)).length >= MOST) {
        throw new Problem('conflict', `There are ${MOST} targets at most.`);
      }
      const by = { createdBy: actor.personId };
      const made = await addTarget(trx, { kind, address, secret: sealed, tells, ...by });
      const about = { subject: { target: made.id }, detail: { kind } };
      await recordCustody(trx, { caseId: null, actor, action: 'target added', ...about });
      return made;
    });
    c.set('isSecret', true);
    c.header('Cache-Control', 'no-store');
    return c.json({ ...shown(row), secret }, 201);
  });
  routes.openapi(remove, async (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    await inTransaction(store.db, async (trx) => {
      if (!(await disableTarget(trx, id))) throw notFound();
      const subject = { target: id };
      await recordCustody(trx, { caseId: null, actor, action: 'target ended', subject });
    });
    return c.body(null, 204);
  });
  return routes;
}

/** What is plain at once; the address is looked up each time that something is sent. */
function assertReachable(address: string): void {
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') {
    throw new Problem('bad-input', 'A webhook is told by its signature, not by a name in its URL.');
  }
  if (protocol === 'http:' && !privateHosts(process.env).has(hostname)) {
    throw new Problem('bad-input', 'A webhook is told by https.');
  }
}
