// Large bodies are held in memory while they are read: how much of that one person may take, and
// all together.

import type { Context } from 'hono';
import type { Desk, DeskEnv } from './desk.ts';
import { Problem } from './problem.ts';

const MOST_OF_ONE = 200_000_000;
const MOST = 800_000_000;
const WAIT_SECONDS = '5';

const HELD = new WeakMap<Desk, Map<string, number>>();

/**
 * Holds so many bytes for a body of the actor; gives what lets go of them.
 * @throws Problem 429
 */
export function holdBody(c: Context<DeskEnv>, bytes: number): () => void {
  const desk = c.get('desk');
  const { personId } = c.get('actor');
  const held = HELD.get(desk) ?? new Map<string, number>();
  HELD.set(desk, held);
  const own = held.get(personId) ?? 0;
  const all = held.values().reduce((sum, one) => sum + one, 0);
  if (own + bytes > MOST_OF_ONE || all + bytes > MOST) {
    const headers = { 'Retry-After': WAIT_SECONDS };
    throw new Problem('too-many', 'Too much is being sent at once: wait for it.', { headers });
  }
  held.set(personId, own + bytes);
  return () => {
    const left = (held.get(personId) ?? 0) - bytes;
    if (left > 0) held.set(personId, left);
    else held.delete(personId);
  };
}
