import { z } from 'zod';
import { type ScreenAnswer, screenAnswerSchema } from '../../screen/answer.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** What a deposit system says of a deposit that has landed. */
export const depositRequestSchema = z.strictObject({
  chain: text(100).describe('A name such as ethereum, or a CAIP-2 id'),
  transaction: z
    .string()
    .regex(/^(0x)?[0-9a-f]{64}$/i)
    .transform((id) => id.toLowerCase()),
  to: text(200).describe('The address at which it landed'),
  from: text(200).nullable().default(null).describe('Who sent it, where that is known'),
  asset: text(100).describe('Its symbol or id'),
  amount: z
    .string()
    .regex(/^\d{1,60}(\.\d{1,30})?$/)
    .describe('In whole units, as a decimal'),
  reference: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .describe('Of the sender; the same again is the same deposit'),
  callback: text(100).nullable().default(null).describe('A webhook target that tells of deposits'),
  asksSources: z
    .boolean()
    .default(false)
    .describe('Exposure over the configured sources, which learn what is asked: told afterwards'),
});
export type DepositRequest = z.infer<typeof depositRequestSchema>;

export const DEPOSIT_STATES = ['held', 'cleared', 'escalated'] as const;
export const ACTIONS = ['allow', 'review', 'hold', 'block'] as const;
type Action = (typeof ACTIONS)[number];

const SUBJECTS = ['from', 'transaction', 'to'] as const;
export type DepositSubject = (typeof SUBJECTS)[number];

const reasonSchema = z.strictObject({
  about: z.enum([...SUBJECTS, 'case']),
  action: z.enum(ACTIONS),
  rule: z.string(),
  reason: z.string(),
});

/** What a deposit was found to be; its bytes are the evidence of a hold. */
export const depositAnswerSchema = z.strictObject({
  format: z.literal('hueandcry.deposit'),
  version: z.literal(1),
  at: z.string(),
  request: depositRequestSchema,
  decision: z.strictObject({
    action: z.enum(ACTIONS),
    reasons: z.array(reasonSchema).describe('Gravest first'),
  }),
  screened: z.array(z.strictObject({ about: z.enum(SUBJECTS), answer: screenAnswerSchema })),
  gaps: z.array(z.string()),
});
export type DepositAnswer = z.infer<typeof depositAnswerSchema>;

export type Screened = DepositAnswer['screened'];

/**
 * The gravest of what was decided on each part; what nothing is known of is not clean.
 * @param cases whether one of them traces it, and whether all were looked at
 */
export function answerOf(
  request: DepositRequest,
  screened: Screened,
  at: string,
  { isKnown, isAll }: { readonly isKnown: boolean; readonly isAll: boolean },
): DepositAnswer {
  const reasons = screened.flatMap(({ about, answer: { decision } }) => {
    const fired = decision.fired.length > 0 ? decision.fired : [decision];
    return fired.map(({ action: said, rule, reason }): DepositReason => {
      const action = ACTIONS.find((known) => known === said) ?? 'hold';
      return { about, action, rule, reason };
    });
  });
  if (isKnown) reasons.push(KNOWN_TO_A_CASE);
  const sorted = reasons.toSorted((a, b) => gravity(b.action) - gravity(a.action));
  const action = sorted[0]?.action ?? 'review';
  return {
    format: 'hueandcry.deposit',
    version: 1,
    at,
    request,
    decision: { action, reasons: sorted },
    screened,
    gaps: [
      ...(screened.some(({ about }) => about === 'transaction') ? [] : [NOT_ASKED]),
      ...(isAll ? [] : [NOT_ALL]),
    ],
  };
}

const NOT_ASKED =
  'No ledger was asked: whether the transaction is there, what it paid, and where its money came ' +
  'from is not known.';

export const NOT_ALL =
  'Not every trace of the house was looked through when this was answered: one may know it.';

type DepositReason = z.infer<typeof reasonSchema>;

/** Why a deposit is held that a case traces: what others than its members learn of it. */
export const KNOWN_TO_A_CASE: DepositReason = {
  about: 'case',
  action: 'hold',
  rule: 'traced',
  reason: 'It is known to a case of this house; the owner of the case was told.',
};

function gravity(action: Action): number {
  return ACTIONS.indexOf(action);
}

/** Of all that was screened; null: no rule fired. */
export function severityOf(screened: Screened): string | null {
  const order = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'SEVERE'];
  const all = screened.flatMap(({ answer }) => answer.severity ?? []);
  return all.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? null;
}

/** What the money is exposed to, as a queue shows it. */
export const exposureSchema = z.array(
  z.strictObject({ category: z.string(), severity: z.string(), share: z.number() }),
);
type Exposure = z.infer<typeof exposureSchema>;

/** Where the money came from, in percent, gravest first; null where no ledger told. */
export function exposureOf(screened: Screened): Exposure | null {
  const paid = screened.find(({ about }) => about === 'transaction')?.answer.incoming;
  if (!paid) return null;
  return paid.rows.flatMap(({ category, severity, share }) => {
    return share === null || share <= 0 ? [] : [{ category, severity, share }];
  });
}

/** What is allowed is cleared; anything else waits for somebody. */
export function stateFor(action: Action): 'held' | 'cleared' {
  return action === 'allow' ? 'cleared' : 'held';
}

/** The lists and tags that were asked, each once. */
export function sourcesOf(screened: Screened): ScreenAnswer['sources'] {
  const all = screened.flatMap(({ answer }) => answer.sources);
  return [...new Map(all.map((one) => [`${one.kind} ${one.name}`, one])).values()];
}
