import type en from '../en/users.ts'
import type { Same } from '../same.ts'

export default {
  title: '使用者', description: '可登入的人員與其角色。', searchLabel: '姓名或電子郵件', name: '姓名', role: '角色', state: '狀態', active: '可登入', inactive: '已停用', email: '電子郵件', lastSeen: '最後使用', never: '從未', you: '您', new: '新增使用者', emptyTitle: '沒有使用者', emptyText: '請為每位人員建立帳號。', allMerchants: '所有貨主', works: '可檢視',
  create: '建立使用者', created: '{name} 可使用 {email} 登入。', password: '密碼', passwordHint: '至少 12 個字元，一句話最容易記住。請將密碼交給使用者登入。', passwordShort: '至少 12 個字元', emailWrong: '請輸入電子郵件地址，例如 name@example.com', suggest: '產生密碼', copyNow: '請立即複製，之後不會再顯示。',
  roleHint: { admin: '所有功能，包含使用者、API 金鑰、貨主與物流方式', operator: '處理所有貨主的倉庫作業', merchant: '只能檢視與變更單一貨主的資料' },
  edit: '編輯', editOf: '編輯 {name}', editTitle: '編輯 {name}', save: '儲存使用者', saved: '已儲存 {name}。', signsOut: '變更角色或貨主後，該使用者會在所有裝置登出。',
  setPassword: '設定密碼', setPasswordOf: '為 {name} 設定密碼', setPasswordTitle: '為 {name} 設定密碼', setPasswordText: '舊密碼會立即失效，且該使用者會在所有裝置登出。', passwordSet: '已設定 {name} 的密碼。', newPassword: '新密碼',
  deactivate: '停用', deactivateOf: '停用 {name}', deactivateTitle: '要停用 {name} 嗎？', deactivateText: '{name} 會立即在所有裝置登出，重新啟用前無法登入。過去的操作紀錄會保留。', deactivateSelf: '這是您自己的帳號，停用後您會被登出。', deactivateAction: '停用使用者', activate: '啟用', activateOf: '啟用 {name}', deactivated: '{name} 已無法登入。', activated: '{name} 可以再次登入。',
} as const satisfies Same<typeof en>
