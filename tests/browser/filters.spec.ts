import type { Locator } from '@playwright/test'
import { connectShop, fetchOrders } from './busy-warehouse.ts'
import { enter, expect, startDemo, test } from './demo.ts'
import { choose } from './fields.ts'
import { teaShop } from './store-pages.ts'

/* What is looked for in a list: by the mouse, by the keyboard, all at once, and from the address. */
let accountId: string
const demo = startDemo(async ({ admin }) => {
  accountId = await connectShop(admin, teaShop, 'Tea')
  await fetchOrders(admin, accountId)
})

test.beforeEach(async ({ page }) => enter(page, demo))

test('filters stand in the address, so that a reload shows the same', async ({ page, words }) => {
  await page.goto(`${demo.url}/orders`)
  await choose(page, words('words.ecAccount'), `Tea · ${teaShop.merchant}`)
  await page.getByRole('button', { name: new RegExp(`^${words('words.orderStatus.pending')}`) }).click()
  // What is asked last is asked with all three; until its answer is drawn, the table says that it is busy.
  const asked = page.waitForResponse((response) => /\/orders\?.*q=TEA-001/.test(response.url()))
  await page.getByRole('searchbox', { name: words('orders.searchLabel') }).fill('TEA-001')
  await asked
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ account: accountId, status: 'pending', q: 'TEA-001' })
  const links = page.getByRole('table', { name: words('orders.title') }).getByRole('link')
  await expect(page.getByRole('table', { name: words('orders.title') })).not.toHaveAttribute('aria-busy', 'true')
  const shown = await links.allInnerTexts()
  expect(shown.length).toBeGreaterThan(0)
  await page.reload()
  await expect(page.getByRole('combobox', { name: words('words.ecAccount'), exact: true })).toHaveValue(`Tea · ${teaShop.merchant}`)
  await expect(page.getByRole('searchbox', { name: words('orders.searchLabel') })).toHaveValue('TEA-001')
  await expect(page.getByRole('button', { name: new RegExp(`^${words('words.orderStatus.pending')}`) })).toHaveAttribute('aria-pressed', 'true')
  await expect(links).toHaveText(shown)
  await page.getByRole('button', { name: words('ui.clearFilters') }).click()
  await expect(page).toHaveURL(`${demo.url}/orders`)
})

test('a filter is set and left without a mouse, and typing narrows its options', async ({ page, words }) => {
  await page.goto(`${demo.url}/orders`)
  const account = page.getByRole('combobox', { name: words('words.ecAccount'), exact: true })
  const options = page.getByRole('listbox', { name: words('words.ecAccount'), exact: true }).getByRole('option')
  const tea = `Tea · ${teaShop.merchant}`
  await account.focus()
  await expect(options).toHaveText([tea])
  await page.keyboard.type('nothing is called so')
  await expect(account).toHaveAttribute('aria-expanded', 'false')
  await account.fill('  TEA ')
  await expect(options).toHaveText([tea])
  await page.keyboard.press('ArrowDown')
  await expect(account).toHaveAttribute('aria-activedescendant', (await options.getAttribute('id'))!)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${demo.url}/orders?account=${accountId}`)
  await expect(account).toHaveValue(tea)

  await page.keyboard.press('ArrowUp')
  await expect(options).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(options).toHaveCount(0)
  await page.keyboard.type('x')
  await page.keyboard.press('Tab')
  await expect(account, 'what was typed and not chosen is forgotten').toHaveValue(tea)
  await page.getByRole('combobox', { name: words('orders.holdReason') }).focus()
  await page.keyboard.press('Space')
  const reasons = page.getByRole('listbox', { name: words('orders.holdReason') })
  const count = await reasons.getByRole('option').count()
  expect(count).toBeGreaterThan(0)
  await page.keyboard.press('ArrowUp')
  await expect(reasons.getByRole('option').last()).toHaveAttribute('data-combobox-selected', 'true')
  await page.keyboard.press('Space')
  await expect(reasons).toHaveCount(0)
  await account.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page, 'what is chosen again is left').toHaveURL(`${demo.url}/orders`)
})

test('filters clicked at once all count, and none goes along to where somebody goes next', async ({ page, words }) => {
  /** Clicks these in one go, as no hand can and a busy browser does, and waits until what they put off is done. */
  const clickAtOnce = (...places: Locator[]) => Promise.all(places.map((place) => place.elementHandle())).then((elements) => page.evaluate(async (each) => {
    for (const element of each) (element as HTMLElement).click()
    await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))
  }, elements))
  const chip = (label: string) => page.getByRole('button', { name: words('orders.removeFilter', { label }) })
  const pending = page.getByRole('button', { name: new RegExp(`^${words('words.orderStatus.pending')}`) })
  await page.goto(`${demo.url}/orders?onHold=false&shippingCode=NONE&run=${accountId}`)
  await clickAtOnce(chip(words('orders.chipReady')), chip(words('orders.chipRun')))
  await expect(page).toHaveURL(`${demo.url}/orders?shippingCode=NONE`)
  await clickAtOnce(pending, page.getByRole('link', { name: words('shell.stock'), exact: true }))
  await expect(page.getByRole('heading', { name: words('stock.title'), level: 1 })).toBeVisible()
  expect(page.url()).toBe(`${demo.url}/stock`)

  await page.goBack()
  await expect(page).toHaveURL(`${demo.url}/orders?shippingCode=NONE`)
  await page.getByRole('link', { name: words('shell.orders'), exact: true }).click()
  await expect(page).toHaveURL(`${demo.url}/orders`)
  await pending.evaluate(async (tab: HTMLElement) => {
    tab.click()
    const back = new Promise((done) => addEventListener('popstate', done, { once: true }))
    history.back()
    await back
    await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))
  })
  await expect(page).toHaveURL(`${demo.url}/orders?shippingCode=NONE`)
})
