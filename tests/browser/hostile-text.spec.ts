import type { Page } from '@playwright/test'
import { waitFor } from '../support/wait-for.ts'
import { connectAccount } from '../support/connected-account.ts'
import { control } from '../support/story-shop.ts'
import { fetchOrders, readyOrders } from './busy-warehouse.ts'
import { enter, expect, startDemo, test } from './demo.ts'
import { expectDrawn, watchForTrouble, widerThanThePage } from './screens.ts'

/* What people and platforms write is text, whatever is in it, and turns nothing that stands beside it. */

const markup = '<img src=x onerror=alert(1)>'
/** A family in one sign, an accent of its own, a Han character of four bytes, nothing wide, and the writing direction turned until further notice. */
const strange = '👨‍👩‍👧‍👦 e\u0301\u0302 𠮷 \u200b\u2069\u202egnp.exe'
const hostile = `${markup} ${strange}`

interface Items<Item> { items: Item[] }
let screens: Record<string, string>
let orderId: string

const demo = startDemo(async ({ admin, world }) => {
  const email = 'hostile@liteshop.test'
  const { id: shopId } = await control<{ id: string }>(world, 'POST', '/shops', { title: hostile, login: email, sku_prefix: 'H', skus: 1 })
  const { merchantId, accountId } = await connectAccount(admin, { email, password: 'liteshop' }, { code: 'HOSTILE', name: hostile })
  await admin.patch(`/ec-accounts/${accountId}`, { settings: { fetchEnabled: false, fetchSchedule: [], pushEnabled: true, pushPercentage: 50 }, shippingMappings: [{ platformCode: markup, shippingTypeCode: 'tcat' }] })
  const { id: productId } = await admin.post<{ id: string }>('/products', { merchantId, sku: 'H-001', name: hostile })
  const { id: inboundId } = await admin.post<{ id: string }>('/inbounds', { merchantId, lines: [{ sku: 'H-001', expected: 10 }] })
  await admin.post(`/inbounds/${inboundId}/receive`, { lines: [{ sku: 'H-001', quantity: 10 }] })
  await admin.post(`/inbounds/${inboundId}/complete`)
  const recipient = { name: hostile, phone: '0912345678', country: 'TW', city: '台北市', district: '大安區', address: hostile }
  const order = { recipient, buyer_note: hostile, payment_status: 'paid', lines: [{ sku: 'H-001', title: hostile, variant_title: hostile, quantity: 1 }] }
  await control(world, 'POST', `/shops/${shopId}/orders`, { ...order, shipping_code: markup })
  await control(world, 'POST', `/shops/${shopId}/orders`, { ...order, shipping_code: strange, lines: [...order.lines, { sku: hostile, title: hostile, quantity: 1 }] })
  const runId = await fetchOrders(admin, accountId)
  const [ready] = await readyOrders(admin, accountId)
  orderId = ready!.id
  await admin.post(`/orders/${orderId}/holds`, { reason: 'other', note: hostile })
  await admin.post('/orders/bulk', { action: 'release', ids: [orderId], note: hostile })
  await admin.post(`/orders/${orderId}/shipments`, { parcels: [{ trackingNumber: 'CD5000000001', carrier: hostile.slice(0, 60).toWellFormed() }] })
  const [held] = await readyOrders(admin, accountId, 'onHold=true')
  await waitFor('the parcel', async () => (await admin.get<{ tracking: string }>(`/orders/${orderId}`)).tracking === 'confirmed', 30_000)
  const [push] = (await admin.get<Items<{ id: string }>>(`/stock-pushes?ecAccountId=${accountId}`)).items
  const [write] = (await admin.get<Items<{ id: string }>>(`/platform-writes?ecAccountId=${accountId}&kind=tracking`)).items
  const calls = (await admin.get<Items<{ id: string; url: string }>>(`/platform-calls?ecAccountId=${accountId}`)).items
  const read = calls.find((call) => call.url.includes('/orders?'))
  screens = {
    '/': 'Home', '/ec-integrations': markup, [`/ec-integrations/${accountId}`]: markup, [`/fetch-runs/${runId}`]: markup, '/orders': markup, [`/orders/${orderId}`]: markup, [`/orders/${held!.id}`]: markup, '/holds': markup, '/unknown-products': markup,
    '/inbounds': markup, [`/inbounds/${inboundId}`]: markup, '/stock': markup, [`/stock/${productId}`]: markup, '/stock-drift?show=same': markup, [`/stock-pushes/${push!.id}`]: markup, '/outbox': markup, '/merchants': markup, '/sales-channels': markup, '/alerts?state=all': '', '/platform-calls': markup, [`/platform-calls/${read!.id}`]: markup,
    '/fetch-runs': markup, '/stock-pushes': markup, [`/outbox/${write!.id}`]: markup,
  }
})

