// Arabic and Hebrew write few vowels. Frequent names are read whole, with the spelling that lists
// use most; any other word gives its consonants, and is compared by consonants alone.

type Letters = Readonly<Record<string, string>>;

function pairs(rows: string): Letters {
  return Object.fromEntries(
    rows
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=') as [string, string]),
  );
}

const ARABIC = pairs(`
  ا=a أ=a إ=i آ=a ٱ=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=a غ=gh
  ف=f
  ق=q ك=k ل=l م=m ن=n ه=h و=w ي=y ى=a ة=a ء= ؤ=u ئ=i پ=p چ=ch ژ=zh گ=g ک=k ی=y ٹ=t ڈ=d ڑ=r ں=n ے=e
  ہ=h
  ھ=h ۀ=h ښ=sh ځ=dz څ=ts ۍ=y ې=e ړ=r ډ=d ټ=t ڼ=n ګ=g ڭ=k ۇ=u ې=e`);

const HEBREW = pairs(`
  א=a ב=b ג=g ד=d ה=h ו=v ז=z ח=h ט=t י=y כ=k ך=k ל=l מ=m ם=m נ=n ן=n ס=s ע=a פ=p ף=f צ=ts ץ=ts
  ק=k ר=r
  ש=sh ת=t`);

/** Words read whole. The letters are those that `joinForms` leaves. */
const ARABIC_NAMES = pairs(`
  محمد=muhammad احمد=ahmad محمود=mahmud حامد=hamid حميد=hamid حمد=hamad علي=ali حسن=hasan
  حسين=husayn
  عمر=umar عثمان=uthman خالد=khalid وليد=walid سعيد=said سعد=sad صالح=salih صلاح=salah مصطفي=mustafa
  ابراهيم=ibrahim اسماعيل=ismail اسحاق=ishaq يعقوب=yaqub يوسف=yusuf موسي=musa عيسي=isa داود=dawud
  سليمان=sulayman سلمان=salman سالم=salim سليم=salim كريم=karim رحيم=rahim رشيد=rashid راشد=rashid
  حبيب=habib نور=nur الدين=aldin دين=din الله=allah عبدالله=abdullah عبد=abd ابو=abu ابي=abi ام=umm
  بن=bin ابن=ibn بنت=bint ال=al ماجد=majid مجيد=majid جابر=jabir جبار=jabbar جمال=jamal جميل=jamil
  كمال=kamal طاهر=tahir طارق=tariq طه=taha ياسر=yasir ياسين=yasin عادل=adil عارف=arif عامر=amir
  امير=amir امين=amin انور=anwar اكبر=akbar اصغر=asghar اسد=asad اسامه=usama ايمن=ayman فيصل=faysal
  فهد=fahd فارس=faris فاضل=fadil فتحي=fathi فواد=fuad قاسم=qasim ناصر=nasir نصر=nasr
  نصرالله=nasrallah
  نضال=nidal نبيل=nabil نزار=nizar هادي=hadi هاشم=hashim هشام=hisham حاتم=hatim حمزه=hamza
  حيدر=haydar
  بشار=bashar بشير=bashir بدر=badr باسم=basim بلال=bilal توفيق=tawfiq رضا=rida رضوان=ridwan
  رمزي=ramzi
  زكريا=zakariya زياد=ziyad زيد=zayd سامي=sami سمير=samir سيف=sayf شريف=sharif شاكر=shakir
  صدام=saddam
  طلال=talal ظاهر=zahir عباس=abbas عدنان=adnan عزت=izzat عزيز=aziz عماد=imad غازي=ghazi غسان=ghassan
  قصي=qusay عدي=uday لطيف=latif مالك=malik ماهر=mahir مروان=marwan مسعود=masud مهدي=mahdi
  منصور=mansur
  مصعب=musab معاويه=muawiya ملا=mullah مولوي=mawlawi حاجي=haji شيخ=shaykh سيد=sayyid وحيد=wahid
  رحمن=rahman قادر=qadir سلام=salam سبحان=subhan غفور=ghafur ستار=sattar هيثم=haytham يحيي=yahya
  خميس=khamis جعفر=jafar باقر=baqir تقي=taqi حافظ=hafiz حكيم=hakim ذوالفقار=zulfiqar شاه=shah گل=gul
  خان=khan اخوند=akhund اغا=agha فاطمه=fatima مريم=maryam زينب=zaynab عائشه=aisha خديجه=khadija
  ليلي=layla حسني=husni زهير=zuhayr نوري=nuri لواء=liwa كتائب=kataib حزب=hizb جيش=jaysh حركه=haraka
  شركه=sharika جماعه=jamaa انصار=ansar مجاهدين=mujahidin اسلاميه=islamiyya اسلامي=islami`);

const HEBREW_NAMES = pairs(`
  משה=moshe דוד=david יוסף=yosef יעקב=yaakov אברהם=avraham יצחק=yitzhak שמואל=shmuel אליהו=eliyahu
  בנימין=binyamin נתניהו=netanyahu כהן=cohen לוי=levi מזרחי=mizrahi פרץ=peretz ביטון=biton דהן=dahan
  אביב=aviv דניאל=daniel מיכאל=michael שלמה=shlomo שרה=sarah רחל=rachel לאה=leah מרים=miriam
  חיים=haim
  אהרון=aharon שמעון=shimon ראובן=reuven אריאל=ariel אורי=uri גבריאל=gabriel רפאל=rafael
  יהודה=yehuda
  מרדכי=mordechai אבי=avi יאיר=yair בן=ben בת=bat אל=el ישראל=israel פרידמן=friedman
  גולדשטיין=goldstein`);

/** One letter for the forms that differ by spelling habit alone. */
function joinForms(word: string): string {
  return word
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىی]/g, 'ي')
    .replace(/ک/g, 'ك')
    .replace(/[ةہۀ]/g, 'ه')
    .replace(/ؤ/g, 'و');
}

export interface AbjadWord {
  readonly latin: string;
  /** False: only consonants are known. */
  readonly vowels: boolean;
}

function spell(word: string, letters: Letters): AbjadWord {
  let latin = '';
  for (const letter of word) latin += letters[letter] ?? letter;
  return { latin, vowels: false };
}

/** A word in Arabic letters (Arabic, Persian, Urdu, Pashto); the article becomes a word. */
export function latinArabic(word: string): readonly AbjadWord[] {
  const joined = joinForms(word);
  const whole = ARABIC_NAMES[joined];
  if (whole !== undefined) return [{ latin: whole, vowels: true }];
  const compound = /^عبدال(.{2,})$/.exec(joined);
  if (compound) return [{ latin: 'abd', vowels: true }, ...latinArabic(compound[1] ?? '')];
  const article = /^ال(.{3,})$/.exec(joined);
  if (article) return [{ latin: 'al', vowels: true }, ...latinArabic(article[1] ?? '')];
  // The adjective of a name: Tikriti, Husayni
  const adjective = ARABIC_NAMES[joined.replace(/ي$/, '')];
  if (adjective !== undefined) return [{ latin: `${adjective}i`, vowels: true }];
  return [spell(word, ARABIC)];
}

export function latinHebrew(word: string): readonly AbjadWord[] {
  const whole = HEBREW_NAMES[word];
  return whole === undefined ? [spell(word, HEBREW)] : [{ latin: whole, vowels: true }];
}
