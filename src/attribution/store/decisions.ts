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
const MOST_STATEMENT = 4000;

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const decisionSchema = z.strictObject({
  kind: z.enum(['contested', 'withdrawn']),
  holder: z.string().min(1).max(300),
  /** Null: on every ledger; from every source. */
  chain: z.string().max(200).nullable(),
  source: z.string().max(2000).nullable(),
  day,
  by: z.string().min(1).max(200),
  statement: z.string().min(1).max(MOST_STATEMENT),
  /** Of a contest; a withdrawal is upheld by its author. */
  outcome: z.enum(OUTCOMES),
  decided: day.nullable(),
});
/** 1 holds decisions alone; 2 says, too, up to where a desk has taken its own. */
const FORMATS = [1, 2] as const;
const fileSchema = z.strictObject({
  format: z.literal(FORMATS),
  /** The last decision of a desk that is in here, by the number that the desk gave it. */
  applied: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0'),
  /** The hash of its row in the custody log of that desk; null: of no desk that is known. */
  row: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  decisions: z.array(decisionSchema).max(MOST),
});
type File = z.infer<typeof fileSchema>;
const EMPTY: File = { format: 1, applied: '0', row: null, decisions: [] };

export type Decision = z.infer<typeof decisionSchema>;
export type Decisions = ReadonlyMap<string, readonly Decision[]>;
export const NO_DECISIONS: Decisions = new Map();

/**
 * A file of decisions, oldest first; an empty one where there is none.
 * @throws InputError
 */
export function readDecisions(path: string): File {
  if (!existsSync(path)) return EMPTY;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(path, 'the decisions on tags, as JSON', reason(error));
  }
  const result = fileSchema.safeParse(value);
  if (result.success) return result.data;
  refuseNewer(path, value);
  const [issue] = result.error.issues;
  throw new InputError(`${path} ${issue?.path.join('.')}`, 'a decision', issue?.message);
}

const versionSchema = z.looseObject({ format: z.int() });

/** @throws InputError where a newer program has written it */
function refuseNewer(path: string, value: unknown): void {
  const format = versionSchema.safeParse(value).data?.format;
  const newest = FORMATS[FORMATS.length - 1] ?? 1;
  if (format === undefined || format <= newest) return;
  const hint = 'a newer version of this program wrote it: use that one';
  throw new InputError(`${path} format`, `decisions of format ${newest} at most`, format, hint);
}

/** @throws InputError where there are too many, or one says too much */
export function assertFits(file: File): void {
  const result = fileSchema.safeParse(file);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(`decision ${issue?.path.join('.')}`, 'what fits', issue?.message);
  }
}

/**
 * In the oldest format that holds it: a program that is too old for it names the field `format`.
 * @throws InputError where it does not fit, or the disk does not take it
 */
export function writeDecisions(path: string, file: File): void {
  assertFits(file);
  const { applied, row, decisions } = file;
  const ofDesk = applied === EMPTY.applied && row === null ? {} : { applied, row };
  const format = 'applied' in ofDesk ? 2 : 1;
  writeWhole(path, `${JSON.stringify({ format, ...ofDesk, decisions }, null, 1)}\n`);
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
  const both = next.statement === statement ? statement : `${statement}; ${next.statement}`;
  const ended = both.slice(0, MOST_STATEMENT);
  return all.with(at, { ...next, day: since, by, statement: ended });
}

/**
 * Of decisions in their order, those that are not among the kept ones: as they were taken, or a
 * contest as it stood while it was open, and its outcome, in the one that took its place.
 */
export function missingFrom(kept: readonly Decision[], taken: readonly Decision[]): Decision[] {
  // each that is kept stands for one beginning and one outcome
  const [begun, ended] = [Map.groupBy(kept, holderOf), Map.groupBy(kept, holderOf)];
  return taken.filter((one) => {
    const left = (isOpen(one) ? begun : ended).get(one.holder) ?? [];
    const at = left.findIndex((old) => contains(old, one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const holderOf = ({ holder }: Decision): string => holder;

function contains(old: Decision, one: Decision): boolean {
  if (old.kind !== one.kind || !isAbout(old, one.holder, one.chain, one.source)) return false;
  if (isOpen(one)) {
    const isBegun = isOpen(old)
      ? old.statement === one.statement
      : old.statement.startsWith(one.statement);
    return isBegun && old.day === one.day && old.by === one.by;
  }
  // the end of a long one may have been cut off
  const isSaid = old.statement.length === MOST_STATEMENT || old.statement.endsWith(one.statement);
  return isSaid && old.outcome === one.outcome && old.decided === one.decided;
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
