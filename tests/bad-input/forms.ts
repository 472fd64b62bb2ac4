import { sql } from 'kysely'
import { testPassword } from '../../apps/server/src/testing.ts'
import { alertKinds } from '@crossdock/domain'
import { absent, also, anyWhole, choice, day, email, id, instant, list, member, nullish, object, optional, password, pathId, pathName, percentage, reference, shaped, slot, text, trackingNumber, whole, yesNo, type Kind } from './kinds.ts'
import type { World } from './world.ts'

/** What somebody fills in. */
export interface Form {
  /** A request that is in order; each is of things of its own. */
  valid(world: World): Promise<Record<string, unknown>> | Record<string, unknown>
  fields: Record<string, Kind>
}

const role = choice('admin', 'operator', 'merchant')
const temperature = choice('ambient', 'chilled', 'frozen')
const delivery = choice('home', 'convenience_store', 'self_pickup')
const holdReason = choice('merchant_request', 'address_issue', 'risk_control', 'wrong_store_number', 'other')
const ownMerchant = also(nullish(id), ...[['missing', absent], ['null', null]].map(([name, value]) => [String(name), value, 'required', 'is required for the role merchant', '貨主角色須指定貨主'] as const))
const quantity = whole(1, 1_000_000)
const note = nullish(text(500))
const driftFields = { items: list(1, 500), 'items[]': member(object), 'items[].ecAccountId': id, 'items[].productId': id, 'items[].difference': whole(-2_000_000_000, 2_000_000_000), note: text(500) }
const ids = { ids: list(1, 1000), 'ids[]': member(id) }

const typeFields = { name: object, 'name.en': text(80), 'name.zh': text(80), carrier: text(60), temperature, delivery, collectsCash: yesNo }
const type = { name: { en: 'Van', zh: '專車' }, carrier: 'Ours', temperature: 'ambient', delivery: 'home', collectsCash: false }
const customCode = shaped('', 'van', 'custom_', 'CUSTOM_VAN', 'custom_van-1', 'custom_車', 'custom_a b', `custom_${'x'.repeat(41)}`, 'custom_a\u0000')
const merchantCode = shaped('', ' ', 'A B', '茶', '-A', 'A'.repeat(21), 'A\u0000')
const slots = [['the same twice', ['09:00', '09:00'], 'invalid_value', 'each time once', '時間不可重複']] as const
const schedule = also(list(0, 3, ['at most 3 times', '最多 3 個時間']), ...slots)
const settingsFields = { fetchEnabled: yesNo, fetchSchedule: schedule, 'fetchSchedule[]': slot, pushEnabled: yesNo, pushPercentage: percentage, whenUnreachable: optional(choice('stop', 'go')) }
const timeZone = also(optional(reference(60)), ...['Asia/Taipeh', '2026-11-23T08:00Z', '台北'].map((value) => [value, value, 'invalid_value', 'must be a time zone such as Asia/Taipei', '必須為時區，例如 Asia/Taipei'] as const))
const settings = { fetchEnabled: true, fetchSchedule: ['09:00', '18:30'], pushEnabled: true, pushPercentage: 50, timeZone: 'Asia/Taipei', whenUnreachable: 'go' }
const mappingFields = (at: string) => ({ [at]: list(0, 500), [`${at}[]`]: member(object), [`${at}[].platformCode`]: text(500), [`${at}[].shippingTypeCode`]: reference(60) })
const lineFields = (amount: string) => ({ lines: list(1, 500), 'lines[]': member(object), 'lines[].sku': text(100), [`lines[].${amount}`]: quantity })
const user = (world: World) => ({ name: 'Bo', email: `${world.word().toLowerCase()}@example.com`, password: testPassword })
const ofOrder = async (world: World) => ({ id: await world.order() })
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const ofDays = async (world: World) => ({ id: await world.account(), from: daysAgo(2), to: daysAgo(1) })
const ofAccount = async (world: World) => ({ id: await world.account() })

