import { setTimeout as sleep } from 'node:timers/promises';
import { assertHeld, type Job } from '../../store/jobs.ts';
import { noteProgress, putPartial } from '../../store/trace-results.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { WorkPlace } from './place.ts';
import type { ToldBy } from './tasks.ts';
import type { TraceProgress } from './trace-task.ts';

/** Between two writings: the eye follows no more, and a round may take a millisecond. */
const PAUSE_MS = 200;

/**
 * Writes down how far a trace is, and what it knows so far: always the newest, so that a slow store
 * does not slow the trace.
 */
export class Saving {
  readonly #place: WorkPlace;
  readonly #job: Job;
  readonly #traceId: string;
  #progress: TraceProgress | null = null;
  #partial: Uint8Array | null = null;
  #work: Promise<void> | null = null;

  constructor(place: WorkPlace, job: Job, traceId: string) {
    this.#place = place;
    this.#job = job;
    this.#traceId = traceId;
  }

  take(told: ToldBy<'trace'>): void {
    if (told.kind === 'progress') this.#progress = told.progress;
    else this.#partial = told.bytes;
    this.#work ??= this.#save().finally(() => {
      this.#work = null;
    });
  }

  /** Resolves once all that was taken is written down. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #save(): Promise<void> {
    while (this.#progress || this.#partial) {
      const [progress, partial] = [this.#progress, this.#partial];
      this.#progress = null;
      this.#partial = null;
      try {
        await this.#write(progress, partial);
      } catch (error) {
        // the trace itself goes on, and its result will be kept or its job will fail
        this.#place.log.warn({ error, trace: this.#traceId }, 'progress was not kept');
      }
      await sleep(PAUSE_MS);
    }
  }

  async #write(progress: TraceProgress | null, partial: Uint8Array | null): Promise<void> {
    await inTransaction(this.#place.store.db, async (trx) => {
      await assertHeld(trx, this.#job);
      if (progress) await noteProgress(trx, this.#traceId, progress);
      if (partial) await putPartial(trx, this.#traceId, partial);
    });
  }
}
