import type en from '../en/sales-channels.ts'
import type { Same } from '../same.ts'

export default {
  title: '銷售通路', description: '貨主的銷售方式，每個電商帳號都透過其中一個通路銷售。', searchLabel: '通路名稱', state: '狀態', stateOn: '啟用', stateOff: '停用', accounts: '電商帳號數', new: '新增通路', emptyTitle: '尚無銷售通路', emptyText: '電商帳號需要銷售通路，例如貨主的官網。請先建立通路，再建立電商帳號。',
  create: '建立通路', created: '已建立通路 {name}。', nameHint: '例如「官網」或「春季特賣」。', rename: '重新命名', renameTitle: '重新命名 {name}', renameAction: '重新命名', renamed: '通路名稱已改為 {name}。', renameOf: '重新命名 {name}',
  enable: '啟用', disable: '停用', enableOf: '啟用 {name}', disableOf: '停用 {name}', disableTitle: '要停用 {name} 嗎？', disableText: '停用的通路不接新訂單：商店送來的訂單仍會匯入，但會以「銷售通路已停用」暫停出貨，直到重新啟用。已在系統中的訂單不受影響，也不會遺失任何訂單。', disableAccounts: '有 {count, number} 個電商帳號使用此通路。', disableAction: '停用通路', disabled: '通路 {name} 已停用，新訂單將暫停出貨。', enabled: '通路 {name} 已啟用。', enabledReleased: '通路 {name} 已啟用，並解除 {count, number} 筆等待的訂單。',
} as const satisfies Same<typeof en>
