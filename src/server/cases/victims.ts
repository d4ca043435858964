// Traces for people without an account (journey J11). Of a person nothing is kept but what they
// typed: a link that only they have leads to it, and it is erased when the link expires.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { sha256 } from '../../base/digest.ts';
import type { HowStolen } from '../../casework/victim-steps.ts';
import { document } from '../../store/document.ts';
import type { Db, Row } from '../../store/tables.ts';
import { createTrace } from '../../store/traces.ts';
import { inTransaction } from '../../store/transaction.ts';
import { traceRequestSchema } from '../work/trace-request.ts';

const HOUR = 3_600_000;
const DAYS_KEPT = 30;
/** Of all people together, whatever addresses they come from. */
const MOST_AN_HOUR = 60;
const MOST_ADDRESSES = 50_000;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const DESK = { kind: 'system', id: 'victim', name: 'Hue & Cry' } as const;

/** What a trace for a victim may cost: seconds, and so many addresses. */
const BUDGET = { seconds: 25, maxHolders: 200, maxDepth: 12 };

/** One request an address and hour; forgotten with the hour, and never written down. */
export class Hourly {
  readonly #clock: Clock;
  readonly #last = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the hour of that address; gives 0, or the seconds after which to come again. */
  take(address: string): number {
    const now = this.#clock.now();
    for (const [old, at] of this.#last) {
      if (now - at < HOUR && this.#last.size < MOST_ADDRESSES) break;
      this.#last.delete(old);
    }
    const last = this.#last.get(address);
    if (last !== undefined) return Math.max(1, Math.ceil((last + HOUR - now) / 1000));
    this.#last.set(address, now);
    return 0;
  }

  /** Gives the hour back: nothing was done with it. */
  giveBack(address: string): void {
    this.#last.delete(address);
  }
}

interface VictimLink {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Begins a trace; null where too many were begun this hour.
 * @param text a transaction or address, which was read already
 */
export async function beginForVictim(
  db: Db,
  { text, how }: { readonly text: string; readonly how: HowStolen },
  now: number,
): Promise<VictimLink | null> {
  await forgetExpired(db, new Date(now));
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now + DAYS_KEPT * 24 * HOUR);
  return inTransaction(db, async (trx) => {
    const { count } = await trx
      .selectFrom('victim_request')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('created_at', '>', new Date(now - HOUR))
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_AN_HOUR) return null;
    const request = { text, case: null, files: [], victim: [], options: BUDGET };
    const asked = { title: 'For a victim', request: traceRequestSchema.parse(request) };
    const { id } = await createTrace(trx, asked, { personId: DESK.id, actor: DESK });
    await trx
      .insertInto('victim_request')
      .values({
        token_hash: sha256(token),
        trace_id: id,
        how,
        expires_at: expiresAt,
        created_at: new Date(now),
      })
      .execute();
    return { token, expiresAt };
  });
}

/** What a link leads to. */
export interface ForVictim {
  readonly trace: Row<'trace'>;
  readonly text: string;
  readonly how: HowStolen;
  readonly expiresAt: Date;
}

/** Undefined for a link that never was, and for one that has expired. */
export async function findForVictim(
  db: Db,
  token: string,
  now: number,
): Promise<ForVictim | undefined> {
  if (!TOKEN.test(token)) return undefined;
  const row = await db
    .selectFrom('victim_request')
    .innerJoin('trace', 'trace.id', 'victim_request.trace_id')
    .selectAll('trace')
    .select(['victim_request.how', 'victim_request.expires_at'])
    .where('token_hash', '=', sha256(token))
    .where('expires_at', '>', new Date(now))
    .executeTakeFirst();
  if (!row) return undefined;
  const { how, expires_at, ...trace } = row;
  const text = traceRequestSchema.safeParse(trace.request).data?.text ?? '';
  return { trace, text, how: how as HowStolen, expiresAt: expires_at };
}

/** Erases what was typed where the link has expired; what is left names nobody. */
async function forgetExpired(db: Db, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    const gone = await trx
      .deleteFrom('victim_request')
      .where('expires_at', '<=', now)
      .returning('trace_id')
      .execute();
    if (gone.length === 0) return;
    const request = document({ erased: true });
    await trx
      .updateTable('trace')
      .set({ request, title: 'erased', headline: null })
      .where(
        'id',
        'in',
        gone.map(({ trace_id }) => trace_id),
      )
      .execute();
  });
}
