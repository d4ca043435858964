import type { PartyName } from './party.ts';

const LATIN = /\p{Script=Latin}/u;

/** An alias, or an original name where it is written in letters of which none is Latin. */
export function aliasName(text: string, strong = true): PartyName {
  const isOriginal = /\p{L}/u.test(text) && !LATIN.test(text);
  return wholeName(text, isOriginal ? 'original-script' : 'alias', strong);
}

/** A name as it stands, without parts: a company's, or a person's whose list does not split it. */
export function wholeName(text: string, kind: PartyName['kind'], strong = true): PartyName {
  return { text, kind, strong, parts: null, script: null };
}

/** A name of which family and given names are told apart, written `FAMILY, Given`. */
export function partedName(
  family: string,
  given: string,
  kind: PartyName['kind'],
  strong = true,
): PartyName {
  const text = [family, given].filter((part) => part !== '').join(', ');
  const parts = family !== '' && given !== '' ? { given, family } : null;
  return { ...wholeName(text, kind, strong), parts };
}

/** Without the empty places that formats have for names which nobody gave. */
export function named(names: readonly PartyName[]): readonly PartyName[] {
  return names.filter(({ text }) => text !== '');
}
