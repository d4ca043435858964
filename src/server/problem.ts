// Problem documents (RFC 9457): every error of the interface, in one shape.

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ZodError } from 'zod';
import { InputError, LimitError, SourceError, show } from '../base/errors.ts';
import { atDesk } from './at-desk.ts';

/** What one field was to be, and what came. */
const fieldSchema = z.object({ field: z.string(), expected: z.string(), got: z.string() });

/** Which bound of what one person or key may hold was met, and how near they were to it. */
const quotaSchema = z.object({
  of: z.enum(['person', 'key']),
  name: z.enum(['uploads', 'uploadBytes', 'jobs', 'watches', 'cases', 'screenings']),
  limit: z.number().int(),
  usage: z.number().int(),
  wanted: z.number().int(),
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(fieldSchema),
    quota: quotaSchema.optional(),
  })
  .openapi('Problem');

type Field = z.infer<typeof fieldSchema>;
type Quota = z.infer<typeof quotaSchema>;

/** The kinds of problem: the last part of `type`, the status, and the title. */
const KINDS = {
  'bad-input': [400, 'Something in the request is wrong'],
  unauthenticated: [401, 'Sign in first'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'This path does not take that method'],
  conflict: [409, 'It does not agree with what is there'],
  'changed-since': [412, 'It has changed since it was read'],
  'too-large': [413, 'Too much at once'],
  'address-too-long': [414, 'The address is too long'],
  'media-type': [415, 'Another media type is needed'],
  'wrong-host': [421, 'This server does not answer to that name'],
  'key-reused': [422, 'The idempotency key belongs to another request'],
  'match-needed': [428, 'Say which version is to be changed'],
  quota: [429, 'No more of that may be held'],
  'too-many': [429, 'Too many requests'],
  fault: [500, 'The program failed'],
  'source-failed': [502, 'A source of facts failed'],
  unavailable: [503, 'Not ready'],
} as const satisfies Record<string, readonly [number, string]>;

type ProblemKind = keyof typeof KINDS;

const KIND_OF_STATUS = new Map<number, ProblemKind>(
  (Object.keys(KINDS) as ProblemKind[]).map((kind) => [KINDS[kind][0], kind]),
);

interface More {
  /** For want of which right the request was refused: written down. */
  readonly denial?: string;
  readonly errors?: readonly Field[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly quota?: Quota;
}

/** Ends a request with a problem document. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly denial: string | null;
  readonly errors: readonly Field[];
  readonly headers: Readonly<Record<string, string>>;
  readonly quota: Quota | undefined;

  constructor(kind: ProblemKind, detail: string, more: More = {}) {
    const { denial, errors = [], headers = {}, quota } = more;
    super(detail);
    this.name = 'Problem';
    this.kind = kind;
    this.denial = denial ?? null;
    this.errors = errors;
    this.headers = headers;
    this.quota = quota;
  }
}

/**
 * The same for what is not there and for what the actor may not know of.
 * @param denial for want of which right, where something is there
 */
export function notFound(denial?: string): Problem {
  const more = denial === undefined ? {} : { denial };
  return new Problem('not-found', 'There is nothing here that you may see.', more);
}

const BOTH = /^Invalid input: expected (.+), received (.+)$/;

/** What is not repeated, not even to whoever said it. */
const SECRET = /secret|token|password|key|csrf|cookie|authorization/i;

function at(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given;
  for (const name of path) value = (value as Record<PropertyKey, unknown> | null)?.[name];
  return value;
}

/** A value as it came: of what has parts, only what it is. */
function came(given: unknown, path: readonly PropertyKey[]): string {
  if (path.some((name) => SECRET.test(String(name)))) return 'a value that is not repeated';
  const value = at(given, path);
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `${value.length} values`;
  return typeof value === 'object' && value !== null ? 'an object' : show(value);
}

/** @returns what zod found wrong in what was given, field by field, at most twenty */
export function invalid(error: ZodError, target: string, given: unknown): Problem {
  const errors = error.issues.slice(0, 20).map((issue) => {
    const field = [target, ...issue.path.map(String)].join('.');
    // zod says both in one sentence
    const [, wanted, received] = BOTH.exec(issue.message) ?? [];
    if (wanted && received) {
      return { field, expected: wanted, got: received === 'undefined' ? 'nothing' : received };
    }
    return { field, expected: issue.message, got: came(given, issue.path) };
  });
  const first = errors[0];
  const message = error.issues[0]?.message.replace(/^Invalid input: /, '');
  const detail = first ? `${first.field}: ${message}` : 'The request cannot be read.';
  return new Problem('bad-input', detail, { errors });
}

/** The SQLSTATE of an error of PostgreSQL, or an empty string. */
function sqlState(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
}

/** What a database refuses because of what was asked is no fault of the program. */
function fromSql(state: string): Problem | null {
  // class 22: data exceptions, such as U+0000 in a text or a number out of range
  if (state.startsWith('22')) {
    return new Problem('bad-input', 'A value cannot be kept as it stands.');
  }
  if (state === '23503') return new Problem('conflict', 'It refers to what is not there.');
  if (state.startsWith('23'))
    return new Problem('conflict', 'It is there already, or not allowed.');
  if (state === '40001' || state === '40P01') {
    return new Problem('conflict', 'Somebody else changed the same thing: try again.');
  }
  const isGone = state.startsWith('08') || state.startsWith('57P') || state === '53300';
  return isGone ? new Problem('unavailable', 'The database does not answer.') : null;
}

/** What an error means to whoever asked. A fault tells nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InputError) {
    const { label, expected, found, hint } = error;
    const errors = [{ field: label, expected, got: found }];
    const said = atDesk(hint ? `${error.message}. ${hint}` : error.message);
    return new Problem('bad-input', said, { errors });
  }
  if (error instanceof LimitError) return new Problem('too-large', error.message);
  if (error instanceof SourceError) return new Problem('source-failed', atDesk(error.message));
  if (error instanceof HTTPException) {
    const kind = KIND_OF_STATUS.get(error.status) ?? 'bad-input';
    return new Problem(kind, error.message || KINDS[kind][1]);
  }
  const bySql = error instanceof Error ? fromSql(sqlState(error)) : null;
  return bySql ?? new Problem('fault', 'The program failed; its log says more.');
}

/** The answer that a problem is. */
export function problemResponse(c: Context, problem: Problem): Response {
  const [status, title] = KINDS[problem.kind];
  const body: z.infer<typeof problemSchema> = {
    type: `/docs#problem-${problem.kind}`,
    title,
    status,
    detail: problem.message,
    instance: `/requests/${c.get('requestId') ?? ''}`,
    errors: [...problem.errors],
    ...(problem.quota ? { quota: problem.quota } : {}),
  };
  for (const [name, value] of Object.entries(problem.headers)) c.header(name, value);
  c.header('Content-Type', 'application/problem+json');
  return c.body(JSON.stringify(body), status);
}

/** Kinds, statuses and titles, for the reference page. */
export function problemKinds(): { kind: ProblemKind; status: number; title: string }[] {
  return (Object.keys(KINDS) as ProblemKind[]).map((kind) => {
    const [status, title] = KINDS[kind];
    return { kind, status, title };
  });
}
