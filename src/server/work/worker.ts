import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { emit } from '../../store/events.ts';
import {
  claim,
  endCancelled,
  endLostJobs,
  failJob,
  finish,
  type Job,
  renew,
} from '../../store/jobs.ts';
import type { Db } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Fault, faultOf, faultText } from './fault.ts';
import { clearParts, freeLeftBehind, nameWorker } from './left-behind.ts';
import type { WorkPlace } from './place.ts';
import type { Runner } from './runner.ts';
import { RUNNERS } from './runners.ts';
import { Threads } from './threads.ts';

const LEASE_SECONDS = 30;
const RENEW_MS = 1000;
/** Jobs are announced; this is for those that come due, and for a missed announcement. */
const LOOK_MS = 5000;
const PAUSE_MS = 1000;
const DAY_MS = 86_400_000;
/** What a stopping worker waits for its jobs. */
const STOP_MS = 15_000;

/** Why a job is told to stop. */
type Why = 'cancelled' | 'lost' | 'handed on';

interface Running {
  readonly job: Job;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Does jobs of the store until it is stopped; any number of workers may share one store. */
export class JobWorker {
  readonly #place: WorkPlace;
  readonly #name: string;
  readonly #threads: Threads;
  readonly #running = new Map<string, Running>();
  #unlisten: (() => Promise<void>) | null = null;
  #isStopping = false;
  #clearing: NodeJS.Timeout | undefined;
  #wake = Promise.withResolvers<void>();
  #loop: Promise<void> = Promise.resolve();

  /** @param threads in which it does what is long, and which close with it */
  constructor(place: WorkPlace, threads = new Threads(2)) {
    this.#place = place;
    this.#name = nameWorker();
    this.#threads = threads;
  }

  /** Begins to take jobs. */
  async start(): Promise<void> {
    this.#threads.warm('trace');
    this.#unlisten = await this.#place.store.listen('jobs', () => this.#wake.resolve());
    await freeLeftBehind(this.#place.store.db);
    this.#clearParts();
    this.#clearing = setInterval(() => this.#clearParts(), DAY_MS).unref();
    this.#loop = this.#work();
  }

  #clearParts(): void {
    const { home, log } = this.#place;
    clearParts(home, Date.now()).catch((error: unknown) => {
      log.warn({ error }, 'parts of files could not be removed');
    });
  }

