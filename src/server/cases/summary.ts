// A case at a glance: how much of everything it holds, and the figures of its traces.

import { sql } from 'kysely';
import { caseView } from '../../store/cases.ts';
import type { Db } from '../../store/tables.ts';
import { findCase } from './cases.ts';
import type { Gists } from './gists.ts';

interface Counts {
  readonly members: number;
  readonly victims: number;
  readonly thefts: number;
  readonly notes: number;
  readonly openTasks: number;
  readonly overdueTasks: number;
  readonly traces: number;
  readonly packs: number;
  readonly openAlerts: number;
  readonly openApprovals: number;
  readonly custody: number;
  readonly recorded: number;
  readonly proved: number;
  readonly claimed: number;
  readonly failed: number;
}

/** @throws Problem 404 */
export async function readSummary(db: Db, gists: Gists, caseId: string) {
  const [file, counts, traces] = await Promise.all([
    findCase(db, caseId),
    countAll(db, caseId),
    gists.ofCase(caseId),
  ]);
  const { recorded, proved, claimed, failed, ...rest } = counts;
  return {
    case: caseView(file),
    counts: { ...rest, evidence: { recorded, proved, claimed, failed } },
    traces: traces.map(({ gist, ...trace }) => {
      if (gist === null)
        return { ...trace, figures: null, gaps: null, cuts: null, contested: null };
      const { coverage, contested, events: _, ...figures } = gist;
      const [gaps, cuts] = [coverage.gaps.length, coverage.cuts.length];
      return { ...trace, figures, gaps, cuts, contested: contested.length };
    }),
  };
}

/** All counts in one statement, so that they are of one moment. */
async function countAll(db: Db, id: string): Promise<Counts> {
  const { rows } = await sql<Counts>`select
    (select count(*)::int from member where case_id = ${id}) as members,
    (select count(*)::int from victim where case_id = ${id}) as victims,
    (select count(*)::int from theft where case_id = ${id}) as thefts,
    (select count(*)::int from note where case_id = ${id}) as notes,
    (select count(*)::int from task where case_id = ${id} and done_at is null) as "openTasks",
    (select count(*)::int from task where case_id = ${id} and done_at is null
      and due_at < now()) as "overdueTasks",
    (select count(*)::int from trace where case_id = ${id}) as traces,
    (select count(*)::int from pack where case_id = ${id}) as packs,
    (select count(*)::int from alert where case_id = ${id} and state = 'open') as "openAlerts",
    (select count(*)::int from approval where case_id = ${id}
      and decision is null) as "openApprovals",
    (select count(*)::int from custody where case_id = ${id}) as custody,
    evidence.* from (select
      (count(*) filter (where state = 'recorded'))::int as recorded,
      (count(*) filter (where state = 'proved'))::int as proved,
      (count(*) filter (where state = 'claimed'))::int as claimed,
      (count(*) filter (where state = 'failed'))::int as failed
      from evidence where case_id = ${id}) as evidence`.execute(db);
  return rows[0] as Counts;
}
