// Who may see which case. It is asked with nearly every request and never remembered, so that
// whoever is no longer a member sees nothing more; what is asked at once is one question.

import { sql } from 'kysely';
import type { MemberRole } from '../store/tables/words.ts';
import type { Db, Row } from '../store/tables.ts';

/** The case itself with it: who asks for it as a member mostly wants to see it. */
type Membership = Row<'case_file'> & { readonly member_role: MemberRole };

type Found = ReadonlyMap<string, Membership>;

interface Batch {
  readonly pairs: Map<string, readonly [caseId: string, personId: string]>;
  readonly answer: Promise<Found>;
}

/** Questions wait while the one before is answered, and then go together. */
export class Members {
  readonly #db: Db;
  #next: Batch | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Undefined where there is no such case, or they are no member of it. */
  async of(caseId: string, personId: string): Promise<Membership | undefined> {
    const name = `${personId} ${caseId}`;
    this.#next ??= this.#begin();
    this.#next.pairs.set(name, [caseId, personId]);
    return (await this.#next.answer).get(name);
  }

  #begin(): Batch {
    const pairs: Batch['pairs'] = new Map();
    const answer = this.#last.then(() => {
      this.#next = null;
      return this.#ask([...pairs.values()]);
    });
    this.#last = answer.catch(() => undefined);
    return { pairs, answer };
  }

  async #ask(pairs: readonly (readonly [string, string])[]): Promise<Found> {
    const [cases, people] = [pairs.map(([id]) => id), pairs.map(([, id]) => id)];
    const { rows } = await sql<Membership & { readonly person_id: string }>`
      /* prepared: members */
      select id, number, title, summary, status, tlp, created_by, created_at, closed_at, revision,
        room, member.role as member_role, member.person_id
      from unnest(${cases}::text[], ${people}::text[]) as asked (case_id, person_id)
      join member on member.case_id = asked.case_id and member.person_id = asked.person_id
      join case_file on case_file.id = asked.case_id`.execute(this.#db);
    return new Map(rows.map((row) => [`${row.person_id} ${row.id}`, row]));
  }
}
