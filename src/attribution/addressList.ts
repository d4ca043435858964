import { InputError, show } from '../base/errors.ts';
import { formatTime, parseTime } from '../base/time.ts';
import { isKnownWord, isStateWord } from './mapping.ts';
import { type Place, placeOf } from './place.ts';
import { type Claim, createFaults, type Day, type Tag, type TagFile, tagOf } from './tags.ts';
import type { Grade } from './taxonomy.ts';

/** What a file of bare addresses or labels cannot say for itself, and its user must. */
export interface Declaration {
  readonly chain: string;
  /** Who publishes the file. */
  readonly source: string;
  /** What a list is said to be of: a category or a conduct. Labels say it themselves. */
  readonly category: string;
  readonly label?: string;
  /** When it was published. */
  readonly date?: Day;
  readonly grade?: Grade;
}

const LIMITS = { characters: 64 * 1024 * 1024, addresses: 2_000_000 } as const;

/**
 * Reads a JSON array of addresses (`["0x…"]`) under a declaration of what it is. A list that is
 * declared a sanctions or freezing list is refused: a designation needs its list and date for each
 * address, which an array has no place for.
 * @throws InputError where the text is no such array, or the declaration says too little
 */
export function readAddressList(file: string, text: string, declared: Declaration): TagFile {
  if (isStateWord(declared.category)) {
    throw new InputError(
      `${file} category`,
      'a kind of place or a conduct',
      declared.category,
      'a list without names and dates cannot justify a legal state',
    );
  }
  if (!isKnownWord(declared.category) || declared.source.trim() === '') {
    throw new InputError(`${file} category`, 'a known category, and a source', declared.category);
  }
  const faults = createFaults(file);
  const items = parseJson(file, text);
  if (!Array.isArray(items)) throw new InputError(file, 'an array of addresses', show(text));
  if (items.length > LIMITS.addresses) {
    throw new InputError(file, `at most ${LIMITS.addresses} addresses`, items.length);
  }
  const tags = new Map<string, Tag>();
  for (const [index, item] of items.entries()) {
    const line = index + 1;
    const place = typeof item === 'string' ? placeOf(declared.chain, item) : null;
    if (!place || (place.fault && !place.known)) {
      faults.add('address', line, 'address', `an address on ${declared.chain}`, show(item));
      continue;
    }
    if (place.fault) {
      faults.add(place.fault.fault, line, 'address', place.fault.expected, show(item));
    }
    const key = `${place.chain} ${place.holder}`;
    if (tags.has(key)) {
      faults.add('identical', line, 'address', 'each address once', place.holder);
      continue;
    }
    const label = declared.label ?? declared.source;
    tags.set(key, tagOf(claimOf(declared, place, label, [declared.category], { file, line })));
  }
  const rows = items.length;
  return { layout: 'address-list', rows, tags: [...tags.values()], warnings: faults.list() };
}

/** The claim that a declaration makes about one address. */
export function claimOf(
  declared: Declaration,
  place: Place,
  label: string,
  words: readonly string[],
  origin: Claim['origin'],
): Claim {
  const date = declared.date === undefined ? null : parseTime(declared.date, 'date of the source');
  return {
    chain: place.chain,
    holder: place.holder,
    label,
    category: words.join(', ') || null,
    words,
    actor: null,
    states: [],
    source: declared.source,
    sourceDate: date === null ? null : formatTime(date).slice(0, 10),
    url: null,
    grade: declared.grade ?? null,
    level: null,
    inherited: false,
    firstSeen: null,
    lastSeen: null,
    shareable: null,
    licence: null,
    origin,
  };
}

/** @throws InputError where the text is no JSON, or too long */
export function parseJson(file: string, text: string): unknown {
  if (text.length > LIMITS.characters) {
    throw new InputError(file, `at most ${LIMITS.characters} characters`, text.length);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new InputError(file, 'JSON', error instanceof Error ? error.message : error);
  }
}
