import type { Page } from '@playwright/test'
import { signIn } from '../support/api-client.ts'
import { connectShop, createAccount, merchantOf } from './busy-warehouse.ts'
import { changeRows } from './database.ts'
import { enter, expect, logins, startDemo, test } from './demo.ts'
import { chooseShop, authorizeAtStore, seaShop, selectShop, teaShop } from './store-pages.ts'

/* What stands between a store and its EC account, and how each way ends where one can go on. */
let tea: string
const demo = startDemo(async ({ admin }) => {
  tea = await connectShop(admin, teaShop, 'Tea')
})
const open = (page: Page, id: string) => page.goto(`${demo.url}/ec-integrations/${id}`)

test.beforeEach(async ({ page }) => enter(page, demo))

test('somebody who is not signed in is asked to, and comes back to where they were going', async ({ page, words }) => {
  await page.context().clearCookies()
  await page.goto(`${demo.url}/orders?status=pending`)
  await expect(page.getByText(words('signIn.ended'))).toBeVisible()
  await page.getByRole('textbox', { name: words('signIn.email') }).fill(logins.admin.email)
  await page.getByRole('textbox', { name: words('signIn.password') }).fill('not the password')
  await page.getByRole('button', { name: words('signIn.signIn'), exact: true }).click()
  await expect(page.getByRole('alert')).toContainText(words('signIn.refusedTitle'))
  await page.getByRole('textbox', { name: words('signIn.password') }).fill(logins.admin.password)
  await page.getByRole('button', { name: words('signIn.signIn'), exact: true }).click()
  await expect(page).toHaveURL(`${demo.url}/orders?status=pending`)
  await expect(page.getByRole('heading', { name: words('orders.title'), level: 1 })).toBeVisible()
})

test('the settings are locked until the store has authorized', async ({ page, words }) => {
  await open(page, await createAccount(demo.admin, seaShop, 'Locked'))
  const settings = page.getByRole('group', { name: words('ecIntegrations.settings'), exact: true })
  await expect(page.getByText(words('ecIntegrations.lockedTitle'))).toBeVisible()
  for (const control of [settings.getByRole('switch', { name: words('ecIntegrations.fetchOrders') }), settings.getByRole('button', { name: words('ecIntegrations.addTime') }), settings.getByRole('textbox', { name: words('ecIntegrations.pushPercentage') }), settings.getByRole('button', { name: words('ecIntegrations.addMapping') })]) await expect(control).toBeDisabled()
  await expect(page.getByRole('textbox', { name: words('words.displayName') })).toBeEnabled()
  await page.getByRole('button', { name: words('ecIntegrations.goToConnection') }).click()
  await expect(page.getByRole('button', { name: words('ecIntegrations.authorize') })).toBeFocused()
})

test('“no” at the store connects nothing and leads back to the account', async ({ page, words }) => {
  await open(page, await createAccount(demo.admin, teaShop, 'Denied'))
  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await chooseShop(page, selectShop)
  await page.getByTestId('deny').click()
  await expect(page.getByRole('alert')).toContainText(words('ecIntegrations.failure.denied.title'))
  await page.getByRole('link', { name: words('ecIntegrations.failure.backToAccount') }).click()
  await expect(page.getByText(words('words.connectionStatus.not_verified')).first()).toBeVisible()
})

test('F039 a shop that another account holds is refused', async ({ page, words }) => {
  await open(page, await createAccount(demo.admin, teaShop, 'Taken'))
  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await authorizeAtStore(page, teaShop)
  await expect(page.getByRole('alert')).toContainText(words('ecIntegrations.failure.shop_taken.title'))
  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await expect(page.getByTestId('shop-form')).toBeVisible()
})

test('an authorization that took more than ten minutes is refused', async ({ page, words }) => {
  const id = await createAccount(demo.admin, teaShop, 'Late')
  await open(page, id)
  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await chooseShop(page, selectShop)
  expect(await changeRows(demo, "update authorization_attempt set created_at = created_at - interval '11 minutes', expires_at = expires_at - interval '11 minutes' where ec_account_id = $1", [id])).toBe(1)
  await page.getByTestId('allow').click()
  await expect(page.getByRole('alert')).toContainText(words('ecIntegrations.failure.expired.title'))
  await expect(page.getByRole('button', { name: words('ecIntegrations.authorize') })).toBeEnabled()
})

test('an authorization that somebody else began is refused, and so is one that is opened twice', async ({ page, words }) => {
  const id = await createAccount(demo.admin, seaShop, 'Sea')
  await open(page, id)
  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  const callback = page.waitForRequest(/\/api\/connect\/liteshop\/callback/)
  await authorizeAtStore(page, seaShop)
  await expect(page.getByText(words('ecIntegrations.authorizedSuccessfully'))).toBeVisible()
  const address = (await callback).url()
  await page.goto(address)
  await expect(page.getByRole('alert')).toContainText(words('ecIntegrations.failure.replayed.title'))
  await expect(page).not.toHaveURL(/code=|state=/)
  await page.getByRole('link', { name: words('ecIntegrations.failure.backToAccount') }).click()
  await expect(page.getByText(words('words.connectionStatus.connected')).first()).toBeVisible()

  await page.context().clearCookies()
  await enter(page, demo, await signIn(demo.url, logins.operator.email, logins.operator.password))
  await page.goto(address)
  await expect(page.getByRole('alert')).toContainText(words('ecIntegrations.failure.session.title'))
})

