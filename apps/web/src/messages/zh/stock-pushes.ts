import type en from '../en/stock-pushes.ts'
import type { Same } from '../same.ts'

export default {
  title: '庫存推送', description: '推送至各商店的庫存，以及商店的回覆。', one: '庫存推送', emptyTitle: '尚無庫存推送', emptyText: '開啟入庫推送並完成入庫時，或在電商帳號覆寫商店庫存時，就會產生推送。', openInbounds: '前往入庫單',
  account: '電商帳號', kind: '類型', when: '建立時間', result: '結果', lineCount: '品項數', units: '件數', resultText: '{lines, number} 項中已套用 {applied, number} 項', notApplied: '{count, number} 項未套用', of: '來源', percentage: '推送比例', facts: '基本資料', openAccount: '開啟電商帳號',
  lines: '明細', linesHint: '傳送的內容，以及商店對每一項的回覆。', added: '增加', setTo: '設為', stockAfter: '推送後商店庫存', outcome: '回覆', storeSays: '商店回覆：「{text}」',
  increment: { unknown_sku: '請在商店建立或修正此品號，再重新傳送。', not_tracked: '請在商店開啟此商品的庫存追蹤，再重新傳送。', invalid_quantity: '請檢查商店中此品號的庫存，再重新傳送。', refused: '請先排除商店回覆的問題，再重新傳送。' },
  overwrite: { unknown_sku: '請在商店建立或修正此品號，再次覆寫商店庫存。', not_tracked: '請在商店開啟此商品的庫存追蹤，再次覆寫商店庫存。', invalid_quantity: '請檢查商店中此品號的庫存，再次覆寫商店庫存。', refused: '請先排除商店回覆的問題，再重新傳送。' },
  writes: '傳送紀錄', writesHint: '品項較多時會分批傳送。每批各有一組金鑰，即使沒收到回覆而再次傳送，商店也只會套用一次。', part: '批次', partOf: '第 {part, number} 批', state: '狀態', attempts: '嘗試次數', key: '冪等金鑰', next: '下次嘗試', answer: '回覆', statusCode: 'HTTP {status}', sentSettled: '傳送、完成', now: '儘快', none: '–',
  sendAgain: '重新傳送', sendAgainTitle: '要重新傳送第 {part, number} 批嗎？', sendAgainText: '商店拒絕了這一批。請先排除商店回覆的問題，否則仍會被拒絕。', sendRestText: '商店未套用的 {count, number} 項會以新的金鑰重新傳送；已套用的項目不會重複傳送。', approveAgain: '這代表您重新核准這些數量：請先查看商店目前的庫存，期間可能已有銷售或入庫。之後已另行覆寫的品項不受影響。', sentAgain: '第 {part, number} 批將重新傳送。', refusedTitle: '商店拒絕了此推送中的 {count, number} 批', partlyTitle: '{count, number} 項未套用', partlyText: '其餘項目商店已接受。處理方式列於各項旁，處理後請在下方重新傳送該批。', waitingTitle: '商店尚未全部回覆', waitingText: '此頁會自動更新。', showCalls: '查看平台呼叫紀錄',
} as const satisfies Same<typeof en>
