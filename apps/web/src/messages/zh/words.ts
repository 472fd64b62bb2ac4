import type en from '../en/words.ts'
import type { Same } from '../same.ts'

export default {
  actions: '操作', chooseMerchant: '請選擇貨主', merchant: '貨主', platform: '電商平台', displayName: '顯示名稱', channelName: '通路名稱', ecAccount: '電商帳號', salesChannel: '銷售通路', shippingType: '物流方式', order: '訂單', sku: '品號', quantity: '數量', product: '商品', status: '狀態', reason: '原因', note: '備註', trackingNumber: '物流單號', carrier: '物流商', parcel: '包裹', inbound: '入庫單', createdAt: '建立時間', updatedAt: '更新時間', by: '操作者', at: '時間', name: '名稱',
  connectionStatus: { not_verified: '未驗證', connected: '已連線', degraded: '連線異常', disconnected: '已斷線' },
  disconnectReason: { revoked_here: '授權已在 Crossdock 撤銷', revoked_on_platform: '商店已撤銷我們的授權', refused_by_platform: '電商平台拒絕了我們的授權' },
  role: { admin: '倉庫管理員', operator: '倉庫作業人員', merchant: '貨主使用者' },
  fetchTrigger: { slot: '排程', catch_up: '補撈', manual: '立即撈單', webhook: 'Webhook', reauthorized: '重新授權', gap: '補齊缺口', backfill: '回補撈單' },
  fetchRunStatus: { queued: '排隊中', running: '執行中', waiting: '等待中', succeeded: '成功', failed: '失敗', stopped: '已停止' },
  skipReason: { not_new: '不是新訂單', not_ready_to_ship: '尚未準備出貨', too_old: '超過 7 天', canceled_before_import: '匯入前已取消', malformed: '內容無法解讀' },
  orderStatus: { pending: '待處理', processing: '作業中', shipped: '已出貨', canceled: '已取消' },
  holdReason: { unmapped_shipping_code: '物流代碼未對應', unknown_product: '未知商品', insufficient_stock: '庫存不足', sales_channel_disabled: '銷售通路已停用', canceled_on_platform: '平台已取消', changed_on_platform: '平台已變更', tracking_differs: '商店物流單號不同', merchant_request: '貨主要求', address_issue: '地址問題', risk_control: '風險控管', wrong_store_number: '門市代號錯誤', other: '其他' },
  holdOwner: { warehouse: '倉庫', merchant: '貨主' },
  writeState: { planned: '等待中', sending: '傳送中', unknown: '確認中', accepted: '已接受', rejected: '已拒絕', asked: '需要回答', left: '遭拒，不再處理' },
  writeKind: { tracking: '物流單號', stock_increment: '庫存推送', stock_overwrite: '庫存覆寫', webhook_subscription: 'Webhook 訂閱', revocation: '撤銷授權' },
  trackingState: { none: '無包裹', waiting: '等待中', sent: '已傳送', confirmed: '商店已確認', refused: '已拒絕', differs: '商店單號不同' },
  waitingFor: { connection: '等待商店恢復連線', turn: '等待輪到處理', platform: '電商平台要求稍候', person: '等待有人回答' },
  inboundStatus: { pending: '待收貨', receiving: '收貨中', received: '已收貨', completed: '已完成', canceled: '已取消' },
  stockMovement: { inbound: '上架', shipment: '出貨', adjustment: '調整' },
  stockPushKind: { increment: '入庫推送', overwrite: '覆寫' },
  stockPushOrigin: { correction: '入庫更正', drift: '庫存差異更正' },
  stockLineResult: { waiting: '等待中', applied: '已套用', unknown_sku: '商店查無此品號', not_tracked: '商店未追蹤此商品庫存', invalid_quantity: '商店拒絕此數量', refused: '已拒絕', superseded: '已改為覆寫' },
  lineStock: { reserved: '已保留', short: '庫存不足', unknown_product: '未知商品', shipped: '已出貨', released: '已釋出' },
  temperature: { ambient: '常溫', chilled: '冷藏', frozen: '冷凍' },
  delivery: { home: '宅配', convenience_store: '超商取貨', self_pickup: '倉庫自取' },
  actorKind: { user: '使用者', api_key: 'API 金鑰', system: 'Crossdock', platform: '電商平台' },
  failureKind: { auth: '授權失敗', rate_limited: '平台要求稍候', unavailable: '無法連線', rejected: '遭到拒絕', malformed: '內容無法解讀' },
  platformSays: {
    unavailable: '{platform} 目前無法回應', rateLimited: '{platform} 要求減少呼叫次數', refused: '{platform} 拒絕此項目', token: '{platform} 不接受目前的存取權杖', scope: '{platform} 表示缺少權限', redirect: '{platform} 轉往其他網址，系統未跟隨',
    hostUnknown: '無法解析主機名稱 {platform}', silent: '15 秒內沒有回應', itRefused: '對方拒絕連線', itBroke: '對方中斷連線', itAway: '無法連線至對方', unreadable: '{platform} 的回應無法解讀', lost: '與 {platform} 的連線在收到完整回應前中斷', unreachable: '無法連線至 {platform}', certificate: '{platform} 的憑證無效或不受信任', paused: '{platform} 要求暫時不要呼叫', shut: '{platform} 已停止回應，每半分鐘再試一次', givenUp: '{platform}：呼叫耗時過久，已中止', otherwise: '{platform} 的回覆與約定不符', otherShop: '平台顯示的是另一間商店：「{platform}」', keyLost: '加密存取權的金鑰遺失，無法通知商店', keyWasLost: '還原備份時缺少加密存取權的金鑰，請重新授權', unopened: 'Crossdock 無法開啟保存的存取權，已通知管理員', died: '傳送程序連續數次中途結束，無法確定商店是否已收到', diedReading: '讀取程序連續數次在此頁中途結束，已先擱置以免影響其他作業', neverAnswered: '商店從未回覆是否收到，且已無法查詢', ours: '系統發生問題，將自動重試', notConnected: '電商帳號尚未連線，連線後將自動繼續', ended: '授權已中途結束，重新授權後繼續', renewing: '另一個程序更新存取權耗時過久', noOrders: '此平台沒有訂單可讀取', noStock: '此平台不提供庫存數量', noTracking: '此平台不接受物流單號', withWords: '{said}：「{words}」',
  },
  searchKind: { order: '訂單', ec_account: '電商帳號', product: '商品', inbound: '入庫單', merchant: '貨主' },
} as const satisfies Same<typeof en>
