import { ConnectorError, type Connector, type ReadOrder, type StoreSession, type Window } from '@crossdock/connector-kit'
import type { IncomingOrder } from '@crossdock/domain'
import type { Needs } from '@crossdock/flows/ports'
import type { TestWarehouse } from './warehouse.ts'

/** A platform in memory: as much of one as reading orders takes. */
export interface StorePlatform {
  orders: IncomingOrder[]
  pageSize: number
  time: Date
  /** Called before each page is answered, with its number from 1; may throw. */
  beforePage: (page: number) => void | Promise<void>
  beforeCount: () => void | Promise<void>
  pagesServed: number
  /** Ids of orders that no list shows yet. */
  hidden: Set<string>
  connector: Connector
}

const within = (order: IncomingOrder, window: Window) => Date.parse(order.updatedAt) >= window.from.getTime() && Date.parse(order.updatedAt) < window.to.getTime()

const placeOf = (order: IncomingOrder) => `${order.updatedAt} ${order.platformOrderId}`

export function createPlatform(): StorePlatform {
  const platform: StorePlatform = {
    orders: [], pageSize: 10, time: new Date(), beforePage: () => {}, beforeCount: () => {}, pagesServed: 0, hidden: new Set(),
    connector: { manifest: { platform: 'teststore', name: 'Test store', shippingCodes: [], scopes: [] }, open: () => session },
  }
  const session: StoreSession = {
    shop: async () => ({ id: 'shop-1', title: '小山茶行', currency: 'TWD', timeZone: 'Asia/Taipei', platformTime: platform.time }),
    orders: {
      async list(window, cursor) {
        platform.pagesServed++
        await platform.beforePage(platform.pagesServed)
        const inWindow = platform.orders
          .filter((order) => within(order, window) && !platform.hidden.has(order.platformOrderId))
          .sort((a, b) => a.updatedAt.localeCompare(b.updatedAt) || a.platformOrderId.localeCompare(b.platformOrderId))
        // A cursor is a place in the order of the list, not a number of rows: what comes or goes meanwhile shifts nothing.
        const behind = cursor === null ? inWindow : inWindow.filter((order) => placeOf(order) > cursor)
        const page = behind.slice(0, platform.pageSize)
        return { orders: page.map((order): ReadOrder => ({ raw: order, order, problem: null })), nextCursor: page.length < behind.length ? placeOf(page.at(-1)!) : null }
      },
      async count(window, only) {
        await platform.beforeCount()
        const counted = platform.orders.filter((order) => within(order, window) && (!only || Date.parse(order.placedAt) < only.placedBefore.getTime()))
        return counted.length
      },
      async get(id) {
        const order = platform.orders.find((each) => each.platformOrderId === id)
        return order ? { raw: order, order, problem: null } : null
      },
    },
  }
  return platform
}

export const unavailable = (message = 'The store is down.') => new ConnectorError({ kind: 'unavailable', code: 'unavailable', message })

export function createNeeds(warehouse: TestWarehouse, platform: StorePlatform, changes: Partial<Needs> = {}): Needs {
  const silent = () => {}
  return {
    store: warehouse.store,
    connectors: new Map([[platform.connector.manifest.platform, platform.connector]]),
    vault: { seal: () => { throw new Error('nothing is sealed here') }, open: () => { throw new Error('nothing is sealed here') } },
    now: () => new Date(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    worker: 'test',
    publicUrl: 'http://127.0.0.1',
    webhooks: false,
    calls: { of: () => silent },
    ...changes,
  }
}
