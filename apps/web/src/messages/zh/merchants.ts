import type en from '../en/merchants.ts'
import type { Same } from '../same.ts'

export default {
  title: '貨主', description: '倉庫為哪些貨主保管商品。', searchLabel: '名稱或代碼', state: '狀態', active: '啟用', inactive: '停用', code: '代碼', accounts: '電商帳號數', openOrders: '未完成訂單', new: '新增貨主', emptyTitle: '尚無貨主', emptyText: '商品、商店與訂單皆屬於貨主，請先建立第一位貨主。', noneForYou: '貨主由倉庫管理員建立。',
  create: '建立貨主', created: '已建立貨主 {name}。', codeHint: '簡短且建立後不可變更的代號：最多 20 個 A–Z、0–9、_ 或 -。', codeWrong: '最多 20 個 A–Z、0–9、_ 或 -，開頭須為英文字母或數字', rename: '重新命名', renameOf: '重新命名 {name}', renameTitle: '重新命名 {name}', renameAction: '重新命名', renamed: '貨主名稱已改為 {name}。',
  activate: '啟用', deactivate: '停用', activateOf: '啟用 {name}', deactivateOf: '停用 {name}', deactivateTitle: '要停用 {name} 嗎？', deactivateText: '停用後無法再為此貨主新增商品、銷售通路、電商帳號或入庫單。既有資料維持不變，仍可處理完畢。', deactivateOpen: '目前有 {count, number} 筆未完成訂單。', deactivateAction: '停用貨主', activated: '貨主 {name} 已啟用。', deactivated: '貨主 {name} 已停用。',
} as const satisfies Same<typeof en>
