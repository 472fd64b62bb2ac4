import type { Locator, Page } from '@playwright/test'
import { connectShop, fetchOrders, mapCodes, readyOrders } from './busy-warehouse.ts'
import { askedOverwrite } from './asked-overwrite.ts'
import { openGap } from './open-gap.ts'
import { enter, expect, startDemo, test } from './demo.ts'
import { choose } from './fields.ts'
import { switchOnFault, teaShop } from './store-pages.ts'

/* What people do all day, with the mouse and without. */
let accountId: string
const demo = startDemo(async ({ admin }) => {
  accountId = await connectShop(admin, teaShop, 'Tea')
  await fetchOrders(admin, accountId)
  await mapCodes(admin, accountId)
})

test.beforeEach(async ({ page }) => enter(page, demo))

interface Order { id: string; status: string; holds: string[]; parcels: { trackingNumber: string }[] }
const orderOf = (id: string) => demo.admin.get<Order>(`/orders/${id}`)

test('two clicks on “Ship” make one parcel', async ({ page, words }) => {
  const [order] = await readyOrders(demo.admin, accountId)
  await page.goto(`${demo.url}/orders/${order!.id}`)
  await page.getByRole('button', { name: words('order.ship'), exact: true }).click()
  const form = page.getByRole('region', { name: words('order.shipTitle') })
  await form.getByRole('textbox', { name: words('words.trackingNumber') }).fill('CD7000000001')
  await expect(form.getByRole('combobox', { name: words('words.carrier') })).not.toHaveValue('')
  await form.getByRole('button', { name: words('order.shipParcels', { count: 1 }) }).dblclick()
  await expect(page.getByRole('region', { name: words('order.parcels', { count: 1 }), exact: true })).toBeVisible()
  await expect(page.getByText(words('order.next.confirmed'))).toBeVisible({ timeout: 30_000 })
  expect((await orderOf(order!.id)).parcels).toMatchObject([{ trackingNumber: 'CD7000000001' }])
})

test('many orders are held with a reason, and released, each with its outcome', async ({ page, words }) => {
  const [first, second] = await readyOrders(demo.admin, accountId)
  await page.goto(`${demo.url}/orders?account=${accountId}&status=pending&onHold=false`)
  for (const order of [first!, second!]) await page.getByRole('checkbox', { name: words('ui.selectRow', { name: order.orderNumber }) }).check()
  const bar = page.getByRole('region', { name: words('ui.selected', { count: 2 }) })
  await bar.getByRole('button', { name: words('holds.hold') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: words('holds.hold') }).click()
  await expect(dialog.getByText(words('holds.reasonMissing'), { exact: true })).toBeVisible()
  await choose(dialog, words('words.reason'), words('words.holdReason.risk_control'))
  await dialog.getByRole('textbox', { name: words('words.note') }).fill('疑似重複下單')
  await dialog.getByRole('button', { name: words('holds.hold') }).click()
  await expect(page.getByText(words('outcomes.summary', { action: words('holds.hold'), done: 2, refused: 0 }))).toBeVisible()
  expect((await orderOf(first!.id)).holds).toEqual(['risk_control'])

  await page.goto(`${demo.url}/orders?account=${accountId}&hold=risk_control`)
  await page.getByRole('checkbox', { name: words('ui.selectAll') }).check()
  await bar.getByRole('button', { name: words('holds.release') }).click()
  await dialog.getByRole('button', { name: words('holds.release') }).click()
  await expect(page.getByText(words('outcomes.summary', { action: words('holds.release'), done: 2, refused: 0 }))).toBeVisible()
  expect((await orderOf(second!.id)).holds).toEqual([])
})

test('a SKU that matched nothing is mapped once, and the orders that waited for it go on', async ({ page, words }) => {
  const waiting = await readyOrders(demo.admin, accountId, 'holdReason=unknown_product')
  await page.goto(`${demo.url}/unknown-products`)
  await page.getByRole('button', { name: words('unknownProducts.mapOne', { sku: 'TEA-GIFT' }) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: words('unknownProducts.searchProducts') }).fill('TEA-001')
  await dialog.getByRole('radio', { name: 'TEA-001' }).check()
  await dialog.getByRole('button', { name: words('unknownProducts.mapConfirm'), exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'TEA-GIFT' })).toContainText(/[1-9]/)
  await expect(page.getByRole('button', { name: words('unknownProducts.mapOne', { sku: 'TEA-GIFT' }) })).toHaveCount(0)
  const still = await readyOrders(demo.admin, accountId, 'holdReason=unknown_product')
  expect(still.length).toBeLessThan(waiting.length)
})

