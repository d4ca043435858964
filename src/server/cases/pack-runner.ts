// Jobs that make packs.

import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { PACK_KINDS } from '../../casework/file/entries.ts';
import { AUDIENCES, CHOICES } from '../../casework/redaction/rules.ts';
import { getBlob, putBlob } from '../../store/blobs.ts';
import { document } from '../../store/document.ts';
import { EXPANSION } from '../../store/expansions.ts';
import { newId } from '../../store/ids.ts';
import { versionWith } from '../../store/recordings.ts';
import type { Db } from '../../store/tables.ts';
import { findTrace } from '../../store/traces.ts';
import { withRecord } from '../work/record.ts';
import { runFiles } from '../work/restore.ts';
import type { Runner } from '../work/runner.ts';
import { changeCase } from './change.ts';
import { readContents } from './pack-contents.ts';
import { mayHoldTags } from './pack-licences.ts';
import type { PackTask } from './pack-task.ts';

export const PACK_JOB = 'pack';

/** For whom a pack is, and what is left out besides what is left out for them anyway. */
export const audienceSchema = z.strictObject({
  audience: z.enum(AUDIENCES),
  leaveOut: z.array(z.enum(CHOICES)).max(CHOICES.length).default([]),
});
type PackAudience = z.infer<typeof audienceSchema>;

/** What a job that makes a pack is asked. */
export const packJobSchema = z.strictObject({
  caseId: z.string(),
  traceId: z.string(),
  kind: z.enum(PACK_KINDS),
  /** Without its extension. */
  name: z.string(),
  /** The version of the result that was there when it was asked for. */
  resultSha256: z.string(),
  /** Null: the trace alone, whole. */
  audience: audienceSchema.nullable().default(null),
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
    const input = await packInput(db, asked);
    const make = (folder: string | null) =>
      threads.run(
        'pack',
        { ...input, folder },
        {
          signal,
          hands: handsOf(input),
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
          const redaction = made.cover?.redaction ?? null;
          await trx
            .insertInto('pack')
            .values({
              ...row,
              created_by: personId,
              redaction: redaction === null ? null : document(redaction),
            })
            .execute();
          const subject = { pack: id, trace: traceId };
          const about = redaction && { audience: redaction.audience, rules: redaction.rules };
          const detail = { kind, sha256, resultSha256, ...about };
          return {
            value: null,
            change: { action: 'pack.made', subject, before: null, after: row, detail },
          };
        });
      },
    };
  },
};

type PackInput = Omit<Parameters<PackTask>[0], 'folder' | 'result' | 'inputs' | 'tags'> & {
  readonly result: Bytes;
  readonly inputs: readonly File[];
  readonly tags: readonly File[];
};
type Bytes = Uint8Array<ArrayBuffer>;
interface File {
  readonly name: string;
  readonly bytes: Bytes;
}

interface About {
  readonly caseId: string;
  readonly traceId: string;
  readonly kind: PackInput['kind'];
  readonly resultSha256: string;
  readonly audience: PackAudience | null;
}

/** What a pack is made from, or its preview. @throws InputError where the result is not kept */
export async function packInput(db: Db, about: About): Promise<PackInput> {
  const { caseId, traceId, kind, resultSha256, audience } = about;
  const result = await getBlob(db, resultSha256);
  if (!result) throw new InputError('pack', 'a result that is kept', resultSha256);
  const inputs = kind === 'bundle' ? await inputsOf(db, traceId) : [];
  if (audience === null) {
    return { kind, result: result.bytes, inputs, tags: [], audience };
  }
  const run = (await versionWith(db, traceId, resultSha256))?.run ?? null;
  const tags = run === null ? await inputsOf(db, traceId) : await runFiles(db, run, mayHoldTags);
  const contents = await readContents(db, caseId);
  return { kind, result: result.bytes, inputs, tags, audience: { ...audience, contents } };
}

/** The buffers that its thread is given, each once. */
export function handsOf({ result, inputs, tags }: PackInput): ArrayBuffer[] {
  return [result.buffer, ...[...inputs, ...tags].map(({ bytes }) => bytes.buffer)];
}

/** More than this of inputs is not carried in a pack. */
const MOST_INPUTS = 1000;

/** Those inputs of a trace whose bytes the store keeps: files that were uploaded. */
async function inputsOf(db: Db, traceId: string): Promise<File[]> {
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
  const inputs: File[] = [];
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
