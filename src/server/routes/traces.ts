// Traces: begun, watched while they grow, and read.

import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { InputError } from '../../base/errors.ts';
import { writtenCaseSchema } from '../../casework/case.ts';
import { readSubject } from '../../ledger/identify.ts';
import { getBlob } from '../../store/blobs.ts';
import { cancelJob } from '../../store/jobs.ts';
import { failTrace } from '../../store/trace-results.ts';
import {
  createTrace,
  findTraceFor,
  listTraces,
  noteTrace,
  type Trace,
} from '../../store/traces.ts';
import { inTransaction } from '../../store/transaction.ts';
import { inOpenCase, requireAccess, requireMember, secured, seer } from '../actor.ts';
import { noteTaken, type Taking } from '../cases/taken.ts';
import { json, jsonBody } from '../content.ts';
import { type Desk, type DeskEnv, newRoutes } from '../desk.ts';
import { isKnown } from '../etag.ts';
import { page, pageOf, pageQuery, readCursor } from '../paging.ts';
import { notFound } from '../problem.ts';
import { requireRoom } from '../quota.ts';
import { streamContent, streamEvents, streamQuery } from '../stream.ts';
import { withBrought, withoutFiles } from '../work/brought.ts';
import {
  type TraceRequest,
  traceOptionsSchema,
  traceRequestSchema,
} from '../work/trace-request.ts';
import { takeUploads } from '../work/uploads.ts';

const tags = ['traces'];
const id = z.string().min(1).max(100);
const params = z.object({ id });

const traceSchema = z
  .object({
    id: z.string(),
    caseId: z.string().nullable(),
    createdBy: z.string(),
    title: z.string(),
    /** `partial`: it runs, and something of its result is known. */
    status: z.enum(['queued', 'running', 'partial', 'done', 'failed', 'cancelled']),
    text: z.string().nullable(),
    files: z.array(z.string()),
    options: traceOptionsSchema,
    jobId: z.string().nullable(),
    progress: z.unknown(),
    headline: z.string().nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    error: z.unknown(),
    resultSha256: z.string().nullable(),
    partialSha256: z.string().nullable(),
  })
  .openapi('Trace');

const beginSchema = z
  .object({
    text: z.string().trim().min(1).max(200).optional(),
    case: writtenCaseSchema.optional(),
    uploadIds: z.array(id).min(1).max(100).optional(),
    without: z
      .array(z.string().min(1).max(4096))
      .max(1000)
      .default([])
      .describe('Paths of the case that are not there, and that it can do without'),
    caseId: id.optional(),
    title: z.string().trim().min(1).max(200).optional(),
    victim: z.array(z.string().min(1).max(200)).max(100).default([]),
    options: traceOptionsSchema.default({}),
  })
  .refine(({ text, case: file, uploadIds }) => (text === undefined) !== !(file || uploadIds), {
    message: 'either a text, or a case or files',
  })
  .refine(({ case: file, without }) => file !== undefined || without.length === 0, {
    message: 'without: only beside a case',
  });

const begin = createRoute({
  method: 'post',
  path: '/v1/traces',
  tags,
  summary: 'Begins a trace: of a transaction or address, of a case, or of uploaded ledger files',
  ...secured({ role: 'analyst', body: 8_000_000 }),
  request: { body: jsonBody(beginSchema) },
  responses: { 202: json(z.object({ trace: traceSchema }), 'The trace, which waits for a worker') },
});

const list = createRoute({
  method: 'get',
  path: '/v1/traces',
  tags,
  summary: 'Your traces and those of your cases, the newest first',
  ...secured({ role: 'viewer' }),
  request: { query: pageQuery.extend({ caseId: id.optional() }) },
  responses: { 200: json(pageOf(traceSchema), 'A page of them') },
});

const read = createRoute({
  method: 'get',
  path: '/v1/traces/{id}',
  tags,
  summary: 'A trace, and how far it is',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(traceSchema, 'The trace') },
});