test('a CSV is shipped after a look at what would become of each row', async ({ page, words }) => {
  const [first, second] = await readyOrders(demo.admin, accountId)
  await page.goto(`${demo.url}/orders`)
  await page.getByRole('button', { name: words('orders.shipCsv') }).click()
  const dialog = page.getByRole('dialog')
  const rows = dialog.getByRole('textbox', { name: words('orders.csvLabel') })
  await rows.fill(`order_number,tracking_number,carrier\n${first!.orderNumber},CD6000000001,黑貓宅急便\n${second!.orderNumber},CD6000000002,黑貓宅急便\nNOBODY-1,CD6000000003,黑貓宅急便`)
  await dialog.getByRole('button', { name: words('orders.csvCheck') }).click()
  await expect(dialog.getByText(words('orders.csvPreview', { shipped: 2, refused: 1 }))).toBeVisible()
  expect((await orderOf(first!.id)).parcels).toEqual([])
  await dialog.getByRole('button', { name: words('orders.csvShip', { count: 2 }) }).click()
  await expect(dialog.getByText(words('orders.csvDone', { shipped: 2, refused: 1 }))).toBeVisible()
  expect(await orderOf(second!.id)).toMatchObject({ status: 'shipped', parcels: [{ trackingNumber: 'CD6000000002' }] })
})

test('one search finds an order from anywhere', async ({ page, words }) => {
  const [order] = await readyOrders(demo.admin, accountId, 'status=pending')
  await page.goto(demo.url)
  await expect(page.getByRole('heading', { name: words('home.title'), level: 1 })).toBeVisible()
  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder(words('shell.searchPlaceholder'))).toBeFocused()
  await page.keyboard.type(order!.orderNumber)
  await expect(page.getByRole('dialog').getByRole('button', { name: order!.orderNumber })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: words('order.title', { number: order!.orderNumber }), level: 1 })).toBeVisible()
})

test('an EC account is created without a mouse', async ({ page, words }) => {
  await page.goto(`${demo.url}/ec-integrations`)
  await tabTo(page, page.getByRole('link', { name: words('ecIntegrations.new'), exact: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: words('ecIntegrations.newTitle'), level: 1 })).toBeFocused()
  for (const field of ['words.merchant', 'words.platform'] as const) await pickFirst(page, words(field))
  await tabTo(page, page.getByRole('textbox', { name: words('words.displayName') }))
  await page.keyboard.type('By keyboard')
  await pickFirst(page, words('words.channelName'))
  await tabTo(page, page.getByRole('button', { name: words('ecIntegrations.saveWithout') }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'By keyboard', level: 1 })).toBeFocused()
})

test('what became of a stock write is said item by item, and only what did not arrive is sent again', async ({ page, words }) => {
  const { writeId, pushId } = await askedOverwrite(demo, accountId, ['TEA-001', 'TEA-002', 'TEA-003'])
  await page.goto(`${demo.url}/stock-pushes/${pushId}`)
  const keep = page.getByRole('button', { name: words('outbox.answerItems') })
  await page.getByRole('button', { name: words('outbox.allArrived') }).click()
  await expect(page.getByText(words('outbox.answeredOf', { answered: 3, total: 3 }))).toBeVisible()
  await page.getByRole('radiogroup', { name: words('outbox.whatOf', { sku: 'TEA-002' }) }).getByRole('radio', { name: words('outbox.itemAnswer.not_arrived') }).check()
  await keep.click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(words('outbox.itemsSaid.not_arrived', { skus: 'TEA-002 (11)' }))).toBeVisible()
  await dialog.getByRole('button', { name: words('outbox.answerItems') }).click()
  await expect(keep).toHaveCount(0)
  await expect.poll(async () => (await demo.admin.get<{ state: string }>(`/platform-writes/${writeId}`)).state, { timeout: 30_000 }).toBe('accepted')
  await page.goto(`${demo.url}/outbox/${writeId}`)
  const history = page.getByRole('list', { name: words('outbox.history') })
  await expect(history.getByText(words('outbox.event.by_item'))).toBeVisible()
  await expect(history.getByText(words('outbox.itemsSaid.not_arrived', { skus: 'TEA-002 (11)' }))).toBeVisible()
})

