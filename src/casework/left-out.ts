import { z } from 'zod';
import type { Gap, TraceResult } from '../trace/result.ts';

/** What of a case a trace can do without, and what is not known then. */
const EFFECTS = {
  prevouts: 'Inputs whose amounts stand only there are of unknown amount, and taken for clean.',
  tags: 'Whom only it names has no name here: services among them are followed like others.',
  prices: 'What only it prices has no worth in dollars here, and dust cannot be told from it.',
  safeTransactions: 'Mismatches in these Safe transactions are not looked for.',
  lists: 'Addresses that stand only on it are not reported: that is not the same as clean.',
} as const;

/** A part of a case that a trace can do without. */
export type Optional = keyof typeof EFFECTS;

export const leftOutSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(4096),
      as: z.enum(Object.keys(EFFECTS) as [Optional, ...Optional[]]),
    }),
  )
  .max(1000)
  .describe('What was named among the files and is not there: each is a gap of the result');

type LeftOut = z.infer<typeof leftOutSchema>;

/** Coverage that says, too, what a case was to have and has not. */
export function withLeftOut(
  { leftOut = [] }: { readonly leftOut?: LeftOut | undefined },
  coverage: TraceResult['coverage'],
): TraceResult['coverage'] {
  const gaps = leftOut.map(({ name, as }): Gap => {
    return { reason: `left out: ${name} (${WORDS[as]})`, holder: null, effect: EFFECTS[as] };
  });
  return { ...coverage, gaps: [...gaps, ...coverage.gaps] };
}

const WORDS: { readonly [as in Optional]: string } = {
  prevouts: 'outputs that are spent',
  tags: 'tags',
  prices: 'prices',
  safeTransactions: 'Safe transactions',
  lists: 'a list',
};
