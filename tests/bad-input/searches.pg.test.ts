import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../apps/server/src/testing.ts'
import { openWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { addGoods, type Goods } from '../tenancy/goods.ts'
import { defOf, endpoints } from './schema-walk.ts'

/** What a pattern made of the one would find in the other. */
const odd = 'T%A_\\1'
const likeIt = 'TXAXX1'

let warehouse: TestWarehouse
let api: TestServer
let goods: Goods
let key: string

beforeAll(async () => {
  warehouse = await openWarehouse()
  api = await openTestServer({ databaseUrl: warehouse.url })
  goods = await addGoods(warehouse, odd)
  await addGoods(warehouse, likeIt)
  key = await api.apiKey('admin')
})
afterAll(async () => {
  await api.close()
  await warehouse.close()
})

/** Everything that takes a text to look for. */
const searches = endpoints.filter((endpoint) => endpoint.method === 'GET' && !endpoint.path.includes('{') && endpoint.input && 'q' in defOf(endpoint.input).shape!)
/** What a list leaves out unless it is asked for. */
const shownWith: Record<string, Record<string, string>> = { '/stock-drift': { show: 'explained' } }
const isAnyAbove = (counts: object, least: number) => Object.values(counts).some((count) => typeof count === 'number' && count > least)
const ask = async (path: string, q: string) => {
  const { status, text, body } = await api.call('GET', `/api/v1${path}?${new URLSearchParams({ q, ...shownWith[path] })}`, { key })
  if (path.endsWith('/counts')) return { status, found: isAnyAbove(body, 0), other: isAnyAbove(body, 1) }
  return { status, found: Object.values(goods).some((mark) => text.includes(JSON.stringify(mark))), other: text.includes(likeIt) }
}

describe.each(searches)('$name', ({ path }) => {
  it('F124 finds “%”, “_” and “\\” as they are written', async () => {
    expect(await ask(path, odd)).toEqual({ status: 200, found: true, other: false })
    for (const q of ['T%1', 'T_A__1', 'T\\%A', '%A%1', '%%%']) expect([q, await ask(path, q)]).toEqual([q, { status: 200, found: false, other: false }])
    for (const q of ['%', '_', '\\']) expect([q, await ask(path, q)]).toEqual([q, { status: 200, found: expect.any(Boolean), other: false }])
  })

  it('F124 takes nothing for a pattern or a piece of SQL', { timeout: 10_000 }, async () => {
    const hostile = [`${'a'.repeat(99)}!`, '%'.repeat(100), '_%'.repeat(50), '(a+)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', 'T.*1', "' or 1=1 --", "%' or '1'='1", '\\\\', '[[:alpha:]]', '𠮷'.repeat(50), '\u202e%']
    for (const q of hostile) expect([q, await ask(path, q)]).toEqual([q, { status: 200, found: false, other: false }])
  })
})

it('met no failure of our own', () => {
  expect(api.logged()).not.toContain('"level":"error"')
})
