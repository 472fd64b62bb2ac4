import type en from '../en/unknown-products.ts'
import type { Same } from '../same.ts'

export default {
  title: '未知商品', description: '查無對應商品的品號。完成對應後，等待中的訂單會一併解除暫停。', searchLabel: '品號或名稱', emptyTitle: '所有品號皆已對應', emptyText: '訂單中的品號若不符合貨主的任何商品，會列在此處；每個品號只列一次。', openOrders: '前往訂單',
  noSku: '無品號', orders: '等待中的訂單', oldest: '最早的訂單', firstSeen: '首次出現', mapColumn: '對應', map: '對應…', mapOne: '對應 {sku}', showOrders: '{count, number} 筆訂單等待 {sku}：查看',
  mapTitle: '{sku} 是哪一項商品？', mapText: '{merchant} 有 {orders, number} 筆訂單（{quantity, number} 件）等待此品號。沒有其他暫停原因的訂單會立即解除；之後的訂單會自動對應。', way: '對應方式', wayChoose: '選擇既有商品', wayCreate: '建立商品', searchProducts: '以品號、名稱或條碼搜尋商品', available: '可用 {count, number}', noProduct: '沒有符合「{q}」的商品，請改為建立商品。', noProducts: '{merchant} 尚無商品，請改為建立商品。', createText: '新商品沒有庫存，訂單會等到入庫或調整庫存後才能出貨。',
  productMissing: '請選擇商品', skuMissing: '請輸入品號', nameMissing: '請輸入名稱', tooLong: '最多 {max, number} 個字元', mapConfirm: '對應', createConfirm: '建立並對應',
  mapped: '{from} 已對應至 {to}：{count, plural, =0 {目前沒有訂單可解除暫停} other {# 筆訂單已解除暫停}}', stillWaiting: '{count, number} 筆訂單仍因其他原因等待，例如庫存不足。', showReady: '查看可處理的訂單',
} as const satisfies Same<typeof en>
