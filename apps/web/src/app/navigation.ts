import { IconApi, IconArrowsExchange, IconBell, IconBuildingStore, IconBuildingWarehouse, IconCloudDownload, IconHandStop, IconHome, IconKey, IconMail, IconOutbound, IconPackage, IconPackageImport, IconPlugConnected, IconQuestionMark, IconScale, IconShoppingBag, IconTruckDelivery, IconUsers, IconWebhook, type Icon } from '@tabler/icons-react'
import type { Session } from './session.tsx'

type Role = Session['role']

export interface NavigationItem {
  to: string
  label: 'home' | 'ecIntegrations' | 'fetchRuns' | 'orders' | 'holds' | 'unknownProducts' | 'inbounds' | 'stock' | 'stockDrift' | 'stockPushes' | 'outbox' | 'salesChannels' | 'shippingTypes' | 'merchants' | 'users' | 'apiKeys' | 'platformCalls' | 'alerts' | 'webhooks' | 'mail'
  icon: Icon
  /** Everyone when left out. */
  roles?: readonly Role[]
}

/** In the order in which goods and facts flow, then what is set up once. */
export const navigation: readonly (readonly NavigationItem[])[] = [
  [
    { to: '/', label: 'home', icon: IconHome },
    { to: '/alerts', label: 'alerts', icon: IconBell },
    { to: '/ec-integrations', label: 'ecIntegrations', icon: IconPlugConnected },
    { to: '/fetch-runs', label: 'fetchRuns', icon: IconCloudDownload },
    { to: '/orders', label: 'orders', icon: IconShoppingBag },
    { to: '/holds', label: 'holds', icon: IconHandStop },
    { to: '/unknown-products', label: 'unknownProducts', icon: IconQuestionMark },
    { to: '/inbounds', label: 'inbounds', icon: IconPackageImport },
    { to: '/stock', label: 'stock', icon: IconPackage },
    { to: '/stock-drift', label: 'stockDrift', icon: IconScale },
    { to: '/stock-pushes', label: 'stockPushes', icon: IconArrowsExchange },
    { to: '/outbox', label: 'outbox', icon: IconOutbound },
  ],
  [
    { to: '/sales-channels', label: 'salesChannels', icon: IconBuildingStore },
    { to: '/shipping-types', label: 'shippingTypes', icon: IconTruckDelivery },
    { to: '/merchants', label: 'merchants', icon: IconBuildingWarehouse, roles: ['admin', 'operator'] },
    { to: '/users', label: 'users', icon: IconUsers, roles: ['admin'] },
    { to: '/api-keys', label: 'apiKeys', icon: IconKey, roles: ['admin'] },
    { to: '/webhooks', label: 'webhooks', icon: IconWebhook },
    { to: '/mail', label: 'mail', icon: IconMail, roles: ['admin'] },
    { to: '/platform-calls', label: 'platformCalls', icon: IconApi },
  ],
]
