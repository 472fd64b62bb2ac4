import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { expect, logins, startDemo, test } from './demo.ts'
import { choose } from './fields.ts'
import { shoot } from './pictures.ts'
import { authorizeAtStore, teaShop } from './store-pages.ts'

/*
 * The first five minutes, as the README promises them: from the sign-in page to a number that the store confirms and a stock there that rises by
 * its share. Every screen on the way is held to WCAG 2.2 AA, light and dark.
 */
const demo = startDemo()
const trackingNumber = 'CD9000000001'
const share = 50

test('a newcomer connects a store, ships an order and fills the store’s stock', async ({ page, words }) => {
  test.setTimeout(300_000)
  const step = test.step
  const shop = `${demo.storeUrl}/shop/${teaShop.id}`
  const suffix = test.info().project.name === 'en' ? '' : '-zh'
  let orderNumber = ''

  await step('signs in with the login that the demo shows', async () => {
    await page.goto(demo.url)
    await expect(page.getByRole('heading', { name: words('signIn.title'), level: 1 })).toBeVisible()
    await expect(page.getByText(words('signIn.demoTitle'))).toBeVisible()
    await expect(page.getByRole('button', { name: words('ui.showPassword') })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: logins.operator.email }).click()
    await expect(page.getByRole('heading', { name: words('home.title'), level: 1 })).toBeVisible()
    await expect(page.getByText(words('home.steps.ecAccount'))).toBeVisible()
    await expectAccessible(page)
  })

  await step('creates an EC account: merchant, platform, display name, channel', async () => {
    await goTo(page, words('shell.ecIntegrations'))
    await expect(page.getByText(words('ecIntegrations.emptyTitle'))).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('link', { name: words('ecIntegrations.new'), exact: true }).click()
    await choose(page, words('words.merchant'), teaShop.merchant)
    await choose(page, words('words.platform'), 'Liteshop')
    await page.getByRole('textbox', { name: words('words.displayName') }).fill('Liteshop Website')
    await choose(page, words('words.channelName'), teaShop.title)
    await expectAccessible(page)
  })

  await step('authorizes it at the store and comes back to “Authorized Successfully”', async () => {
    await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
    await authorizeAtStore(page, teaShop, () => expectAccessible(page))
    const notice = page.getByRole('status').filter({ hasText: words('ecIntegrations.authorizedSuccessfully') })
    await expect(notice).toContainText(`${words('ecIntegrations.shopTitle')}: ${teaShop.title}`)
    await expect(page).toHaveURL(/\/ec-integrations\/[\w-]+$/)
    await expectAccessible(page)
  })

  await step('saves the settings, which are open now', async () => {
    const settings = page.getByRole('region', { name: words('ecIntegrations.settings'), exact: true })
    await settings.getByRole('switch', { name: words('ecIntegrations.fetchOrders') }).click()
    await settings.getByRole('button', { name: words('ecIntegrations.usualTimes') }).click()
    await settings.getByRole('switch', { name: words('ecIntegrations.inboundPush') }).click()
    await settings.getByRole('textbox', { name: words('ecIntegrations.pushPercentage') }).fill(String(share))
    await expect(settings.getByText(words('ecIntegrations.pushExample', { received: 100, sent: share }))).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: words('ui.save'), exact: true }).click()
    await expect(page.getByRole('status').filter({ hasText: words('ecIntegrations.saved') })).toBeVisible()
  })

  await step('fetches now and watches the run; orders appear', async () => {
    const panel = page.getByRole('region', { name: words('ecIntegrations.fetchNow'), exact: true })
    await panel.getByRole('button', { name: words('ecIntegrations.fetchNow') }).click()
    await expect(panel.getByText(words('words.fetchRunStatus.succeeded'))).toBeVisible({ timeout: 30_000 })
    await expectAccessible(page)
    await panel.getByRole('link', { name: words('ecIntegrations.fix.run') }).click()
    await expect(page.getByRole('heading', { name: words('fetchRuns.one'), level: 1 })).toBeVisible()
    await expect(page.getByRole('region', { name: words('fetchRuns.heldBy') })).toBeVisible()
    await expectAccessible(page)
    await goTo(page, words('shell.orders'))
    await expect(page.getByRole('table', { name: words('orders.title') }).getByRole('link').first()).toBeVisible()
    await expectAccessible(page)
  })

  await step('maps the shipping codes that orders wait for, and reads how many were released', async () => {
    await goTo(page, words('shell.ecIntegrations'))
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Liteshop Website' }).click()
    const waiting = page.getByRole('region', { name: words('ecIntegrations.unmappedWaiting') })
    await waiting.getByRole('button', { name: words('ecIntegrations.addSuggestion', { code: '7-11' }), exact: true }).click()
    const type = page.getByRole('combobox', { name: words('ecIntegrations.warehouseShippingTypeOf', { code: '7-11' }), exact: true })
    await expect(type).toBeFocused()
    await expectAccessible(page)
    await page.getByRole('button', { name: words('ui.save'), exact: true }).click()
    const released = page.getByRole('status').filter({ hasText: words('ecIntegrations.releasedHint') })
    await expect(released).toHaveText(/[1-9]\d*/)
    await expectAccessible(page)
    await shoot(page, `ec-account${suffix}`)
    await released.getByRole('link', { name: words('ecIntegrations.showPending') }).click()
    await expect(page.getByRole('table', { name: words('orders.title') }).getByRole('link').first()).toBeVisible()
    await shoot(page, `orders${suffix}`)
  })

  await step('starts processing an order that is ready, and ships it', async () => {
    await goTo(page, words('shell.home'))
    await expectAccessible(page)
    await page.getByRole('list', { name: words('home.orders') }).getByRole('link', { name: words('home.ready') }).click()
    await page.getByRole('table', { name: words('orders.title') }).getByRole('link').first().click()
    await expect(page.getByText(words('order.next.ready'))).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: words('order.startProcessing') }).click()
    await expect(page.getByText(words('order.next.pack'))).toBeVisible()
    await page.getByRole('button', { name: words('order.ship'), exact: true }).click()
    const form = page.getByRole('region', { name: words('order.shipTitle') })
    await form.getByRole('textbox', { name: words('words.trackingNumber') }).fill(trackingNumber)
    await expect(form.getByRole('combobox', { name: words('words.carrier') })).not.toHaveValue('')
    await expectAccessible(page)
    await form.getByRole('button', { name: words('order.shipParcels', { count: 1 }) }).click()
  })

  await step('sees the tracking number confirmed by the store', async () => {
    const parcel = page.getByRole('region', { name: words('order.parcels', { count: 1 }), exact: true }).getByRole('listitem').filter({ hasText: trackingNumber })
    await expect(parcel.getByRole('status')).toHaveText(words('words.trackingState.confirmed'), { timeout: 30_000 })
    await expect(page.getByText(words('order.next.confirmed'))).toBeVisible()
    await expectAccessible(page)
    await shoot(page, `order${suffix}`)
    orderNumber = (await page.getByRole('heading', { level: 1 }).innerText()).replace(words('order.title', { number: '' }).trim(), '').trim()
  })

  await step('finds it in the shop-keeper’s pages', async () => {
    await page.goto(`${shop}?text=${encodeURIComponent(orderNumber)}`)
    await expectAccessible(page)
    await page.getByTestId('orders').getByRole('link', { name: orderNumber }).click()
    await expect(page.getByTestId('shipment').getByRole('rowheader')).toHaveText(trackingNumber)
    await expectAccessible(page)
  })

  await step('completes the inbound that arrives today, and sees the store’s stock rise by its share', async () => {
    await page.goto(`${shop}/stock`)
    await expectAccessible(page)
    const before = new Map<string, number>()
    for (const sku of ['TEA-001', 'TEA-002', 'TEA-003']) before.set(sku, Number(await page.getByTestId(`stock-${sku}`).innerText()))

    await page.goto(`${demo.url}/inbounds`)
    await expectAccessible(page)
    await page.getByRole('row').filter({ hasText: teaShop.merchant }).getByRole('link').click()
    await expect(page.getByText(words('inbounds.noRounds'))).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: words('inbounds.receive'), exact: true }).click()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: words('inbounds.receiveConfirm', { count: 120 }) }).click()
    await page.getByRole('button', { name: words('inbounds.complete'), exact: true }).click()
    await expect(page.getByRole('dialog')).toContainText(words('inbounds.shareOf', { name: 'Liteshop Website', percentage: share }))
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: words('inbounds.completeConfirm') }).click()

    const result = page.getByRole('region', { name: words('inbounds.result'), exact: true })
    await expect(result.getByText(words('inbounds.appliedOf', { applied: 3, lines: 3 }))).toBeVisible({ timeout: 30_000 })
    await expectAccessible(page)
    await shoot(page, `inbound${suffix}`)
    await page.goto(`${shop}/stock`)
    for (const [index, [sku, stock]] of [...before].entries()) await expect(page.getByTestId(`stock-${sku}`)).toHaveText(String(stock + 20 * (index + 1) * share / 100))
  })

  await step('looks at Home on a phone in the evening', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(demo.url)
    await expect(page.getByRole('list', { name: words('home.orders') })).toBeVisible()
    await shoot(page, `home-narrow-dark${suffix}`)
  })
})

async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: screen, exact: true }).click()
  await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible()
}
