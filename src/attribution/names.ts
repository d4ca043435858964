import { isNobody } from '../ledger/address.ts';
import type { ChainId, Holder } from '../ledger/port.ts';
import { CATEGORIES, CONDUCT_SEVERITY, type TraceRule } from './categories.ts';
import { operatorOf } from './operators.ts';
import type { Day, State, Tag } from './tags.ts';
import {
  type Conduct,
  cappedSeverity,
  type EntityType,
  GRADE_WEIGHT,
  type Grade,
  graver,
  type Severity,
} from './taxonomy.ts';

/** A state with the grade of the best statement that says so. */
export interface GradedState extends State {
  readonly grade: Grade;
}

interface ConductClaim {
  readonly conduct: Conduct;
  readonly grade: Grade;
  /** A person decided it. */
  readonly decided: boolean;
}

/** What all tags on one address say together. */
export interface Name {
  readonly chain: ChainId;
  readonly holder: Holder;
  /** The operator, or null where no tag names one. */
  readonly entity: string | null;
  readonly entityType: EntityType | null;
  /** As the source of the chosen tag wrote it, and its own words for the kind of place. */
  readonly label: string;
  readonly category: string | null;
  /** Of all tags. */
  readonly conduct: readonly Conduct[];
  readonly states: readonly GradedState[];
  /** Who says each conduct: how well that is known, which the name's own grade is not. */
  readonly conductClaims: readonly ConductClaim[];
  /** By entity type, conduct and states; capped by the grade. */
  readonly severity: Severity;
  readonly rule: TraceRule;
  readonly source: string;
  readonly sourceDate: Day | null;
  readonly grade: Grade;
  /** A person decided it: a tag of level `override`. */
  readonly decided: boolean;
  readonly inherited: boolean;
  /** True if another tag names somebody else, or another kind of place. */
  readonly contested: boolean;
  /** Further and conflicting tags, best first. */
  readonly others: readonly Tag[];
}

/** Who is who, from tags. */
export interface Names {
  /**
   * The name of an address on its own ledger, or null where nothing is known. With `at` (unix
   * seconds) only claims that hold at that time name it; the rest stays in `others`.
   */
  nameOf(chain: ChainId, holder: Holder, at?: number): Name | null;
  /** Number of tags. */
  readonly size: number;
}

/**
 * Joins tags to names. The best tag wins: a person's override, then the better grade, the newer
 * date, the source's name; the order in which files were read never matters. What loses is kept.
 */
export function createNames(tags: readonly Tag[]): Names {
  const byPlace = new Map<string, Tag[]>();
  for (const tag of tags) {
    const place = `${tag.chain} ${tag.holder}`;
    const list = byPlace.get(place);
    if (list) list.push(tag);
    else byPlace.set(place, [tag]);
  }
  return joinNames(tags.length, (chain, holder) => byPlace.get(`${chain} ${holder}`) ?? []);
}

/** As `createNames`, for tags that are looked up by place, wherever they are. */
export function joinNames(
  size: number,
  tagsAt: (chain: ChainId, holder: Holder) => readonly Tag[],
): Names {
  const cache = new Map<string, Name | null>();
  return {
    size,
    nameOf(chain, holder, at) {
      const place = `${chain} ${holder}`;
      const known = at === undefined ? cache.get(place) : undefined;
      if (known !== undefined) return known;
      const name = join(chain, holder, tagsAt(chain, holder), at ?? null);
      // Names at many times of one busy address would otherwise pile up without bound
      if (at === undefined) cache.set(place, name);
      return name;
    },
  };
}

/** Addresses that nobody holds a key to: labels on them name no owner. */
export function isBurn(chain: ChainId, holder: Holder): boolean {
  if (isNobody(holder)) return true;
  if (!chain.startsWith('eip155:')) return false;
  return /^0x0{36}[0-9a-f]{4}$/.test(holder) || /^0x(0{36}|(dead){9})dead$/.test(holder);
}

function join(chain: ChainId, holder: Holder, tags: readonly Tag[], at: number | null) {
  const sorted = tags.toSorted(byPrecedence);
  if (isBurn(chain, holder)) return burnt(chain, holder, sorted);
  const held = sorted.filter((tag) => holdsAt(tag, at));
  const best = held.find((tag) => tag.level === 'override') ?? held.find(identifies) ?? held[0];
  if (!best) return null;
  const others = sorted.filter((tag) => tag !== best);
  const states = statesOf(sorted, best);
  const conduct = [...new Set(held.flatMap((tag) => tag.conduct))].sort();
  const type = best.entityType;
  const decided = best.level === 'override';
  return {
    chain,
    holder,
    entity: best.entity,
    entityType: type,
    label: best.label,
    category: best.category,
    conduct,
    states,
    conductClaims: conductClaims(held),
    severity: severityOf({ type, held, states, best, at }),
    rule: type === null ? 'continue' : CATEGORIES[type].rule,
    source: best.source,
    sourceDate: best.sourceDate,
    grade: best.grade,
    decided,
    inherited: best.inherited,
    contested: others.some((tag) => disagree(best, tag)),
    others,
  } satisfies Name;
}

