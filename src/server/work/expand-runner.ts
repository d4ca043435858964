import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import {
  EXPANSION,
  type ExpansionRow,
  failExpansion,
  findExpansion,
  keepExpansion,
} from '../../store/expansions.ts';
import type { Job } from '../../store/jobs.ts';
import type { Db } from '../../store/tables.ts';
import { findTrace, type Trace } from '../../store/traces.ts';
import { bringBlob } from './blob-file.ts';
import { faultText } from './fault.ts';
import { filesOf, traceFolderOf, type WorkPlace } from './place.ts';
import { withBegun, withRecord } from './record.ts';
import type { Runner } from './runner.ts';
import { isLive, type TraceRequest, traceRequestSchema } from './trace-request.ts';

/** What a job that asks about an address is asked. */
const expansionJobSchema = z.object({
  traceId: z.string(),
  expansionId: z.string(),
  chain: z.string().nullable(),
});

/** What a person waits for must not take for ever. */
const SECONDS = 90;
const SYSTEM = { kind: 'system', id: 'work', name: 'Hue & Cry' } as const;

/** Asks the source of a trace what it knows of an address, and keeps the answer with the trace. */
export const expandRunner: Runner = {
  kind: EXPANSION,
  atOnce: 2,
  async run({ place, job, threads, signal }) {
    const { db } = place.store;
    const row = await rowOf(db, job);
    const trace = await findTrace(db, row.trace_id);
    if (!trace) throw new InputError('job', 'a trace that is there', row.trace_id);
    const request = traceRequestSchema.parse(trace.request);
    const { address, direction, since, until } = row;
    const window = { address, direction, from: seconds(since), to: seconds(until) };
    const { chain } = expansionJobSchema.parse(job.body);
    const failed = (stack: string) =>
      place.log.error({ expansion: row.id, stack }, 'an expansion failed');
    const output = await inFolder(place, { trace, request, jobId: job.id }, (folder) => {
      const input = { request, folder, home: place.home, chain, window, seconds: SECONDS };
      return threads.run('expand', input, { signal, failed });
    });
    const { sha256, bytes, evidence, source } = output;
    return {
      result: { sha256 },
      keep: (trx) => keepExpansion(trx, row, { bytes, evidence, source, actor: SYSTEM }),
    };
  },
  async ended(trx, job, { state, fault }) {
    const error = state === 'failed' ? { message: faultText(fault), kind: fault.kind } : null;
    await failExpansion(trx, await rowOf(trx, job), { status: state, error, actor: SYSTEM });
  },
};

/**
 * Does something in a folder with what the trace was asked of: its files, or for a live one what is
 * recorded of its result, since its own folder is a cache.
 * @throws InputError where a live trace has not begun
 */
async function inFolder<Result>(
  place: WorkPlace,
  about: { readonly trace: Trace; readonly request: TraceRequest; readonly jobId: string },
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const { trace, request } = about;
  const { result_sha256: resultSha256 } = trace;
  if (!isLive(request)) {
    const folder = traceFolderOf(place.home, trace.id);
    await bringFiles(place.store.db, request, filesOf(folder));
    return work(folder);
  }
  const found = (folder: string | null) => {
    if (folder !== null) return work(folder);
    throw new InputError('trace', 'one that has begun', 'none');
  };
  return resultSha256 === null
    ? withBegun(place, about, found)
    : withRecord(place, { ...about, resultSha256 }, found);
}

async function bringFiles(db: Db, { files }: TraceRequest, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, sha256 } of files) {
    await bringBlob(db, sha256, join(folder, name));
  }
}

/** @throws InputError where it is not there any more */
async function rowOf(db: Db, job: Job): Promise<ExpansionRow> {
  const { traceId, expansionId } = expansionJobSchema.parse(job.body);
  const row = await findExpansion(db, traceId, expansionId);
  if (row) return row;
  throw new InputError('job', 'an expansion that is there', expansionId);
}

function seconds(at: Date | null): number | null {
  return at === null ? null : Math.floor(at.getTime() / 1000);
}
