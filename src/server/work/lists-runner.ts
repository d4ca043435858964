import { z } from 'zod';
import { noteListVersion } from '../../store/names.ts';
import type { Runner } from './runner.ts';

/** What a job that updates lists is asked. */
export const listsJobSchema = z.strictObject({
  lists: z.array(z.string().max(100)).max(100).default([]),
  accept: z.boolean().default(false),
});

/** Fetches sanctions lists into the data folder of the program that takes the job. */
export const listsRunner: Runner = {
  kind: 'lists',
  atOnce: 1,
  async run({ place, job, threads, signal, progress }) {
    const input = { ...listsJobSchema.parse(job.body), home: place.home };
    let done = 0;
    const updated = await threads.run('lists', input, {
      signal,
      told: ({ list }) => {
        done += 1;
        progress({ done, list });
      },
      failed: (stack) => place.log.error({ job: job.id, stack }, 'lists could not be updated'),
    });
    return {
      result: updated,
      async keep(trx) {
        for (const { list, version } of updated) {
          if (version === null) continue;
          const { sha256, published, fetched, entries, changes } = version;
          const about = {
            version: version.version,
            published_at: published === null ? null : new Date(published),
            fetched_at: new Date(fetched * 1000),
            entries,
          };
          await noteListVersion(trx, { list, sha256, ...about, changes: changes ?? {} });
        }
      },
    };
  },
};
