import { legalFormOf, shortenForms } from './forms.ts';
import { numeralOf } from './numerals.ts';
import { type AbjadWord, latinArabic, latinHebrew } from './scripts/abjads.ts';
import {
  latinCaucasian,
  latinCyrillic,
  latinGreek,
  latinKana,
  plainLatin,
} from './scripts/alphabets.ts';
import { latinHangul, looksKorean } from './scripts/hangul.ts';
import { chineseForms, latinChinese } from './scripts/pinyin.ts';
import { signsOf } from './scripts/signs.ts';
import { looksChinese } from './scripts/wade-giles.ts';
import { CHINESE, createWord, KOREAN, type Word } from './sound.ts';
import { canonOf, expandForms, kindOf } from './words.ts';

/** A longer name is refused in a query. */
export const MOST_CHARACTERS = 10_000;
/** Words of one name that are compared; no listed name has more. */
const MOST_WORDS = 24;
/** Characters that are read: past them no name goes on. */
const MOST_READ = 1_000;

/** A name as the matcher sees it. */
export interface ReadName {
  /** Words that count, in order. */
  readonly words: readonly Word[];
  /** Class of legal form, or null. */
  readonly form: string | null;
  /** Systems of romanization, `KOREAN` and `CHINESE`, in which it can be spelt. */
  readonly systems: number;
  /** A person's name in Chinese signs or Hangul, and nothing else, as these; or null. */
  readonly signs: string | null;
  /** What a reader should know: mixed scripts, characters without a reading, words cut. */
  readonly notes: readonly string[];
}

const LOOKALIKES = 'АВЕКМНОРСТХУаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρυκ';
const LOOK_LATIN = 'ABEKMHOPCTXYaeopcyxijshdqwABEZHIKMNOPTYXoavipuk';
const TO_LATIN = new Map([...LOOKALIKES].map((sign, i) => [sign, LOOK_LATIN[i] ?? '']));
const TO_CYRILLIC = new Map(
  [...'ABEKMHOPCTXYaeopcyxijs'].map((sign, i) => [sign, [...'АВЕКМНОРСТХУаеорсухіјѕ'][i] ?? '']),
);

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function isOther(sign: string): boolean {
  return /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(sign);
}

/** A word of two alphabets is one of them with look-alike letters put in. */
function unmix(word: string, notes: string[]): string {
  const latin = count(word, /\p{Script=Latin}/gu);
  const other = count(word, /[\p{Script=Cyrillic}\p{Script=Greek}]/gu);
  if (other > 0 && latin > 0) {
    notes.push('a word mixes alphabets: look-alike letters were read as the others');
    // The alphabet whose letters cannot all be look-alikes is the true one
    const cyrillic = [...word].some((sign) => isOther(sign) && !TO_LATIN.has(sign));
    const table = cyrillic ? TO_CYRILLIC : TO_LATIN;
    return [...word].map((sign) => table.get(sign) ?? sign).join('');
  }
  if (latin >= 3 && /\p{L}[01]\p{L}/u.test(word)) {
    return word.replace(/(?<=\p{L})0(?=\p{L})/gu, 'o').replace(/(?<=\p{L})1(?=\p{L})/gu, 'l');
  }
  return word;
}

interface Spelt {
  readonly text: string;
  readonly vowels: boolean;
}

const full = (text: string): Spelt => ({ text, vowels: true });
const fromAbjad = ({ latin, vowels }: AbjadWord): Spelt => ({ text: latin, vowels });

