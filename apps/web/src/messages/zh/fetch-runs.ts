import type en from '../en/fetch-runs.ts'
import type { Same } from '../same.ts'

export default {
  title: '撈單紀錄', description: '每次向商店撈單的範圍與結果。', one: '撈單紀錄', emptyTitle: '尚無撈單紀錄', emptyText: '到達撈單時間、商店通知有訂單，或在電商帳號點選「立即撈單」時，系統就會撈單。', openAccounts: '前往電商串接',
  account: '電商帳號', trigger: '觸發方式', began: '開始時間', duration: '耗時', window: '查詢範圍', pages: '頁數', seen: '查到', new: '新增', changed: '變更', unchanged: '未變更', canceled: '取消', held: '暫停', skipped: '略過', error: '錯誤', slotOf: '排程 {time}',
  thenFetch: '{name} 已要求立即撈單：此次撈單結束後，會接著撈取最新訂單。', progress: '進度', seenOf: '已查看 {seen, number}／{expected, number} 筆訂單', seenSoFar: '已查看 {seen, number} 筆訂單，共 {pages, number} 頁', waitUntil: '電商平台要求稍候，{seconds, number} 秒後繼續。', waitingSoon: '即將繼續。', queuedText: '等待輪到處理。', runningText: '正在撈單…', succeededText: '新增 {new, number}、變更 {changed, number}、暫停 {held, number}、略過 {skipped, number}。', failedText: '撈單失敗。已儲存的資料會保留，下次撈單會從該處繼續。', stoppedText: '商店已斷線，因此停止撈單。請重新授權，屆時會補撈錯過的時間。', resumed: '中斷 {count, number} 次後已繼續執行。', kind: '類型',
  skippedBy: '略過原因', heldBy: '暫停原因', nothingSkipped: '沒有略過任何訂單。', nothingHeld: '沒有訂單暫停出貨。', skippedOrders: '略過的訂單', skippedOrdersHint: '僅列出前 200 筆。', platformOrder: '平台訂單', reason: '原因', detail: '說明', showOrders: '查看此次撈到的訂單', by: '操作者', back: '撈單紀錄', openAccount: '開啟電商帳號', noWindow: '尚無資料', facts: '基本資料', outcome: '結果',
} as const satisfies Same<typeof en>
