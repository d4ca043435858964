import { show } from '../../base/errors.ts';
import { isBurn } from '../names.ts';
import type { Day, Faults, Tag } from '../tags.ts';
import type { Grade } from '../taxonomy.ts';

/** What whoever imports says of tags that do not say it themselves. */
export interface Told {
  readonly grade?: Grade;
  readonly licence?: string;
  readonly shareable?: boolean;
  /** Unix seconds after which the claims no longer hold. */
  readonly expires?: number;
}

const LONGEST = { label: 1000, entity: 1000, category: 2000, url: 2000, source: 500 } as const;
const MOST_STATES = 20;
const LONGEST_STATES = 10_000;
/** An address of a ledger that we cannot check: long enough, and one word. */
const PLAUSIBLE = /^[A-Za-z0-9][A-Za-z0-9:._/-]{18,138}[A-Za-z0-9_-]$/;

/**
 * A tag as it is stored, or null, with the fault listed. What nobody holds a key to is no hit,
 * whoever lists it; nor is a text that is no address.
 */
export function admit(tag: Tag, told: Told, faults: Faults): Tag | null {
  const { holder, chain, origin } = tag;
  const refuse = (code: string, field: string, expected: string, found: unknown): null => {
    faults.add(code, origin.line, field, expected, show(found));
    return null;
  };
  if (isBurn(chain, holder)) {
    return refuse('nobody', 'address', 'an address that somebody can hold', holder);
  }
  if (chain.startsWith('other:') && !PLAUSIBLE.test(holder)) {
    return refuse('address', 'address', 'an address', holder);
  }
  for (const [field, most] of Object.entries(LONGEST)) {
    const text = tag[field as keyof typeof LONGEST];
    if ((text?.length ?? 0) > most)
      return refuse('long', field, `at most ${most} characters`, text);
  }
  if (tag.states.length > MOST_STATES || JSON.stringify(tag.states).length > LONGEST_STATES) {
    return refuse('long', 'states', `at most ${MOST_STATES} states`, tag.states.length);
  }
  return {
    ...tag,
    grade: tag.level === null && tag.grade === 'G8' ? (told.grade ?? tag.grade) : tag.grade,
    licence: tag.licence ?? told.licence ?? null,
    shareable: tag.shareable ?? told.shareable ?? null,
    lastSeen: tag.lastSeen ?? told.expires ?? null,
  };
}

/** The newest date among tags: that of their set. */
export function newestDay(tags: readonly Tag[]): Day | null {
  let newest: Day | null = null;
  for (const { sourceDate } of tags) {
    if (sourceDate !== null && (newest === null || sourceDate > newest)) newest = sourceDate;
  }
  return newest;
}
