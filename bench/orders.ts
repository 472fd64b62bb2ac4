/** SKUs of each merchant; the order lines of a bench are spread over them. */
export const skuCount = 200
export const skuOf = (number: number) => `SKU-${String(number % skuCount).padStart(4, '0')}`
/** Every so many orders come with a shipping code that nobody mapped, so that holds are placed too. */
const unmappedEvery = 50

/** An order as a store sends it, about 1.4 kB, two lines. */
export function makeOrder(account: number, serial: number, placed: number) {
  const at = new Date(placed + serial * 2).toISOString()
  const line = (number: number, sku: string, quantity: number) => ({
    id: `li_${account}_${serial}_${number}`, sku, title: `高山烏龍茶 ${sku} 150g 禮盒`, variant_title: '清香', quantity, price: 480 + number * 120, fulfilled_quantity: 0,
  })
  return {
    id: `ord_${account}_${String(serial).padStart(8, '0')}`, order_number: `N${account}${String(serial).padStart(8, '0')}`,
    order_status: 'new', shipment_status: 'ready_to_ship', payment_status: serial % 3 === 0 ? 'pending' : 'paid', created_at: at, updated_at: at,
    shipping: { code: serial % unmappedEvery === 0 ? 'dronedelivery' : 'homedelivery', name: '宅配' },
    recipient: { name: '王小明', phone: '0912345678', email: `buyer${serial}@example.test`, country: 'TW', postal_code: '100', city: '台北市', district: '中正區', address: `重慶南路一段 ${serial % 400} 號 3 樓之 ${serial % 9}` },
    pickup_store: null,
    lines: [line(1, skuOf(serial * 7 + account), 1), line(2, skuOf(serial * 13 + 5), 2)],
    currency: 'TWD', subtotal: 1_800, shipping_fee: 80, discount: 0, total: 1_880, cod_amount: serial % 3 === 0 ? 1_880 : 0,
    buyer_note: serial % 5 === 0 ? '請在下午送達，謝謝。管理室可代收。' : null,
    // What a platform sends besides, and we keep as it came.
    customer: { id: `cus_${serial % 5000}`, locale: 'zh-TW', orders_count: serial % 17 }, source: 'web', tags: ['line-campaign', 'autumn'], utm: { source: 'line', medium: 'social', campaign: 'autumn-2026' },
  }
}
