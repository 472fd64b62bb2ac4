import type en from '../en/platform-calls.ts'
import type { Same } from '../same.ts'

export default {
  title: '平台呼叫紀錄', description: '每次呼叫電商平台的要求與回覆。機密資料在儲存前已遮蔽。', one: '平台呼叫', account: '電商帳號', purposeLabel: '用途', outcome: '結果', failedOnly: '僅失敗', succeededOnly: '僅成功', from: '起', to: '迄', when: '時間', call: '呼叫', duration: '耗時', attempt: '嘗試', attemptOf: '第 {count, number} 次嘗試', noAnswer: '沒有回覆', ok: 'HTTP {status}', emptyTitle: '尚無呼叫紀錄', emptyText: '授權電商帳號、撈單，以及傳送物流單號或庫存時，都會留下紀錄。', openAccounts: '前往電商串接', noAccount: '無帳號',
  failure: '失敗原因', failureText: '{kind}：{message}', request: '要求', response: '回覆', headers: '標頭', body: '內容', noBody: '沒有內容', noHeaders: '沒有標頭', copyBody: '複製內容', facts: '基本資料', url: '網址', masked: '顯示為 *** 的是機密資料，系統不會保存。', milliseconds: '{value, number} 毫秒',
  purpose: { metadata_read: '讀取平台位址', token_exchange: '換取授權', token_refresh: '更新授權', token_revoke: '撤銷授權', shop_read: '讀取商店資料', shippingMethods_list: '讀取物流方式', orders_list: '撈單', orders_count: '計算訂單數', orders_get: '讀取單筆訂單', tracking_list: '回查包裹', tracking_push: '傳送物流單號', stock_increase: '推送庫存', stock_overwrite: '覆寫庫存', stock_levels: '讀取庫存', webhooks_list: '讀取 Webhook', webhooks_subscribe: '訂閱 Webhook', webhooks_unsubscribe: '取消訂閱 Webhook' },
} as const satisfies Same<typeof en>
