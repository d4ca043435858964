import { InputError } from '../base/errors.ts';
import { formatTime, parseTime } from '../base/time.ts';
import type { ChainId, Holder, Warning } from '../ledger/port.ts';
import { type Actor, readLabel } from './labels.ts';
import { conductOf, entityTypeOf, gradeOf, isKnownWord } from './mapping.ts';
import type { Conduct, EntityType, Grade, LegalState } from './taxonomy.ts';

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** A statement on axis L: what may or can be done to an address, over a span of time. */
export interface State {
  readonly state: LegalState;
  /** The list, issuer or authority that says so. */
  readonly by: string;
  /** Days, `to` exclusive; null where the source does not say, or the span is open. */
  readonly from: Day | null;
  readonly to: Day | null;
  /** A transaction, order or page, or null. */
  readonly reference: string | null;
  /** False: a claim to be read from the chain or the list before it is relied on. */
  readonly confirmed: boolean;
}

/** What one source claims about one address on one ledger. */
export interface Tag {
  readonly chain: ChainId;
  readonly holder: Holder;
  /** As the source wrote it. */
  readonly label: string;
  readonly entity: string | null;
  readonly entityType: EntityType | null;
  /** The source's own words for kind and conduct, or null. */
  readonly category: string | null;
  readonly conduct: readonly Conduct[];
  readonly states: readonly State[];
  readonly source: string;
  readonly sourceDate: Day | null;
  readonly url: string | null;
  readonly grade: Grade;
  /** The source's own level of confidence, or null; `override` is a person's decision. */
  readonly level: string | null;
  /** True if the tag came to this address through a cluster. */
  readonly inherited: boolean;
  /** Unix seconds between which the claim holds, or null. */
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
  readonly shareable: boolean | null;
  readonly licence: string | null;
  readonly origin: { readonly file: string; readonly line: number };
}

/** What an importer read, and what was wrong with it. */
export interface TagFile {
  /** `service-labels`, `tagpack`, `address-list`. */
  readonly layout: string;
  readonly rows: number;
  readonly tags: readonly Tag[];
  readonly warnings: readonly Warning[];
}

/** The parts of a tag that an importer has found, before label and words are read. */
export interface Claim extends Omit<Tag, 'entity' | 'entityType' | 'conduct' | 'grade'> {
  readonly words: readonly string[];
  readonly actor: Actor | null;
  /** Stated by the source or the caller; null: follows from the level. */
  readonly grade: Grade | null;
}

/**
 * Two words mean different things on different ledgers: a mixer on an account chain is a pool and
 * elsewhere holds coins; a "market" on an EVM chain is a shop for collectibles, elsewhere a dark
 * market.
 */
function typeOf(words: readonly string[], chain: ChainId): EntityType | null {
  const onEvm = chain.startsWith('eip155:');
  for (const word of words) {
    const type = entityTypeOf(word);
    if (type === 'mixer.pool' || type === 'mixer.custodial') {
      return onEvm ? 'mixer.pool' : 'mixer.custodial';
    }
    if (type !== null && !(type === 'market.darknet' && onEvm)) return type;
  }
  return null;
}

/** Makes a tag: reads the label, maps the words, and keeps both as they were. */
export function tagOf(claim: Claim): Tag {
  const { words, actor } = claim;
  const claimed = words.flatMap((word) => conductOf(word) ?? []);
  const kinds = [...words, ...(actor?.categories ?? [])];
  const service = claimed.length > 0 ? null : typeOf(kinds, claim.chain);
  const read = readLabel(claim.label, service, actor);
  // A blacklist says what may be done to an address, not who is there or what he did: it holds
  // routers, token contracts and the zero address too
  if (words.includes('black_list')) {
    return withReading(claim, { entity: null, entityType: null, conduct: [] });
  }
  const conduct = [...new Set([...claimed, ...read.conduct])];
  // Whoever is known for a theft or a fraud is no service, whatever else the label sounds like
  if (claimed.length > 0) {
    return withReading(claim, { entity: null, entityType: 'person.eoa', conduct });
  }
  return withReading(claim, { ...read, conduct });
}

/** Field by field: to copy all but two of them takes a quarter of the reading of a large pack. */
function withReading(
  claim: Claim,
  { entity, entityType, conduct }: Pick<Tag, 'entity' | 'entityType' | 'conduct'>,
): Tag {
  return {
    chain: claim.chain,
    holder: claim.holder,
    label: claim.label,
    entity,
    entityType,
    category: claim.category,
    conduct,
    states: claim.states,
    source: claim.source,
    sourceDate: claim.sourceDate,
    url: claim.url,
    grade: claim.grade ?? gradeOf(claim.level),
    level: claim.level,
    inherited: claim.inherited,
    firstSeen: claim.firstSeen,
    lastSeen: claim.lastSeen,
    shareable: claim.shareable,
    licence: claim.licence,
    origin: claim.origin,
  };
}

/** Words that no table knows: kept as they are, and counted as warnings. */
export function unknownWords(words: readonly string[]): readonly string[] {
  return words.filter((word) => word !== '' && !isKnownWord(word));
}

/** Collects the faults of one file: one entry for each kind, with the first line and a count. */
export interface Faults {
  add(code: string, line: number, field: string, expected: string, found: string): void;
  list(): readonly Warning[];
}

export function createFaults(file: string): Faults {
  const byKind = new Map<string, Warning>();
  return {
    add(code, line, field, expected, found) {
      const kind = `${code} ${field}`;
      const first = byKind.get(kind);
      if (first) byKind.set(kind, { ...first, count: first.count + 1 });
      else byKind.set(kind, { code, file, line, field, expected, found, count: 1 });
    },
    list: () => [...byKind.values()],
  };
}

/** A time in unix seconds; null where the text is empty or, with a warning, no time. */
export function timeIn(text: string, field: string, faults: Faults, line: number): number | null {
  if (text === '') return null;
  try {
    return parseTime(text, field);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    faults.add('time', line, field, error.expected, error.found);
    return null;
  }
}

/** The last text that was a time, and its day: the tags of a pack come day by day. */
let last = { text: '', day: '' };

/** The day of a time; null as `timeIn`. */
export function dayIn(text: string, field: string, faults: Faults, line: number): Day | null {
  if (text !== '' && text === last.text) return last.day;
  const time = timeIn(text, field, faults, line);
  if (time === null) return null;
  last = { text, day: formatTime(time).slice(0, 10) };
  return last.day;
}
