// A thread that runs one task after the other, as its parent says.

import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { type Fault, faultOf } from './fault.ts';
import { type InputOf, TASKS, type Task, type TaskName } from './tasks.ts';

/** What the parent says. */
export type ToThread =
  | { readonly kind: 'load'; readonly task: TaskName }
  | { readonly kind: 'run'; readonly task: TaskName; readonly input: InputOf<TaskName> }
  | { readonly kind: 'abort' };

/** What the thread says. A fault of the program comes with its stack, for the log alone. */
export type FromThread =
  | { readonly kind: 'told'; readonly told: unknown }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly fault: Fault; readonly stack: string };

/** Of Linux, where each thread has its own: the event loop goes first where processors are few. */
const NICE = 5;
if (process.platform === 'linux') setPriority(NICE);

const port = parentPort;
assert(port !== null, 'a thread of its own');
let abort = new AbortController();

const say = (message: FromThread, buffers: readonly ArrayBuffer[] = []): void => {
  port.postMessage(message, [...buffers]);
};

/** Bytes that a task gives are handed over, not copied. */
function buffersOf(output: unknown): ArrayBuffer[] {
  const { bytes } = (output ?? {}) as { readonly bytes?: unknown };
  return bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}

port.on('message', async (message: ToThread) => {
  if (message.kind === 'abort') return abort.abort();
  if (message.kind === 'load') return void (await TASKS[message.task]());
  abort = new AbortController();
  const { signal } = abort;
  try {
    const task = (await TASKS[message.task]()) as Task<unknown, unknown, unknown>;
    const tell = (told: unknown, buffers?: readonly ArrayBuffer[]): void =>
      say({ kind: 'told', told }, buffers);
    const output = await task(message.input, { tell, signal });
    say({ kind: 'done', output }, buffersOf(output));
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    say({ kind: 'failed', fault: faultOf(error), stack });
  }
});
