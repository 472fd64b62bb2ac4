import type en from '../en/coverage.ts'
import type { Same } from '../same.ts'

export default {
  title: '撈單涵蓋範圍', hint: '最近 14 天內，商店的哪些時段已讀取。商店連線期間，缺口會自動補齊。',
  covered: '已讀取', gap: '{count, number} 個缺口', noGaps: '沒有缺口', waiting: '尚未讀取', before: '串接之前', barLabel: '「{name}」的撈單涵蓋範圍：{state}', spans: '缺口', gapSpan: '未讀取：{span}',
  until: '已讀取至 <at></at>。', never: '尚未讀取任何訂單，首次撈單會回溯 7 天。', next: '下次撈單 <at></at>。', beingRead: '撈單進行中。',
  zeroMissing: '0 筆遺漏，{time} 檢查', wereMissing: '{count, number} 筆遺漏，{time} 檢查', checkedBefore: '前一次檢查（{time}）：{count, number} 筆遺漏', failedAt: '最近一次檢查（{time}）失敗，無法確認是否有訂單遺漏', became: '{orders, number} 筆{outcome}', notChecked: '尚未與商店比對，系統每晚會自動比對。',
  unreadable: '有 {count, number} 筆訂單內容無法解讀', unreadableHint: '這些訂單未匯入，也無法由此出貨。商店改以約定的格式提供後會自動匯入；在此之前請到商店查看。', unreadableProblem: '問題', receivedAt: '收到時間', onlyLatest: '僅列出最近 {shown, number} 筆。',
  checkNow: '立即檢查', checking: '正在與商店比對…', checkWaits: '比對等待中，稍後會自動繼續。', leftOver: '另有 {count, number} 筆商店未列出的訂單，下次優先查詢。', checkFailed: '上次比對未成功', compared: '商店 {store, number} 筆、此處 {here, number} 筆；相同 {alike, number} 筆，上次撈單後新增或變更 {newer, number} 筆。', history: '比對紀錄', historyEmpty: '尚無比對紀錄。', showOrders: '查看訂單', checkedAt: '檢查時間', inStore: '商店', here: '此處', missing: '遺漏', differences: '差異', by: '執行者', none: '無', orders: '有差異的訂單', order: '訂單', what: '差異', outcomeColumn: '處理結果', ordersEmpty: '兩邊沒有差異。',
  trigger: { nightly: '每晚', manual: '立即檢查' },
  kind: { missing: '此處遺漏', change_missed: '遺漏變更', shipped_on_store_only: '商店已出貨，此處未出貨', shipped_here_only: '此處已出貨，商店未得知', canceled_on_store_only: '商店已取消，此處未取消', gone_from_store: '商店已無此訂單' },
  outcome: { imported: '已撈取', taken_over: '已更新', held: '已暫停出貨', listed: '待確認' },
  skipped: '未匯入：{reason}',
  backfill: '回補撈單…', backfillTitle: '重新讀取「{name}」的日期範圍', backfillHint: '讀取在這些日期成立或最後變更的訂單，最多回溯 31 天；已匯入的訂單不會重複。', from: '起日', to: '迄日（含）', preview: '先計算筆數', fromMissing: '請選擇起日', toMissing: '請選擇迄日', order2: '迄日早於起日', count: '{count, plural, =0 {商店在這些日期沒有訂單。} other {商店在這些日期有 # 筆訂單，其中 {here, number} 筆已在此處。}}', tooOld: '其中 {count, number} 筆成立超過 7 天：尚未匯入者已無法匯入，會以「超過 7 天」略過；已匯入者的變更仍會更新。', start: '{count, plural, =0 {仍要讀取} other {讀取 # 筆訂單}}', started: '正在讀取這些日期。', showRun: '查看撈單紀錄：進度、略過的訂單與原因',
  ageing: {
    soon: '{since} 起的訂單自 {deadline} 起將無法撈取：剩下 {left}', urgent: '{since} 起的訂單自 {deadline} 起將無法撈取：只剩 {left}', losing: '{since} 起的訂單自 {deadline} 起已無法撈取', homeSoon: '{merchant} 的「{account}」：訂單自 {deadline} 起將無法撈取，剩下 {left}', homeLosing: '{merchant} 的「{account}」：自 {deadline} 起已有訂單過舊而無法撈取',
    left: '{hours, number} 小時', missed: '錯過 {count, number} 次撈單：{times}', more: '{times} 等，另有 {count, number} 次',
    cause: { disconnected: '商店已斷線。請點選「授權並串接」，系統會立即補撈。', fetch_off: '撈單未啟用。請在設定中啟用，或點選「立即撈單」。', no_schedule: '尚未設定撈單時間。請在設定中選擇，或點選「立即撈單」。', not_read: '撈單未成功。請查看最近的撈單，或點選「立即撈單」。' },
  },
} as const satisfies Same<typeof en>
