import { shippingTypePresets } from '@crossdock/domain'
import { seedShippingTypes } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { openTestServer, type TestServer } from '../../apps/server/src/testing.ts'

let warehouse: TestWarehouse
let api: TestServer
let admin: string

beforeAll(async () => {
  warehouse = await openWarehouse()
  api = await openTestServer({ databaseUrl: warehouse.url })
  admin = await api.apiKey('admin')
})
afterAll(async () => {
  await api.close()
  await warehouse.close()
})

interface Type { code: string; enabled: boolean; preset: boolean; mappings: number; carrier: string }
const send = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => api.call(method, `/api/v1/shipping-types${path}`, { key: admin, body })
const list = async (query = '') => ((await send('GET', query)).body as { items: Type[] }).items
const custom = { code: 'custom_bike', name: { en: 'Bicycle', zh: '單車快遞' }, carrier: 'Bike', temperature: 'ambient', delivery: 'home', collectsCash: true }

it('offers the whole catalogue in its order, of which the warehouse enables what it works with', async () => {
  const types = await list()
  expect(types.map((type) => type.code)).toEqual(shippingTypePresets.map((preset) => preset.code))
  expect(types.filter((type) => type.enabled).map((type) => type.code)).toEqual(['tcat'])
  expect((await send('PATCH', '/hct', { enabled: true })).body).toMatchObject({ code: 'hct', enabled: true, preset: true })
  expect((await list('?enabled=true')).map((type) => type.code)).toEqual(['tcat', 'hct'])
})

it('keeps what the warehouse enabled when the catalogue is brought up to date', async () => {
  await rows(warehouse, sql`update shipping_type set name_en = 'Old name' where code = 'post'`)
  await rows(warehouse, sql`delete from shipping_type where code = 'sf'`)
  await seedShippingTypes(warehouse.database)
  const before = await rows(warehouse, sql`select xmin::text, * from shipping_type order by code`)
  await seedShippingTypes(warehouse.database)
  expect(await rows(warehouse, sql`select xmin::text, * from shipping_type order by code`)).toEqual(before)
  const types = new Map((await list()).map((type) => [type.code, type]))
  expect(types.get('tcat')?.enabled).toBe(true)
  expect(types.get('sf')?.enabled).toBe(false)
  expect(types.get('post')).toMatchObject({ name: { en: 'Chunghwa Post parcel' } })
})

it('F037 refuses to disable one that mappings use, and names them', async () => {
  const answer = await send('PATCH', '/tcat', { enabled: false })
  expect([answer.status, answer.body]).toEqual([409, expect.objectContaining({
    code: 'shipping_type_in_use', detail: 'These shipping type mappings use it: 小山茶行 / 官網帳號: homedelivery. Map them to another type first.',
  })])
  expect((await list()).find((type) => type.code === 'tcat')).toMatchObject({ enabled: true, mappings: 1 })
  await rows(warehouse, sql`delete from shipping_type_mapping`)
  expect((await send('PATCH', '/tcat', { enabled: false })).body).toMatchObject({ enabled: false, mappings: 0 })
})

it('edits custom types and no presets', async () => {
  expect((await send('POST', '', custom)).body).toMatchObject({ ...custom, preset: false, enabled: true, mappings: 0 })
  expect((await send('POST', '', custom)).body).toMatchObject({ code: 'name_taken' })
  expect((await send('PATCH', '/custom_bike', { carrier: 'Fast Bike', collectsCash: false })).body).toMatchObject({ carrier: 'Fast Bike', collectsCash: false, name: custom.name })
  expect((await send('PATCH', '/hct', { carrier: 'x' })).body).toMatchObject({ code: 'shipping_type_preset' })
  expect((await send('PATCH', '/none', { enabled: true })).body).toMatchObject({ code: 'not_found' })
  expect((await list()).at(-1)?.code).toBe('custom_bike')
})

it.each([
  [{ ...custom, code: 'bike' }, 'code'], [{ ...custom, code: 'custom_' }, 'code'], [{ ...custom, code: 'custom_Bike' }, 'code'],
  [{ ...custom, name: { en: ' ', zh: 'x' } }, 'name.en'], [{ ...custom, temperature: 'warm' }, 'temperature'], [{ ...custom, carrier: 'x'.repeat(61) }, 'carrier'],
])('refuses the custom type %o', async (type, path) => {
  const answer = await send('POST', '', type)
  expect(answer.body).toMatchObject({ code: 'invalid_input', errors: [{ path }] })
})
