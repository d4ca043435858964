// What happened in a case, from three sources in one order: what people wrote down, what was done
// to the file (the custody log), and what the traces saw on the ledger.

import { type RawBuilder, sql } from 'kysely';
import { InputError } from '../../base/errors.ts';
import type { Db } from '../../store/tables.ts';
import type { TracedGist } from './gists.ts';
import { nameSubjects } from './subject-names.ts';

type TimelineKind = 'custody' | 'entry' | 'ledger';

interface TimelineItem {
  readonly at: string;
  readonly kind: TimelineKind;
  /** Of the entry; the number of the custody row; of a ledger event its trace and place there. */
  readonly id: string;
  readonly text: string;
  readonly note: string;
  /** What says so: a transaction, a document, the custody log. */
  readonly source: string;
  readonly basis: 'observed' | 'inferred' | 'unverified';
  readonly by: string | null;
  readonly traceId: string | null;
  /** Whether it stands out; the rest may be folded, never left out. */
  readonly isKey: boolean;
}

/** What is done to a file that its readers look for. */
const KEY_ACTIONS = new Set([
  ...['case opened', 'case closed', 'case reopened', 'trace done', 'trace extended'],
  ...['trace failed', 'alert raised', 'pack released', 'pack taken', 'evidence verified'],
  ...['approval approved', 'approval refused'],
]);

const WRITTEN = new Set(['note', 'timeline entry']);

/** Where an item stands: time, kind, id. Two items never stand in the same place. */
export type TimelinePlace = readonly [string, string, string];

export function placeOf({ at, kind, id }: TimelineItem): TimelinePlace {
  return [at, kind, id];
}

interface Asked {
  readonly caseId: string;
  readonly after: TimelinePlace | null;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  readonly kinds: readonly TimelineKind[];
}

/** A page of the timeline. Times are to the millisecond, as all that is compared. */
export async function readTimeline(
  db: Db,
  traces: readonly TracedGist[],
  asked: Asked,
): Promise<TimelineItem[]> {
  const { after, limit, order, kinds } = asked;
  const [entries, custody] = await Promise.all([
    kinds.includes('entry') ? entriesOf(db, asked) : [],
    kinds.includes('custody') ? custodyOf(db, asked) : [],
  ]);
  const ledger = kinds.includes('ledger') ? traces.flatMap(ledgerOf) : [];
  const sign = order === 'asc' ? 1 : -1;
  return [...entries, ...custody, ...ledger]
    .filter((item) => after === null || compare(placeOf(item), after) * sign > 0)
    .sort((a, b) => compare(placeOf(a), placeOf(b)) * sign)
    .slice(0, limit);
}

function compare(a: TimelinePlace, b: TimelinePlace): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

/** SQL for: a row of this kind stands after the place, in the order that is asked for. */
function isAfter({ after, order }: Asked, kind: TimelineKind, id: RawBuilder<unknown>) {
  if (after === null) return sql<boolean>`true`;
  const [time, otherKind, otherId] = after;
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw new InputError('cursor', 'one of a timeline', time);
  const isLater = order === 'asc' ? sql`>` : sql`<`;
  if (kind !== otherKind) {
    const isSameMoment = order === 'asc' ? kind > otherKind : kind < otherKind;
    return isSameMoment
      ? sql<boolean>`(at = ${at} or at ${isLater} ${at})`
      : sql<boolean>`at ${isLater} ${at}`;
  }
  return sql<boolean>`(at ${isLater} ${at} or (at = ${at} and ${id} ${isLater} ${otherId}))`;
}

const SEQ = sql`lpad(seq::text, 19, '0')`;

async function entriesOf(db: Db, asked: Asked): Promise<TimelineItem[]> {
  const rows = await db
    .selectFrom('timeline_entry')
    .selectAll()
    .where('case_id', '=', asked.caseId)
    .where(isAfter(asked, 'entry', sql.ref('id')))
    .orderBy('at', asked.order)
    .orderBy('id', asked.order)
    .limit(asked.limit)
    .execute();
  return rows.map(({ id, at, text, note, source, basis, created_by }) => {
    const own = { id, text, note, source, basis, by: created_by, traceId: null, isKey: true };
    return { at: at.toISOString(), kind: 'entry', ...own };
  });
}

async function custodyOf(db: Db, asked: Asked): Promise<TimelineItem[]> {
  const rows = await db
    .selectFrom('custody')
    .select(['seq', 'at', 'action', 'actor', 'subject'])
    .where('case_id', '=', asked.caseId)
    .where(isAfter(asked, 'custody', SEQ))
    .orderBy('at', asked.order)
    .orderBy('seq', asked.order)
    .limit(asked.limit)
    .execute();
  const subjects = rows.map(({ subject }) => subject);
  const about = await nameSubjects(db, asked.caseId, subjects);
  return rows.map(({ seq, at, action, actor, subject }, i) => {
    const trace: unknown = Reflect.get(Object(subject), 'trace');
    // what people wrote stands in the timeline, or in the notes, already
    const named = (about[i] ?? []).filter(({ what }) => !WRITTEN.has(what));
    const names = named.flatMap(({ name }) => name ?? []);
    return {
      at: at.toISOString(),
      kind: 'custody',
      id: String(seq).padStart(19, '0'),
      text: [action.replaceAll('-', ' '), ...names].join(': '),
      note: '',
      source: `custody log, row ${seq}`,
      basis: 'observed',
      by: actor.name,
      traceId: typeof trace === 'string' ? trace : null,
      isKey: KEY_ACTIONS.has(action),
    };
  });
}

function ledgerOf({ traceId, gist }: TracedGist): TimelineItem[] {
  return (gist?.events ?? []).map(({ at, text, transaction, basis, isKey }, i) => ({
    at,
    kind: 'ledger',
    id: `${traceId}.${String(i).padStart(4, '0')}`,
    text,
    note: '',
    source: transaction ?? 'the trace',
    basis,
    by: null,
    traceId,
    isKey,
  }));
}
