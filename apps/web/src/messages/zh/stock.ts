import type en from '../en/stock.ts'
import type { Same } from '../same.ts'

export default {
  title: '庫存', description: '倉庫現有的商品：在庫、已保留給訂單，以及可用數量。', searchLabel: '品號、名稱或條碼', state: '庫存狀態', stateIn: '有庫存', stateOut: '庫存不足', stateReserved: '已保留給訂單', onHand: '在庫', reserved: '已保留', available: '可用', outOfStock: '庫存不足', inStock: '有庫存',
  emptyTitle: '尚無商品', emptyText: '每個品號代表一項商品。請在此建立商品，入庫單上架後庫存就會增加。', openInbounds: '前往入庫單',
  newProduct: '新增商品', editProduct: '編輯商品', createProduct: '建立商品', saveProduct: '儲存商品', productName: '商品名稱', barcode: '條碼', skuHint: '請與商店的寫法一致，建立後無法變更。', created: '已建立商品 {sku}。', createdReleased: '已建立商品 {sku}，並解除 {count, number} 筆等待此商品的訂單。', saved: '商品已儲存。',
  figures: '庫存數量', figuresLabel: '在庫 {onHand, number}：已保留 {reserved, number}、可用 {available, number}', adjust: '調整庫存', adjustTitle: '調整 {sku} 的庫存', adjustHint: '用於盤點差異、損壞或尋獲的商品。隨入庫單到貨的商品請在入庫單上架。', change: '增減數量', changeHint: '減少請輸入負數，例如 −2。', changeWrong: '請輸入不為 0 的整數，例如 5 或 −2', changeTooMuch: '最多只能減少 {available, number}，其餘已保留給訂單', changeTooLarge: '一次最多 1,000,000', after: '調整後在庫：{count, number}', reasonLabel: '原因', reasonHint: '會與異動紀錄一併保留，供日後查詢。', adjustAction: '調整庫存', adjusted: '{sku} 目前在庫 {onHand, number}。', adjustedReleased: '{sku} 目前在庫 {onHand, number}，並解除 {count, number} 筆等待庫存的訂單。',
  reservations: '保留此商品的訂單', reservationsHint: '列出最早保留的 50 筆訂單。', noReservations: '沒有訂單保留此商品。', since: '保留時間', stores: '推送至各商店的庫存', storesHint: '入庫推送會增加商店的庫存；商店售出後數量會再變動。', noStores: '尚未將此商品的庫存推送至任何商店。若已開啟入庫推送，完成入庫時就會推送。', pushed: '入庫推送累計', lastStoreStock: '商店最後回覆', lastPushAt: '最後推送', earned: '應推送累計', ledger: '推送結果', ledgerApplied: '商店已套用 {count, number}', ledgerWaiting: '傳送中 {count, number}', ledgerRefused: '商店拒絕 {count, number}：重新傳送前仍計入已推送', ledgerRefusal: '{count, number}：{why}', ledgerDismissed: '人員略過 {count, number, ::sign-always}', ledgerDue: '待處理 {count, number, ::sign-always}', ledgerRest: '不足 1 件、累計至下次：{part, number}', storeChart: '推送至各商店的數量',
  movements: '庫存異動', movementsHint: '所有影響在庫數量的異動，由新到舊。', noMovements: '尚無異動。入庫上架或調整庫存後就會出現。', when: '時間', kind: '類型', delta: '增減', onHandAfter: '異動後在庫', cause: '來源', byHand: '人工',
} as const satisfies Same<typeof en>
