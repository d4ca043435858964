import type { ListedParty, PartyKind } from '../../src/attribution/lists/party.ts';
import { type Random, random } from '../accuracy/random.ts';
import { kindsOfCompany, kindsOfPerson, kindsOfSigns } from './kinds.ts';
import { asCyrillic, misspell } from './spell.ts';

/** Two names, and whether they are of one party. */
export interface Pair {
  readonly group: string;
  readonly kind: PartyKind;
  readonly query: string;
  readonly listed: string;
  readonly same: boolean;
  /** `STRONG`, `MEDIUM` or `WEAK` evidence, where a set says so. */
  readonly quality: string;
}

/** Half of the parties may be looked at while the weights are chosen, the other half may not. */
export type Half = 'tuning' | 'held out';

function inHalf(party: ListedParty, half: Half): boolean {
  return random(`half ${party.list} ${party.id}`).chance(0.5) === (half === 'held out');
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’‘`]/g, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];
const isPerson = (party: ListedParty) => party.kind === 'person';
const isLatin = (text: string) => !/[^\p{Script=Latin}\p{P}\p{N}\p{S}\s]/u.test(text);

type Made = Omit<Pair, 'kind' | 'quality'>;

/** Aliases as the lists have them: respellings, and other names altogether. */
function aliases(party: ListedParty): Made[] {
  const [primary] = party.names;
  if (!primary) return [];
  const own = new Set(words(primary.text).filter((word) => word.length > 2));
  return party.names.slice(1).map(({ text, kind }) => {
    const shares = words(text).some((word) => own.has(word));
    const group =
      kind === 'original-script' || !isLatin(text)
        ? 'original script'
        : shares
          ? 'alias that shares a word'
          : 'alias that shares no word';
    return { group, query: text, listed: primary.text, same: true };
  });
}

/** What happens to a name on its way into a form. */
function respelt(party: ListedParty, draw: Random): Made[] {
  const listed = party.names[0]?.text ?? '';
  const parts = words(listed);
  if (!isLatin(listed) || parts.length < 2) return [];
  const made: Made[] = [];
  const add = (group: string, query: string) => made.push({ group, query, listed, same: true });
  add('one mistake', misspell(listed, draw));
  add('two mistakes', misspell(misspell(listed, draw), draw));
  add('other order', draw.shuffled(parts).join(' '));
  if (isPerson(party)) {
    if (parts.length > 2) add('a part left out', parts.toSpliced(parts.length - 1, 1).join(' '));
    add('in Cyrillic letters', asCyrillic(listed));
    const at = draw.int(0, parts.length - 2);
    add('two parts joined', parts.toSpliced(at, 2, `${parts[at]}${parts[at + 1]}`).join(' '));
  } else {
    add('legal form added', `${listed} ${draw.pick(['LLC', 'Ltd.', 'GmbH', 'OOO', 'S.A.'])}`);
  }
  return made;
}

/** Other parties with close names: they share a word that is not on every second entry. */
function strangers(
  parties: readonly ListedParty[],
  draw: Random,
): (Made & { party: ListedParty })[] {
  const byWord = new Map<string, ListedParty[]>();
  for (const party of parties) {
    for (const word of new Set(words(party.names[0]?.text ?? ''))) {
      if (word.length < 4) continue;
      byWord.set(word, [...(byWord.get(word) ?? []), party]);
    }
  }
  const made: (Made & { party: ListedParty })[] = [];
  for (const party of parties) {
    const listed = party.names[0]?.text ?? '';
    for (const word of new Set(words(listed))) {
      const others = (byWord.get(word) ?? []).filter(
        (other) => isPerson(other) === isPerson(party) && !shareName(other, party),
      );
      if (others.length === 0 || others.length > 60) continue;
      const query = draw.pick(others).names[0]?.text ?? '';
      made.push({ group: 'another party, one word shared', query, listed, same: false, party });
    }
  }
  return made;
}

/** One party on two lists, or twice on one. */
function shareName(a: ListedParty, b: ListedParty): boolean {
  const key = (text: string) => words(text).sort().join(' ');
  const names = new Set(a.names.map(({ text }) => key(text)));
  return a.list !== b.list || b.names.some(({ text }) => names.has(key(text)));
}

/** Another legal form makes no other party. */
const FORMS = /^(limited|ltda|corp|corporation|company|gmbh|sarl|fzco)$/;

/** A name with one word exchanged for that of another party: a brother, a sister company. */
function relatives(party: ListedParty, parties: readonly ListedParty[], draw: Random): Made[] {
  const listed = party.names[0]?.text ?? '';
  const parts = words(listed);
  const donor = draw.pick(parties).names[0]?.text ?? '';
  const others = words(donor).filter((word) => word.length > 3 && !parts.includes(word));
  const long = parts.filter((part) => part.length > 3 && !FORMS.test(part));
  if (long.length < 2 || others.length === 0 || !isLatin(listed)) return [];
  const out = draw.pick(long);
  const query = parts.map((part): string => (part === out ? draw.pick(others) : part)).join(' ');
  // In a name of many words one word exchanged is a mistake as often as another party
  if (parts.length > 3) return [];
  return [{ group: 'one word exchanged', query, listed, same: false }];
}

/** Pairs from the lists and made of them, in the order of a seed. */
export function ownPairs(all: readonly ListedParty[], half: Half, seed: string): readonly Pair[] {
  const parties = all.filter((party) => inHalf(party, half));
  const draw = random(`${seed} ${half}`);
  const people = parties.filter(isPerson);
  const others = parties.filter((party) => !isPerson(party));
  const pairs: Pair[] = [];
  const add = (made: readonly Made[], { kind }: ListedParty) => {
    for (const { group, query, listed, same } of made) {
      pairs.push({ group, query, listed, same, kind, quality: 'MEDIUM' });
    }
  };
  for (const party of parties) {
    add(aliases(party), party);
    if (draw.chance(0.3)) add(respelt(party, draw), party);
    if (draw.chance(0.5)) add(relatives(party, isPerson(party) ? people : others, draw), party);
  }
  for (const { party, ...made } of strangers(parties, draw)) {
    if (draw.chance(0.5)) add([made], party);
  }
  return pairs;
}

const SIGNS = 300;

/** Pairs of kinds that the lists hold too few of, made of the names of half of the parties. */
export function kindPairs(all: readonly ListedParty[], half: Half, seed: string): readonly Pair[] {
  const parties = all.filter((party) => inHalf(party, half));
  const draw = random(`${seed} kinds ${half}`);
  const people = parties.filter(isPerson);
  const others = parties.filter((party) => !isPerson(party));
  const quality = 'MEDIUM';
  const made: Pair[] = [];
  for (const party of parties) {
    if (!draw.chance(0.25)) continue;
    const own = isPerson(party)
      ? kindsOfPerson(party, draw.pick(people), draw)
      : kindsOfCompany(party, draw.pick(others), draw);
    made.push(...own.map((kind) => ({ ...kind, kind: party.kind, quality })));
  }
  const signs = kindsOfSigns(SIGNS, draw);
  return [...made, ...signs.map((kind) => ({ ...kind, kind: 'person' as const, quality }))];
}
