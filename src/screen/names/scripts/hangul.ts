// Hangul by the Revised Romanization (2000), syllable by syllable: names are written without the
// changes of sound between syllables. Family names as their bearers spell them.

const INITIALS = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ');
const VOWELS = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const FINALS = ' k k ks n nj nh t l lk lm lb ls lt lp lh m p bs t t ng t t k t p t'.split(' ');
const FIRST = 0xac00;
const LAST = 0xd7a3;

const FAMILIES: Readonly<Record<string, string>> = {
  김: 'kim',
  이: 'lee',
  리: 'ri',
  박: 'park',
  최: 'choi',
  정: 'jung',
  강: 'kang',
  조: 'cho',
  윤: 'yoon',
  장: 'jang',
  임: 'lim',
  림: 'rim',
  오: 'oh',
  신: 'shin',
  권: 'kwon',
  안: 'ahn',
  류: 'ryu',
  유: 'yoo',
  전: 'jon',
  고: 'ko',
  문: 'moon',
  배: 'bae',
  백: 'paek',
  허: 'ho',
  심: 'shim',
  노: 'noh',
  로: 'ro',
  곽: 'kwak',
  주: 'joo',
  우: 'woo',
  구: 'koo',
  국: 'kook',
  려: 'ryo',
  렴: 'ryom',
  현: 'hyon',
  변: 'pyon',
};

function syllable(sign: string): string {
  const code = (sign.codePointAt(0) ?? 0) - FIRST;
  const initial = INITIALS[Math.floor(code / 588)] ?? '';
  const vowel = VOWELS[Math.floor((code % 588) / 28)] ?? '';
  return initial + vowel + (FINALS[code % 28] ?? '');
}

function isHangul(sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0;
  return code >= FIRST && code <= LAST;
}

/** A word in Hangul: each syllable a word, the first a family name where there is one. */
export function latinHangul(word: string): readonly string[] {
  const signs = [...word].filter(isHangul);
  const family = signs.length >= 2 && signs.length <= 4 ? FAMILIES[signs[0] ?? ''] : undefined;
  const spelt = signs.map(syllable);
  return family === undefined ? spelt : [family, ...spelt.slice(1)];
}

const ONSET = '(kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhyw])?';
const NUCLEUS = '(yae|yeo|wae|ya|yo|yu|ye|ae|eo|oe|wa|wo|we|wi|eu|ui|oo|ee|oh|ah|a|e|i|o|u|y)';
const CODA = '(ng|ck|rk|[kgntdlmpbrh])?';
const SYLLABLE = new RegExp(`^${ONSET}${NUCLEUS}${CODA}$`);
const FAMILY_SPELLINGS = new Set(
  `kim gim lee ri rhee yi li park pak bak choi choe chung jung jeong chong kang gang cho jo
    yoon yun jang chang lim im rim oh o seo so suh shin sin kwon gwon hwang ahn an song ryu yoo
    yu hong jon jeon chon ko go moon mun son yang paek baek bae pae ho heo hur nam shim sim noh
    ro no ha kwak sung song cha joo ju chu woo u koo ku ryo ryom hyon hyun pyon byun kuk kook
    han`.split(/\s+/),
);

/** Whether a name in Latin letters reads as Korean: a family name and one to three syllables. */
export function looksKorean(words: readonly string[]): boolean {
  if (words.length < 2 || words.length > 4) return false;
  if (!words.some((word) => FAMILY_SPELLINGS.has(word))) return false;
  return words.every((word) => SYLLABLE.test(word) || isTwoSyllables(word));
}

export function isKoreanSyllable(word: string): boolean {
  return SYLLABLE.test(word);
}

function isTwoSyllables(word: string): boolean {
  for (let cut = 2; cut <= word.length - 2; cut++) {
    if (SYLLABLE.test(word.slice(0, cut)) && SYLLABLE.test(word.slice(cut))) return true;
  }
  return false;
}

/** One spelling for what the systems of romanization spell differently. */
export function koreanSound(word: string): string {
  if (word === 'lee' || word === 'yi' || word === 'rhee' || word === 'i') return 'li';
  return (
    word
      .replace(/ar(k?)$/, 'a$1')
      .replace(/eo|oh/g, 'o')
      .replace(/eu|oo|ou/g, 'u')
      .replace(/ee/g, 'i')
      .replace(/ae/g, 'e')
      .replace(/oi/g, 'oe')
      .replace(/ah/g, 'a')
      .replace(/ur$/, 'o')
      .replace(/sh/g, 's')
      // Russian spells Jong Un as Chen Yn
      .replace(/y(?=[^aeiou])/, 'u')
      .replace(/^chen$/, 'chong')
      .replace(/^(ch|j)/, 'c')
      .replace(/^g/, 'k')
      .replace(/^b/, 'p')
      .replace(/^d/, 't')
      .replace(/^r/, 'l')
      .replace(/(ck|g)$/, (end) => (end === 'g' ? 'g' : 'k'))
  );
}
