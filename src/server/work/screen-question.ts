import { z } from 'zod';
import { PARTY_KINDS } from '../../attribution/lists/party.ts';

/** How a text is to be screened. */
export const screenAskSchema = z.strictObject({
  as: z.enum(['address', 'transaction', 'name']).optional(),
  chain: z.string().min(1).max(100).optional(),
  born: z.string().max(10).optional(),
  country: z.array(z.string().max(2)).max(20).optional(),
  kind: z.enum(PARTY_KINDS).optional(),
  threshold: z.number().min(0).max(1).optional(),
  ofac: z.boolean().optional(),
});

/** A text, and how it is to be screened. */
export const screenQuestionSchema = screenAskSchema.extend({
  text: z.string().trim().min(1).max(500),
});
