import { ConnectorError, type Connector } from '@crossdock/connector-kit'
import { newId, type IncomingOrder } from '@crossdock/domain'
import { sql } from 'kysely'
import pg from 'pg'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'
import { makeSetupLink } from '../../apps/server/src/sign-in/setup-link.ts'
import { openTestServer, type Answer, type TestServer } from '../../apps/server/src/testing.ts'
import { createTestPlatform, type TestPlatform } from '../connecting/test-platform.ts'
import { importOrders } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import type { Endpoint } from './schema-walk.ts'

/** A warehouse with its server, where a test gets one more of whatever it needs. Each is the one merchant's, and in order. */
export interface World {
  warehouse: TestWarehouse
  api: TestServer
  platform: TestPlatform
  /** Of an admin. */
  key: string
  run(query: ReturnType<typeof sql>): Promise<void>
  /** A word that stands nowhere yet. */
  word(): string
  merchant(): Promise<string>
  channel(): Promise<string>
  /** @returns its id and SKU, with 1000 on hand */
  product(): Promise<{ id: string; sku: string }>
  customType(): Promise<string>
  /** Connected, unless said otherwise. */
  account(status?: 'connected' | 'not_verified' | 'disconnected'): Promise<string>
  /** Pending, with one line of 2 units whose stock is reserved, held by nothing. */
  order(changes?: Partial<IncomingOrder>): Promise<string>
  /** @returns an order that a person holds, and the hold */
  held(): Promise<{ orderId: string; holdId: string }>
  unknownProduct(): Promise<string>
  /** Of 5 units of one SKU, announced; received when asked for. */
  inbound(received?: number): Promise<{ id: string; sku: string; number: string }>
  /** An inbound of 5, completed. */
  completed(): Promise<string>
  /** What the correction of an inbound would tell a store, undecided. */
  proposal(): Promise<string>
  /** What a store shows and should not. */
  drift(): Promise<{ ecAccountId: string; productId: string; difference: number }>
  /** @returns a write of tracking that the store refused */
  refusedWrite(): Promise<string>
  /** A parcel that its store refused; `id` is the order's. */
  refusedParcel(): Promise<{ id: string; parcelId: string }>
  /** A write of which a person is asked whether it arrived. */
  askedWrite(): Promise<string>
  /** … of two SKUs, item by item. */
  askedItems(): Promise<{ id: string; skus: string[] }>
  user(): Promise<{ id: string; email: string }>
  alert(): Promise<string>
  /** @returns a mail that failed */
  mail(): Promise<string>
  /** A receiver of webhooks, of a merchant of its own. */
  endpoint(): Promise<string>
  /** @returns a delivery that failed */
  notice(): Promise<string>
  apiKeyId(): Promise<string>
  setupToken(): Promise<string>
  ask(endpoint: Endpoint, input: Record<string, unknown>, options?: { language?: 'en' | 'zh-TW'; key?: string }): Promise<Answer>
  /** How much there is of everything, and a sum over it. */
  state(): Promise<unknown>
  /** Every text that is kept anywhere. */
  texts(): Promise<Set<string>>
  close(): Promise<void>
}

/** What a person has, and a program has not. */
const persons = new Set(['alertPreferences.save'])

/** A platform that nobody reaches. */
function closedStore({ connector }: TestPlatform): Connector {
  const unreachable = async () => {
    throw new ConnectorError({ kind: 'unavailable', code: 'http_503', message: 'The store is down.' })
  }
  return { ...connector, manifest: { ...connector.manifest, platform: 'closedstore', name: 'Closed Store' }, authorise: { ...connector.authorise!, begin: unreachable } }
}

