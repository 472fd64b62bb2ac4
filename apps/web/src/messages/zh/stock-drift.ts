import type en from '../en/stock-drift.ts'
import type { Same } from '../same.ts'

export default {
  title: '庫存差異', description: '各商店顯示的庫存，與應有的庫存（最後告知的數量減去之後售出的數量）並列比較。系統每晚會重新讀取各商店。',
  searchLabel: '品號或名稱', show: '顯示', shownCount: '{name}（{count, number}）', account: '電商帳號', emptyTitle: '沒有符合的項目', emptyText: '系統每晚讀取各商店，與告知數量不符的品號會列在此處。如需立即讀取，請開啟電商帳號並點選「立即讀取庫存」。', summary: '{drift, number} 項差異無法解釋，{explained, number} 項可解釋，{same, number} 項相符。',
  shows: { drift: '有差異', explained: '可解釋', not_judged: '無法判斷', same: '相符', not_tracked: '商店未追蹤', unknown_sku: '商店查無品號', absent: '商店未列出' },
  told: '告知數量', sold: '之後售出', expected: '應顯示', shown: '實際顯示', difference: '差異', why: '原因', level: '目前可售',
  kind: { same: '相符', sold: '之後售出：{sold, number}', correcting: '更正傳送中', write_underway: '庫存推送尚未回覆', just_sold: '同一時間的訂單可解釋', orders_unread: '此時間以前的訂單尚未撈完', not_judged: '無法判斷：未撈取訂單', drift: '無法解釋' },
  standing: { not_tracked: '商店未追蹤此商品庫存', unknown_sku: '商店查無此品號', absent: '商店未列出其庫存' }, notCompared: '尚未重新讀取',
  decide: '差異的處理', nothingDiffers: '所選項目沒有差異', reason: '原因', reasonHint: '會與處理紀錄一併保留，供日後查詢。', more: '另有 {count, number} 項',
  accept: '接受', acceptTitle: '要接受 {count, number} 項差異嗎？', acceptText: '商店顯示的數量正確，之後以此為準。不會傳送任何內容。', acceptLine: '{sku}，{account}：之後以 {shown, number} 為準',
  correct: '更正', correctTitle: '要更正 {count, number} 項差異嗎？', correctText: '商店庫存會依差異增減一次；在此之前售出的數量不受影響。', correctLine: '{sku}，{account}：目前顯示 {shown, number}，增減 {change}',
  decisions: '處理紀錄', decision: '處理方式', action: { accepted: '已接受', corrected: '已更正' }, shownInsteadOf: '顯示 {shown, number}，應為 {expected, number}', showPush: '查看庫存推送', when: '時間', by: '處理人員',
  readings: '讀取紀錄', readingsHint: '每晚三點到四點之間讀取，每次一百個品號，以訂單與包裹優先。', noReadings: '尚未讀取任何商店。', trigger: '原因', triggers: { first: '首次讀取', nightly: '每晚讀取', manual: '人工讀取' }, status: '狀態', skusShown: '列出的品號', skusAbsent: '{count, number} 個未列出', skusDrifted: '當時有差異',
  notJudged: '{count, number} 項無法判斷：商店顯示的數量少於告知數量，但未撈取訂單。啟用撈單後才能得知售出數量。',
  watch: '商店庫存', watchHint: '每晚讀取，並與告知數量減去之後售出的數量比較。', readNow: '立即讀取庫存', readLast: '最近讀取', nextReading: '下次', neverRead: '尚未讀取。', differ: '{count, number} 個品號有差異', noneDiffer: '{count, plural, =0 {沒有可比較的品號} other {已比較 # 個品號，皆相符}}', readingProgress: '已讀取 {count, number} 個品號',
} as const satisfies Same<typeof en>
