// A desk for tests: a fresh store, the whole interface, and people and keys to ask it as.
//
//   const desk = await testDesk();
//   after(() => desk.close());
//   const ann = await desk.person('analyst');
//   const answer = await desk.ask('POST', '/v1/cases', { as: ann, body: { title: 'A' } });

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Role, Scope } from '../../src/server/actor.ts';
import { createApp } from '../../src/server/app.ts';
import { type Desk, deskSchema } from '../../src/server/desk.ts';
import { openDesk } from '../../src/server/open.ts';
import { beginSession } from '../../src/server/signin/sessions.ts';
import { document } from '../../src/store/document.ts';
import { newId } from '../../src/store/ids.ts';
import type { MemberRole, Tlp } from '../../src/store/tables/words.ts';
import { testStore } from './store.ts';

/** Somebody to ask as: the headers that say so. */
export interface Caller {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Asking {
  readonly as?: Caller | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Config = Parameters<typeof deskSchema.parse>[0];

const PLENTY = { perActor: 1_000_000, perAddress: 1_000_000, signIn: 1_000_000 };

export async function testDesk(
  config: Config & object = {},
  more: { clock?: Clock; home?: string } = {},
) {
  const store = await testStore();
  const home = more.home ?? mkdtempSync(path.join(tmpdir(), 'hue-desk-'));
  const desk = await openDesk({
    store,
    config: deskSchema.parse({ logLevel: 'silent', limits: PLENTY, ...config }),
    ...more,
    home,
  });
  const app = createApp(desk);
  return {
    desk,
    app,
    store,
    person: (role: Role) => signedIn(desk, role),
    key: (role: Role, scopes: readonly Scope[], days?: number) => keyOf(desk, role, scopes, days),
    caseOf: (lead: Caller, tlp?: Tlp) => caseOf(desk, lead, tlp),
    member: (caseId: string, who: Caller, role: MemberRole) => join(desk, caseId, who, role),
    ask: async (method: string, at: string, { as, body, headers }: Asking = {}) => {
      const isJson = body !== undefined && !(body instanceof FormData);
      return app.request(`http://localhost:8423${at}`, {
        method,
        headers: {
          ...(isJson ? { 'content-type': 'application/json' } : {}),
          ...as?.headers,
          ...headers,
        },
        ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
      } as RequestInit);
    },
    close: async () => {
      await desk.close();
      await store.close();
      if (more.home === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export type TestDesk = Awaited<ReturnType<typeof testDesk>>;

async function newPerson({ store }: Desk, role: Role): Promise<string> {
  const id = newId();
  const email = `${id}@example.org`;
  await store.db
    .insertInto('person')
    .values({ id, email, name: `${role} ${id}`, role })
    .execute();
  return id;
}

async function signedIn(desk: Desk, role: Role): Promise<Caller> {
  const id = await newPerson(desk, role);
  const { token, csrf } = await beginSession(desk.store.db, desk, id);
  return { id, headers: { cookie: `hue_session=${token}`, 'x-csrf-token': csrf } };
}

/** @param days until it expires; a negative number for one that has */
async function keyOf(desk: Desk, role: Role, scopes: readonly Scope[], days = 1): Promise<Caller> {
  const id = await newPerson(desk, role);
  const key = `hue_${randomBytes(32).toString('base64url')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  const expires_at = new Date(desk.clock.now() + days * 86_400_000);
  const own = { id: newId(), name: 'key', prefix: key.slice(0, 12), hash, person_id: id };
  await desk.store.db
    .insertInto('api_key')
    .values({ ...own, scopes: document(scopes), expires_at })
    .execute();
  return { id, headers: { authorization: `Bearer ${key}` } };
}

async function caseOf(desk: Desk, lead: Caller, tlp: Tlp = 'amber'): Promise<string> {
  const id = newId();
  const row = { id, title: 'A theft', tlp, created_by: lead.id };
  await desk.store.db.insertInto('case_file').values(row).execute();
  await join(desk, id, lead, 'lead');
  return id;
}

async function join(desk: Desk, case_id: string, who: Caller, role: MemberRole): Promise<void> {
  const row = { case_id, person_id: who.id, role };
  await desk.store.db.insertInto('member').values(row).execute();
}