/** One written word in Latin letters: one word or, from scripts that do not space, several. */
function latinWords(word: string, notes: string[]): readonly Spelt[] {
  if (/^[a-z0-9]+$/.test(word)) return [full(word)];
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)) return [full(latinKana(word))];
  if (/\p{Script=Hangul}/u.test(word)) return latinHangul(word).map(full);
  if (/\p{Script=Han}/u.test(word)) {
    const { words, unread } = latinChinese(word);
    if (unread > 0) notes.push(`${unread} Chinese characters have no reading here`);
    return words.map(full);
  }
  if (/\p{Script=Arabic}/u.test(word)) return latinArabic(word).map(fromAbjad);
  if (/\p{Script=Hebrew}/u.test(word)) return latinHebrew(word).map(fromAbjad);
  if (/\p{Script=Cyrillic}/u.test(word)) return [full(latinCyrillic(word))];
  if (/\p{Script=Greek}/u.test(word)) return [full(latinGreek(word))];
  if (/[\p{Script=Georgian}\p{Script=Armenian}]/u.test(word)) return [full(latinCaucasian(word))];
  return [full(plainLatin(word))];
}

/** Lower case without marks; apostrophes and ayns go, whatever else is no letter parts words. */
function folded(text: string): string {
  return plainLatin(
    text
      .normalize('NFKC')
      // Й and ё are letters of their own, not marked и and е
      .replace(/[йё]/giu, (letter) => (letter.toLowerCase() === 'й' ? '\u0439' : '\u0451'))
      .replace(/[^\u0439\u0451\u0457\u0456\u045e]+/gu, (part) =>
        /[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(part)
          ? part
          : part.normalize('NFD').replace(/\p{M}/gu, ''),
      )
      .toLowerCase()
      .replace(/['’‘`´"“”«»\u0640\p{Cf}]/gu, ''),
  );
}

/** Companies' initials are one word (`S.A.R.L.`), people's are several (`V.V. Putin`). */
function split(text: string, person: boolean): string[] {
  const joined = person ? text : joinInitials(text);
  const words = joined.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return person ? words : joinLetters(words);
}

/** I A C International: IAC International. */
function joinLetters(words: readonly string[]): string[] {
  const out: string[] = [];
  let open = false;
  for (const word of words) {
    const letter = word.length === 1 && /\p{L}/u.test(word);
    if (letter && open) out.push((out.pop() ?? '') + word);
    else out.push(word);
    open = letter;
  }
  return out;
}

function joinInitials(text: string): string {
  return text.replace(/(?<=^|[^\p{L}])(?:\p{L}\.\s?){2,}(?=$|[^\p{L}])/gu, (letters) =>
    letters.replace(/[.\s]/g, '').concat(' '),
  );
}

const SERVANT = /^abd(?:[aeo]l|ou?l|ul|[aeou]|ou)?$/;
const ARTICLE = /^(al|el|ul|ur|ar|as|ash|az|an|ad|at|il|ol|us|er)$/;

/** `Abd al-Rahman`, `Abdul Rahman`, `Abdurrahman`: one word, abdulrahman. */
function joinServant(words: readonly Spelt[]): readonly Spelt[] {
  if (!words.some(({ text }) => text.startsWith('abd'))) return words;
  const out: Spelt[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const next = ARTICLE.test(words[i + 1]?.text ?? '') ? i + 2 : i + 1;
    const rest = words[next];
    if (SERVANT.test(word.text) && rest !== undefined && rest.text.length >= 3) {
      out.push({
        text: rest.text === 'allah' ? 'abdullah' : `abdul${rest.text}`,
        vowels: rest.vowels,
      });
      i = next;
    } else out.push(word.vowels ? full(oneServant(word.text)) : word);
  }
  return out;
}

function oneServant(word: string): string {
  const doubled = /^abd(?:e|u|a|o|ou)([rsnzdt])\1(.{3,})$/.exec(word);
  if (doubled) return `abdul${doubled[1]}${doubled[2]}`;
  const plain = /^abd[aeo]l([^l].{2,})$/.exec(word) ?? /^abdoul([^l].{2,})$/.exec(word);
  if (plain) return `abdul${plain[1]}`;
  return /^abd(a|e|ou)ll?ah?$/.test(word) ? 'abdullah' : word;
}

const FAITH = /^(?:al|el|ad|ed|ud|ul)?(?:din|dine|deen|ddin|ddine)$/;
const FAITH_END =
  /(.{3,})(?:eddin|eddine|edine|uddin|udin|uddeen|addin|aldin|eldin|eldine|iddin|ouddine|oddin)$/;
const GOD = /^[auo]?llah$/;
const GOD_END = /^(?!ayat)(.{3,})(?:allah|ollah|oullah|ellah|ullah|ulla)$/;

/** `Nasir al-Din`, `Nasiruddin`; `Hamd Allah`, `Hamdullah`: one word, nasiruddin, hamdullah. */
function joinFaith(words: readonly Spelt[]): readonly Spelt[] {
  const out: Spelt[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const next = ARTICLE.test(words[i + 1]?.text ?? '') || words[i + 1]?.text === 'ud' ? 2 : 1;
    const last = words[i + next]?.text ?? '';
    const end = FAITH.test(last) ? 'uddin' : GOD.test(last) ? 'ullah' : '';
    if (end !== '' && word.text.length >= 3 && !ARTICLE.test(word.text)) {
      out.push({ text: word.text + end, vowels: word.vowels });
      i += next;
    } else if (!word.vowels) out.push(word);
    else if (FAITH_END.test(word.text)) out.push(full(word.text.replace(FAITH_END, '$1uddin')));
    else if (GOD_END.test(word.text)) out.push(full(word.text.replace(GOD_END, '$1ullah')));
    else out.push(word);
  }
  return out;
}

/** The words of a text in Latin letters. */
function spell(text: string, person: boolean, notes: string[]): readonly Spelt[] {
  // Most names are plain: no other letters to look for
  if (/^[\x20-\x2f\x3a-\x7e]*$/.test(text)) {
    const plain = text.toLowerCase().replace(/['`"]/g, '');
    return split(expandForms(plain, person), person).map(full);
  }
  const written = chineseForms(text.normalize('NFKC'));
  const unmixed = written.replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => unmix(word, notes));
  const words = split(expandForms(folded(unmixed), person), person);
  return words.flatMap((word) => latinWords(word, notes));
}

/** Reads a name of a person or, with `person` false, of a company, vessel or aircraft. */
export function readName(text: string, person: boolean): ReadName {
  const notes: string[] = [];
  if (text.length > MOST_READ) notes.push(`only the first ${MOST_READ} characters were read`);
  const spelt = spell(text.slice(0, MOST_READ), person, notes);
  const joined = joinFaith(joinServant(person ? spelt : shortenForms(spelt, full)));
  if (joined.length > MOST_WORDS) notes.push(`only the first ${MOST_WORDS} words were compared`);
  let form: string | null = null;
  const words: Word[] = [];
  const counted = joined.slice(0, MOST_WORDS);
  const last = counted.findLastIndex(({ text }) => legalFormOf(text) === null);
  for (const [i, word] of counted.entries()) {
    const numeral = numeralOf(word.text, i > 0 && i === last);
    // Xi and Vi are names of people before they are numbers
    const plain = numeral !== null && (!person || /\d/.test(word.text)) ? numeral : word.text;
    const canon = person ? plain : canonOf(plain);
    const kind = kindOf(person ? plain : legalFormOf(plain) === null ? canon : plain, person);
    if (kind === 'form') form = legalFormOf(plain);
    if (kind === 'stop') continue;
    words.push(createWord(kind === 'form' ? plain : canon, kind, word.vowels, word.text));
  }
  if (person && !words.some((word) => word.kind === 'name')) rename(words);
  const systems = person ? systemsOf(words.map((word) => word.text)) : 0;
  return { words, form, systems, signs: person ? signsOf(text.normalize('NFKC')) : null, notes };
}

function systemsOf(words: readonly string[]): number {
  return (looksKorean(words) ? KOREAN : 0) | (looksChinese(words) ? CHINESE : 0);
}

/** Of a name that is nothing but titles and particles (`Al Haji`), these are the name. */
function rename(words: Word[]): void {
  for (const [i, word] of words.entries()) {
    if (word.kind === 'title' || word.kind === 'particle') words[i] = createWord(word.text, 'name');
  }
}
