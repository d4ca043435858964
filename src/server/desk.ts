// The desk: what every route is handed, and how it is configured.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Holdings, KeyHoldings } from '../store/holdings.ts';
import type { Store } from '../store/store.ts';
import type { Row } from '../store/tables.ts';
import type { Actor, Visitor } from './actor.ts';
import type { Actors } from './actors.ts';
import type { Hub } from './hub.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Members } from './members.ts';
import type { Metrics } from './metrics.ts';
import { invalid } from './problem.ts';

const count = z.number().int().positive();

const keyHoldings = ({ uploads, uploadBytes, jobs }: KeyHoldings) => ({
  uploads: count.default(uploads),
  uploadBytes: count.default(uploadBytes),
  jobs: count.default(jobs),
});

function personHoldings({ watches, cases, screenings, ...rest }: Holdings) {
  return z.strictObject({
    ...keyHoldings(rest),
    watches: count.default(watches),
    cases: count.default(cases),
    screenings: count.default(screenings),
  });
}

const oidcSchema = z.strictObject({
  /** The provider, as its discovery document states it. */
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  /** What the button says. */
  name: z.string().min(1).max(60).default('your organisation'),
  scope: z.string().default('openid profile email'),
});

/** `desk` in `hue.config.ts`. */
export const deskSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(8423),
  /** Where browsers reach it, such as `https://desk.example.org`; on loopback it is known. */
  origin: z.url().optional(),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional(),
  /** Addresses or blocks of the proxies before it, which alone may say whom they speak for. */
  behindProxy: z.array(z.string()).max(100).default([]),
  oidc: oidcSchema.optional(),
  /** Requests a minute. */
  limits: z
    .strictObject({
      perActor: count.default(1200),
      perAddress: count.default(600),
      signIn: count.default(40),
    })
    .prefault({}),
  /** What one person, and one key, may hold at a time. */
  quotas: z
    .strictObject({
      person: personHoldings({
        ...{ uploads: 2000, uploadBytes: 20e9, jobs: 100 },
        ...{ watches: 500, cases: 1000, screenings: 300_000 },
      }).prefault({}),
      key: z.strictObject(keyHoldings({ uploads: 1000, uploadBytes: 10e9, jobs: 50 })).prefault({}),
    })
    .prefault({}),
  /** How long is kept what the server forgets by itself. */
  retention: z.strictObject({ denialDays: count.max(36_500).default(180) }).prefault({}),
  session: z
    .strictObject({ idleHours: count.max(720).default(12), days: count.max(90).default(7) })
    .prefault({}),
  /** The page for a victim without an account. */
  victim: z.boolean().default(false),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export type DeskConfig = z.infer<typeof deskSchema>;

export interface Desk {
  readonly store: Store;
  readonly config: DeskConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The data folder. */
  readonly home: string;
  /** Where browsers reach it, without a slash at the end. */
  readonly origin: string;
  /** Who a session or key stands for. */
  readonly actors: Actors;
  /** Who may see which case. */
  readonly members: Members;
  /** Streams of events. */
  readonly hub: Hub;
  readonly limits: {
    readonly actor: Limits;
    readonly address: Limits;
    readonly signIn: Limits;
    /** Of what is written down of a flood of refused requests. */
    readonly denial: Limits;
    /** Of what is written down of requests by nobody known. */
    readonly stranger: Limits;
    /** Of what is written down of requests by somebody known. */
    readonly refused: Limits;
  };
  /** Aborted when the server stops: streams end, nothing new begins. */
  readonly stopping: AbortSignal;
}

export interface DeskEnv {
  /** Nothing is known of the connection where the interface is asked without one, as in tests. */
  Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse };
  Variables: {
    desk: Desk;
    requestId: string;
    /** The client's, as far as trusted proxies tell it. */
    address: string;
    /** Whoever signed in, or null: on routes that are open to all. */
    visitor: Visitor | null;
    /** Whoever signed in: on every other route. */
    actor: Actor;
    /** On a route of a case, for its members: as it was when the request came. */
    caseFile: Row<'case_file'>;
    /** Set by a route whose answer is shown once and kept nowhere. */
    isSecret: boolean;
  };
}

/** An empty set of routes, in which a request that does not parse becomes a problem document. */
export function newRoutes(): OpenAPIHono<DeskEnv> {
  return new OpenAPIHono<DeskEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // told, though the library's type does not say so
      const given = 'data' in result ? result.data : undefined;
      throw invalid(result.error, result.target, given);
    },
  });
}
