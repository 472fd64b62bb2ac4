import { createHttp, type Connector, type ConnectorNeeds } from '@crossdock/connector-kit'
import { manifest } from './manifest.ts'
import { createAuthorise } from './authorise.ts'
import { createOrders } from './orders.ts'
import { readRefusal } from './refusal.ts'
import type { LiteshopSettings } from './settings.ts'
import { readShippingMethods, readShop } from './shop.ts'
import { createStock } from './stock.ts'
import { createTracking } from './tracking.ts'
import { createWebhookReader, createWebhooks } from './webhooks.ts'

export function createLiteshop(settings: LiteshopSettings, needs: ConnectorNeeds): Connector {
  const now = needs.now ?? Date.now
  const openApi = createHttp(
    {
      name: manifest.name,
      origin: settings.origin,
      // A little under the 40 and 20 of the contract. What leaves evenly does not arrive evenly: the capacity leaves room for calls
      // that come together by 300 ms, the rate for what a clock may differ.
      budget: { capacity: 34, perSecond: 19.8 },
      refusal: readRefusal,
      remaining: (headers) => (/^\d+$/.test(headers['ratelimit-remaining'] ?? '') ? Number(headers['ratelimit-remaining']) : null),
    },
    needs,
  )
  return {
    manifest,
    authorise: createAuthorise(settings, needs),
    webhooks: createWebhookReader(now),
    open(access) {
      const call = openApi(access)
      return {
        shop: () => readShop(call, now),
        shippingMethods: () => readShippingMethods(call),
        orders: createOrders(call),
        tracking: createTracking(call),
        stock: createStock(call),
        webhooks: createWebhooks(call),
      }
    },
  }
}
