import type en from '../en/webhooks.ts'
import type { Same } from '../same.ts'

export default {
  title: 'Webhook', description: '讓您自己的軟體得知警示：每則警示都會依 Standard Webhooks 規範簽章後傳送至以下網址。', new: '新增接收端', one: 'Webhook 接收端',
  url: '網址', urlHint: '須為 https:// 且可從網際網路連線。', note: '備註', kinds: '警示類型', kindsHint: '未選擇時表示全部。', allKinds: '全部類型', whose: '警示範圍', everyMerchant: '所有貨主', state: '狀態', waiting: '等待中', failed: '失敗', lastDelivered: '最近送達', never: '尚未送達', createdBy: '建立者',
  enabled: '啟用', disabled: '停用', switchedOff: '已自動停用', failing: '失敗中', create: '新增', save: '儲存', saved: '已儲存接收端。', edit: '編輯', enable: '啟用', disable: '停用',
  disabledBy: { person: '已由人員停用。', failing: '連續失敗五天，已自動停用。', gone: '對方回覆 410 Gone，已自動停用。' }, keptText: '停用期間事件會保留 14 天，重新啟用後一併送出。', failingText: '自 <at></at> 起持續失敗；五天內若未成功送達將自動停用。',
  enabledNow: '已啟用，保留的事件正在送出。', disabledNow: '已停用，事件會保留 14 天。', remove: '移除', removeTitle: '要移除此接收端嗎？', removeText: '為其保留的所有內容也會一併刪除。', removed: '已移除接收端。',
  secretTitle: '密鑰只顯示這一次', secretText: '您的軟體以此密鑰驗證每個 Webhook。密鑰不會再次顯示，但可重新產生。', secret: '密鑰', done: '我已保存', rotate: '更換密鑰', rotateTitle: '要產生新的密鑰嗎？', rotateText: '接下來 24 小時會同時以新舊密鑰簽章，更換期間不會有任何通知遭拒。', oldUntil: '舊密鑰在 <at></at> 前仍會一併簽章。',
  test: '傳送測試事件', testOk: '接收端已接受測試事件：{status}，{ms} 毫秒。', testFailed: '測試事件未送達：{error}',
  deliveries: '傳送紀錄', deliveriesText: '保留 30 天。約 28 小時內最多嘗試八次，之後視為失敗，可再重新傳送。', event: '事件', when: '建立時間', attempts: '次數', answered: '回覆', duration: '耗時', nextTry: '下次嘗試', replay: '重新傳送', replayOf: '重新傳送 {id}', replayed: '正在重新傳送。', replayAll: '重新傳送所有失敗項目', replayAllTitle: '要重新傳送所有失敗的事件嗎？', since: '自何時起失敗', replayedAll: '{count, plural, =0 {該時間之後沒有失敗的事件。} other {正在重新傳送 # 則事件。}}',
  states: { waiting: '等待傳送', sending: '傳送中', delivered: '已送達', failed: '失敗', expired: '逾期未送' }, details: '詳細內容', detailsOf: '{id} 的詳細內容', payload: '傳送內容', history: '嘗試紀錄', noAnswer: '無回應', milliseconds: '{value, number} 毫秒',
  emptyTitle: '尚無接收端', emptyText: '新增您自己軟體的網址，即可立即得知商店斷線、撈單延遲、訂單暫停出貨等狀況。', noDeliveries: '尚未傳送任何內容', noDeliveriesText: '傳送測試事件即可確認接收端是否正常。',
} as const satisfies Same<typeof en>
