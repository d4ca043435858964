// Letters of alphabets that write vowels, each to Latin letters. Russian as passports and sanctions
// lists do (ICAO 9303 part 3 §6 without its `ie`, `iu`, `ia`); other languages' letters added.

type Letters = Readonly<Record<string, string>>;

function letters(rows: string): Letters {
  const pairs = rows.trim().split(/\s+/);
  return Object.fromEntries(pairs.map((pair) => [pair[0] ?? '', pair.slice(1)]));
}

const CYRILLIC = letters(`
  аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь
  эe
  юyu яya іi їyi єye ґg ўu ђdj јj љlj њnj ћc џdz ѓg ќk ѕdz әa ғg қq ңn өo ұu үu һh ҳh ҷj ӣi ӯu қq`);

/** Ukrainian and Belarusian speak г as h; Ukrainian и is y. */
const WESTERN_CYRILLIC: Letters = { ...CYRILLIC, г: 'h' };
const UKRAINIAN: Letters = { ...WESTERN_CYRILLIC, и: 'y' };

const GREEK = letters(`
  αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo`);
const GREEK_DIGRAPHS: readonly (readonly [RegExp, string])[] = [
  [/ου/g, 'ou'],
  [/αυ/g, 'av'],
  [/ευ/g, 'ev'],
  [/(^|\s)μπ/g, '$1b'],
  [/(^|\s)ντ/g, '$1d'],
  [/(^|\s)γκ/g, '$1g'],
  [/γγ/g, 'ng'],
];

/** Latin letters that no decomposition takes apart. */
const LATIN = letters('øo łl đd ðd þth ßss æae œoe ıi əa ŋn ħh ŧt ʻ ʼ ʿ ʾ');

/** Georgian (national system) and Armenian (BGN, simplified). */
const CAUCASIAN = letters(`
  აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღgh ყq შsh ჩch ცts ძdz წts ჭch
  ხkh ჯj ჰh աa բb գg դd եe զz էe ըy թt ժzh իi լl խkh ծts կk հh ձdz ղgh ճch մm յy նn շsh ոo չch պp ջj
  ռr սs վv տt րr ցts ւv փp քk օo ֆf և`);

function spell(text: string, table: Letters): string {
  let out = '';
  for (const letter of text) out += table[letter] ?? letter;
  return out;
}

export function latinCyrillic(text: string): string {
  if (/[їєґ]/.test(text)) return spell(text, UKRAINIAN);
  if (/[ўі]/.test(text)) return spell(text, WESTERN_CYRILLIC);
  return spell(text, CYRILLIC);
}

export function latinGreek(text: string): string {
  let out = text;
  for (const [digraph, latin] of GREEK_DIGRAPHS) out = out.replace(digraph, latin);
  return spell(out, GREEK);
}

export function latinCaucasian(text: string): string {
  return spell(text, CAUCASIAN);
}

export function plainLatin(text: string): string {
  return spell(text, LATIN);
}

const HIRAGANA =
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん';
const HEPBURN =
  `a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho
  ma mi mu me mo ya yu yo ra ri ru re ro wa o n`.split(/\s+/);
const VOICED = 'がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ';
const VOICED_HEPBURN = `ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po
  vu`.split(/\s+/);
const KANA: ReadonlyMap<string, string> = new Map([
  ...[...HIRAGANA].map((kana, i) => [kana, HEPBURN[i] ?? ''] as const),
  ...[...VOICED].map((kana, i) => [kana, VOICED_HEPBURN[i] ?? ''] as const),
]);
const SMALL: Letters = {
  ゃ: 'ya',
  ゅ: 'yu',
  ょ: 'yo',
  ぁ: 'a',
  ぃ: 'i',
  ぅ: 'u',
  ぇ: 'e',
  ぉ: 'o',
};
const KATAKANA_TO_HIRAGANA = 0x60;

/** Hiragana and katakana by the Hepburn system, long vowels short as passports write them. */
export function latinKana(text: string): string {
  let out = '';
  let doubled = false;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    const kana =
      code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - KATAKANA_TO_HIRAGANA) : sign;
    const small = SMALL[kana];
    if (kana === 'っ') doubled = true;
    else if (small !== undefined) out = out.replace(/[iueo]$/, '') + afterSmall(out, small);
    else if (sign !== 'ー') {
      const latin = KANA.get(kana) ?? sign;
      out += doubled ? (latin[0] ?? '') + latin : latin;
      doubled = false;
    }
  }
  return out.replace(/ou|oo/g, 'o').replace(/uu/g, 'u');
}

/** `shi` + small `ya` is `sha`, `ki` + `ya` is `kya`, `fu` + `a` is `fa`. */
function afterSmall(out: string, small: string): string {
  return /(sh|ch|j)i$/.test(out) ? small.replace('y', '') : small;
}
