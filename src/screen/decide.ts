import { z } from 'zod';
import { GRADES, SEVERITIES } from '../attribution/taxonomy.ts';
import { sha256 } from '../base/digest.ts';
import { toJson } from '../base/json.ts';
import { formatCents } from '../trace/prices.ts';
import type { ExposureRow, ScreenAnswer } from './answer.ts';

const ACTIONS = ['allow', 'review', 'hold', 'block'] as const;
/** What to do with a deposit, mildest first. */
type Action = (typeof ACTIONS)[number];

const DISTANCES = ['direct', 'near', 'far'] as const;

/**
 * When a rule fires. What is given must all hold; a value that is not known counts as reaching a
 * threshold, because an unknown amount is not a small one.
 */
const when = z.strictObject({
  where: z.enum(['self', 'in', 'out', 'name', 'answer']),
  categories: z.array(z.string()).optional().describe('Ids of the taxonomy, or none for any'),
  severity: z.enum(SEVERITIES).optional().describe('At least'),
  grade: z.enum(GRADES).optional().describe('At least as good'),
  designation: z.array(z.enum(['before', 'during', 'after'])).optional(),
  within: z.enum(DISTANCES).optional().describe('At most so far away'),
  usd: z.number().min(0).optional().describe('At least, within that distance'),
  share: z.number().min(0).max(100).optional().describe('At least, in percent of all'),
  score: z.number().min(0).max(1).optional().describe('Of a name, at least'),
  says: z.enum(['stale', 'not_found', 'checksum', 'gaps']).optional(),
});

const rule = z.strictObject({
  id: z.string().min(1).max(100),
  action: z.enum(ACTIONS),
  reason: z.string().min(1).max(500),
  when,
});

export const decisionRulesSchema = z.strictObject({
  name: z.string().min(1).max(200),
  rules: z.array(rule).max(1000),
});
export type DecisionRules = z.output<typeof decisionRulesSchema>;
type Rule = DecisionRules['rules'][number];

/** An answer before anything was decided. */
export type Undecided = Omit<ScreenAnswer, 'decision' | 'rules'>;

/** The gravest action of all rules that fire decides; every rule that fired is told. */
export function decide(answer: Undecided, table: DecisionRules): ScreenAnswer['decision'] {
  const fired = table.rules.filter((one) => fires(one, answer));
  const gravest = fired.toSorted((a, b) => ACTIONS.indexOf(b.action) - ACTIONS.indexOf(a.action));
  const [first] = gravest;
  const told = fired.map(({ id, action, reason }) => ({ rule: id, action, reason }));
  if (first) return { action: first.action, rule: first.id, reason: first.reason, fired: told };
  const found =
    answer.knowledge === 'not_found'
      ? 'Nothing is known of it, which is not clean'
      : 'No rule fired';
  return { action: 'allow', rule: 'none', reason: `${found}.`, fired: [] };
}

/** Names a table by its content: an answer says by which rules it was decided. */
export function rulesDigest(table: DecisionRules): string {
  return sha256(toJson(table));
}

/** What changed rules would have decided of earlier answers, where that is something else. */
export function replayDecisions(
  answers: readonly ScreenAnswer[],
  table: DecisionRules,
): { readonly asked: string; readonly before: Action; readonly after: ScreenAnswer['decision'] }[] {
  return answers.flatMap((answer) => {
    const after = decide(answer, table);
    const before = answer.decision.action;
    return after.action === before ? [] : [{ asked: answer.subject.asked, before, after }];
  });
}

function fires({ when: wanted }: Rule, answer: Undecided): boolean {
  if (wanted.where === 'answer') return says(wanted, answer);
  if (wanted.where === 'name') return nameFires(wanted, answer);
  if (wanted.where === 'self') return selfRows(answer).some((row) => selfFires(wanted, row));
  const side = wanted.where === 'in' ? answer.incoming : answer.outgoing;
  return side?.rows.some((row) => rowFires(wanted, row)) ?? false;
}

type When = Rule['when'];

function says({ says: what }: When, { sources, knowledge, subject, gaps }: Undecided): boolean {
  if (what === 'stale') return sources.some(({ stale }) => stale);
  if (what === 'not_found') return knowledge === 'not_found';
  if (what === 'checksum') return subject.checksum === 'wrong';
  return what === 'gaps' && gaps.length > 0;
}

function nameFires({ score, categories }: When, { names }: Undecided): boolean {
  return names.some(({ score: own, list }) => {
    return own >= (score ?? 0) && (categories === undefined || categories.includes(list));
  });
}

/** What the address itself is, as the same kind of row that exposure has. */
type SelfRow = Pick<ExposureRow, 'category' | 'severity' | 'grade'> & {
  readonly designation: 'before' | 'during' | 'after' | null;
};

function selfRows(answer: Undecided): SelfRow[] {
  return answer.self.map(({ category, severity, grade, designation }) => {
    return { category, severity, grade, designation };
  });
}

function fits(wanted: When, row: Pick<ExposureRow, 'category' | 'severity' | 'grade'>): boolean {
  const { categories, severity, grade } = wanted;
  if (row.category === 'unattributed' && !categories?.includes('unattributed')) return false;
  if (categories && !categories.includes(row.category)) return false;
  if (severity && SEVERITIES.indexOf(row.severity) < SEVERITIES.indexOf(severity)) return false;
  return grade === undefined || (row.grade !== null && row.grade <= grade);
}

function selfFires(wanted: When, row: SelfRow): boolean {
  if (!fits(wanted, row)) return false;
  return timely(wanted, row.designation);
}

function timely({ designation }: When, own: SelfRow['designation']): boolean {
  return designation === undefined || (own !== null && designation.includes(own));
}

/** Only a place that fits in all counts: the distance of one says nothing of another's day. */
function rowFires(wanted: When, row: ExposureRow): boolean {
  if (row.axis === 'none') return fits(wanted, row) && enough(wanted, row.share, row.usd);
  if (!fits({ ...wanted, grade: undefined }, row)) return false;
  const most = LAST_HOP[wanted.within ?? 'far'];
  const places = row.places.filter((place) => {
    const isGood = wanted.grade === undefined || (place.grade ?? 'G9') <= wanted.grade;
    return isGood && place.hop <= most && timely(wanted, place.designation);
  });
  if (places.length === 0) return false;
  const usd = sumOf(places);
  return enough(wanted, partOf(row, usd, places.length === row.places.length), usd);
}

const LAST_HOP = { direct: 1, near: 3, far: Number.POSITIVE_INFINITY } as const;

/** What is not known is not little. */
function enough({ share, usd }: When, itsShare: number | null, itsUsd: string | null): boolean {
  if (share !== undefined && (itsShare ?? 100) < share) return false;
  return usd === undefined || itsUsd === null || Number(itsUsd) >= usd;
}

function partOf({ share, usd }: ExposureRow, part: string | null, isAll: boolean): number | null {
  if (isAll || share === null || part === null || usd === null) return share;
  return Number(usd) === 0 ? 0 : (share * Number(part)) / Number(usd);
}

/** Dollars of these places together, or null where those of one are not known. */
function sumOf(places: ExposureRow['places']): string | null {
  let cents = 0n;
  for (const { usd } of places) {
    if (usd === null) return null;
    cents += BigInt(usd.replace('.', ''));
  }
  return formatCents(cents);
}
