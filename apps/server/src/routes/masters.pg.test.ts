import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importOrders } from '../../../../tests/support/imported-orders.ts'
import { addProduct, openWarehouse, type TestWarehouse } from '../../../../tests/support/warehouse.ts'
import { openTestServer, type TestServer } from '../testing.ts'

let warehouse: TestWarehouse
let test: TestServer
let key: string
beforeAll(async () => {
  warehouse = await openWarehouse()
  test = await openTestServer({ databaseUrl: warehouse.url })
  key = await test.apiKey('admin')
})
afterAll(async () => {
  await test?.close()
  await warehouse?.close()
})

const nobody = '01a20a04-5664-75ca-9655-899413b588fe'
const call = async (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: unknown) => test.call(method, `/api/v1${path}`, { key, body })

describe('merchants', () => {
  it('are made, read, found, renamed and deactivated', async () => {
    const made = await call('POST', '/merchants', { code: ' sea-1 ', name: ' 海風 100%_生活 ' })
    expect([made.status, made.body]).toEqual([201, { id: expect.any(String), code: 'SEA-1', name: '海風 100%_生活', active: true, version: 1, createdAt: expect.any(String), ecAccounts: 0, openOrders: 0 }])
    expect((await call('GET', `/merchants/${made.body.id}`)).body).toEqual(made.body)
    for (const q of ['sea', '100%_', '風']) expect((await call('GET', `/merchants?q=${encodeURIComponent(q)}`)).body.items).toEqual([made.body])
    for (const q of ['%', '___']) expect((await call('GET', `/merchants?q=${encodeURIComponent(`x${q}`)}`)).body.items).toEqual([])
    const changed = await call('PATCH', `/merchants/${made.body.id}`, { name: '海風', active: false })
    expect(changed.body).toMatchObject({ name: '海風', active: false })
    expect((await call('GET', '/merchants?active=false')).body.items).toEqual([changed.body])
    expect((await call('PATCH', `/merchants/${made.body.id}`, {})).body).toEqual(changed.body)
  })

  it('have codes and names of their own, in whatever case', async () => {
    await call('POST', '/merchants', { code: 'ONE', name: 'One' })
    expect((await call('POST', '/merchants', { code: 'one', name: 'Other' })).body).toMatchObject({ code: 'name_taken', params: { name: 'ONE' } })
    expect((await call('POST', '/merchants', { code: 'TWO', name: 'ONE' })).body).toMatchObject({ code: 'name_taken', params: { name: 'ONE' } })
    const two = (await call('POST', '/merchants', { code: 'TWO', name: 'Two' })).body.id
    expect((await call('PATCH', `/merchants/${two}`, { name: 'one' })).body).toMatchObject({ code: 'name_taken', params: { name: 'one' } })
  })

  it.each([
    [{ code: '', name: 'X' }, 'code', 'invalid_format'], [{ code: '-A', name: 'X' }, 'code', 'invalid_format'], [{ code: 'A'.repeat(21), name: 'X' }, 'code', 'invalid_format'], [{ code: '茶', name: 'X' }, 'code', 'invalid_format'],
    [{ code: 'A', name: ' ' }, 'name', 'required'], [{ code: 'A', name: 'x'.repeat(101) }, 'name', 'too_long'], [{ code: 'A', name: 'a\u0000b' }, 'name', 'invalid_value'], [{ code: 'A' }, 'name', 'required'],
  ])('refuse %j at %s', async (body, path, code) => {
    const answer = await call('POST', '/merchants', body)
    expect([answer.status, answer.body.errors.map((issue: { path: string; code: string }) => [issue.path, issue.code])]).toEqual([400, [[path, code]]])
  })

  it('are not found under an id that is none', async () => {
    expect((await call('GET', `/merchants/${nobody}`)).status).toBe(404)
    expect((await call('PATCH', `/merchants/${nobody}`, { name: 'X' })).status).toBe(404)
    expect((await call('GET', '/merchants/42')).body).toMatchObject({ code: 'invalid_input', errors: [{ path: 'id', code: 'invalid_format' }] })
  })
})

