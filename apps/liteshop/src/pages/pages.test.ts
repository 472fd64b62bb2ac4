import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { shopId, startWorld } from '../testing.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.close())

/** A browser with a cookie jar, that follows nothing by itself. */
function browse(headers: Record<string, string> = {}) {
  const jar = new Map<string, string>()
  const ask = async (path: string, form?: URLSearchParams, more: Record<string, string> = {}) => {
    const answer = await fetch(new URL(path, world.url), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; '), ...headers, ...(form ? { origin: world.url } : {}), ...more },
      body: form
    })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text(), cookies: answer.headers.getSetCookie() }
  }
  return {
    get: (path: string) => ask(path),
    post: (path: string, form: Record<string, string> | [string, string][], more?: Record<string, string>) => ask(path, new URLSearchParams(form), more),
    logIn: (email: string, next = '/shop') => ask('/login', new URLSearchParams({ email, password: 'liteshop', next }))
  }
}

function hidden(text: string): [string, string][] {
  return [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value.replaceAll(/&#(\d+);/g, (_whole, code) => String.fromCharCode(code))])
}

describe('the way through an authorisation', () => {
  test('log in, choose a shop, consent, and return with a code', async () => {
    const browser = browse()
    const authorize = world.authorizeUrl()
    const login = await browser.get(authorize)
    expect(login.text).toContain('登入 Liteshop')
    const form = hidden(login.text)
    const loggedIn = await browser.post('/login', [...form, ['email', 'shan@liteshop.test'], ['password', 'liteshop']])
    expect(loggedIn.cookies[0]).toMatch(/HttpOnly; SameSite=Lax/)
    const shops = await browser.get(loggedIn.location)
    expect(shops.text).toContain('小山茶行')
    expect(shops.text).toContain('小山選物')
    expect(shops.text).not.toContain('海風生活')
    const consent = await browser.get(`/oauth/authorize?${new URLSearchParams([...hidden(shops.text), ['shop', shopId]])}`)
    expect(consent.text).toContain('讀取訂單（包含收件人資料）')
    const allowed = [...consent.text.matchAll(/name="allowed_scope" value="([^"]+)"/g)].map(([, scope = '']): [string, string] => ['allowed_scope', scope])
    expect(allowed).toHaveLength(5)
    const done = await browser.post('/oauth/authorize', [...hidden(consent.text), ...allowed, ['decision', 'allow']])
    const returned = new URL(done.location)
    expect([returned.searchParams.get('state'), returned.searchParams.get('iss')]).toEqual(['st4te', world.url])
    const { body } = await world.exchange(returned.searchParams.get('code') ?? '')
    expect((await world.api('GET', '/shop', { token: body.access_token })).body.id).toBe(shopId)

    const denied = await browser.post('/oauth/authorize', [...hidden(consent.text), ['decision', 'deny']])
    expect(new URL(denied.location).searchParams.get('error')).toBe('access_denied')
    const none = await browser.post('/oauth/authorize', [...hidden(consent.text), ['decision', 'allow']])
    expect([none.status, none.location]).toEqual([422, ''])
    const some = await browser.post('/oauth/authorize', [...hidden(consent.text), ['allowed_scope', 'shop:read'], ['decision', 'allow']])
    expect((await world.exchange(new URL(some.location).searchParams.get('code') ?? '')).body.scope).toBe('shop:read')
  })

  test('a wrong password is refused, and a shop of somebody else cannot be chosen', async () => {
    const browser = browse()
    expect((await browser.post('/login', { email: 'shan@liteshop.test', password: 'wrong', next: '/shop' })).status).toBe(401)
    await browser.logIn('hai@liteshop.test')
    expect((await browser.get(`${world.authorizeUrl()}&shop=${shopId}`)).text).toContain('選擇商店')
    const forced = await browser.post('/oauth/authorize', [...new URL(world.authorizeUrl()).searchParams, ['shop', shopId], ['allowed_scope', 'shop:read'], ['decision', 'allow']])
    expect(forced.location).toMatch(/^\/oauth\/authorize\?/)
  })

  test('a form of another site is refused, and a way on leads nowhere else', async () => {
    const browser = browse()
    await browser.logIn('shan@liteshop.test')
    const forced = await browser.post('/oauth/authorize', [...new URL(world.authorizeUrl()).searchParams, ['shop', shopId], ['decision', 'allow']], { origin: 'http://127.0.0.1:1' })
    expect([forced.status, forced.location]).toEqual([403, ''])
    expect((await browser.logIn('shan@liteshop.test', '//evil.example/shop')).location).toBe('/shop')
    expect((await browser.logIn('shan@liteshop.test', 'https://evil.example/')).location).toBe('/shop')
  })
})

describe('the shop-keeper', () => {
  const place = { shipping: '7-11_cod', cod: 'yes', name: '林小山', phone: '0900-000-000', postal_code: '106', city: '臺北市', district: '大安區', address: '信義路1號', store_id: '012345', store_name: '大安門市', note: '<b>請快</b>', 'quantity.TEA-001': '2', 'quantity.TEA-002': '' }

  test('places an order that takes stock, changes it, and cancels it, which gives the stock back', async () => {
    const browser = browse()
    await browser.logIn('shan@liteshop.test')
    const stock = () => world.control.stock(shopId).find((level) => level.sku === 'TEA-001')?.stock ?? 0
    const before = stock()
    const placed = await browser.post(`/shop/${shopId}/orders`, { ...place, unready: 'yes' })
    const id = /orders\/(ord_\d+)\?done=done_placed/.exec(placed.location)?.[1] ?? ''
    expect(world.control.order(shopId, id)).toMatchObject({ shipment_status: 'unready', payment_status: 'cod', cod_amount: 1420, pickup_store: { brand: '7-11', store_id: '012345' }, recipient: { district: '大安區' } })
    expect(stock()).toBe(before - 2)
    const page = await browser.get(placed.location)
    expect(page.text).toContain('&#60;b&#62;請快')
    await browser.post(`/shop/${shopId}/orders/${id}/ready`, {})
    await browser.post(`/shop/${shopId}/orders/${id}/address`, { name: '陳大山', phone: '0900', postal_code: '24201', city: '新北市', district: '新莊區', address: '中正路2號' })
    await browser.post(`/shop/${shopId}/orders/${id}/lines`, { 'quantity.L1': '3' })
    expect(world.control.order(shopId, id)).toMatchObject({ shipment_status: 'ready_to_ship', recipient: { name: '陳大山', postal_code: '24201' }, lines: [{ quantity: 3 }], total: 2100 })
    expect(stock()).toBe(before - 3)
    await browser.post(`/shop/${shopId}/orders/${id}/cancel`, {})
    expect([world.control.order(shopId, id).order_status, stock()]).toEqual(['cancelled', before])
    const refused = await browser.post(`/shop/${shopId}/orders/${id}/cancel`, {})
    expect((await browser.get(refused.location)).text).toContain('此訂單已取消')
  })

  test.each([
    ['no line', { 'quantity.TEA-001': '' }, '請至少填寫一項商品的數量'], ['a fraction', { 'quantity.TEA-001': '1.5' }, '數量需為 1 以上的整數'], ['no name', { name: ' ' }, '請填寫收件人姓名與電話'],
    ['a bad postal code', { postal_code: '12' }, '郵遞區號需為 3、5 或 6 碼'], ['a store number with letters', { store_id: 'A1' }, '門市店號只能是數字'], ['a method that is switched off', { shipping: 'okmart' }, '請選擇啟用中的物流方式']
  ])('is refused an order with %s, and told why', async (_name, change, words) => {
    const browser = browse()
    await browser.logIn('shan@liteshop.test')
    const before = world.control.shop(shopId).orders
    const refused = await browser.post(`/shop/${shopId}/orders`, { ...place, ...change })
    expect((await browser.get(refused.location)).text).toContain(words)
    expect(world.control.shop(shopId).orders).toBe(before)
  })

  test('adds a shipping method and revokes a partner', async () => {
    const browser = browse()
    await browser.logIn('shan@liteshop.test')
    await browser.post(`/shop/${shopId}/shipping-methods`, { code: 'green_island', name: '綠島船運', fee: '200', enabled: 'yes' })
    expect(world.control.shop(shopId).shipping_methods.at(-1)).toEqual({ code: 'green_island', name: '綠島船運', fee: 200, enabled: true })
    world.control.revokeGrants(shopId)
    const { access_token: token } = world.control.issueTokens(shopId)
    const action = /action="([^"]+\/revoke)"/.exec((await browser.get(`/shop/${shopId}/partners`)).text)?.[1] ?? ''
    await browser.post(action, {})
    expect((await world.api('GET', '/shop', { token })).body.code).toBe('invalid_token')
    expect((await browser.get(`/shop/${shopId}/partners`)).text).toContain('尚未連接任何系統')
  })

  test('sees each page of an own shop, and none of another’s', async () => {
    const browser = browse()
    expect((await browser.get(`/shop/${shopId}/stock`)).text).toContain('登入 Liteshop')
    await browser.logIn('shan@liteshop.test')
    for (const path of ['', '/orders/new', '/orders/ord_00000001', '/stock', '/shipping-methods', '/webhooks', '/partners']) {
      expect((await browser.get(`/shop/${shopId}${path}`)).status).toBe(200)
      expect((await browser.get(`/shop/shp_c90a${path}`)).status).toBe(404)
    }
    expect((await browser.get(`/shop/${shopId}/orders/none`)).status).toBe(404)
    const before = world.control.orders('shp_c90a')
    await browser.post('/shop/shp_c90a/orders/ord_00000001/cancel', {})
    expect(world.control.orders('shp_c90a')).toEqual(before)
  })

  test('pages and filters the orders', async () => {
    const browser = browse()
    await browser.logIn('shan@liteshop.test')
    const rows = (text: string) => [...text.matchAll(/data-testid="order-row">.*?\/orders\/(ord_\d+)"/gs)].map(([, id]) => id)
    const first = await browser.get(`/shop/${shopId}`)
    const older = /href="([^"]+)" data-testid="older"/.exec(first.text)?.[1]?.replaceAll('&#38;', '&') ?? ''
    const next = await browser.get(older)
    expect(rows(first.text)).toHaveLength(50)
    expect(rows(next.text)).toHaveLength(50)
    expect(new Set([...rows(first.text), ...rows(next.text)]).size).toBe(100)
    const cancelled = await browser.get(`/shop/${shopId}?order_status=cancelled`)
    expect(rows(cancelled.text)).toHaveLength(world.control.orders(shopId).filter((order) => order.order_status === 'cancelled').length)
  })
})

describe('the language', () => {
  test('is Chinese unless the browser or ?lang= asks for English, and is remembered', async () => {
    expect((await browse().get('/shop')).text).toContain('<html lang="zh-Hant-TW">')
    expect((await browse({ 'accept-language': 'en-GB,zh;q=0.5' }).get('/shop')).text).toContain('Log in to Liteshop')
    const browser = browse({ 'accept-language': 'zh-TW' })
    expect((await browser.get('/shop?lang=en')).text).toContain('<html lang="en">')
    expect((await browser.get('/shop')).text).toContain('Log in to Liteshop')
  })
})
