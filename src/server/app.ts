// The interface: every route, behind the same gate.

import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { clientAddress, isLoopback, proxyList } from './address.ts';
import { recordDenial, routeOf } from './denials.ts';
import { type Desk, type DeskEnv, newRoutes } from './desk.ts';
import { tagged } from './etag.ts';
import { setHeaders } from './headers.ts';
import { notFound, Problem, problemOf, problemResponse } from './problem.ts';
import { alertRoutes } from './routes/alerts.ts';
import { annotationRoutes } from './routes/annotations.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { caseTraceRoutes } from './routes/case-traces.ts';
import { caseRoutes } from './routes/cases.ts';
import { custodyRoutes } from './routes/custody.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { denialRoutes } from './routes/denials.ts';
import { depositRoutes } from './routes/deposits.ts';
import { draftRoutes } from './routes/drafts.ts';
import { entryRoutes } from './routes/entries.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { expansionRoutes } from './routes/expansions.ts';
import { identifyRoutes } from './routes/identify.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { jobRoutes } from './routes/jobs.ts';
import { keyRoutes } from './routes/keys.ts';
import { listRoutes } from './routes/lists.ts';
import { metaRoutes } from './routes/meta.ts';
import { muteRoutes } from './routes/mutes.ts';
import { packMakingRoutes } from './routes/pack-making.ts';
import { packRoutes } from './routes/packs.ts';
import { ownPasskeyRoutes } from './routes/passkeys.ts';
import { peopleRoutes } from './routes/people.ts';
import { requestRoutes } from './routes/requests.ts';
import { roomRoutes } from './routes/room.ts';
import { screenRoutes } from './routes/screen.ts';
import { screenListRoutes } from './routes/screen-lists.ts';
import { sessionRoutes } from './routes/session.ts';
import { tagRoutes } from './routes/tags.ts';
import { targetRoutes } from './routes/targets.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { traceRoutes } from './routes/traces.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { vendorRoutes } from './routes/vendors.ts';
import { versionRoutes } from './routes/versions.ts';
import { victimRoutes } from './routes/victim.ts';
import { watchRoutes } from './routes/watches.ts';
import { oidcRoutes } from './signin/oidc-routes.ts';
import { passkeyRoutes } from './signin/passkey-routes.ts';

/** Longer addresses and more parameters are of no use to any route. */
const MOST_PATH = 8000;
const MOST_PARAMETERS = 60;

/** Whatever is served, one line for each file of routes/. */
const ROUTES: readonly ((desk: Desk) => OpenAPIHono<DeskEnv>)[] = [
  alertRoutes,
  annotationRoutes,
  approvalRoutes,
  caseRoutes,
  caseTraceRoutes,
  custodyRoutes,
  deliveryRoutes,
  denialRoutes,
  depositRoutes,
  draftRoutes,
  entryRoutes,
  eventRoutes,
  evidenceRoutes,
  expansionRoutes,
  identifyRoutes,
  invitationRoutes,
  jobRoutes,
  keyRoutes,
  listRoutes,
  muteRoutes,
  oidcRoutes,
  ownPasskeyRoutes,
  packMakingRoutes,
  packRoutes,
  passkeyRoutes,
  peopleRoutes,
  requestRoutes,
  roomRoutes,
  screenListRoutes,
  screenRoutes,
  sessionRoutes,
  tagRoutes,
  targetRoutes,
  watchRoutes,
  timelineRoutes,
  traceRoutes,
  uploadRoutes,
  vendorRoutes,
  versionRoutes,
  victimRoutes,
];

/** The interface of a desk, to be served or asked, and its pages where they are given. */
export function createApp(desk: Desk, pages?: Hono): OpenAPIHono<DeskEnv> {
  const app = newRoutes();
  app.use(gate(desk));
  app.use('/v1/*', tagged);
  app.route(
    '/',
    metaRoutes(desk, () => app),
  );
  for (const routes of ROUTES) app.route('/', routes(desk));
  if (pages) app.route('/', pages);
  app.notFound((c) => problemResponse(c, notFound()));
  app.onError(answerError);
  return app;
}

/** What every request passes: one function, since each costs the fastest routes their speed. */
function gate(desk: Desk): MiddlewareHandler<DeskEnv> {
  const { config, origin } = desk;
  const proxies = proxyList(config.behindProxy);
  const isTls = origin.startsWith('https:');
  const isLocal = isLoopback(config.host) && config.behindProxy.length === 0;
  return async (c, next) => {
    const start = performance.now();
    c.set('desk', desk);
    c.set('requestId', randomUUID());
    c.set('address', clientAddress(c.env?.incoming, proxies));
    c.set('visitor', null);
    c.set('isSecret', false);
    setHeaders(c, isTls);
    assertBounds(c.req.url, isLocal);
    await next();
    observe(c, performance.now() - start);
  };
}

/**
 * On loopback another site could point its own name at this server, and would then be its origin:
 * only the names of loopback are answered to. Elsewhere the proxy or the certificate decides.
 */
function assertBounds(url: string, isLocal: boolean): void {
  const slash = url.indexOf('/', 8);
  const length = url.length - slash;
  const hasMany = length > MOST_PARAMETERS && url.split('&').length > MOST_PARAMETERS;
  const isLong = length > MOST_PATH || hasMany;
  if (isLong) throw new Problem('address-too-long', `At most ${MOST_PATH} characters are read.`);
  if (!isLocal || /^http:\/\/localhost(:\d+)?$/.test(url.slice(0, slash))) return;
  if (isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''))) return;
  throw new Problem('wrong-host', 'This server answers to localhost only.');
}

/** Counts and logs a request by its route: what stands in its place in the path may be secret. */
function observe(c: Context<DeskEnv>, ms: number): void {
  const { metrics, log } = c.get('desk');
  const { method } = c.req;
  const route = routeOf(c);
  const { status } = c.res;
  metrics.counting({ method, route, status })(ms / 1000);
  if (!log.isLevelEnabled('info')) return;
  const who = c.get('visitor')?.actor.id;
  const more = { requestId: c.get('requestId'), address: c.get('address') };
  log.info({ method, route, status, ms: Math.round(ms * 10) / 10, who, ...more }, 'request');
}

async function answerError(error: Error, c: Context<DeskEnv>): Promise<Response> {
  const desk = c.get('desk');
  const problem = problemOf(error);
  if (problem.kind === 'fault' || problem.kind === 'unavailable') {
    desk.log.error({ error, requestId: c.get('requestId'), route: routeOf(c) }, 'request failed');
  }
  if (problem.denial !== null) await recordDenial(c, problem.denial);
  return problemResponse(c, problem);
}
