// Rights, in one place: each route says which it needs, the same words stand in the OpenAPI
// document, and whatever is refused for want of one is written down.

import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Seer } from '../store/seen.ts';
import { inTransaction } from '../store/transaction.ts';
import { holdBody } from './bodies.ts';
import { holdOpen, type Trx } from './cases/change.ts';
import type { DeskEnv } from './desk.ts';
import { idempotent } from './idempotency.ts';
import { identify } from './identify.ts';
import { notFound, Problem } from './problem.ts';

/** From the least to the most. */
export const ROLES = ['viewer', 'analyst', 'investigator', 'approver', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** What a key may be used for. */
export const SCOPES = ['read', 'screen', 'deposit', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const MEMBER_ROLES = ['reader', 'editor', 'lead'] as const;
type MemberRole = (typeof MEMBER_ROLES)[number];

export interface Actor {
  readonly kind: 'person' | 'key';
  /** Of the person or of the key: for the custody log. */
  readonly id: string;
  readonly name: string;
  /** Whose key it is, or the person: for membership and for who made a thing. */
  readonly personId: string;
  readonly role: Role;
  /** A person has all. */
  readonly scopes: readonly Scope[];
}

/** Whoever signed in, and by what. */
export interface Visitor {
  readonly actor: Actor;
  readonly session: { readonly id: string; readonly csrf: string } | null;
}

export interface Rights {
  readonly role: Role | 'public';
  /** Of a key; `read` for `GET` and `write` for the rest unless said. */
  readonly scope?: Scope;
  /** Of the case in `{caseId}`. */
  readonly member?: MemberRole;
  /** True where no key will do. */
  readonly person?: boolean;
}

/** Rights, and the bounds of what a route takes. */
interface Secured extends Rights {
  /** Bytes; one megabyte unless said. */
  readonly body?: number;
  /** True where each request costs as much as a try at signing in. */
  readonly isSignIn?: boolean;
}

const MEGABYTE = 1_000_000;
/** Bodies that may be larger are held to a bound together. */
const LARGE = 10 * MEGABYTE;
const READS = ['GET', 'HEAD'];

/** To be spread into `createRoute`: the rights for the document, and what asks for them. */
export function secured({ body = MEGABYTE, isSignIn = false, ...rights }: Secured) {
  const check: MiddlewareHandler<DeskEnv> = async (c, next) => {
    const visitor = await identify(c, { isPublic: rights.role === 'public', isSignIn });
    c.set('visitor', visitor);
    if (rights.role !== 'public') await demand(c, visitor, rights);
    await next();
  };
  const security = rights.role === 'public' ? [] : [{ session: [] }, { key: [] }];
  return {
    'x-rights': rights,
    security,
    middleware: [check, bounded(body), idempotent] as MiddlewareHandler[],
  };
}

/** Node holds a body to the length it states; what states none is counted as it comes. */
function bounded(body: number): MiddlewareHandler<DeskEnv> {
  const onError = (): never => {
    throw new Problem('too-large', `A body of ${body} bytes at most is read here.`);
  };
  const counted = bodyLimit({ maxSize: body, onError });
  return async (c, next) => {
    if (READS.includes(c.req.method)) return next();
    const stated = c.req.header('content-length');
    const isTold = stated !== undefined && c.req.header('transfer-encoding') === undefined;
    const isStated = isTold && c.env?.incoming !== undefined;
    if (isStated && Number(stated) > body) return onError();
    const letGo = body > LARGE ? holdBody(c, isStated ? Number(stated) : body) : () => undefined;
    try {
      return await (isStated ? next() : counted(c, next));
    } finally {
      letGo();
    }
  };
}

async function demand(c: Context<DeskEnv>, visitor: Visitor | null, rights: Rights): Promise<void> {
  if (visitor === null) throw new Problem('unauthenticated', 'Sign in, or give a key.');
  const { actor } = visitor;
  c.set('actor', actor);
  const { role, person, member } = rights;
  if (role !== 'public' && !hasRole(actor, role)) {
    throw new Problem('forbidden', `This needs the role ${role}.`, { denial: `role ${role}` });
  }
  if (person && actor.kind !== 'person') {
    throw new Problem('forbidden', 'This is for people, not for keys.', { denial: 'a key' });
  }
  const scope = rights.scope ?? (READS.includes(c.req.method) ? 'read' : 'write');
  if (!actor.scopes.includes(scope)) {
    throw new Problem('forbidden', `This needs the scope ${scope}.`, { denial: `scope ${scope}` });
  }
  if (member) await requireMember(c, c.req.param('caseId') ?? '', member);
}

/** Through whose eyes a list is read: a program's see no case marked TLP:RED. */
export function seer({ personId, kind }: Actor): Seer {
  return { personId, isRedHidden: kind === 'key' };
}

/** Whether an actor's role is that role or a greater one. */
export function hasRole(actor: Actor, role: Role): boolean {
  return ROLES.indexOf(actor.role) >= ROLES.indexOf(role);
}

/**
 * For what belongs to a case without its id in the path.
 * @throws Problem 404 where the actor is no member, as where there is no such case; 403 where the
 * membership allows less
 */
export async function requireMember(
  c: Context<DeskEnv>,
  caseId: string,
  least: MemberRole,
): Promise<void> {
  const actor = c.get('actor');
  const row = await c.get('desk').members.of(caseId, actor.personId);
  // TLP 2.0: red is for the eyes and ears of individual recipients, and a program has neither
  if (!row || (row.tlp === 'red' && actor.kind === 'key')) throw notFound('not a member');
  c.set('caseFile', row);
  if (MEMBER_ROLES.indexOf(row.member_role) < MEMBER_ROLES.indexOf(least)) {
    const denial = `member ${least}`;
    throw new Problem('forbidden', `In this case that needs the part of ${least}.`, { denial });
  }
}

/**
 * Does what adds to a case, in a transaction: a closed case takes nothing, and whoever would close
 * it meanwhile waits for the end of this.
 * @throws Problem 404 or 403, as `requireAccess`; 409
 */
export async function inOpenCase<T>(
  c: Context<DeskEnv>,
  about: { readonly caseId: string | null; readonly createdBy: string },
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  await requireAccess(c, about, 'editor');
  return await inTransaction(c.get('desk').store.db, async (trx) => {
    if (about.caseId !== null) await holdOpen(trx, about.caseId);
    return await work(trx);
  });
}

/**
 * For what belongs to a case, or without one to whoever made it.
 * @throws Problem 404 or 403, as `requireMember`
 */
export async function requireAccess(
  c: Context<DeskEnv>,
  { caseId, createdBy }: { readonly caseId: string | null; readonly createdBy: string },
  least: MemberRole,
): Promise<void> {
  if (caseId !== null) return requireMember(c, caseId, least);
  const { personId, id } = c.get('actor');
  if (createdBy !== personId && createdBy !== id) throw notFound('of somebody else');
}
