import type { Clock } from './clock.ts';
import { SourceError } from './errors.ts';
import { RankedQueue } from './ranked-queue.ts';
import { Rate } from './rate.ts';

export interface PaceLimits {
  /** Requests per second in the long run, or null for no limit. */
  readonly rate: number | null;
  /** Requests that may start at once after a rest. */
  readonly burst: number;
  readonly inFlight: number;
  /** Times that a question is sent at most. */
  readonly attempts: number;
  /** Milliseconds after a question's first start in which it may be sent again. */
  readonly patience: number;
}

/** What became of one question that was sent. */
export type Outcome<A> =
  | { readonly kind: 'done'; readonly answer: A }
  | { readonly kind: 'failed'; readonly error: Error }
  | Again;

interface Again {
  readonly kind: 'again';
  /** Thrown if it is not asked again. */
  readonly error: Error;
  /** Milliseconds that the source wants nobody to ask: they hold for all its questions. */
  readonly after?: number | undefined;
  /**
   * Whether the source complained of too many requests: then the rate is lowered, and all its
   * questions wait.
   */
  readonly slower?: boolean;
  /** Sent differently at once, which does not count as an attempt. */
  readonly free?: boolean;
}

/** How several questions are sent as one request. */
interface Grouping<Q> {
  /** Questions in one request at present. */
  size(): number;
  joins(question: Q): boolean;
  /** Whether the source counts each question, or the request as one. */
  readonly counts: 'questions' | 'requests';
}

interface PaceOptions<Q, A> {
  /** For errors. */
  readonly source: string;
  readonly limits: PaceLimits;
  readonly clock: Clock;
  /** From 0 (may be reached) to 1 (may not). */
  readonly random: () => number;
  /** Sends one request with one question or more; an outcome for each, in their order. */
  readonly send: (questions: readonly Q[], signal: AbortSignal) => Promise<readonly Outcome<A>[]>;
  readonly grouping?: Grouping<Q>;
}

interface Job<Q, A> {
  readonly question: Q;
  readonly rank: number;
  readonly order: number;
  readonly cancelled: AbortSignal | undefined;
  readonly resolve: (answer: A) => void;
  readonly reject: (reason: unknown) => void;
  attempts: number;
  /** When it was first sent. */
  begun: number | null;
}

const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 30_000;

/**
 * Asks one source at its pace: so many requests a second, so many in flight, the most urgent
 * question first, each again after a pause where that can help.
 *
 * A passing fault lets its question wait for a random time up to 0.5 s, doubled by each attempt, 30
 * s at most (full jitter), so that those who failed together do not come back together. A source
 * that names a time is left alone for it altogether, and one that complains of too many requests is
 * asked at half the rate (see `Rate`). If it wants a longer rest than a question's patience, all
 * that wait fail at once: another source may answer sooner.
 */
export class Pace<Q, A> {
  readonly #options: PaceOptions<Q, A>;
  readonly #rate: Rate;
  readonly #waiting = new RankedQueue<Job<Q, A>>();
  #asked = 0;
  #inFlight = 0;
  #wake: { readonly at: number; readonly stop: AbortController } | null = null;

  constructor(options: PaceOptions<Q, A>) {
    this.#options = options;
    this.#rate = new Rate(options.limits.rate, options.limits.burst);
  }

  /**
   * @throws SourceError as the outcomes say; the signal's reason
   */
  ask(question: Q, rank = 0, signal?: AbortSignal): Promise<A> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#asked += 1;
    const order = this.#asked;
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const job: Job<Q, A> = {
      ...{ question, rank, order, cancelled: signal, resolve, reject },
      attempts: 0,
      begun: null,
    };
    const cancel = () => {
      this.#waiting.remove(job);
      if (this.#waiting.size === 0) this.#wake?.stop.abort('woken');
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    this.#enqueue(job);
    return promise.finally(() => signal?.removeEventListener('abort', cancel));
  }

  #enqueue(job: Job<Q, A>): void {
    this.#waiting.add(job);
    // those that are asked in the same turn go into one group, by their ranks
    this.#wakeIn(0);
  }

