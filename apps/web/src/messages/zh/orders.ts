import type en from '../en/orders.ts'
import type { Same } from '../same.ts'

export default {
  title: '訂單', description: '各商店的訂單，以及目前的處理進度。', number: '訂單', placed: '下單時間', recipient: '收件人', tracking: '物流', total: '總金額', cod: '貨到付款', notMapped: '未對應', holds: '暫停出貨',
  units: '{count, number} 件', more: '等 +{count, number}',
  searchLabel: '訂單編號、物流單號、收件人、品號', holdReason: '暫停原因', reasonCount: '{reason}（{count, number}）', placedFrom: '下單日期起', placedTo: '迄', tabs: '依狀態檢視訂單', tabAll: '全部', tabOnHold: '暫停出貨',
  chipReady: '未暫停', chipCode: '物流代碼 {code}', chipUnknown: '等待某項未知商品', chipRun: '來自某次撈單', chipTracking: '物流單號：{state}', unshown: '商店已接受但未顯示', removeFilter: '移除篩選「{label}」',
  emptyTitle: '尚無訂單', emptyText: '訂單來自已串接的商店：於排定的撈單時間匯入，或點選「立即撈單」。', openAccounts: '前往電商串接',
  export: '匯出 CSV', shipCsv: '以 CSV 出貨', startProcessing: '開始作業', ship: '出貨', most: '一次最多 {max, number} 筆。', selectMatching: '選取所有符合的訂單', selectAllMatching: '選取全部 {count, number} 筆', selectFirst: '選取前 {max, number} 筆（共 {count, number} 筆）', fresh: '有 {count, number} 筆新訂單', showFresh: '顯示',
  shipTitle: '出貨 {count, number} 筆訂單', shipText: '每筆訂單一個包裹，包含所有尚未出貨的商品。可將整欄物流單號貼到第一個欄位，系統會依序填入下方各列；未填單號的訂單不會出貨。', trackingOf: '{order} 的物流單號', carrierOf: '{order} 的物流商', trackingPlaceholder: '物流單號', trackingMissing: '請輸入物流單號', trackingTooLong: '最多 64 個字元', trackingSigns: '僅限英文字母、數字與符號', carrierMissing: '請輸入物流商', notShippable: '目前無法出貨，不會處理', shipCount: '{count, plural, =0 {出貨} other {出貨 # 筆}}', shipping: '出貨中…', shipDone: '已出貨', goAnyway: '僅此一次，放行無法查詢的 {count, number} 筆',
  csvTitle: '以 CSV 出貨', csvText: '每列一個包裹：order_number（訂單編號）、tracking_number（物流單號）、carrier（物流商）。填寫 sku（品號）與 quantity（數量）可只出部分商品；相同物流單號的列視為同一包裹。確認每列結果之前不會出貨。', csvAccount: '僅處理「{name}」的訂單。', csvChoose: '選擇檔案', csvTemplate: '下載範本', csvLabel: '資料列（含標題列）', csvMissing: '請貼上資料列或選擇檔案', csvTooLong: '最多 2,000,000 個字元，請分割檔案', csvUnreadable: '無法讀取檔案', csvCheck: '檢查資料', csvPreview: '{shipped, number} 列可出貨{refused, plural, =0 {} other {，# 列無法出貨}}', csvPreviewText: '請修正上方資料後重新檢查，或只出貨沒有問題的列。', csvShip: '出貨 {count, number} 列', csvDone: '已出貨 {shipped, number} 列{refused, plural, =0 {} other {，# 列遭拒}}', csvAgain: '繼續出貨', csvOutcomes: '每列的結果', csvRow: '列', csvOutcome: '結果', csvRowReady: '可出貨', csvRowRefused: '無法出貨',
} as const satisfies Same<typeof en>
