// Words that say little about who somebody is, and words that say the same.

function set(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

/** What a word in a name is; its weight is in `WEIGHTS` of pair.ts. */
export type WordKind =
  | 'name'
  | 'initial'
  | 'patronymic'
  | 'particle'
  | 'title'
  | 'form'
  | 'generic'
  | 'place'
  | 'number'
  | 'stop';

const PARTICLES = set(`
  al el ul ur as ash ad ar az at an bin ibn ben bint binti binte abu abou abi um umm de del
  della di da das do dos du des la las le los lo van von der den ter ten zu zur y e af av dit
  bar bat ould wuld mac o`);

const TITLES = set(`
  mr mrs ms miss dr doctor prof professor sir lord lady haji hajji hadji haj hajj hajjah alhaj
  alhajj sheikh shaykh sheik shaikh cheikh mullah mulla maulvi mawlawi molvi maulana mawlana
  sayyid sayed sayid said_ general gen colonel col major maj lieutenant lt captain capt
  commander brigadier admiral marshal president minister judge imam ayatollah hojjatoleslam emir
  amir_ prince princess king comrade ustad ustadh qari hafiz_ mufti agha father brother sister
  señor senor senora don dona herr frau monsieur madame engineer eng hon`);

const STOP = set(`
  socalled known as aka fka nka formerly the also called alias and et und of for in a mv mt ms_
  ss uss f n k`);

const GENERIC = set(`
  company trading trade traders international intl group holding holdings enterprise enterprises
  industry industries industrial investment investments import export imports exports
  importexport general services service limited_ corporation_ bank banco banque bankasi
  foundation organization organisation association society institute center centre committee
  union federation development management marketing shipping transport transportation logistics
  maritime marine construction engineering technology technologies technical tech energy oil gas
  petroleum petrochemical chemical chemicals steel metal metals mining electronics electronic
  commercial commerce business global world national state central agency office department
  ministry fund capital finance financial insurance consulting consultants solutions systems
  products production manufacturing factory plant works store stores shop exchange money network
  media airlines airways aviation air lines line ship ships agricultural farm food foods motors
  auto medical pharmaceutical pharma research science university school college charity relief
  humanitarian islamic real estate properties property inmobiliaria comercializadora comercial
  inversiones agropecuaria ganadera empresa sociedad compania compagnie societe gesellschaft
  handels trgovina predpriyatie zavod kombinat obshchestvo firma torgovy dom sharika joint stock
  partnership partners associates brothers sons bros`);

const PLACES = set(`
  russia russian iran iranian syria syrian iraq iraqi cuba cuban china chinese korea korean dprk
  belarus belarusian ukraine ukrainian turkey turkish lebanon lebanese dubai uae emirates cyprus
  malta panama colombia mexico venezuela libya sudan yemen pakistan afghanistan india germany
  german france french italy italian spain british uk britain london usa us american america
  hongkong singapore swiss switzerland europe european asia asian asiatic africa african east
  west north south eastern western northern southern middle tehran moscow beijing shanghai
  pyongyang damascus baghdad`);

/** Classes of legal forms that tell little apart. */
const FORMS: ReadonlyMap<string, string> = classes(`
llc llc ooo tov ltd limited gmbh sarl srl bv spzoo doo eood ood oou kft sro fze fzco fzc ltda
llc limitada
llc lda pte pvt pty sdn bhd wll lc coltd too mchj uab sia
corp inc incorporated corp corporation plc ag sa sas spa nv oy ab asa aps oao zao pao ao jsc ojsc
corp cjsc pjsc
corp psc pjs kk saoc saog sal sae eurl sca se
association ev asbl ong
llp llp lp kg ohg kgaa cv scs snc sicav
sole ip chp eirl ek
state fgup gup mup fsue`);

/** Each line: what the following words mean. */
function classes(lines: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const line of lines.trim().split('\n')) {
    const [canon = '', ...words] = line.split(' ');
    for (const word of words) map.set(word, canon);
  }
  return map;
}

