import { disconnectReasons, fetchRunStatuses, holdOwners, holdReasons } from '@crossdock/domain'
import { z } from 'zod'
import { ageing } from './coverage.ts'
import { day, endpoint, flag, id, instant, keepable, named, page, pageQuery, searchText } from './base.ts'

const call = z.object({
  id, at: instant, merchant: named.nullable(), ecAccount: named.nullable(), purpose: z.string(), method: z.string(), url: z.string(),
  status: z.int().nullable(), durationMs: z.int(), attempt: z.int(), failure: z.object({ kind: z.string(), code: z.string(), message: z.string() }).nullable(),
})

export const platformCalls = {
  list: endpoint({ method: 'GET', path: '/platform-calls', summary: 'Calls to platforms, newest first, secrets masked', tag: 'Platform calls' })
    .input(
      z.object({
        merchantId: id.optional(), ecAccountId: id.optional(), purpose: searchText(60).optional(), failed: flag.optional(), writeId: id.optional().describe('made for this write'),
        from: day.optional(), to: day.optional(), ...pageQuery,
      }),
    )
    .output(page(call)),
  get: endpoint({ method: 'GET', path: '/platform-calls/{id}', summary: 'One call: request and answer', tag: 'Platform calls' }, 'not_found')
    .input(z.object({ id }))
    .output(call.extend({ requestHeaders: z.record(z.string(), z.string()), requestBody: z.string().nullable(), responseHeaders: z.record(z.string(), z.string()), responseBody: z.string().nullable() })),
}

export const home = {
  get: endpoint({ method: 'GET', path: '/home', summary: 'What needs someone', tag: 'Home' })
    .input(z.object({ merchantId: id.optional() }))
    .output(
      z.object({
        workers: z.object({ alive: z.boolean(), seenAt: instant.nullable() }).describe('whether any process fetches and sends; when one was seen last'),
        systemTroubles: z.array(z.object({ kind: z.enum(['client_refused', 'secret_unreadable']), platform: z.object({ platform: z.string(), name: z.string() }), since: instant, detail: z.string(), accounts: z.int() })).describe('trouble of Crossdock’s own; for admins'),
        troubledAccounts: z.array(z.object({ id, displayName: z.string(), merchant: named, status: z.enum(['disconnected', 'degraded']), since: instant.nullable(), reason: z.enum(disconnectReasons).nullable(), detail: z.string().nullable() })),
        ageingAccounts: z.array(ageing.extend({ id, displayName: z.string(), merchant: named })).describe('whose orders will soon be too old to be fetched'),
        holds: z.array(z.object({ reason: z.enum(holdReasons), owner: z.enum(holdOwners), orders: z.int(), oldestAt: instant })),
        refused: z.array(z.object({ writeId: id, kind: z.string(), ecAccount: named, subject: z.object({ kind: z.enum(['order', 'stock_push', 'ec_account']), id, label: z.string() }), error: z.string(), asked: z.boolean().describe('nobody can ask the store what became of it: a person has to say'), at: instant })),
        nextSlots: z.array(z.object({ ecAccountId: id, displayName: z.string(), merchant: named, at: instant })),
        lastRuns: z.array(z.object({ id, ecAccount: named, status: z.enum(fetchRunStatuses), new: z.int(), held: z.int(), at: instant, error: z.string().nullable() })),
        unknownProducts: z.int(),
        stockAtRisk: z.object({ skus: z.int(), units: z.int() }).describe('what the stores can sell beyond what is free here'),
        stockDrift: z.int().describe('SKUs of which a store shows something that nothing explains'),
        pushProposals: z.int().describe('corrections that wait for a decision'),
        orders: z.object({ pending: z.int(), ready: z.int().describe('pending and not on hold'), processing: z.int(), shippedToday: z.int(), waitingTracking: z.int() }),
        ordersByHour: z.array(z.object({ hour: instant, imported: z.int(), shipped: z.int() })).describe('the last 24 hours'),
        firstSteps: z.object({ salesChannel: z.boolean(), ecAccount: z.boolean(), connected: z.boolean(), mapping: z.boolean(), shipped: z.boolean() }),
      }),
    ),
}

export const search = {
  find: endpoint({ method: 'GET', path: '/search', summary: 'One search for everything', tag: 'Home' })
    .input(z.object({ q: keepable(z.string().trim().min(1).max(100)), merchantId: id.optional() }))
    .output(z.object({ items: z.array(z.object({ kind: z.enum(['order', 'ec_account', 'product', 'inbound', 'merchant']), id, label: z.string(), detail: z.string() })) })),
}
