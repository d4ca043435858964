// Who sees what: in one place, for every list and every lookup.

import { sql } from 'kysely';

/** Whose eyes see a row. */
export interface Seer {
  readonly personId: string;
  /** Without what belongs to cases marked TLP:RED. */
  readonly isRedHidden?: boolean | undefined;
}

/** SQL for the ids of the cases that somebody sees. */
export function casesOf({ personId, isRedHidden = false }: Seer) {
  return sql`select m.case_id from member m join case_file f on f.id = m.case_id
    where m.person_id = ${personId} and (f.tlp <> 'red' or not ${isRedHidden}::boolean)`;
}

/** SQL for: the row belongs to a case that they see, or to none and they made it. */
export function mayBeSeenBy(seer: Seer) {
  return sql<boolean>`(case when case_id is null then created_by = ${seer.personId}
    else case_id in (${casesOf(seer)}) end)`;
}
