// Legal forms: in letters, in full, and misspelt. The languages are those of the registers that
// lists quote most.

import { textsAlike } from './distance.kernel.ts';

/** Each line: what the following words mean. */
export function classes(lines: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const line of lines.trim().split('\n')) {
    const [canon = '', ...words] = line.split(' ');
    for (const word of words) map.set(word, canon);
  }
  return map;
}

/** Classes of legal forms that tell little apart. */
const FORMS = classes(`
llc llc ooo tov ltd limited gmbh sarl srl bv spzoo doo eood ood oou kft sro fze fzco fzc ltda
llc limitada lda pte pvt pty sdn bhd wll lc coltd too mchj uab sia sl ltdsti bvba ug
corp inc incorporated corp corporation plc ag sa sas spa nv oy ab asa as aps oao zao pao ao jsc
corp ojsc cjsc pjsc psc pjs kk yk saoc saog sal sae eurl sca se ad pt tbk rt zrt nyrt oyj
association ev asbl ong
llp llp lp kg ohg kgaa cv scs snc sicav
sole ip chp eirl ek
state fgup gup mup fsue`);

/** A form in full, as words; the last of a line is what it is for short. */
const IN_FULL = `
limited liability company llc|limited liability partnership llp|limited partnership lp
public joint stock company pjsc|open joint stock company ojsc|closed joint stock company cjsc
private joint stock company pjsc|joint stock company jsc|joint stock co jsc|stock company jsc
public limited company plc|public company limited plc|public company plc
private limited pvt|private limited company pvt|company limited ltd|co limited ltd|co ltd ltd
pvt ltd pvt|pte ltd pte|pty ltd pty|proprietary limited pty|proprietary ltd pty|sdn bhd sdn
sendirian berhad sdn
berhad bhd
aktiengesellschaft ag|gesellschaft mit beschrankter haftung gmbh|mit beschrankter haftung gmbh
gesellschaft mit beschraenkter haftung gmbh|kommanditgesellschaft kg
offene handelsgesellschaft ohg
gmbh co kg kg|gmbh und co kg kg|gmbh and co kg kg|eingetragener verein ev
unternehmergesellschaft ug
societe anonyme sa|societe a responsabilite limitee sarl|societe par actions simplifiee sas
societe en commandite simple scs|societe en nom collectif snc|association sans but lucratif asbl
sociedad anonima sa|sociedad anonima de capital variable sa|sociedad limitada sl
sociedad anonima cerrada sa
sociedad de responsabilidad limitada srl|sociedad por acciones simplificada sas
sociedad de responsabilidad limitada de capital variable srl|s de rl de cv srl|sa de cv sa
compania limitada ltda|compania anonima sa|sociedade anonima sa|sociedade limitada ltda
sociedade por quotas lda
societa per azioni spa|societa a responsabilita limitata srl|societa in nome collettivo snc
societa in accomandita semplice scs|societate pe actiuni sa|societate cu raspundere limitata srl
naamloze vennootschap nv|besloten vennootschap bv|commanditaire vennootschap cv
besloten vennootschap met beperkte aansprakelijkheid bv
aktiebolag ab|aktieselskab as|aksjeselskap as|anpartsselskab aps|osakeyhtio oy|hlutafelag as
julkinen osakeyhtio oyj
spolka z ograniczona odpowiedzialnoscia spzoo|spolka akcyjna sa|spolka komandytowa kg|sp zoo spzoo
sp z oo spzoo|sp z o o spzoo
spolecnost s rucenim omezenym sro|spolocnost s rucenim obmedzenym sro|akciova spolecnost as
akciova spolocnost as|korlatolt felelossegu tarsasag kft|reszvenytarsasag rt
zartkoruen mukodo reszvenytarsasag zrt|nyilvanosan mukodo reszvenytarsasag nyrt
drustvo s ogranicenom odgovornoscu doo|drustvo sa ogranicenom odgovornoscu doo
druzba z omejeno odgovornostjo doo|drustvo ogranicene odgovornosti doo
dionicko drustvo ad|akcionarsko drustvo ad|aktsionerno druzhestvo ad|delnicka druzba ad
druzhestvo s ogranichena otgovornost ood|osauhing oou|uzdaroji akcine bendrove uab
akcine bendrove ab|sabiedriba ar ierobezotu atbildibu sia
anonim sirketi as|limited sirketi ltd|ltd sti ltd|limited sti ltd|anonim sti as
obshchestvo s ogranichennoy otvetstvennostyu ooo|obschestvo s ogranichennoy otvetstvennostyu ooo
obshchestvo s ogranichennoi otvetstvennostyu ooo|obshchestvo s ogranichennoj otvetstvennostyu ooo
aktsionernoe obshchestvo ao|aktsionernoye obshchestvo ao|akcionernoe obshchestvo ao
otkrytoe aktsionernoe obshchestvo oao|otkrytoye aktsionernoye obshchestvo oao
publichnoe aktsionernoe obshchestvo pao|publichnoye aktsionernoye obshchestvo pao
zakrytoe aktsionernoe obshchestvo zao|zakrytoye aktsionernoye obshchestvo zao
tovarystvo z obmezhenoyu vidpovidalnistyu tov|aktsionerne tovarystvo ao
publichne aktsionerne tovarystvo ao|pryvatne aktsionerne tovarystvo ao
obshchestvo s dopolnitelnoy otvetstvennostyu ooo|individualnyy predprinimatel ip
tovarishchestvo s ogranichennoy otvetstvennostyu too
kabushiki kaisha kk|kabushiki gaisha kk|kabushikigaisha kk|yugen kaisha yk|yugen gaisha yk
perseroan terbatas pt|free zone establishment fze|free zone company fzco
with limited liability wll
sharika musahima ammah psc|sherkat sahami khass pjs|societe anonyme libanaise sal`;