test('F119 what a platform sent is kept as it was, sign by sign; NUL from people is refused with its reason', async () => {
  const order = await demo.admin.get<{ buyerNote: string; recipient: { name: string; address: string }; lines: { title: string; variantTitle: string }[] }>(`/orders/${orderId}`)
  expect([order.buyerNote, order.recipient.name, order.recipient.address, order.lines[0]!.title, order.lines[0]!.variantTitle]).toEqual(Array.from({ length: 5 }, () => hostile))
  expect(JSON.stringify(await demo.admin.refused('POST', '/merchants', { code: 'NUL', name: 'a\0b' }))).toContain('must not contain NUL')
})

test('F118, F119 markup is text on every screen, opens no dialog and asks nobody for anything; no text turns what stands beside it', async ({ page }) => {
  test.setTimeout(120_000)
  const trouble = watchForTrouble(page, demo)
  page.on('dialog', (dialog) => { trouble.push(`dialog: ${dialog.message()}`); void dialog.dismiss() })
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`)))
  await enter(page, demo)
  for (const [address, words] of Object.entries(screens)) {
    await test.step(address, async () => {
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.goto(demo.url + address)
      await expectDrawn(page)
      await expect(page.locator('main')).toContainText(words)
      expect(await page.locator('img[src=x]').count(), address).toBe(0)
      await page.locator('main details').evaluateAll((folds) => folds.forEach((fold) => { (fold as HTMLDetailsElement).open = true }))
      await expectDrawn(page)
      expect.soft(await turned(page), address).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      await expect.soft.poll(() => widerThanThePage(page), { message: `${address} is no wider than the phone` }).toEqual([])
    })
  }
  expect(trouble).toEqual([])
})

/** Lines of text in which a turned direction goes on behind what turned it: where our own words, or another's, stand beside it in the same run. */
function turned(page: Page): Promise<string[]> {
  return page.evaluate((own) => {
    const apart = (element: Element) => {
      const { display, unicodeBidi, position, float } = getComputedStyle(element)
      return (display !== 'inline' && display !== 'contents') || position === 'absolute' || position === 'fixed' || float !== 'none' || /isolate|plaintext/.test(unicodeBidi)
    }
    const runs: string[] = []
    // A box of its own stands in its line as one neutral sign, and begins runs of its own; one that is no part of a line ends it.
    const read = (element: Element) => {
      let run = ''
      const end = () => { runs.push(run); run = '' }
      const walk = (node: Node) => {
        if (node instanceof Text) run += node.data
        else if (!(node instanceof Element) || /^(script|style|template)$/i.test(node.tagName)) return
        else if (!apart(node) && node.tagName !== 'BR') node.childNodes.forEach(walk)
        else {
          if (getComputedStyle(node).display.startsWith('inline')) run += '\ufffc'
          else end()
          read(node)
        }
      }
      element.childNodes.forEach(walk)
      end()
    }
    read(document.body)
    // What is closed off does nothing to its surroundings.
    const closed = /\u2068[^\u2066-\u2069]*\u2069/gu
    return [...new Set(runs)].filter((run) => {
      const open = run.replace(closed, '')
      return open.includes('\u202e') && !own.includes(run.replace(/[\ufffc\s]+/g, ' ').trim())
    })
  }, [hostile, strange].map((each) => each.replace(/\s+/g, ' ').trim()))
}
