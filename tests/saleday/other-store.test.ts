import { startLiteshop, type Liteshop } from '@crossdock/sandbox-liteshop'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { otherStore, type OtherStore } from './other-store.ts'

let sandbox: Liteshop
beforeAll(async () => { sandbox = await startLiteshop({ seed: false }) })
afterAll(() => sandbox.close())

const ask = async (path: string, body: object) => {
  const answer = await fetch(`${sandbox.url}/_sandbox${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  expect(answer.ok, await answer.clone().text()).toBe(true)
  return answer.json()
}
const titles = ['特賣 1', '特賣 10', '特賣 100', '同名', '同名', '"甲" & <乙>']
const ids: string[] = []
beforeAll(async () => {
  for (const [index, title] of titles.entries()) ids.push((await ask('/shops', { title, login: 'many@liteshop.test', sku_prefix: `S${index}`, skus: 2, stock: index })).id)
})
const given = (over: Partial<OtherStore> = {}): OtherStore => ({
  url: sandbox.url, clientId: 'crossdock', clientSecret: 'crossdock-sandbox-secret', redirectUri: 'http://127.0.0.1:4300/callback', email: 'many@liteshop.test', password: 'liteshop', shops: '', most: 20, ...over,
})

it('holds a sale day in every shop that a store offers to the login, with a grant for each, four to a merchant', async () => {
  await ask('/faults', { fault: 'errors.server', times: 1, settings: { status: '503' } })
  await ask('/faults', { fault: 'bodies.truncated', times: 1 })
  const store = otherStore(given())
  const shops = await store.openShops()
  expect(shops.map(({ id, merchant }) => `${id} ${merchant}`)).toEqual(ids.map((id, index) => `${id} ${index < 4 ? 'M01' : 'M02'}`))
  expect(new Set(shops.map((each) => each.title)).size, 'names of ours differ').toBe(titles.length)
  expect(shops[3]!.title).toBe('同名')
  // Each grant is for its own shop.
  for (const [index, shop] of shops.entries()) expect([...(await store.stock(shop)).keys()].every((sku) => sku.startsWith(`S${index}`)), shop.title).toBe(true)
})

it('holds it in those that are named, in that order, and in no more than were asked for', async () => {
  expect((await otherStore(given({ shops: '特賣 10 | 同名' })).openShops()).map((each) => each.id)).toEqual([ids[1], ids[3]])
  expect((await otherStore(given({ most: 2 })).openShops()).map((each) => each.id)).toEqual(ids.slice(0, 2))
  await expect(otherStore(given({ shops: '"甲" | 乙' })).openShops()).rejects.toThrow('twice')
})