/** The ledger itself says that nobody is there; whatever tags say is kept as a further claim. */
function burnt(chain: ChainId, holder: Holder, tags: readonly Tag[]): Name {
  return {
    chain,
    holder,
    entity: null,
    entityType: 'burn',
    label: isNobody(holder) ? 'Zero address' : 'Address without a key',
    category: null,
    conduct: [],
    conductClaims: [],
    states: statesOf(tags, null),
    severity: CATEGORIES.burn.severity,
    rule: CATEGORIES.burn.rule,
    source: 'the form of the address',
    sourceDate: null,
    grade: 'G1',
    decided: false,
    inherited: false,
    contested: false,
    others: tags,
  };
}

function holdsAt(tag: Tag, at: number | null): boolean {
  if (at === null) return true;
  return (tag.firstSeen ?? at) <= at && at <= (tag.lastSeen ?? at);
}

/** A tag of legal state alone (an issuer's blacklist) says nothing about who is there. */
function identifies(tag: Tag): boolean {
  return tag.entity !== null || tag.entityType !== null;
}

function byPrecedence(a: Tag, b: Tag): number {
  const decided = Number(b.level === 'override') - Number(a.level === 'override');
  if (decided !== 0) return decided;
  const grade = GRADE_WEIGHT[b.grade] - GRADE_WEIGHT[a.grade];
  if (grade !== 0) return grade;
  return (
    compare(b.sourceDate ?? '', a.sourceDate ?? '') ||
    compare(a.source, b.source) ||
    compare(a.label, b.label) ||
    compare(a.category ?? '', b.category ?? '') ||
    compare(a.origin.file, b.origin.file) ||
    a.origin.line - b.origin.line
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Kinds between which labels often differ although nobody disagrees. */
function family(type: EntityType | null): string | null {
  if (type === null || type.endsWith('.unknown')) return null;
  return type.split('.')[0] ?? null;
}

function disagree(a: Tag, b: Tag): boolean {
  if (a.level === 'override' && identifies(b) && !identifies(a)) return true;
  if (a.entity !== null && b.entity !== null) return plain(a.entity) !== plain(b.entity);
  const mine = family(a.entityType);
  const theirs = family(b.entityType);
  return mine !== null && theirs !== null && mine !== theirs;
}

function plain(entity: string): string {
  return entity.toLowerCase().replace(/\.(com|io|net|org)$|[^a-z0-9]/g, '');
}

/** Tags are sorted: the first that says so is the best. */
function conductClaims(held: readonly Tag[]): readonly ConductClaim[] {
  const all = held.flatMap(({ conduct, grade, level }) =>
    conduct.map((one) => ({ conduct: one, grade, decided: level === 'override' })),
  );
  return all
    .filter(({ conduct }, i) => all.findIndex((other) => other.conduct === conduct) === i)
    .sort((a, b) => compare(a.conduct, b.conduct));
}

/** States of the address itself, and sanctions against its operator. */
function statesOf(tags: readonly Tag[], best: Tag | null): readonly GradedState[] {
  const operator = best?.entity ? operatorOf(best.entity) : null;
  const sanctions = operator?.sanctions ?? [];
  const unique = new Map<string, GradedState>();
  for (const { states, grade } of tags) {
    for (const state of states) {
      // A delisting closes the span that an older file left open
      const ended = sanctions.find(({ list, from }) => isSpan(state, list, from));
      const whole = ended ? { ...state, from: ended.from, to: ended.to } : state;
      const key = JSON.stringify(whole);
      const known = unique.get(key)?.grade ?? grade;
      unique.set(key, { ...whole, grade: known < grade ? known : grade });
    }
  }
  for (const { list, from, to } of sanctions) {
    if ([...unique.values()].some((state) => isSpan(state, list, from))) continue;
    const state = { state: 'sanctioned', by: list, from, to, reference: null } as const;
    unique.set(list + from, { ...state, confirmed: false, grade: best?.grade ?? 'G8' });
  }
  return [...unique.values()];
}

function isSpan(state: State, list: string, from: string): boolean {
  return state.state === 'sanctioned' && state.by === list && (state.from ?? from) === from;
}

interface Grounds {
  readonly type: EntityType | null;
  readonly held: readonly Tag[];
  readonly states: readonly State[];
  readonly best: Tag;
  readonly at: number | null;
}

function severityOf({ type, held, states, best, at }: Grounds): Severity {
  const decided = best.level === 'override';
  const own = type === null ? 'INFO' : CATEGORIES[type].severity;
  let severity = cappedSeverity(own, best.grade, decided);
  for (const tag of held) {
    for (const conduct of tag.conduct) {
      severity = graver(
        severity,
        cappedSeverity(CONDUCT_SEVERITY[conduct], tag.grade, tag.level === 'override'),
      );
    }
  }
  for (const state of states) {
    if (state.state === 'sanctioned') severity = graver(severity, listed(state, at));
  }
  return severity;
}

/** Listed at that time: SEVERE; once listed: HIGH (taxonomy §3). */
function listed(state: State, at: number | null): Severity {
  if (at === null) return state.to === null ? 'SEVERE' : 'HIGH';
  const day = new Date(at * 1000).toISOString().slice(0, 10);
  const during = (state.from ?? day) <= day && (state.to === null || day < state.to);
  return during ? 'SEVERE' : 'HIGH';
}