const mailServer = { host: '127.0.0.1', port: 1, security: 'none', username: 'u', password: 'p', fromAddress: 'crossdock@example.com' }
const mailServerFields = {
  host: also(reference(253), ['two words', 'a b', 'invalid_format', 'has characters that are not allowed here, or is not written as it should be', '含有不允許的字元或格式不正確']), port: whole(1, 65_535),
  security: choice('tls', 'starttls', 'none'), username: nullish(reference(200)), password: nullish(reference(500)), fromAddress: email,
}
const language = choice('en', 'zh')
const kindsFields = { kinds: optional(list(0, alertKinds.length)), 'kinds[]': member(choice(...alertKinds)) }
const ofEndpoint = async (world: World) => ({ id: await world.endpoint() })

/** Every form that changes something, and what each of its fields is. Written by hand, so that it is not the contract that judges itself. */
export const forms: Record<string, Form> = {
  'setup.complete': { valid: async (world) => ({ token: await world.setupToken(), ...user(world) }), fields: { token: pathName(200), name: text(100), email, password } },

  'users.create': {
    valid: (world) => ({ ...user(world), role: 'merchant', merchantId: world.warehouse.merchantId }),
    fields: { name: text(100), email, password, role, merchantId: ownMerchant },
  },
  'users.update': {
    valid: async (world) => ({ id: (await world.user()).id, name: 'Bo', role: 'operator', active: true, password: testPassword, merchantId: world.warehouse.merchantId }),
    fields: { id: pathName(60), name: optional(text(100)), role: optional(role), merchantId: nullish(id), active: optional(yesNo), password: optional(password) },
  },
  'apiKeys.create': {
    valid: (world) => ({ name: 'Our WMS', role: 'merchant', merchantId: world.warehouse.merchantId }),
    fields: { name: text(32), role, merchantId: ownMerchant },
  },
  'apiKeys.remove': { valid: async (world) => ({ id: await world.apiKeyId() }), fields: { id: pathName(60) } },

  'merchants.create': { valid: (world) => ({ code: world.word(), name: world.word() }), fields: { code: merchantCode, name: text(100) } },
  'merchants.update': { valid: async (world) => ({ id: await world.merchant(), name: world.word(), active: true }), fields: { id: pathId, version: optional(anyWhole), name: optional(text(100)), active: optional(yesNo) } },
  'salesChannels.create': { valid: (world) => ({ merchantId: world.warehouse.merchantId, name: world.word(), enabled: true }), fields: { merchantId: id, name: text(100), enabled: optional(yesNo) } },
  'salesChannels.update': { valid: async (world) => ({ id: await world.channel(), name: world.word(), enabled: true }), fields: { id: pathId, version: optional(anyWhole), name: optional(text(100)), enabled: optional(yesNo) } },
  'shippingTypes.create': { valid: (world) => ({ code: `custom_${world.word().toLowerCase()}`, ...type }), fields: { code: customCode, ...typeFields } },
  'shippingTypes.update': {
    valid: async (world) => ({ code: await world.customType(), enabled: true, ...type }),
    fields: {
      code: pathName(60), version: optional(anyWhole), enabled: optional(yesNo), name: optional(object), 'name.en': text(80), 'name.zh': text(80),
      carrier: optional(text(60)), temperature: optional(temperature), delivery: optional(delivery), collectsCash: optional(yesNo),
    },
  },
  'products.create': { valid: (world) => ({ merchantId: world.warehouse.merchantId, sku: world.word(), name: '烏龍', barcode: '471' }), fields: { merchantId: id, sku: text(100), name: text(200), barcode: nullish(text(100)) } },
  'products.update': { valid: async (world) => ({ id: (await world.product()).id, name: '烏龍', barcode: '471' }), fields: { id: pathId, version: optional(anyWhole), name: optional(text(200)), barcode: nullish(text(100)) } },

  'ecAccounts.create': {
    valid: (world) => ({ merchantId: world.warehouse.merchantId, platform: 'teststore', displayName: world.word(), salesChannelId: world.warehouse.channelId }),
    fields: { merchantId: id, platform: reference(40), displayName: text(100), salesChannelId: id },
  },
  'ecAccounts.update': {
    valid: async (world) => ({
      id: await world.account(), version: 1, displayName: world.word(), salesChannelId: world.warehouse.channelId, platform: 'teststore', settings, shippingMappings: [{ platformCode: 'seven', shippingTypeCode: 'tcat' }],
    }),
    fields: {
      id: pathId, version: optional(anyWhole), displayName: optional(text(100)), salesChannelId: optional(id), platform: optional(reference(40)), settings: optional(object),
      ...Object.fromEntries(Object.entries({ ...settingsFields, timeZone }).map(([key, kind]) => [`settings.${key}`, kind])),
      ...mappingFields('shippingMappings'), shippingMappings: optional(list(0, 500)),
    },
  },
  'ecAccounts.remove': { valid: ofAccount, fields: { id: pathId } },
  'ecAccounts.authorize': { valid: ofAccount, fields: { id: pathId } },
  'ecAccounts.revoke': { valid: ofAccount, fields: { id: pathId } },
  'ecAccounts.saveSettings': { valid: async (world) => ({ id: await world.account(), ...settings }), fields: { id: pathId, ...settingsFields, timeZone } },
  'ecAccounts.saveMappings': { valid: async (world) => ({ id: await world.account(), items: [{ platformCode: 'seven', shippingTypeCode: 'tcat' }] }), fields: { id: pathId, ...mappingFields('items') } },
  'ecAccounts.fetch': { valid: ofAccount, fields: { id: pathId } },
  'ecAccounts.overwriteStock': {
    valid: async (world) => ({ id: await world.account(), items: [{ sku: 'TEA-001', stock: 3 }] }),
    fields: { id: pathId, items: list(1, 5000), 'items[]': member(object), 'items[].sku': text(100), 'items[].stock': whole(0, 1_000_000) },
  },

  'coverage.previewBackfill': { valid: ofDays, fields: { id: pathId, from: day, to: day } },
  'coverage.backfill': { valid: ofDays, fields: { id: pathId, from: day, to: day } },
  'reconciliations.start': { valid: async (world) => ({ ...(await ofAccount(world)), days: 3 }), fields: { id: pathId, days: optional(whole(1, 30)) } },

  'orders.process': { valid: async (world) => ({ ...(await ofOrder(world)), evenIfUnread: true }), fields: { id: pathId, evenIfUnread: optional(yesNo) } },
  'orders.ship': {
    valid: async (world) => ({ ...(await ofOrder(world)), parcels: [{ trackingNumber: world.word(), carrier: 'T-Cat', lines: [{ lineId: 'l1', quantity: 1 }] }], evenIfUnread: true }),
    fields: {
      id: pathId, evenIfUnread: optional(yesNo), parcels: list(1, 50), 'parcels[]': member(object), 'parcels[].trackingNumber': trackingNumber, 'parcels[].carrier': text(60),
      'parcels[].lines': optional(list(1, 500)), 'parcels[].lines[]': member(object), 'parcels[].lines[].lineId': reference(500), 'parcels[].lines[].quantity': quantity,
    },
  },
  'orders.correctParcel': {
    valid: async (world) => ({ ...(await world.refusedParcel()), trackingNumber: world.word(), carrier: 'T-Cat' }),
    fields: { id: pathId, parcelId: pathId, trackingNumber, carrier: text(60) },
  },
  'orders.cancel': { valid: async (world) => ({ ...(await ofOrder(world)), note: 'x' }), fields: { id: pathId, note } },
  'orders.hold': { valid: async (world) => ({ ...(await ofOrder(world)), reason: 'other', note: 'x' }), fields: { id: pathId, reason: holdReason, note } },
  'orders.bulk:hold': { valid: async (world) => ({ action: 'hold', ids: [await world.order()], reason: 'other', note: 'x' }), fields: { action: choice('hold', 'release', 'process'), ...ids, reason: holdReason, note } },
  'orders.bulk:release': { valid: async (world) => ({ action: 'release', ids: [(await world.held()).orderId], note: 'x' }), fields: { action: choice('hold', 'release', 'process'), ...ids, note } },
  'orders.bulk:process': { valid: async (world) => ({ action: 'process', ids: [await world.order()], evenIfUnread: true }), fields: { action: choice('hold', 'release', 'process'), ...ids, evenIfUnread: optional(yesNo) } },
  'orders.shipMany': {
    valid: async (world) => {
      const number = world.word()
      await world.order({ orderNumber: number })
      return { csv: `order_number,tracking_number,carrier\n${number},T${number},T-Cat\n`, merchantId: world.warehouse.merchantId, ecAccountId: world.warehouse.accountId, dryRun: false, evenIfUnread: true }
    },
    fields: {
      csv: also(
        reference(2_000_000),
        ['blank', ' \n\t', 'required', 'is required', '為必填'],
        ['no CSV', 'hello', 'missing_column', 'has no column order_number', '缺少欄位 order_number'],
        ['a column short', 'order_number,carrier\nA,B\n', 'missing_column', 'has no column tracking_number', '缺少欄位 tracking_number'],
        ['a column twice', 'order_number,tracking_number,carrier,訂單編號\nA,B,C,D\n', 'duplicate_column', 'has the column order_number twice', '欄位 order_number 重複'],
        ['a header alone', 'order_number,tracking_number,carrier\n', 'too_few', 'has no rows below its header', '標題列下方沒有資料'],
        ['too many rows', `order_number,tracking_number,carrier\n${'A,B,C\n'.repeat(5001)}`, 'too_many', 'may have at most 5000 rows', '最多 5000 列'],
        ['an open quote', 'order_number,tracking_number,carrier\n"A,B,C\n', 'malformed', 'cannot be read as a CSV: look at line 2', '無法讀取此 CSV，請檢查第 2 行'],
        ['a quote in the middle', 'order_number,tracking_number,carrier\nA,B,C\nA,"B"x,C\n', 'malformed', 'cannot be read as a CSV: look at line 3', '無法讀取此 CSV，請檢查第 3 行'],
      ),
      merchantId: optional(id), ecAccountId: optional(id), dryRun: optional(yesNo), evenIfUnread: optional(yesNo),
    },
  },
  'holds.release': { valid: async (world) => ({ ids: [(await world.held()).holdId], note: 'x' }), fields: { ...ids, note } },
  'unknownProducts.map': {
    valid: async (world) => ({ id: await world.unknownProduct(), create: { sku: world.word(), name: '烏龍' } }),
    fields: {
      id: pathId,
      productId: also({ bad: [], good: [] }, ['beside create', '01a20a04-5664-75ca-9655-899413b588fe', 'invalid_value', 'either productId or create', 'productId 與 create 請擇一填寫']),
      create: optional(object), 'create.sku': text(100), 'create.name': text(200),
    },
  },
  'stock.adjust': {
    valid: async (world) => ({ productId: (await world.product()).id, delta: 1, note: 'x' }),
    fields: { productId: pathId, delta: also(whole(-1_000_000, 1_000_000), ['nothing', 0, 'invalid_value', 'must not be 0', '不可為 0']), note: text(500) },
  },
  'inbounds.create': {
    valid: (world) => ({ merchantId: world.warehouse.merchantId, number: world.word(), expectedOn: '2026-11-30', supplier: 'x', note: 'x', lines: [{ sku: 'TEA-001', expected: 1 }] }),
    fields: { merchantId: id, number: optional(text(60)), expectedOn: nullish(day), supplier: nullish(text(100)), note: nullish(text(1000)), ...lineFields('expected') },
  },
  'inbounds.receive': { valid: async (world) => ({ id: (await world.inbound()).id, lines: [{ sku: 'TEA-001', quantity: 1 }] }), fields: { id: pathId, ...lineFields('quantity') } },
  'inbounds.putAway': { valid: async (world) => ({ id: (await world.inbound(5)).id, lines: [{ sku: 'TEA-001', quantity: 1 }] }), fields: { id: pathId, ...lineFields('quantity') } },
  'inbounds.complete': { valid: async (world) => ({ id: (await world.inbound(5)).id }), fields: { id: pathId } },
  'inbounds.correct': {
    valid: async (world) => ({ id: await world.completed(), lines: [{ sku: 'TEA-001', quantity: 4 }], note: 'x' }),
    fields: { id: pathId, lines: list(1, 500), 'lines[]': member(object), 'lines[].sku': text(100), 'lines[].quantity': whole(0, 1_000_000), note: text(500) },
  },
  'stockDrift.accept': { valid: async (world) => ({ items: [await world.drift()], note: 'x' }), fields: driftFields },
  'stockDrift.correct': { valid: async (world) => ({ items: [await world.drift()], note: 'x' }), fields: driftFields },
  'stockDrift.read': { valid: ofAccount, fields: { id: pathId } },
  'pushProposals.confirm': { valid: async (world) => ({ ids: [await world.proposal()], note: 'x' }), fields: { ...ids, note } },
  'pushProposals.dismiss': { valid: async (world) => ({ ids: [await world.proposal()], note: 'x' }), fields: { ...ids, note: text(500) } },
  'inbounds.cancel': { valid: async (world) => ({ id: (await world.inbound()).id }), fields: { id: pathId } },

  'alerts.see': { valid: async (world) => ({ ids: [await world.alert()] }), fields: { ids: optional(list(0, 200)), 'ids[]': member(id) } },
  'alertPreferences.save': { valid: () => ({ mode: 'digest', digestHour: 8, language: 'zh' }), fields: { mode: choice('at_once', 'digest', 'none'), digestHour: whole(0, 23), language } },
  'mailSettings.save': { valid: () => ({ enabled: true, ...mailServer, language: 'zh' }), fields: { version: optional(anyWhole), enabled: yesNo, ...mailServerFields, language } },
  'mailSettings.test': { valid: () => ({ ...mailServer, to: 'x@example.com' }), fields: { ...mailServerFields, to: email } },
  'mails.resend': { valid: async (world) => ({ id: await world.mail() }), fields: { id: pathId } },
  'webhookEndpoints.create': {
    valid: async (world) => ({ merchantId: await world.merchant(), url: 'https://hooks.example.com/x', description: 'x', kinds: ['disconnected'] }),
    fields: { merchantId: nullish(id), url: reference(1000), description: nullish(text(200)), ...kindsFields },
  },
  'webhookEndpoints.update': {
    valid: async (world) => ({ ...(await ofEndpoint(world)), url: 'https://hooks.example.com/y', description: 'y', kinds: ['degraded'], enabled: true }),
    fields: { id: pathId, version: optional(anyWhole), url: optional(reference(1000)), description: nullish(text(200)), ...kindsFields, enabled: optional(yesNo) },
  },
  'webhookEndpoints.remove': { valid: ofEndpoint, fields: { id: pathId } },
  'webhookEndpoints.rotateSecret': { valid: ofEndpoint, fields: { id: pathId } },
  'webhookEndpoints.test': {
    valid: async (world) => {
      const { id } = await ofEndpoint(world)
      // Nothing is to leave a test: this address is not called.
      await world.run(sql`update notice_endpoint set url = 'https://127.0.0.1/x' where id = ${id}`)
      return { id }
    },
    fields: { id: pathId },
  },
  'webhookEndpoints.replay': { valid: async (world) => ({ ...(await ofEndpoint(world)), since: '2026-01-01T00:00:00Z' }), fields: { id: pathId, since: instant } },
  'webhookDeliveries.replay': { valid: async (world) => ({ id: await world.notice() }), fields: { id: pathId } },
  'platformWrites.retry': { valid: async (world) => ({ id: await world.refusedWrite(), note: 'x' }), fields: { id: pathId, note } },
  'platformWrites.retryMany': { valid: async (world) => ({ ids: [await world.refusedWrite()], note: 'x' }), fields: { ids: list(1, 200), 'ids[]': member(id), note } },
  'platformWrites.leave': { valid: async (world) => ({ id: await world.refusedWrite(), note: 'x' }), fields: { id: pathId, note: text(500) } },
  'platformWrites.leaveMany': { valid: async (world) => ({ ids: [await world.refusedWrite()], note: 'x' }), fields: { ids: list(1, 200), 'ids[]': member(id), note: text(500) } },
  'platformWrites.answer': {
    valid: async (world) => {
      const { id, skus } = await world.askedItems()
      return { id, version: 0, answer: 'by_item', note: 'x', answers: skus.map((sku) => ({ sku, answer: 'arrived' })), items: [{ sku: 'TEA-001', stock: 3 }] }
    },
    fields: {
      id: pathId, version: optional(anyWhole), answer: choice('arrived', 'not_arrived', 'overwritten', 'by_item'), note, answers: optional(list(0, 100)), 'answers[]': member(object), 'answers[].sku': text(100),
      'answers[].answer': choice('arrived', 'not_arrived'), items: optional(list(0, 100)), 'items[]': member(object), 'items[].sku': text(100), 'items[].stock': whole(0, 1_000_000),
    },
  },
}