test('a check says that none is missing; a gap is red until its days are read again, with what was skipped and why', async ({ page, words }) => {
  await openGap(demo, accountId)
  await page.goto(`${demo.url}/ec-integrations/${accountId}`)
  const coverage = page.getByRole('region', { name: words('coverage.title'), exact: true })
  const bar = (state: string) => coverage.getByRole('img', { name: words('coverage.barLabel', { name: 'Tea', state }) })
  const gaps = bar(words('coverage.gap', { count: 1 })).locator('rect[class*="gap"]')
  await expect(gaps).toHaveCount(1)
  const [red = 0, green = 0, blue = 0] = (await gaps.evaluate((rect) => getComputedStyle(rect).fill)).match(/\d+/g)!.map(Number)
  expect(red).toBeGreaterThan(Math.max(green, blue) * 1.5)
  await expect(coverage.getByRole('list', { name: words('coverage.spans') }).getByRole('listitem')).toHaveCount(1)

  await coverage.getByRole('button', { name: words('coverage.checkNow') }).click()
  const last = async () => (await demo.admin.get<{ lastReconciliation: { missing: number; finishedAt: string } | null }>(`/ec-accounts/${accountId}/coverage`)).lastReconciliation
  await expect.poll(last, { timeout: 30_000 }).toMatchObject({ missing: 0 })
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Taipei', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date((await last())!.finishedAt))
  await expect(coverage.getByText(`0 missing, checked ${time}`)).toBeVisible()

  await coverage.getByRole('button', { name: words('coverage.backfill') }).click()
  const dialog = page.getByRole('dialog', { name: words('coverage.backfillTitle', { name: 'Tea' }) })
  const day = (ago: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(new Date(Date.now() - ago * 86_400_000))
  await dialog.getByLabel(words('coverage.from')).fill(day(12))
  await dialog.getByLabel(words('coverage.to')).fill(day(0))
  await dialog.getByRole('button', { name: words('coverage.preview') }).click()
  const { orders } = (await (await fetch(`${demo.storeUrl}/_sandbox/shops/${teaShop.id}/orders`)).json()) as { orders: unknown[] }
  const counted = await demo.admin.post<{ count: number; here: number; tooOld: number }>(`/ec-accounts/${accountId}/backfill/preview`, { from: day(12), to: day(0) })
  expect(counted).toMatchObject({ count: orders.length, tooOld: expect.any(Number) })
  await expect(dialog.getByText(words('coverage.count', { count: orders.length, here: counted.here }))).toBeVisible()
  await expect(dialog.getByText(words('coverage.tooOld', { count: counted.tooOld }))).toBeVisible()
  await dialog.getByRole('button', { name: words('coverage.start', { count: orders.length }) }).click()
  await dialog.getByRole('link', { name: words('coverage.showRun') }).click()

  const progress = page.getByRole('region', { name: words('fetchRuns.progress'), exact: true })
  await expect(progress.getByText(words('words.fetchRunStatus.succeeded'))).toBeVisible({ timeout: 30_000 })
  const run = await demo.admin.get<{ trigger: string; seen: number; pages: number; skippedBy: { too_old: number } }>(`/fetch-runs/${page.url().split('/').at(-1)!}`)
  expect(run).toMatchObject({ trigger: 'backfill', seen: orders.length })
  await expect(progress.getByText(words('fetchRuns.seenSoFar', { seen: run.seen, pages: run.pages }))).toBeVisible()
  expect(run.skippedBy.too_old).toBeGreaterThan(0)
  await expect(page.getByRole('list', { name: words('fetchRuns.skippedBy') }).getByRole('listitem').filter({ hasText: words('words.skipReason.too_old') })).toContainText(String(run.skippedBy.too_old))

  await page.getByRole('link', { name: words('fetchRuns.openAccount') }).click()
  await expect(coverage.getByText(words('coverage.noGaps'))).toBeVisible()
  await expect(bar(words('coverage.noGaps')).locator('rect[class*="gap"]')).toHaveCount(0)
  await expect(bar(words('coverage.noGaps')).locator('rect[class*="covered"]')).toHaveCount(1)
})

test('what a store refused is sent again once its cause is mended, and is accepted: a tracking number, and an item of an overwrite', async ({ page, words }) => {
  const refusing = { fault: 'errors.refusal', shop: teaShop.id, routes: ['fulfillments.create'], settings: { code: 'invalid_tracking_number' }, times: 1 }
  await switchOnFault(demo.storeUrl, refusing)
  const [order] = await readyOrders(demo.admin, accountId)
  await demo.admin.post(`/orders/${order!.id}/shipments`, { parcels: [{ trackingNumber: 'CD5000000001', carrier: '黑貓宅急便' }] })
  await page.goto(`${demo.url}/outbox?state=rejected&kind=tracking`)
  await page.getByRole('checkbox', { name: words('ui.selectRow', { name: `${words('words.writeKind.tracking')} ${order!.orderNumber}` }) }).check({ timeout: 30_000 })
  await page.getByRole('region', { name: words('ui.selected', { count: 1 }) }).getByRole('button', { name: words('outbox.sendAgain') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: words('outbox.sendAgain') }).click()
  await expect(page.getByText(words('outcomes.summary', { action: words('outbox.sendAgain'), done: 1, refused: 0 }))).toBeVisible()
  await page.goto(`${demo.url}/orders/${order!.id}`)
  await expect(page.getByText(words('order.next.confirmed'))).toBeVisible({ timeout: 30_000 })

  await switchOnFault(demo.storeUrl, { fault: 'stock.item_refused', shop: teaShop.id, settings: { result: 'invalid_quantity' } })
  const { stockPushId } = await demo.admin.post<{ stockPushId: string }>(`/ec-accounts/${accountId}/stock-overwrite`, { items: [{ sku: 'TEA-001', stock: 21 }, { sku: 'TEA-002', stock: 22 }] })
  await page.goto(`${demo.url}/stock-pushes/${stockPushId}`)
  await expect(page.getByText(words('stockPushes.partlyTitle', { count: 1 }))).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: words('stockPushes.sendAgain') }).click()
  await expect(dialog).toContainText(words('stockPushes.sendRestText', { count: 1 }))
  await expect(dialog).toContainText(words('stockPushes.approveAgain'))
  await dialog.getByRole('button', { name: words('stockPushes.sendAgain') }).click()
  const sendings = page.getByRole('table', { name: words('stockPushes.writes') })
  await expect(sendings.getByRole('row').filter({ hasText: words('stockPushes.partOf', { part: 2 }) })).toContainText(words('words.writeState.accepted'), { timeout: 30_000 })
  await expect(page.getByText(words('stockPushes.partlyTitle', { count: 1 }))).toHaveCount(0)
  await expect(page.getByRole('button', { name: words('stockPushes.sendAgain') })).toHaveCount(0)
})

