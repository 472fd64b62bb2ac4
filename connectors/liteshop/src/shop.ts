import { id, readPlatformTime, readShape, text, words, type CallApi, type ShippingMethod, type Shop } from '@crossdock/connector-kit'
import { z } from 'zod'

const shopShape = z.object({ id, shop_title: words, currency: z.literal('TWD'), timezone: z.string().refine(isTimeZone, 'expected a time zone') })
const methodsShape = z.object({ shipping_methods: z.array(z.object({ code: text, name: words, enabled: z.boolean() })) })

export function readShop(call: CallApi, now: () => number): Promise<Shop> {
  return call({
    purpose: 'shop.read',
    method: 'GET',
    path: '/api/v1/shop',
    scope: 'shop:read',
    read(body, headers) {
      const shop = readShape(shopShape, body)
      return { id: shop.id, title: shop.shop_title, currency: shop.currency, timeZone: shop.timezone, platformTime: readPlatformTime(headers, now()) }
    },
  })
}

export function readShippingMethods(call: CallApi): Promise<ShippingMethod[]> {
  return call({
    purpose: 'shippingMethods.list',
    method: 'GET',
    path: '/api/v1/shipping_methods',
    scope: 'shop:read',
    read: (body) => readShape(methodsShape, body).shipping_methods,
  })
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
