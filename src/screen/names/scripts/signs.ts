// Chinese signs of one meaning that regions write differently: traditional, simplified, Japanese.

const FORMS = `
張张 陳陈 劉刘 黃黄 楊杨 吳吴 趙赵 孫孙 馬马 鄭郑 羅罗 許许 韓韩 馮冯 蕭萧 鄧邓 葉叶 蘇苏 呂吕 蔣蒋 鍾钟
鐘钟 譚谭 鄒邹 陸陆 盧卢 國国 華华 長长 龍龙 竜龙 東东 廣广 広广 偉伟 衛卫 衞卫 韋韦 傑杰 銘铭 詠咏 強强
鳳凤 雲云 麗丽 興兴 錦锦 謝谢 賈贾 顧顾 閻阎 嚴严 厳严 賴赖 龔龚 萬万 錢钱 湯汤 賀贺 龐庞 顏颜 饒饶 莊庄
連连 駱骆 聶聂 應应 応应 歐欧 陽阳 諸诸 區区 軍军 靜静 豔艳 艷艳 濤涛 剛刚 澤泽 沢泽 彥彦 鵬鹏 飛飞 慶庆
寶宝 貴贵 輝辉 瑋玮 瓊琼 瑩莹 穎颖 頴颖 蘭兰 蓮莲 愛爱 憲宪 義义 藝艺 芸艺 榮荣 栄荣 樹树 勝胜 聖圣 壽寿
書书 學学 亞亚 亜亚 業业 億亿 詩诗 誠诚 語语 諾诺 謙谦 豐丰 財财 賢贤 贊赞 遠远 達达 進进 運运 選选 遼辽
鄉乡 銀银 鋒锋 鋼钢 鎮镇 鏡镜 鐵铁 開开 關关 関关 際际 雙双 電电 韻韵 順顺 頌颂 顯显 顕显 風风 馳驰 駿骏
驍骁 魯鲁 鮑鲍 鶴鹤 麥麦 黨党 齊齐 斉齐 齋斋 斎斋 晉晋 曉晓 暉晖 會会 樂乐 楽乐 樓楼 橋桥 權权 権权 歡欢
歲岁 歳岁 歸归 氣气 気气 漢汉 潔洁 濱滨 浜滨 瀧泷 滝泷 燁烨 爾尔 獻献 環环 畢毕 當当 発发 發发 盡尽 眞真
礎础 禮礼 禎祯 穩稳 紀纪 紅红 純纯 紹绍 經经 経经 綠绿 維维 綱纲 緒绪 練练 縣县 總总 績绩 繼继 継继 續续
続续 聯联 聰聪 職职 肅肃 膽胆 臨临 舉举 舊旧 艦舰 處处 號号 術术 裝装 補补 見见 規规 視视 覺觉 覚觉 觀观
観观 記记 訓训 設设 詳详 譽誉 讓让 貝贝 貞贞 負负 貢贡 資资 賓宾 賽赛 趨趋 車车 軒轩 輔辅 轉转 転转 農农
郵邮 鄺邝 醫医 鈞钧 鈴铃 鍵键 鎧铠 鑒鉴 門门 閃闪 閔闵 閩闽 陰阴 隊队 雋隽 雜杂 難难 靈灵 鞏巩 項项 須须
預预 領领 頭头 題题 願愿 騰腾 驗验 験验 鳴鸣 鷹鹰 龜龟 亀龟 來来 侖仑 倉仓 個个 們们 偵侦 備备 傳传 伝传
優优 儀仪 儲储 兒儿 児儿 兩两 両两 冊册 凱凯 劍剑 剣剑 動动 務务 勛勋 勲勋 勵励 協协 卻却 厭厌 參参 員员
問问 喬乔 單单 単单 嘯啸 園园 圓圆 円圆 圖图 図图 團团 団团 執执 堅坚 堯尧 場场 塊块 塚冢 墻墙 壯壮 夢梦
夾夹 奧奥 奮奋 婁娄 媽妈 嫻娴 嬌娇 寧宁 寬宽 寛宽 將将 專专 對对 対对 導导 嶺岭 島岛 崗岗 嵐岚 巖岩 巌岩
帥帅 師师 帶带 幣币 幹干 廈厦 廠厂 廬庐 彈弹 弾弹 後后 徑径 從从 従从 復复 徵征 徳德 恆恒 恵惠 悅悦 慮虑
憂忧 懷怀 戰战 戦战 據据 拠据 擇择 攝摄 敎教 數数 斷断 時时 晝昼 條条 棟栋 楓枫 槍枪 樺桦 機机 檢检 櫻樱
桜樱 欽钦 邊边 辺边 邉边 溫温 滄沧 滬沪 滿满 潤润 澀涩 濟济 済济 灣湾 烏乌 煥焕 熱热 營营 爭争 牽牵 狀状
獨独 獎奖 瑤瑶 産产 產产 異异 瘋疯 盤盘 眾众 睏困 碩硕 祿禄 種种 積积 窮穷 競竞 筆笔 節节 範范 築筑 籃篮`;

const simple = new Map<string, string>();
for (const [sign = '', form = ''] of FORMS.trim()
  .split(/\s+/)
  .map((pair) => [...pair])) {
  simple.set(sign, form);
}

/** Names in one form of each sign; signs of other meaning stay apart, whatever their sound. */
function simplified(text: string): string {
  let out = '';
  for (const sign of text) out += simple.get(sign) ?? sign;
  return out;
}

const PERSON = /^(?:\p{Script=Han}{2,5}|\p{Script=Hangul}{2,4})$/u;

/** The signs of a person's name that is written in Chinese signs, or in Hangul, alone; or null. */
export function signsOf(text: string): string | null {
  const bare = text.replace(/[\s·・,，]/gu, '');
  return PERSON.test(bare) ? simplified(bare) : null;
}
