import { ageingCauses, ageingLevels, differences, differenceOutcomes, reconciliationStatuses, reconciliationTriggers, skipReasons } from '@crossdock/domain'
import { z } from 'zod'
import { actor, day, endpoint, id, instant, named, page, pageQuery, wholeQuery } from './base.ts'
import { fetchRun } from './ec-accounts.ts'

const span = z.object({ from: instant, to: instant })
const counted = z.partialRecord(z.enum(skipReasons), z.int())
const outcome = z.enum([...differenceOutcomes, ...skipReasons])

/** Orders that will soon be too old to be fetched, or already are. */
export const ageing = z.object({
  since: instant.describe('the earliest change that nobody has read'), deadline: instant.describe('when what was ordered then can no longer be imported'),
  level: z.enum(ageingLevels).describe('soon: less than 72 hours are left; urgent: less than 24; losing: none'), cause: z.enum(ageingCauses),
  missedSlots: z.array(instant).describe('times at which a fetch should have run since, latest first'),
})
const covered = {
  ecAccount: named, merchant: named, period: span.describe('since the account was connected first, the last 14 days; told, as all spans here, by the store’s clock'),
  covered: z.array(span).describe('of the platform’s time, what was read'), gaps: z.array(span).describe('what should have been read and was not; filled by itself while the account is connected'),
  ageing: ageing.nullable(),
}
const reconciliation = z.object({
  id, ecAccount: named, trigger: z.enum(reconciliationTriggers), status: z.enum(reconciliationStatuses), window: span.nullable(),
  storeCount: z.int().nullable().describe('as the platform counts them'), hereCount: z.int().nullable().describe('as we had them when it began'),
  seen: z.int(), alike: z.int().describe('imported, and the same'), newer: z.int().describe('changed after our last fetch: not missed, and brought in'),
  skippedBy: counted.describe('kept but not imported, by reason'),
  missing: z.int().describe('should have been here and were not'), days: z.int().describe('how far back it looks'),
  leftOver: z.int().describe('orders here that the store did not list, and that the next comparison asks for first'),
  differences: z.array(z.object({ kind: z.enum(differences), outcome, orders: z.int() })),
  createdAt: instant, startedAt: instant.nullable(), finishedAt: instant.nullable(), waitingUntil: instant.nullable(),
  error: z.object({ kind: z.string(), code: z.string(), message: z.string() }).nullable(), actor,
})

const days = { from: day.describe('first day, of the account’s time zone; at most 31 days ago'), to: day.describe('last day, included') }

export const coverage = {
  list: endpoint({ method: 'GET', path: '/coverage', summary: 'What was read of every store’s time, and what was not', tag: 'Coverage' })
    .input(z.object({ merchantId: id.optional(), ...wholeQuery }))
    .output(page(z.object(covered))),
  get: endpoint({ method: 'GET', path: '/ec-accounts/{id}/coverage', summary: 'What was read of a store’s time, its gaps, and when it was last compared', tag: 'Coverage' }, 'not_found')
    .input(z.object({ id }))
    .output(
      z.object({
        ...covered, firstConnectedAt: instant.nullable(), coveredUntil: instant.nullable().describe('where the next fetch reads on from'), nextFetchAt: instant.nullable(),
        nextReconciliationAt: instant.nullable(), fetchUnderWay: id.nullable().describe('the fetch run'),
        unreadable: z.object({
          count: z.int(), orders: z.array(z.object({ platformOrderId: z.string(), orderNumber: z.string().nullable(), problem: z.string(), receivedAt: instant })).describe('the latest 20'),
        }).describe('orders of the last 7 days that came and could not be read, so that they are not here'),
        lastReconciliation: reconciliation.nullable().describe('the last that ended well'), failedReconciliation: reconciliation.nullable().describe('the last that failed since, also while another is under way: what the one that ended well found is not the latest word'),
        reconciling: reconciliation.nullable().describe('under way, or ended otherwise than well since'),
      }),
    ),
  previewBackfill: endpoint({ method: 'POST', path: '/ec-accounts/{id}/backfill/preview', summary: 'How many orders reading some days again would read', tag: 'Coverage' },
    'not_found', 'not_connected', 'not_authorized', 'platform_unreachable', 'platform_refused')
    .input(z.object({ id, ...days }))
    .output(
      z.object({
        window: span, count: z.int().describe('placed or last changed in these days, as the platform counts them'),
        tooOld: z.int().nullable().describe('of those, placed more than 7 days ago: changes to those we have are taken over, the others are skipped'),
        here: z.int().describe('that we have of these days'),
      }),
    ),
  backfill: endpoint({ method: 'POST', path: '/ec-accounts/{id}/backfill', summary: 'Read some days of a store again', tag: 'Coverage', successStatus: 202 }, 'not_found', 'not_connected', 'not_authorized', 'fetch_under_way')
    .input(z.object({ id, ...days }))
    .output(fetchRun),
}

export const reconciliations = {
  start: endpoint({ method: 'POST', path: '/ec-accounts/{id}/reconcile', summary: 'Compare the store’s orders of the last days with ours; answers with the comparison under way when there is one', tag: 'Coverage', successStatus: 202 },
    'not_found', 'not_connected', 'not_authorized')
    .input(z.object({ id, days: z.int().min(1).max(30).optional().describe('how far back; 7 unless told, for older orders cannot be imported') }))
    .output(reconciliation),
  list: endpoint({ method: 'GET', path: '/ec-accounts/{id}/reconciliations', summary: 'Comparisons with the store, newest first', tag: 'Coverage' }, 'not_found')
    .input(z.object({ id, ...pageQuery }))
    .output(page(reconciliation)),
  get: endpoint({ method: 'GET', path: '/reconciliations/{id}', summary: 'One comparison, and where the two differed', tag: 'Coverage' }, 'not_found')
    .input(z.object({ id }))
    .output(
      reconciliation.extend({
        orders: z.array(z.object({ kind: z.enum(differences), outcome, platformOrderId: z.string(), orderNumber: z.string().nullable(), orderId: id.nullable(), detail: z.string().nullable() })).describe('the first 500'),
      }),
    ),
}
