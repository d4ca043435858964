// The drafts of freeze requests that results come to.

import type { FreezeDraft } from '../../casework/requests/draft.ts';
import type { Desk } from '../desk.ts';
import { notFound } from '../problem.ts';
import { workshopOf } from '../work/workshop.ts';
import { readDrafts } from './drafts-task.ts';
import { ReadOnce } from './read-once.ts';

/** Those of a result can be some megabytes. */
const MOST_KEPT = 20;

const ALL = new WeakMap<Desk, ReadOnce<readonly FreezeDraft[]>>();

function reader(desk: Desk): ReadOnce<readonly FreezeDraft[]> {
  const known = ALL.get(desk);
  if (known) return known;
  const made = new ReadOnce<readonly FreezeDraft[]>(desk, {
    most: MOST_KEPT,
    small: (result, sha256) => readDrafts({ result, sha256 }),
    large: (result, hands, sha256) =>
      workshopOf(desk).threads.run('drafts', { result, sha256 }, { hands }),
  });
  ALL.set(desk, made);
  return made;
}

/** The drafts of a result, in the order of its freeze list; none where there is no result. */
export async function draftsOfResult(
  desk: Desk,
  sha256: string | null,
): Promise<readonly FreezeDraft[]> {
  return (sha256 === null ? null : await reader(desk).of(sha256)) ?? [];
}

/** @throws Problem 404 */
export async function findDraft(
  desk: Desk,
  sha256: string | null,
  draftId: string,
): Promise<FreezeDraft> {
  const draft = (await draftsOfResult(desk, sha256)).find(({ id }) => id === draftId);
  if (!draft) throw notFound('no such draft');
  return draft;
}
