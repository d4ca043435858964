// The interface: every route, behind the same gate.

import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { clientAddress, isLoopback, proxyList } from './address.ts';
import { recordDenial, routeOf } from './denials.ts';
import { type Desk, type DeskEnv, newRoutes } from './desk.ts';
import { tagged } from './etag.ts';
import { notKept, safeHeaders } from './headers.ts';
import { notFound, Problem, problemOf, problemResponse } from './problem.ts';
import { alertRoutes } from './routes/alerts.ts';
import { annotationRoutes } from './routes/annotations.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { caseRoutes } from './routes/cases.ts';
import { custodyRoutes } from './routes/custody.ts';
import { denialRoutes } from './routes/denials.ts';
import { entryRoutes } from './routes/entries.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { identifyRoutes } from './routes/identify.ts';
import { jobRoutes } from './routes/jobs.ts';
import { keyRoutes } from './routes/keys.ts';
import { listRoutes } from './routes/lists.ts';
import { metaRoutes } from './routes/meta.ts';
import { packRoutes } from './routes/packs.ts';
import { peopleRoutes } from './routes/people.ts';
import { screenRoutes } from './routes/screen.ts';
import { sessionRoutes } from './routes/session.ts';
import { tagRoutes } from './routes/tags.ts';
import { targetRoutes } from './routes/targets.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { traceRoutes } from './routes/traces.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { vendorRoutes } from './routes/vendors.ts';
import { watchRoutes } from './routes/watches.ts';
import { oidcRoutes } from './signin/oidc-routes.ts';
import { passkeyRoutes } from './signin/passkey-routes.ts';

/** Longer addresses and more parameters are of no use to any route. */
const MOST_PATH = 8000;
const MOST_PARAMETERS = 60;

/** Whatever is served, one line for each file of routes/. */
const ROUTES: readonly ((desk: Desk) => OpenAPIHono<DeskEnv>)[] = [
  alertRoutes,
  approvalRoutes,
  caseRoutes,
  entryRoutes,
  timelineRoutes,
  custodyRoutes,
  evidenceRoutes,
  packRoutes,
  denialRoutes,
  keyRoutes,
  oidcRoutes,
  passkeyRoutes,
  peopleRoutes,
  sessionRoutes,
  traceRoutes,
  annotationRoutes,
  uploadRoutes,
  jobRoutes,
  eventRoutes,
  identifyRoutes,
  screenRoutes,
  vendorRoutes,
  listRoutes,
  tagRoutes,
  targetRoutes,
  watchRoutes,
];

/** The interface of a desk, to be served or asked, and the pages before it if they are given. */
export function createApp(desk: Desk, pages?: Hono): OpenAPIHono<DeskEnv> {
  const app = newRoutes();
  app.use(begin(desk), observe, safeHeaders(desk.origin.startsWith('https:')), bounds);
  app.use('/v1/*', notKept, tagged);
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

function begin(desk: Desk): MiddlewareHandler<DeskEnv> {
  const proxies = proxyList(desk.config.behindProxy);
  return async (c, next) => {
    c.set('desk', desk);
    c.set('requestId', randomUUID());
    c.set('address', clientAddress(c.env?.incoming, proxies));
    c.set('visitor', null);
    c.set('isSecret', false);
    await next();
    c.res.headers.set('X-Request-Id', c.get('requestId'));
  };
}

/** Counts and logs a request by its route: what stands in its place in the path may be secret. */
const observe: MiddlewareHandler<DeskEnv> = async (c, next) => {
  const start = performance.now();
  await next();
  const { metrics, log } = c.get('desk');
  const ms = performance.now() - start;
  const { method } = c.req;
  const route = routeOf(c);
  const { status } = c.res;
  metrics.requests.inc({ method, route, status: String(status) });
  metrics.seconds.observe({ method, route }, ms / 1000);
  if (!log.isLevelEnabled('info')) return;
  const who = c.get('visitor')?.actor.id;
  const more = { requestId: c.get('requestId'), address: c.get('address') };
  log.info({ method, route, status, ms: Math.round(ms * 10) / 10, who, ...more }, 'request');
};

/**
 * On loopback another site could point its own name at this server, and would then be its origin:
 * only the names of loopback are answered to. Elsewhere the proxy or the certificate decides.
 */
const bounds: MiddlewareHandler<DeskEnv> = async (c, next) => {
  const { url } = c.req;
  const { config } = c.get('desk');
  const path = url.slice(url.indexOf('/', 8));
  if (path.length > MOST_PATH || path.split('&').length > MOST_PARAMETERS) {
    throw new Problem('address-too-long', `At most ${MOST_PATH} characters are read.`);
  }
  const isLocal = isLoopback(config.host) && config.behindProxy.length === 0;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isLocal && !isLoopback(host)) {
    throw new Problem('wrong-host', 'This server answers to localhost only.');
  }
  await next();
};

async function answerError(error: Error, c: Context<DeskEnv>): Promise<Response> {
  const desk = c.get('desk');
  const problem = problemOf(error);
  if (problem.kind === 'fault' || problem.kind === 'unavailable') {
    desk.log.error({ error, requestId: c.get('requestId'), route: routeOf(c) }, 'request failed');
  }
  if (problem.denial !== null) await recordDenial(c, problem.denial);
  return problemResponse(c, problem);
}
