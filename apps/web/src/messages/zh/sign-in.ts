import type en from '../en/sign-in.ts'
import type { Same } from '../same.ts'

export default {
  title: '登入', email: '電子郵件', password: '密碼', signIn: '登入', emailMissing: '請輸入電子郵件', passwordMissing: '請輸入密碼',
  refusedTitle: '電子郵件或密碼不正確', refusedText: '請確認後再試一次。若忘記密碼，可請倉庫管理員至「使用者」重新設定。',
  demoTitle: '這是示範環境', demoText: '請使用預先建立的帳號登入。', ended: '登入後即可回到剛才的頁面。',
} as const satisfies Same<typeof en>
