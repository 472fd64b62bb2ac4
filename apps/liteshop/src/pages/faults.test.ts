import { afterEach, beforeEach, expect, test } from 'vitest'
import { catalogue } from '../faults/catalogue.ts'
import type { World } from '../testing.ts'
import { shopId, startWorld } from '../testing.ts'

let world: World
let cookie: string

beforeEach(async () => {
  world = await startWorld()
  const answer = await fetch(`${world.url}/login`, { method: 'POST', redirect: 'manual', headers: { origin: world.url }, body: new URLSearchParams({ email: 'shan@liteshop.test', password: 'liteshop', next: '/faults' }) })
  expect(answer.headers.get('location')).toBe('/faults')
  cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
})
afterEach(() => world.close())

async function ask(path: string, form?: Record<string, string> | [string, string][], headers: Record<string, string> = {}) {
  const answer = await fetch(new URL(path, world.url), {
    method: form ? 'POST' : 'GET', redirect: 'manual', headers: { cookie, ...(form ? { origin: world.url } : {}), ...headers }, body: form && new URLSearchParams(form)
  })
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
}
const readable = (text: string) => text.replaceAll(/&#(\d+);/g, (_whole, code) => String.fromCharCode(code))

test('the shop-keeper’s pages lead to the panel, which names every fault in both languages', async () => {
  expect((await ask(`/shop/${shopId}`)).text).toContain('<a href="/faults"')
  const chinese = readable((await ask('/faults')).text)
  const english = readable((await ask('/faults', undefined, { cookie: `${cookie}; liteshop_lang=en` })).text)
  expect(chinese).toContain('目前沒有啟用任何故障')
  for (const fault of catalogue) {
    for (const text of [chinese, english]) expect(text).toContain(`/faults/new?fault=${fault.id}"`)
    expect(chinese).toContain(fault.words.zh)
    expect(english).toContain(fault.words.en)
  }
})

test('every fault has a form with a label for each field, and can be switched on with what stands in it', async () => {
  for (const fault of catalogue) {
    world.control.clearFaults()
    const { status, text } = await ask(`/faults/new?fault=${fault.id}`)
    expect(status).toBe(200)
    const form = text.slice(text.indexOf('data-testid="fault-form"'))
    const fields = form.match(/<(input|select)(?![^>]*type="hidden")/g) ?? []
    expect(form.match(/<label/g)).toHaveLength(fields.length)
    const filled: [string, string][] = [
      ...[...form.matchAll(/<input (?:type="(?:number|hidden)" )?name="([^"]+)"[^>]* value="([^"]*)"/g)].map(([, name, value]): [string, string] => [name!, readable(value!)]),
      ...[...form.matchAll(/type="checkbox" name="route" value="([^"]+)" checked/g)].map(([, route]): [string, string] => ['route', route!]),
      ['shop', shopId]
    ]
    expect(await ask('/faults', filled), fault.id).toMatchObject({ status: 303, location: '/faults?done=on' })
    expect(world.control.faults().at(-1)).toMatchObject({ fault: fault.id, shop: shopId, routes: fault.routes, state: fault.atOnce ? 'spent' : 'on' })
  }
})

test('switches on, shows what was struck, and switches off', async () => {
  await ask('/faults', [['fault', 'errors.server'], ['shop', shopId], ['setting.status', '503'], ['times', ''], ['every', '2'], ['after', '1'], ['probability', '1'], ['route', 'shop'], ['route', 'orders.get']])
  expect(world.control.faults()).toMatchObject([{ fault: 'errors.server', routes: ['orders.get', 'shop'], settings: { status: '503' }, times: null, every: 2, after: 1 }])
  for (const status of [200, 200, 503]) expect((await world.api('GET', '/shop')).status).toBe(status)
  const page = readable((await ask('/faults?done=on')).text)
  for (const words of ['故障已啟用', 'orders.get, shop', '先放行 1 次 · 每 2 次一次', '1 / 3', 'GET /api/v1/shop', '未處理']) expect(page).toContain(words)
  expect((await ask('/faults/flt_1/off', {})).location).toBe('/faults?done=off')
  expect(world.control.faults()).toEqual([])
  world.control.switchOnFault({ fault: 'limits.429' })
  await ask('/faults/clear', {})
  expect(world.control.faults()).toEqual([])
})

test('any member of any answer: paths to try, routes to choose from none, and what was chosen of each that is on', async () => {
  const all = (await ask('/faults/new?fault=drift.member')).text
  expect(all).toContain('<input name="setting.path" maxlength="500" autocomplete="off" list="setting.path.list"')
  expect(all).toContain('<option value="levels.*.stock">')
  const none = (await ask('/faults/new?fault=drift.member&route=')).text
  expect([all, none].map((text) => [...text.matchAll(/name="route" value="[^"]+"( checked)?/g)].filter((each) => each[1]).length)).toEqual([15, 0])
  for (const path of ['levels.*.stock', 'shop_title']) {
    expect(await ask('/faults', [['fault', 'drift.member'], ['shop', shopId], ['setting.path', path], ['setting.form', 'null'], ['every', '1'], ['route', path === 'shop_title' ? 'shop' : 'levels']])).toMatchObject({ status: 303 })
  }
  expect((await world.api('GET', '/shop')).body.shop_title).toBeNull()
  const page = readable((await ask('/faults')).text)
  for (const words of ['path: levels.*.stock, form: null', 'path: shop_title, form: null']) expect(page).toContain(words)
})

test('says what is wrong with a form and keeps what was filled in', async () => {
  const refused = await ask('/faults', [['fault', 'limits.429'], ['setting.seconds', '99999999'], ['every', '1'], ['seed', 'kept'], ['route', 'shop']])
  expect(refused.status).toBe(422)
  expect(readable(refused.text)).toContain('seconds is a whole number from 0 to 86400')
  expect(refused.text).toContain('value="kept"')
  expect(refused.text).toMatch(/value="shop" checked/)
  expect(refused.text).not.toMatch(/value="levels" checked/)
  expect((await ask('/faults', [['fault', 'limits.429'], ['every', '1']])).status).toBe(422)
  expect((await ask('/faults/new?fault=none')).status).toBe(404)
  expect(world.control.faults()).toEqual([])
})

test('is closed to who is not logged in and to forms of other sites', async () => {
  expect((await ask('/faults', undefined, { cookie: '' })).text).toContain('登入 Liteshop')
  expect((await ask('/faults', { fault: 'limits.429' }, { cookie: '' })).location).toBe('/faults')
  expect((await ask('/faults', { fault: 'limits.429' }, { origin: 'http://127.0.0.1:1' })).status).toBe(403)
  expect(world.control.faults()).toEqual([])
})