/** Phrases that are no forms and one word all the same. */
const ONE_WORD = `
import export importexport|import and export importexport|impex importexport|imp exp importexport
hong kong hongkong|united states usa|united kingdom uk|great britain uk|saudi arabia saudi
south korea korea|sri lanka srilanka|new zealand newzealand|costa rica costarica|abu dhabi abudhabi
real estate realestate|united arab emirates uae|joint venture jointventure`;

interface Phrase {
  readonly words: readonly string[];
  readonly short: string;
}

/** By first word, the longest first. */
const PHRASES = new Map<string, Phrase[]>();
for (const line of `${IN_FULL}\n${ONE_WORD}`.trim().split(/[|\n]/)) {
  const words = line.split(' ');
  const short = words.pop() ?? '';
  const [first = ''] = words;
  PHRASES.set(first, [...(PHRASES.get(first) ?? []), { words, short }]);
}
for (const own of PHRASES.values()) own.sort((a, b) => b.words.length - a.words.length);

const single = (word: string) => word.replace(/(.)\1+/g, '$1');

const LEAST_LONG = 7;
/** Words of forms that are long enough to be known with a mistake in them, by first letter. */
const LONG = new Map<string, Map<string, string>>();
const formWords = [...IN_FULL.trim().split(/[|\n ]/), ...FORMS.keys()];
for (const word of formWords) {
  if (word.length < LEAST_LONG || word === 'company') continue;
  const own = LONG.get(word.charAt(0)) ?? new Map<string, string>();
  LONG.set(word.charAt(0), own.set(single(word), word));
}

const RIGHT = new Set(formWords);

const LEAST_ALIKE = 0.88;
const MOST_KNOWN = 1 << 14;
const corrected = new Map<string, string>();

/** `limitted`, `aktiengeselschaft`: a form's word with a mistake in it is that word. */
function correct(word: string): string {
  if (word.length < LEAST_LONG - 1 || RIGHT.has(word)) return word;
  const own = LONG.get(word.charAt(0));
  if (!own) return word;
  const old = corrected.get(word);
  if (old !== undefined) return old;
  if (corrected.size >= MOST_KNOWN) corrected.clear();
  const once = single(word);
  let found = own.get(once);
  if (found === undefined) {
    for (const [long, right] of own) {
      if (Math.abs(long.length - once.length) > 1) continue;
      if (textsAlike(long, once) >= LEAST_ALIKE) found = right;
    }
  }
  corrected.set(word, found ?? word);
  return found ?? word;
}

/** Words of a company's name with its legal form for short, whatever way it was written. */
export function shortenForms<T extends { readonly text: string }>(
  names: readonly T[],
  make: (text: string) => T,
): readonly T[] {
  const texts = names.map(({ text }) => correct(text));
  const out: T[] = [];
  for (let i = 0; i < names.length; ) {
    const phrase = PHRASES.get(texts[i]!)?.find(({ words }) =>
      words.every((word, at) => texts[i + at] === word),
    );
    const text = phrase?.short ?? (FORMS.has(texts[i]!) ? texts[i]! : names[i]!.text);
    out.push(text === names[i]!.text ? names[i]! : make(text));
    i += phrase?.words.length ?? 1;
  }
  return out;
}

/** One class of legal forms for a word such as `gmbh`, or null. */
export function legalFormOf(word: string): string | null {
  return FORMS.get(word) ?? null;
}
