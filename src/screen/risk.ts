import { CATEGORIES, CONDUCT_SEVERITY } from '../attribution/categories.ts';
import type { GradedState, Name } from '../attribution/names.ts';
import type { State } from '../attribution/tags.ts';
import { cappedSeverity, type Grade, SEVERITIES, type Severity } from '../attribution/taxonomy.ts';

/** Against a designation: exposure is what it was when the money moved (taxonomy §6). */
type Designation = 'before' | 'during' | 'after';

/** The one category under which an exposure is counted, so that shares add up to the whole. */
export interface Risk {
  /** `sanctioned`, `formerly_sanctioned`, an id of the taxonomy's axes C or E, `unattributed`. */
  readonly category: string;
  readonly axis: 'state' | 'conduct' | 'entity' | 'none';
  readonly severity: Severity;
  readonly grade: Grade | null;
  readonly designation: Designation | null;
  /** Categories that the place has besides. */
  readonly also: readonly string[];
}

export const UNATTRIBUTED: Risk = {
  category: 'unattributed',
  axis: 'none',
  severity: 'INFO',
  grade: null,
  designation: null,
  also: [],
};

/**
 * What a name means for money that moved at a time (unix seconds). The gravest of its categories
 * counts, legal state before conduct before kind of place; the others stand beside it.
 */
export function riskOf(name: Name | null, at: number): Risk {
  const [first, ...others] = name === null ? [] : risksOf(name, at);
  if (!first) return UNATTRIBUTED;
  const also = others.map(({ category }) => category);
  return { ...first, also: [...new Set(also)].filter((category) => category !== first.category) };
}

type Single = Omit<Risk, 'also'> & { readonly axis: Exclude<Risk['axis'], 'none'> };

/** All that a name means at a time, gravest first. */
export function risksOf(name: Name, at: number): Single[] {
  const risks = [...stateRisks(name, at), ...conductRisks(name), ...entityRisks(name)];
  return risks.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

function stateRisks({ states, decided }: Name, at: number): Single[] {
  const day = new Date(at * 1000).toISOString().slice(0, 10);
  return states.flatMap((state): Single[] => {
    const grade = gradeOf(state);
    const when = whenOf(state, day);
    if (state.state === 'sanctioned') {
      // listed later: at the time it was no sanctioned party's money, and that is said
      const severity = cappedSeverity(when === 'during' ? 'SEVERE' : 'HIGH', grade, decided);
      const category = state.to === null ? 'sanctioned' : 'formerly_sanctioned';
      return [{ category, axis: 'state', severity, grade, designation: when }];
    }
    // a flag that was not renewed, a freeze that was lifted: it was so, and is so no more (§6)
    if (state.state === 'appealed' || when !== 'during') return [];
    const severity = cappedSeverity('HIGH', grade, decided);
    return [{ category: state.state, axis: 'state', severity, grade, designation: null }];
  });
}

/**
 * Before it was read where it is made, a state is a claim: of a listing at best that of a provider,
 * and of a freeze or an order nothing more (taxonomy §6: frozen is read from the chain).
 */
function gradeOf({ state, confirmed, grade }: GradedState): Grade {
  if (confirmed) return grade;
  if (state !== 'sanctioned') return 'G8';
  return grade < 'G5' ? 'G5' : grade;
}

/**
 * Tells times between which a state of the place began or ended apart: what it was paid before a
 * designation and after it are kept apart (taxonomy §5). Empty where nothing depends on time.
 */
export function phaseOf(name: Name | null, at: number): string {
  if (!name || name.states.length === 0) return '';
  const day = new Date(at * 1000).toISOString().slice(0, 10);
  return name.states.map((state) => whenOf(state, day)).join(' ');
}

function whenOf({ from, to }: State, day: string): Designation {
  if (from !== null && day < from) return 'before';
  return to !== null && day >= to ? 'after' : 'during';
}

function conductRisks({ conductClaims }: Name): Single[] {
  return conductClaims.map(({ conduct, grade, decided }) => {
    const severity = cappedSeverity(CONDUCT_SEVERITY[conduct], grade, decided);
    return { category: conduct, axis: 'conduct', severity, grade, designation: null };
  });
}

function entityRisks({ entityType, grade, decided }: Name): Single[] {
  if (entityType === null) return [];
  const severity = cappedSeverity(CATEGORIES[entityType].severity, grade, decided);
  return [{ category: entityType, axis: 'entity', severity, grade, designation: null }];
}
