import { sql, type Transaction } from 'kysely';
import { sha256 } from '../base/digest.ts';
import { canonicalJson, document } from './document.ts';
import type { Doer } from './tables/words.ts';
import type { Db, Row, Tables } from './tables.ts';

type CustodyRow = Row<'custody'>;

/** What the first row is linked to. */
const NOTHING = '0'.repeat(64);

/** Rows that are read and hashed in one turn of the event loop: a few milliseconds. */
const STRIDE = 100;

/** The digest of plain data: a row before it is changed, a document after. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(JSON.parse(document(value))));
}

/** SHA-256 over the canonical JSON of all that the row says, and of the hash of the one before. */
export function hashOf(row: Omit<CustodyRow, 'hash'>): string {
  const { hash: _, ...said } = row as CustodyRow;
  return sha256(canonicalJson({ ...said, seq: String(row.seq), at: row.at.toISOString() }));
}

/**
 * Appends one action to the custody log, linked to the last. Call it in the transaction that does
 * the action, after its other rows and before its events.
 */
export async function recordCustody(
  trx: Transaction<Tables>,
  action: {
    readonly caseId: string | null;
    readonly actor: Doer;
    readonly action: string;
    /** What it was done to, such as `{ note: id }`. */
    readonly subject: unknown;
    /** Digests of what was there before and after, as `digestOf` gives them. */
    readonly before?: string | undefined;
    readonly after?: string | undefined;
    readonly detail?: unknown;
  },
): Promise<CustodyRow> {
  const query = sql<{ seq: bigint; hash: string }>`select seq, hash from custody_head()`;
  const { rows } = await query.execute(trx);
  // a doer may carry more than is written down: rights, for example
  const { kind, id, name } = action.actor;
  const stored = (value: unknown) => JSON.parse(document(value));
  const row = {
    seq: (rows[0]?.seq ?? 0n) + 1n,
    case_id: action.caseId,
    at: new Date(),
    actor: stored({ kind, id, name }),
    action: action.action,
    subject: stored(action.subject),
    before_sha256: action.before ?? null,
    after_sha256: action.after ?? null,
    detail: stored(action.detail ?? {}),
    previous: rows[0]?.hash ?? NOTHING,
  };
  const whole: CustodyRow = { ...row, hash: hashOf(row) };
  const { actor, subject, detail } = whole;
  await trx
    .insertInto('custody')
    .values({
      ...whole,
      actor: document(actor),
      subject: document(subject),
      detail: document(detail),
    })
    .execute();
  return whole;
}

export type CustodyVerdict =
  | { readonly ok: true; readonly rows: bigint; readonly head: string }
  | { readonly ok: false; readonly seq: bigint; readonly reason: string };

function fault(row: CustodyRow, seq: bigint, previous: string): string | undefined {
  if (row.seq !== seq) return `row ${seq} is missing`;
  if (row.previous !== previous) return 'it is not linked to the row before';
  if (row.hash !== hashOf(row)) return 'its hash is not that of what it says';
  return undefined;
}

/**
 * Verifies the chain from its first row to its last, a few rows in each turn of the event loop.
 * What was cut off at its end shows only against a `head` that was noted elsewhere.
 * @param told hears how many rows hold so far
 * @throws the reason of the signal once it is aborted
 */
export async function verifyCustody(
  db: Db,
  {
    told,
    signal,
  }: { readonly told?: ((rows: bigint) => void) | undefined; readonly signal?: AbortSignal } = {},
): Promise<CustodyVerdict> {
  let previous = NOTHING;
  let seq = 0n;
  for (;;) {
    signal?.throwIfAborted();
    // by number, not from the place where it should be: a hole is then seen, however long
    const next = await db
      .selectFrom('custody')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(STRIDE)
      .execute();
    if (next.length === 0) return { ok: true, rows: seq, head: previous };
    for (const row of next) {
      seq += 1n;
      const reason = fault(row, seq, previous);
      if (reason) return { ok: false, seq, reason };
      previous = row.hash;
    }
    told?.(seq);
  }
}

/** How many rows up to that one are of a case. */
export async function custodyRowsOf(db: Db, caseId: string, last: bigint): Promise<bigint> {
  const rows = db.selectFrom('custody').select((eb) => eb.fn.countAll<bigint>().as('count'));
  const own = rows.where('case_id', '=', caseId).where('seq', '<=', last);
  return (await own.executeTakeFirstOrThrow()).count;
}

/** Whether the row of that number is there and has that hash: it is of this log, and no other. */
export async function isCustodyRow(db: Db, seq: bigint, hash: string): Promise<boolean> {
  const rows = db.selectFrom('custody').select('seq').where('seq', '=', seq);
  return (await rows.where('hash', '=', hash).executeTakeFirst()) !== undefined;
}

/** The number of the last row: as many as there are. */
export async function lastCustody(db: Db): Promise<bigint> {
  const rows = db.selectFrom('custody').select((eb) => eb.fn.max('seq').as('last'));
  return (await rows.executeTakeFirstOrThrow()).last ?? 0n;
}
