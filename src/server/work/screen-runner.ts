import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { getBlob } from '../../store/blobs.ts';
import { document } from '../../store/document.ts';
import { emit } from '../../store/events.ts';
import { newId } from '../../store/ids.ts';
import { assertHeld } from '../../store/jobs.ts';
import { screenedTexts } from '../../store/screened-lists.ts';
import { inTransaction } from '../../store/transaction.ts';
import { depositScreened } from '../deposits/exposure.ts';
import type { Runner, Work } from './runner.ts';
import { screenAskSchema } from './screen-question.ts';
import type { ToldBy } from './tasks.ts';

export const SCREEN_JOB = 'screen';

/** What a job that screens a list is asked; its texts, a line each, are a blob. */
export const screenJobSchema = z.strictObject({
  sha256: z.string(),
  ask: screenAskSchema,
  asksSources: z.boolean(),
  /** The list that this one repeats. */
  earlierJobId: z.string().optional(),
});

/** Screens a list, and keeps an answer for each of its texts. */
export const screenRunner: Runner = {
  kind: SCREEN_JOB,
  atOnce: 1,
  async run(work) {
    const { place, job, threads, signal, progress } = work;
    const { sha256, ask, asksSources, earlierJobId } = screenJobSchema.parse(job.body);
    const blob = await getBlob(place.store.db, sha256);
    if (!blob) throw new InputError('list', 'texts that are kept', 'none');
    const all = new Set(blob.bytes.toString('utf8').split('\n').filter(Boolean));
    // a job that goes on after its worker was lost has some of them already
    const { db } = place.store;
    const before = await screenedTexts(db, job.id);
    for (const text of before.keys()) all.delete(text);
    const earlier = earlierJobId ? await screenedTexts(db, earlierJobId) : new Map();
    const total = all.size + before.size;
    const input = { home: place.home, texts: [...all], ask, asksSources };
    let done = before.size;
    let keeping: Promise<unknown> = Promise.resolve();
    const output = await threads.run('screen', input, {
      signal,
      told: (batch) => {
        keeping = keeping.then(() => keep(work, batch, { ask, earlier }));
        // told at the end: until then it must not end the program
        keeping.catch(() => undefined);
        done += batch.length;
        progress({ done, total });
      },
      failed: (stack) => place.log.error({ job: job.id, stack }, 'a list could not be screened'),
    });
    await keeping;
    await depositScreened(place, job.id);
    return { result: { ...output, screened: output.screened + before.size, total } };
  },
};

async function keep(
  { place, job }: Work,
  batch: ToldBy<'screen'>,
  {
    ask,
    earlier,
  }: {
    readonly ask: z.output<typeof screenAskSchema>;
    readonly earlier: ReadonlyMap<string, string>;
  },
): Promise<void> {
  if (batch.length === 0) return;
  const rows = batch.map(({ text, answer, decision, fault }) => ({
    id: newId(),
    case_id: job.case_id,
    created_by: job.created_by,
    input: document({ text, ask, ...(fault === null ? {} : { fault }) }),
    answer,
    decision,
    job_id: job.id,
    earlier_id: earlier.get(text) ?? null,
  }));
  const { id, case_id: caseId } = job;
  await inTransaction(place.store.db, async (trx) => {
    await assertHeld(trx, job);
    await trx.insertInto('screening').values(rows).execute();
    const body = { id, screened: rows.length };
    await emit(trx, { topic: `job:${id}`, caseId, kind: 'progress', body });
  });
}
