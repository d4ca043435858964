import { z } from 'zod';
import type { Tag } from './tags.ts';
import { CONDUCTS, ENTITY_TYPES, GRADES, LEGAL_STATES } from './taxonomy.ts';

const text = z.string().max(100_000);

const stateSchema = z.object({
  state: z.enum(LEGAL_STATES),
  by: text,
  from: text.nullable(),
  to: text.nullable(),
  reference: text.nullable(),
  confirmed: z.boolean(),
});

/** A tag as JSON: its own fields and no others, in this order. */
export const tagSchema: z.ZodType<Tag> = z.object({
  chain: text,
  holder: text,
  label: text,
  entity: text.nullable(),
  entityType: z.enum(ENTITY_TYPES).nullable(),
  category: text.nullable(),
  conduct: z.array(z.enum(CONDUCTS)).readonly(),
  states: z.array(stateSchema).readonly(),
  source: text,
  sourceDate: text.nullable(),
  url: text.nullable(),
  grade: z.enum(GRADES),
  level: text.nullable(),
  inherited: z.boolean(),
  firstSeen: z.number().nullable(),
  lastSeen: z.number().nullable(),
  shareable: z.boolean().nullable(),
  licence: text.nullable(),
  origin: z.object({ file: text, line: z.int() }),
});
