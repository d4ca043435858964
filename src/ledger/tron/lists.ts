import { z } from 'zod';
import type { Holder, Origin } from '../port.ts';
import type { Asking, Asks } from './asks.ts';
import { effectOf, noteEffect } from './contracts.ts';
import { noteOf } from './decode.ts';
import {
  type AccountRow,
  accountRowSchema,
  type InternalRow,
  internalRowSchema,
  pageSchema,
  type TokenRow,
  tokenRowSchema,
} from './shapes.ts';

/** A list that TronGrid keeps of an account. */
interface AccountList<R> {
  /** Below `/v1/accounts/{address}/`. */
  readonly path: string;
  readonly schema: z.ZodType<R>;
  /** The same for rows that say the same; null for rows that belong to another list. */
  key(row: R): string | null;
  /** True for rows that may move something: freezing and allowances are not counted. */
  moves(row: R): boolean;
}

/** Some answers show internal transfers here too: they are read from their own list. */
const ownRowSchema = z.union([accountRowSchema, internalRowSchema.transform(() => null)]);

export const OWN: AccountList<AccountRow | null> = {
  path: 'transactions',
  schema: ownRowSchema,
  key: (row) => row?.txID ?? null,
  moves: (row) =>
    row !== null &&
    (effectOf(row.raw_data.contract[0]?.type ?? '') !== 'nothing' || !!row.ret?.[0]?.fee),
};

export const INTERNAL: AccountList<InternalRow> = {
  path: 'internal-transactions',
  schema: internalRowSchema,
  key: (row) => row.internal_tx_id,
  moves: ({ data }) =>
    noteEffect(noteOf(data.note)) !== 'nothing' &&
    Object.values(data.call_value).some((value) => value !== 0n),
};

export const TOKENS: AccountList<TokenRow> = {
  path: 'transactions/trc20',
  schema: tokenRowSchema,
  key: ({ transaction_id, from, to, value, type, token_info }) =>
    [transaction_id, from, to, value, type, token_info.address].join(' '),
  moves: ({ type }) => type !== 'Approval',
};

/** Rows on a page; the most that TronGrid gives. */
const PAGE = 200;
/** 100,000 rows: no account with more is followed, it is a service. */
const MOST_PAGES = 500;

/** The part of a list that is wanted; times in milliseconds, both included. */
export interface Span {
  readonly holder: Holder;
  readonly from: number;
  readonly until: number;
}

interface Listed<R> {
  readonly row: R;
  readonly origin: Origin;
}

/** What is wrong with a list, to be counted as a warning. */
interface Flaw {
  readonly code: 'json' | 'duplicate' | 'contradiction';
  readonly origin: Origin;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  readonly count: number;
}

interface Page<R> {
  readonly rows: readonly Listed<R>[];
  readonly flaws: readonly Flaw[];
  readonly evidence: number;
  readonly fingerprint: string | null;
}

/** One page, oldest rows first unless `newest`. Faulty rows are passed over. */
export async function readPage<R>(
  asks: Asks,
  list: AccountList<R>,
  { holder, from, until }: Span,
  page: { readonly fingerprint?: string | null; readonly newest?: boolean },
  asking: Asking,
): Promise<Page<R>> {
  const query = new URLSearchParams({
    only_confirmed: 'true',
    limit: `${PAGE}`,
    order_by: `block_timestamp,${page.newest ? 'desc' : 'asc'}`,
    min_timestamp: `${from}`,
    max_timestamp: `${until}`,
    ...(page.fingerprint ? { fingerprint: page.fingerprint } : {}),
  });
  const path = `/v1/accounts/${holder}/${list.path}?${query}`;
  const { value, evidence } = await asks.get(path, pageSchema, asking);
  const rows: Listed<R>[] = [];
  const flaws: Flaw[] = [];
  for (const [i, item] of value.data.entries()) {
    const read = list.schema.safeParse(item);
    const origin = { input: evidence, line: i + 1 };
    if (read.success) rows.push({ row: read.data, origin });
    else {
      const found = read.error.issues[0]?.path.join('.') ?? '';
      const expected = 'a row as documented';
      flaws.push({ code: 'json', origin, field: list.path, expected, found, count: 1 });
    }
  }
  return { rows, flaws, evidence, fingerprint: value.meta?.fingerprint ?? null };
}

/** What was read of a list; `whole` is false if there is more. */
export interface ReadList<R> {
  readonly rows: readonly Listed<R>[];
  readonly flaws: readonly Flaw[];
  readonly whole: boolean;
}

/**
 * The rows of a list, oldest first, page after page, until more than `limit` of them move
 * something. A page that points to one already read would never end: the list counts as cut there.
 */
export async function readList<R>(
  asks: Asks,
  list: AccountList<R>,
  span: Span,
  limit: number,
  asking: Asking,
): Promise<ReadList<R>> {
  const rows: Listed<R>[] = [];
  const flaws: Flaw[] = [];
  const passed = new Set<string>();
  const seen = new Set<string>();
  const field = list.path;
  let fingerprint: string | null = null;
  for (let moving = 0, page = 0; page < MOST_PAGES && moving <= limit; page += 1) {
    const read: Page<R> = await readPage(asks, list, span, { fingerprint }, asking);
    const origin = { input: read.evidence, line: 1 };
    flaws.push(...read.flaws);
    const keys = read.rows.map(({ row }) => list.key(row));
    // two rows alike on one page are two payments alike; on two pages, pages that overlap
    const fresh = read.rows.filter((_, i) => !seen.has(keys[i] ?? ''));
    const count = read.rows.length - fresh.length;
    if (count > 0) {
      const [expected, found] = ['each row once', 'rows of a page before'];
      flaws.push({ code: 'duplicate', origin, field, expected, found, count });
    }
    for (const key of keys) if (key !== null) seen.add(key);
    rows.push(...fresh);
    moving += fresh.filter(({ row }) => list.moves(row)).length;
    fingerprint = read.fingerprint;
    if (fingerprint === null || read.rows.length === 0) return { rows, flaws, whole: true };
    if (passed.has(fingerprint)) {
      const [expected, found] = ['a page that is new', 'one that was read already'];
      flaws.push({ code: 'contradiction', origin, field, expected, found, count: 1 });
      break;
    }
    passed.add(fingerprint);
  }
  return { rows, flaws, whole: false };
}
