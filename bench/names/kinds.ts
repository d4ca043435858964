import type { ListedParty } from '../../src/attribution/lists/party.ts';
import type { Random } from '../accuracy/random.ts';
import { chinesePairs } from './signs.ts';

/** Two names by a habit of writing, or of naming, that lists hold too few of to measure. */
interface Kind {
  readonly group: string;
  readonly query: string;
  readonly listed: string;
  readonly same: boolean;
}

type Row = readonly string[];
const rows = (text: string): readonly Row[] =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => line.split('|'));

/** Of each row, the first is what a list writes, and the others what else is written for it. */
const NICKNAMES = rows(`robert|bob|rob
william|bill|will
margaret|peggy|maggie
elizabeth|liz|betty
aleksandr|sasha|alexander
mikhail|misha|michael
francisco|paco|pancho
jose|pepe
dmitry|dima
vladimir|volodymyr|vova
anthony|tony
edward|ted|eddie
catherine|kate
nikolai|kolya|mykola
thomas|tom
daniel|danny
richard|dick
abdullah|abdallah|abdoullah
yusuf|joseph|youssef`);
const FORMS = rows(`AG|Aktiengesellschaft|Aktiengeselschaft
GmbH|Gesellschaft mit beschränkter Haftung|Gesellschaft mit beschraenkter Haftung
S.A.|Société Anonyme|Sociedad Anónima|Sociedade Anonima
S.p.A.|Società per Azioni
S.R.L.|Società a responsabilità limitata|Sociedad de Responsabilidad Limitada
SARL|Société à responsabilité limitée
Ltd|Limited|Limitted
LLC|Limited Liability Company|Limited Liabilty Company
Inc.|Incorporated|Incorperated
Corp.|Corporation|Corporration
PLC|Public Limited Company
B.V.|Besloten Vennootschap
N.V.|Naamloze Vennootschap
AB|Aktiebolag
Oy|Osakeyhtiö
A/S|Aktieselskab
Sp. z o.o.|Spółka z ograniczoną odpowiedzialnością
s.r.o.|společnost s ručením omezeným
A.Ş.|Anonim Şirketi
OOO|Obshchestvo s ogranichennoy otvetstvennostyu
PAO|Publichnoe aktsionernoe obshchestvo
TOV|Tovarystvo z obmezhenoyu vidpovidalnistyu
Sdn Bhd|Sendirian Berhad
Pvt Ltd|Private Limited
LLP|Limited Liability Partnership`);
const NUMBERS = rows(`2|II|Two
3|III|Three
4|IV|Four
5|V|Five
6|VI|Six
8|VIII|Eight
9|IX|Nine
10|X|Ten
12|XII|Twelve
14|XIV|Fourteen
20|XX|Twenty`);
const ABBREVIATED = rows(`international|intl|int'l
manufacturing|mfg
brothers|bros
industries|inds
engineering|engg
association|assn
university|univ
national|natl
technologies|tech
management|mgmt
department|dept
development|dev
services|svcs
construction|constr
company|co`);
const TRANSLATED = rows(`bank|banque|banco|banka|banca
oil|petroleo|neft
trading|handel|comercio|ticaret|commerce
industries|industrie|industrias|sanayi
company|compañía|compagnie|şirketi
insurance|seguros|assurances|versicherung
transport|transporte|taşımacılık
foundation|stiftung|fundación|vakfı
shipping|naviera|denizcilik
construction|construcciones|inşaat`);
const COUNTRIES = `Germany|France|Iran|Syria|Russia|China|Turkey|Lebanon|Cyprus|Malta|Panama|Dubai
Kenya|Nigeria|Brazil|Poland|Austria|Japan|Vietnam|Indonesia`.split(/[|\n]/);
const TRADES = `Trading|Shipping|Mining|Insurance|Construction|Airlines|Textile|Chemicals|Steel
Pharma|Logistics|Energy|Agriculture|Media`.split(/[|\n]/);