test('revoking asks first, says what stops, and takes the grant back at the store; authorizing again heals', async ({ page, words }) => {
  await open(page, tea)
  await page.getByRole('button', { name: words('ecIntegrations.revoke') }).click()
  const dialog = page.getByRole('dialog')
  for (const stops of ['revokeStopsFetch', 'revokeStopsTracking', 'revokeStopsStock'] as const) await expect(dialog).toContainText(words(`ecIntegrations.${stops}`))
  await dialog.getByRole('button', { name: words('ui.cancel') }).click()
  await expect(page.getByText(words('words.connectionStatus.connected')).first()).toBeVisible()
  await page.getByRole('button', { name: words('ecIntegrations.revoke') }).click()
  await dialog.getByRole('button', { name: words('ecIntegrations.revoke') }).click()
  const banner = page.getByRole('alert').filter({ hasText: words('ecIntegrations.disconnectedTitle') })
  await expect(banner).toContainText(words('words.disconnectReason.revoked_here'))
  await expect(page.getByRole('button', { name: words('ecIntegrations.fetchNow') })).toBeDisabled()

  await banner.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await authorizeAtStore(page, selectShop)
  await expect(page.getByRole('alert')).toContainText(words('ecIntegrations.failure.other_shop.title'))
  await expect(page.getByRole('alert')).toContainText(teaShop.title)

  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await authorizeAtStore(page, teaShop)
  await expect(page.getByRole('status').filter({ hasText: words('ecIntegrations.authorizedSuccessfully') })).toContainText(teaShop.title)
  await expect(page.getByText(words('ecIntegrations.disconnectedTitle'))).toHaveCount(0)
})

test('a store that revokes us is shown as disconnected once it refuses us', async ({ page, words }) => {
  await open(page, tea)
  const fetchNow = page.getByRole('button', { name: words('ecIntegrations.fetchNow') })
  await expect(fetchNow).toBeEnabled({ timeout: 30_000 })
  await fetch(`${demo.storeUrl}/_sandbox/shops/${teaShop.id}/grants`, { method: 'DELETE' })
  await fetchNow.click()
  await expect(page.getByRole('alert').filter({ hasText: words('ecIntegrations.disconnectedTitle') })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: words('ecIntegrations.authorize') }).click()
  await authorizeAtStore(page, teaShop)
  await expect(page.getByText(words('ecIntegrations.authorizedSuccessfully'))).toBeVisible()
})

test('nobody leaves unsaved changes by accident', async ({ page, words }) => {
  await open(page, tea)
  const name = page.getByRole('textbox', { name: words('words.displayName') })
  await name.fill('Tea, renamed')
  await page.getByRole('link', { name: words('shell.orders'), exact: true }).click()
  const question = page.getByRole('dialog', { name: words('ui.leaveTitle') })
  await question.getByRole('button', { name: words('ui.stay') }).click()
  await expect(name).toHaveValue('Tea, renamed')
  const asked = page.waitForEvent('dialog')
  const reload = page.reload()
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
  await reload
  await page.getByRole('button', { name: words('ui.discard') }).click()
  await expect(name).toHaveValue('Tea')
  await name.fill('Tea, again')
  await page.getByRole('link', { name: words('shell.orders'), exact: true }).click()
  await question.getByRole('button', { name: words('ui.leave') }).click()
  await expect(page.getByRole('heading', { name: words('orders.title'), level: 1 })).toBeVisible()
  await open(page, tea)
  await expect(name).toHaveValue('Tea')
})

test('percentages that reach 100 together warn, with the accounts and the sum, and can be saved', async ({ page, words }) => {
  const other = await connectShop(demo.admin, selectShop, 'Select')
  const { version } = await demo.admin.get<{ version: number }>(`/ec-accounts/${other}`)
  await demo.admin.patch(`/ec-accounts/${other}`, { version, settings: { fetchEnabled: false, fetchSchedule: [], pushEnabled: true, pushPercentage: 40 } })
  await open(page, tea)
  await page.getByRole('switch', { name: words('ecIntegrations.inboundPush') }).click()
  const percentage = page.getByRole('textbox', { name: words('ecIntegrations.pushPercentage') })
  await percentage.fill('59')
  await expect(page.getByText(words('ecIntegrations.sumOthers', { sum: 99 }))).toBeVisible()
  await expect(page.getByText(words('ecIntegrations.oversellTitle'))).toHaveCount(0)
  await percentage.fill('60')
  const warning = page.getByRole('status').filter({ hasText: words('ecIntegrations.oversellTitle') })
  for (const part of ['Tea (60 %)', 'Select (40 %)', '100 %']) await expect(warning).toContainText(part)
  await page.getByRole('button', { name: words('ui.save'), exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: words('ecIntegrations.saved') })).toBeVisible()
})

