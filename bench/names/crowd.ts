import type { ListedParty, PartyName } from '../../src/attribution/lists/party.ts';
import { type Random, random } from '../accuracy/random.ts';
import { asCyrillic, misspell } from './spell.ts';

/** The words of all listed names, apart for people and others, as often as they stand there. */
interface Words {
  readonly people: readonly string[];
  readonly others: readonly string[];
}

const wordsIn = (text: string) => text.match(/[\p{Script=Latin}\p{M}'-]{2,}/gu) ?? [];

function wordsOf(parties: readonly ListedParty[]): Words {
  const of = (person: boolean) =>
    parties
      .filter(({ kind }) => (kind === 'person') === person)
      .flatMap(({ names }) => names.flatMap(({ text }) => wordsIn(text)));
  return { people: of(true), others: of(false) };
}

const SYLLABLES =
  `ka lo mi ra ten bo shi var dul nes kor ami zha pet ula gri han tov ber qa sin mor el fa
  yun dak ori ves lan cho im par tul ez ga ron`.split(/\s+/);

/** A word of the lists; one in four is changed or made up, so that words go on to be new. */
function word(words: readonly string[], draw: Random): string {
  if (draw.chance(0.12)) {
    return Array.from({ length: draw.int(2, 4) }, () => draw.pick(SYLLABLES)).join('');
  }
  const known = draw.pick(words);
  return draw.chance(0.12) ? misspell(known, draw) : known;
}

/** A name of somebody who is on no list but by chance. */
function stranger(words: Words, person: boolean, draw: Random): string {
  const own = person ? words.people : words.others;
  return Array.from({ length: draw.int(2, person ? 3 : 4) }, () => word(own, draw)).join(' ');
}

function name(text: string, kind: PartyName['kind']): PartyName {
  return { text, kind, strong: true, parts: null, script: null };
}

/** The listed parties, and made-up ones until there are so many. */
export function crowd(listed: readonly ListedParty[], size: number, seed: string): ListedParty[] {
  const draw = random(`${seed} crowd`);
  const words = wordsOf(listed);
  const parties = [...listed];
  while (parties.length < size) {
    const person = draw.chance(0.6);
    const first = stranger(words, person, draw);
    const names = [name(first, 'primary')];
    while (draw.chance(0.55)) {
      const text = draw.chance(0.5) ? misspell(first, draw) : stranger(words, person, draw);
      names.push(name(text, 'alias'));
    }
    const year = draw.int(1940, 2005);
    parties.push({
      list: 'made-up',
      id: String(parties.length),
      kind: person ? 'person' : 'company',
      names,
      programs: [],
      born: person ? [{ from: `${year}`, to: `${year}`, approximate: false }] : [],
      countries: [],
      documents: [],
      wallets: [],
      from: null,
      to: null,
      remarks: null,
      url: null,
    });
  }
  return parties;
}

/** What a desk asks: mostly strangers, some listed names, misspelt or in other letters. */
export function questions(parties: readonly ListedParty[], count: number, seed: string): string[] {
  const draw = random(`${seed} questions`);
  const words = wordsOf(parties.slice(0, 10_000));
  return Array.from({ length: count }, () => {
    if (draw.chance(0.6)) return stranger(words, draw.chance(0.7), draw);
    const listed = draw.pick(draw.pick(parties).names).text;
    if (draw.chance(0.2)) return asCyrillic(listed);
    return draw.chance(0.5) ? misspell(listed, draw) : listed;
  });
}
