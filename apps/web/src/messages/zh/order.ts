import type en from '../en/order.ts'
import type { Same } from '../same.ts'

export default {
  one: '訂單', title: '訂單 {number}', back: '訂單', stages: '訂單進度', stopped: '暫停出貨', refused: '遭拒', notShown: '未顯示', notMapped: '未對應', codeNamed: '{code}（{name}）',
  stage: { imported: '已匯入', released: '可出貨', processing: '作業中', shipped: '已出貨', confirmed: '物流單號已確認', canceled: '已取消' },
  next: { held: '暫停出貨中：原因與負責處理者請見下方。', ready: '可以處理。現場開始作業時請點選「開始作業」，也可直接出貨。', pack: '請包裝，再以物流單號出貨。', partly: '已出貨一部分，其餘包裝完成後再出貨。', telling: '已出貨，正在將物流單號傳送至商店。', unshown: '已出貨，商店也已接受物流單號，卻未顯示。起始時間與負責處理者請見下方。', disconnected: '已出貨，但商店已斷線，物流單號等待傳送；請重新授權電商帳號。', asked: '無法得知商店是否收到物流單號。請比對下方數字並回答。', refused: '商店拒絕了物流單號，原因與處理方式請見下方。', confirmed: '完成，商店已顯示所有物流單號。', canceled: '已取消，不會出貨。' },
  startProcessing: '開始作業', ship: '出貨', cancel: '取消訂單', processStarted: '已開始作業', heldNow: '訂單已暫停出貨', canceledNow: '訂單已取消',
  cancelTitle: '要取消訂單 {number} 嗎？', cancelText: '已保留的庫存會釋出給等待中的訂單，且無法復原。', cancelStore: '系統不會通知商店，請一併在商店取消。', cancelConfirm: '取消訂單',
  holds: '{count, plural, =1 {暫停出貨} other {暫停出貨（# 項原因）}}', noHolds: '未暫停出貨', pastHolds: '已解除的暫停（{count, number}）',
  lines: '訂單明細', linesOf: '訂單 {number} 的明細', noLines: '此訂單沒有明細。', noSku: '無品號', shipped: '已出貨', stock: '庫存', price: '單價', mappedTo: '對應至 {sku}', missing: '{word}，缺 {count, number} 件',
  delivery: '配送', recipient: '收件人', phone: '電話', email: '電子郵件', pickupStore: '取貨門市', storeNumber: '門市代號', brand: { sevenEleven: '7-ELEVEN', familyMart: '全家', hiLife: '萊爾富', okMart: 'OK 超商' }, address: '地址', buyerNote: '買家備註',
  money: '金額', subtotal: '小計', shippingFee: '運費', discount: '折扣', total: '總金額', cod: '貨到付款', noCod: '無須代收',
  platform: '商店端資料', platformOrderId: '訂單識別碼', platformOrder: '訂單狀態', platformShipment: '出貨狀態', platformPayment: '付款狀態', placed: '下單時間', importedAt: '匯入時間', readAt: '最近讀取',
  platformOrderStatus: { new: '新訂單', processing: '處理中', awaiting_receipt: '待收貨', completed: '已完成', cancelled: '已取消' }, platformShipmentStatus: { unready: '尚未備妥', ready_to_ship: '準備出貨', shipped: '已出貨', delivered: '已送達', returned: '已退回' }, platformPaymentStatus: { pending: '待付款', paid: '已付款', refunded: '已退款', cod: '貨到付款' },
  raw: '商店傳來的原始訂單', rawReceived: '接收時間：<at></at>',
  shipTitle: '訂單出貨', shipText: '每個包裹的物流單號會立即傳送至「{account}」。', parcelNumber: '包裹 {number, number}', contents: '包裹內容', quantityOf: '{sku} 的數量', ofLeft: '／剩 {count, number}', addParcel: '分成多個包裹', remove: '移除', removeParcel: '移除包裹 {number, number}', staysHere: '{count, number} 件未放入任何包裹，將保留待出貨。', shipParcels: '出貨 {count, number} 個包裹', shippedNow: '已出貨 {count, number} 個包裹',
  problem: { trackingMissing: '請輸入物流單號', trackingTooLong: '最多 64 個字元', trackingSigns: '僅限英文字母、數字與符號', trackingTwice: '另一個包裹已使用此單號', carrierMissing: '請輸入物流商', parcelEmpty: '請至少放入 1 件商品', tooMany: '超過剩餘數量', notWhole: '請輸入整數' },
  parcels: '包裹（{count, number}）', shippedBy: '<at></at>出貨・{by}', packed: '{sku} × {count, number}', pushSteps: '商店得知的進度', step: { waiting: '等待中', sent: '已傳送', confirmed: '已回讀' }, sentText: '商店已接受，正在回讀確認。', unknownText: '尚不確定商店是否收到，系統正在確認，不會重複傳送。', readBack: '<at></at>自商店回讀確認。', lastTry: '上次嘗試：{error}', nextTry: '<at></at>再試', storeKnows: '商店顯示 {number}、{carrier}，出貨時間 <at></at>。',
  unshown: '商店已接受此單號，卻未顯示', unasked: '商店已接受此單號，但無法查詢是否已顯示', unshownSince: '<at></at>已由商店接受。負責處理：{owner}。', lastReading: '無法回讀：{error}', lookedFor: '已查找 {count, number} 次', openAccount: '開啟電商帳號',
  unshownTodo: { merchant: '須重新授權並允許所有權限，才能向商店查詢。', platform: '請在商店查看此訂單；若缺少物流單號，請在商店補上，並向平台詢問原因。買家可能不知道商品已出貨。', crossdock: '因系統端的問題而無法回讀，原因請見 Crossdock 的記錄。' },
  refusedSilent: '商店拒絕，未說明原因', sendAgain: '重新傳送', attempts: '已嘗試 {count, number} 次',
  correct: '修正', correctTitle: '修正包裹 {number}', correctText: '商店尚未收到此包裹，修正後會立即傳送。', correctToldText: '商店已收到原單號，且不接受更改。訂單會以待辦方式暫停，直到商店顯示新單號為止：請在商店修正。', correctSend: '修正並傳送', correctSave: '在此修正', correctedSent: '已修正，正在傳送至商店', correctedTask: '已在此修正，請一併在商店修正', toldAs: '商店收到的是 {number}。',
  fresh: { canceled: '<at></at>已在商店取消', canceledText: '剛才向商店查詢。請攔下包裹；此處未出貨。', changed: '商店內容已變更', changedText: '剛才向商店查詢。請查看差異後再試一次。', unknown: '自 <at></at>起無法向商店查詢', unknownNow: '目前無法向商店查詢', unknownText: '訂單可能已取消或變更（{cause}）。請等待商店恢復，或僅此一次放行；您的姓名會記錄於歷程。', goAnyway: '僅此一次，仍然放行', cause: { disconnected: '電商帳號已斷線', unreachable: '沒有回應', late: '時間內未及查詢', gone: '商店查無此訂單' } },
  wentUnread: { process: '開始作業', ship: '出貨', operator: '{step}：無法向商店確認（{cause}），由作業人員放行', setting: '{step}：無法向商店確認（{cause}），依電商帳號設定放行' },
  timeline: '歷程', actor: '{name}（{kind}）', fetchRun: '撈單紀錄', takenOver: '尚未開始作業，已採用變更後的內容。', notTakenOver: '已開始作業，此處內容未變更。', whileStatus: '當時狀態為「{status}」。', mappedAs: '{key} 對應至 {sku}（{name}）', shippedParcel: '{number}、{carrier}、{count, number} 件', partial: '其餘待出貨',
  event: { imported: '已匯入', held: '暫停出貨', released: '解除暫停', changed_on_platform: '商店變更內容', canceled_on_platform: '商店取消訂單', product_mapped: '商品已對應', processing_started: '開始作業', shipped: '已出貨', tracking_accepted: '商店已接受物流單號', tracking_refused: '商店拒絕物流單號', tracking_confirmed: '已自商店回讀物流單號', canceled: '已取消', went_unread: '未向商店確認即放行', parcel_corrected: '包裹已修正', write_answered: '已有人判斷物流單號的結果', write_left: '遭拒的物流單號設為不再處理', other: '其他：{type}' },
  answered: { arrived: '已送達', not_arrived: '未送達，重新傳送', overwritten: '已覆寫', by_item: '逐項回答' }, correctedTo: '{before} → {number}、{carrier}',
} as const satisfies Same<typeof en>
