// Sessions and keys as they come with each request. What was found is remembered for two seconds,
// so that a program which screens thousands of addresses asks the database for its key now and then;
// whatever changes here is forgotten at once.

import type { Kysely } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { sha256 } from '../base/digest.ts';
import type { Tables } from '../store/tables.ts';
import { type Role, SCOPES, type Scope, type Visitor } from './actor.ts';

const REMEMBERED_MS = 2000;
const MOST_REMEMBERED = 5000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface SessionBounds {
  readonly idleHours: number;
  readonly days: number;
}

/** When a session ends: so long after it was last used, and at the latest so long after it began. */
export function sessionEnd(bounds: SessionBounds, createdAt: number, now: number): Date {
  const latest = createdAt + bounds.days * 24 * HOUR;
  return new Date(Math.min(latest, now + bounds.idleHours * HOUR));
}

export class Actors {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #bounds: SessionBounds;
  readonly #known = new Map<string, { readonly visitor: Visitor; readonly until: number }>();

  constructor(db: Kysely<Tables>, clock: Clock, bounds: SessionBounds) {
    this.#db = db;
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /** After a session or key was ended, or a person changed. */
  forget(): void {
    this.#known.clear();
  }

  ofSession(token: string): Promise<Visitor | null> {
    return this.#remembered(sha256(token), (hash) => this.#readSession(hash));
  }

  ofKey(key: string): Promise<Visitor | null> {
    return this.#remembered(sha256(key), (hash) => this.#readKey(hash));
  }

  async #remembered(
    hash: string,
    read: (hash: string) => Promise<Visitor | null>,
  ): Promise<Visitor | null> {
    const now = this.#clock.now();
    const known = this.#known.get(hash);
    if (known && known.until > now) return known.visitor;
    this.#known.delete(hash);
    const visitor = await read(hash);
    if (visitor === null) return null;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(hash, { visitor, until: now + REMEMBERED_MS });
    return visitor;
  }

  async #readSession(hash: string): Promise<Visitor | null> {
    const now = this.#clock.now();
    const row = await this.#db
      .selectFrom('session')
      .innerJoin('person', 'person.id', 'session.person_id')
      .select(['session.id', 'session.csrf', 'session.created_at', 'session.seen_at'])
      .select(['person.id as personId', 'person.name', 'person.role'])
      .where('session.token_hash', '=', hash)
      .where('session.expires_at', '>', new Date(now))
      .where('person.disabled_at', 'is', null)
      .executeTakeFirst();
    if (!row) return null;
    if (row.seen_at.getTime() < now - MINUTE) {
      const expires_at = sessionEnd(this.#bounds, row.created_at.getTime(), now);
      await this.#db
        .updateTable('session')
        .set({ seen_at: new Date(now), expires_at })
        .where('id', '=', row.id)
        .execute();
    }
    const { personId, name, role } = row;
    const actor = { kind: 'person', id: personId, name, personId, role, scopes: SCOPES } as const;
    return { actor, session: { id: row.id, csrf: row.csrf } };
  }

  async #readKey(hash: string): Promise<Visitor | null> {
    const now = this.#clock.now();
    const row = await this.#db
      .selectFrom('api_key')
      .innerJoin('person', 'person.id', 'api_key.person_id')
      .select(['api_key.id', 'api_key.name', 'api_key.scopes', 'api_key.expires_at'])
      .select(['api_key.used_at', 'person.id as personId', 'person.role'])
      .where('api_key.hash', '=', hash)
      .where('api_key.revoked_at', 'is', null)
      .where('person.disabled_at', 'is', null)
      .executeTakeFirst();
    if (!row || (row.expires_at && row.expires_at.getTime() <= now)) return null;
    if (!row.used_at || row.used_at.getTime() < now - MINUTE) {
      await this.#db
        .updateTable('api_key')
        .set({ used_at: new Date(now) })
        .where('id', '=', row.id)
        .execute();
    }
    const { id, name, personId } = row;
    const role: Role = row.role;
    const scopes: readonly Scope[] = row.scopes;
    return { actor: { kind: 'key', id, name, personId, role, scopes }, session: null };
  }
}
