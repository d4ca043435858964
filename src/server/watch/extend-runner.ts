import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { extensionFolder } from '../../casework/live/extension.ts';
import type { Tables } from '../../store/tables.ts';
import { finishTrace } from '../../store/trace-results.ts';
import { findTrace, type Trace } from '../../store/traces.ts';
import { traceFolderOf } from '../work/place.ts';
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
    const current = traceFolderOf(place.home, traceId);
    const folder = `${current}.next`;
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
    const keep = async (trx: Transaction<Tables>) => {
      await keepExtension(trx, trace, output, block);
      replace(current, folder);
    };
    return { result: { sha256, headline }, keep };
  },
};

async function keepExtension(
  trx: Transaction<Tables>,
  { id, result_sha256 }: Trace,
  { bytes, sha256, headline, evidence }: OutputOf<'trace'>,
  block: number,
): Promise<void> {
  if (sha256 === result_sha256) return;
  await keepEvidence(trx, id, evidence);
  const reason = `extended to block ${block} and later`;
  const about = { headline, schemaVersion: SCHEMA_VERSION, reason, actor: WATCHING };
  await finishTrace(trx, id, { ...about, result: bytes });
}

/** The folder of the trace is that of its newest version; those before stay beside it. */
function replace(current: string, next: string): void {
  let version = 1;
  while (existsSync(`${current}.v${version}`)) version += 1;
  renameSync(current, `${current}.v${version}`);
  renameSync(next, current);
  rmSync(`${current}.next`, { recursive: true, force: true });
}
