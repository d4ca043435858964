// The gists of results, by digest: a result never changes, so each is read once.

import type { Gist } from '../../casework/file/gist.ts';
import type { Desk } from '../desk.ts';
import { workshopOf } from '../work/workshop.ts';
import { readGist } from './gist-task.ts';
import { ReadOnce } from './read-once.ts';

const MOST_KEPT = 200;

/** What is known of the traces of a case. */
export interface TracedGist {
  readonly traceId: string;
  readonly title: string;
  readonly status: string;
  /** Null where there is no result yet. */
  readonly gist: Gist | null;
}

export class Gists extends ReadOnce<Gist> {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super(desk, {
      most: MOST_KEPT,
      small: readGist,
      large: (bytes, hands) => workshopOf(desk).threads.run('gist', bytes, { hands }),
    });
    this.#desk = desk;
  }

  /** Those of a case, the newest trace first. */
  async ofCase(caseId: string): Promise<TracedGist[]> {
    const traces = await this.#desk.store.db
      .selectFrom('trace')
      .select(['id', 'title', 'status', 'result_sha256', 'partial_sha256'])
      .where('case_id', '=', caseId)
      .orderBy('id', 'desc')
      .limit(50)
      .execute();
    const found: TracedGist[] = [];
    // one after the other: results may be large, and each is read once
    for (const { id, title, status, result_sha256, partial_sha256 } of traces) {
      const sha256 = result_sha256 ?? partial_sha256;
      const gist = sha256 === null ? null : await this.of(sha256);
      found.push({ traceId: id, title, status, gist });
    }
    return found;
  }
}

const ALL = new WeakMap<Desk, Gists>();

/** Those of a desk. */
export function gistsOf(desk: Desk): Gists {
  const gists = ALL.get(desk) ?? new Gists(desk);
  ALL.set(desk, gists);
  return gists;
}
