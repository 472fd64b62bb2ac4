import { authorizeAccount } from '../support/connected-account.ts'
import { control } from '../support/story-shop.ts'
import { waitFor } from '../support/wait-for.ts'
import { completeInbound, freeOrders, placeOrders, skuOf, type CrashWorld } from './crash-world.ts'

/** How a server gets to a failpoint, and what whoever asked does when no answer came. */
export interface Scenario {
  /** Done before the server that is to die is started; it does not have to hold for a second one. */
  before?(crash: CrashWorld): Promise<void>
  provoke(crash: CrashWorld): Promise<unknown>
  /** Once a server is there again. */
  after?(crash: CrashWorld): Promise<unknown>
}

const fetchOrders: Scenario = {
  async provoke(crash) {
    await placeOrders(crash, 3)
    await crash.api.post(`/ec-accounts/${crash.accountId}/fetch`)
  },
}

const hint: Scenario = { provoke: (crash) => placeOrders(crash, 1) }

const shipOne: Scenario = {
  async provoke(crash) {
    const [order] = await freeOrders(crash)
    await crash.api.post(`/orders/${order!.id}/shipments`, { parcels: [{ trackingNumber: `CRASH${crash.next()}`, carrier: 'T-Cat' }] })
  },
}

/** Asked for again by who got no answer; it must not leave twice. */
function shipAgain(): Scenario {
  let asked: { id: string; parcels: { trackingNumber: string; carrier: string }[] } | undefined
  const post = (crash: CrashWorld) => crash.api.post(`/orders/${asked!.id}/shipments`, { parcels: asked!.parcels })
  return {
    async provoke(crash) {
      const [order] = await freeOrders(crash)
      asked = { id: order!.id, parcels: [{ trackingNumber: `AGAIN${crash.next()}`, carrier: 'T-Cat' }] }
      await post(crash)
    },
    after: post,
  }
}

function shipFile(): Scenario {
  let csv = ''
  const post = (crash: CrashWorld) => crash.api.post('/orders/shipments', { csv, merchantId: crash.merchantId })
  return {
    async provoke(crash) {
      const orders = (await freeOrders(crash)).slice(0, 3)
      csv = ['order_number,tracking_number,carrier', ...orders.map((order) => `${order.number},FILE${crash.next()},HCT`)].join('\n')
      await post(crash)
    },
    after: post,
  }
}

const inbound: Scenario = { provoke: (crash) => completeInbound(crash, [{ sku: skuOf(crash), quantity: 7 }]) }

function finishInbound(): Scenario {
  return {
    provoke: inbound.provoke,
    async after(crash) {
      const { rows } = await crash.sql.query<{ id: string; status: string }>(`select id, status from inbound where status <> 'completed'`)
      for (const { id, status } of rows) {
        if (status === 'pending') await crash.api.post(`/inbounds/${id}/receive`, { lines: [{ sku: skuOf(crash), quantity: 7 }] })
        await crash.api.post(`/inbounds/${id}/complete`)
      }
    },
  }
}

const authorise = (crash: CrashWorld) => authorizeAccount(crash.api, crash.accountId, { ...crash.keeper, shop: crash.keeper.title })
const reauthorise: Scenario = { provoke: authorise, after: authorise }

const expireTokens = (crash: CrashWorld) => control(crash.world, 'POST', `/shops/${crash.shopId}/tokens/expire`)
const refresh: Scenario = {
  async provoke(crash) {
    await expireTokens(crash)
    await fetchOrders.provoke(crash)
  },
}

const revoke: Scenario = { provoke: (crash) => crash.api.post(`/ec-accounts/${crash.accountId}/revoke`), after: authorise }

