import { disconnectReasons, fetchRunStatuses, fetchTriggers, isSlot, isTimeZone, longestShippingCode, maxSlots, rehearsalChecks, shownConnectionStatuses, skipReasons, troubleOwners, unreachableRules } from '@crossdock/domain'
import { z } from 'zod'
import { actor, endpoint, flag, id, instant, named, page, pageQuery, reference, searchText, text, versionRead } from './base.ts'
import { stockWatch } from './stock-drift.ts'

const tag = 'EC accounts'

const slot = z.string().trim().refine(isSlot, { error: 'must be a time between 00:00 and 23:59' })
const schedule = z.array(slot).max(maxSlots, { error: 'at most 3 times' }).refine((slots) => new Set(slots).size === slots.length, { error: 'each time once' })
const percentage = z.int({ error: 'must be a whole number' }).min(0, { error: 'must be 0–100' }).max(100, { error: 'must be 0–100' })
const mapping = z.object({ platformCode: text(longestShippingCode), shippingTypeCode: reference(60) })
const mappings = z.array(mapping).max(500)

const connection = z.object({
  status: z.enum(shownConnectionStatuses),
  since: instant.nullable(),
  reason: z.enum(disconnectReasons).nullable(),
  /** What the platform said, when it is disconnected or degraded. */
  detail: z.string().nullable(),
  shop: z.object({ id: z.string(), title: z.string(), currency: z.string(), timeZone: z.string() }).nullable(),
  connectedAt: instant.nullable(),
  missingScopes: z.array(z.string()),
  ownTrouble: z.enum(['client_refused', 'secret_unreadable']).nullable().describe('trouble that is Crossdock’s own and that its admin has been told of: the account itself is in order'),
})
const settings = z.object({
  fetchEnabled: z.boolean(), fetchSchedule: z.array(z.string()), timeZone: z.string(),
  pushEnabled: z.boolean(), pushPercentage: z.int(), nextFetchAt: instant.nullable(),
  whenUnreachable: z.enum(unreachableRules).describe('what happens to an order whose store cannot be asked before it is processed or shipped: it stops, or goes'),
})
const oversell = z.object({ sum: z.int(), accounts: z.array(z.object({ id, name: z.string(), percentage: z.int() })) }).nullable()

const head = {
  id, merchant: named, platform: z.object({ platform: z.string(), name: z.string() }), displayName: z.string(),
  salesChannel: z.object({ id, name: z.string(), enabled: z.boolean() }), connection, settings,
  waiting: z.object({ orders: z.int().describe('pending orders on hold'), tracking: z.int().describe('parcels that the store does not know of yet'), stockPushes: z.int() }),
  version: z.int(), createdAt: instant,
}
const runHead = {
  id, merchant: named, ecAccount: named, trigger: z.enum(fetchTriggers), slot: z.object({ date: z.string(), time: z.string() }).nullable(), status: z.enum(fetchRunStatuses),
  window: z.object({ from: instant, to: instant }).nullable(), expected: z.int().nullable().describe('how many the platform says there are in the window'),
  pages: z.int(), seen: z.int(), new: z.int(), changed: z.int(), unchanged: z.int(), canceled: z.int(), held: z.int(), skipped: z.int(),
  skippedBy: z.partialRecord(z.enum(skipReasons), z.int()), heldBy: z.record(z.string(), z.int()),
  createdAt: instant, startedAt: instant.nullable(), finishedAt: instant.nullable(), resumed: z.int().describe('times it was taken up again after an interruption'),
  thenFetch: actor.nullable().describe('who asked for a fetch when its window was cut already: another run follows when it ends'),
  waitingUntil: instant.nullable(), error: z.object({ kind: z.string(), code: z.string(), message: z.string() }).nullable(), actor,
}
export const fetchRun = z.object(runHead)

const rehearsal = z.object({
  slot: z.object({ date: z.string(), time: z.string() }), slotAt: instant, at: instant, state: z.enum(['running', 'ok', 'failed']),
  failed: z.object({ check: z.enum(rehearsalChecks), owner: z.enum(troubleOwners).describe('whose move it is'), code: z.string(), detail: z.string(), againAt: instant.nullable() }).nullable(),
})
const sendings = z.object({ sent: z.int(), refused: z.int(), waiting: z.int() })
const receipt = z.object({
  id, darkFrom: instant, darkTo: instant, reason: z.enum(disconnectReasons), actor, state: z.enum(['live', 'complete', 'cut_short']), endedAt: instant.nullable(), fetchRunId: id.nullable(),
  orders: z.object({ status: z.enum(fetchRunStatuses), new: z.int(), changed: z.int(), canceled: z.int(), held: z.int(), skipped: z.int() }).nullable().describe('of the run that read the dark period; null where nothing is fetched'),
  parcels: sendings, stockPushes: sendings,
})

