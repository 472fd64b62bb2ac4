import type { PickupStore, Recipient } from '../shop/order.ts'
import type { Random } from './random.ts'

const surnames = '陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周葉蘇莊呂江何蕭羅高簡'
const givenNames = ['怡君', '雅婷', '佳穎', '淑芬', '美玲', '志明', '俊宏', '家豪', '建志', '冠宇', '宗翰', '承恩', '品妤', '詩涵', '欣怡', '郁雯', '惠如', '心怡', '柏翰', '子軒', '思妤', '宜蓁', '彥廷', '明哲', '佩珊', '靜宜', '文彬', '玉華', '秀英', '阿水']

/** City, district, three-digit postal code, and roads that run there. */
const places: [string, string, string, string[]][] = [
  ['臺北市', '中正區', '100', ['羅斯福路二段', '汀州路一段', '寧波西街']],
  ['臺北市', '大安區', '106', ['和平東路二段', '復興南路一段', '安和路二段']],
  ['臺北市', '信義區', '110', ['松德路', '永吉路', '莊敬路']],
  ['臺北市', '士林區', '111', ['中山北路六段', '文林路', '德行東路']],
  ['臺北市', '內湖區', '114', ['成功路四段', '康寧路三段', '內湖路一段']],
  ['新北市', '板橋區', '220', ['文化路一段', '中山路二段', '民生路三段']],
  ['新北市', '中和區', '235', ['景平路', '中和路', '連城路']],
  ['新北市', '三重區', '241', ['重新路四段', '三和路三段', '正義北路']],
  ['新北市', '新店區', '231', ['北新路二段', '中正路', '安康路一段']],
  ['新北市', '淡水區', '251', ['中山北路二段', '新市一路三段', '學府路']],
  ['基隆市', '仁愛區', '200', ['仁二路', '愛三路', '孝三路']],
  ['桃園市', '桃園區', '330', ['中正路', '三民路二段', '春日路']],
  ['桃園市', '中壢區', '320', ['中央西路二段', '環中東路', '延平路']],
  ['新竹市', '東區', '300', ['光復路一段', '關新路', '食品路']],
  ['新竹縣', '竹北市', '302', ['光明六路', '文興路一段', '縣政九路']],
  ['臺中市', '西屯區', '407', ['臺灣大道三段', '河南路二段', '西屯路三段']],
  ['臺中市', '北屯區', '406', ['文心路四段', '崇德路二段', '昌平路一段']],
  ['臺中市', '南屯區', '408', ['公益路二段', '大墩路', '五權西路二段']],
  ['彰化縣', '彰化市', '500', ['中山路二段', '彰美路一段', '金馬路三段']],
  ['雲林縣', '斗六市', '640', ['雲林路二段', '民生路', '大學路三段']],
  ['嘉義市', '西區', '600', ['友愛路', '民生北路', '世賢路一段']],
  ['臺南市', '東區', '701', ['東門路二段', '裕農路', '崇明路']],
  ['臺南市', '永康區', '710', ['中華路', '大灣路', '中正南路']],
  ['高雄市', '左營區', '813', ['博愛二路', '自由二路', '富國路']],
  ['高雄市', '三民區', '807', ['建工路', '大昌二路', '九如一路']],
  ['高雄市', '鼓山區', '804', ['明誠三路', '美術東二路', '裕誠路']],
  ['屏東縣', '屏東市', '900', ['廣東路', '自由路', '民生路']],
  ['宜蘭縣', '羅東鎮', '265', ['公正路', '純精路二段', '中正北路']],
  ['花蓮縣', '花蓮市', '970', ['中山路', '國聯五路', '中華路']],
  ['臺東縣', '臺東市', '950', ['中華路一段', '更生路', '新生路']],
  ['澎湖縣', '馬公市', '880', ['中華路', '文光路', '三多路']],
  ['金門縣', '金城鎮', '893', ['民生路', '中興路', '民族路']]
]

const stores: Record<string, [string, string, string][]> = {
  '7-11': [['131386', '大安門市', '臺北市大安區復興南路一段133號'], ['167293', '竹北光明門市', '新竹縣竹北市光明六路66號'], ['201847', '崇德門市', '臺中市北屯區崇德路二段88號'], ['094512', '裕農門市', '臺南市東區裕農路200號'], ['185530', '明誠門市', '高雄市鼓山區明誠三路510號'], ['110027', '花蓮中山門市', '花蓮縣花蓮市中山路366號']],
  familymart: [['006598', '全家板橋文化店', '新北市板橋區文化路一段122號'], ['012374', '全家中壢延平店', '桃園市中壢區延平路501號'], ['000731', '全家斗六雲林店', '雲林縣斗六市雲林路二段77號'], ['018902', '全家左營富國店', '高雄市左營區富國路155號']],
  hilife: [['3150', '萊爾富三重正義店', '新北市三重區正義北路98號'], ['0427', '萊爾富彰化金馬店', '彰化縣彰化市金馬路三段280號'], ['2286', '萊爾富羅東公正店', '宜蘭縣羅東鎮公正路31號']],
  okmart: [['1093', 'OK基隆仁二店', '基隆市仁愛區仁二路205號']]
}

const notes = ['麻煩平日晚上送達，謝謝', '請放管理室', '送禮用，請勿附明細', '易碎品請小心包裝🙏', '到貨前請先電話聯絡', '週六可收件', '請開統一編號，謝謝']

export function pickBuyer(random: Random, atHome: boolean): Recipient {
  const serial = random.whole(1000, 9999)
  const buyer: Recipient = {
    name: random.pick([...surnames]) + random.pick(givenNames),
    phone: random.chance(0.5) ? `0900-${random.whole(100, 999)}-${random.whole(100, 999)}` : `0900${random.whole(100000, 999999)}`,
    email: random.chance(0.8) ? `buyer${serial}@example.com` : null,
    country: 'TW'
  }
  if (!atHome) return buyer
  const [city, district, postalCode, roads] = random.pick(places)
  const extra = random.pick(['', '', String(random.whole(10, 99)), String(random.whole(100, 999))])
  const floor = random.chance(0.6) ? `${random.whole(2, 14)}樓${random.chance(0.4) ? `之${random.whole(1, 6)}` : ''}` : ''
  const lane = random.chance(0.4) ? `${random.whole(2, 320)}巷` : ''
  return { ...buyer, postal_code: postalCode + extra, city, district, address: `${random.pick(roads)}${lane}${random.whole(1, 260)}號${floor}` }
}

/** A store of the chain behind a pickup code; undefined for codes that ship home. */
export function pickStore(random: Random, brand: string): PickupStore | undefined {
  const chain = stores[brand]
  if (!chain) return undefined
  const [storeId, storeName, address] = random.pick(chain)
  return { brand, store_id: storeId, store_name: storeName, address }
}

export function pickNote(random: Random): string | undefined {
  return random.chance(0.15) ? random.pick(notes) : undefined
}
