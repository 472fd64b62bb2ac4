import { differenceKinds, storeStandings } from '@crossdock/domain'
import { z } from 'zod'
import { actor, endpoint, id, instant, named, page, pageQuery, searchText, text } from './base.ts'

const tag = 'Stock drift'

/** What a store was told, shows and can sell of one SKU. */
export const storeFigures = {
  standing: z.enum(storeStandings),
  told: z.int().nullable().describe('what the store should have had at `toldAt`'), toldAt: instant.nullable(), toldBy: z.enum(['increment', 'overwrite', 'reading', 'accepted']).nullable(),
  sold: z.int().describe('between what was told and what is shown'), expected: z.int().nullable(),
  shown: z.int().nullable(), shownAt: instant.nullable(), difference: z.int().nullable().describe('shown, less expected'), kind: z.enum(differenceKinds).nullable(),
  level: z.int().nullable().describe('what it can sell now, as far as we know'),
}

export const reading = z.object({
  id, merchant: named, ecAccount: named, trigger: z.enum(['first', 'nightly', 'manual']), status: z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'stopped']),
  asked: z.int(), shown: z.int(), absent: z.int(), drifted: z.int().describe('as judged when it ended'), explained: z.int(),
  actor, createdAt: instant, startedAt: instant.nullable(), finishedAt: instant.nullable(), waitingUntil: instant.nullable(), error: z.string().nullable(),
})

export const stockWatch = z.object({ readAt: instant.nullable(), nextReadingAt: instant.nullable(), drifted: z.int(), compared: z.int(), notJudged: z.int().describe('of those compared: the store shows less, and its orders are not fetched'), reading: reading.nullable().describe('the latest one, also while it is under way') })

const decided = z.object({ results: z.array(z.object({ ecAccountId: id, productId: id, ok: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() })) })
const decision = z.object({
  items: z.array(z.object({ ecAccountId: id, productId: id, difference: z.int().min(-2_000_000_000).max(2_000_000_000).describe('as it was seen: another one by now is refused') })).min(1).max(500),
  note: text(500),
})
const filters = { merchantId: id.optional(), ecAccountId: id.optional(), q: searchText(100).optional() }

export const stockDrift = {
  list: endpoint({ method: 'GET', path: '/stock-drift', summary: 'What stores show beside what they should show', tag })
    .input(z.object({ ...filters, show: z.enum(['drift', 'explained', 'not_judged', 'same', 'not_tracked', 'unknown_sku', 'absent']).default('drift'), ...pageQuery }))
    .output(page(z.object({ merchant: named, ecAccount: named, productId: id, sku: z.string(), name: z.string(), ...storeFigures }))),
  counts: endpoint({ method: 'GET', path: '/stock-drift/counts', summary: 'How many SKUs differ, are explained, are the same, or are not kept by the store', tag })
    .input(z.object(filters))
    .output(z.object({ drift: z.int(), explained: z.int(), not_judged: z.int().describe('the store shows less, and its orders are not fetched'), same: z.int(), not_tracked: z.int(), unknown_sku: z.int(), absent: z.int() })),
  accept: endpoint({ method: 'POST', path: '/stock-drift/accept', summary: 'Take what the stores show as what they should have from now on; each has its own outcome', tag }).input(decision).output(decided),
  correct: endpoint({ method: 'POST', path: '/stock-drift/correct', summary: 'Bring the stores back by an increment of the difference; each has its own outcome', tag }).input(decision).output(decided),
  decisions: endpoint({ method: 'GET', path: '/stock-drift/decisions', summary: 'What was decided about differences, by whom and why', tag })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), productId: id.optional(), ...pageQuery }))
    .output(page(z.object({
      id, merchant: named, ecAccount: named, productId: id, sku: z.string(), at: instant, action: z.enum(['accepted', 'corrected']), expected: z.int(), shown: z.int(), note: z.string(), actor, stockPushId: id.nullable(),
    }))),
  readings: endpoint({ method: 'GET', path: '/stock-readings', summary: 'Readings of the stores’ stock', tag })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), ...pageQuery }))
    .output(page(reading)),
  read: endpoint({ method: 'POST', path: '/ec-accounts/{id}/stock-reading', summary: 'Read a store’s stock now', tag, successStatus: 202 }, 'not_found', 'not_connected')
    .input(z.object({ id }))
    .output(reading),
}
