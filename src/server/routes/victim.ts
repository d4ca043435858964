// For a victim without an account: off unless the operator switches it on. Whoever has the link
// sees what it leads to, and nobody else.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { victimAnswerSchema } from '../../casework/victim.ts';
import { HOW_STOLEN, stepsFor, WARNING } from '../../casework/victim-steps.ts';
import { readSubject } from '../../ledger/identify.ts';
import { getBlob } from '../../store/blobs.ts';
import { secured } from '../actor.ts';
import { limitName } from '../address.ts';
import { beginForVictim, type ForVictim, findForVictim, Hourly } from '../cases/victims.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';
import { streamContent } from '../stream.ts';
import type { InputOf, OutputOf } from '../work/tasks.ts';
import { workshopOf } from '../work/workshop.ts';

const tags = ['victim'];
const params = z.object({ token: z.string().max(100) });
const open = secured({ role: 'public', body: 2000 });
const QUIET_MS = 15_000;
const MOST_STREAMS = 1000;
const MOST_KEPT = 50;

const stateSchema = z
  .object({
    status: z.enum(['waiting', 'looking', 'found', 'failed']),
    typed: z.string(),
    how: z.enum(HOW_STOLEN),
    expiresAt: z.string(),
    isWhole: z.boolean().openapi({ description: 'False while more may be found' }),
    answer: victimAnswerSchema.nullable(),
    /** What to do, and whom not to trust: it waits for no trace. */
    steps: victimAnswerSchema.shape.steps,
    warning: victimAnswerSchema.shape.warning,
  })
  .openapi('VictimState');

const begin = createRoute({
  method: 'post',
  path: '/v1/victim',
  tags,
  summary: 'Begins a trace for a victim; one an hour for each address',
  ...open,
  request: {
    body: jsonBody(
      z.strictObject({
        text: z.string().trim().min(1).max(200).openapi({ description: 'Transaction or address' }),
        how: z.enum(HOW_STOLEN).default('unknown'),
      }),
    ),
  },
  responses: {
    202: json(
      z.object({ token: z.string(), expiresAt: z.string() }),
      'The link: whoever has it sees the answer, and it cannot be had again',
    ),
  },
});

const read = createRoute({
  method: 'get',
  path: '/v1/victim/{token}',
  tags,
  summary: 'What was found, in plain words',
  ...open,
  request: { params },
  responses: { 200: json(stateSchema, 'The answer, as far as it is known') },
});

const events = createRoute({
  method: 'get',
  path: '/v1/victim/{token}/events',
  tags,
  summary: 'Tells when there is more to read; ends with the trace',
  ...open,
  request: { params },
  responses: { 200: { description: 'Events named state', content: streamContent } },
});

const pack = createRoute({
  method: 'get',
  path: '/v1/victim/{token}/pack',
  tags,
  summary: 'The file for the police',
  ...open,
  request: { params },
  responses: {
    200: {
      description: 'A zip archive',
      content: { 'application/zip': { schema: z.string() } },
    },
  },
});

export function victimRoutes(desk: Desk): OpenAPIHono<DeskEnv> {
  const routes = newRoutes();
  const hourly = new Hourly(desk.clock);
  const { db } = desk.store;
  routes.openapi(begin, async (c) => {
    assertOn(desk);
    const asked = c.req.valid('json');
    readSubject(asked.text);
    const address = limitName(c.get('address'));
    const wait = hourly.take(address);
    if (wait > 0) throw tooMany('One trace an hour can be begun from here.', wait);
    const link = await beginForVictim(db, asked, desk.clock.now()).catch((error: unknown) => {
      hourly.giveBack(address);
      throw error;
    });
    if (link === null) {
      hourly.giveBack(address);
      throw tooMany('Many people are asking now. Report it to the police meanwhile.', 600);
    }
    c.set('isSecret', true);
    return c.json({ token: link.token, expiresAt: link.expiresAt.toISOString() }, 202);
  });
  routes.openapi(read, async (c) => c.json(await stateOf(desk, await found(c)), 200));
  routes.openapi(events, async (c) => {
    await found(c);
    return stream(c, desk) as never;
  });
  routes.openapi(pack, (async (c: Context<DeskEnv>) => {
    const asked = await found(c);
    const made = await answerOf(desk, asked, asked.text);
    if (!made?.pack) throw notFound();
    return c.body(new Uint8Array(made.pack), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': 'attachment; filename="for-the-police.zip"',
    });
  }) as never);
  return routes;
}

