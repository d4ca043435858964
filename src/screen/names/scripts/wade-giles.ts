// Chinese names in Latin letters: Pinyin, what Wade-Giles makes of it (as passports of Taiwan write
// it, without marks), and surnames as Cantonese and Hokkien speakers spell them.

const INITIALS = 'zh|ch|sh|b|p|m|f|d|t|n|l|g|k|h|j|q|x|r|z|c|s|y|w';
const FINALS =
  `iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|iu|ie|ia|in|ai|ei|ao|ou|an|en|er|ua|uo
ui|un|ue|a|o|e|i|u`.replace(/\s+/g, '|');
const PINYIN = new RegExp(`^(?:(?:${INITIALS})?(?:${FINALS}))+$`);
const WADE_INITIALS = 'ch|sh|hs|ts|tz|ss|sz|p|m|f|t|n|l|k|h|j|s|y|w';
const WADE_FINALS =
  `iang|iung|uang|ang|eng|ing|ung|iao|ien|uai|uan|uei|ueh|ieh|iu|ia|in|ih|ai|ei|ao|ou|an|en|eh
erh|ua|uo|ui|un|a|o|e|i|u`.replace(/\s+/g, '|');
const WADE = new RegExp(`^(?:(?:${WADE_INITIALS})?(?:${WADE_FINALS}))+$`);
const MOST_LETTERS = 12;

const INITIAL: Readonly<Record<string, string>> = {
  b: 'p',
  d: 't',
  g: 'k',
  j: 'ch',
  q: 'ch',
  x: 'hs',
  zh: 'ch',
  z: 'ts',
  c: 'ts',
  r: 'j',
};
const FINAL: Readonly<Record<string, string>> = {
  ong: 'ung',
  iong: 'iung',
  ian: 'ien',
  ie: 'ieh',
  ue: 'ueh',
  er: 'erh',
};
/** Syllables that go by no rule. */
const WHOLE: Readonly<Record<string, string>> = {
  zhi: 'chih',
  chi: 'chih',
  shi: 'shih',
  ri: 'jih',
  zi: 'tsu',
  ci: 'tsu',
  si: 'ssu',
  ge: 'ko',
  ke: 'ko',
  he: 'ho',
  e: 'o',
  you: 'yu',
  yan: 'yen',
  ye: 'yeh',
  guo: 'kuo',
  kuo: 'kuo',
  huo: 'huo',
  shuo: 'shuo',
};

/** Every syllable of Pinyin in Wade-Giles. */
const WADE_SYLLABLES = new Map<string, string>();
for (const initial of ['', ...INITIALS.split('|')]) {
  for (const final of FINALS.split('|')) {
    const end = final === 'uo' && initial !== '' ? 'o' : (FINAL[final] ?? final);
    const made = (INITIAL[initial] ?? initial) + end;
    WADE_SYLLABLES.set(initial + final, WHOLE[initial + final] ?? made);
  }
}

/** What Wade-Giles makes of a word in Pinyin, long syllables first; null where it is none. */
function wadeOf(word: string): string | null {
  if (word === '') return '';
  for (let length = Math.min(6, word.length); length > 0; length--) {
    const first = WADE_SYLLABLES.get(word.slice(0, length));
    const rest = first === undefined ? null : wadeOf(word.slice(length));
    if (first !== undefined && rest !== null) return first + rest;
  }
  return null;
}

const habits = (word: string) =>
  word.replace(/uei/g, 'ui').replace(/tz/g, 'ts').replace(/sz/g, 'ss').replace(/^i$/, 'yi');

const SURNAMES = new Set(
  `wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song
  zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia
  ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao
  kong bai cui kang mao qiu qin gu hou shao meng long wan duan qian yin chang
  chao chou hsu chu kao ho kuo lo sung cheng hsieh tung hsiao tsao teng shen tseng tsai chiang
  chia ting hsueh yeh tu tai hsia chung tien jen hsiung chin kung pai tsui chiu ku meng lung tuan
  chien lee chan wong cheung lam leung tsang yeung chow lau kwok hui chiu yip mak fung tse choi
  kwan ng`.split(/\s+/),
);
const SOUTHERN: ReadonlyMap<string, readonly string[]> = new Map(
  `chan chen|wong wang huang|cheung zhang|lam lin|leung liang|ng wu huang|lee li|tsang zeng
yeung yang|chow zhou|lau liu|ho he|kwok guo|tang deng|hui xu|chiu zhao qiu|yip ye|mak mai|fung feng
tse xie|chu zhu|choi cai|kwan guan|tan chen|lim lin|ong wang|goh wu|teo zhang|koh xu|chua cai
yeo yang|tay zheng|cheng zheng|low liu luo|loh luo|chong zhang|hsu xu|soong song|lui lei lu|poon pan
pang peng|so su|sze shi|to du|tong tang|yau qiu you|yuen yuan ruan|law luo|lok luo|au ou|ip ye`
    .split(/[|\n]/)
    .map((entry) => {
      const [south = '', ...north] = entry.split(' ');
      return [south, north] as const;
    }),
);

/** Whether a name in Latin letters reads as Chinese: a surname and one to three syllables more. */
export function looksChinese(words: readonly string[]): boolean {
  if (words.length < 2 || words.length > 4) return false;
  if (!words.some((word) => SURNAMES.has(word))) return false;
  return words.every((word) => SURNAMES.has(word) || isChineseSyllables(word));
}

export function isChineseSyllables(word: string): boolean {
  return SOUTHERN.has(word) || isNorthern(word);
}

function isNorthern(word: string): boolean {
  return word.length <= MOST_LETTERS && (PINYIN.test(word) || WADE.test(word));
}

const MOST_KNOWN = 1 << 14;
const wades = new Map<string, string | null>();

function wade(word: string): string | null {
  const old = wades.get(word);
  if (old !== undefined) return old;
  if (wades.size >= MOST_KNOWN) wades.clear();
  const long = word.length > MOST_LETTERS || !PINYIN.test(word);
  const made = long ? null : wadeOf(word);
  wades.set(word, made === null ? null : habits(made));
  return wades.get(word) ?? null;
}

/** By what a word is looked for among words of other systems; nothing if it is not Chinese. */
export function chineseKeys(word: string): readonly string[] {
  if (!isChineseSyllables(word)) return [];
  const north = SOUTHERN.get(word) ?? [];
  const all = [wade(word), habits(word), ...north.map(wade)];
  return [...new Set(all.filter((key) => key !== null))];
}

/** Whether two words of Chinese names are one in two systems, or as the south says it. */
export function sameInChinese(a: string, b: string): boolean {
  if (wade(a) === habits(b) || wade(b) === habits(a)) return true;
  return (SOUTHERN.get(a)?.includes(b) ?? false) || (SOUTHERN.get(b)?.includes(a) ?? false);
}