for (const [locale, odd] of [['th-TH', /2569|๒๕/], ['en-US', /[AP]M/], ['ar-EG-u-nu-arab', /٢٠/]] as const) {
  test.describe(`in a browser of ${locale}, in New York`, () => {
    test.use({ locale, timezoneId: 'America/New_York' })
    test('F132 times are the warehouse’s, in its calendar and on 24 hours, with the zone beside them', async ({ page, words }) => {
      const [order] = await readyOrders(demo.admin, accountId, 'status=pending')
      const { placedAt } = await demo.admin.get<{ placedAt: string }>(`/orders/${order!.id}`)
      await page.goto(`${demo.url}/orders/${order!.id}`)
      expect(await page.evaluate(() => new Date('2026-11-23T01:00:00Z').toLocaleString()), 'the browser’s own').toMatch(odd)
      const facts = page.getByRole('region', { name: words('order.platform'), exact: true })
      const placed = facts.locator(`time[datetime="${placedAt}"]`)
      const expected = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Taipei', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(placedAt))
      await expect(placed).toHaveText(expected)
      await expect(placed).toHaveAttribute('title', 'Asia/Taipei')
      await facts.locator('time').last().hover()
      await expect(page.getByRole('tooltip')).toHaveText(/^\d{1,2} \p{L}+ 20\d\d, \d\d:\d\d \(Asia\/Taipei\)$/u)
      expect(await page.getByRole('main').innerText()).not.toMatch(odd)
    })
  })
}

/** Presses Tab until this has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeEnabled()
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

async function pickFirst(page: Page, field: string): Promise<void> {
  const target = page.getByRole('combobox', { name: field, exact: true })
  await tabTo(page, target)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(target).not.toHaveValue('')
}