const saveMappings = (crash: CrashWorld) => crash.api.put(`/ec-accounts/${crash.accountId}/shipping-mappings`, { items: ['homedelivery', 'coldchain'].map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' })) })

const hold = async (crash: CrashWorld) => {
  const [order] = (await freeOrders(crash)).slice(-1)
  await crash.api.post(`/orders/${order!.id}/holds`, { reason: 'other' })
}
const releaseAll = async (crash: CrashWorld) => {
  const { items } = await crash.api.get<{ items: { id: string }[] }>('/holds?reason=other')
  if (items.length > 0) await crash.api.post('/holds/release', { ids: items.map((each) => each.id) })
}

const mapUnknown = async (crash: CrashWorld) => {
  const { items } = await crash.api.get<{ items: { id: string; sku: string }[] }>(`/unknown-products?merchantId=${crash.merchantId}&q=CRASH-NEW`)
  for (const { id, sku } of items) await crash.api.post(`/unknown-products/${id}/map`, { create: { sku, name: sku } })
}

/** The first of two SKUs was counted twice too many, in an inbound that went to the store; what that proposes to tell the store is confirmed in the end. */
const recount = async (crash: CrashWorld) => {
  const { rows } = await crash.sql.query<{ id: string; put_away: number }>(`
    select i.id, l.put_away from inbound i join inbound_line l on l.inbound_id = i.id join product p on p.id = l.product_id where i.status = 'completed' and p.sku = $1 order by i.id limit 1`, [skuOf(crash)])
  await crash.api.post(`/inbounds/${rows[0]!.id}/correct`, { lines: [{ sku: skuOf(crash), quantity: rows[0]!.put_away - 2 }], note: 'counted again' })
}
const confirmProposals = async (crash: CrashWorld) => {
  const { items } = await crash.api.get<{ items: { id: string }[] }>('/push-proposals?state=open')
  if (items.length > 0) await crash.api.post('/push-proposals/confirm', { ids: items.map((each) => each.id) })
}

const readStock: Scenario = { provoke: (crash) => crash.api.post(`/ec-accounts/${crash.accountId}/stock-reading`) }

/** The subject of the mail that is sent when the process dies. */
export const crashMail = 'A mail in the middle of a crash'

/** Everything that leads to one of the source's failpoints, by the failpoint's name. */
export const scenarios: Record<string, Scenario> = {
  'account.saved': { provoke: saveMappings, after: saveMappings },
  'authorize.code-exchanged': reauthorise,
  'authorize.grant-written': reauthorise,
  'correction.counted': { provoke: recount, after: async (crash) => { await recount(crash); await confirmProposals(crash) } },
  'fetch.page-read': fetchOrders,
  'fetch.page-stored': fetchOrders,
  'fetch.page-written': fetchOrders,
  'fetch.run-finished': fetchOrders,
  'fetch.run-parked': {
    before: (crash) => control(crash.world, 'POST', '/faults', { fault: 'errors.server', routes: ['orders.list'], settings: { status: '503', retry_after: 20 }, times: 1 }),
    provoke: fetchOrders.provoke,
  },
  'fetch.run-taken': fetchOrders,
  'fetch.slot-claimed': { provoke: (crash) => crash.sql.query(`update ec_account set next_fetch_at = now() where connection_status = 'connected'`) },
  'fetch.window-stored': fetchOrders,
  'gap.queued': {
    // Two days that were read are as if they had not been.
    async before(crash) {
      await crash.sql.query(`update ec_account set first_connected_at = now() - interval '3 days'`)
      await crash.sql.query(`update fetch_run set window_from = now() - interval '1 day' where window_from < now() - interval '1 day'`)
    },
    async provoke() {},
  },
  'hint.order-read': hint,
  'hint.written': hint,
  'hold.released': { provoke: async (crash) => { await hold(crash); await releaseAll(crash) }, after: releaseAll },
  'inbound.received': finishInbound(),
  'inbound.written': finishInbound(),
  'mail.answered': {
    async provoke(crash) {
      await crash.api.put('/mail-settings', { version: 0, enabled: true, host: '127.0.0.1', port: crash.mail.port, security: 'none', fromAddress: 'crossdock@example.com', language: 'en' })
      await crash.sql.query(`
        insert into mail (merchant_id, id, user_id, to_address, kind, subject, body_text, body_html, created_at, next_attempt_at)
        select '00000000-0000-0000-0000-000000000000', gen_random_uuid(), id::uuid, email, 'at_once', $1, 'text', '<p>text</p>', now(), now() - interval '1 minute' from auth.users`, [crashMail])
    },
  },
  'notice.answered': {
    async provoke(crash) {
      const { id } = await crash.api.post<{ id: string }>('/webhook-endpoints', { url: 'https://nobody.invalid/hooks' })
      await crash.api.post(`/webhook-endpoints/${id}/test`)
    },
  },
  'overwrite.planned': {
    provoke: (crash) => crash.api.post(`/ec-accounts/${crash.accountId}/stock-overwrite`, { items: [{ sku: skuOf(crash, 1), stock: 77 }] }),
    after: (crash) => crash.api.post(`/ec-accounts/${crash.accountId}/stock-overwrite`, { items: [{ sku: skuOf(crash, 1), stock: 77 }] }),
  },
  'product.mapped': {
    async provoke(crash) {
      await control(crash.world, 'POST', `/shops/${crash.shopId}/orders`, { shipping_code: 'homedelivery', lines: [{ sku: 'CRASH-NEW', title: 'New', quantity: 1, price: 10 }] })
      await crash.api.post(`/ec-accounts/${crash.accountId}/fetch`)
      await waitFor('the unknown product', async () => (await crash.sql.query(`select from unknown_product where sku = 'CRASH-NEW' and resolved_at is null`)).rows.length > 0, 60_000)
      await mapUnknown(crash)
    },
    after: mapUnknown,
  },
  'proposal.taken': { provoke: async (crash) => { await recount(crash); await confirmProposals(crash) }, after: confirmProposals },
  'reading.chunk-kept': readStock,
  'reading.chunk-read': readStock,
  'reconcile.page-compared': { provoke: (crash) => crash.api.post(`/ec-accounts/${crash.accountId}/reconcile`) },
  'refresh.answered': refresh,
  'refresh.stored': refresh,
  'refresh.turn-taken': refresh,
  'revoke.planned': revoke,
  'revoke.sent': revoke,
  'ship-many.written': shipFile(),
  'ship.planned': shipAgain(),
  'ship.written': shipAgain(),
  'stock.chunk-taken': inbound,
  'tracking.read-back': shipOne,
  'webhook.kept': hint,
  'webhook.subscribed': reauthorise,
  'write.answered': shipOne,
  'write.reopened': {
    before: (crash) => control(crash.world, 'POST', '/faults', { fault: 'errors.refusal', routes: ['fulfillments.create'], settings: { code: 'invalid_tracking_number' }, times: 1 }),
    async provoke(crash) {
      await shipOne.provoke(crash)
      const refused = () => crash.sql.query<{ id: string }>(`select id from platform_write where state = 'rejected'`)
      await waitFor('the refusal', async () => (await refused()).rows.length > 0, 60_000)
      await crash.api.post(`/platform-writes/${(await refused()).rows[0]!.id}/retry`)
    },
    async after(crash) {
      const { rows } = await crash.sql.query<{ id: string }>(`select id from platform_write where state = 'rejected'`)
      for (const { id } of rows) await crash.api.post(`/platform-writes/${id}/retry`)
    },
  },
  'write.settled': shipOne,
  'write.taken': shipOne,
  'write.written': shipOne,
}
