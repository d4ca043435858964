// Chinese characters to Pinyin. The table holds surnames and characters frequent in names; what
// stands between two characters of one syllable in the Pinyin order (CLDR collation) has that
// syllable too. Characters of several readings have the one that names use. Japanese names in
// kanji are read as Chinese: their readings need a dictionary of Japanese names.

const SYLLABLES = `
a阿啊|ai哀埃爱艾蔼|an安岸按暗|ang昂|ao敖奥澳傲|ba八巴芭拔霸坝|bai白百柏拜|ban班般板版半办|bang邦帮榜|bao包宝保堡报鲍暴|bei北贝备倍卑|ben本贲奔
bi比毕笔碧必璧彼|bian边卞扁变卡|biao表彪标|bin宾斌彬滨|bing冰兵丙秉炳并病|bo波伯博勃柏薄播|bu卜步布部不|cai才财材采彩菜蔡|can参灿残|cang仓苍沧
cao曹草操|ce策册测|cen岑|ceng层|cha茶察差|chai柴|chan产禅婵|chang昌长常畅倡厂场|chao超朝潮晁巢|che车彻|chen臣辰陈晨沉郴
cheng成程诚承城澄盛|chi池迟驰赤持尺|chong充冲虫崇|chou仇丑|chu初楚褚储出|chuan川传船|chuang创床|chun春纯淳|ci慈词次刺|cong从丛聪|cui崔翠
cun村存|da大达答|dai代戴岱带|dan丹旦单但|dang党当|dao刀导岛道|de德得|deng邓登灯等|di狄迪地帝弟第|dian典电殿店|diao刁|ding丁定鼎顶
dong东冬董栋动洞|dou豆窦斗|du杜都督独度|duan段端短|dun敦顿|duo多夺朵|e鄂恩俄额|en恩|er儿尔耳二|fa发法|fan凡范樊繁帆|fang方房芳防放|fei飞非菲费
fen芬奋分|feng丰风封峰冯凤奉枫锋|fo佛|fu夫伏扶芙符福甫傅付富复|gai盖改|gan甘干赣感|gang刚岗钢港|gao高杲皋|ge戈葛歌格革阁|gen根|geng耿更庚
gong弓公功宫龚巩贡共工|gou苟沟|gu古谷顾股固故|gua瓜|guan关官管冠贯|guang光广|gui归桂贵圭鬼|gun滚|guo郭国果过|hai海亥|han韩寒汉翰涵|hang杭航
hao郝好浩豪昊|he何和河贺赫荷|hei黑|heng恒衡亨|hong红宏洪鸿弘虹|hou侯厚后候|hu胡湖虎护沪户|hua花华化画|huai怀淮|huan桓环欢焕|huang黄皇煌凰
hui惠辉慧会回晖|hun浑|huo霍火活|ji机基吉纪季姬计嵇继济冀集技|jia佳家嘉贾甲|jian坚建剑简健|jiang江姜将蒋疆|jiao交焦教矫|jie杰洁介解界|jin金今锦晋进近靳
jing京晶景敬静荆井经|jiong炯|jiu九久酒|ju居菊巨鞠局|juan娟|jue觉绝|jun军君俊钧骏峻|kai开凯恺|kan阚刊|kang康抗亢|kao考|ke柯科可克|ken肯
keng坑|kong孔空|kou寇口|ku库|kuai快|kuan宽|kuang匡况矿|kui奎葵|kun坤昆|kuo阔|la拉|lai来赖莱|lan兰蓝岚澜|lang郎朗浪|lao劳老
le乐勒|lei雷磊蕾|leng冷|li李力丽利理立莉黎礼里梨离励|lian连莲廉联练|liang良梁亮凉|liao廖辽|lie列烈|lin林临琳霖|ling灵玲凌岭令|liu刘柳流六
long龙隆|lou娄楼|lu卢鲁陆路露鹿禄|lv吕律旅绿|luan栾|lun伦|luo罗洛骆|ma马麻玛|mai麦迈|man满曼|mang芒|mao毛茅茂冒|mei梅美眉媒|men门
meng孟蒙梦|mi米糜密|mian绵棉|miao苗妙缪|min民敏闵|ming明名铭鸣|mo莫墨默|mou牟|mu木沐牧穆慕|na娜纳那|nai乃|nan南男楠|ne呢|nei内|neng能
ni倪尼妮|nian年念|niang娘|nie聂|nin您|ning宁凝|niu牛钮|nong农|nu努|nv女|nuo诺|ou欧区|pan潘盘盼|pang庞|pei裴培佩|peng彭鹏朋
pi皮|pian片|piao朴|pin品|ping平萍屏|po坡|pu蒲浦普|qi七齐祁其奇琪旗启戚|qian千前钱谦倩|qiang强|qiao乔巧桥|qie切|qin秦琴勤钦
qing青清庆晴卿|qiong琼|qiu丘邱秋求裘|qu曲屈瞿|quan全泉权|que阙|qun群|ran冉然|rao饶|ren人仁任|rong荣容蓉融戎|ru茹儒汝|ruan阮
rui芮锐瑞睿|run润|ruo若|sa萨|sai赛|san三|sang桑|sen森|seng僧|sha沙莎|shan山珊善单|shang商尚上|shao邵少韶|she佘社|shen申深沈神慎
sheng生声胜圣|shi施石时史师世士实市诗|shou守寿|shu书舒树淑|shuai帅|shuang双|shui水|shun顺舜|shuo硕|si司思四斯|song宋松嵩|su苏素肃
suan算|sui隋岁|sun孙|suo索|ta塔|tai台太泰|tan谈谭坦|tang汤唐棠|tao陶涛桃|te特|teng滕藤|ti提|tian天田甜|tiao条|tie铁|ting廷庭婷
tong童同通彤佟|tou投|tu屠图土|tuan团|tui推|tun屯|tuo拓|wan万婉宛|wang王汪旺望|wei卫魏威伟韦维巍炜微|wen文温闻雯|weng翁|wo沃
wu吴武伍五午邬|xi西希席习熙喜溪|xia夏霞侠|xian先贤冼仙显县|xiang向项香祥翔湘|xiao肖萧晓小笑|xie谢解协|xin辛新欣鑫心信|xing星邢兴幸|xiong熊雄
xiu秀修|xu徐许须旭绪|xuan宣玄轩|xue薛雪学|xun荀勋寻|ya雅亚|yan闫严颜燕言岩炎艳晏|yang杨阳羊洋扬|yao姚尧瑶耀|ye叶业野|yi一伊易义艺益仪毅怡
yin尹殷银音|ying应英颖盈|yong永勇雍|you尤游友有|yu于余俞虞玉宇雨郁喻育裕|yuan元袁原远源|yue岳月越悦|yun云芸运|zai在|zan昝|zang臧|ze泽则
zeng曾增|zha查|zhai翟|zhan占詹战展|zhang张章彰|zhao赵昭兆|zhe哲浙|zhen真珍振甄震|zheng郑正政争|zhi之支志智芝植|zhong中忠钟仲重
zhou周州洲|zhu朱祝竺珠竹|zhuan专|zhuang庄壮|zhuo卓|zi子紫资|zong宗|zou邹|zu祖|zuo左佐|zhang張|chen陳|liu劉|huang黃|yang楊
wu吳|zhao趙|sun孫|ma馬|zheng鄭|luo羅|xu許|han韓|feng馮|cao曹|zeng曾|xiao蕭|deng鄧|ye葉|su蘇|lv呂|jiang蔣|zhong鍾鐘
tan譚|zou鄒|lu陸盧|guo國|hua華|long龍|dong東|jian建|guang廣|wei偉衛韋|jie傑|ming銘|yong詠|qiang強|feng鳳|yun雲|li麗
mei美|xing興|hai海|jin錦`;

