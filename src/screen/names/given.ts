// Given names that are one name: forms of languages, and what somebody is called by friends.

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
