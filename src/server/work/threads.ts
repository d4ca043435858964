import { SHARE_ENV, Worker } from 'node:worker_threads';
import { errorOf, type Fault } from './fault.ts';
import type { InputOf, OutputOf, TaskName, ToldBy } from './tasks.ts';
import type { FromThread, ToThread } from './thread.ts';

/** Time in which a task that is told to stop may end by itself. */
const GRACE_MS = 5000;

const SOURCE = new URL('./thread.ts', import.meta.url);
/** In a release the compiled file stands in the place of its source. */
const THREAD = import.meta.url.endsWith('.ts') ? SOURCE : new URL('./thread.js', SOURCE);

/** How a task is run, and who hears of it. */
interface Running<Name extends TaskName> {
  readonly signal?: AbortSignal | undefined;
  readonly told?: ((told: ToldBy<Name>) => void) | undefined;
  /** Buffers of the input that the thread gets for its own: they are gone here, and not copied. */
  readonly hands?: readonly ArrayBuffer[] | undefined;
  /** Called with the stack of a fault of the program, for the log. */
  readonly failed?: ((stack: string) => void) | undefined;
}

/**
 * Threads that run tasks, one each at a time. A thread that is idle is used again; one whose task
 * does not stop when it is told to is ended.
 */
export class Threads {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #keep: number;
  #isClosed = false;

  /** @param keep idle threads that are kept for the next task */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Has a thread ready with the modules of a task, unless one is idle: the next begins at once. */
  warm(task: TaskName): void {
    if (this.#idle.length > 0) return;
    const worker = this.#start();
    worker.postMessage({ kind: 'load', task } satisfies ToThread);
    this.#idle.push(worker);
  }

  /**
   * Runs a task.
   * @throws what the task throws; AbortError where its thread was ended
   */
  run<Name extends TaskName>(
    task: Name,
    input: InputOf<Name>,
    { signal, told, failed, hands = [] }: Running<Name> = {},
  ): Promise<OutputOf<Name>> {
    const worker = this.#idle.pop() ?? this.#start();
    worker.ref();
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      worker.postMessage({ kind: 'abort' } satisfies ToThread);
      timer = setTimeout(() => void worker.terminate(), GRACE_MS);
    };
    return new Promise<OutputOf<Name>>((resolve, reject) => {
      const end = (isLost: boolean): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        // by name: a worker listens to itself, too
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (isLost) this.#all.delete(worker);
        else this.#release(worker);
      };
      const onMessage = (message: FromThread): void => {
        if (message.kind === 'told') {
          told?.(message.told as ToldBy<Name>);
          return;
        }
        end(false);
        if (message.kind === 'done') resolve(message.output as OutputOf<Name>);
        else reject(failureOf(message, failed));
      };
      const onError = (error: Error): void => {
        end(true);
        failed?.(error.stack ?? '');
        reject(error);
      };
      const onExit = (): void => {
        end(true);
        reject(new DOMException('its thread was ended', 'AbortError'));
      };
      worker.on('message', onMessage).once('error', onError).once('exit', onExit);
      signal?.addEventListener('abort', onAbort, { once: true });
      worker.postMessage({ kind: 'run', task, input } as ToThread, [...hands]);
      if (signal?.aborted) onAbort();
    });
  }

  /** Ends all threads; tasks that run are lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #start(): Worker {
    // a thread is used again: it sees the settings as they are then, not as when it began
    const worker = new Worker(THREAD, { env: SHARE_ENV });
    worker.unref();
    this.#all.add(worker);
    return worker;
  }

  #release(worker: Worker): void {
    worker.unref();
    if (this.#idle.length < this.#keep && !this.#isClosed) {
      this.#idle.push(worker);
      return;
    }
    this.#all.delete(worker);
    void worker.terminate();
  }
}

function failureOf(
  { fault, stack }: { readonly fault: Fault; readonly stack: string },
  failed: ((stack: string) => void) | undefined,
): Error {
  if (fault.kind === 'program') failed?.(stack);
  return errorOf(fault);
}
