import { newId } from '@crossdock/domain'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMerchant, addOrders } from './order-rows.ts'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { openTestServer, type TestServer } from '../../apps/server/src/testing.ts'

let warehouse: TestWarehouse
let api: TestServer
let operator: string

beforeAll(async () => {
  warehouse = await openWarehouse()
  api = await openTestServer({ databaseUrl: warehouse.url })
  operator = await api.apiKey('operator')
})
afterAll(async () => {
  await api.close()
  await warehouse.close()
})

interface Problem { code: string; detail: string; errors?: { path: string; code: string }[] }
const send = (method: 'GET' | 'POST', path: string, body?: unknown, headers?: Record<string, string>) => api.call(method, `/api/v1${path}`, { key: operator, body, headers })
const exported = async (query = '', key = operator) => {
  const answer = await api.call('GET', `/api/v1/orders/export.csv${query}`, { key })
  return { answer, records: answer.status === 200 ? (parse(answer.text, { columns: true, bom: true }) as Record<string, string>[]) : [] }
}

it('serves lists, counts, details and raw orders in the contract’s shape', async () => {
  const [id] = await addOrders(warehouse, [{ orderNumber: 'API-1', holds: ['risk_control'] }])
  await rows(warehouse, sql`
    insert into platform_order (merchant_id, ec_account_id, platform_order_id, payload, order_id) select merchant_id, ec_account_id, platform_order_id, '{"id": 1}', id from orders where id = ${id}`)
  expect((await send('GET', '/orders?q=API-1&onHold=true')).body).toMatchObject({ items: [{ id, orderNumber: 'API-1', holds: ['risk_control'] }], nextCursor: null })
  expect((await send('GET', '/orders/counts?q=API-1')).body).toEqual({ total: 1, byStatus: { pending: 1 }, onHold: 1, byHoldReason: { risk_control: 1 } })
  expect((await send('GET', `/orders/${id}`)).body).toMatchObject({ id, lines: [{ stock: 'unknown_product' }], holdHistory: [{ reason: 'risk_control' }], timeline: [] })
  expect((await send('GET', `/orders/${id}/raw`)).body).toMatchObject({ payload: { id: 1 } })
  expect((await send('GET', '/fetch-runs')).body).toEqual({ items: [], nextCursor: null })
  expect((await send('GET', `/holds?orderId=${id}`)).body).toMatchObject({ items: [{ orderId: id, orderNumber: 'API-1', reason: 'risk_control' }] })
})

it.each(['status=lost', 'onHold=perhaps', 'merchantId=1', 'placedFrom=2026-02-30', 'limit=0', 'limit=201', 'cursor=x', 'colour=red'])('refuses the filter %s and names the field', async (filter) => {
  const answer = await send('GET', `/orders?${filter}`)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ code: 'invalid_input', errors: [{ path: filter.split('=')[0] }] })
})

it.each(['q=%00', 'shippingType=a%00b', 'placedFrom=0000-01-01'])('refuses %s, which no database keeps, rather than to fail', async (filter) => {
  expect(((await send('GET', `/orders?${filter}`)).body as Problem).code).toBe('invalid_input')
})

it('holds and releases many at once, each with its own outcome in the caller’s words', async () => {
  const [open, shipped] = await addOrders(warehouse, [{}, { status: 'shipped', orderNumber: 'API-9' }])
  const held = await send('POST', '/orders/bulk', { action: 'hold', ids: [open, shipped], reason: 'address_issue', note: '門牌不對' }, { 'accept-language': 'zh-TW' })
  expect(held.body).toEqual({
    results: [{ id: open, ok: true, code: null, detail: null }, { id: shipped, ok: false, code: 'order_wrong_status', detail: '只有在「待處理、作業中」時才能執行此操作。' }],
  })
  const { items } = (await send('GET', `/holds?orderId=${open}`)).body as { items: { id: string }[] }
  expect((await send('POST', '/holds/release', { ids: [items[0]!.id, newId()], note: '已更正' })).body).toMatchObject({ results: [{ ok: true }, { ok: false, code: 'not_found' }] })
  expect((await send('GET', `/orders/${open}`)).body).toMatchObject({ holds: [], holdHistory: [{ releaseNote: '已更正' }] })
})

