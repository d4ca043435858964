// Events as they happen, as server-sent events (HTML standard §9.2). Each carries the id of its
// row, so that a browser which was cut off goes on where it was.

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { InputError } from '../base/errors.ts';
import { eventsAfter, lastEvent } from '../store/events.ts';
import type { Seer } from '../store/seen.ts';
import type { DeskEnv } from './desk.ts';
import { Problem } from './problem.ts';

/** Rows read at a time. */
const BATCH = 200;
/** A line now and then tells proxies that the connection is alive, and us that the client is. */
const QUIET_MS = 15_000;
const LARGEST_ID = 2n ** 63n - 1n;

export const streamQuery = z.object({
  /** `start`: all that happened; else what happens from now on. `Last-Event-ID` is before both. */
  from: z.enum(['start', 'now']).optional(),
});

/** For the responses of a route that streams. */
export const streamContent = {
  'text/event-stream': {
    schema: z.string().openapi({ description: 'id, event and data (JSON) of each event' }),
  },
};

/** Of some topics, while the actor may see them, or of all that the actor may see. */
type Of =
  | { readonly topics: readonly string[]; readonly isSeen: () => Promise<boolean> }
  | { readonly seer: Seer };

/** Streams events until the client leaves, the session ends, or the server stops. */
export async function streamEvents(
  c: Context<DeskEnv>,
  of: Of,
  from: 'start' | 'now' = 'now',
): Promise<Response> {
  const desk = c.get('desk');
  const { personId } = c.get('actor');
  const start = await firstAfter(c, from);
  if (!desk.hub.join(personId)) throw new Problem('too-many', 'Too many streams are open.');
  desk.metrics.streams.inc();
  c.header('X-Accel-Buffering', 'no');
  const answer = streamSSE(c, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const ended = AbortSignal.any([left.signal, desk.stopping]);
    try {
      // the place from which it goes on, should it break before anything happens
      await stream.write(`id: ${start}\n: listening\n\n`);
      await send(c, of, start, { write: (text) => stream.write(text), ended });
    } catch (error) {
      desk.log.warn({ error, requestId: c.get('requestId') }, 'a stream of events failed');
    } finally {
      desk.hub.leave(personId);
      desk.metrics.streams.dec();
    }
  });
  return answer;
}

async function firstAfter(c: Context<DeskEnv>, from: 'start' | 'now'): Promise<bigint> {
  const header = c.req.header('last-event-id');
  if (header !== undefined && header !== '') {
    const id = /^\d{1,19}$/.test(header) ? BigInt(header) : -1n;
    if (id < 0n || id > LARGEST_ID) throw new InputError('Last-Event-ID', 'an event id', header);
    return id;
  }
  return from === 'start' ? 0n : lastEvent(c.get('desk').store.db);
}

interface Line {
  readonly write: (text: string) => Promise<unknown>;
  readonly ended: AbortSignal;
}

async function send(
  c: Context<DeskEnv>,
  of: Of,
  start: bigint,
  { write, ended }: Line,
): Promise<void> {
  const { hub, store } = c.get('desk');
  for (let after = start; !ended.aborted; ) {
    const { version } = hub;
    const events = await eventsAfter(store.db, { ...of, after, limit: BATCH });
    // whoever was shut out meanwhile hears nothing more, however busy the desk is
    if (events.length > 0 && !(await mayHear(c, of))) return;
    for (const { id, kind, topic, case_id, at, body } of events) {
      const said = { ...(body as object), topic, caseId: case_id, at: at.toISOString() };
      await write(`id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(said)}\n\n`);
      after = id;
    }
    if (events.length === BATCH) continue;
    const quiet = AbortSignal.timeout(QUIET_MS);
    await hub.after(version, AbortSignal.any([ended, quiet]));
    if (!quiet.aborted || ended.aborted) continue;
    if (!(await mayHear(c, of))) return;
    await write(': quiet\n\n');
  }
}

/** Whether the session or key under which the stream began is good, and its topics still seen. */
async function mayHear(c: Context<DeskEnv>, of: Of): Promise<boolean> {
  const visitor = c.get('visitor');
  if (visitor === null || !(await c.get('desk').actors.isStillGood(visitor))) return false;
  return 'seer' in of || (await of.isSeen());
}
