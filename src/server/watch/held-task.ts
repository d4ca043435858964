// Reads a result for a watch, in a thread: that of ten thousand holders has tens of megabytes.

import { arrivalsIn } from '../../casework/watch/arrivals.ts';
import type { Move } from '../../casework/watch/moves.ts';
import { type Held, heldIn } from '../../casework/watch/watched.ts';
import { traceResultSchema } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

interface Input {
  readonly result: Uint8Array;
  /** Of which the result is a later version, or null. */
  readonly before: Uint8Array | null;
  readonly settings: { readonly services?: boolean };
}

interface Output {
  readonly held: Held;
  /** What the one before did not show. */
  readonly arrivals: readonly Move[];
}

export type HeldTask = Task<Input, never, Output>;

export const heldTask: HeldTask = async ({ result: bytes, before, settings }) => {
  const result = read(bytes);
  const arrivals = before === null ? [] : arrivalsIn(read(before), result);
  return { held: heldIn(result, settings), arrivals };
};

function read(bytes: Uint8Array) {
  return traceResultSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}
