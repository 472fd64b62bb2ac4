import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { makeSetupLink } from '../../apps/server/src/sign-in/setup-link.ts'
import { testPassword } from '../../apps/server/src/testing.ts'
import { forms } from './forms.ts'
import type { World } from './world.ts'

type Input = Record<string, unknown>
/** Makes a request that is refused so; or why no request can be. */
export type Case = ((world: World) => Promise<Input>) | { cannot: string }

/** What is in order but for this. */
const but = (form: string, change: (world: World) => Promise<Input> | Input): Case => async (world) => ({ ...(await forms[form]!.valid(world)), ...(await change(world)) })
const nobodys = (form: string, field = 'id') => but(form, () => ({ [field]: newId() }))
const inactive = (form: string) =>
  but(form, async (world) => {
    const merchantId = await world.merchant()
    await world.run(sql`update merchant set active = false where merchant_id = ${merchantId}`)
    return { merchantId }
  })
const channelOfAnother = async (world: World) => {
  const id = newId()
  await world.run(sql`insert into sales_channel (merchant_id, id, name) values (${await world.merchant()}, ${id}, ${id})`)
  return { salesChannelId: id }
}
const shipped = async (world: World) => {
  const id = await world.order()
  await world.run(sql`update orders set status = 'shipped' where id = ${id}`)
  return { id }
}
const nameOf = async (world: World, path: string, field: string) => {
  const { body } = await world.api.call('GET', `/api/v1${path}`, { key: world.key })
  return body[field] as string
}
const unauthorized = (form: string) => but(form, async (world) => ({ id: await world.account('not_verified') }))
const disconnected = (form: string) => but(form, async (world) => ({ id: await world.account('disconnected') }))
const twice = [{ platformCode: 'seven', shippingTypeCode: 'tcat' }, { platformCode: ' seven ', shippingTypeCode: 'tcat' }]
const notEnabled = [{ platformCode: 'seven', shippingTypeCode: 'custom_nowhere' }]
const noSlots = { fetchEnabled: true, fetchSchedule: [], pushEnabled: false, pushPercentage: 0 }
const canceledInbound = (form: string) =>
  but(form, async (world) => {
    const { id } = await world.inbound()
    await world.run(sql`update inbound set status = 'canceled' where id = ${id}`)
    return { id }
  })
const unknownLine = (form: string, amount: string) => but(form, () => ({ lines: [{ sku: 'NOWHERE', [amount]: 1 }] }))
const parcel = (changes: object = {}) => ({ trackingNumber: 'T1', carrier: 'T-Cat', ...changes })
const tooShort = { cannot: 'the field refuses it first; only the command line gets this far' }
const storeless = { cannot: 'the platform of these tests has no stock; tests/stocking and the Liteshop stories read and refuse one' }

const elsewhere = { cannot: 'the platform of these tests is in order; tests/fetching/backfill has one that is not' }
const readable = { cannot: 'the platform of these tests shows no single orders; tests/shipping/fresh-orders reads them' }
/** An order whose store cannot be asked by now. */
const unread = (form: string) =>
  but(form, async (world) => {
    const id = await world.order()
    await world.run(sql`update orders set read_at = now() - interval '1 hour', ec_account_id = ${await world.account('disconnected')} where id = ${id}`)
    return { id, evenIfUnread: false }
  })

