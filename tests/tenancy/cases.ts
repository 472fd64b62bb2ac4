import type { Contract } from '@crossdock/contract'
import type { Goods } from './goods.ts'

/**
 * How an endpoint is tried with another merchant's ids, and what must come of it:
 * `not_found` a 404; `hidden` an answer in which nothing of the other is, though the warehouse sees it there; `outcomes` an
 * answer whose every item is `not_found`; `refused` another refusal, named; `forbidden` not for the role at all; `public` for everybody.
 */
export type Case =
  | { expect: 'not_found' | 'outcomes'; input: (theirs: Goods, own: Goods) => Record<string, unknown> }
  | { expect: 'refused'; code: string; input: (theirs: Goods, own: Goods) => Record<string, unknown> }
  | { expect: 'hidden'; input?: (theirs: Goods) => Record<string, unknown>; sees?: (body: never) => boolean }
  | { expect: 'forbidden'; input: (theirs: Goods) => Record<string, unknown> }
  | { expect: 'public'; input: () => Record<string, unknown> }

type Table = { [Resource in keyof Contract]: { [Endpoint in keyof Contract[Resource]]: Case | readonly Case[] } }

const notFound = (input: (theirs: Goods, own: Goods) => Record<string, unknown>): Case => ({ expect: 'not_found', input })
const hidden = (input?: (theirs: Goods) => Record<string, unknown>): Case => ({ expect: 'hidden', ...(input ? { input } : {}) })
const forbidden = (input: (theirs: Goods) => Record<string, unknown> = () => ({})): Case => ({ expect: 'forbidden', input })
const ofMerchant = [hidden(), hidden(({ merchantId }) => ({ merchantId }))]

const account = ({ accountId }: Goods) => ({ id: accountId })
const today = { from: new Date().toISOString().slice(0, 10), to: new Date().toISOString().slice(0, 10) }
const endpointOf = ({ endpointId }: Goods) => ({ id: endpointId })
const settings = { fetchEnabled: false, fetchSchedule: [], pushEnabled: false, pushPercentage: 0 }

