import type en from '../en/setup.ts'
import type { Same } from '../same.ts'

export default {
  title: '設定 Crossdock', description: '建立第一位倉庫管理員。此連結僅能使用一次。', name: '您的姓名', email: '電子郵件', password: '密碼', passwordHint: '至少 12 個字元，一句話最容易記住。', create: '建立管理員並登入', nameMissing: '請輸入姓名', emailMissing: '請輸入電子郵件', emailWrong: '請輸入電子郵件地址，例如 name@example.com', passwordShort: '請至少使用 12 個字元', goSignIn: '前往登入',
} as const satisfies Same<typeof en>
