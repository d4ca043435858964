// Jobs that verify the evidence of a case again: every trace, every answer that it rests on, and
// every file that the store keeps.

import { sql } from 'kysely';
import { z } from 'zod';
import { EvidenceError } from '../../base/errors.ts';
import { getBlob } from '../../store/blobs.ts';
import type { EvidenceState } from '../../store/tables/words.ts';
import type { Db } from '../../store/tables.ts';
import { withRecord } from '../work/record.ts';
import type { Runner } from '../work/runner.ts';
import type { OutputOf } from '../work/tasks.ts';
import { changeCase, type Trx } from './change.ts';

export const CHECK_JOB = 'check';

/** What a job that verifies is asked. */
export const checkJobSchema = z.strictObject({
  caseId: z.string(),
  actor: z.object({ kind: z.enum(['person', 'key', 'system']), id: z.string(), name: z.string() }),
});

type States = Map<EvidenceState, string[]>;
type Report = Omit<OutputOf<'check'>, 'states'> & {
  readonly traceId: string;
  readonly sha256: string;
};

export const checkRunner: Runner = {
  kind: CHECK_JOB,
  atOnce: 1,
  async run({ place, job, threads, signal, progress }) {
    const { caseId, actor } = checkJobSchema.parse(job.body);
    const { db } = place.store;
    const kept = await keptFiles(db, caseId);
    const states: States = new Map();
    const traces = await tracesOf(db, caseId);
    const reports: Report[] = [];
    for (const trace of traces) {
      const { id, result_sha256 } = trace;
      const about = { trace, resultSha256: result_sha256, jobId: job.id };
      const check = async (folder: string | null) => {
        const result = await resultOf(db, result_sha256);
        const hands = [result.buffer];
        return threads.run('check', { result, folder }, { signal, hands });
      };
      const checked = await withRecord(place, about, check).catch(async (error: unknown) => {
        if (!(error instanceof EvidenceError)) throw error;
        return withProblem(await check(null), error.message);
      });
      await judge(db, id, checked, kept, states);
      const { states: _, ...report } = checked;
      reports.push({ traceId: id, sha256: result_sha256, ...report });
      progress({ checked: reports.length, of: traces.length });
    }
    const count = (state: EvidenceState) => states.get(state)?.length ?? 0;
    const counts = {
      proved: count('proved'),
      recorded: count('recorded'),
      claimed: count('claimed'),
      failed: count('failed'),
    };
    const isWhole = counts.failed === 0 && reports.every((one) => one.problemCount === 0);
    const report = { ok: isWhole, counts, traces: reports };
    return {
      result: report,
      keep: (trx) =>
        changeCase(trx, { caseId, actor, whileClosed: true }, async () => {
          await writeStates(trx, states);
          const subject = { case: caseId };
          const detail = { ok: isWhole, counts, traces: reports.length };
          const change = { action: 'evidence.verified', subject, before: null, after: report };
          return { value: undefined, change: { ...change, detail } };
        }),
    };
  },
};

/** What is recorded cannot even be laid out. */
function withProblem(checked: OutputOf<'check'>, problem: string): OutputOf<'check'> {
  const problems = [problem, ...checked.problems];
  return { ...checked, problems, problemCount: checked.problemCount + 1 };
}

async function tracesOf(db: Db, caseId: string) {
  const rows = await db
    .selectFrom('trace')
    .select(['id', 'job_id', 'result_sha256'])
    .where('case_id', '=', caseId)
    .where('result_sha256', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, result_sha256: row.result_sha256 ?? '' }));
}

/** What is kept by that digest; what is missing or damaged is nothing, and does not verify. */
async function resultOf(db: Db, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await getBlob(db, sha256))?.bytes ?? new Uint8Array();
  } catch (error) {
    if (error instanceof EvidenceError) return new Uint8Array();
    throw error;
  }
}

/** Digests of this case's evidence that the store has bytes of, and whether these still match. */
async function keptFiles(db: Db, caseId: string): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db
    .selectFrom('blob')
    .select(['sha256', sql<boolean>`encode(sha256(bytes), 'hex') = sha256`.as('isWhole')])
    .where('sha256', 'in', (eb) =>
      eb.selectFrom('evidence').select('evidence.sha256').where('case_id', '=', caseId),
    )
    .execute();
  return new Map(rows.map(({ sha256, isWhole }) => [sha256, isWhole]));
}

/** What each row of evidence of a trace now is. */
async function judge(
  db: Db,
  traceId: string,
  checked: OutputOf<'check'>,
  kept: ReadonlyMap<string, boolean>,
  states: States,
): Promise<void> {
  const rows = await db
    .selectFrom('evidence')
    .select(['id', 'sha256'])
    .where('trace_id', '=', traceId)
    .execute();
  for (const { id, sha256 } of rows) {
    const isWhole = kept.get(sha256);
    const byBytes = isWhole === undefined ? 'claimed' : isWhole ? 'recorded' : 'failed';
    const found = checked.states.get(sha256) ?? 'claimed';
    const state = byBytes === 'failed' || found === 'claimed' ? byBytes : found;
    states.set(state, [...(states.get(state) ?? []), id]);
  }
}

async function writeStates(trx: Trx, states: States): Promise<void> {
  for (const [state, ids] of states) {
    await trx
      .updateTable('evidence')
      .set({ state })
      .where(sql<boolean>`id = any(${ids}::text[])`)
      .where('state', '!=', state)
      .execute();
  }
}
