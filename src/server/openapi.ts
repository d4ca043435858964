// The OpenAPI 3.1 document, from the schemas by which requests are read.

import type { OpenAPIHono } from '@hono/zod-openapi';
import { VERSION } from '../base/version.ts';
import type { Rights } from './actor.ts';
import type { DeskEnv } from './desk.ts';
import { problemSchema } from './problem.ts';

/** The document, as far as we read it ourselves. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

export interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: unknown }>>;
  };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly 'x-rights': Rights;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: unknown;
}

interface Answer {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

const PROBLEM = {
  description: 'A problem document (RFC 9457)',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'The same key with the same body is done once, and answered the same.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header' as const,
  required: true,
  description: 'The ETag of what was read.',
  schema: { type: 'string' },
};

/** The document of all routes that are mounted on `app`. */
export function apiDocument(app: OpenAPIHono<DeskEnv>): ApiDocument {
  const registry = app.openAPIRegistry;
  registry.register('Problem', problemSchema);
  const scheme = 'securitySchemes';
  registry.registerComponent(scheme, 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'hue_session',
    description: 'Over TLS __Host-hue_session. Changes need the header X-CSRF-Token too.',
  });
  registry.registerComponent(scheme, 'key', { type: 'http', scheme: 'bearer' });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Hue & Cry', version: VERSION },
  }) as unknown as ApiDocument;
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const whole = Object.entries(operations).map(([method, one]) => [method, wholeOf(method, one)]);
    return [path, Object.fromEntries(whole)];
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

/** What holds of every operation of its kind stands in one place, here. */
function wholeOf(method: string, operation: Operation): Operation {
  const isOpen = operation['x-rights']?.role === 'public';
  const parameters = [...(operation.parameters ?? [])];
  if (method !== 'get' && !isOpen) parameters.push(IDEMPOTENCY_KEY);
  if (method === 'patch') parameters.push(IF_MATCH);
  const responses = { ...operation.responses, default: PROBLEM };
  return { ...operation, parameters, responses };
}