function assertOn({ config }: Desk): void {
  if (!config.victim) throw notFound();
}

function tooMany(detail: string, seconds: number): Problem {
  return new Problem('too-many', detail, { headers: { 'Retry-After': String(seconds) } });
}

async function found(c: Context<DeskEnv>): Promise<ForVictim> {
  const desk = c.get('desk');
  assertOn(desk);
  const token = c.req.param('token') ?? '';
  const asked = await findForVictim(desk.store.db, token, desk.clock.now());
  if (!asked) throw notFound();
  return asked;
}

type State = z.infer<typeof stateSchema>;

const STATUS = {
  queued: 'waiting',
  running: 'looking',
  partial: 'looking',
  done: 'found',
  failed: 'failed',
  cancelled: 'failed',
} as const satisfies Record<ForVictim['trace']['status'], State['status']>;

async function stateOf(desk: Desk, asked: ForVictim): Promise<State> {
  const { trace, text, how, expiresAt } = asked;
  const made = await answerOf(desk, asked, null);
  const { ended_at, result_sha256 } = trace;
  return {
    // a trace whose time was over is partial, and has ended
    status: ended_at !== null && result_sha256 !== null ? 'found' : STATUS[trace.status],
    typed: text,
    how,
    expiresAt: expiresAt.toISOString(),
    isWhole: trace.status === 'done',
    answer: made?.answer ?? null,
    steps: made?.answer.steps ?? stepsFor(how, false),
    warning: [...WARNING],
  };
}

/** @param typed with it the file for the police is made, too */
async function answerOf(desk: Desk, { trace, how }: ForVictim, typed: string | null) {
  const sha256 = trace.result_sha256 ?? trace.partial_sha256;
  if (sha256 === null) return null;
  const kept = MADE.get(desk) ?? new Map<string, Promise<Made>>();
  MADE.set(desk, kept);
  const name = JSON.stringify([sha256, how, typed]);
  const made = kept.get(name) ?? make(desk, sha256, { how, typed });
  kept.delete(name);
  kept.set(name, made);
  // what failed may be tried again
  made.catch(() => kept.delete(name));
  const [oldest = ''] = kept.keys();
  if (kept.size > MOST_KEPT) kept.delete(oldest);
  return made;
}

type Made = OutputOf<'victim'> | null;

/** Answers by what they are made of: a stranger who asks over and over costs one of them. */
const MADE = new WeakMap<Desk, Map<string, Promise<Made>>>();

async function make(
  desk: Desk,
  sha256: string,
  about: Omit<InputOf<'victim'>, 'result'>,
): Promise<Made> {
  const blob = await getBlob(desk.store.db, sha256);
  if (!blob) return null;
  const { bytes: result } = blob;
  const hands = [result.buffer];
  return workshopOf(desk).threads.run('victim', { result, ...about }, { hands });
}

/** Says that there is something new, so that the page reads it; no more is in the event. */
function stream(c: Context<DeskEnv>, desk: Desk): Response {
  const { hub, stopping } = desk;
  const name = `victim ${limitName(c.get('address'))}`;
  if (!hub.join(name, MOST_STREAMS)) throw tooMany('Too many pages are open.', 10);
  const left = new AbortController();
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async (sse) => {
    sse.onAbort(() => left.abort());
    const ended = AbortSignal.any([left.signal, stopping]);
    try {
      for (let said = ''; !ended.aborted; ) {
        const { version } = hub;
        const asked = await found(c).catch(() => null);
        if (asked === null) return;
        const { status, partial_sha256, result_sha256, ended_at } = asked.trace;
        const now = JSON.stringify({ status: STATUS[status], at: result_sha256 ?? partial_sha256 });
        if (now !== said) await sse.writeSSE({ event: 'state', data: now });
        said = now;
        if (ended_at !== null) return;
        const quiet = AbortSignal.timeout(QUIET_MS);
        await hub.after(version, AbortSignal.any([ended, quiet]));
        if (quiet.aborted) await sse.write(': quiet\n\n');
      }
    } finally {
      hub.leave(name);
    }
  });
}