export async function openWorld(): Promise<World> {
  const warehouse = await openWarehouse()
  const platform = createTestPlatform()
  const connectors = new Map([['teststore', platform.connector], ['closedstore', closedStore(platform)]])
  const api = await openTestServer({ databaseUrl: warehouse.url, connectors })
  const client = new pg.Client({ connectionString: warehouse.url })
  await client.connect()
  const admin = await api.apiKey('admin')
  const { merchantId } = warehouse
  await addProduct(warehouse, 'TEA-001', 1_000_000)
  let serial = 0
  const word = () => `W${++serial}`
  const run = async (query: ReturnType<typeof sql>) => void (await rows(warehouse, query))
  const post = async (path: string, body: object): Promise<any> => {
    const answer = await api.call('POST', `/api/v1${path}`, { key: admin, body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
    return answer.body
  }
  const ask = (id: string) => run(sql`update platform_write set state = 'unknown', settled_at = null, uncertain_since = now(), asked_at = now(), error_code = 'outcome_unknown' where id = ${id}`)
  const { cookie } = await api.signIn('operator')
  const { rows: tables } = await client.query<{ name: string }>(`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in ('public', 'auth') and table_name not in ('sign_in_failure', 'platform_call') order by 1`)
  // When somebody was last seen is no change of theirs.
  const kept = (name: string) => `(to_jsonb(t) - 'last_used_at' - 'last_seen_at')::text as row from ${name} t`
  const summing = tables.map(({ name }) => `select '${name}' as name, count(*)::int, md5(string_agg(row, ',' order by row)) as sum from (select ${kept(name)}) each`).join(' union all ') + ' order by 1'
  const dumping = tables.map(({ name }) => `select ${kept(name)}`).join(' union all ')

  const world: World = {
    warehouse, api, platform, key: admin, run, word,
    async merchant() {
      return (await post('/merchants', { code: word(), name: word() })).id
    },
    async channel() {
      return (await post('/sales-channels', { merchantId, name: word() })).id
    },
    async product() {
      const sku = word()
      return { id: await addProduct(warehouse, sku, 1000), sku }
    },
    async customType() {
      return (await post('/shipping-types', { code: `custom_${word().toLowerCase()}`, name: { en: 'x', zh: 'x' }, carrier: 'x', temperature: 'ambient', delivery: 'home', collectsCash: false })).code
    },
    async account(status = 'connected') {
      const id = newId()
      const authorized = status === 'not_verified' ? null : new Date()
      await run(sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, shop_id, shop_title, connected_at, first_connected_at)
        values (${merchantId}, ${id}, 'teststore', ${word()}, ${warehouse.channelId}, ${status}, ${authorized && id}, ${authorized && '小山茶行'}, ${authorized}, ${authorized})`)
      return id
    },
    async order(changes = {}) {
      const lines = [{ lineId: 'l1', sku: 'TEA-001', title: '高山烏龍', variantTitle: null, quantity: 2, price: 300, fulfilledQuantity: 0 }]
      return (await importOrders(warehouse, { lines, ...changes }))[0]!
    },
    async held() {
      const orderId = await world.order()
      await post(`/orders/${orderId}/holds`, { reason: 'other' })
      const [hold] = await rows(warehouse, sql<{ id: string }>`select id from hold where order_id = ${orderId}`)
      return { orderId, holdId: hold!.id }
    },
    async unknownProduct() {
      const id = newId()
      const sku = word()
      await run(sql`insert into unknown_product (merchant_id, id, product_key, sku, title) values (${merchantId}, ${id}, ${sku}, ${sku}, ${sku})`)
      return id
    },
    async inbound(received = 0) {
      const { id, number } = await post('/inbounds', { merchantId, lines: [{ sku: 'TEA-001', expected: 5 }] })
      if (received > 0) await post(`/inbounds/${id}/receive`, { lines: [{ sku: 'TEA-001', quantity: received }] })
      return { id, number, sku: 'TEA-001' }
    },
    async completed() {
      const { id } = await world.inbound(5)
      await post(`/inbounds/${id}/complete`, {})
      return id
    },
    async proposal() {
      const id = newId()
      const [ecAccountId, inboundId] = [await world.account(), await world.completed()]
      await run(sql`insert into push_ledger (merchant_id, ec_account_id, product_id, earned_hundredths, pushed) select ${merchantId}, ${ecAccountId}, id, 400, 5 from product where sku = 'TEA-001'`)
      await run(sql`insert into push_proposal (merchant_id, id, ec_account_id, product_id, inbound_id, quantity, note, created_at, actor_kind, actor_name)
        select ${merchantId}, ${id}, ${ecAccountId}, id, ${inboundId}, -1, 'x', now(), 'user', 'x' from product where sku = 'TEA-001'`)
      return id
    },
    async drift() {
      const [ecAccountId, { id: productId }] = [await world.account(), await world.product()]
      await run(sql`insert into store_level (merchant_id, ec_account_id, product_id, told, told_at, told_by, shown, shown_at, shown_by)
        values (${merchantId}, ${ecAccountId}, ${productId}, 5, now() - interval '2 days', 'reading', 8, now() - interval '1 day', 'reading')`)
      return { ecAccountId, productId, difference: 3 }
    },
    async refusedWrite() {
      const orderId = await world.order()
      await post(`/orders/${orderId}/shipments`, { parcels: [{ trackingNumber: word(), carrier: 'T-Cat' }] })
      const [write] = await rows(warehouse, sql<{ id: string }>`update platform_write set state = 'rejected', settled_at = now(), error_kind = 'rejected', error_code = 'no', error = 'no'
        where subject_id in (select id from parcel where order_id = ${orderId}) returning id`)
      return write!.id
    },
    async alert() {
      const id = newId()
      await run(sql`insert into alert (merchant_id, id, kind, group_key, owner, urgency, audience, params, since, count, told_count, opened_at, updated_at)
        values (${merchantId}, ${id}, 'orders_held', ${id}, 'warehouse', 'normal', '{admin,operator}', '{"reason":"other","merchant":"M"}', now(), 1, 1, now(), now())`)
      return id
    },
    async mail() {
      const id = newId()
      await run(sql`insert into mail (merchant_id, id, user_id, to_address, kind, subject, body_text, body_html, state, created_at, next_attempt_at, settled_at)
        values (${merchantId}, ${id}, ${newId()}, 'x@example.com', 'at_once', 'x', 'x', 'x', 'failed', now(), now(), now())`)
      return id
    },
    async endpoint() {
      return (await post('/webhook-endpoints', { merchantId: await world.merchant(), url: 'https://hooks.example.com/x' })).id
    },
    async notice() {
      const id = newId()
      const endpointId = await world.endpoint()
      await run(sql`insert into notice (merchant_id, id, endpoint_id, message_id, type, payload, state, created_at, next_attempt_at, settled_at)
        select merchant_id, ${id}, id, 'msg_x', 'alert.opened', '{}', 'failed', now(), now(), now() from notice_endpoint where id = ${endpointId}`)
      return id
    },
    async refusedParcel() {
      const [parcel] = await rows(warehouse, sql<{ id: string; orderId: string }>`select id, order_id as "orderId" from parcel where write_id = ${await world.refusedWrite()}`)
      return { id: parcel!.orderId, parcelId: parcel!.id }
    },
    async askedWrite() {
      const id = await world.refusedWrite()
      await ask(id)
      return id
    },
    async askedItems() {
      const skus = [(await world.product()).sku, (await world.product()).sku]
      const { stockPushId } = await post(`/ec-accounts/${await world.account()}/stock-overwrite`, { items: skus.map((sku) => ({ sku, stock: 3 })) })
      const [write] = await rows(warehouse, sql<{ id: string }>`select id from platform_write where subject_id = ${stockPushId}`)
      await ask(write!.id)
      return { id: write!.id, skus }
    },
    async user() {
      const { id, email } = await api.signIn('operator')
      return { id, email }
    },
    async apiKeyId() {
      return (await createApiKey(api.app.signIn, { name: word(), role: 'operator', merchantId: null, createdBy: 'test' })).id
    },
    async setupToken() {
      await client.query(`delete from auth.users where role = 'admin'`)
      return (await makeSetupLink(api.app.signIn))!
    },
    ask(endpoint, input, { language = 'en', key = admin } = {}) {
      const rest = { ...input }
      const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = String(rest[name])
        delete rest[name]
        return encodeURIComponent(value)
      })
      const headers = { 'accept-language': language }
      if (endpoint.method === 'GET') return api.call('GET', `/api/v1${path}?${new URLSearchParams(rest as Record<string, string>)}`, { key, headers })
      return api.call(endpoint.method, `/api/v1${path}`, { ...(persons.has(endpoint.name) ? { cookie } : { key }), body: rest, headers })
    },
    state: async () => (await client.query({ name: 'state', text: summing })).rows as unknown,
    async texts() {
      const { rows: all } = await client.query<{ row: string }>(dumping)
      const found = new Set<string>()
      for (const { row } of all) JSON.parse(row, (_key, value: unknown) => (typeof value === 'string' && found.add(value), value))
      return found
    },
    async close() {
      await client.end()
      await api.close()
      await warehouse.close()
    },
  }
  // Its first use is noted, and never again within the minute.
  await api.call('GET', '/api/v1/session', { key: admin })
  return world
}
