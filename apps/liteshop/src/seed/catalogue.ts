/** SKU, title, price; then what is unusual about it. */
export interface SeedProduct {
  sku: string
  title: string
  variant?: string
  price: number
  /** Not counted by the shop. */
  untracked?: boolean
  /** Known to the shop alone. */
  shopOnly?: boolean
  cold?: boolean
}

const teaNames: [string, number][] = [
  ['阿里山高山烏龍茶 150g', 680], ['梨山烏龍茶 150g', 1280], ['凍頂烏龍茶 150g', 560], ['文山包種茶 150g', 520], ['東方美人茶 75g', 980], ['日月潭紅玉紅茶 75g', 480], ['蜜香紅茶 100g', 420], ['四季春茶 300g', 380],
  ['金萱茶 150g', 450], ['鐵觀音 150g', 620], ['桂花烏龍茶包 15入', 320], ['玄米煎茶包 20入', 260], ['冷泡四季春茶包 20入', 290], ['紅玉紅茶茶包 12入', 300], ['陳年老茶 100g', 1680], ['茉莉綠茶 100g', 280], ['高山青茶 150g', 520], ['炭焙烏龍 150g', 580]
]
const selectNames: [string, number][] = [
  ['手沖茶壺 350ml', 880], ['白瓷蓋杯', 450], ['柴燒茶杯', 680], ['竹製茶盤', 1280], ['隨行玻璃瓶 500ml', 590], ['不鏽鋼濾茶器', 220], ['桐木茶葉罐', 760], ['棉麻茶巾', 180], ['鑄鐵壺 0.8L', 2380], ['陶瓷公道杯', 390],
  ['手工蜂蜜 420g', 460], ['龍眼乾 300g', 280], ['鳳梨乾 120g', 150], ['黑糖薑茶磚 10入', 240], ['鹹蛋黃餅乾', 220], ['鳳梨酥禮盒 10入', 480], ['茶香牛軋糖', 260], ['紅茶司康 4入', 240]
]
const seaNames: [string, number, boolean?][] = [
  ['鹽烤鯖魚片 2入', 240, true], ['生食級干貝 300g', 780, true], ['野生烏魚子 4兩', 1280, true], ['澎湖小卷 500g', 520, true], ['白蝦 600g', 480, true], ['虱目魚肚 3入', 450, true], ['櫻花蝦乾 100g', 380], ['小魚乾花生 150g', 160],
  ['手炒海苔酥 80g', 150], ['飛魚卵香腸 5入', 320, true], ['干貝XO醬 200g', 480], ['櫻花蝦辣醬 200g', 320], ['海鹽 250g', 120], ['昆布高湯包 10入', 260], ['丁香魚罐頭', 95], ['鮪魚罐頭 3入', 240], ['海苔捲禮盒', 420], ['墨魚麵 3入', 210],
  ['帆布提袋', 390], ['海浪馬克杯', 350], ['漁網收納袋', 180], ['燈塔擴香石', 420], ['貝殼項鍊', 680], ['藍染方巾', 560], ['海玻璃耳環', 720], ['港口明信片組', 120], ['海風香氛蠟燭', 590]
]

const numbered = (prefix: string, names: [string, number, boolean?][]): SeedProduct[] =>
  names.map(([title, price, cold], index) => ({ sku: `${prefix}-${String(index + 1).padStart(3, '0')}`, title, price, ...(cold ? { cold } : {}) }))

const tea = numbered('TEA', teaNames)
const select = numbered('SEL', selectNames)

export interface SeedShop {
  id: string
  merchantId: string
  title: string
  domain: string
  orderPrefix: string
  orders: number
  methods: [code: string, name: string, fee: number, enabled?: boolean][]
  products: SeedProduct[]
}

const home: SeedShop['methods'] = [['homedelivery', '宅配', 100], ['homedelivery_cod', '宅配（貨到付款）', 130]]
const convenience: SeedShop['methods'] = [['7-11', '7-11 取貨', 60], ['7-11_cod', '7-11 取貨付款', 60], ['familymart', '全家取貨', 60], ['familymart_cod', '全家取貨付款', 60]]
const cold: SeedShop['methods'] = [['coldchain', '冷鏈宅配', 180], ['coldchain_cod', '冷鏈宅配（貨到付款）', 210]]

/** Each shop has 30 SKUs, two of which only the shop knows; the two shops of one merchant share ten. */
export const seedShops: SeedShop[] = [
  {
    id: 'shp_8f2c', merchantId: 'mer_shan', title: '小山茶行', domain: 'shan-tea.liteshop.test', orderPrefix: 'ST', orders: 220,
    methods: [...home, ...convenience, ['hilife', '萊爾富取貨', 60], ...cold, ['okmart', 'OK 超商取貨', 60, false]],
    products: [
      ...tea,
      ...['茶韻禮盒 A', '茶韻禮盒 B', '品茗組合 3入', '辦公室茶包箱 100入', '茶粉 100g', '抹茶粉 80g'].map((title, index) => ({ sku: `TEA-1${String(index + 1).padStart(2, '0')}`, title, price: 480 + index * 160 })),
      { sku: 'TEA-COLD-01', title: '奶蓋茶凍 6入', price: 360, cold: true }, { sku: 'TEA-COLD-02', title: '烏龍茶冰淇淋 4入', price: 420, cold: true },
      { sku: 'TEA-BAG', title: '環保提袋', variant: '米色', price: 60, untracked: true }, { sku: 'TEA-CARD', title: '電子禮物卡 500', price: 500, untracked: true },
      { sku: 'TEA-099', title: '季節限定春茶 100g', price: 880, shopOnly: true }, { sku: 'TEA-GIFT', title: '中秋預購禮盒', price: 1380, shopOnly: true }
    ]
  },
  {
    id: 'shp_41d7', merchantId: 'mer_shan', title: '小山選物', domain: 'shan-select.liteshop.test', orderPrefix: 'SX', orders: 140,
    methods: [...home, ...convenience, ['hilife', '萊爾富取貨', 60], ['selfpickup', '門市自取', 0]],
    products: [
      ...tea.slice(0, 10), ...select,
      { sku: 'SEL-098', title: '職人手作茶席（預購）', price: 3200, shopOnly: true }, { sku: 'SEL-099', title: '福袋', price: 999, shopOnly: true }
    ]
  },
  {
    id: 'shp_c90a', merchantId: 'mer_hai', title: '海風生活', domain: 'haifeng.liteshop.test', orderPrefix: 'HF', orders: 140,
    methods: [...home, ...convenience, ['hilife', '萊爾富取貨', 60], ...cold],
    products: [
      ...numbered('SEA', seaNames),
      { sku: 'SEA-WRAP', title: '禮品包裝', price: 50, untracked: true },
      { sku: 'SEA-098', title: '港口直送鮮魚箱', price: 1680, shopOnly: true, cold: true }, { sku: 'SEA-099', title: '漁村體驗券', price: 800, shopOnly: true }
    ]
  }
]

export const seedUsers = [
  { id: 'usr_shan', email: 'shan@liteshop.test', password: 'liteshop', name: '林小山', merchantId: 'mer_shan', merchantName: '小山茶業有限公司' },
  { id: 'usr_hai', email: 'hai@liteshop.test', password: 'liteshop', name: '陳海風', merchantId: 'mer_hai', merchantName: '海風生活工作室' }
]