/** Every endpoint of the contract. One that is missing here does not compile, and fails the walk. */
export const cases: Table = {
  session: { get: { expect: 'hidden', sees: (body: { role: string }) => body.role === 'admin' } },
  setup: {
    check: { expect: 'public', input: () => ({ token: 'none' }) },
    complete: { expect: 'public', input: () => ({ token: 'none', name: 'x', email: 'x@example.com', password: 'a long enough one' }) },
  },
  users: {
    list: forbidden(),
    create: forbidden(({ merchantId }) => ({ name: 'x', email: 'x@example.com', password: 'a long enough one', role: 'merchant', merchantId })),
    update: forbidden(({ merchantId }) => ({ id: merchantId, name: 'x' })),
  },
  apiKeys: { list: forbidden(), create: forbidden(({ merchantId }) => ({ name: 'x', role: 'merchant', merchantId })), remove: forbidden(({ merchantId }) => ({ id: merchantId })) },
  merchants: {
    list: [hidden(), hidden(({ word }) => ({ q: word }))],
    create: forbidden(() => ({ code: 'NEW', name: 'x' })),
    get: notFound(({ merchantId }) => ({ id: merchantId })),
    update: forbidden(({ merchantId }) => ({ id: merchantId, name: 'x' })),
  },
  salesChannels: {
    list: [...ofMerchant, hidden(({ word }) => ({ q: word }))],
    create: notFound(({ merchantId }) => ({ merchantId, name: 'x' })),
    update: notFound(({ channelId }) => ({ id: channelId, enabled: false })),
  },
  shippingTypes: {
    list: { expect: 'hidden', sees: (body: { items: { code: string; mappings: number }[] }) => body.items.some((type) => type.code === 'tcat' && type.mappings > 2) },
    create: forbidden(() => ({ code: 'custom_x', name: { en: 'x', zh: 'x' }, carrier: 'x', temperature: 'ambient', delivery: 'home', collectsCash: false })),
    update: forbidden(() => ({ code: 'tcat', enabled: false })),
  },
  products: {
    list: [...ofMerchant, hidden(({ word }) => ({ q: word }))],
    create: notFound(({ merchantId }) => ({ merchantId, sku: 'x', name: 'x' })),
    get: notFound(({ productId }) => ({ id: productId })),
    update: notFound(({ productId }) => ({ id: productId, name: 'x' })),
  },
  ecAccounts: {
    list: [...ofMerchant, hidden(({ channelId }) => ({ salesChannelId: channelId })), hidden(({ word }) => ({ q: word }))],
    create: [
      notFound(({ merchantId, channelId }) => ({ merchantId, platform: 'teststore', displayName: 'x', salesChannelId: channelId })),
      { expect: 'refused', code: 'no_sales_channel', input: ({ channelId }, own) => ({ merchantId: own.merchantId, platform: 'teststore', displayName: 'x', salesChannelId: channelId }) },
    ],
    get: notFound(account),
    update: [
      notFound(({ accountId }) => ({ id: accountId, displayName: 'x' })),
      { expect: 'refused', code: 'no_sales_channel', input: ({ channelId }, own) => ({ id: own.accountId, salesChannelId: channelId }) },
    ],
    remove: notFound(account),
    authorize: notFound(account),
    revoke: notFound(account),
    getSettings: notFound(account),
    saveSettings: notFound(({ accountId }) => ({ id: accountId, ...settings })),
    getMappings: notFound(account),
    saveMappings: notFound(({ accountId }) => ({ id: accountId, items: [] })),
    fetch: notFound(account),
    checklist: notFound(account),
    previewOverwrite: notFound(account),
    overwriteStock: notFound(({ accountId, word }) => ({ id: accountId, items: [{ sku: word, stock: 1 }] })),
    receipts: notFound(account),
    timeline: notFound(account),
  },
  fetchRuns: { list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId }))], get: notFound(({ fetchRunId }) => ({ id: fetchRunId })) },
  coverage: {
    list: ofMerchant,
    get: notFound(account),
    previewBackfill: notFound(({ accountId }) => ({ id: accountId, ...today })),
    backfill: notFound(({ accountId }) => ({ id: accountId, ...today })),
  },
  reconciliations: { list: notFound(account), get: notFound(({ reconciliationId }) => ({ id: reconciliationId })), start: notFound(account) },
  orders: {
    list: [
      ...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId })), hidden(({ channelId }) => ({ salesChannelId: channelId })), hidden(({ fetchRunId }) => ({ fetchRunId })),
      hidden(({ unknownProductId }) => ({ unknownProductId })), hidden(({ word }) => ({ q: word })), hidden(({ word }) => ({ shippingCode: word })),
    ],
    counts: { expect: 'hidden', input: ({ accountId }) => ({ ecAccountId: accountId }), sees: (body: { total: number }) => body.total > 0 },
    get: notFound(({ orderId }) => ({ id: orderId })),
    raw: notFound(({ orderId }) => ({ id: orderId })),
    process: forbidden(({ orderId }) => ({ id: orderId })),
    ship: forbidden(({ orderId }) => ({ id: orderId, parcels: [{ trackingNumber: 'T1', carrier: 'x' }] })),
    correctParcel: forbidden(({ orderId, parcelId }) => ({ id: orderId, parcelId, trackingNumber: 'T3', carrier: 'x' })),
    cancel: notFound(({ orderId }) => ({ id: orderId })),
    hold: notFound(({ orderId }) => ({ id: orderId, reason: 'risk_control' })),
    bulk: [
      { expect: 'outcomes', input: ({ orderId }) => ({ action: 'hold', ids: [orderId], reason: 'risk_control' }) },
      { expect: 'outcomes', input: ({ orderId }) => ({ action: 'release', ids: [orderId] }) },
      forbidden(({ orderId }) => ({ action: 'process', ids: [orderId] })),
    ],
    shipMany: forbidden(({ word }) => ({ csv: `order_number,tracking_number,carrier,sku,quantity\n${word},T2,x,,\n` })),
  },
  holds: {
    list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId })), hidden(({ orderId }) => ({ orderId })), hidden(({ word }) => ({ q: word }))],
    release: { expect: 'outcomes', input: ({ holdId }) => ({ ids: [holdId] }) },
  },
  unknownProducts: {
    list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId })), hidden(({ word }) => ({ q: word }))],
    map: [notFound((theirs, own) => ({ id: theirs.unknownProductId, productId: own.productId })), notFound((theirs, own) => ({ id: own.unknownProductId, productId: theirs.productId }))],
  },
  stock: {
    list: [...ofMerchant, hidden(({ word }) => ({ q: word }))],
    get: notFound(({ productId }) => ({ productId })),
    adjust: forbidden(({ productId }) => ({ productId, delta: 1, note: 'x' })),
  },
  inbounds: {
    list: [...ofMerchant, hidden(({ word }) => ({ q: word }))],
    create: notFound(({ merchantId, word }) => ({ merchantId, lines: [{ sku: word, expected: 1 }] })),
    get: notFound(({ inboundId }) => ({ id: inboundId })),
    receive: forbidden(({ inboundId, word }) => ({ id: inboundId, lines: [{ sku: word, quantity: 1 }] })),
    putAway: forbidden(({ inboundId, word }) => ({ id: inboundId, lines: [{ sku: word, quantity: 1 }] })),
    complete: forbidden(({ inboundId }) => ({ id: inboundId })),
    correct: forbidden(({ inboundId, word }) => ({ id: inboundId, lines: [{ sku: word, quantity: 1 }], note: 'x' })),
    cancel: notFound(({ inboundId }) => ({ id: inboundId })),
  },
  stockDrift: {
    list: [
      hidden(() => ({ show: 'explained' })), hidden(({ merchantId }) => ({ show: 'explained', merchantId })), hidden(({ accountId }) => ({ show: 'explained', ecAccountId: accountId })), hidden(({ word }) => ({ show: 'explained', q: word })),
    ],
    counts: { expect: 'hidden', input: ({ accountId }) => ({ ecAccountId: accountId }), sees: (body: { explained: number }) => body.explained > 0 },
    accept: { expect: 'outcomes', input: ({ accountId, productId }) => ({ items: [{ ecAccountId: accountId, productId, difference: 3 }], note: 'x' }) },
    correct: { expect: 'outcomes', input: ({ accountId, productId }) => ({ items: [{ ecAccountId: accountId, productId, difference: 3 }], note: 'x' }) },
    decisions: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId })), hidden(({ productId }) => ({ productId }))],
    readings: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId }))],
    read: notFound(account),
  },
  pushProposals: {
    list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId })), hidden(({ productId }) => ({ productId }))],
    confirm: { expect: 'outcomes', input: ({ proposalId }) => ({ ids: [proposalId] }) },
    dismiss: { expect: 'outcomes', input: ({ proposalId }) => ({ ids: [proposalId], note: 'x' }) },
  },
  stockPushes: { list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId }))], get: notFound(({ stockPushId }) => ({ id: stockPushId })) },
  platformWrites: {
    list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId }))],
    counts: { expect: 'hidden', input: ({ accountId }) => ({ ecAccountId: accountId }), sees: (body: { rejected: number }) => body.rejected > 0 },
    get: notFound(({ writeId }) => ({ id: writeId })),
    question: notFound(({ writeId }) => ({ id: writeId })),
    answer: notFound(({ writeId }) => ({ id: writeId, answer: 'arrived' })),
    retry: notFound(({ writeId }) => ({ id: writeId })),
    leave: notFound(({ writeId }) => ({ id: writeId, note: 'x' })),
    leaveMany: { expect: 'outcomes', input: ({ writeId }) => ({ ids: [writeId], note: 'x' }) },
    retryMany: { expect: 'outcomes', input: ({ writeId }) => ({ ids: [writeId] }) },
  },
  platformCalls: { list: [...ofMerchant, hidden(({ accountId }) => ({ ecAccountId: accountId })), hidden(({ word }) => ({ purpose: word }))], get: notFound(({ callId }) => ({ id: callId })) },
  home: { get: ofMerchant },
  search: { find: [hidden(({ word }) => ({ q: word })), hidden(({ word, merchantId }) => ({ q: word, merchantId }))] },
  alerts: {
    list: [...ofMerchant, hidden(() => ({ state: 'all' }))],
    counts: { expect: 'hidden', input: ({ merchantId }) => ({ merchantId }), sees: (body: { open: number }) => body.open > 0 },
    get: notFound(({ alertId }) => ({ id: alertId })),
    see: notFound(({ alertId }) => ({ ids: [alertId] })),
  },
  alertPreferences: {
    get: { expect: 'refused', code: 'forbidden', input: () => ({}) },
    save: { expect: 'refused', code: 'forbidden', input: () => ({ mode: 'none', digestHour: 8, language: 'zh' }) },
  },
  mailSettings: {
    get: forbidden(),
    save: forbidden(() => ({ enabled: true, host: 'smtp.example.com', port: 587, security: 'starttls', fromAddress: 'a@example.com', language: 'zh' })),
    test: forbidden(() => ({ host: 'smtp.example.com', port: 587, security: 'starttls', fromAddress: 'a@example.com', to: 'b@example.com' })),
  },
  mails: { list: forbidden(), resend: forbidden(({ alertId }) => ({ id: alertId })) },
  webhookEndpoints: {
    list: ofMerchant,
    create: notFound(({ merchantId }) => ({ merchantId, url: 'https://hooks.example.com/x' })),
    get: notFound(endpointOf), update: notFound(({ endpointId }) => ({ id: endpointId, enabled: false })), remove: notFound(endpointOf), rotateSecret: notFound(endpointOf), test: notFound(endpointOf),
    replay: notFound(({ endpointId }) => ({ id: endpointId, since: '2026-01-01T00:00:00Z' })),
  },
  webhookDeliveries: { list: notFound(endpointOf), get: notFound(({ noticeId }) => ({ id: noticeId })), replay: notFound(({ noticeId }) => ({ id: noticeId })) },
}