  #wakeIn(milliseconds: number): void {
    const { clock } = this.#options;
    const at = clock.now() + milliseconds;
    if (this.#wake !== null && this.#wake.at <= at) return;
    this.#wake?.stop.abort('woken');
    const wake = { at, stop: new AbortController() };
    this.#wake = wake;
    void clock.sleep(milliseconds, wake.stop.signal).then(() => {
      if (this.#wake !== wake) return;
      this.#wake = null;
      this.#startAll();
    });
  }

  #startAll(): void {
    const { clock, limits } = this.#options;
    while (this.#waiting.size > 0) {
      const now = clock.now();
      if (this.#inFlight >= this.#rate.share(now, limits.inFlight)) return;
      const wait = this.#rate.wait(now);
      if (this.#rate.pausedUntil - now > limits.patience) this.#giveUp(now);
      else if (wait > 0) {
        // timers come early by a part of a millisecond
        this.#wakeIn(Math.ceil(wait));
        return;
      } else void this.#start(this.#group(now), now);
    }
  }

  #giveUp(now: number): void {
    const seconds = Math.ceil((this.#rate.pausedUntil - now) / 1000);
    for (const job of this.#waiting.clear()) {
      const message = `wants no questions for ${seconds} s`;
      job.reject(new SourceError(this.#options.source, message, true));
    }
  }

  /** The next question, with those that go into the same request. */
  #group(now: number): Job<Q, A>[] {
    const { grouping } = this.#options;
    const first = this.#waiting.take();
    if (first === undefined) return [];
    if (!grouping?.joins(first.question)) {
      this.#rate.spend(now);
      return [first];
    }
    const size = grouping.size();
    const most = grouping.counts === 'questions' ? this.#rate.startable(now, size) : size;
    const others = this.#waiting.takeWhere(most - 1, (job) => grouping.joins(job.question));
    const group = [first, ...others];
    this.#rate.spend(now, grouping.counts === 'questions' ? group.length : 1);
    return group;
  }

  async #start(group: readonly Job<Q, A>[], now: number): Promise<void> {
    this.#inFlight += 1;
    for (const job of group) {
      job.attempts += 1;
      job.begun ??= now;
    }
    const outcomes = await this.#send(group);
    this.#inFlight -= 1;
    for (const [index, job] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) job.reject(new Error('internal error: a question got no outcome'));
      else this.#settle(job, outcome, now);
    }
    this.#startAll();
  }

  async #send(group: readonly Job<Q, A>[]): Promise<readonly Outcome<A>[]> {
    const stop = new AbortController();
    // a request ends early only when nobody wants any of its answers
    const cancel = () => {
      if (group.every((job) => job.cancelled?.aborted)) stop.abort(group[0]?.cancelled?.reason);
    };
    for (const job of group) job.cancelled?.addEventListener('abort', cancel, { once: true });
    try {
      const questions = group.map((job) => job.question);
      return await this.#options.send(questions, stop.signal);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      return group.map(() => ({ kind: 'failed', error: failure }));
    } finally {
      for (const job of group) job.cancelled?.removeEventListener('abort', cancel);
    }
  }

  #settle(job: Job<Q, A>, outcome: Outcome<A>, startedAt: number): void {
    if (outcome.kind === 'done') job.resolve(outcome.answer);
    else if (outcome.kind === 'failed') job.reject(outcome.error);
    else this.#again(job, outcome, startedAt);
  }

  #again(job: Job<Q, A>, outcome: Again, startedAt: number): void {
    const { clock, limits, random } = this.#options;
    const now = clock.now();
    if (outcome.slower) this.#rate.slow(now, startedAt);
    const backoff = random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (job.attempts - 1));
    const rest = outcome.after ?? (outcome.slower ? backoff : 0);
    if (rest > 0) this.#rate.pause(now + rest);
    if (job.cancelled?.aborted) return;
    if (outcome.free) {
      job.attempts -= 1;
      this.#enqueue(job);
      return;
    }
    const next = Math.max(now + backoff, this.#rate.pausedUntil);
    const late = next > (job.begun ?? now) + limits.patience;
    if (job.attempts >= limits.attempts || late) job.reject(outcome.error);
    else {
      void clock.sleep(backoff, job.cancelled).then(() => {
        if (!job.cancelled?.aborted) this.#enqueue(job);
      });
    }
  }
}
