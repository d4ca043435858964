import type { PartyKind } from '../../attribution/lists/party.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { checkBorn, documentKey, type Known } from './evidence.ts';
import { MOST_CHARACTERS, type ReadName, readName } from './read.ts';

export interface NameQuery {
  /** One name, or all names by which somebody is known. */
  readonly names: readonly string[];
  readonly kind?: PartyKind;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly born?: string;
  /** ISO 3166 alpha-2. */
  readonly countries?: readonly string[];
  /** Numbers of passports, registrations, ships. */
  readonly documents?: readonly string[];
}

export interface MatchOptions {
  /** `ofac`: the score of OFAC's own search, of names alone. */
  readonly mode?: 'own' | 'ofac';
  /** Lists to look in; all where it is not given. */
  readonly lists?: readonly string[];
  readonly limit?: number;
  /** For all lists that `thresholds` does not name. */
  readonly threshold?: number;
  readonly thresholds?: Readonly<Record<string, number>>;
}

export const DEFAULT_THRESHOLD = 0.7;
const DEFAULT_LIMIT = 10;
const MOST_LIMIT = 500;
const MOST_NAMES = 50;
export interface Asked {
  readonly texts: readonly string[];
  /** Of each text: as a person's name, and as another's. */
  readonly readings: readonly (readonly [ReadName, ReadName])[];
  readonly known: Known;
}

export function ask(query: NameQuery): Asked {
  if (query.names.length > MOST_NAMES) {
    throw new LimitError('names', `a query may have ${MOST_NAMES} names`);
  }
  for (const text of query.names) {
    if (text.length > MOST_CHARACTERS) {
      throw new LimitError('name', `a name may have ${MOST_CHARACTERS} characters`);
    }
  }
  const texts = query.names.filter((text) => /[\p{L}\p{N}]/u.test(text));
  const documents = query.documents ?? [];
  if (texts.length === 0 && documents.every((number) => documentKey(number) === null)) {
    throw new InputError(
      'query',
      'a name with letters, or a document number',
      query.names.join(' '),
    );
  }
  const countries = (query.countries ?? []).map((country) => country.toUpperCase());
  const born = query.born === undefined ? null : checkBorn(query.born);
  return {
    texts,
    readings: texts.map((text) => [readName(text, true), readName(text, false)] as const),
    known: { kind: query.kind ?? null, born, countries, documents },
  };
}

export interface Settings {
  readonly mode: 'own' | 'ofac';
  readonly lists: ReadonlySet<string> | null;
  readonly limit: number;
  /** Of all thresholds. */
  readonly lowest: number;
  thresholdOf(list: string): number;
}

export function settingsOf(options: MatchOptions): Settings {
  const { limit = DEFAULT_LIMIT, threshold = DEFAULT_THRESHOLD, thresholds = {} } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LIMIT) {
    throw new InputError('limit', `a whole number from 1 to ${MOST_LIMIT}`, limit);
  }
  for (const value of [threshold, ...Object.values(thresholds)]) {
    if (!(value >= 0 && value <= 1)) throw new InputError('threshold', '0 to 1', value);
  }
  return {
    mode: options.mode ?? 'own',
    lists: options.lists ? new Set(options.lists) : null,
    limit,
    lowest: Math.min(threshold, ...Object.values(thresholds)),
    thresholdOf: (list) => thresholds[list] ?? threshold,
  };
}
