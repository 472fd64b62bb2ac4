import type en from '../en/holds.ts'
import type { Same } from '../same.ts'

export default {
  title: '暫停出貨', description: '訂單為何等待，以及該由誰處理。', searchLabel: '訂單編號或備註', one: '暫停出貨', quoted: '「{text}」', skuTitled: '{sku}（{title}）', byItselfAdvice: '自動解除：{advice}',
  emptyTitle: '沒有暫停出貨的訂單', emptyText: '無法直接出貨的訂單會列在此處並說明原因；原因排除後會自動解除。', openOrders: '前往訂單',
  account: '電商帳號', owner: '由誰處理', move: '由{owner}處理', since: '開始時間', placedBy: '設定者', stands: '暫停原因說明', way: '解除方式', byItself: '自動解除', byHand: '手動解除',
  hold: '設為暫停', holdTitle: '要暫停 {count, number} 筆訂單的出貨嗎？', holdText: '解除之前無法開始作業或出貨；已保留的庫存不受影響。', chooseReason: '請選擇原因', reasonMissing: '請選擇原因', noteTooLong: '最多 {max, number} 個字元', noteOptional: '備註（選填）',
  release: '解除暫停', releaseTitle: '要解除 {count, number} 筆訂單的暫停嗎？', releaseText: '可手動解除的暫停會立即解除；有原因的暫停（例如未知商品）須待原因排除後自動解除。', releaseOne: '要解除此暫停嗎？', releaseOneText: '「{reason}」解除後，若無其他暫停原因，訂單即可繼續。', releaseHolds: '要解除 {count, number} 項暫停嗎？', releaseHoldsText: '若無其他暫停原因，這些訂單即可繼續。', released: '已解除', releasedNow: '已解除 {count, number} 項暫停',
  someByThemselves: '其中 {count, number} 項會自動解除，不在此次處理範圍', allByThemselves: '這些項目會在原因排除後自動解除',
  field: '欄位', before: '變更前', after: '商店目前內容',
  cause: {
    unmapped: '物流代碼「{code}」尚未對應倉庫物流方式。', unmappedNamed: '物流代碼「{code}」（{name}）尚未對應倉庫物流方式。', mapCode: '設定對應',
    unknown: '沒有商品使用下列品號：',
    missing: '{sku} 缺 {count, number} 件', channel: '銷售通路「{name}」已停用，不接收新訂單。', openChannels: '前往銷售通路',
    canceled: '作業期間商店取消了此訂單。請在此取消訂單；若仍要出貨，請解除暫停。', canceledAfterShipping: '出貨後商店取消了此訂單。請與貨主確認退貨方式後再解除暫停。',
    differs: '商店收到的是 {told}，包裹單號其後改為 {number}（{carrier}）。請在商店修正；商店顯示新單號後會自動解除。', canceledByShipment: '商店因訂單已取消而拒絕了物流單號。請盡可能攔截包裹，與貨主確認後再解除暫停。',
    leftAtStore: '商店顯示此訂單已出貨。請在此取消訂單；若仍要出貨，請解除暫停。',
    changed: '開始作業後，商店變更了 {count, number} 項內容。請依新內容調整包裹，再解除暫停。',
  },
  changeField: {
    shippingCode: '物流代碼', shipmentStatus: '出貨狀態', codAmount: '貨到付款金額', total: '總金額', buyerNote: '買家備註',
    recipient: { name: '收件人姓名', phone: '收件人電話', email: '收件人電子郵件', country: '收件人國家', postalCode: '收件人郵遞區號', city: '收件人縣市', district: '收件人鄉鎮市區', address: '收件人地址' },
    pickupStore: { brand: '取貨超商', storeId: '取貨門市代號', storeName: '取貨門市名稱', address: '取貨門市地址' },
    line: { quantity: '{name} 數量', sku: '{name} 品號' },
  },
  advice: {
    unmapped_shipping_code: '請至電商帳號設定此代碼的對應，相關訂單會一併解除。', unknown_product: '請至「未知商品」完成對應，相關訂單會一併解除。', insufficient_stock: '請入庫或調整庫存，較早的訂單優先。', sales_channel_disabled: '請啟用銷售通路。',
    merchant_request: '請向貨主確認後解除暫停。', address_issue: '請更正地址後解除暫停。', risk_control: '請由貨主決定後解除暫停。', wrong_store_number: '請更正門市代號後解除暫停。', other: '請查看備註後解除暫停。',
  },
} as const satisfies Same<typeof en>
