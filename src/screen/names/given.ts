// Given names that are one name: forms of languages, and what somebody is called by friends.

const NICKNAMES = `
alexander aleksandr aleksander oleksandr aliaksandr alexandre alejandro alessandro alex sasha sasa
sascha sandro | alexandra aleksandra oleksandra alejandra sandra | alexei aleksei oleksiy aliaksei
alyosha | andrew andrei andrey andriy andre andreas andres andy | anthony antonio anton antoine
tony | benjamin ben benny binyamin | boris borya | charles carlos carlo karl carl charlie chuck |
christopher christophe cristobal kristof chris | dmitri dmitry dmytro dimitri dmitriy dzmitry dima
mitya | daniel danil danilo danny dan danylo | david dave dawud davit davide | edward eduard
eduardo edouard ed eddie ted | elizabeth elisabeth yelizaveta elizaveta isabel liz beth betty liza
| eugene yevgeny evgeny evgeni evgenii yevhen yauhen eugenio | francis francisco francesco
francois franz frank paco pancho | frederick friedrich frederic federico fred freddy | george
georg georges jorge giorgio georgy georgi heorhiy | yuri yury yuriy jurij | gregory grigory
grigori hryhoriy gregorio greg grisha | helen elena olena yelena helena alena | henry henri
enrique enrico heinrich harry hank | igor ihor | ivan vanya | john jon johnny jack juan giovanni
johann johannes jean joao | james jim jimmy jaime jacques jacob jakob yakov | joseph josef jose
giuseppe josip iosif joe joey pepe yusuf yosef | katherine catherine katarina ekaterina yekaterina
kateryna katerina catalina kate katya kathy | konstantin constantin kostya kostyantyn | leonid
lyonya | lawrence laurence lorenzo laurent larry | louis luis luigi ludwig lewis lou | maria marie
mary mariya masha | mark marc marco marcos marko markus marcus | matthew matthias mateo matteo
matvei matt | michael mikhail mykhailo mikhailo michel miguel michele mihail mike mick misha
mikhal | nicholas nikolai nikolay mykola nicolas nicola mikalai nikola nick kolya | natalia
natalya nataliya natasha | oleg oleh | olga olha | patrick patricio pat paddy | paul pavel pavlo
pablo paolo pasha | peter pyotr petr petro pedro pietro pierre pete petya | philip philippe felipe
filippo phil filipp | richard ricardo riccardo dick rick rich richie | robert roberto bob bobby
rob robbie | roman romy | samuel sam sammy | sergey sergei serhiy serhii sergio serge siarhei |
stephen steven stefan esteban stefano stepan steve stipe | theodore fyodor fedor teodoro fedir |
thomas tomas tom tommaso tommy | timothy timofei tim | valery valeri valeriy valerii | vasily
vasili vasyl basil vasya | victor viktor vitya | vladimir volodymyr uladzimir vova volodya |
vladislav vladyslav uladzislau slava | vyacheslav viacheslav | william guillermo guillaume wilhelm
bill billy will willy willie liam | yaroslav jaroslav | margaret margarita maggie peggy meg |
mohammed muhammad mohamed mohammad mohamad muhammed mahomet mehmet md mohd mamadou magomed
mukhammad | ahmed ahmad akhmed ahmet | ali aly | hussein husayn hossein husain hussain huseyin
hussien hosein khusein | hassan hasan khasan | umar omar omer | usman othman uthman osman |
ibrahim ebrahim abraham ibragim brahim | ismail esmail ismael ismayil | usama osama oussama |
khalid khaled | ahmadi akhmadi | yasin yassin yaseen | jamal gamal djamal djamel | jafar jaafar
gafar djafar | qasim kassem qassem kasim qasem ghasem | sulayman suleiman soleiman suleyman
sulaiman solomon | abdallah abdullah abdellah abdulla abdoullah | moammar muammar muammer mouammar
| gaddafi qadhafi gadhafi kadhafi qaddafi qazzafi | hizballah hezbollah hezbullah hizbollah
hizbullah |
taliban taleban | osamah usamah | salih saleh | zain zayn zein | nasir nasser naser | said saeed
sayeed saed | yahya yehia yahia | isa issa eisa | musa moussa mousa moosa | haydar haidar heidar
hayder | rashid rasheed rachid | latif lateef | karim kareem | majid majeed | thabit sabit | hafiz
hafez | faruq farouk farooq faruk | shaykh sheikh | tariq tarek tareq | walid waleed | husni hosni
| anwar anvar | uday odai | qusay qusai kusay | abigail abby gail | albert alberto bert | alfred
alfredo alf freddie | amanda mandy | barbara varvara barb | bartholomew bart | bernard bernardo
bernie | bridget brigid bridie | caroline carolina carrie | cecilia sheila cecily | clifford cliff
| cynthia cindy | deborah debbie debra deb | donald donnie donny | dorothy dorothea dottie dolly |
douglas doug | edmund edmond edmundo ned | eleanor leonor ellie nora nell | emily emilia em |
ernest ernesto ernie | florence flo florencia | gabriel gabriele gavriil gabe | gerald gerard
gerardo gerry jerry | gilbert gilberto gil | harold harald hal | herbert heriberto herb | hugh
hugo | ignatius ignacio nacho inaki | irene irina ira | isaac ishaq isak yitzhak izaak |
jeffrey geoffrey jeff geoff | jennifer jenny jen | jeremy jeremiah jerome | jessica jess jessie |
joan joanna johanna juana janet jane ivana | josephine josefina josie | judith judy yudit | julius
julio giulio yuli | kenneth ken kenny | leonard leonardo len lenny | lucy lucia luz lucille |
magdalena madeleine lena | martin martyn martino marty | maurice mauricio morris moritz | nathan
nathaniel nat nate natan | oliver olivier ollie | oswald osvaldo | pamela pam | peregrine perry |
rachel raquel rahel | raymond raimundo ramon ray | rebecca rebeca becky rivka | reginald reg
reggie reinaldo | ronald ron ronnie ronaldo | rosemary rosie | rudolf rodolfo rudy rudolph |
russell russ | sarah sara sally sadie | sebastian seb bastian | stanley stan stanislav stanislaw |
susan susanna suzanne sue susie zuzana | teresa theresa tess tessa | terence terrence terry |
ursula ulla | veronica veronika | victoria viktoria vicky tori | vincent vicente vincenzo vince
vinnie | virginia ginny | walter wally wat gualtiero | wilfred wilfredo wilf | zachary zacharias
zakaria zakariya zack | anastasia nastya stacy | anna ana anne hannah anya annie nancy | arkady
arkadiy arkasha | gennady gennadiy gennadi gena hennadiy | galina galya halyna | ilya ilia elias
elijah ilyas eliyahu | kirill kyrylo cyril kiril | lev leo leon levko | lyudmila ludmila lyuda
liudmyla | maxim maksim maksym maximo max | nadezhda nadya nadia | nikita mykyta | pavlina paulina
| rostislav rostyslav | ruslan rusik | svetlana sveta svitlana | tatiana tatyana tanya tetiana |
timur temur | vadim vadym | vera viera | veniamin venya | yulia julia giulia yuliya julie |
zinaida zina | arseny arseniy arsen | bogdan bohdan | denis denys dennis | fatima fatma fatimah
fatemeh | aisha ayesha aicha aysha aishah | khadija khadijah hatice khadijeh | maryam miriam
mariam meryem | zaynab zainab zeinab zeynep | layla leila laila leyla | yaqub yakub yaghoub | daud
dawood daoud | bilal bilel belal | hamza hamzah hamzeh | mustafa mostafa moustapha mustapha |
mahmud mahmoud mehmood mahmood | murad mourad morad | nur nour noor | rida reza riza ridha |
sharif cherif shareef sherif | salim salem saleem selim | samir sameer | tahir taher tahar | yunus
younis yunis younes | zayd zaid zeid | ziyad ziad zeyad | zubayr zubair zoubeir | abbas abas |
akbar ekber | amir ameer | asad assad esad | aziz azeez | bashir bachir basheer | fadil fadhil
fazil fazel | faysal faisal feisal fayçal faycal | habib habeeb | hadi hady | hakim hakeem | hamid
hameed hamed | harun haroun haroon | hashim hashem hachem | idris idrees driss | imad emad | iqbal
eqbal | jabir jaber djaber | jalal jalaal celal | jibril jibreel gibril djibril | kamal kamel
kemal | khalil khaleel halil | lutfi lotfi | mansur mansour mansoor | marwan marouane | masud
masoud massoud mesut | munir mounir muneer | nabil nabeel | nadir nader | najib nagib najeeb
neguib | nizar nezar | qadir kader qader kadir | rafiq rafik rafic | rahman rehman rahmane |
rashad rachad | sadiq sadeq sadek sadegh sadik | sami samy | shakir chaker shaker | shafiq chafik
shafik | taha taaha | talal tallal | umarov oumarov | wasim waseem | yasir yasser yaser | zahir
zaher zaheer`;

const GIVEN = new Map<string, number>();
for (const [row, names] of NICKNAMES.split('|').entries()) {
  for (const name of names.trim().split(/\s+/)) if (name) GIVEN.set(name, row);
}

/** The family of equivalent given names to which a word belongs, or null. */
export function givenNameOf(word: string): number | null {
  return GIVEN.get(word) ?? null;
}