describe('sales channels', () => {
  it('belong to a merchant, with a name of their own there', async () => {
    const other = (await call('POST', '/merchants', { code: 'CH', name: 'Channels' })).body.id
    const made = await call('POST', '/sales-channels', { merchantId: other, name: '官網' })
    expect([made.status, made.body]).toEqual([201, { id: expect.any(String), merchant: { id: other, name: 'Channels' }, name: '官網', enabled: true, version: 1, createdAt: expect.any(String), ecAccounts: 0 }])
    expect((await call('POST', '/sales-channels', { merchantId: other, name: '官網' })).body).toMatchObject({ code: 'name_taken', params: { name: '官網' } })
    expect((await call('GET', `/sales-channels?merchantId=${other}`)).body.items).toEqual([made.body])
    expect((await call('GET', `/sales-channels?merchantId=${other}&q=xyz`)).body.items).toEqual([])
    expect((await call('GET', `/sales-channels?merchantId=${warehouse.merchantId}`)).body.items).toMatchObject([{ id: warehouse.channelId, ecAccounts: 1 }])
  })

  it('are not made for a merchant that is inactive or does not exist', async () => {
    const id = (await call('POST', '/merchants', { code: 'OFF', name: 'Off' })).body.id
    await call('PATCH', `/merchants/${id}`, { active: false })
    expect((await call('POST', '/sales-channels', { merchantId: id, name: 'X' })).body).toMatchObject({ code: 'merchant_inactive', params: { name: 'Off' } })
    expect((await call('POST', '/sales-channels', { merchantId: nobody, name: 'X' })).status).toBe(404)
    expect((await call('PATCH', `/sales-channels/${nobody}`, { name: 'X' })).status).toBe(404)
  })

  it('hold their orders while they are disabled, and free them all, once, when they are enabled again', async () => {
    await addProduct(warehouse, 'TEA-001', 10)
    const [one, two] = await importOrders(warehouse, {}, {})
    const disabled = await call('PATCH', `/sales-channels/${warehouse.channelId}`, { enabled: false })
    expect(disabled.body).toMatchObject({ enabled: false, released: 0 })
    for (const id of [one, two]) expect((await call('GET', `/orders/${id}`)).body.holds).toEqual(['sales_channel_disabled'])
    const [three] = await importOrders(warehouse, {})
    expect((await call('GET', `/orders/${three}`)).body.holds).toEqual(['sales_channel_disabled'])
    expect((await call('PATCH', `/sales-channels/${warehouse.channelId}`, { enabled: true })).body).toMatchObject({ enabled: true, released: 3 })
    expect((await call('PATCH', `/sales-channels/${warehouse.channelId}`, { enabled: true })).body.released).toBe(0)
    for (const id of [one, two, three]) expect((await call('GET', `/orders/${id}`)).body.holds).toEqual([])
  })
})

describe('what two people have open in a form at once', () => {
  const mail = { enabled: false, host: 'smtp.example.com', port: 587, security: 'starttls', fromAddress: 'crossdock@example.com', language: 'zh' }
  const type = { name: { en: 'Sea mail', zh: '海運' }, carrier: 'Ship', temperature: 'ambient', delivery: 'home', collectsCash: false }
  const made = async (path: string, body: unknown) => (await call('POST', path, body)).body as { id: string }
  it.each<[string, () => Promise<{ path: string; method: 'PATCH' | 'PUT'; mine: object; theirs: object; read: () => Promise<Record<string, unknown>> }>]>([
    ['a merchant', async () => {
      const { id } = await made('/merchants', { code: 'F130', name: 'F130' })
      const path = `/merchants/${id}`
      return { path, method: 'PATCH', mine: { name: 'F130 mine' }, theirs: { name: 'F130 theirs' }, read: async () => (await call('GET', path)).body }
    }],
    ['a sales channel', async () => {
      const { id } = await made('/sales-channels', { merchantId: warehouse.merchantId, name: 'F130' })
      const read = async () => (await call('GET', '/sales-channels?q=F130')).body.items.find((each: { id: string }) => each.id === id)
      return { path: `/sales-channels/${id}`, method: 'PATCH', mine: { name: 'F130 mine' }, theirs: { name: 'F130 theirs' }, read }
    }],
    ['a shipping type', async () => {
      await made('/shipping-types', { code: 'custom_f130', ...type })
      const read = async () => (await call('GET', '/shipping-types')).body.items.find((each: { code: string }) => each.code === 'custom_f130')
      return { path: '/shipping-types/custom_f130', method: 'PATCH', mine: { carrier: 'Mine' }, theirs: { carrier: 'Theirs' }, read }
    }],
    ['a product', async () => {
      const id = await addProduct(warehouse, 'F130', 1)
      return { path: `/products/${id}`, method: 'PATCH', mine: { name: 'Mine' }, theirs: { barcode: '471' }, read: async () => (await call('GET', `/products/${id}`)).body }
    }],
    ['a receiver of webhooks', async () => {
      const { id } = await made('/webhook-endpoints', { url: 'https://hooks.example.com/f130' })
      return { path: `/webhook-endpoints/${id}`, method: 'PATCH', mine: { description: 'Mine' }, theirs: { kinds: ['degraded'] }, read: async () => (await call('GET', `/webhook-endpoints/${id}`)).body }
    }],
    ['the mail server', async () => {
      await call('PUT', '/mail-settings', mail)
      return { path: '/mail-settings', method: 'PUT', mine: { ...mail, host: 'mine.example.com' }, theirs: { ...mail, host: 'theirs.example.com' }, read: async () => (await call('GET', '/mail-settings')).body.settings }
    }],
  ])('F130 %s: whoever saves second is told, and overwrites nothing', async (_what, open) => {
    const { path, method, mine, theirs, read } = await open()
    const { version } = await read()
    expect(version).toEqual(expect.any(Number))
    expect((await call(method, path, { version, ...theirs })).status).toBe(200)
    const kept = await read()
    const second = await call(method, path, { version, ...mine })
    expect([second.status, second.body.code]).toEqual([409, 'version_conflict'])
    expect(await read()).toEqual(kept)
    expect((await call(method, path, { version: kept['version'], ...mine })).status).toBe(200)
    expect(await read()).toMatchObject(mine)
  })
})
