// Short words for what routes take and give.

import type { z } from '@hono/zod-openapi';

/** An answer of JSON. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A body of JSON, which must be there. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** An answer without a body. */
export function nothing(description: string) {
  return { description };
}