test('F130 what somebody else saved in the meantime is not overwritten', async ({ page, words }) => {
  await open(page, tea)
  const name = page.getByRole('textbox', { name: words('words.displayName') })
  await name.fill('Mine')
  const { version } = await demo.admin.get<{ version: number }>(`/ec-accounts/${tea}`)
  await demo.admin.patch(`/ec-accounts/${tea}`, { version, displayName: 'Theirs' })
  await page.getByRole('button', { name: words('ui.save'), exact: true }).click()
  const conflict = page.getByRole('dialog', { name: words('ecIntegrations.conflictTitle') })
  await expect(conflict.getByRole('radio', { name: `${words('ecIntegrations.mine')}: Mine` })).toBeChecked()
  await conflict.getByRole('radio', { name: `${words('ecIntegrations.theirs')}: Theirs` }).check()
  await conflict.getByRole('button', { name: words('ecIntegrations.useChoice') }).click()
  await expect(name).toHaveValue('Theirs')
  await name.fill('Tea')
  await page.getByRole('button', { name: words('ui.save'), exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Tea', level: 1 })).toBeVisible()
})

test('F131 without a network a save fails at once, keeps what was typed, and is made by its own click once there is one', async ({ page, context, words }) => {
  await open(page, tea)
  const name = page.getByRole('textbox', { name: words('words.displayName') })
  const save = page.getByRole('button', { name: words('ui.save'), exact: true })
  const failed = page.getByRole('alert').filter({ hasText: words('ui.offlineTitle') })
  const { version } = await demo.admin.get<{ version: number }>(`/ec-accounts/${tea}`)
  await name.fill('Tea, offline')
  await context.setOffline(true)
  await save.click()
  await expect(failed).toBeVisible()
  await expect(name).toHaveValue('Tea, offline')
  await expect(save).toBeEnabled()

  const sent: string[] = []
  page.on('request', (request) => { if (request.method() === 'PATCH') sent.push(request.headers()['idempotency-key'] ?? '') })
  // What is read again by itself once the network is back does not bring the save along.
  const readAgain = page.waitForResponse((answer) => answer.url().includes('/api/v1/'))
  await context.setOffline(false)
  await readAgain
  expect(sent).toEqual([])
  expect(await demo.admin.get(`/ec-accounts/${tea}`)).toMatchObject({ displayName: 'Tea', version })

  // Now the answer gets lost on its way: saved over there, and nobody here knows.
  await page.route(`**/api/v1/ec-accounts/${tea}`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await save.click()
  await expect.poll(() => demo.admin.get<{ displayName: string }>(`/ec-accounts/${tea}`)).toMatchObject({ displayName: 'Tea, offline', version: version + 1 })
  await expect(failed).toBeVisible()
  await page.unroute(`**/api/v1/ec-accounts/${tea}`)
  await save.click()
  await expect(page.getByRole('status').filter({ hasText: words('ecIntegrations.saved') })).toBeVisible()
  expect([sent.length, new Set(sent).size]).toEqual([2, 1])
  expect(await demo.admin.get(`/ec-accounts/${tea}`)).toMatchObject({ version: version + 1 })
  await demo.admin.patch(`/ec-accounts/${tea}`, { version: version + 1, displayName: 'Tea' })
})

test('F131 a draft outlives the tab’s reload, and is no other tab’s', async ({ page, context, words }) => {
  await open(page, tea)
  const nameIn = (tab: Page) => tab.getByRole('textbox', { name: words('words.displayName') })
  await nameIn(page).fill('Draft')
  const other = await context.newPage()
  await open(other, tea)
  await expect(nameIn(other)).toHaveValue('Tea')
  await other.close()
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(nameIn(page)).toHaveValue('Draft')
  await page.getByRole('button', { name: words('ui.discard') }).click()
  await expect(nameIn(page)).toHaveValue('Tea')
})

test('a merchant user sees their own stores, and no others’', async ({ page, words }) => {
  await createAccount(demo.admin, seaShop, 'Seaside')
  const login = { email: 'sea@crossdock.test', password: 'the sea is wide and blue' }
  await demo.admin.post('/users', { ...login, name: '陳海風', role: 'merchant', merchantId: await merchantOf(demo.admin, seaShop) })
  await page.context().clearCookies()
  await enter(page, demo, await signIn(demo.url, login.email, login.password))
  await page.goto(`${demo.url}/ec-integrations`)
  await expect(page.getByRole('link', { name: 'Seaside' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Tea' })).toHaveCount(0)
  await expect(page.getByRole('combobox', { name: words('shell.merchantShown') })).toHaveCount(0)
  await expect(page.getByRole('navigation').getByRole('link', { name: words('shell.users') })).toHaveCount(0)
  const refused = page.waitForResponse((answer) => answer.url().endsWith(`/ec-accounts/${tea}`))
  await open(page, tea)
  expect((await refused).status()).toBe(404)
  await expect(page.getByRole('alert')).toBeVisible()
})
