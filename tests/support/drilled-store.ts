import { randomBytes } from 'node:crypto'
import { newId } from '@crossdock/domain'
import { beginAuthorization, completeAuthorization, fetchNow, runFetch, sendWrite, shipOrder } from '@crossdock/flows'
import { everyMerchant, system, type EcAccount, type Needs } from '@crossdock/flows/ports'
import { startLiteshop, type Liteshop } from '@crossdock/sandbox-liteshop'
import { sql } from 'kysely'
import { createVault } from '../../apps/server/src/vault.ts'
import { configureConnectors } from '../../connectors/registry/src/index.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from './warehouse.ts'

/** The flows and the real connector at the sandbox, whose faults are switched on one by one; nothing waits but by a clock of the test's. */
export interface DrilledStore {
  warehouse: TestWarehouse
  store: Liteshop
  needs: Needs
  accountId: string
  shopId: string
  /** On a connected account's shop, until it is spent or all is switched off. */
  on(fault: string, routes: string[], settings: Record<string, string | number>, times?: number | null): void
  off(): void
  forward(ms: number): void
  account(): Promise<EcAccount>
  /** Somebody authorizes it (again) at the store. @returns how that ended */
  authorize(): Promise<string>
  /** Places an order at the store. @returns the store's id of it */
  place(sku: string, quantity?: number): string
  /** Fetches. @returns the run as it stands then */
  fetch(): Promise<RunRow>
  /** Goes on with the run that waits. */
  resume(): Promise<RunRow>
  /** Ships an order that was fetched. @returns its id */
  ship(platformOrderId: string, trackingNumber: string): Promise<string>
  /** Sends the latest write of a kind when it is due. */
  send(kind: string): Promise<WriteRow>
  /** Calls that a shop has had, such as `POST /fulfillments`. */
  calls(method: string, end: string): { idempotency_key: string | null }[]
  close(): Promise<void>
}

export interface RunRow { id: string; status: string; error: { code: string; message: string } | null; expected: number | null; new: number; waiting_until: Date | null }
export interface WriteRow { id: string; state: string; attempts: number; next_attempt_at: Date; asked_at: Date | null; error_code: string | null; error: string | null; http_status: number | null }

export const sku = 'DR-001'

export async function openDrilledStore(): Promise<DrilledStore> {
  const warehouse = await openWarehouse()
  let time = Date.now()
  const store = await startLiteshop({ now: () => time, wait: async () => {} })
  const needsOfConnector = { now: () => time, sleep: async (ms: number) => void (time += ms), random: () => 0.5 }
  const configured = configureConnectors({ LITESHOP_URL: store.url, LITESHOP_CLIENT_ID: 'crossdock', LITESHOP_CLIENT_SECRET: 'crossdock-sandbox-secret' }, needsOfConnector)
  if (!('connectors' in configured)) throw new Error('not configured')
  const key = { id: 'k1', key: randomBytes(32) }
  const silent = () => {}
  const needs: Needs = {
    store: warehouse.store, connectors: configured.connectors, vault: createVault({ current: key, all: [key] }), now: () => new Date(time), log: { debug: silent, info: silent, warn: silent, error: silent },
    worker: 'here', publicUrl: 'http://127.0.0.1:4300', webhooks: true, calls: { of: () => silent }, timers: { wait: async (ms) => void (time += ms), after: () => () => {}, every: () => () => {} },
  }
  const { id: shopId } = store.control.openShop({ title: '演練商店', login: 'drill@liteshop.test', sku_prefix: 'DR', skus: 3, stock: 10 })
  const { merchantId, channelId } = warehouse
  const accountId = newId()
  await rows(warehouse, sql`delete from ec_account`)
  await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, fetch_enabled, push_enabled, push_percentage) values (${merchantId}, ${accountId}, 'liteshop', '演練', ${channelId}, true, true, 100)`)
  await rows(warehouse, sql`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values (${merchantId}, ${accountId}, 'homedelivery', 'tcat')`)
  for (const number of [1, 2, 3]) await addProduct(warehouse, `DR-00${number}`, 1_000)
  const visitor = { kind: 'user' as const, id: 'user-1', sessionId: 'session-1' }
  const authorize = async () => {
    const { url } = await beginAuthorization(needs, { scope: everyMerchant, ecAccountId: accountId, visitor, actor: system })
    return (await completeAuthorization(needs, { platform: 'liteshop', query: new URL(store.control.authorize(url, shopId)).searchParams, visitor })).outcome
  }
  await authorize()

  const job = (id: string) => ({ merchantId, id })
  const run = async () => (await rows(warehouse, sql<RunRow>`select id, status, error, expected, new, waiting_until from fetch_run order by id desc limit 1`))[0]!
  return {
    warehouse, store, needs, accountId, shopId,
    on: (fault, routes, settings, times = null) => void store.control.switchOnFault({ fault, shop: routes.includes('metadata') ? null : shopId, routes, settings, times }),
    off: () => void store.control.clearFaults(),
    forward: (ms) => void (time += ms),
    authorize,
    account: async () => (await warehouse.store.transact(everyMerchant, (tx) => tx.accounts.find(accountId)))!,
    place(ofSku, quantity = 1) {
      time += 1_000
      return store.control.createOrder(shopId, { lines: [{ sku: ofSku, quantity }], shipping_code: 'homedelivery', take_stock: true }).id
    },
    async fetch() {
      time += 1_000
      await runFetch(needs, job(await fetchNow(needs, { merchantId, ecAccountId: accountId, actor: system })))
      return run()
    },
    async resume() {
      const waits = await run()
      time = Math.max(time, (waits.waiting_until?.getTime() ?? 0) + 1)
      await runFetch(needs, job(waits.id))
      return run()
    },
    async ship(platformOrderId, trackingNumber) {
      const [order] = await rows(warehouse, sql<{ id: string }>`select id from orders where platform_order_id = ${platformOrderId}`)
      await shipOrder(needs, { scope: everyMerchant, actor: system, orderId: order!.id, parcels: [{ trackingNumber, carrier: '黑貓' }] })
      return order!.id
    },
    async send(kind) {
      const latest = async () => (await rows(warehouse, sql<WriteRow>`select id, state, attempts, next_attempt_at, asked_at, error_code, error, http_status from platform_write where kind = ${kind} order by id desc limit 1`))[0]!
      const due = await latest()
      time = Math.max(time + 1, due.next_attempt_at.getTime() + 1)
      await sendWrite(needs, job(due.id))
      return latest()
    },
    calls: (method, end) => store.control.journal({ shop: shopId, method }).filter((call) => call.path.split('?')[0]!.endsWith(end)),
    async close() {
      await store.close()
      await warehouse.close()
    },
  }
}
