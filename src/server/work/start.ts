import type { Desk } from '../desk.ts';
import { startWatching } from '../watch/start.ts';
import { seedExample } from './example.ts';
import { keepLeftRecordings } from './record.ts';
import { applyTagDecisions } from './tag-decisions.ts';
import { JobWorker } from './worker.ts';
import { workshopOf } from './workshop.ts';

/**
 * Begins to do the desk's work in this process; gives what ends it.
 * @param withExample puts the example into a fresh store
 */
export async function startWork(desk: Desk, withExample = false): Promise<() => Promise<void>> {
  // tags and lists are opened before somebody waits for them
  const shop = workshopOf(desk);
  // what was decided and not written to the data folder when the program ended
  void applyTagDecisions(desk);
  const worker = new JobWorker(desk);
  await worker.start();
  keepLeftRecordings(desk).catch((error: unknown) => {
    if (!desk.stopping.aborted) desk.log.error({ error }, 'older recordings could not be kept');
  });
  if (withExample) {
    seedExample(desk).catch((error: unknown) => {
      if (!desk.stopping.aborted) desk.log.error({ error }, 'the example could not be put there');
    });
  }
  const watching = await startWatching(desk, shop);
  return async () => {
    await watching.stop();
    await worker.stop();
  };
}
