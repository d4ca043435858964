// How much one person, and one key, may keep here and have under way: what lasts, where limits.ts
// bounds what passes.

import type { Context } from 'hono';
import { type Holdings, holdingsOf } from '../store/holdings.ts';
import type { Trx } from './cases/change.ts';
import type { DeskEnv } from './desk.ts';
import { Problem } from './problem.ts';

const LET_GO = `Those that a trace rests on do not count. Let go of others: GET /v1/uploads, \
DELETE /v1/uploads/{id}.`;
const HINTS: { readonly [name in keyof Holdings]: string } = {
  uploads: LET_GO,
  uploadBytes: LET_GO,
  jobs: 'Come again when some have ended, or cancel one.',
  watches: 'End one that is not needed any more: PATCH /v1/watches/{id}.',
  cases: 'Close one that is done: PATCH /v1/cases/{caseId}.',
  screenings: 'Those of a case do not count; the operator can allow more.',
};
const WORDS: { readonly [name in keyof Holdings]: string } = {
  uploads: 'uploaded files',
  uploadBytes: 'bytes of uploaded files',
  jobs: 'jobs that wait or run',
  watches: 'watches that have not ended',
  cases: 'open cases',
  screenings: 'screenings kept outside of a case',
};
/** Jobs end by themselves. */
const WAIT_SECONDS = '10';

/**
 * Makes sure, to the end of the transaction, that so much more is within what the actor may hold.
 * @throws Problem 429 that says which bound, the limit and the usage
 */
export async function requireRoom(
  c: Context<DeskEnv>,
  trx: Trx,
  more: Partial<Holdings>,
): Promise<void> {
  const { personId, id, kind } = c.get('actor');
  const { quotas } = c.get('desk').config;
  const keyId = kind === 'key' ? id : null;
  const held = await holdingsOf(trx, { personId, keyId });
  const names = Object.keys(more) as (keyof Holdings)[];
  for (const whose of ['person', 'key'] as const) {
    if (whose === 'key' && keyId === null) continue;
    const [usages, limits]: readonly Partial<Holdings>[] = [held[whose], quotas[whose]];
    for (const name of names) {
      const [usage, limit, wanted] = [usages?.[name], limits?.[name], more[name] ?? 0];
      // some things are counted for the person alone
      if (usage === undefined || limit === undefined) continue;
      if (usage + wanted <= limit) continue;
      const who = whose === 'person' ? 'One person' : 'One key';
      const detail = `${who} may have ${limit} ${WORDS[name]}: ${usage} are there, and ${wanted} \
more were asked for. ${HINTS[name]}`;
      const headers: Record<string, string> =
        name === 'jobs' ? { 'Retry-After': WAIT_SECONDS } : {};
      throw new Problem('quota', detail, {
        headers,
        quota: { of: whose, name, limit, usage, wanted },
      });
    }
  }
}
