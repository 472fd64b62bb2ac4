import type en from '../en/alerts.ts'
import type { Same } from '../same.ts'

export default {
  title: '警示', description: '目前有哪些狀況、何時開始、由誰處理。原因排除後，警示會自動解除。',
  bell: '{count, plural, =0 {警示：沒有新的項目} other {警示：# 則新項目}}', panel: '警示', seeAll: '查看所有警示', nothing: '目前一切正常。', more: '另有 {count, number} 則未解決',
  what: '狀況', todo: '處理方式', owner: '由誰處理', since: '開始時間', state: '狀態', kind: '類型', closedAt: '解除時間', system: '系統', urgency: '緊急程度',
  openState: '未解決', closedState: '已解除', allStates: '全部', high: '緊急', normal: '一般', unseen: '新', cameBack: '再次發生 {count, number} 次',
  says: '對方回覆：{words}', seeAllOpen: '全部標為已讀', preferences: '我的電子郵件通知',
  emptyTitle: '目前一切正常', emptyText: '商店拒絕存取、撈單延遲、訂單暫停出貨、寫入遭拒等狀況會顯示於此，並說明處理方式。',
  owners: { merchant: '貨主', warehouse: '倉庫', platform: '電商平台', crossdock: 'Crossdock' },
  kinds: {
    disconnected: '已斷線', degraded: '商店連線異常', platform_down: '平台異常', client_refused: 'Crossdock 憑證遭拒', secret_unreadable: '無法開啟存取權杖', rehearsal_failed: '預演失敗', slot_late: '撈單延遲', slot_missed: '撈單失敗', coverage_gap: '無法補齊的撈單缺口', reconciliation_failed: '比對失敗', orders_aging: '訂單即將過舊', orders_held: '訂單暫停出貨', orders_unreadable: '訂單內容無法解讀',
    write_refused: '寫入遭拒', write_unsent: '寫入等待中', stock_at_risk: '庫存有超賣風險', stock_drift: '商店庫存不符', endpoint_disabled: 'Webhook 已停用', mail_failing: '電子郵件寄送失敗',
  },
  preferencesTitle: '通知方式', preferencesText: '與您有關的警示都會顯示在「警示」頁面；電子郵件通知方式可在此選擇。', mailTo: '郵件寄至 {email}。', mailOff: '尚未設定電子郵件，因此不會寄送任何郵件。請洽倉庫管理員於「電子郵件」設定。',
  mode: '電子郵件', modeLabel: '寄送時機', modes: { at_once: '立即', digest: '每日一封', none: '不寄送' }, modeHints: { at_once: '有新狀況或數量加倍時立即寄送，同時發生的合併為一封。', digest: '每天一封，列出所有未解決的警示；沒有未解決的警示時不寄送。', none: '只在畫面上顯示警示。' },
  digestHour: '每日郵件的時間', digestHourHint: '以倉庫的時區為準。', mailLanguage: '郵件語言', byDefault: '這是您角色的預設值，儲存後即以您的選擇為準。', save: '儲存', saved: '已儲存通知方式。',
} as const satisfies Same<typeof en>
