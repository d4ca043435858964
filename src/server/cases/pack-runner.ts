// Jobs that make packs.

import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { PACK_KINDS } from '../../casework/file/entries.ts';
import { getBlob, putBlob } from '../../store/blobs.ts';
import { EXPANSION } from '../../store/expansions.ts';
import { newId } from '../../store/ids.ts';
import type { Db } from '../../store/tables.ts';
import { findTrace } from '../../store/traces.ts';
import { withRecord } from '../work/record.ts';
import type { Runner } from '../work/runner.ts';
import { changeCase } from './change.ts';

export const PACK_JOB = 'pack';

/** What a job that makes a pack is asked. */
export const packJobSchema = z.strictObject({
  caseId: z.string(),
  traceId: z.string(),
  kind: z.enum(PACK_KINDS),
  /** Without its extension. */
  name: z.string(),
  /** The version of the result that was there when it was asked for. */
  resultSha256: z.string(),
  personId: z.string(),
  actor: z.object({ kind: z.enum(['person', 'key', 'system']), id: z.string(), name: z.string() }),
});

export const packRunner: Runner = {
  kind: PACK_JOB,
  atOnce: 1,
  async run({ place, job, threads, signal }) {
    const asked = packJobSchema.parse(job.body);
    const { caseId, traceId, kind, actor, personId, resultSha256 } = asked;
    const { db } = place.store;
    const result = await getBlob(db, resultSha256);
    if (!result) throw new InputError('pack', 'a result that is kept', resultSha256);
    const inputs = kind === 'bundle' ? await inputsOf(db, traceId) : [];
    const make = (folder: string | null) =>
      threads.run(
        'pack',
        { kind, folder, inputs, result: result.bytes },
        {
          signal,
          hands: [result.bytes.buffer, ...inputs.map(({ bytes }) => bytes.buffer)],
          failed: (stack) => place.log.error({ job: job.id, stack }, 'a pack could not be made'),
        },
      );
    const trace = await findTrace(db, traceId);
    const about = trace && { trace, resultSha256, jobId: job.id };
    const isBundle = kind === 'bundle' && about !== undefined;
    const made = isBundle ? await withRecord(place, about, make) : await make(null);
    const id = newId();
    return {
      result: { packId: id },
      async keep(trx) {
        await changeCase(trx, { caseId, actor, whileClosed: true }, async () => {
          const sha256 = await putBlob(trx, made.bytes, made.media);
          const name = `${asked.name}${made.extension}`;
          const row = { id, case_id: caseId, trace_id: traceId, kind, sha256, name };
          await trx
            .insertInto('pack')
            .values({ ...row, created_by: personId })
            .execute();
          const subject = { pack: id, trace: traceId };
          const detail = { kind, sha256, resultSha256 };
          return {
            value: null,
            change: { action: 'pack.made', subject, before: null, after: row, detail },
          };
        });
      },
    };
  },
};

/** More than this of inputs is not carried in a pack. */
const MOST_INPUTS = 1000;

/** Those inputs of a trace whose bytes the store keeps: files that were uploaded. */
async function inputsOf(db: Db, traceId: string) {
  const rows = await db
    .selectFrom('evidence')
    .innerJoin('blob', 'blob.sha256', 'evidence.sha256')
    .select(['evidence.sha256', 'evidence.source'])
    .where('evidence.trace_id', '=', traceId)
    // context of the trace, on which nothing in its result rests
    .where('evidence.kind', '!=', EXPANSION)
    .orderBy('evidence.id')
    .limit(MOST_INPUTS)
    .execute();
  const once = new Map(rows.map((row) => [row.sha256, row]));
  const inputs: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];
  for (const { sha256, source } of once.values()) {
    const blob = await getBlob(db, sha256);
    if (!blob) continue;
    const plain =
      source
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/[^\w.()+ -]/g, '_') ?? '';
    const name = `inputs/${inputs.length + 1}-${plain.slice(-100)}`;
    inputs.push({ name, bytes: blob.bytes });
  }
  return inputs;
}
