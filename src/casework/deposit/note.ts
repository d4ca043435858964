import { z } from 'zod';
import { inert } from '../exports/inert.ts';
import { DEPOSIT_STATES, type DepositAnswer, depositAnswerSchema, sourcesOf } from './deposit.ts';

const decided = z.strictObject({
  state: z.enum(DEPOSIT_STATES),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  answerSha256: z.string(),
});

/** Why a deposit is held, cleared or escalated: what a file of the exchange keeps of it. */
export const holdNoteSchema = z.strictObject({
  format: z.literal('hueandcry.hold-note'),
  version: z.literal(1),
  deposit: z.string(),
  state: z.enum(DEPOSIT_STATES),
  request: depositAnswerSchema.shape.request,
  receivedAt: z.string(),
  decision: depositAnswerSchema.shape.decision,
  screened: z.array(
    z.strictObject({
      about: z.string(),
      text: z.string(),
      knowledge: z.string(),
      severity: z.string().nullable(),
      exposure: z.array(z.string()),
    }),
  ),
  sources: depositAnswerSchema.shape.screened.element.shape.answer.shape.sources,
  gaps: z.array(z.string()),
  decided: z.array(decided),
  evidence: z.strictObject({
    answerSha256: z.string().describe('Of the bytes that GET …/answer gives'),
    address: z.string(),
  }),
});
type HoldNote = z.infer<typeof holdNoteSchema>;

/** A note of what is known and decided now. */
export function holdNoteOf(
  about: Pick<HoldNote, 'deposit' | 'state' | 'receivedAt' | 'decided' | 'evidence'>,
  { request, decision, screened, gaps }: DepositAnswer,
): HoldNote {
  return {
    format: 'hueandcry.hold-note',
    version: 1,
    ...about,
    request,
    decision,
    screened: screened.map(({ about: part, answer }) => ({
      about: part,
      text: answer.subject.asked,
      knowledge: answer.knowledge,
      severity: answer.severity,
      exposure: exposureOf(answer),
    })),
    sources: sourcesOf(screened),
    gaps: [...new Set([...gaps, ...screened.flatMap(({ answer }) => answer.gaps)])],
  };
}

type Answer = DepositAnswer['screened'][number]['answer'];

function exposureOf({ incoming, outgoing }: Answer): string[] {
  const sides = [
    ['came from', incoming],
    ['went to', outgoing],
  ] as const;
  return sides.flatMap(([way, side]) => {
    if (side === null) return [`What ${way} where: not known, no ledger was asked.`];
    return side.rows.map(({ category, usd, share, minHops }) => {
      const worth = usd === null ? 'worth not known' : `$${usd}`;
      const part = share === null ? '' : `, ${share} %`;
      return `${way} ${category}: ${worth}${part}, at least ${minHops} hops away`;
    });
  });
}

const KNOWLEDGE: { readonly [known: string]: string } = {
  not_found: 'not found, which is not clean',
};

/** The note for people, one fact a line. Texts from outside stand in it as plain text. */
export function holdNoteText(note: HoldNote): string {
  const { request, decision, evidence } = note;
  const list = (lines: readonly string[]) =>
    lines.length === 0 ? ['  none'] : lines.map((line) => `  - ${inert(line, 2000)}`);
  return [
    `NOTE ON A DEPOSIT: ${note.state.toUpperCase()}`,
    '',
    `Deposit      ${note.deposit}`,
    `Reference    ${inert(request.reference)}`,
    `Received     ${note.receivedAt}`,
    `Transaction  ${inert(request.transaction)} on ${inert(request.chain)}`,
    `From         ${inert(request.from ?? 'not told')}`,
    `To           ${inert(request.to)}`,
    `Amount       ${inert(request.amount)} ${inert(request.asset)}`,
    '',
    `THE RULES SAY: ${decision.action}`,
    ...list(
      decision.reasons.map((one) => `${one.about}: ${one.action}, ${one.reason} (${one.rule})`),
    ),
    '',
    'WHAT WAS SCREENED',
    ...note.screened.flatMap(({ about, text, knowledge, severity, exposure }) => [
      `  ${about}: ${inert(text)}: ${KNOWLEDGE[knowledge] ?? knowledge}`,
      ...(severity === null ? [] : [`    severity ${severity}`]),
      ...exposure.map((line) => `    ${inert(line)}`),
    ]),
    '',
    'LISTS AND TAGS, WITH THEIR AGES',
    ...list(
      note.sources.map(({ kind, name, version, ageDays, stale }) => {
        const age = ageDays === null ? 'age not known' : `${ageDays} days old`;
        const said = `${kind} ${name}, version ${version ?? 'not known'}, ${age}`;
        return stale ? `${said}, STALE` : said;
      }),
    ),
    '',
    'GAPS',
    ...list(note.gaps),
    '',
    'WHO DECIDED',
    ...list(note.decided.map((one) => `${one.at}: ${one.state} by ${one.by}: ${one.reason}`)),
    '',
    'EVIDENCE',
    `  SHA-256 of the answer: ${evidence.answerSha256}`,
    `  Its bytes: ${evidence.address}`,
    '',
  ].join('\n');
}