/** Spellings of one Arabic, Persian or Russian sound, as countries write them. */
const ROMANIZED: readonly (readonly [RegExp, string])[] = [
  [/sh/, 'ch'],
  [/q/, 'k'],
  [/ou/, 'u'],
  [/u(?=[^aeiou])/, 'ou'],
  [/w/, 'ou'],
  [/ay/, 'ei'],
  [/(?<=[^aeiou])i(?=[^aeiou])/, 'ee'],
  [/kh/, 'h'],
  [/j/, 'dj'],
  [/dh/, 'd'],
  [/h$/, ''],
  [/iy|yy/, 'i'],
  [/ks/, 'x'],
  [/([lsmnr])\1/, '$1'],
];

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’‘`]/g, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];
const isLatin = (text: string) => /^[\p{Script=Latin}\p{P}\p{N}\s]+$/u.test(text);
const SMALL = /^(bin|ibn|binti|abdul|abd|abu|haji|sheikh|mullah|islamic|limited|company)$/;

function other(row: Row, draw: Random): readonly [string, string] {
  const [first = '', ...rest] = row;
  const pick = draw.pick(rest);
  return draw.chance(0.5) ? [first, pick] : [pick, first];
}

function romanized(word: string, draw: Random): string {
  const fitting = ROMANIZED.filter(([from]) => from.test(word));
  if (fitting.length === 0) return word;
  const [from, to] = draw.pick(fitting);
  return word.replace(from, to);
}

/** One letter of a short word left out, put in, or put for another. */
function slip(word: string, draw: Random): string {
  const at = draw.int(1, word.length - 1);
  const letter = draw.pick([...'abdegiklmnorstu'].filter((one) => one !== word[at]));
  const tail = word.slice(at + 1);
  const kept = word[at] ?? '';
  return word.slice(0, at) + draw.pick([tail, `${kept}${letter}${tail}`, `${letter}${tail}`]);
}

function swapOne(parts: readonly string[], donors: readonly string[], draw: Random) {
  const long = parts.filter((part) => part.length > 3 && !SMALL.test(part));
  const strange = donors.filter((one) => one.length > 3 && !parts.includes(one));
  if (long.length === 0 || strange.length === 0) return null;
  const out = draw.pick(long);
  const put = draw.pick(strange);
  return out[0] === put[0] ? null : parts.map((part) => (part === out ? put : part)).join(' ');
}

/** Somebody's relatives, and the ways in which one's own name is written. */
export function kindsOfPerson(party: ListedParty, donor: ListedParty, draw: Random): Kind[] {
  const listed = party.names[0]?.text ?? '';
  const parts = wordsOf(listed);
  if (!isLatin(listed) || parts.length < 2 || parts.some((part) => part.length < 2)) return [];
  const made: Kind[] = [];
  const add = (group: string, same: boolean, query: string, other = listed) =>
    made.push({ group, query, listed: other, same });
  const [one = '', two = ''] = parts.filter((part) => part.length > 3 && !SMALL.test(part));
  if (parts.length > 3) {
    const exchanged = swapOne(parts, wordsOf(donor.names[0]?.text ?? ''), draw);
    if (exchanged !== null) add('long name, one word exchanged', false, exchanged);
  }
  if (two === '' || one === two) return made;
  const particle = draw.pick(['bin', 'ibn', 'ould']);
  add('father and son', false, `${one} ${particle} ${two}`, `${two} ${particle} ${one}`);
  const [x = '', y = ''] = draw.shuffled([...'abdefghjklmnprst']);
  add('another initial', false, `${one} ${x}. ${two}`, `${one} ${y}. ${two}`);
  add('a nickname', true, ...both(other(draw.pick(NICKNAMES), draw), two));
  add('an initial for a name', true, `${one[0]}. ${two}`, `${one} ${two}`);
  const respelt = parts.map((part) => romanized(part, draw)).join(' ');
  if (respelt !== parts.join(' ')) add('another romanisation', true, respelt);
  const short = parts.find((part) => part.length >= 3 && part.length <= 5 && !SMALL.test(part));
  if (short !== undefined) {
    const slipped = slip(short, draw);
    add('a letter in a short word', true, parts.map((p) => (p === short ? slipped : p)).join(' '));
  }
  return made;
}

const both = ([one, two]: readonly [string, string], family: string): [string, string] => [
  `${one} ${family}`,
  `${family}, ${two}`,
];

/** Companies of one house, and the ways in which one company is written. */
export function kindsOfCompany(party: ListedParty, donor: ListedParty, draw: Random): Kind[] {
  const listed = party.names[0]?.text ?? '';
  const parts = wordsOf(listed);
  if (!isLatin(listed) || parts.length < 1 || parts.length > 6) return [];
  const made: Kind[] = [];
  const stem = parts
    .filter((part) => !/^(limited|ltd|llc|co|corp|inc|sa|company|gmbh)$/.test(part))
    .slice(0, 3)
    .join(' ');
  if (stem.length < 5) return [];
  const add = (group: string, same: boolean, endings: readonly string[]) => {
    const [a = '', b = ''] = endings;
    made.push({ group, query: `${stem} ${a}`, listed: `${stem} ${b}`, same });
  };
  add('legal form in full', true, other(draw.pick(FORMS), draw));
  const [m, n] = draw.shuffled(NUMBERS);
  add('number written otherwise', true, draw.shuffled(m ?? []));
  add('another number', false, [draw.pick(m ?? []), draw.pick(n ?? [])]);
  add('word abbreviated', true, other(draw.pick(ABBREVIATED), draw));
  add('word translated', true, other(draw.pick(TRANSLATED), draw));
  add('another country', false, draw.shuffled(COUNTRIES));
  add('another trade', false, draw.shuffled(TRADES));
  if (parts.length > 3) {
    const query = swapOne(parts, wordsOf(donor.names[0]?.text ?? ''), draw);
    if (query !== null)
      made.push({ group: 'long name, one word exchanged', query, listed, same: false });
  }
  const letters = stem.split(' ');
  if (letters.length === 3 && !/\d/.test(stem)) {
    const query = letters.map((word) => (word[0] ?? '').toUpperCase()).join('');
    made.push({ group: 'first letters', query, listed: `${stem} Ltd`, same: true });
  }
  return made;
}

/** Names in signs, and Chinese names in two systems of romanization. */
export function kindsOfSigns(count: number, draw: Random): Kind[] {
  return Array.from({ length: count }, () => chinesePairs(draw)).flat();
}