const account = z.object({ ...head, oversell, rehearsal: rehearsal.nullable().describe('the latest look before a slot'), receipt: receipt.nullable().describe('of the latest return from the dark'), lastRun: fetchRun.nullable(), stockWatch, mappings: z.array(mapping.extend({ waiting: z.int(), valid: z.boolean() })) })
const saved = account.extend({ released: z.int().describe('orders freed by this save') })
const settingsInput = z.object({
  fetchEnabled: z.boolean(), fetchSchedule: schedule, pushEnabled: z.boolean(), pushPercentage: percentage, whenUnreachable: z.enum(unreachableRules).optional().describe('stays as it is when left out'),
  timeZone: reference(60).refine(isTimeZone, { error: 'must be a time zone such as Asia/Taipei' }).optional(),
})

export const ecAccounts = {
  list: endpoint({ method: 'GET', path: '/ec-accounts', summary: 'EC accounts', tag })
    .input(
      z.object({
        merchantId: id.optional(), platform: searchText(40).optional(), status: z.enum(shownConnectionStatuses).optional(), salesChannelId: id.optional(),
        fetchEnabled: flag.optional(), pushEnabled: flag.optional(), q: searchText(100).optional(), ...pageQuery,
      }),
    )
    .output(page(z.object(head))),
  create: endpoint({ method: 'POST', path: '/ec-accounts', summary: 'Create an EC account; it is Not Verified until it is authorized', tag, successStatus: 201 }, 'not_found', 'no_sales_channel', 'unknown_platform', 'merchant_inactive', 'name_taken')
    .input(z.object({ merchantId: id, platform: reference(40), displayName: text(100), salesChannelId: id }))
    .output(account),
  get: endpoint({ method: 'GET', path: '/ec-accounts/{id}', summary: 'One EC account', tag }, 'not_found').input(z.object({ id })).output(account),
  update: endpoint({ method: 'PATCH', path: '/ec-accounts/{id}', summary: 'Save an EC account’s page at once: connection info, settings and mappings', tag },
    'not_found', 'no_sales_channel', 'platform_fixed', 'not_authorized', 'slots_required', 'mapping_duplicate', 'shipping_type_not_enabled', 'version_conflict', 'name_taken')
    .input(
      z.object({
        id, version: versionRead,
        displayName: text(100).optional(), salesChannelId: id.optional(), platform: reference(40).optional().describe('cannot be changed: refused with platform_fixed when it differs'),
        settings: settingsInput.optional(), shippingMappings: mappings.optional().describe('all of them; one that is left out is removed'),
      }),
    )
    .output(saved),
  remove: endpoint({ method: 'DELETE', path: '/ec-accounts/{id}', summary: 'Delete an EC account that never had an order', tag }, 'not_found', 'account_in_use').input(z.object({ id })).output(z.object({ id })),
  authorize: endpoint({ method: 'POST', path: '/ec-accounts/{id}/authorize', summary: 'Begin authorization: the address to send the browser to', tag }, 'not_found', 'platform_unreachable', 'merchant_inactive')
    .input(z.object({ id }))
    .output(z.object({ url: z.url() })),
  revoke: endpoint({ method: 'POST', path: '/ec-accounts/{id}/revoke', summary: 'Revoke the authorization here at once, and plan that the platform is told to end it too', tag }, 'not_found', 'not_connected')
    .input(z.object({ id }))
    .output(account),
  getSettings: endpoint({ method: 'GET', path: '/ec-accounts/{id}/settings', summary: 'Settings', tag }, 'not_found').input(z.object({ id })).output(settings.extend({ oversell })),
  saveSettings: endpoint({ method: 'PUT', path: '/ec-accounts/{id}/settings', summary: 'Save settings; unlocked once authorized', tag }, 'not_found', 'not_authorized', 'slots_required')
    .input(settingsInput.extend({ id }))
    .output(settings.extend({ oversell })),
  getMappings: endpoint({ method: 'GET', path: '/ec-accounts/{id}/shipping-mappings', summary: 'Shipping type mappings, and suggestions to click', tag }, 'not_found')
    .input(z.object({ id }))
    .output(
      z.object({
        items: z.array(mapping.extend({ waiting: z.int(), valid: z.boolean() })),
        suggestions: z.array(
          z.object({
            platformCode: z.string(), name: z.object({ en: z.string(), zh: z.string() }).nullable(), waiting: z.int().describe('orders that wait for this code'),
            sources: z.array(z.enum(['platform', 'shop', 'orders'])), suggestedTypeCode: z.string().nullable(),
          }),
        ),
        shopMethodsReadAt: instant.nullable(),
      }),
    ),
  saveMappings: endpoint({ method: 'PUT', path: '/ec-accounts/{id}/shipping-mappings', summary: 'Save all shipping type mappings; frees the orders that waited', tag }, 'not_found', 'not_authorized', 'mapping_duplicate', 'shipping_type_not_enabled')
    .input(z.object({ id, items: mappings }))
    .output(z.object({ items: z.array(mapping.extend({ waiting: z.int(), valid: z.boolean() })), released: z.int() })),
  fetch: endpoint({ method: 'POST', path: '/ec-accounts/{id}/fetch', summary: 'Fetch now; answers with the run under way when there is one', tag, successStatus: 202 }, 'not_found', 'not_connected', 'not_authorized')
    .input(z.object({ id }))
    .output(fetchRun),
  checklist: endpoint({ method: 'GET', path: '/ec-accounts/{id}/checklist', summary: 'Why orders come or do not come, checked now', tag }, 'not_found')
    .input(z.object({ id }))
    .output(
      z.object({
        items: z.array(
          z.object({
            check: z.enum(['fetch_enabled', 'schedule_set', 'connected', 'channel_enabled', 'rehearsal', 'last_run', 'found_orders']),
            state: z.enum(['ok', 'problem', 'unknown']),
            /** Facts for the sentence that the screen says: a time, a count, the platform's words. */
            facts: z.record(z.string(), z.union([z.string(), z.number()])),
          }),
        ),
        lastRun: fetchRun.nullable(),
      }),
    ),
  previewOverwrite: endpoint({ method: 'GET', path: '/ec-accounts/{id}/stock-overwrite', summary: 'What overwriting the store’s stock would change', tag }, 'not_found', 'not_connected', 'platform_unreachable', 'platform_refused')
    .input(z.object({ id }))
    .output(
      z.object({
        items: z.array(z.object({ productId: id, sku: z.string(), name: z.string(), storeStock: z.int().nullable().describe('null: the store does not know the SKU or does not track it'), available: z.int(), change: z.int().nullable() })),
        readAt: instant,
      }),
    ),
  overwriteStock: endpoint({ method: 'POST', path: '/ec-accounts/{id}/stock-overwrite', summary: 'Overwrite the store’s stock with what is available here', tag, successStatus: 202 }, 'not_found', 'not_connected', 'unknown_sku')
    .input(z.object({ id, items: z.array(z.object({ sku: text(100), stock: z.int().min(0).max(1_000_000) })).min(1).max(5000) }))
    .output(z.object({ stockPushId: id })),
  receipts: endpoint({ method: 'GET', path: '/ec-accounts/{id}/receipts', summary: 'What each return from the dark brought back, newest first', tag }, 'not_found')
    .input(z.object({ id, ...pageQuery }))
    .output(page(receipt)),
  timeline: endpoint({ method: 'GET', path: '/ec-accounts/{id}/timeline', summary: 'Everything that happened to an EC account, by whom', tag }, 'not_found')
    .input(z.object({ id, ...pageQuery }))
    .output(page(z.object({ id, at: instant, type: z.string(), actor, data: z.record(z.string(), z.unknown()) }))),
}

export const fetchRuns = {
  list: endpoint({ method: 'GET', path: '/fetch-runs', summary: 'Fetch runs, newest first', tag: 'Fetch runs' })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), status: z.enum(fetchRunStatuses).optional(), trigger: z.enum(fetchTriggers).optional(), ...pageQuery }))
    .output(page(fetchRun)),
  get: endpoint({ method: 'GET', path: '/fetch-runs/{id}', summary: 'One fetch run, live', tag: 'Fetch runs' }, 'not_found')
    .input(z.object({ id }))
    .output(
      fetchRun.extend({
        skippedOrders: z.array(z.object({ platformOrderId: z.string(), orderNumber: z.string().nullable(), reason: z.enum(skipReasons), detail: z.string().nullable() })).describe('the first 200'),
      }),
    ),
}
