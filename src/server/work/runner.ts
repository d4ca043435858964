import type { Transaction } from 'kysely';
import type { Job } from '../../store/jobs.ts';
import type { Tables } from '../../store/tables.ts';
import type { Fault } from './fault.ts';
import type { WorkPlace } from './place.ts';
import type { Threads } from './threads.ts';

/** What a runner is given to do one job. */
export interface Work {
  readonly place: WorkPlace;
  readonly job: Job;
  readonly threads: Threads;
  /** Aborted where the job is cancelled, lost to another worker, or to be handed on. */
  readonly signal: AbortSignal;
  /** True where somebody wants this job to stop for good. */
  readonly isCancelled: () => boolean;
  /** Says how far it is; kept with the next renewal of the lease. */
  readonly progress: (progress: unknown) => void;
}

/** What came of a job. `keep` writes it down, in the transaction that ends the job. */
interface Outcome {
  readonly result: unknown;
  readonly keep?: (trx: Transaction<Tables>) => Promise<void>;
}

/** Does the jobs of one kind. */
export interface Runner {
  readonly kind: string;
  /** How many one program does at once. */
  readonly atOnce: number;
  /** @throws InputError, SourceError, LimitError: the job has failed, and is not tried again */
  readonly run: (work: Work) => Promise<Outcome>;
  /** Writes down that a job ended without an outcome, in the transaction that ends it. */
  readonly ended?: (
    trx: Transaction<Tables>,
    job: Job,
    how: { readonly state: 'failed' | 'cancelled'; readonly fault: Fault },
  ) => Promise<void>;
}