/** Forms written with points, spaces or in full, before a name is cut into words. */
const SPELT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\bobshchestvo s ogranichenno[iy] otvetstvennost\w*/g, ' ooo '],
  [/\b(otkrytoe|publichnoe|zakrytoe)? ?aktsionernoe obshchestvo/g, ' ao '],
  [/\blimited liability (company|partnership)\b/g, ' llc '],
  [/\b(public|open|closed|private)? ?joint[- ]stock (company|co)\b/g, ' jsc '],
  [/\bpublic (limited )?company\b/g, ' plc '],
  [/\b(gesellschaft mit beschrankter haftung)\b/g, ' gmbh '],
  [/\bsp\.? ?z\.? ?o\.? ?o\b\.?/g, ' spzoo '],
  [/\bs\.? ?(?:de )?r\.? ?l\.? de c\.? ?v\b\.?/g, ' srl '],
  [/\bs\.? ?a\.? de c\.? ?v\b\.?/g, ' sa '],
  [/\bsdn\.? bhd\b\.?/g, ' sdn '],
  [/\bpte\.? ltd\b\.?/g, ' pte '],
  [/\bpvt\.? ltd\b\.?/g, ' pvt '],
  [/\bco\.?,? ltd\b\.?/g, ' ltd '],
  [/\bimport[- ](and[- ])?export\b/g, ' importexport '],
  [/\bimpex\b/g, ' importexport '],
  [/\bhong kong\b/g, ' hongkong '],
  [/\bm\/?v\b/g, ' '],
];

const NUMERALS: ReadonlyMap<string, string> = classes(`
1 one first 1st
2 two second 2nd ii
3 three third 3rd iii
4 four iv
5 five
6 six vi
7 seven vii
8 eight viii
9 nine ix
10 ten
11 xi
12 xii`);

/** One spelling for words of companies that languages and habits of abbreviation spell apart. */
const SAME: ReadonlyMap<string, string> = classes(`
international intl internacional internationale mezhdunarodny mezhdunarodnyy
organization organisation
center centre
bank banco banque bankasi
holding holdings kholding
industrial industries industry
enterprise enterprises
investment investments inversiones
service services
technology technologies tech
company co compania compagnie kompaniya kompania
foundation fondation stichting stiftelse stiftung yayasan vakfi fundacion fundatia
trading traders trade trgovina torgovy torgovyy
group gruppa grupp
brothers bros
st saint
chemical chemicals
system systems
solution solutions
manufacturing mfg
engineering eng
transport transportation
national natl nacional`);

