import { setTimeout as sleep } from 'node:timers/promises';
import { putBlob } from '../../store/blobs.ts';
import { document } from '../../store/document.ts';
import { emit } from '../../store/events.ts';
import type { Row } from '../../store/tables.ts';
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
  readonly #trace: Row<'trace'>;
  #progress: TraceProgress | null = null;
  #partial: Uint8Array | null = null;
  #last: string | null;
  #work: Promise<void> | null = null;

  constructor(place: WorkPlace, trace: Row<'trace'>) {
    this.#place = place;
    this.#trace = trace;
    this.#last = trace.partial_sha256;
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
    await this.#forget(this.#last);
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
        this.#place.log.warn({ error, trace: this.#trace.id }, 'progress was not kept');
      }
      await sleep(PAUSE_MS);
    }
  }

  async #write(progress: TraceProgress | null, partial: Uint8Array | null): Promise<void> {
    const { id, case_id: caseId } = this.#trace;
    const topic = `trace:${id}`;
    const before = this.#last;
    await inTransaction(this.#place.store.db, async (trx) => {
      const sha256 = partial && (await putBlob(trx, partial, 'application/json'));
      await trx
        .updateTable('trace')
        .set({
          ...(progress && { progress: document(progress) }),
          ...(sha256 && { partial_sha256: sha256 }),
        })
        .where('id', '=', id)
        .execute();
      if (progress) await emit(trx, { topic, caseId, kind: 'progress', body: progress });
      if (sha256) await emit(trx, { topic, caseId, kind: 'partial', body: { sha256 } });
      this.#last = sha256 ?? before;
    });
    if (before !== this.#last) await this.#forget(before);
  }

  /** A partial result is of no use once there is a newer one; nothing else may point to it. */
  async #forget(sha256: string | null): Promise<void> {
    if (sha256 === null) return;
    const { db } = this.#place.store;
    await db
      .deleteFrom('blob')
      .where('sha256', '=', sha256)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('evidence').select('id').where('evidence.sha256', '=', sha256))),
      )
      .execute()
      .catch(() => undefined);
  }
}
