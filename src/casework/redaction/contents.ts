import { z } from 'zod';
import { AUDIENCES, RULES } from './rules.ts';

/** Stands where something was left out, so that nothing is missing silently. */
export const LEFT_OUT = '[left out]';

const text = z.string();
const when = z.string().nullable();

/** What a pack tells of the case beside the trace: what people wrote, and what was done. */
export const contentsSchema = z.strictObject({
  number: z.int(),
  title: text,
  summary: text,
  status: text,
  tlp: z.enum(['clear', 'green', 'amber', 'amber+strict', 'red']),
  createdAt: text,
  members: z.array(z.strictObject({ name: text, role: text })),
  victims: z.array(z.strictObject({ name: text, contact: text, note: text })),
  thefts: z.array(
    z.strictObject({
      chain: text,
      transaction: text,
      victim: z.string().nullable(),
      occurredAt: when,
      note: text,
    }),
  ),
  notes: z.array(
    z.strictObject({ at: text, by: text, subject: z.string().nullable(), body: text }),
  ),
  tasks: z.array(
    z.strictObject({ title: text, dueAt: when, doneAt: when, assignee: z.string().nullable() }),
  ),
  timeline: z.array(
    z.strictObject({ at: text, by: text, text, note: text, source: text, basis: text }),
  ),
  custody: z
    .array(z.strictObject({ seq: text, at: text, actor: text, action: text, hash: text }))
    .describe('The newest rows of the custody log, in their order'),
  more: z.int().describe('Rows of all these that are not carried, since there are too many'),
});
export type Contents = z.infer<typeof contentsSchema>;

const withheldSchema = z.strictObject({
  rule: z.enum(RULES),
  /** The rule in words. */
  why: text,
  /** Such as `notes`. */
  what: text,
  count: z.int().min(1),
});
export type Withheld = z.infer<typeof withheldSchema>;

/** For whom a pack was made, and what was left out of it by which rule. */
export const redactionSchema = z.strictObject({
  audience: z.enum(AUDIENCES),
  rules: z.array(z.enum(RULES)),
  withheld: z.array(withheldSchema),
});
export type Redaction = z.infer<typeof redactionSchema>;

/** What a pack says beside the trace. */
export const coverSchema = z.strictObject({
  format: z.literal('hueandcry.pack'),
  version: z.literal(1),
  redaction: redactionSchema,
  file: contentsSchema,
});
export type Cover = z.infer<typeof coverSchema>;