const resultSchema = z.unknown().openapi({
  description: 'A trace result, version 1: docs/trace-result.schema.json',
});

const result = createRoute({
  method: 'get',
  path: '/v1/traces/{id}/result',
  tags,
  summary: 'The result; its ETag is its SHA-256',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(resultSchema, 'The result') },
});

const partial = createRoute({
  method: 'get',
  path: '/v1/traces/{id}/partial',
  tags,
  summary: 'The result as far as it is known',
  ...secured({ role: 'viewer' }),
  request: { params },
  responses: { 200: json(resultSchema, 'The same form as a result; what is open stands as cut') },
});

const events = createRoute({
  method: 'get',
  path: '/v1/traces/{id}/events',
  tags,
  summary: 'What happens to a trace: progress, partial, done, failed, extended',
  ...secured({ role: 'viewer' }),
  request: { params, query: streamQuery },
  responses: { 200: { description: 'Events as they happen', content: streamContent } },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/traces/{id}/cancel',
  tags,
  summary: 'Stops a trace; what it has found stays',
  ...secured({ role: 'analyst' }),
  request: { params },
  responses: { 202: json(traceSchema, 'The trace, which is about to stop') },
});

function shownTrace(row: Trace): z.infer<typeof traceSchema> {
  const request = traceRequestSchema.safeParse(row.request).data;
  return {
    id: row.id,
    caseId: row.case_id,
    createdBy: row.created_by,
    title: row.title,
    status: row.status,
    text: request?.text ?? null,
    files: request?.files.map(({ name }) => name) ?? [],
    options: request?.options ?? {},
    jobId: row.job_id,
    progress: row.progress,
    headline: row.headline,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    error: row.error,
    resultSha256: row.result_sha256,
    partialSha256: row.partial_sha256,
  };
}

export function traceRoutes({ store }: Desk): OpenAPIHono<DeskEnv> {
  const { db } = store;
  const routes = newRoutes();
  routes.openapi(begin, async (c) => {
    const actor = c.get('actor');
    const { personId } = actor;
    const { caseId, uploadIds = [], title, ...asked } = c.req.valid('json');
    const about = { caseId: caseId ?? null, createdBy: personId };
    const whose = { ids: uploadIds, personId };
    // a case that names much is worked through while nobody waits for a lock
    await requireAccess(c, about, 'editor');
    const request = requestOf(asked, await takeUploads(db, whose));
    const trace = await inOpenCase(c, about, async (trx) => {
      await requireRoom(c, trx, { jobs: 1 });
      await takeUploads(trx, whose);
      const leftOut = request.case?.leftOut?.map(({ name }) => name);
      const wanted = { title: title ?? titleOf(request), request, priority: 1, leftOut };
      return createTrace(trx, { ...wanted, caseId }, { personId, actor });
    });
    return c.json({ trace: shownTrace(trace) }, 202);
  });
  routes.openapi(list, async (c) => {
    const { cursor, limit, caseId } = c.req.valid('query');
    if (caseId !== undefined) await requireMember(c, caseId, 'reader');
    const before = readCursor(cursor)?.[0];
    const whose = caseId === undefined ? seer(c.get('actor')) : { caseId };
    const rows = await listTraces(db, { ...whose, before, limit: limit + 1 });
    return c.json(page(rows, limit, { place: ({ id }) => [id], show: shownTrace }), 200);
  });
  routes.openapi(read, async (c) => c.json(shownTrace(await traceOf(c)), 200));
  routes.openapi(result, async (c) => {
    const trace = await traceOf(c);
    return sendResult(c, trace, trace.result_sha256) as never;
  });
  routes.openapi(partial, async (c) => {
    const trace = await traceOf(c);
    return sendResult(c, trace, trace.partial_sha256 ?? trace.result_sha256) as never;
  });
  routes.openapi(events, async (c) => {
    const { id } = await traceOf(c);
    const { from } = c.req.valid('query');
    const isSeen = async () =>
      (await findTraceFor(db, { id, ...seer(c.get('actor')) })) !== undefined;
    return streamEvents(c, { topics: [`trace:${id}`], isSeen }, from) as never;
  });
  routes.openapi(cancel, async (c) => {
    const trace = await traceOf(c);
    const about = { caseId: trace.case_id, createdBy: trace.created_by };
    await requireAccess(c, about, 'editor');
    return c.json(shownTrace(await cancelTrace(c, trace)), 202);
  });
  return routes;
}

