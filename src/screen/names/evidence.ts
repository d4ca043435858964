import type { ListedParty, PartyDate, PartyKind } from '../../attribution/lists/party.ts';
import { InputError } from '../../base/errors.ts';
import type { Feature } from './compare.ts';

/** What a query knows besides names. */
export interface Known {
  readonly kind: PartyKind | null;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly born: string | null;
  /** ISO 3166 alpha-2. */
  readonly countries: readonly string[];
  /** Numbers of passports, registrations, ships. */
  readonly documents: readonly string[];
}

const DAY = 86_400_000;
/** Years by which an approximate date may be off. */
const APPROXIMATE = 2;
/** A listed number shorter than this identifies nobody. */
const LEAST_DOCUMENT = 5;
const DOCUMENT_SCORE = 0.9;

/** First and last day of a date, in days since 1970. */
function daysOf(text: string): readonly [number, number] {
  const [year = 0, month, day] = text.split('-').map(Number);
  const first = Date.UTC(year, (month ?? 1) - 1, day ?? 1) / DAY;
  if (day !== undefined) return [first, first];
  const next = month === undefined ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month, 1);
  return [first, next / DAY - 1];
}

/** @throws InputError where a date of birth is none */
export function checkBorn(born: string): string {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(born);
  const expected = 'a year, month or day such as 1970, 1970-02 or 1970-02-28';
  if (!parts) throw new InputError('date of birth', expected, born);
  const [first] = daysOf(born);
  if (!new Date(first * DAY).toISOString().startsWith(born)) {
    throw new InputError('date of birth', expected, born);
  }
  return born;
}

function swapped(born: string): string | null {
  const [year, month, day] = born.split('-');
  return day === undefined || Number(day) > 12 || day === month ? null : `${year}-${day}-${month}`;
}

interface Verdict {
  readonly how: string;
  readonly contribution: number;
}

function compareDates(born: string, listed: PartyDate): Verdict {
  const [from, to] = daysOf(born);
  const [first] = daysOf(listed.from);
  const [, last] = daysOf(listed.to);
  const gap = Math.max(0, first - to, from - last);
  const exact = listed.from === listed.to && !listed.approximate;
  if (gap === 0) {
    if (exact && listed.from === born && born.length === 10) {
      return { how: 'born on the same day', contribution: 0.06 };
    }
    if (listed.approximate) return { how: 'born about then', contribution: 0.03 };
    return { how: 'dates of birth agree as far as both are known', contribution: 0.04 };
  }
  if (exact && swapped(born) === listed.from) {
    return { how: 'day and month of birth exchanged', contribution: 0.03 };
  }
  const years = gap / 365.25;
  if (listed.approximate && years <= APPROXIMATE) {
    return { how: 'born about then', contribution: 0.02 };
  }
  if (years <= 1) return { how: 'born within a year', contribution: -0.03 };
  if (years <= 3) return { how: 'born one to three years apart', contribution: -0.08 };
  return { how: 'born more than three years apart', contribution: -0.15 };
}

const plain = (number: string) => number.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The form in which two numbers of documents are equal, or null where it is too short to tell. */
export function documentKey(number: string): string | null {
  const key = plain(number);
  return key.length < LEAST_DOCUMENT ? null : key;
}

function bornFeature(born: string, party: ListedParty): Feature | null {
  let best: (Verdict & { listed: string }) | null = null;
  for (const date of party.born) {
    const verdict = compareDates(born, date);
    const listed = date.from === date.to ? date.from : `${date.from} to ${date.to}`;
    if (!best || verdict.contribution > best.contribution) best = { ...verdict, listed };
  }
  return best && { ...plainFeature('born', born, best.listed), ...best };
}

function plainFeature(feature: Feature['feature'], query: string, listed: string) {
  return { feature, query, listed, similarity: null, weight: 0 };
}

function countryFeature(countries: readonly string[], party: ListedParty): Feature | null {
  if (countries.length === 0 || party.countries.length === 0) return null;
  const same = countries.filter((country) => party.countries.includes(country));
  const feature = plainFeature('country', countries.join(' '), party.countries.join(' '));
  if (same.length > 0) return { ...feature, how: 'a country agrees', contribution: 0.02 };
  return { ...feature, how: 'no country agrees', contribution: -0.02 };
}

/** Lists leave open what an `other` is. */
function kindFeature(kind: PartyKind, listed: PartyKind): Feature | null {
  const open = (one: PartyKind) => one === 'other' || one === 'wallet';
  if (kind === listed || open(kind) || open(listed)) return null;
  const person = kind === 'person' || listed === 'person';
  const contribution = person ? -0.15 : -0.05;
  return { ...plainFeature('kind', kind, listed), how: 'another kind of party', contribution };
}

function documentFeature(known: Known, party: ListedParty, score: number): Feature | null {
  const listed = new Map(party.documents.map((one) => [documentKey(one.number), one]));
  for (const number of known.documents) {
    const key = documentKey(number);
    const document = key === null ? undefined : listed.get(key);
    if (!document) continue;
    const contribution = Math.max(0.1, DOCUMENT_SCORE - score);
    const feature = plainFeature('document', number, `${document.kind} ${document.number}`);
    return { ...feature, how: 'the same number', contribution };
  }
  return null;
}

/**
 * Evidence for and against, beside a name's score. What agrees never lowers and what disagrees
 * never raises it; no field takes another out of account.
 */
export function evidence(known: Known, party: ListedParty, score: number): readonly Feature[] {
  const born = known.born === null ? null : bornFeature(known.born, party);
  const kind = known.kind === null ? null : kindFeature(known.kind, party.kind);
  const found = [born, countryFeature(known.countries, party), kind].filter((one) => one !== null);
  const sum = found.reduce((total, one) => total + one.contribution, score);
  const document = documentFeature(known, party, sum);
  return document ? [...found, document] : found;
}
