import type { Destination, ResultHolder, TraceResult } from '../../trace/result.ts';
import { LEFT_OUT } from './contents.ts';
import type { Leave } from './redact-contents.ts';
import { RULE_WORDS, type Rule } from './rules.ts';
import { SecretWords } from './words.ts';

type ResultName = NonNullable<ResultHolder['name']>;

/** What a tag says of being passed on; null: its source does not say. */
export interface Licensed {
  readonly label: string;
  readonly source: string;
  readonly shareable: boolean | null;
}

/** The tags that are known of a holder. */
export type LicencesAt = (holder: string) => readonly Licensed[];

interface Redacting {
  readonly rules: ReadonlySet<Rule>;
  readonly licencesAt: LicencesAt;
  /** What must not stand in any text. */
  readonly words: SecretWords;
  readonly leave: Leave;
}

/**
 * The result without names that are not passed on, and with its texts swept. What stands on the
 * ledger, amounts and digests stay as they are, so that the result verifies as before.
 */
export function redactResult(result: TraceResult, redacting: Redacting): TraceResult {
  const { rules, words, leave } = redacting;
  const held = namesHeld(result, redacting);
  for (const [rule, own] of Map.groupBy(held.values(), ({ rule }) => rule)) {
    leave(rule, 'names of places', own.length);
  }
  const secret = new SecretWords();
  const open = new Set(
    result.holders.flatMap(({ id, name }) => (held.has(id) ? [] : textsOf(name))).map(plain),
  );
  for (const { rule, name } of held.values()) {
    secret.add(rule, ...textsOf(name).filter((text) => !open.has(plain(text))));
  }
  const clean = (text: string): string => {
    const passage = (rule: Rule) => leave(rule, 'passages of texts', 1);
    return secret.without(words.without(text, passage), () => undefined);
  };
  const about = rules.has('tlp') ? untitled(result, leave) : result;
  const shown: TraceResult = {
    ...about,
    holders: about.holders.map((holder) => renamed(holder, holder.id, held)),
    destinations: about.destinations.map((place) => {
      const own = held.get(place.holder);
      const named = renamed(place, place.holder, held);
      return own ? { ...named, freeze: powersWithout(place, own.name) } : named;
    }),
  };
  if (words.size === 0 && secret.size === 0) return shown;
  // an address that somebody gave as their contact is on the ledger all the same
  const ids = new Set(result.holders.map(({ id }) => id).filter((id) => ADDRESS.test(id)));
  return sweep(shown, (text) => (ids.has(text) ? text : clean(text)), '') as TraceResult;
}

interface Held {
  readonly rule: Rule;
  readonly name: ResultName;
}

function namesHeld(
  result: TraceResult,
  { rules, licencesAt }: Redacting,
): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  const look = (holder: string, name: ResultName | null): void => {
    if (name === null || held.has(holder)) return;
    const rule = ruleAgainst(name, rules, licencesAt(holder));
    if (rule !== null) held.set(holder, { rule, name });
  };
  for (const { id, name } of result.holders) look(id, name);
  for (const { holder, name } of result.destinations) look(holder, name);
  return held;
}

/** Of several tags that say the same the strictest counts: a name is of all of them. */
function ruleAgainst(
  name: ResultName,
  rules: ReadonlySet<Rule>,
  known: readonly Licensed[],
): Rule | null {
  if (rules.has('contested') && name.others.length > 0) return 'contested';
  // what a rule of the program infers is nobody's tag
  if (name.inference !== null) return null;
  const own = known.filter(({ source }) => source === name.source);
  // other labels of a place stand beside its name
  const all = name.others.length > 0 ? known : own;
  if (rules.has('licence') && all.some(({ shareable }) => shareable === false)) return 'licence';
  const isStated = own.length > 0 && all.every(({ shareable }) => shareable === true);
  return rules.has('unstated') && !isStated ? 'unstated' : null;
}

function renamed<T extends { readonly name: ResultName | null }>(
  named: T,
  holder: string,
  held: ReadonlyMap<string, Held>,
): T {
  const own = held.get(holder);
  if (!own || named.name === null) return named;
  const name: ResultName = {
    label: `name left out: ${RULE_WORDS[own.rule]}`,
    entity: null,
    type: 'service.unknown',
    grade: 'G8',
    source: LEFT_OUT,
    sourceDate: null,
    basis: 'unverified',
    inference: null,
    others: [],
  };
  return { ...named, name };
}

/** Who can act says who keeps the money: the power stays, the name of who has it does not. */
function powersWithout({ freeze }: Destination, name: ResultName): Destination['freeze'] {
  const secret = new SecretWords();
  secret.add('licence', ...textsOf(name));
  const clean = (text: string) => secret.without(text, () => undefined);
  return freeze.map(({ actor, power, strength, how, basis, reality }) => {
    const said = { actor: clean(actor), how: clean(how), basis: clean(basis) };
    return { ...said, power, strength, reality: clean(reality) };
  });
}

function textsOf(name: ResultName | null): string[] {
  if (name === null) return [];
  const { label, entity, others } = name;
  return [label, ...(entity === null ? [] : [entity]), ...others];
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

/** What the person who asked for the trace called it, and the thefts. */
function untitled(result: TraceResult, leave: Leave): TraceResult {
  leave('tlp', 'titles of the trace and its thefts', 1 + result.thefts.length);
  const { case: about, thefts } = result;
  const question = about.question === null ? null : LEFT_OUT;
  return {
    ...result,
    case: { ...about, id: LEFT_OUT, title: LEFT_OUT, question },
    thefts: thefts.map(({ id }) => ({ id, title: LEFT_OUT })),
  };
}

/** Words of the program, ids of the ledger, digests: what is no text of anybody. */
const EXACT: ReadonlySet<string> = new Set([
  ...['role', 'kind', 'grade', 'via', 'followed', 'strength', 'policy', 'policies', 'format'],
  ...['status', 'layout', 'type', 'code', 'chain', 'asset', 'contract', 'tx', 'path', 'sha256'],
  ...['time', 'since', 'first', 'last', 'until', 'evidence', 'program', 'power', 'assets'],
]);
const BASES: ReadonlySet<string> = new Set(['observed', 'inferred', 'unverified']);
const NUMBER = /^-?[\d.]+$/;
const ADDRESS = /^[0-9a-z:]{26,}$/i;

function sweep(value: unknown, clean: (text: string) => string, key: string): unknown {
  if (EXACT.has(key)) return value;
  if (typeof value === 'string') {
    const isExact = NUMBER.test(value) || (key === 'basis' && BASES.has(value));
    return isExact ? value : clean(value);
  }
  if (Array.isArray(value)) return value.map((one) => sweep(one, clean, key));
  if (value === null || typeof value !== 'object') return value;
  // the names of answers are questions to sources, over which their digest is taken
  if (Reflect.get(value, 'role') === 'evidence') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, sweep(one, clean, name)]),
  );
}