/** A trace that the actor may see. @throws Problem 404 */
export async function traceOf(c: Context<DeskEnv>): Promise<Trace> {
  const { db } = c.get('desk').store;
  const id = c.req.param('id') ?? '';
  const trace = await findTraceFor(db, { id, ...seer(c.get('actor')) });
  if (!trace) throw notFound('trace of others');
  return trace;
}

/** @throws InputError for what cannot be followed */
function requestOf(
  {
    text,
    case: file,
    without,
    ...rest
  }: Pick<z.infer<typeof beginSchema>, 'text' | 'case' | 'without' | 'victim' | 'options'>,
  files: TraceRequest['files'],
): TraceRequest {
  if (text !== undefined) readSubject(text);
  const names = new Set(files.map(({ name }) => name));
  if (names.size < files.length) throw new InputError('uploadIds', 'files of different names', '');
  if (text === undefined && !file) refuseUnseeded(rest.options);
  const placed = file ? withBrought(withoutFiles(file, without), [...names]) : null;
  return { text: text ?? null, case: placed, files, ...rest };
}

/** @throws InputError where files came and nothing says what was stolen in them */
function refuseUnseeded({ chain, sources = [], thefts = [] }: TraceRequest['options']): void {
  if (chain !== undefined && sources.length + thefts.length > 0) return;
  const wanted = 'the chain, and the transaction of the theft or the address of the thief';
  throw new InputError('options', wanted, 'files alone');
}

function titleOf({ text, case: file, files }: TraceRequest): string {
  if (file) return file.title;
  if (text === null)
    return files
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 200);
  return text.length > 20 ? `${text.slice(0, 10)}…${text.slice(-6)}` : text;
}

/** Sends what was found of a trace; who takes it, and what it is, stands in the log of its case. */
export async function sendResult(
  c: Context<DeskEnv>,
  { id: trace, case_id: caseId, partial_sha256: partial, status }: Trace,
  sha256: string | null,
  taking: Pick<Taking, 'what' | 'subject'> = { what: 'result', subject: { trace } },
): Promise<Response> {
  if (sha256 === null) throw notFound('no result yet');
  if (isKnown(c, `"${sha256}"`)) return c.body(null, 304);
  const blob = await getBlob(c.get('desk').store.db, sha256);
  if (!blob) throw notFound('no result yet');
  // what is known so far is no result while it grows; of a trace that was stopped it is what it has
  const isGrowing = sha256 === partial && ['queued', 'running', 'partial'].includes(status);
  if (caseId !== null && !isGrowing) await noteTaken(c, { caseId, sha256, ...taking });
  c.header('Content-Type', 'application/json');
  return c.body(blob.bytes);
}

/** A trace that waits ends at once; one that runs, as soon as its worker hears of it. */
async function cancelTrace(c: Context<DeskEnv>, trace: Trace): Promise<Trace> {
  const actor = c.get('actor');
  return await inTransaction(c.get('desk').store.db, async (trx) => {
    const job = await cancelJob(trx, trace.job_id ?? '');
    if (!job) return trace;
    if (job.state === 'cancelled') {
      return await failTrace(trx, trace.id, { status: 'cancelled', error: null, actor });
    }
    await noteTrace(trx, trace, actor, 'trace told to stop', {});
    return trace;
  });
}
