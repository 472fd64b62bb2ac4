import { readFileSync } from 'node:fs'
import { expectAccessible } from './accessibility.ts'
import { fillWarehouse, type BusyWarehouse } from './busy-warehouse.ts'
import { enter, expect, startDemo, test } from './demo.ts'
import { expectDrawn, watchForTrouble, widerThanThePage } from './screens.ts'
import { selectShop, teaShop } from './store-pages.ts'

let filled: BusyWarehouse
const demo = startDemo(async ({ admin }) => {
  filled = await fillWarehouse(admin, teaShop, selectShop)
})

/** Every route, at an address where there is something to see. */
const screens: Record<string, () => string> = {
  '/sign-in': () => '/sign-in?next=/orders',
  '/setup/$token': () => '/setup/a-link-of-yesterday',
  '/': () => '/',
  '/ec-integrations': () => '/ec-integrations',
  '/ec-integrations/new': () => '/ec-integrations/new',
  '/ec-integrations/$id': () => `/ec-integrations/${filled.accountId}`,
  '/authorization-failed': () => '/authorization-failed?reason=session',
  '/fetch-runs': () => '/fetch-runs',
  '/fetch-runs/$id': () => `/fetch-runs/${filled.runId}`,
  '/orders': () => '/orders?q=ST',
  '/orders/$id': () => `/orders/${filled.shippedId}`,
  '/holds': () => '/holds',
  '/unknown-products': () => '/unknown-products',
  '/inbounds': () => '/inbounds',
  '/inbounds/new': () => '/inbounds/new',
  '/inbounds/$id': () => `/inbounds/${filled.inboundId}`,
  '/stock': () => '/stock',
  '/stock/$id': () => `/stock/${filled.productId}`,
  '/stock-drift': () => '/stock-drift?show=same',
  '/stock-pushes': () => '/stock-pushes',
  '/stock-pushes/$id': () => `/stock-pushes/${filled.pushId}`,
  '/outbox': () => '/outbox',
  '/outbox/$id': () => `/outbox/${filled.writeId}`,
  '/sales-channels': () => '/sales-channels',
  '/shipping-types': () => '/shipping-types',
  '/merchants': () => '/merchants',
  '/users': () => '/users',
  '/api-keys': () => '/api-keys',
  '/platform-calls': () => '/platform-calls',
  '/platform-calls/$id': () => `/platform-calls/${filled.callId}`,
  '/alerts': () => '/alerts?state=all',
  '/alerts/preferences': () => '/alerts/preferences',
  '/webhooks': () => '/webhooks',
  '/webhooks/$id': () => `/webhooks/${filled.endpointId}`,
  '/mail': () => '/mail',
  $: () => '/nowhere',
}

test('every route has a story here', () => {
  const routes = readFileSync(new URL('../../apps/web/src/routes.tsx', import.meta.url), 'utf8')
  const paths = [...routes.matchAll(/\b(?:page|firstPage|publicPage)\('([^']+)'/g), ...routes.matchAll(/path: '([^']+)'/g)].map(([, path]) => path)
  expect(Object.keys(screens).sort()).toEqual([...new Set(paths)].sort())
})

for (const [route, address] of Object.entries(screens)) {
  test(`${route} fits a desk and a phone, is accessible and asks nobody else for anything`, async ({ page }) => {
    const trouble = watchForTrouble(page, demo)
    await enter(page, demo)
    // There is an admin, so that no link is good any more: its form is shown all the same.
    if (route === '/setup/$token') await page.route('**/api/v1/setup/*', (call) => call.fulfill({ json: {} }))
    await page.goto(`${demo.url}${address()}`)
    await expectDrawn(page)
    await expect(page).toHaveTitle(/\S+ · Crossdock$/)
    await expectAccessible(page, 'light')
    await page.setViewportSize({ width: 390, height: 844 })
    await expectDrawn(page)
    await expect.poll(() => widerThanThePage(page), { message: 'the page is no wider than the phone' }).toEqual([])
    await expectAccessible(page, 'dark')
    expect(trouble).toEqual([])
  })
}
