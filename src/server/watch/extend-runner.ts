import type { Transaction } from 'kysely';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { extensionFolder } from '../../casework/live/extension.ts';
import { forgetRun } from '../../store/recordings.ts';
import type { Tables } from '../../store/tables.ts';
import { finishTrace } from '../../store/trace-results.ts';
import { findTrace, type Trace } from '../../store/traces.ts';
import { runFolderOf } from '../work/place.ts';
import { bringVersion, forgetFolders } from '../work/record.ts';
import { Recording } from '../work/recording.ts';
import type { Runner } from '../work/runner.ts';
import type { OutputOf } from '../work/tasks.ts';
import { traceRequestSchema } from '../work/trace-request.ts';
import { keepEvidence, SCHEMA_VERSION } from '../work/trace-runner.ts';
import { WATCHING } from './alerts.ts';
import { EXTEND_JOB } from './extension.ts';

const bodySchema = z.object({ traceId: z.string(), block: z.int().min(0) });

/** Traces once more what a watch saw move, up to the newest block: a new version of the result. */
export const extendRunner: Runner = {
  kind: EXTEND_JOB,
  atOnce: 1,
  async run({ place, job, threads, signal, progress }) {
    const { traceId, block } = bodySchema.parse(job.body);
    const trace = await findTrace(place.store.db, traceId);
    if (!trace) throw new InputError('job', 'a trace that is there', traceId);
    const request = traceRequestSchema.parse(trace.request);
    const { result_sha256: newest } = trace;
    const current = newest && (await bringVersion(place, trace, newest));
    if (!current) throw new InputError('trace', 'one with recorded answers', traceId);
    const folder = runFolderOf(place.home, trace, job.id);
    // what an attempt that was cut off was told may be of blocks that are gone
    const { db } = place.store;
    await forgetRun(db, job.id);
    extensionFolder(current, folder);
    const output = await threads.run(
      'trace',
      { request, folder, home: place.home },
      {
        signal,
        told: (told) => {
          if (told.kind === 'progress') progress(told.progress);
        },
        failed: (stack) => place.log.error({ trace: traceId, stack }, 'an extension failed'),
      },
    );
    signal.throwIfAborted();
    const { sha256, headline } = output;
    await new Recording(db, { run: job.id, traceId, folder }, job).finish();
    await forgetFolders(place, trace, [current, folder]);
    const keep = (trx: Transaction<Tables>) => {
      return keepExtension(trx, trace, output, { block, run: job.id });
    };
    return { result: { sha256, headline }, keep };
  },
};

async function keepExtension(
  trx: Transaction<Tables>,
  { id, result_sha256 }: Trace,
  { bytes, sha256, headline, evidence }: OutputOf<'trace'>,
  { block, run }: { readonly block: number; readonly run: string },
): Promise<void> {
  if (sha256 === result_sha256) return forgetRun(trx, run);
  await keepEvidence(trx, id, evidence);
  const reason = `extended to block ${block} and later`;
  const about = { headline, schemaVersion: SCHEMA_VERSION, reason, actor: WATCHING };
  await finishTrace(trx, id, { ...about, result: bytes, run });
}
