// Sessions and keys as they come with each request. What was found is remembered for two seconds,
// so that a program which screens thousands of addresses does not ask the database for its key each
// time, and requests that come at once ask once. Whatever changes here is forgotten at once, and
// with it the answers that are still on their way.

import type { Clock } from '../base/clock.ts';
import { findKey } from '../store/keys.ts';
import { findSession } from '../store/sessions.ts';
import type { Db } from '../store/tables.ts';
import { type Actor, SCOPES, type Visitor } from './actor.ts';

const REMEMBERED_MS = 2000;
const AHEAD_MS = 1000;
const MOST_REMEMBERED = 5000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface SessionBounds {
  readonly idleHours: number;
  readonly days: number;
}

/** When a session ends: so long after it was used, at the latest so long after it began. */
export function sessionEnd(bounds: SessionBounds, createdAt: number, now: number): Date {
  const latest = createdAt + bounds.days * 24 * HOUR;
  return new Date(Math.min(latest, now + bounds.idleHours * HOUR));
}

interface Known {
  readonly visitor: Visitor;
  readonly until: number;
}

type Read = (secret: string) => Promise<Visitor | null>;

export class Actors {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #bounds: SessionBounds;
  readonly #known = new Map<string, Known>();
  /** What the store is being asked for. */
  readonly #asked = new Map<string, Promise<Visitor | null>>();
  #forgotten = 0;

  constructor(db: Db, clock: Clock, bounds: SessionBounds) {
    this.#db = db;
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /** After a session or key was ended, or a person changed. */
  forget(): void {
    this.#forgotten += 1;
    this.#known.clear();
    this.#asked.clear();
  }

  /** Whether it was good when it last came: then it need not wait behind a flood of others. */
  wasGood(secret: string): boolean {
    return this.#known.has(secret);
  }

  /**
   * Whose key it is, where that is remembered. A key in use is asked for again before its time is
   * over, so that none of its requests has to wait.
   */
  ofKnownKey(key: string): Actor | null {
    const known = this.#known.get(key);
    const left = known ? known.until - this.#clock.now() : 0;
    if (!known || left <= 0) return null;
    // where the store does not answer, that is told to whoever has to wait for it
    if (left < AHEAD_MS) this.#ask(key, (own) => this.#readKey(own)).catch(() => undefined);
    return known.visitor.actor;
  }

  ofSession(token: string): Promise<Visitor | null> {
    return this.#remembered(token, (own) => this.#readSession(own));
  }

  ofKey(key: string): Promise<Visitor | null> {
    return this.#remembered(key, (own) => this.#readKey(own));
  }

  /** Asked anew, and no use of it: an open stream keeps no session alive. */
  async isStillGood({ actor, session }: Visitor): Promise<boolean> {
    const now = new Date(this.#clock.now());
    const people = this.#db
      .selectFrom('person')
      .select('person.id')
      .where('disabled_at', 'is', null);
    const query =
      session === null
        ? people
            .innerJoin('api_key', 'api_key.person_id', 'person.id')
            .where('api_key.id', '=', actor.id)
            .where('revoked_at', 'is', null)
            .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
        : people
            .innerJoin('session', 'session.person_id', 'person.id')
            .where('session.id', '=', session.id)
            .where('expires_at', '>', now);
    return (await query.executeTakeFirst()) !== undefined;
  }

  async #remembered(secret: string, read: Read): Promise<Visitor | null> {
    const known = this.#known.get(secret);
    return known && known.until > this.#clock.now() ? known.visitor : this.#ask(secret, read);
  }

  #ask(secret: string, read: Read): Promise<Visitor | null> {
    const before = this.#asked.get(secret);
    if (before !== undefined) return before;
    const asked = this.#find(secret, read).finally(() => this.#asked.delete(secret));
    this.#asked.set(secret, asked);
    return asked;
  }

  async #find(secret: string, read: Read): Promise<Visitor | null> {
    const forgotten = this.#forgotten;
    const visitor = await read(secret);
    // what was read before something changed may not hold any more
    if (forgotten !== this.#forgotten) return visitor;
    this.#known.delete(secret);
    if (visitor === null) return null;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(secret, { visitor, until: this.#clock.now() + REMEMBERED_MS });
    return visitor;
  }

  async #readSession(token: string): Promise<Visitor | null> {
    const found = await findSession(this.#db, token);
    if (!found) return null;
    const { session, person } = found;
    const now = this.#clock.now();
    if (session.seen_at.getTime() < now - MINUTE) {
      const expires_at = sessionEnd(this.#bounds, session.created_at.getTime(), now);
      const query = this.#db.updateTable('session').set({ expires_at });
      await query.where('id', '=', session.id).execute();
    }
    const { id, name, role } = person;
    const actor = { kind: 'person', id, name, personId: id, role, scopes: SCOPES } as const;
    return { actor, session: { id: session.id, csrf: session.csrf } };
  }

  async #readKey(secret: string): Promise<Visitor | null> {
    const found = await findKey(this.#db, secret);
    if (!found) return null;
    const { key, person } = found;
    const { id, name, scopes } = key;
    const { role, id: personId } = person;
    return { actor: { kind: 'key', id, name, personId, role, scopes }, session: null };
  }
}
