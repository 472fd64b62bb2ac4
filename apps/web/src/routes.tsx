import { createRootRoute, createRoute, lazyRouteComponent, Outlet, retainSearchParams } from '@tanstack/react-router'
import { NotFoundPage } from './app/fallbacks.tsx'
import { Shell } from './app/shell.tsx'
import { readAllWords } from './app/words.ts'

/** Search parameters are plain text everywhere; each page reads those that it knows. */
type Search = Record<string, string | undefined>

const root = createRootRoute({
  component: Outlet,
  validateSearch: (search: Record<string, unknown>): Search => Object.fromEntries(Object.entries(search).map(([key, value]) => [key, value === undefined ? undefined : String(value)])),
  search: { middlewares: [retainSearchParams(['merchant'])] },
})
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

const elsewhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundPage })

/** Its code and the words of all screens are fetched side by side. */
const page = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => shell, path, component, loader: readAllWords, staleTime: Infinity })
/** Speaks with the first words alone. */
const firstPage = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => shell, path, component })
const publicPage = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => root, path, component })

/** Every address of the application, each page loaded when it is first visited. */
export const routeTree = root.addChildren([
  publicPage('/sign-in', lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage')),
  publicPage('/setup/$token', lazyRouteComponent(() => import('./pages/setup/setup-page.tsx'), 'SetupPage')),
  shell.addChildren([
    page('/', lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage')),
    page('/ec-integrations', lazyRouteComponent(() => import('./pages/ec-integrations/ec-integrations-page.tsx'), 'EcIntegrationsPage')),
    page('/ec-integrations/new', lazyRouteComponent(() => import('./pages/ec-integrations/new-ec-account-page.tsx'), 'NewEcAccountPage')),
    page('/ec-integrations/$id', lazyRouteComponent(() => import('./pages/ec-integrations/ec-account-page.tsx'), 'EcAccountPage')),
    page('/authorization-failed', lazyRouteComponent(() => import('./pages/ec-integrations/authorization-failed-page.tsx'), 'AuthorizationFailedPage')),
    page('/fetch-runs', lazyRouteComponent(() => import('./pages/fetch-runs/fetch-runs-page.tsx'), 'FetchRunsPage')),
    page('/fetch-runs/$id', lazyRouteComponent(() => import('./pages/fetch-runs/fetch-run-page.tsx'), 'FetchRunPage')),
    firstPage('/orders', lazyRouteComponent(() => import('./pages/orders/orders-page.tsx'), 'OrdersPage')),
    page('/orders/$id', lazyRouteComponent(() => import('./pages/order/order-page.tsx'), 'OrderPage')),
    page('/holds', lazyRouteComponent(() => import('./pages/holds/holds-page.tsx'), 'HoldsPage')),
    page('/unknown-products', lazyRouteComponent(() => import('./pages/unknown-products/unknown-products-page.tsx'), 'UnknownProductsPage')),
    page('/inbounds', lazyRouteComponent(() => import('./pages/inbounds/inbounds-page.tsx'), 'InboundsPage')),
    page('/inbounds/new', lazyRouteComponent(() => import('./pages/inbounds/new-inbound-page.tsx'), 'NewInboundPage')),
    page('/inbounds/$id', lazyRouteComponent(() => import('./pages/inbounds/inbound-page.tsx'), 'InboundPage')),
    page('/stock', lazyRouteComponent(() => import('./pages/stock/stock-page.tsx'), 'StockPage')),
    page('/stock/$id', lazyRouteComponent(() => import('./pages/stock/product-stock-page.tsx'), 'ProductStockPage')),
    page('/stock-drift', lazyRouteComponent(() => import('./pages/stock-drift/stock-drift-page.tsx'), 'StockDriftPage')),
    page('/stock-pushes', lazyRouteComponent(() => import('./pages/stock-pushes/stock-pushes-page.tsx'), 'StockPushesPage')),
    page('/stock-pushes/$id', lazyRouteComponent(() => import('./pages/stock-pushes/stock-push-page.tsx'), 'StockPushPage')),
    page('/outbox', lazyRouteComponent(() => import('./pages/outbox/outbox-page.tsx'), 'OutboxPage')),
    page('/outbox/$id', lazyRouteComponent(() => import('./pages/outbox/write-page.tsx'), 'WritePage')),
    page('/sales-channels', lazyRouteComponent(() => import('./pages/sales-channels/sales-channels-page.tsx'), 'SalesChannelsPage')),
    page('/shipping-types', lazyRouteComponent(() => import('./pages/shipping-types/shipping-types-page.tsx'), 'ShippingTypesPage')),
    page('/merchants', lazyRouteComponent(() => import('./pages/merchants/merchants-page.tsx'), 'MerchantsPage')),
    page('/users', lazyRouteComponent(() => import('./pages/users/users-page.tsx'), 'UsersPage')),
    page('/api-keys', lazyRouteComponent(() => import('./pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage')),
    page('/platform-calls', lazyRouteComponent(() => import('./pages/platform-calls/platform-calls-page.tsx'), 'PlatformCallsPage')),
    page('/platform-calls/$id', lazyRouteComponent(() => import('./pages/platform-calls/platform-call-page.tsx'), 'PlatformCallPage')),
    page('/alerts', lazyRouteComponent(() => import('./pages/alerts/alerts-page.tsx'), 'AlertsPage')),
    page('/alerts/preferences', lazyRouteComponent(() => import('./pages/alerts/preferences-page.tsx'), 'PreferencesPage')),
    page('/webhooks', lazyRouteComponent(() => import('./pages/webhooks/webhooks-page.tsx'), 'WebhooksPage')),
    page('/webhooks/$id', lazyRouteComponent(() => import('./pages/webhooks/webhook-page.tsx'), 'WebhookPage')),
    page('/mail', lazyRouteComponent(() => import('./pages/mail/mail-page.tsx'), 'MailPage')),
    elsewhere,
  ]),
])