it.each([
  [{ action: 'hold', ids: [newId()] }, 'reason'],
  [{ action: 'hold', ids: [newId()], reason: 'unknown_product' }, 'reason'],
  [{ action: 'release', ids: [] }, 'ids'],
  [{ action: 'release', ids: Array.from({ length: 1001 }, () => newId()) }, 'ids'],
  [{ action: 'release', ids: ['x'] }, 'ids.0'],
  [{ action: 'release', ids: [newId()], note: 'x'.repeat(501) }, 'note'],
])('refuses a bulk of %o', async (body, path) => {
  const answer = await send('POST', '/orders/bulk', body)
  expect([answer.status, (answer.body as Problem).errors?.[0]?.path]).toEqual([400, path])
})

it('lets a merchant hold and release, but not start the floor’s work', async () => {
  const merchant = await api.apiKey('merchant', warehouse.merchantId)
  const [id] = await addOrders(warehouse, [{}])
  expect((await api.call('POST', `/api/v1/orders/${id}/holds`, { key: merchant, body: { reason: 'merchant_request' } })).status).toBe(201)
  expect((await api.call('POST', '/api/v1/orders/bulk', { key: merchant, body: { action: 'process', ids: [id] } })).status).toBe(403)
})

it('exports what the same filters list, with the personal data, in the warehouse’s time', async () => {
  await addOrders(warehouse, [
    { orderNumber: 'CSV-1', placedAt: '2026-11-22T18:30:00Z', recipientName: '陳"大"文', lines: [{ sku: 'TEA-1', quantity: 2 }, { sku: 'CUP-2' }] },
    { orderNumber: 'CSV-2', placedAt: '2026-11-22T18:31:00Z', status: 'canceled' },
  ])
  const { answer, records } = await exported('?q=CSV-')
  expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': expect.stringMatching(/^attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"$/), 'cache-control': 'no-store' })
  expect(answer.text.startsWith('\uFEFF"order_number","merchant"')).toBe(true)
  expect(answer.text).toContain('\r\n')
  expect(records.map((record) => record['order_number'])).toEqual(['CSV-2', 'CSV-1'])
  expect(records[1]).toMatchObject({
    merchant: '小山茶行', ec_account: '官網帳號', status: 'pending', placed_at: '2026-11-23 02:30:00', recipient: '陳"大"文', city: '台北市', lines: 'TEA-1 × 2; CUP-2 × 1', units: '3', total: '380', shipping_type: 'tcat',
  })
  expect((await exported('?q=CSV-&status=canceled')).records).toHaveLength(1)
})

it.each(['=cmd|calc', '+886912345678', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])('F120 lets no spreadsheet run %j', async (name) => {
  const number = `F-${newId()}`
  await addOrders(warehouse, [{ orderNumber: number, recipientName: name }])
  await rows(warehouse, sql`update orders set discount = -5 where order_number = ${number}`)
  const { records } = await exported(`?q=${number}`)
  expect(records).toMatchObject([{ recipient: `'${name}`, discount: '-5' }])
})

it('exports every page of a long list once, and only a merchant’s own', async () => {
  const big = await addMerchant(warehouse, 'BIG')
  await rows(warehouse, sql`
    insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at,
                        shipping_code, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
    select ${big.merchantId}::uuid, new_id(), ${big.accountId}::uuid, ${big.channelId}::uuid, 'big-' || n, 'BIG-' || n, 'new', 'ready_to_ship', 'paid', '2026-11-20T00:00:00Z', now(),
           'x', '{"name": "x"}', 'x', 'TWD', 1, 0, 0, 1, 0, 0, 0 from generate_series(1, 1203) n`)
  const { records } = await exported('', await api.apiKey('merchant', big.merchantId))
  expect(new Set(records.map((record) => record['order_number'])).size).toBe(1203)
  expect(records).toHaveLength(1203)
})

it('refuses an export like any other request', async () => {
  expect((await api.call('GET', '/api/v1/orders/export.csv')).body).toMatchObject({ status: 401, code: 'unauthenticated' })
  const { answer } = await exported('?status=lost&limit=5')
  expect([answer.status, (answer.body as Problem).errors?.map((error) => error.path)]).toEqual([400, ['status', 'limit']])
})

it('met no failure of our own', () => {
  expect(api.logged()).not.toContain('"level":"error"')
})
