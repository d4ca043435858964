import type { Random } from '../accuracy/random.ts';

/** Surnames and signs of given names, with Pinyin and with Wade-Giles as passports write it. */
const SURNAMES = `王 wang wang|李 li li|张 zhang chang|刘 liu liu|陈 chen chen|杨 yang yang|赵 zhao chao
黄 huang huang|周 zhou chou|吴 wu wu|徐 xu hsu|孙 sun sun|胡 hu hu|朱 zhu chu|高 gao kao
林 lin lin|何 he ho|郭 guo kuo|马 ma ma|罗 luo lo|蔡 cai tsai|谢 xie hsieh|邓 deng teng`;
const GIVEN = `伟 wei wei|芳 fang fang|娜 na na|秀 xiu hsiu|敏 min min|静 jing ching|丽 li li
强 qiang chiang|磊 lei lei|军 jun chun|洋 yang yang|勇 yong yung|艳 yan yen|杰 jie chieh
涛 tao tao|明 ming ming|超 chao chao|霞 xia hsia|平 ping ping|刚 gang kang|桂 gui kuei
东 dong tung|国 guo kuo|志 zhi chih|建 jian chien|小 xiao hsiao|泽 ze tse|春 chun chun`;
const TRADITIONAL: Readonly<Record<string, string>> = {
  张: '張',
  刘: '劉',
  陈: '陳',
  杨: '楊',
  赵: '趙',
  黄: '黃',
  吴: '吳',
  孙: '孫',
  马: '馬',
  罗: '羅',
  谢: '謝',
  邓: '鄧',
  伟: '偉',
  静: '靜',
  丽: '麗',
  强: '強',
  军: '軍',
  艳: '艷',
  涛: '濤',
  刚: '剛',
  东: '東',
  国: '國',
  泽: '澤',
};
const KOREAN = { families: '김이박최정강조윤장임', given: '민준서연지우현수영진하은정호성훈' };
const JAPANESE = {
  families: '田中 山本 佐藤 鈴木 高橋 渡辺 伊藤 中村'.split(' '),
  given: '太郎 次郎 健一 健二 美穂 美香 直樹 直人 和夫 和子'.split(' '),
};

const signsOf = (text: string) =>
  text.split(/[|\n]/).map((entry) => {
    const [sign = '', pinyin = '', wade = ''] = entry.split(' ');
    return { sign, pinyin, wade };
  });
const surnames = signsOf(SURNAMES);
const givens = signsOf(GIVEN);
const traditional = (text: string) => [...text].map((sign) => TRADITIONAL[sign] ?? sign).join('');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One name of each kind, made up of frequent signs. */
export function chinesePairs(draw: Random) {
  const [family, [one, two, three]] = [draw.pick(surnames), draw.shuffled(givens)];
  if (!one || !two || !three) return [];
  const name = family.sign + one.sign + two.sign;
  const [a = '', b = '', c = ''] = draw.shuffled([...KOREAN.given]);
  const house = draw.pick([...KOREAN.families]);
  const [first = '', second = ''] = draw.shuffled(JAPANESE.given);
  const town = draw.pick(JAPANESE.families);
  const pinyin = `${capital(family.pinyin)} ${capital(one.pinyin)}${two.pinyin}`;
  const wade = `${capital(family.wade)} ${capital(one.wade)}-${two.wade}`;
  const pair = (group: string, same: boolean, query: string, listed: string) => ({
    group,
    query,
    listed,
    same,
  });
  const sign = 'one sign exchanged';
  return [
    pair(sign, false, name, family.sign + one.sign + three.sign),
    pair(sign, false, house + a + b, house + a + c),
    pair(sign, false, town + first, town + second),
    pair('signs of another habit', true, name, traditional(name)),
    pair('signs in Pinyin', true, name, pinyin),
    ...(pinyin.replace(/\W/g, '') === wade.replace(/\W/g, '')
      ? []
      : [pair('Pinyin in Wade-Giles', true, pinyin, wade)]),
    pair(
      'Pinyin, one syllable exchanged',
      false,
      pinyin,
      `${capital(family.pinyin)} ${capital(one.pinyin)}${three.pinyin}`,
    ),
  ];
}
