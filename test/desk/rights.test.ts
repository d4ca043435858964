// The authorisation matrix: every operation of the OpenAPI document by every kind of caller. What
// an operation needs stands in the document (`x-rights`); whoever has less is refused, whoever has
// it gets past the gate. A route that says nothing of its rights fails here.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Rights, ROLES, type Role, SCOPES } from '../../src/server/actor.ts';
import { type ApiDocument, apiDocument, type Operation } from '../../src/server/openapi.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';

const LEAST_MEMBER = { reader: 0, editor: 1, lead: 2 } as const;
const NOBODY: Caller = { id: '', headers: {} };

interface Row {
  readonly method: string;
  readonly path: string;
  readonly rights: Rights;
}

function rowsOf({ paths }: ApiDocument): Row[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]: [string, Operation]) => {
      return { method: method.toUpperCase(), path, rights: operation['x-rights'] };
    }),
  );
}

function scopeOf({ method, rights }: Row): (typeof SCOPES)[number] {
  return rights.scope ?? (method === 'GET' ? 'read' : 'write');
}

describe('rights', () => {
  let desk: TestDesk;
  let rows: Row[];
  let caseId: string;
  const people = new Map<Role, Caller>();
  const members = new Map<string, Caller>();

  before(async () => {
    desk = await testDesk();
    rows = rowsOf(apiDocument(desk.app));
    const lead = await desk.person('administrator');
    caseId = await desk.caseOf(lead);
    for (const role of ROLES) {
      const person = await desk.person(role);
      people.set(role, person);
      await desk.member(caseId, person, 'lead');
    }
    for (const part of ['reader', 'editor', 'lead'] as const) {
      const person = await desk.person('administrator');
      members.set(part, person);
      await desk.member(caseId, person, part);
    }
  });
  after(() => desk.close());

  /** Asks an operation with nothing in its body: what is past the gate may find that wrong. */
  const ask = async (
    { method, path }: Row,
    as: Caller,
  ): Promise<{ status: number; said: string }> => {
    const at = path.replace('{caseId}', caseId).replace(/\{\w+\}/g, 'none');
    const body = method === 'GET' ? undefined : { nothing: true };
    const answer = await desk.ask(method, at, { as, body });
    // a stream of events does not end by itself
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream');
    const said = isStream ? '' : await answer.text();
    if (isStream) await answer.body?.cancel();
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.status} ${said}`);
    return { status: answer.status, said };
  };

  const isPast = ({ status, said }: { status: number; said: string }): boolean => {
    return status !== 401 && !(status === 403 && /This needs|part of|for people/.test(said));
  };

  test('are said of every operation', () => {
    assert.ok(rows.length > 20, `only ${rows.length} operations`);
    for (const { method, path, rights } of rows) {
      assert.ok(rights, `${method} ${path} does not say which rights it needs`);
      assert.ok(['public', ...ROLES].includes(rights.role), `${method} ${path}: ${rights.role}`);
      const isOfCase = path.includes('{caseId}');
      assert.equal(
        rights.member !== undefined,
        isOfCase,
        `${method} ${path}: member of which case?`,
      );
    }
  });

  test('are asked of whoever is signed in, by role', async () => {
    for (const row of rows) {
      const { role } = row.rights;
      const least = role === 'public' ? -1 : ROLES.indexOf(role);
      for (const [own, person] of people) {
        // signing out would end what the next operation is asked with
        if (row.path === '/v1/session/end' && ROLES.indexOf(own) >= least) continue;
        const answer = await ask(row, person);
        const where = `${own}: ${row.method} ${row.path} gave ${answer.status} ${answer.said}`;
        if (role === 'public') continue;
        if (ROLES.indexOf(own) < least) assert.equal(answer.status, 403, where);
        else assert.ok(isPast(answer), where);
      }
    }
  });

  test('are refused to whoever is not signed in, or has a key that is wrong or over', async () => {
    const wrong = { id: '', headers: { authorization: `Bearer hue_${'A'.repeat(43)}` } };
    const odd = { id: '', headers: { 'x-api-key': 'nonsense' } };
    const expired = await desk.key('administrator', SCOPES, -1);
    const cookie = { id: '', headers: { cookie: 'hue_session=none' } };
    for (const row of rows) {
      if (row.rights.role === 'public') continue;
      for (const caller of [NOBODY, wrong, odd, expired, cookie]) {
        const answer = await ask(row, caller);
        assert.equal(answer.status, 401, `${row.method} ${row.path}: ${answer.said}`);
      }
    }
  });

  test('are asked of keys, by scope', async () => {
    const keys = new Map<string, Caller>();
    for (const scope of SCOPES) {
      const key = await desk.key('administrator', [scope]);
      keys.set(scope, key);
      await desk.member(caseId, key, 'lead');
    }
    for (const row of rows) {
      if (row.rights.role === 'public') continue;
      for (const [scope, key] of keys) {
        const answer = await ask(row, key);
        const where = `${scope}: ${row.method} ${row.path} gave ${answer.status} ${answer.said}`;
        const may = scope === scopeOf(row) && !row.rights.person;
        if (may) assert.ok(isPast(answer), where);
        else assert.equal(answer.status, 403, where);
      }
    }
  });

  test('are asked of members, and a case of others is not there', async () => {
    const stranger = await desk.person('administrator');
    for (const row of rows) {
      const { member } = row.rights;
      if (member === undefined) continue;
      const outside = await ask(row, stranger);
      assert.equal(outside.status, 404, `${row.method} ${row.path}: ${outside.said}`);
      for (const [part, person] of members) {
        const answer = await ask(row, person);
        const may = LEAST_MEMBER[part as keyof typeof LEAST_MEMBER] >= LEAST_MEMBER[member];
        const where = `${part}: ${row.method} ${row.path} gave ${answer.status} ${answer.said}`;
        if (may) assert.ok(isPast(answer), where);
        else assert.equal(answer.status, 403, where);
      }
    }
  });

  test('include a token against requests from other sites', async () => {
    const person = await desk.person('administrator');
    const headers = { cookie: person.headers.cookie ?? '' };
    const callers = [
      { id: person.id, headers },
      { id: person.id, headers: { ...headers, 'x-csrf-token': 'wrong' } },
      { id: person.id, headers: { ...person.headers, origin: 'https://elsewhere.example' } },
    ];
    for (const row of rows) {
      if (row.rights.role === 'public' || row.method === 'GET') continue;
      for (const caller of callers) {
        const answer = await ask(row, caller);
        assert.equal(answer.status, 403, `${row.method} ${row.path}: ${answer.said}`);
      }
    }
  });

  test('that were wanting are written down', async () => {
    const row = await desk.store.db
      .selectFrom('denial')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .executeTakeFirstOrThrow();
    assert.ok(row.count > BigInt(rows.length), `${row.count} denials`);
  });
});