/** Every refusal that an endpoint says it gives, beside those that all give. */
export const refusals: Record<string, Record<string, Case>> = {
  'setup.check': { setup_link_used: async () => ({ token: 'none' }) },
  'setup.complete': {
    setup_link_used: but('setup.complete', () => ({ token: 'none' })),
    weak_password: tooShort,
    email_taken: async (world) => {
      const { email } = await world.user()
      await world.setupToken()
      return { token: (await makeSetupLink(world.api.app.signIn))!, name: 'x', email, password: testPassword }
    },
  },
  'users.create': {
    email_taken: but('users.create', async (world) => ({ email: (await world.user()).email.toUpperCase() })),
    weak_password: tooShort,
    not_found: nobodys('users.create', 'merchantId'),
  },
  'users.update': {
    not_found: nobodys('users.update'),
    last_admin: async (world) => {
      await world.setupToken()
      return { id: (await world.api.signIn('admin')).id, active: false }
    },
  },
  'apiKeys.create': { not_found: nobodys('apiKeys.create', 'merchantId') },
  'apiKeys.remove': { not_found: nobodys('apiKeys.remove') },

  'merchants.create': { name_taken: but('merchants.create', async (world) => ({ name: (await nameOf(world, `/merchants/${await world.merchant()}`, 'name')).toLowerCase() })) },
  'merchants.get': { not_found: async () => ({ id: newId() }) },
  'merchants.update': { not_found: nobodys('merchants.update'), version_conflict: but('merchants.update', () => ({ version: -1 })), name_taken: but('merchants.update', async (world) => ({ name: await nameOf(world, `/merchants/${await world.merchant()}`, 'name') })) },
  'salesChannels.create': { not_found: nobodys('salesChannels.create', 'merchantId'), merchant_inactive: inactive('salesChannels.create'), name_taken: but('salesChannels.create', () => ({ name: '官網' })) },
  'salesChannels.update': { not_found: nobodys('salesChannels.update'), version_conflict: but('salesChannels.update', () => ({ version: -1 })), name_taken: but('salesChannels.update', () => ({ name: '官網' })) },
  'shippingTypes.create': { name_taken: but('shippingTypes.create', async (world) => ({ code: await world.customType() })) },
  'shippingTypes.update': {
    not_found: but('shippingTypes.update', () => ({ code: 'custom_nowhere' })),
    shipping_type_in_use: async () => ({ code: 'tcat', enabled: false }),
    shipping_type_preset: async () => ({ code: 'tcat', carrier: 'Ours' }), version_conflict: but('shippingTypes.update', () => ({ version: -1 })),
  },
  'products.create': { not_found: nobodys('products.create', 'merchantId'), merchant_inactive: inactive('products.create'), sku_taken: but('products.create', () => ({ sku: 'TEA-001' })) },
  'products.get': { not_found: async () => ({ id: newId() }) },
  'products.update': { not_found: nobodys('products.update'), version_conflict: but('products.update', () => ({ version: -1 })) },

  'ecAccounts.create': {
    not_found: nobodys('ecAccounts.create', 'merchantId'), merchant_inactive: inactive('ecAccounts.create'), no_sales_channel: but('ecAccounts.create', channelOfAnother),
    unknown_platform: but('ecAccounts.create', () => ({ platform: 'nowhere' })), name_taken: but('ecAccounts.create', () => ({ displayName: '官網帳號' })),
  },
  'ecAccounts.get': { not_found: async () => ({ id: newId() }) },
  'ecAccounts.update': {
    not_found: nobodys('ecAccounts.update'), no_sales_channel: but('ecAccounts.update', channelOfAnother), platform_fixed: but('ecAccounts.update', () => ({ platform: 'other' })),
    not_authorized: unauthorized('ecAccounts.update'), slots_required: but('ecAccounts.update', () => ({ settings: noSlots })), mapping_duplicate: but('ecAccounts.update', () => ({ shippingMappings: twice })),
    shipping_type_not_enabled: but('ecAccounts.update', () => ({ shippingMappings: notEnabled })), version_conflict: but('ecAccounts.update', () => ({ version: 0 })),
    name_taken: but('ecAccounts.update', () => ({ displayName: '官網帳號' })),
  },
  'ecAccounts.remove': { not_found: nobodys('ecAccounts.remove'), account_in_use: async (world) => (await world.order(), { id: world.warehouse.accountId }) },
  'ecAccounts.authorize': {
    not_found: nobodys('ecAccounts.authorize'),
    merchant_inactive: async (world) => {
      const { salesChannelId } = await channelOfAnother(world)
      const id = newId()
      await world.run(sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id) select merchant_id, ${id}, 'teststore', 'x', id from sales_channel where id = ${salesChannelId}`)
      await world.run(sql`update merchant set active = false where merchant_id = (select merchant_id from ec_account where id = ${id})`)
      return { id }
    },
    platform_unreachable: async (world) => {
      const id = await world.account('not_verified')
      await world.run(sql`update ec_account set platform = 'closedstore' where id = ${id}`)
      return { id }
    },
  },
  'ecAccounts.revoke': { not_found: nobodys('ecAccounts.revoke'), not_connected: disconnected('ecAccounts.revoke') },
  'ecAccounts.getSettings': { not_found: async () => ({ id: newId() }) },
  'ecAccounts.saveSettings': { not_found: nobodys('ecAccounts.saveSettings'), not_authorized: unauthorized('ecAccounts.saveSettings'), slots_required: but('ecAccounts.saveSettings', () => noSlots) },
  'ecAccounts.getMappings': { not_found: async () => ({ id: newId() }) },
  'ecAccounts.saveMappings': {
    not_found: nobodys('ecAccounts.saveMappings'), not_authorized: unauthorized('ecAccounts.saveMappings'),
    mapping_duplicate: but('ecAccounts.saveMappings', () => ({ items: twice })), shipping_type_not_enabled: but('ecAccounts.saveMappings', () => ({ items: notEnabled })),
  },
  'ecAccounts.fetch': { not_found: nobodys('ecAccounts.fetch'), not_connected: disconnected('ecAccounts.fetch'), not_authorized: unauthorized('ecAccounts.fetch') },
  'ecAccounts.checklist': { not_found: async () => ({ id: newId() }) },
  'ecAccounts.previewOverwrite': { not_found: async () => ({ id: newId() }), not_connected: async (world) => ({ id: await world.account('disconnected') }), platform_unreachable: storeless, platform_refused: async (world) => ({ id: await world.account() }) },
  'ecAccounts.overwriteStock': { not_found: nobodys('ecAccounts.overwriteStock'), not_connected: disconnected('ecAccounts.overwriteStock'), unknown_sku: but('ecAccounts.overwriteStock', () => ({ items: [{ sku: 'NOWHERE', stock: 1 }] })) },
  'ecAccounts.receipts': { not_found: async () => ({ id: newId() }) },
  'ecAccounts.timeline': { not_found: async () => ({ id: newId() }) },
  'fetchRuns.get': { not_found: async () => ({ id: newId() }) },

  'coverage.get': { not_found: async () => ({ id: newId() }) },
  'coverage.previewBackfill': {
    not_found: nobodys('coverage.previewBackfill'), not_connected: disconnected('coverage.previewBackfill'), not_authorized: unauthorized('coverage.previewBackfill'),
    platform_unreachable: elsewhere, platform_refused: elsewhere,
  },
  'coverage.backfill': {
    not_found: nobodys('coverage.backfill'), not_connected: disconnected('coverage.backfill'), not_authorized: unauthorized('coverage.backfill'),
    fetch_under_way: but('coverage.backfill', async (world) => {
      const id = await world.account()
      await world.run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger) values (${world.warehouse.merchantId}, ${newId()}, ${id}, 'manual')`)
      return { id }
    }),
  },
  'reconciliations.start': { not_found: nobodys('reconciliations.start'), not_connected: disconnected('reconciliations.start'), not_authorized: unauthorized('reconciliations.start') },
  'reconciliations.list': { not_found: async () => ({ id: newId() }) },
  'reconciliations.get': { not_found: async () => ({ id: newId() }) },

  'orders.get': { not_found: async () => ({ id: newId() }) },
  'orders.raw': { not_found: async () => ({ id: newId() }) },
  'orders.process': {
    not_found: nobodys('orders.process'), order_on_hold: async (world) => ({ id: (await world.held()).orderId }), order_wrong_status: but('orders.process', shipped),
    order_canceled_at_store: readable, order_changed_at_store: readable, order_not_read: unread('orders.process'),
  },
  'orders.ship': {
    order_canceled_at_store: readable, order_changed_at_store: readable, order_not_read: unread('orders.ship'),
    not_found: nobodys('orders.ship'), order_wrong_status: but('orders.ship', shipped), order_on_hold: but('orders.ship', async (world) => ({ id: (await world.held()).orderId })),
    tracking_number_taken: but('orders.ship', () => ({ parcels: [parcel(), parcel()] })),
    parcel_exceeds_order: but('orders.ship', () => ({ parcels: [parcel({ lines: [{ lineId: 'l1', quantity: 3 }] })] })),
    parcel_empty: but('orders.ship', () => ({ parcels: [parcel(), parcel({ trackingNumber: 'T2' })] })),
  },
  'orders.correctParcel': {
    not_found: nobodys('orders.correctParcel'),
    tracking_number_taken: but('orders.correctParcel', async (world) => {
      const place = await world.refusedParcel()
      const number = world.word()
      await world.run(sql`insert into parcel (merchant_id, id, order_id, ec_account_id, tracking_number, carrier, actor_kind, actor_name, write_id)
        select merchant_id, ${newId()}, order_id, ec_account_id, ${number}, carrier, 'user', 'x', write_id from parcel where id = ${place.parcelId}`)
      return { ...place, trackingNumber: number }
    }),
    write_unsettled: but('orders.correctParcel', async (world) => {
      const place = await world.refusedParcel()
      await world.run(sql`update platform_write set state = 'sending', settled_at = null where subject_id = ${place.parcelId}`)
      return place
    }),
  },
  'orders.cancel': { not_found: nobodys('orders.cancel'), order_wrong_status: but('orders.cancel', shipped) },
  'orders.hold': { not_found: nobodys('orders.hold'), order_wrong_status: but('orders.hold', shipped) },
  'unknownProducts.map': {
    not_found: nobodys('unknownProducts.map'), sku_taken: but('unknownProducts.map', () => ({ create: { sku: 'TEA-001', name: 'x' } })),
    unknown_product_resolved: but('unknownProducts.map', async (world) => {
      const id = await world.unknownProduct()
      await world.run(sql`update unknown_product set resolved_at = now() where id = ${id}`)
      return { id }
    }),
  },
  'stock.get': { not_found: async () => ({ productId: newId() }) },
  'stock.adjust': { not_found: nobodys('stock.adjust', 'productId'), not_enough_stock: but('stock.adjust', () => ({ delta: -1001 })) },
  'stockDrift.read': { not_found: nobodys('stockDrift.read'), not_connected: disconnected('stockDrift.read') },
  'inbounds.create': {
    not_found: nobodys('inbounds.create', 'merchantId'), unknown_sku: unknownLine('inbounds.create', 'expected'), merchant_inactive: inactive('inbounds.create'),
    name_taken: but('inbounds.create', async (world) => ({ number: (await world.inbound()).number })),
  },
  'inbounds.get': { not_found: async () => ({ id: newId() }) },
  'inbounds.receive': { not_found: nobodys('inbounds.receive'), inbound_wrong_status: canceledInbound('inbounds.receive'), unknown_sku: unknownLine('inbounds.receive', 'quantity') },
  'inbounds.putAway': {
    not_found: nobodys('inbounds.putAway'), inbound_wrong_status: canceledInbound('inbounds.putAway'), unknown_sku: unknownLine('inbounds.putAway', 'quantity'),
    put_away_exceeds_received: but('inbounds.putAway', () => ({ lines: [{ sku: 'TEA-001', quantity: 3 }, { sku: 'TEA-001', quantity: 3 }] })),
  },
  'inbounds.complete': { not_found: nobodys('inbounds.complete'), inbound_wrong_status: canceledInbound('inbounds.complete'), nothing_received: async (world) => ({ id: (await world.inbound()).id }) },
  'inbounds.correct': {
    not_found: nobodys('inbounds.correct'), inbound_wrong_status: but('inbounds.correct', async (world) => ({ id: (await world.inbound(5)).id })),
    unknown_sku: but('inbounds.correct', () => ({ lines: [{ sku: 'NOWHERE', quantity: 1 }] })), nothing_to_correct: but('inbounds.correct', () => ({ lines: [{ sku: 'TEA-001', quantity: 5 }] })),
    not_enough_stock: but('inbounds.correct', async (world) => {
      const { sku } = await world.product()
      const id = await world.completed()
      await world.run(sql`insert into inbound_line (merchant_id, inbound_id, product_id, position, expected, received, put_away)
        select merchant_id, ${id}, id, 9, 2000, 2000, 2000 from product where sku = ${sku}`)
      return { id, lines: [{ sku, quantity: 0 }] }
    }),
  },
  'inbounds.cancel': { not_found: nobodys('inbounds.cancel'), inbound_wrong_status: canceledInbound('inbounds.cancel') },
  'stockPushes.get': { not_found: async () => ({ id: newId() }) },
  'platformWrites.retry': {
    not_found: nobodys('platformWrites.retry'),
    write_not_retryable: async (world) => {
      const id = await world.refusedWrite()
      await world.run(sql`update platform_write set state = 'sending', settled_at = null where id = ${id}`)
      return { id }
    },
    write_overtaken: async (world) => {
      const [{ id }, later] = [await world.askedItems(), newId()]
      const its = sql`(select subject_id from platform_write where id = ${id})`
      await world.run(sql`update platform_write set state = 'accepted', settled_at = now(), asked_at = null where id = ${id}`)
      await world.run(sql`update stock_push_line set result = 'refused' where stock_push_id = ${its}`)
      await world.run(sql`insert into stock_push (merchant_id, id, ec_account_id, kind, origin, actor_kind, actor_name, created_at)
        select merchant_id, ${later}, ec_account_id, kind, origin, actor_kind, actor_name, created_at + interval '1 second' from stock_push where id = ${its}`)
      await world.run(sql`insert into stock_push_line (merchant_id, stock_push_id, product_id, part, sku, quantity, result)
        select merchant_id, ${later}, product_id, part, sku, quantity, 'applied' from stock_push_line where stock_push_id = ${its}`)
      return { id }
    },
  },
  'platformWrites.leave': {
    not_found: nobodys('platformWrites.leave'),
    write_not_leavable: but('platformWrites.leave', async (world) => {
      const id = await world.refusedWrite()
      await world.run(sql`update platform_write set left_at = now() where id = ${id}`)
      return { id }
    }),
  },
  'platformWrites.get': { not_found: async () => ({ id: newId() }) },
  'platformWrites.question': { not_found: async () => ({ id: newId() }), write_not_asked: async (world) => ({ id: await world.refusedWrite() }) },
  'platformWrites.answer': { not_found: nobodys('platformWrites.answer'), write_not_asked: but('platformWrites.answer', async (world) => ({ id: await world.refusedWrite() })), version_conflict: but('platformWrites.answer', () => ({ version: 7 })) },
  'platformCalls.get': { not_found: async () => ({ id: newId() }) },

  'alerts.get': { not_found: async () => ({ id: newId() }) },
  'alerts.see': { not_found: but('alerts.see', () => ({ ids: [newId()] })) },
  'mails.resend': {
    not_found: nobodys('mails.resend'),
    mail_not_resendable: async (world) => {
      const id = await world.mail()
      await world.run(sql`update mail set state = 'sent' where id = ${id}`)
      return { id }
    },
  },
  'mailSettings.save': { version_conflict: but('mailSettings.save', () => ({ version: -1 })) },
  'webhookEndpoints.create': {
    not_found: nobodys('webhookEndpoints.create', 'merchantId'), webhook_url_refused: but('webhookEndpoints.create', () => ({ url: 'https://10.0.0.1/x' })),
    too_many_endpoints: but('webhookEndpoints.create', async (world) => {
      const merchantId = await world.merchant()
      await world.run(sql`insert into notice_endpoint (merchant_id, id, url, sealed_secret, key_id, created_at, created_by) select ${merchantId}::uuid, gen_random_uuid(), 'https://x.test', '\\x00', 'x', now(), 'x' from generate_series(1, 20)`)
      return { merchantId }
    }),
  },
  'webhookEndpoints.get': { not_found: async () => ({ id: newId() }) },
  'webhookEndpoints.update': { not_found: nobodys('webhookEndpoints.update'), version_conflict: but('webhookEndpoints.update', () => ({ version: -1 })), webhook_url_refused: but('webhookEndpoints.update', () => ({ url: 'http://hooks.example.com' })) },
  'webhookEndpoints.remove': { not_found: nobodys('webhookEndpoints.remove') },
  'webhookEndpoints.rotateSecret': { not_found: nobodys('webhookEndpoints.rotateSecret') },
  'webhookEndpoints.test': { not_found: async () => ({ id: newId() }) },
  'webhookEndpoints.replay': { not_found: nobodys('webhookEndpoints.replay') },
  'webhookDeliveries.list': { not_found: async () => ({ id: newId() }) },
  'webhookDeliveries.get': { not_found: async () => ({ id: newId() }) },
  'webhookDeliveries.replay': {
    not_found: nobodys('webhookDeliveries.replay'),
    webhook_not_replayable: async (world) => {
      const id = await world.notice()
      await world.run(sql`update notice set state = 'waiting', settled_at = null where id = ${id}`)
      return { id }
    },
  },
}
