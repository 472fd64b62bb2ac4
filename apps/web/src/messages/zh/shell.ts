import type en from '../en/shell.ts'
import type { Same } from '../same.ts'

export default {
  navigation: '主要導覽', openNavigation: '開啟導覽', closeNavigation: '關閉導覽', home: '首頁', ecIntegrations: '電商串接', fetchRuns: '撈單紀錄', orders: '訂單', holds: '暫停出貨', unknownProducts: '未知商品', inbounds: '入庫單', stock: '庫存', stockDrift: '庫存差異', stockPushes: '庫存推送', outbox: '傳送清單', salesChannels: '銷售通路', shippingTypes: '物流方式', merchants: '貨主', users: '使用者', apiKeys: 'API 金鑰', platformCalls: '平台呼叫紀錄', alerts: '警示', webhooks: 'Webhook', mail: '電子郵件',
  merchantShown: '目前貨主', allMerchants: '所有貨主', searchEverything: '搜尋全部', searchPlaceholder: '訂單編號、物流單號、品號、電商帳號…', searchHint: '輸入關鍵字以搜尋訂單、電商帳號、商品、入庫單與貨主。', searchNothing: '找不到「{query}」。', searchPages: '頁面', searchResults: '搜尋結果',
  display: '顯示', language: '語言', english: 'English', chinese: '繁體中文', scheme: '外觀', light: '淺色', dark: '深色', system: '跟隨系統', density: '密度', comfortable: '寬鬆', compact: '緊湊',
  account: '您的帳號', signOut: '登出', demo: '示範', demoHint: '目前使用示範資料與沙盒商店。',
  notFoundTitle: '找不到此頁面', notFoundText: '網址可能有誤，或頁面已移動。', goHome: '回到首頁', merchantInactive: '{name}（已停用）',
} as const satisfies Same<typeof en>