const NICKNAMES = `
alexander aleksandr aleksander oleksandr aliaksandr alexandre alejandro alessandro alex sasha
sasa sascha sandro | alexandra aleksandra oleksandra alejandra sandra | alexei aleksei oleksiy
aliaksei alyosha | andrew andrei andrey andriy andre andreas andres andy | anthony antonio anton
antoine tony | benjamin ben benny binyamin | boris borya | charles carlos carlo karl carl charlie
chuck | christopher christophe cristobal kristof chris | dmitri dmitry dmytro dimitri dmitriy
dzmitry dima mitya | daniel danil danilo danny dan danylo | david dave dawud davit davide |
edward eduard eduardo edouard ed eddie ted | elizabeth elisabeth yelizaveta elizaveta isabel liz
beth betty liza | eugene yevgeny evgeny evgeni evgenii yevhen yauhen eugenio | francis francisco
francesco francois franz frank paco pancho | frederick friedrich frederic federico fred freddy |
george georg georges jorge giorgio georgy georgi heorhiy | yuri yury yuriy jurij | gregory
grigory grigori hryhoriy gregorio greg grisha | helen elena olena yelena helena alena | henry
henri enrique enrico heinrich harry hank | igor ihor | ivan vanya | john jon johnny jack juan
giovanni johann johannes jean joao | james jim jimmy jaime jacques jacob jakob yakov | joseph
josef jose giuseppe josip iosif joe joey pepe yusuf yosef | katherine catherine katarina
ekaterina yekaterina kateryna katerina catalina kate katya kathy | konstantin constantin kostya
kostyantyn | leonid lyonya | lawrence laurence lorenzo laurent larry | louis luis luigi ludwig
lewis lou | maria marie mary mariya masha | mark marc marco marcos marko markus marcus | matthew
matthias mateo matteo matvei matt | michael mikhail mykhailo mikhailo michel miguel michele
mihail mike mick misha mikhal | nicholas nikolai nikolay mykola nicolas nicola mikalai nikola
nick kolya | natalia natalya nataliya natasha | oleg oleh | olga olha | patrick patricio pat
paddy | paul pavel pavlo pablo paolo pasha | peter pyotr petr petro pedro pietro pierre pete
petya | philip philippe felipe filippo phil filipp | richard ricardo riccardo dick rick rich
richie | robert roberto bob bobby rob robbie | roman romy | samuel sam sammy | sergey sergei
serhiy serhii sergio serge siarhei | stephen steven stefan esteban stefano stepan steve stipe |
theodore fyodor fedor teodoro fedir | thomas tomas tom tommaso tommy | timothy timofei tim |
valery valeri valeriy valerii | vasily vasili vasyl basil vasya | victor viktor vitya | vladimir
volodymyr uladzimir vova volodya | vladislav vladyslav uladzislau slava | vyacheslav viacheslav |
william guillermo guillaume wilhelm bill billy will willy willie liam | yaroslav jaroslav |
margaret margarita maggie peggy meg | mohammed muhammad mohamed mohammad mohamad muhammed mahomet
mehmet md mohd mamadou magomed mukhammad | ahmed ahmad akhmed ahmet | ali aly | hussein husayn
hossein husain hussain huseyin hussien hosein khusein | hassan hasan khasan | umar omar omer |
usman othman uthman osman | ibrahim ebrahim abraham ibragim brahim | ismail esmail ismael ismayil
| usama osama oussama | khalid khaled | ahmadi akhmadi | yasin yassin yaseen | jamal gamal djamal
djamel | jafar jaafar gafar djafar | qasim kassem qassem kasim qasem ghasem | sulayman suleiman
soleiman suleyman sulaiman solomon | abdallah abdullah abdellah abdulla abdoullah | moammar
muammar muammer mouammar | gaddafi qadhafi gadhafi kadhafi qaddafi qazzafi | hizballah hezbollah
hizbollah hizbullah hizbollah | taliban taleban | osamah usamah | salih saleh | zain zayn zein |
nasir nasser naser | said saeed sayeed saed | yahya yehia yahia | isa issa eisa | musa moussa
mousa moosa | haydar haidar heidar hayder | rashid rasheed rachid | latif lateef | karim kareem |
majid majeed | thabit sabit | hafiz hafez | faruq farouk farooq faruk | shaykh sheikh | tariq
tarek tareq | walid waleed | husni hosni | anwar anvar | uday odai | qusay qusai kusay`;

const GIVEN = new Map<string, number>();
for (const [row, names] of NICKNAMES.split('|').entries()) {
  for (const name of names.trim().split(/\s+/)) if (name) GIVEN.set(name, row);
}

/** The family of equivalent given names to which a word belongs, or null. */
export function givenNameOf(word: string): number | null {
  return GIVEN.get(word) ?? null;
}

/** Words that stand beside a name and are no part of it. */
const ASIDE = /\bso[- ]called\b|\b[acfn]\.? ?k\.? ?a\b\.?(?=\s|$)/g;

export function expandForms(text: string, person: boolean): string {
  let out = text.replace(ASIDE, ' ');
  if (person) return out;
  for (const [form, canon] of SPELT_FORMS) out = out.replace(form, canon);
  return out;
}

/** One class of legal forms for a word such as `gmbh`, or null. */
export function legalFormOf(word: string): string | null {
  return FORMS.get(word) ?? null;
}

export function canonOf(word: string): string {
  return SAME.get(word) ?? word;
}

export function numeralOf(word: string): string | null {
  if (/^\d+$/.test(word)) return word.replace(/^0+(?=\d)/, '');
  return NUMERALS.get(word) ?? null;
}

const PATRONYMIC = /(ovich|evich|yevich|ovych|evych|avich|ovna|evna|yevna|ivna|ichna|inichna)$/;

export function kindOf(word: string, person: boolean): WordKind {
  if (STOP.has(word)) return 'stop';
  if (person && TITLES.has(word)) return 'title';
  if (PARTICLES.has(word)) return 'particle';
  if (FORMS.has(word)) return person ? 'name' : 'form';
  if (/^\d+$/.test(word)) return 'number';
  if (word.length === 1) return 'initial';
  if (person) return PATRONYMIC.test(word) ? 'patronymic' : 'name';
  if (GENERIC.has(word) || GENERIC.has(canonOf(word))) return 'generic';
  return PLACES.has(word) ? 'place' : 'name';
}
