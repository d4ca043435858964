import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { reason, writeWhole } from '../../base/files.ts';
import type { State } from '../tags.ts';
import type { StoredTag } from './encode.ts';

/**
 * What was decided here about tags: contested by whom they name, or withdrawn by us. Kept beside
 * the builds, since a decision outlives the version of the source that it is about.
 */
export const OUTCOMES = ['open', 'upheld', 'rejected'] as const;
const MOST = 100_000;

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const decisionSchema = z.strictObject({
  kind: z.enum(['contested', 'withdrawn']),
  holder: z.string().min(1).max(300),
  /** Null: on every ledger; from every source. */
  chain: z.string().max(200).nullable(),
  source: z.string().max(2000).nullable(),
  day,
  by: z.string().min(1).max(200),
  statement: z.string().min(1).max(4000),
  /** Of a contest; a withdrawal is upheld by its author. */
  outcome: z.enum(OUTCOMES),
  decided: day.nullable(),
});
const fileSchema = z.strictObject({
  format: z.literal(1),
  decisions: z.array(decisionSchema).max(MOST),
});

export type Decision = z.infer<typeof decisionSchema>;
export type Decisions = ReadonlyMap<string, readonly Decision[]>;
export const NO_DECISIONS: Decisions = new Map();

/**
 * All decisions of a file, oldest first; none where there is no file.
 * @throws InputError
 */
export function readDecisions(path: string): Decision[] {
  if (!existsSync(path)) return [];
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(path, 'the decisions on tags, as JSON', reason(error));
  }
  const result = fileSchema.safeParse(value);
  if (result.success) return result.data.decisions;
  const [issue] = result.error.issues;
  throw new InputError(`${path} ${issue?.path.join('.')}`, 'a decision', issue?.message);
}

/** @throws InputError where there are too many, or the disk does not take them */
export function writeDecisions(path: string, decisions: readonly Decision[]): void {
  const result = fileSchema.safeParse({ format: 1, decisions });
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(`decision ${issue?.path.join('.')}`, 'what fits', issue?.message);
  }
  writeWhole(path, `${JSON.stringify({ format: 1, decisions }, null, 1)}\n`);
}

export function byHolder(decisions: readonly Decision[]): Decisions {
  return Map.groupBy(decisions, ({ holder }) => holder);
}

/**
 * A contest that is decided takes the place of the same one while it was open; all else is one
 * more.
 */
export function withDecision(all: readonly Decision[], next: Decision): Decision[] {
  const at = all.findIndex(
    (old) => isOpen(old) && isAbout(old, next.holder, next.chain, next.source),
  );
  const open = all[at];
  if (next.kind !== 'contested' || next.outcome === 'open' || !open) return [...all, next];
  const { day: since, statement, by } = open;
  const ended = next.statement === statement ? statement : `${statement}; ${next.statement}`;
  return all.with(at, { ...next, day: since, by, statement: ended });
}

function isOpen({ kind, outcome }: Decision): boolean {
  return kind === 'contested' && outcome === 'open';
}

function isAbout(decision: Decision, holder: string, chain: string | null, source: string | null) {
  return decision.holder === holder && decision.chain === chain && decision.source === source;
}

/** The tag as it stands after what was decided: marked, never left out. */
export function decided(tag: StoredTag, decisions: Decisions): StoredTag {
  if (decisions.size === 0) return tag;
  const mine = (decisions.get(tag.holder) ?? []).filter(
    ({ chain, source }) =>
      (chain === null || chain === tag.chain) && (source === null || source === tag.source),
  );
  if (mine.length === 0) return tag;
  const upheld = mine.find(({ outcome }) => outcome === 'upheld');
  return {
    ...tag,
    states: [...tag.states, ...mine.flatMap(appealOf)],
    retracted: tag.retracted ?? upheld?.decided ?? null,
    notes: mine.map(noteOf),
  };
}

/** The legal state `appealed`: statement, date, outcome (taxonomy §2, L). */
function appealOf({ kind, by, day: from, decided: to, statement, outcome }: Decision): State[] {
  if (kind !== 'contested') return [];
  const reference = `${statement} (outcome: ${outcome})`;
  return [{ state: 'appealed', by, from, to, reference, confirmed: outcome !== 'open' }];
}

function noteOf({ kind, by, day: since, decided: until, statement, outcome }: Decision): string {
  const what = kind === 'withdrawn' ? `withdrawn ${since}` : `contested ${since}`;
  const ended = kind === 'contested' ? `, ${outcome}${until === null ? '' : ` ${until}`}` : '';
  return `${what} by ${by}: ${statement}${ended}`;
}
