// Words that say little about who somebody is, and words that say the same.

import { classes, legalFormOf } from './forms.ts';

function set(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

/** What a word in a name is; its weight is in weights.ts. */
export type WordKind =
  | 'name'
  | 'initial'
  | 'patronymic'
  | 'particle'
  | 'title'
  | 'form'
  | 'generic'
  | 'trade'
  | 'place'
  | 'number'
  | 'stop';

const PARTICLES = set(`
  al el ul ur as ash ad ar az at an bin ibn ben bint binti binte abu abou abi um umm de del
  della di da das do dos du des la las le los lo van von der den ter ten zu zur y e af av dit
  bar bat ould wuld wald mac o`);

/** Son or daughter of: whoever stands before them is the child of whoever stands behind. */
const OF_PARENT = set('bin ibn ben bint binti binte ould wuld wald');

const TITLES = set(`
  mr mrs ms miss dr doctor prof professor sir lord lady haji hajji hadji haj hajj hajjah alhaj
  alhajj sheikh shaykh sheik shaikh cheikh mullah mulla maulvi mawlawi molvi maulana mawlana
  sayyid sayed sayid general gen colonel col major maj lieutenant lt captain capt
  commander brigadier admiral marshal president minister judge imam ayatollah hojjatoleslam emir
  prince princess king comrade ustad ustadh qari mufti agha father brother sister
  señor senor senora don dona herr frau monsieur madame engineer eng hon`);

const STOP = set(`
  socalled known as aka fka nka formerly the also called alias and et und of for in mv mt
  ss uss`);

/** Of companies and ships alone: Korean families are called No. */
const OTHER_STOP = set(
  'a no nr num number und y e i der die das des du de la le les los el di da fuer',
);

/** What many companies are, whatever they do. */
const GENERIC = set(`
  company international group holding enterprise general service
  organization association society institute center committee union federation management global
  world national state central agency office department ministry joint stock partnership partners
  associates brothers sons establishment firma sharika business affiliate subsidiary
  representative representation bureau branch headquarters worldwide universal`);

/** What a company does: another trade is another company of the same house. */
const TRADES = set(`
  trading industrial investment import export importexport bank foundation development marketing
  shipping transport logistics maritime marine construction engineering technology technical
  energy oil gas petroleum petrochemical chemical steel metal mining electronics commercial fund
  capital financial insurance consulting solution system product production manufacturing
  factory plant works store shop exchange money network media airlines aviation air lines line
  ship agricultural farm food motors auto medical pharmaceutical research science university
  school college charity relief humanitarian realestate property textile tourism travel security
  telecommunications software restaurant hotel aluminium copper cement paper plastics defense
  leasing publishing supermarket garment furniture machinery`);

const PLACES = set(`
  russia iran syria iraq cuba china korea dprk belarus ukraine turkey lebanon dubai uae emirates
  cyprus malta panama colombia mexico venezuela libya sudan yemen pakistan afghanistan india
  germany france italy spain uk london usa us america hongkong singapore switzerland europe asia
  africa east west north south middle tehran moscow beijing shanghai pyongyang damascus baghdad
  austria belgium netherlands poland czech hungary romania bulgaria greece serbia croatia slovenia
  albania bosnia moldova georgia armenia azerbaijan kazakhstan uzbekistan turkmenistan tajikistan
  kyrgyzstan japan taiwan vietnam thailand malaysia indonesia philippines myanmar cambodia laos
  bangladesh nepal srilanka australia newzealand canada brazil argentina chile peru bolivia
  ecuador uruguay paraguay guatemala honduras nicaragua costarica haiti egypt morocco algeria
  tunisia mali niger nigeria ghana kenya uganda tanzania ethiopia somalia angola zambia zimbabwe
  mozambique namibia botswana cameroon senegal congo gabon rwanda burundi eritrea mauritania
  chad liberia guinea saudi kuwait qatar bahrain oman jordan israel palestine gaza ireland
  scotland wales portugal denmark sweden norway finland iceland estonia latvia lithuania
  luxembourg liechtenstein monaco slovakia macedonia montenegro kosovo mongolia gibraltar jersey
  guernsey bermuda bahamas belize seychelles mauritius delaware paris berlin vienna geneva zurich
  istanbul ankara kiev kyiv minsk abudhabi sharjah doha cairo beirut madrid rome milan warsaw`);

/** One spelling for words of companies that languages and habits of abbreviation spell apart. */
const SAME = classes(`
international intl internacional internationale internazionale internationaler mezhdunarodny
international mezhdunarodnyy mezhdunarodnaya uluslararasi miedzynarodowy aldawlia aldawliya
organization organisation org organizacion organizatsiya
center centre centro zentrum tsentr merkezi merkez markaz ctr
bank banco banque bankasi banca banka banky bankas bankak
holding holdings kholding hldg hldgs
industrial industries industry inds industrie industria industrias industriel industrielle
industrial industriale industriali industriya promyshlennost promyshlennaya sanayi sanayii
industrial sanaye sanayeh przemysl industrien
enterprise enterprises ent empresa empresas entreprise entreprises unternehmen predpriyatie
enterprise predpriyatiye isletmeleri
investment investments inversiones invest investissement investissements investimentos
investment investimenti investitsii yatirim inversion inwestycje investitionen
service services svc svcs servicios servicio servizi servicos dienste dienstleistungen uslugi
service hizmetleri serwis
technology technologies tech tecnologia tecnologias technologie technologien technologiya
technology tekhnologii teknoloji technologii tecnologie
company co compania compagnie kompaniya kompania kompanija sirketi sirket sociedad societe
company gesellschaft societa sociedade sherkat compagnia obshchestvo spolka comp
foundation fondation stichting stiftelse stiftung yayasan vakfi fundacion fundatia fundacao
foundation fondazione fond bonyad fundacja
trading traders trade trgovina torgovy torgovyy torgovaya torgovlya handel handels
trading handelsgesellschaft comercio comercial comercializadora commerce commercial commerciale
trading commercio ticaret ticari tijara handlowy handlowa trdg trg
group gruppa grupp groupe grupo gruppe gruppo grubu grupa grp majmua
brothers bros hermanos freres bruder bruederr fratelli
chemical chemicals chem chimie chemie quimica khimiya kimya chimica chemiczny
system systems sys systeme sistemas sistemi sistemy
solution solutions soluciones loesungen losungen
manufacturing mfg manuf manufacturers mfrs
engineering eng engg engr ingenieria ingenierie muhendislik inzhiniring
transport transportation transportes transporte transporti tasimacilik transportes nakliyat
logistics logistic logistica logistique logistik logistika lojistik
shipping naviera denizcilik reederei schiffahrt schifffahrt navigation navigazione sudokhodstvo
shipping morskoye
maritime maritima marittima maritim
national natl nacional nationale nationaler nazionale natsionalny natsionalnyy ulusal narodowy
oil petroleo nafta naft petrole ol petrol erdol yag
petroleum ptrlm petr
gas gaz gaze dogalgaz
energy energia energie energiya enerji energetika
construction constr construcciones construccion construction constructora bau insaat
construction stroitelstvo stroy costruzioni construcao budowlane stroitelnaya
insurance seguros assurance assurances versicherung versicherungen sigorta strakhovanie
insurance assicurazioni ins ubezpieczen
import importaciones importation importacao ithalat imports
export exportaciones exportation exportacao ihracat exports
association assn assoc asociacion verein verband dernegi assotsiatsiya associazione associacao
association jamiat
university univ universidad universitat universite universitesi universitet universita daneshgah
institute inst instituto institut enstitusu istituto
society soc
department dept departamento departement
management mgmt mgt gestion verwaltung upravlenie yonetim
development dev desarrollo developpement entwicklung razvitie gelistirme sviluppo desenvolvimento
agricultural agri agro agriculture agropecuaria agricola landwirtschaft tarim agrar
agricultural selskokhozyaystvennyy
pharmaceutical pharma pharmaceuticals pharm farmaceutica farma ilac pharmazeutische farmatsevtika
medical med medizin medica tibbi medikal
electronics electronic electronica elektronik elektronika
financial finance fin finanzas finanz finansy finans finanza finanzas
mining mine mines minera miniere bergbau madencilik gornaya
metal metals metall metallurgiya metalurgica metalurji metallurgical
steel stahl acero acier celik stal acciaio foolad
aviation aviacion aviatsiya havacilik luftfahrt
airlines airways airline aerolineas havayollari avialinii
agency agencia agence agentur ajansi agentstvo
government govt gobierno
general gen generale allgemeine
central centrale zentral tsentralnyy
state gosudarstvennyy gosudarstvennoe gosudarstvennaya
factory fabrica fabrik fabrika fabrique zavod karkhana usine werk
textile textiles textil tekstil
tourism turismo turizm tourisme tourismus
food foods alimentos aliments gida lebensmittel alimentaire
medicine lekarstv
security seguridad securite sicherheit guvenlik
consulting consultants consultores consultancy conseil danismanlik beratung
software programmnoe yazilim
telecommunications telecom telecommunication telekom telekommunikation telecomunicaciones
saint st san santa sankt sainte
realestate realty inmobiliaria immobilien emlak immobiliare immobilier
property properties
marine marin
product products productos produkte produits urunleri produkty
production productions
sons son hijos fils sohne ogullari
partners partner partneriai
restaurant restaurants restaurante
hotel hotels
machinery machines machine maquinaria maschinen maschinenbau makina
automobile auto automotive automotriz otomotiv
motors motor
establishment est etablissement etablissements
germany german deutschland deutsche deutscher deutsches alemania allemagne
france french francais francaise franzosische
italy italian italia italiana italiano
spain spanish espana espanola espanol
russia russian rossiya rossiyskaya rossiiskaya rossiyskiy rusya
turkey turkish turkiye turk
iran iranian irani
syria syrian
iraq iraqi
cuba cuban cubana
china chinese zhongguo
korea korean hanguk chosun
belarus belarusian belorussian
ukraine ukrainian ukrainy ukrayina
lebanon lebanese liban
colombia colombian colombiana
mexico mexican mexicana mexicano
uk british britain
usa american
switzerland swiss schweiz suisse svizzera
europe european euro europa europeenne
asia asian asiatic
africa african afrika
east eastern ost orient oriental
west western
north northern nord
south southern sud
brazil brazilian brasil brasileira
poland polish polska polski
austria austrian osterreich
japan japanese nippon nihon
netherlands dutch nederland
india indian
israel israeli
egypt egyptian
greece greek hellenic
hungary hungarian magyar
czech ceska cesky bohemia
sweden swedish svenska
norway norwegian norsk norge
denmark danish dansk danmark
finland finnish suomen suomi
kazakhstan kazakh
libya libyan
sudan sudanese
yemen yemeni
pakistan pakistani
afghanistan afghan
moscow moskva moskovskiy moskovskaya
vienna wien
geneva geneve
milan milano
rome roma`);

/** Words that stand beside a name and are no part of it. */
const ASIDE = /\bso[- ]called\b|\b[acfn]\.? ?k\.? ?a\b\.?(?=\s|$)/g;
/** Forms and habits that are cut by points, slashes and ampersands. */
const CUT: readonly (readonly [RegExp, string])[] = [
  [/\bsp\.? ?z\.? ?o\.? ?o\b\.?/g, ' spzoo '],
  [/\bs\.? ?(?:de )?r\.? ?l\.? de c\.? ?v\b\.?/g, ' srl '],
  [/\bs\.? ?a\.? de c\.? ?v\b\.?/g, ' sa '],
  [/\b([a-z])\/([a-z])\b/g, '$1$2'],
];

export function expandForms(text: string, person: boolean): string {
  let out = text.replace(ASIDE, ' ');
  if (person) return out;
  for (const [form, canon] of CUT) out = out.replace(form, canon);
  return out;
}

export function canonOf(word: string): string {
  return SAME.get(word) ?? word;
}

export function isOfParent(word: string): boolean {
  return OF_PARENT.has(word);
}

const PATRONYMIC = /(ovich|evich|yevich|ovych|evych|avich|ovna|evna|yevna|ivna|ichna|inichna)$/;

/** Letters that are words in some languages and initials before a name: `A. O. Smith`. */
const INITIAL = /^[aeoy]$/;

export function kindOf(word: string, person: boolean): WordKind {
  if (STOP.has(word) || (!person && OTHER_STOP.has(word))) return 'stop';
  if (person && TITLES.has(word)) return 'title';
  if (PARTICLES.has(word) && !(person && INITIAL.test(word))) return 'particle';
  if (legalFormOf(word) !== null) return person ? 'name' : 'form';
  if (/^\d+$/.test(word)) return 'number';
  if (word.length === 1) return 'initial';
  if (person) return PATRONYMIC.test(word) ? 'patronymic' : 'name';
  if (GENERIC.has(word)) return 'generic';
  if (TRADES.has(word)) return 'trade';
  return PLACES.has(word) ? 'place' : 'name';
}