const COMPOUND_SURNAMES = new Set(
  '欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 公孙 公孫 慕容 令狐 司徒 东方 長孫 长孙 宇文 端木'.split(
    ' ',
  ),
);

/** Names of companies end in these; the longer first. */
const CHINESE_FORMS: readonly (readonly [RegExp, string])[] = [
  [/股份有限公司|有限責任公司|有限责任公司|有限公司|株式会社|주식회사/gu, ' ltd '],
  [/集团|集團/gu, ' group '],
  [/公司/gu, ' company '],
  [/银行|銀行/gu, ' bank '],
  [/贸易|貿易/gu, ' trading '],
  [/国际|國際/gu, ' international '],
  [/科技|技术|技術/gu, ' technology '],
  [/海运|海運|航运|航運/gu, ' shipping '],
  [/石油/gu, ' oil '],
  [/投资|投資/gu, ' investment '],
  [/进出口|進出口/gu, ' importexport '],
  [/实业|實業|工业|工業/gu, ' industrial '],
  [/控股/gu, ' holding '],
  [/电子|電子/gu, ' electronics '],
  [/物流/gu, ' logistics '],
  [/化工/gu, ' chemical '],
  [/中国|中國/gu, ' china '],
  [/香港/gu, ' hongkong '],
];

const known = new Map<string, string>();
for (const entry of SYLLABLES.split(/[|\n]/)) {
  const [, syllable = '', signs = ''] = /^([a-z]+)(.*)$/u.exec(entry.trim()) ?? [];
  for (const sign of signs) if (!known.has(sign)) known.set(sign, syllable);
}

let table: ReadonlyMap<string, string> | null = null;

/** Made when the first Chinese name comes: sorting takes some hundredths of a second. */
function readings(): ReadonlyMap<string, string> {
  if (table) return table;
  const order = new Intl.Collator('zh-u-co-pinyin').compare;
  const all = Array.from({ length: 0x9fa6 - 0x4e00 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  all.sort(order);
  const made = new Map(known);
  let last = '';
  let open: string[] = [];
  for (const sign of all) {
    const syllable = known.get(sign);
    if (syllable === undefined) open.push(sign);
    else {
      if (syllable === last) for (const between of open) made.set(between, syllable);
      last = syllable;
      open = [];
    }
  }
  table = made;
  return made;
}

/** The forms and frequent words of Chinese company names in English, as lists translate them. */
export function chineseForms(text: string): string {
  let out = text;
  for (const [form, latin] of CHINESE_FORMS) out = out.replace(form, latin);
  return out;
}

interface ChineseWord {
  readonly words: readonly string[];
  /** Characters without a reading here. */
  readonly unread: number;
}

/** Each syllable a word; of a compound surname, one word. */
export function latinChinese(word: string): ChineseWord {
  const signs = [...word];
  const surname = signs.slice(0, 2).join('');
  const table = readings();
  const words: string[] = [];
  let unread = 0;
  for (const sign of signs) {
    const syllable = table.get(sign);
    if (syllable === undefined) unread++;
    else words.push(syllable);
  }
  if (COMPOUND_SURNAMES.has(surname) && words.length > 2) {
    words.splice(0, 2, (words[0] ?? '') + (words[1] ?? ''));
  }
  return { words, unread };
}
