// Entity tags (RFC 9110 §8.8.3, §13.1): a read says which version it gave, and a change says which
// version it means, so that two people never overwrite each other unseen.

import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { sha256 } from '../base/digest.ts';
import { Problem } from './problem.ts';

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

/** Answers `GET` with the text of JSON and its tag; 304 to whoever has it already. */
export function sendJson(c: Context, text: string): Response {
  if (isKnown(c, `"${sha256(text)}"`)) return c.body(null, 304);
  c.header('Content-Type', 'application/json');
  return c.body(text);
}

/**
 * Tags what `GET` gives as JSON: where its text is made, since to read that again from an answer
 * takes as long as all the rest.
 */
export const tagged: MiddlewareHandler = async (c, next) => {
  const plain = c.json;
  const json = (value: unknown, status: ContentfulStatusCode = 200): Response =>
    status === 200 ? sendJson(c, JSON.stringify(value)) : plain(value, status);
  if (c.req.method === 'GET') c.json = json as typeof plain;
  await next();
};
