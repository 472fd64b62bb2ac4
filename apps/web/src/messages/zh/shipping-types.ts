import type en from '../en/shipping-types.ts'
import type { Same } from '../same.ts'

export default {
  title: '物流方式', description: '倉庫的出貨方式。啟用後即可在物流方式對應中選擇。', searchLabel: '名稱、代碼或物流商', state: '狀態', enabledOnly: '已啟用', disabledOnly: '未啟用', temperature: '溫層', new: '新增自訂物流方式', code: '代碼', carrier: '物流商', cash: '貨到付款', collects: '可代收貨款', doesNot: '不代收貨款', mappings: '使用情形', mappingsText: '{count, number} 筆對應', enabled: '啟用', adminOnly: '物流方式由倉庫管理員啟用。',
  emptyTitle: '尚無物流方式', emptyText: '系統啟動時會建立常用物流方式，未列出的可自訂。', switchOf: '啟用 {name}', enabledDone: '現在可以選擇 {name}。', disabledDone: '{name} 已無法選擇。', edit: '編輯', editOf: '編輯 {name}', editTitle: '編輯 {name}', create: '建立物流方式', save: '儲存物流方式', created: '已建立並啟用 {name}。', saved: '已儲存 {name}。',
  codeHint: '以 custom_ 開頭，後接 a–z、0–9 與 _，建立後無法變更。', codeWrong: '須為 custom_ 開頭，後接最多 40 個 a–z、0–9 或 _', nameEn: '英文名稱', nameZh: '中文名稱', delivery: '配送方式', collectsLabel: '物流商可代收貨款', openIntegrations: '前往電商串接變更對應',
} as const satisfies Same<typeof en>
