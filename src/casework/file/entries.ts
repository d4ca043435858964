import { z } from 'zod';

// What stands in a case file, and what of it may be given and changed: one schema for the routes
// and the pages. Texts are kept as they were typed; whoever shows them shows them inert.

const TLP = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
const MEMBER_ROLES = ['lead', 'editor', 'reader'] as const;
/** How a statement is known (product reference §6): there is no fourth, and none is upgraded. */
export const BASES = ['observed', 'inferred', 'unverified'] as const;
export const PACK_KINDS = ['page', 'pdf', 'csv', 'json', 'bundle'] as const;

const LONG = 20_000;
const line = (most: number) => z.string().trim().min(1).max(most);
const words = (most: number) => z.string().trim().max(most);
const id = z.string().min(1).max(100);
/** RFC 3339; UTC in answers. */
const instant = z.iso.datetime({ offset: true });
const basis = z.enum(BASES);

/** The head of a case, as its war room tells it. */
export const caseFieldsSchema = z.strictObject({
  title: line(200),
  summary: words(LONG).default(''),
  tlp: z.enum(TLP).default('amber'),
});
export const casePatchSchema = z.strictObject({
  title: line(200).optional(),
  summary: words(LONG).optional(),
  tlp: z.enum(TLP).optional(),
  status: z.enum(['open', 'closed']).optional(),
});
export const caseViewSchema = z.object({
  id,
  number: z.int().describe('Counted up, for people to say'),
  title: z.string(),
  summary: z.string(),
  status: z.enum(['open', 'closed']),
  tlp: z.enum(TLP),
  createdBy: id,
  createdAt: instant,
  closedAt: instant.nullable(),
  revision: z.int(),
});
export type CaseView = z.infer<typeof caseViewSchema>;

export const memberSchema = z.strictObject({ personId: id, role: z.enum(MEMBER_ROLES) });
export const memberViewSchema = z.object({
  personId: id,
  name: z.string(),
  role: z.enum(MEMBER_ROLES),
  addedAt: instant,
});
export type MemberView = z.infer<typeof memberViewSchema>;

export const victimFieldsSchema = z.strictObject({
  name: line(200),
  contact: words(1000).default('').describe('How to reach them; shown to members alone'),
  note: words(LONG).default(''),
});

export const theftFieldsSchema = z.strictObject({
  chain: line(100).describe('A name such as ethereum, or a CAIP-2 id'),
  transaction: line(200),
  victimId: id.nullable().default(null),
  occurredAt: instant.nullable().default(null),
  note: words(LONG).default(''),
});

export const noteFieldsSchema = z.strictObject({
  traceId: id.nullable().default(null),
  subject: line(300).nullable().default(null).describe('An address or transaction it is about'),
  body: line(LONG),
});

export const taskFieldsSchema = z.strictObject({
  title: line(500),
  dueAt: instant.nullable().default(null),
  assignee: id.nullable().default(null),
  doneAt: instant.nullable().default(null),
});

export const timelineFieldsSchema = z.strictObject({
  at: instant.describe('When it happened'),
  text: line(2000),
  note: words(LONG).default(''),
  source: line(500).describe('Transaction, document or person that says so'),
  basis: basis.default('unverified'),
});

/** What every entry carries besides its own fields. */
const made = { id, createdBy: id.nullable(), createdAt: instant };

export const victimViewSchema = z.object({ ...made, ...victimFieldsSchema.shape });
export const theftViewSchema = z.object({ ...made, ...theftFieldsSchema.shape });
export const noteViewSchema = z.object({
  ...made,
  ...noteFieldsSchema.shape,
  editedAt: instant.nullable(),
});
export const taskViewSchema = z.object({ ...made, ...taskFieldsSchema.shape });
export const timelineViewSchema = z.object({ ...made, ...timelineFieldsSchema.shape });
