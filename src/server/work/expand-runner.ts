import { existsSync } from 'node:fs';
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
import { findTrace } from '../../store/traces.ts';
import { writeBlob } from './blob-file.ts';
import { faultText } from './fault.ts';
import { filesOf, traceFolderOf } from './place.ts';
import type { Runner } from './runner.ts';
import { traceRequestSchema } from './trace-request.ts';

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
    const request = traceRequestSchema.parse(trace?.request);
    const folder = traceFolderOf(place.home, row.trace_id);
    const files = filesOf(folder);
    await mkdir(files, { recursive: true, mode: 0o700 });
    for (const { name, sha256 } of request.files) {
      const path = join(files, name);
      if (!existsSync(path)) await writeBlob(db, sha256, path);
    }
    const { address, direction, since, until } = row;
    const window = { address, direction, from: seconds(since), to: seconds(until) };
    const { chain } = expansionJobSchema.parse(job.body);
    const input = { request, folder, home: place.home, chain, window, seconds: SECONDS };
    const failed = (stack: string) =>
      place.log.error({ expansion: row.id, stack }, 'an expansion failed');
    const output = await threads.run('expand', input, { signal, failed });
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
