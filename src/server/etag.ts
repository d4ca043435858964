// Entity tags (RFC 9110 §8.8.3, §13.1): a read says which version it gave, and a change says which
// version it means, so that two people never overwrite each other unseen.

import type { Context, MiddlewareHandler } from 'hono';
import { sha256 } from '../base/digest.ts';
import { Problem } from './problem.ts';

/** Larger bodies carry a tag that their route gives, such as the digest of a result. */
const MOST_BYTES = 4_000_000;

/** The tag of a representation: of the same text that `c.json` sends. */
function tagOf(representation: unknown): string {
  return `"${sha256(JSON.stringify(representation))}"`;
}

function names(header: string, tag: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

/** Sets the tag that the route knows, and says whether the caller has that version already. */
export function isKnown(c: Context, tag: string): boolean {
  c.header('ETag', tag);
  const header = c.req.header('if-none-match');
  return header !== undefined && names(header, tag);
}

/**
 * For `PATCH`: the version that is there, as `GET` would give it, is the one that `If-Match` names.
 * @throws Problem 428 without `If-Match`, 412 where it names another version
 */
export function requireMatch(c: Context, current: unknown): void {
  const header = c.req.header('if-match');
  if (header === undefined) {
    throw new Problem('match-needed', 'Give the ETag of what you read as If-Match.');
  }
  if (!names(header, tagOf(current))) {
    throw new Problem('changed-since', 'Read it again, and make your change to that.');
  }
}

/** Tags what `GET` gives as JSON, and answers 304 to whoever has it already. */
export const tagged: MiddlewareHandler = async (c, next) => {
  await next();
  const { res } = c;
  if (c.req.method !== 'GET' || res.status !== 200) return;
  if (!res.headers.get('content-type')?.startsWith('application/json')) return;
  let tag = res.headers.get('etag');
  if (tag === null) {
    const bytes = new Uint8Array(await res.clone().arrayBuffer());
    if (bytes.length > MOST_BYTES) return;
    tag = `"${sha256(bytes)}"`;
    c.res.headers.set('ETag', tag);
  }
  const header = c.req.header('if-none-match');
  if (header === undefined || !names(header, tag)) return;
  const headers = new Headers(c.res.headers);
  headers.delete('content-type');
  headers.delete('content-length');
  c.res = undefined;
  c.res = new Response(null, { status: 304, headers });
};
