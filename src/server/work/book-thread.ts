// The thread in which the desk's book is open. Questions come in batches; their answers go back as
// JSON text, which is sent on as it is.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { type BookQuestion, openDeskBook } from './desk-book.ts';
import { type Fault, faultOf } from './fault.ts';

export interface BookAsked {
  readonly id: number;
  readonly question: BookQuestion;
}

export type BookAnswered =
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly fault: Fault; readonly stack: string };

const port = parentPort;
assert(port !== null, 'a thread of its own');

const book = await openDeskBook((workerData as { readonly home: string }).home);

port.on('message', async (asked: readonly BookAsked[]) => {
  port.postMessage(await Promise.all(asked.map(answered)));
});
port.postMessage([]);

async function answered({ id, question }: BookAsked): Promise<BookAnswered> {
  try {
    return { id, text: await book.answer(question) };
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return { id, fault: faultOf(error), stack };
  }
}
