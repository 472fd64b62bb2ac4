import { id, readShape, ShapeError, text, type CallApi, type ShippingMethod, type Shop } from '@crossdock/connector-kit'
import { z } from 'zod'

const shopShape = z.object({ id, shop_title: text, currency: z.literal('TWD'), timezone: z.string().refine(isTimeZone, 'expected a time zone') })
const methodsShape = z.object({ shipping_methods: z.array(z.object({ code: text, name: text, enabled: z.boolean() })) })

export function readShop(call: CallApi, now: () => number): Promise<Shop> {
  return call({
    purpose: 'shop.read',
    method: 'GET',
    path: '/api/v1/shop',
    scope: 'shop:read',
    read(body, headers) {
      const shop = readShape(shopShape, body)
      const date = Date.parse(headers['date'] ?? '')
      return { id: shop.id, title: shop.shop_title, currency: shop.currency, timeZone: shop.timezone, platformTime: new Date(Number.isNaN(date) ? now() : date) }
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

/**
 * An id as a part of a path.
 * @returns null for what cannot be one: an empty part or a dot part would lead to another endpoint
 */
export function pathPart(platformId: string): string | null {
  return platformId === '' || platformId === '.' || platformId === '..' || !platformId.isWellFormed() ? null : encodeURIComponent(platformId)
}

/** @throws ShapeError when a list that was asked for by name answers for another */
export function expectSame(asked: string, answered: string, what: string): void {
  if (asked !== answered) throw new ShapeError(`${what}: expected ${JSON.stringify(asked)}, got ${JSON.stringify(answered)}`)
}