  /** Takes no more jobs, hands those on that run, and resolves once they are handed on. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake.resolve();
    clearInterval(this.#clearing);
    await this.#unlisten?.();
    await this.#loop;
    for (const { abort } of this.#running.values()) abort.abort('handed on' satisfies Why);
    const all = Promise.all([...this.#running.values()].map(({ ended }) => ended));
    await Promise.race([all, sleep(STOP_MS, undefined, { ref: false })]);
    await this.#threads.close();
  }

  async #work(): Promise<void> {
    while (!this.#isStopping) {
      this.#wake = Promise.withResolvers<void>();
      try {
        await this.#endLost();
        while (await this.#claimed());
      } catch (error) {
        this.#place.log.warn({ error }, 'jobs cannot be taken now');
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
      const look = sleep(LOOK_MS, undefined, { ref: false });
      if (!this.#isStopping) await Promise.race([this.#wake.promise, look]);
    }
  }

  /** Takes one job, if there is one for which there is room. */
  async #claimed(): Promise<boolean> {
    if (this.#isStopping) return false;
    const kinds = RUNNERS.filter((one) => this.#busy(one) < one.atOnce);
    if (kinds.length === 0) return false;
    const job = await claim(this.#place.store.db, {
      kinds: kinds.map(({ kind }) => kind),
      worker: this.#name,
      leaseSeconds: LEASE_SECONDS,
    });
    if (job === undefined) return false;
    const abort = new AbortController();
    const ended = this.#do(job, abort).finally(() => {
      this.#running.delete(job.id);
      this.#wake.resolve();
    });
    this.#running.set(job.id, { job, abort, ended });
    return true;
  }

  #busy({ kind }: Runner): number {
    return [...this.#running.values()].filter(({ job }) => job.kind === kind).length;
  }

  async #do(job: Job, abort: AbortController): Promise<void> {
    const runner = RUNNERS.find(({ kind }) => kind === job.kind);
    if (!runner) return;
    const { log } = this.#place;
    const about = { job: job.id, kind: job.kind };
    let newest: unknown;
    const renewing = this.#renewing(job, abort, () => newest);
    try {
      const outcome = await runner.run({
        place: this.#place,
        job,
        threads: this.#threads,
        signal: abort.signal,
        isCancelled: () => abort.signal.reason === 'cancelled',
        progress: (progress) => {
          newest = progress;
        },
      });
      // what was made before it could be stopped is kept, unless it is no longer ours to keep
      if (isOneOf(abort.signal, 'lost', 'handed on')) abort.signal.throwIfAborted();
      await inTransaction(this.#place.store.db, async (trx) => {
        await outcome.keep?.(trx);
        if (abort.signal.reason === 'cancelled') await tell(trx, await endCancelled(trx, job));
        else await tell(trx, await finish(trx, job, outcome.result));
      });
      log.info(about, 'job done');
    } catch (error) {
      await this.#failed(job, runner, abort.signal, error).catch((again: unknown) => {
        log.error({ ...about, error: again }, 'the end of a job could not be written down');
      });
    } finally {
      clearInterval(renewing);
    }
  }

  async #failed(job: Job, runner: Runner, signal: AbortSignal, error: unknown): Promise<void> {
    const { store, log } = this.#place;
    const about = { job: job.id, kind: job.kind };
    if (isOneOf(signal, 'lost')) return log.warn(about, 'another worker has the job');
    if (isOneOf(signal, 'handed on')) {
      await handOn(this.#place, job);
      return log.info(about, 'job handed on');
    }
    const fault = faultOf(error);
    const isCancelled = isOneOf(signal, 'cancelled');
    if (fault.kind === 'program' && !isCancelled) log.error({ ...about, error }, 'job failed');
    else log.info({ ...about, reason: faultText(fault) }, isCancelled ? 'cancelled' : 'job failed');
    await inTransaction(store.db, async (trx) => {
      await runner.ended?.(trx, job, { state: isCancelled ? 'cancelled' : 'failed', fault });
      if (isCancelled) await tell(trx, await endCancelled(trx, job));
      else
        await tell(trx, await failJob(trx, job, { message: faultText(fault), kind: fault.kind }));
    });
  }

  /** Keeps the lease, with the newest progress, and hears from it whether to stop. */
  #renewing(job: Job, abort: AbortController, newest: () => unknown): NodeJS.Timeout {
    let isAsking = false;
    return setInterval(async () => {
      if (isAsking || abort.signal.aborted) return;
      isAsking = true;
      try {
        const state = await renew(this.#place.store.db, job, { progress: newest() });
        if (state !== 'ok') abort.abort(state satisfies Why);
      } catch (error) {
        this.#place.log.warn({ error, job: job.id }, 'the lease of a job could not be renewed');
      } finally {
        isAsking = false;
      }
    }, RENEW_MS);
  }

  /** Jobs that lost their worker for the last time. */
  async #endLost(): Promise<void> {
    const { db } = this.#place.store;
    for (const job of await endLostJobs(db)) {
      const runner = RUNNERS.find(({ kind }) => kind === job.kind);
      const isCancelled = job.state === 'cancelled';
      const message = 'its worker was lost too often';
      const fault: Fault = isCancelled
        ? { kind: 'cancelled', message: 'cancelled' }
        : { kind: 'limit', limit: 'attempts', message };
      await inTransaction(db, async (trx) => {
        await runner?.ended?.(trx, job, { state: isCancelled ? 'cancelled' : 'failed', fault });
        await tell(trx, job);
      });
    }
  }
}

/** Says what became of a job, last in its transaction. */
async function tell(trx: Db, { id, case_id: caseId, state }: Job): Promise<void> {
  await emit(trx, { topic: `job:${id}`, caseId, kind: state, body: { id, state } });
}

function isOneOf(signal: AbortSignal, ...whys: readonly Why[]): boolean {
  return signal.aborted && whys.includes(signal.reason as Why);
}

/** Puts a job back as if it had not been taken: whoever stops in good order has not failed. */
async function handOn({ store }: WorkPlace, job: Job): Promise<void> {
  await store.db
    .updateTable('job')
    .set((eb) => ({
      state: 'queued',
      attempts: eb('attempts', '-', 1),
      run_at: sql<Date>`now()`,
      lease_until: null,
      worker: null,
    }))
    .where('id', '=', job.id)
    .where('state', '=', 'running')
    .where('worker', '=', job.worker)
    .where('attempts', '=', job.attempts)
    .execute();
}
