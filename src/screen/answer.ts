import { z } from 'zod';
import { GRADES, SEVERITIES } from '../attribution/taxonomy.ts';
import { POLICY_IDS } from '../trace/policies/policy.ts';

/**
 * The answer to a screening, version 1. Amounts are decimal strings of base units; US dollars have
 * two places, and null is "not known", never zero. The same input gives the same bytes.
 */

const units = z.string().regex(/^[0-9]+$/);
const usd = z
  .string()
  .regex(/^[0-9]+\.[0-9]{2}$/)
  .nullable();
const grade = z.enum(GRADES);
const severity = z.enum(SEVERITIES);
const amounts = z.array(
  z.strictObject({
    asset: z.string(),
    symbol: z.string(),
    decimals: z.int(),
    byPolicy: z.record(z.enum(POLICY_IDS), units),
    low: units.describe('Least over the policies that conserve value'),
    high: units,
    usd,
  }),
);

const statement = z.strictObject({
  label: z.string(),
  entity: z.string().nullable(),
  type: z.string().nullable(),
  conduct: z.array(z.string()),
  grade,
  source: z.string(),
  sourceDate: z.string().nullable(),
  url: z.string().nullable(),
  inherited: z.boolean(),
});

const state = z.strictObject({
  state: z.string(),
  by: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reference: z.string().nullable(),
  grade: grade.describe('Of the best statement that says so'),
  confirmed: z.boolean().describe('Read where it is made: at the list, on the chain'),
  current: z.boolean().describe('The span holds on the day of the answer'),
});

const listing = z.strictObject({
  list: z.string(),
  version: z.string(),
  id: z.string(),
  name: z.string(),
  programs: z.array(z.string()),
  state: z.string().describe('What standing on this list means: `sanctioned`, `flagged_by`, …'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  published: z.string().describe('The address as the list writes it'),
  strength: z.string(),
  url: z.string().nullable(),
  sentence: z.string(),
});

const candidate = z.strictObject({
  list: z.string(),
  version: z.string().nullable(),
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  programs: z.array(z.string()),
  from: z.string().nullable(),
  to: z.string().nullable(),
  score: z.number(),
  threshold: z.number(),
  features: z.array(
    z.strictObject({
      feature: z.string(),
      query: z.string().nullable(),
      listed: z.string().nullable(),
      how: z.string(),
      contribution: z.number(),
    }),
  ),
  sentence: z.string(),
});

const place = z.strictObject({
  holder: z.string(),
  label: z.string().nullable(),
  entity: z.string().nullable(),
  hop: z.int(),
  also: z.array(z.string()),
  designation: z.enum(['before', 'during', 'after']).nullable(),
  grade: grade.nullable(),
  source: z.string().nullable(),
  amounts,
  usd,
  path: z.array(z.string()).describe('Transactions, the first at the far end'),
  first: z.string(),
  last: z.string(),
});

const band = z.strictObject({ usd, places: z.int() });

const row = z.strictObject({
  category: z.string(),
  axis: z.enum(['state', 'conduct', 'entity', 'none']),
  severity,
  grade: grade.nullable().describe('Of the best statement behind it'),
  usd: usd.describe('Under the locked policy'),
  amounts,
  share: z.number().nullable().describe('Of all that came or went, in percent; null: no prices'),
  minHops: z.int(),
  direct: band.describe('One hop away'),
  near: band.describe('Two or three'),
  far: band.describe('Four or more'),
  places: z.array(place),
});

const direction = z.strictObject({
  total: amounts.describe('All that came or went'),
  usd,
  rows: z.array(row).describe('Gravest first; `unattributed` is the rest'),
  read: z.strictObject({ addresses: z.int(), transactions: z.int() }),
  gaps: z.array(z.string()),
  conserved: z.boolean(),
});

export const screenAnswerSchema = z.strictObject({
  format: z.literal('hueandcry.screen'),
  version: z.literal(1),
  subject: z.strictObject({
    kind: z.enum(['address', 'transaction', 'name']),
    asked: z.string().describe('As it was asked'),
    chain: z.string().nullable(),
    canonical: z.string().nullable(),
    checksum: z.enum(['right', 'wrong', 'none']).nullable(),
  }),
  knowledge: z
    .enum(['found', 'not_found', 'not_an_address'])
    .describe('not_found: nothing is known of it, which is not the same as clean'),
  day: z.string(),
  self: z
    .array(
      z.strictObject({
        category: z.string(),
        axis: z.enum(['state', 'conduct', 'entity']),
        severity,
        grade: grade.nullable(),
        designation: z.enum(['before', 'during', 'after']).nullable(),
      }),
    )
    .describe('What the address itself is, gravest first'),
  statements: z.array(statement),
  states: z.array(state),
  listings: z.array(listing),
  names: z
    .array(candidate)
    .describe('Listed parties whose name is like the one asked: candidates, not findings'),
  incoming: direction.nullable().describe('null: not asked of a ledger'),
  outgoing: direction.nullable(),
  severity: severity.nullable().describe('null: no rule fired'),
  decision: z.strictObject({
    action: z.enum(['allow', 'review', 'hold', 'block']),
    rule: z.string(),
    reason: z.string(),
    fired: z.array(z.strictObject({ rule: z.string(), action: z.string(), reason: z.string() })),
  }),
  policy: z.enum(POLICY_IDS),
  rules: z.strictObject({ name: z.string(), digest: z.string() }),
  sources: z.array(
    z.strictObject({
      kind: z.enum(['list', 'tags', 'ledger']),
      name: z.string(),
      version: z.string().nullable(),
      ageDays: z.int().nullable(),
      stale: z.boolean(),
    }),
  ),
  gaps: z.array(z.string()),
});

export type ScreenAnswer = z.output<typeof screenAnswerSchema>;
export type ExposureRow = z.output<typeof row>;
export type ExposureSide = z.output<typeof direction>;
export type ExposurePlace = z.output<typeof place>;
export type ShownAmounts = z.output<typeof amounts>;
