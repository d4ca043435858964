import type { CaseView } from '../file/entries.ts';

/** Whom a pack is for. */
export const AUDIENCES = ['own', 'police', 'exchange', 'victim', 'public'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What can be left out of a pack. */
export const RULES = [
  'tlp',
  'notes',
  'tasks',
  'timeline',
  'members',
  'actors',
  'victims',
  'contacts',
  'contested',
  'licence',
  'unstated',
] as const;
export type Rule = (typeof RULES)[number];
/** What a person may choose to leave out; the marking decides by itself. */
export const CHOICES = RULES.filter((rule) => rule !== 'tlp');

/** Each rule as the pack says it. */
export const RULE_WORDS: { readonly [rule in Rule]: string } = {
  tlp: 'what people wrote in the case is marked above what this audience may receive',
  notes: 'notes are working papers of the house',
  tasks: 'tasks are working papers of the house',
  timeline: 'what people wrote into the timeline is left out',
  members: 'the people who work on the case are not named',
  actors: 'the custody log does not name who acted',
  victims: 'victims are not named',
  contacts: 'how victims can be reached is not passed on',
  contested: 'names about which sources disagree are not passed on',
  licence: 'the licence of the source forbids passing the name on',
  unstated: 'the source does not state that the name may be passed on',
};

export const AUDIENCE_WORDS: { readonly [audience in Audience]: string } = {
  own: 'Own house',
  police: 'Police or agency',
  exchange: 'Exchange or issuer',
  victim: 'Victim',
  public: 'Public',
};

type Tlp = CaseView['tlp'];
const TLP_ORDER: readonly Tlp[] = ['clear', 'green', 'amber', 'amber+strict', 'red'];

interface Prefilled {
  /** The strictest marking that it may receive (TLP 2.0). */
  readonly most: Tlp;
  readonly leftOut: readonly Rule[];
}

const HOUSE: readonly Rule[] = ['notes', 'tasks', 'actors', 'licence'];

const PREFILLED: { readonly [audience in Audience]: Prefilled } = {
  own: { most: 'red', leftOut: [] },
  police: { most: 'amber', leftOut: HOUSE },
  exchange: {
    most: 'amber',
    leftOut: [...HOUSE, 'members', 'victims', 'contacts', 'contested'],
  },
  victim: { most: 'amber', leftOut: [...HOUSE, 'members', 'contacts', 'contested'] },
  public: { most: 'clear', leftOut: CHOICES },
};

/** What is left out for an audience, and besides by choice: in the order of the rules. */
export function rulesFor(audience: Audience, more: readonly Rule[], tlp: Tlp): ReadonlySet<Rule> {
  const { most, leftOut } = PREFILLED[audience];
  const isAbove = TLP_ORDER.indexOf(tlp) > TLP_ORDER.indexOf(most);
  const wanted = new Set<Rule>([...leftOut, ...more, ...(isAbove ? ['tlp' as const] : [])]);
  return new Set(RULES.filter((rule) => wanted.has(rule)));
}
