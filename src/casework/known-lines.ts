import { z } from 'zod';
import { tagSchema } from '../attribution/tagSchema.ts';
import type { Tag } from '../attribution/tags.ts';
import { InputError } from '../base/errors.ts';
import type { Holder } from '../ledger/port.ts';
import type { DatedTags } from './known-tags.ts';

const text = z.string().max(100_000);

const inputSchema = z.strictObject({
  role: z.literal('tags'),
  name: text,
  layout: text,
  rows: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
});

const headSchema = z.strictObject({
  format: z.literal('hueandcry.known'),
  version: z.literal(1),
  chain: text,
});

const versionsSchema = z.strictObject({
  asOf: text,
  inputs: z.array(inputSchema).max(10_000),
  sources: z
    .array(
      z.strictObject({
        kind: z.enum(['list', 'tags']),
        name: text,
        version: text.nullable(),
        ageDays: z.int().nullable(),
        stale: z.boolean(),
      }),
    )
    .max(10_000),
  problems: z.array(text).max(10_000),
});

const lineSchema = z.union([
  versionsSchema,
  z.strictObject({ holder: text, tags: z.array(tagSchema).min(1) }),
  z.strictObject({ nothing: z.array(text) }),
]);

/** Which versions of tags and lists were asked, and when: what a line says of those after it. */
export type Versions = Pick<DatedTags, 'asOf' | 'inputs' | 'sources' | 'problems'>;

/** What was found of one place, and in which versions. */
export interface LookUp {
  /** The line that says the versions. */
  readonly versions: string;
  readonly tags: readonly Tag[];
}

/** Look-ups by place, with the lines of the versions in the order in which they stand. */
interface LookUps {
  readonly versions: ReadonlyMap<string, Versions>;
  readonly found: ReadonlyMap<Holder, LookUp>;
}

export function headLine(chain: string): string {
  return line({ format: 'hueandcry.known', version: 1, chain });
}

export function versionsLine({ asOf, inputs, sources, problems }: Versions): string {
  return line({ asOf, inputs, sources, problems });
}

/** What became known of places: a line for each that has tags, one for all others. */
export function foundLines(found: Iterable<readonly [Holder, LookUp]>): string {
  const nothing: Holder[] = [];
  const lines: string[] = [];
  for (const [holder, { tags }] of found) {
    if (tags.length === 0) nothing.push(holder);
    else lines.push(line({ holder, tags }));
  }
  if (nothing.length > 0) lines.push(line({ nothing }));
  return lines.join('');
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * Reads the lines of look-ups on this chain; the first of a place counts.
 * @throws InputError that names the line
 */
export function parseLookUps(content: string, chain: string, label: string): LookUps {
  const [first = '', ...lines] = content.split('\n').slice(0, -1);
  const head = headSchema.safeParse(jsonIn(first));
  if (!head.success || head.data.chain !== chain) {
    throw new InputError(`${label} line 1`, `look-ups on ${chain}`, first);
  }
  const versions = new Map<string, Versions>();
  const found = new Map<Holder, LookUp>();
  let current: string | null = null;
  for (const [index, one] of lines.entries()) {
    const where = `${label} line ${index + 2}`;
    const read = lineSchema.safeParse(jsonIn(one));
    if (!read.success) throw new InputError(where, 'a look-up, or versions of tags', one);
    const { data } = read;
    if ('asOf' in data) {
      current = versionsLine(data);
      versions.set(current, data);
    } else if (current === null) {
      throw new InputError(where, 'versions of tags before the first look-up', one);
    } else {
      const own = 'nothing' in data ? data.nothing : [data.holder];
      const tags = 'nothing' in data ? [] : data.tags;
      for (const holder of own) {
        if (!found.has(holder)) found.set(holder, { versions: current, tags });
      }
    }
  }
  return { versions, found };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
