import { computed, signal } from '@preact/signals';
import { ROLES } from '../text/words.ts';
import { csrf, read } from './client.ts';
import type { Role, Session } from './shapes.ts';

/** Who is signed in, as the desk says; null until it said so. */
export const session = signal<Session | null>(null);

export const person = computed(() => session.value?.person ?? null);

/** Whether the reader's role is at least this one: the desk decides, the page only leaves out. */
export function mayAs(role: Role): boolean {
  const mine = person.value?.role;
  return mine !== undefined && ROLES.indexOf(mine) >= ROLES.indexOf(role);
}

/** Asks who is signed in. */
export async function loadSession(): Promise<void> {
  const answer = await read<Session>('/v1/session');
  csrf.value = answer.csrf;
  session.value = answer;
}
