import type { Contract } from '@crossdock/contract'
import { roles, type Role } from '@crossdock/domain'

/** Who may call an endpoint: anybody at all, or the roles named. What a merchant may reach is further cut to their own rows. */
export type Access = 'public' | readonly Role[]

type Table = { [Resource in keyof Contract]: { [Endpoint in keyof Contract[Resource]]: Access } }

const everyone: readonly Role[] = roles
const warehouse: readonly Role[] = ['admin', 'operator']
const adminOnly: readonly Role[] = ['admin']

/** The one list of who may do what. An endpoint that is missing here does not compile. */
export const permissions: Table = {
  session: { get: everyone },
  setup: { check: 'public', complete: 'public' },
  users: { list: adminOnly, create: adminOnly, update: adminOnly },
  apiKeys: { list: adminOnly, create: adminOnly, remove: adminOnly },
  merchants: { list: everyone, get: everyone, create: adminOnly, update: adminOnly },
  salesChannels: { list: everyone, create: everyone, update: everyone },
  shippingTypes: { list: everyone, create: adminOnly, update: adminOnly },
  products: { list: everyone, create: everyone, get: everyone, update: everyone },
  ecAccounts: {
    list: everyone, create: everyone, get: everyone, update: everyone, remove: everyone, authorize: everyone, revoke: everyone,
    getSettings: everyone, saveSettings: everyone, getMappings: everyone, saveMappings: everyone, fetch: everyone, checklist: everyone,
    previewOverwrite: everyone, overwriteStock: everyone, receipts: everyone, timeline: everyone,
  },
  fetchRuns: { list: everyone, get: everyone },
  coverage: { list: everyone, get: everyone, previewBackfill: everyone, backfill: everyone },
  reconciliations: { list: everyone, get: everyone, start: everyone },
  orders: {
    list: everyone, counts: everyone, get: everyone, raw: everyone, process: warehouse, ship: warehouse, shipMany: warehouse, correctParcel: warehouse,
    cancel: everyone, hold: everyone, bulk: everyone,
  },
  holds: { list: everyone, release: everyone },
  unknownProducts: { list: everyone, map: everyone },
  stock: { list: everyone, get: everyone, adjust: warehouse },
  inbounds: { list: everyone, create: everyone, get: everyone, receive: warehouse, putAway: warehouse, complete: warehouse, correct: warehouse, cancel: everyone },
  stockPushes: { list: everyone, get: everyone },
  stockDrift: { list: everyone, counts: everyone, accept: everyone, correct: everyone, decisions: everyone, readings: everyone, read: everyone },
  pushProposals: { list: everyone, confirm: everyone, dismiss: everyone },
  platformWrites: { list: everyone, counts: everyone, get: everyone, question: everyone, answer: everyone, retry: everyone, retryMany: everyone, leave: everyone, leaveMany: everyone },
  platformCalls: { list: everyone, get: everyone },
  home: { get: everyone },
  search: { find: everyone },
  alerts: { list: everyone, counts: everyone, get: everyone, see: everyone },
  alertPreferences: { get: everyone, save: everyone },
  mailSettings: { get: adminOnly, save: adminOnly, test: adminOnly },
  mails: { list: adminOnly, resend: adminOnly },
  webhookEndpoints: { list: everyone, create: everyone, get: everyone, update: everyone, remove: everyone, rotateSecret: everyone, test: everyone, replay: everyone },
  webhookDeliveries: { list: everyone, get: everyone, replay: everyone },
}

/** @param path the endpoint's place in the contract, such as `['orders', 'ship']` */
export function accessTo(path: readonly string[]): Access {
  const [resource = '', endpoint = ''] = path
  const access = (permissions as Record<string, Record<string, Access> | undefined>)[resource]?.[endpoint]
  if (access === undefined) throw new Error(`no permission is written down for ${path.join('.')}`)
  return access
}
