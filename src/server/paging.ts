// Pages by cursor: a cursor says after which row the next page begins, so that rows which come in
// meanwhile neither repeat nor hide others.

import { z } from '@hono/zod-openapi';
import { InputError } from '../base/errors.ts';

const MOST = 200;

/** `?cursor=&limit=` */
export const pageQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
});

/** A page of `item`: `next` is the cursor of the page after it, or null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** The place of a row in the order of its list: what it is sorted by, the id last. */
type Place = readonly [string, ...string[]];

const placeSchema = z.array(z.string().max(200)).min(1).max(4);

function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The place after which the page begins, or null for the first page.
 * @param parts how many values a place of this list has
 * @throws InputError where the cursor is not one that a page of this list gave
 */
export function readCursor(cursor: string | undefined, parts = 1): Place | null {
  if (cursor === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    value = null;
  }
  const place = placeSchema.safeParse(value);
  const [first, ...others] = place.data ?? [];
  if (first === undefined || others.length !== parts - 1) {
    throw new InputError('cursor', 'one that an earlier page gave as next', cursor);
  }
  return [first, ...others];
}

/** The page of rows that were asked for with one more than `limit`, in the order of the list. */
export function page<T, U>(
  rows: readonly T[],
  limit: number,
  { place, show }: { place: (row: T) => Place; show: (row: T) => U },
): { items: U[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? writeCursor(place(last)) : null;
  return { items: items.map(show), next };
}
