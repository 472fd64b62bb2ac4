import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders, line } from '../../../../tests/support/imported-orders.ts'
import { addProduct, openWarehouse, type TestWarehouse } from '../../../../tests/support/warehouse.ts'
import { openTestServer, type TestServer } from '../testing.ts'

let warehouse: TestWarehouse
let api: TestServer
let key: string
beforeEach(async () => {
  warehouse = await openWarehouse()
  api = await openTestServer({ databaseUrl: warehouse.url })
  key = await api.apiKey('operator')
  await addProduct(warehouse, 'TEA-001', 5)
})
afterEach(async () => {
  await api.close()
  await warehouse.close()
})

const post = (path: string, body: object, headers?: Record<string, string>) => api.call('POST', `/api/v1${path}`, { key, body, headers })

it('ships, answers a second click with the same order, and says what is wrong with a field', async () => {
  const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
  const body = { parcels: [{ trackingNumber: ' tc-100 ', carrier: '黑貓' }] }
  for (const answer of [await post(`/orders/${id}/shipments`, body), await post(`/orders/${id}/shipments`, body)]) {
    expect(answer).toMatchObject({ status: 201, body: { status: 'shipped', trackingNumbers: ['TC-100'], tracking: 'waiting', parcels: [{ trackingNumber: 'TC-100', actor: { kind: 'api_key' }, lines: [{ sku: 'TEA-001', quantity: 2 }] }] } })
  }
  expect(await post(`/orders/${id}/shipments`, { parcels: [{ trackingNumber: '單號', carrier: '' }] })).toMatchObject({
    status: 400, body: { code: 'invalid_input', errors: [{ path: 'parcels.0.trackingNumber' }, { path: 'parcels.0.carrier', code: 'required' }] },
  })
  expect(await post(`/orders/${id}/cancel`, {}, { 'accept-language': 'zh-TW' })).toMatchObject({ status: 409, body: { code: 'order_wrong_status', title: expect.stringContaining('訂單') } })
})

it('says row by row what did not ship and why, in the caller’s language', async () => {
  await importOrders(warehouse, { orderNumber: 'A1', lines: [line('l1', 'TEA-001', 2)] }, { orderNumber: 'A2', lines: [line('l1', 'NOPE', 1)] })
  const csv = '訂單編號,物流單號,物流商\nA1,TC1,黑貓\nA2,TC2,黑貓\nA3,TC3,黑貓\n'
  expect(await post('/orders/shipments', { csv, dryRun: true }, { 'accept-language': 'zh-TW' })).toMatchObject({
    status: 200,
    body: {
      shipped: 1, refused: 2,
      rows: [
        { row: 2, ok: true, code: null, detail: null },
        { row: 3, ok: false, code: 'order_on_hold' },
        { row: 4, ok: false, code: 'order_not_found', detail: '找不到訂單 A3，請確認訂單編號與所選貨主。', orderId: null },
      ],
    },
  })
  expect((await api.call('GET', '/api/v1/orders?q=A1', { key })).body).toMatchObject({ items: [{ status: 'pending', trackingNumbers: [] }] })
  expect(await post('/orders/shipments', { csv: 'a,b\n1,2' })).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ path: 'csv', code: 'missing_column' }] } })
})

it('is the floor’s: a merchant may cancel their order and not ship it', async () => {
  const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
  key = await api.apiKey('merchant', warehouse.merchantId)
  expect(await post(`/orders/${id}/shipments`, { parcels: [{ trackingNumber: 'T1', carrier: 'x' }] })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await post(`/orders/${id}/process`, {})).toMatchObject({ status: 403 })
  expect(await post(`/orders/${id}/cancel`, { note: '不要了' })).toMatchObject({ status: 200, body: { status: 'canceled' } })
})
