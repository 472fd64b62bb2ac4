import type en from '../en/outcomes.ts'
import type { Same } from '../same.ts'

export default {
  summary: '{action}：完成 {done, number} 筆{refused, plural, =0 {} other {，未完成 # 筆}}', showDone: '顯示已完成的 {count, number} 筆', done: '已完成', refused: '未完成',
} as const satisfies Same<typeof en>
