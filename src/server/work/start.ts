import type { Desk } from '../desk.ts';
import { JobWorker } from './worker.ts';
import { workshopOf } from './workshop.ts';

/** Begins to do the desk's work in this process; gives what ends it. */
export async function startWork(desk: Desk): Promise<() => Promise<void>> {
  // tags and lists are opened before somebody waits for them
  workshopOf(desk);
  const worker = new JobWorker(desk);
  await worker.start();
  return () => worker.stop();
}
