// The gists of results, by digest: a result never changes, so each is read once.

import type { Gist } from '../../casework/file/gist.ts';
import { getBlob } from '../../store/blobs.ts';
import type { Desk } from '../desk.ts';
import { workshopOf } from '../work/workshop.ts';
import { readGist } from './gist-task.ts';

const MOST_KEPT = 200;
/** Read at once: a few milliseconds; larger ones in a thread. */
const SMALL = 300_000;

/** What is known of the traces of a case. */
export interface TracedGist {
  readonly traceId: string;
  readonly title: string;
  readonly status: string;
  /** Null where there is no result yet. */
  readonly gist: Gist | null;
}

export class Gists {
  readonly #desk: Desk;
  readonly #kept = new Map<string, Promise<Gist | null>>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The gist of the result with that digest; null where the store does not have it. */
  of(sha256: string): Promise<Gist | null> {
    const known = this.#kept.get(sha256);
    this.#kept.delete(sha256);
    const gist = known ?? this.#read(sha256);
    this.#kept.set(sha256, gist);
    if (this.#kept.size > MOST_KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    // what failed may be tried again
    gist.catch(() => this.#kept.delete(sha256));
    return gist;
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

  async #read(sha256: string): Promise<Gist | null> {
    const blob = await getBlob(this.#desk.store.db, sha256);
    if (!blob) return null;
    if (blob.bytes.length <= SMALL) return readGist(blob.bytes);
    const hands = [blob.bytes.buffer];
    return workshopOf(this.#desk).threads.run('gist', blob.bytes, { hands });
  }
}

const ALL = new WeakMap<Desk, Gists>();

/** Those of a desk. */
export function gistsOf(desk: Desk): Gists {
  const gists = ALL.get(desk) ?? new Gists(desk);
  ALL.set(desk, gists);
  return gists;
}
