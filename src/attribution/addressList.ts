import { InputError, show } from '../base/errors.ts';
import { isKnownWord, isStateWord } from './mapping.ts';
import { placeOf } from './place.ts';
import { createFaults, type Day, type Tag, type TagFile, tagOf } from './tags.ts';
import type { Grade } from './taxonomy.ts';

/** What a bare list of addresses cannot say for itself, and its user must. */
export interface Declaration {
  readonly chain: string;
  /** Who publishes the list. */
  readonly source: string;
  /** What the list is said to be of: a category or a conduct. */
  readonly category: string;
  readonly label?: string;
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
  const items = arrayOf(file, text);
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
    tags.set(
      key,
      tagOf({
        chain: place.chain,
        holder: place.holder,
        label: declared.label ?? declared.source,
        category: declared.category,
        words: [declared.category],
        actor: null,
        states: [],
        source: declared.source,
        sourceDate: declared.date ?? null,
        url: null,
        grade: declared.grade ?? null,
        level: null,
        inherited: false,
        firstSeen: null,
        lastSeen: null,
        shareable: null,
        licence: null,
        origin: { file, line },
      }),
    );
  }
  const rows = items.length;
  return { layout: 'address-list', rows, tags: [...tags.values()], warnings: faults.list() };
}

function arrayOf(file: string, text: string): readonly unknown[] {
  if (text.length > LIMITS.characters) {
    throw new InputError(file, `at most ${LIMITS.characters} characters`, text.length);
  }
  const items = parsed(file, text.replace(/^\ufeff/, ''));
  if (!Array.isArray(items)) throw new InputError(file, 'an array of addresses', show(text));
  if (items.length <= LIMITS.addresses) return items;
  throw new InputError(file, `at most ${LIMITS.addresses} addresses`, items.length);
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(file, 'JSON', error instanceof Error ? error.message : error);
  }
}
