import { inboundStatuses, pushProposalStates, stockLineResults, stockMovementKinds, stockPushKinds, stockPushOrigins, writeStates } from '@crossdock/domain'
import { z } from 'zod'
import { actor, day, endpoint, id, instant, named, optionalText, page, pageQuery, quantity, searchText, text } from './base.ts'
import { storeFigures } from './stock-drift.ts'

const figures = { onHand: z.int(), reserved: z.int(), available: z.int() }
const exposed = {
  exposed: z.int().nullable().describe('what its stores together can sell now, as far as we know; null where no store is known to sell it'),
  atRisk: z.int().describe('how much of that is not free here'),
}

/** What one store has earned of a product, and what became of it. */
const ledger = z.object({
  earnedHundredths: z.int().describe('hundredths of a unit earned so far'),
  earned: z.int().describe('whole units earned so far: the floor'),
  told: z.int().describe('units that increments told the store, negative ones taken off'),
  applied: z.int(), waiting: z.int(),
  refused: z.int().describe('told and not taken: they stay counted until they are sent again'),
  dismissed: z.int().describe('counted as told, because somebody dismissed a proposal'),
  due: z.int().describe('earned, less told and dismissed: not 0 while a correction waits for a decision'),
  refusals: z.array(z.object({ stockPushId: id, quantity: z.int(), result: z.enum(stockLineResults), detail: z.string().nullable() })).describe('the newest 5'),
})

export const stock = {
  list: endpoint({ method: 'GET', path: '/stock', summary: 'Stock: on hand, reserved, available', tag: 'Stock' })
    .input(z.object({ merchantId: id.optional(), q: searchText(100).optional(), state: z.enum(['all', 'in_stock', 'out_of_stock', 'reserved', 'at_risk']).default('all'), ...pageQuery }))
    .output(page(z.object({ productId: id, merchant: named, sku: z.string(), name: z.string(), ...figures, ...exposed }))),
  get: endpoint({ method: 'GET', path: '/stock/{productId}', summary: 'One product’s stock, what reserves it and every movement with its cause', tag: 'Stock' }, 'not_found')
    .input(z.object({ productId: id, ...pageQuery }))
    .output(
      z.object({
        productId: id, merchant: named, sku: z.string(), name: z.string(), ...figures, ...exposed,
        reservations: z.array(z.object({ orderId: id, orderNumber: z.string(), quantity: z.int(), since: instant })).describe('the 50 oldest'),
        movements: page(
          z.object({
            id, at: instant, kind: z.enum(stockMovementKinds), delta: z.int(), onHandAfter: z.int(),
            cause: z.object({ kind: z.enum(['inbound', 'order', 'person']), id: id.nullable(), label: z.string() }),
            actor, note: z.string().nullable(),
          }),
        ),
        stores: z.array(z.object({ ecAccountId: id, displayName: z.string(), pushed: z.int(), lastStoreStock: z.int().nullable(), lastPushAt: instant.nullable(), ledger, figures: z.object(storeFigures).nullable().describe('null while nothing is known of it there') })),
      }),
    ),
  adjust: endpoint({ method: 'POST', path: '/stock/{productId}/adjust', summary: 'Correct the stock on hand by hand, with a reason', tag: 'Stock' }, 'not_found', 'not_enough_stock')
    .input(z.object({ productId: id, delta: z.int().min(-1_000_000).max(1_000_000).refine((value) => value !== 0, { error: 'must not be 0' }), note: text(500) }))
    .output(z.object({ productId: id, ...figures, released: z.int() })),
}

const inboundLine = z.object({ productId: id, sku: z.string(), name: z.string(), expected: z.int(), received: z.int(), putAway: z.int() })
const pushResult = z.object({
  stockPushId: id, ecAccountId: id, displayName: z.string(), sku: z.string(), quantity: z.int(),
  result: z.enum(stockLineResults), stockAfter: z.int().nullable(), detail: z.string().nullable(),
})
const proposalFields = {
  id, ecAccount: named, productId: id, sku: z.string(), quantity: z.int().describe('what is still due, signed'), state: z.enum(pushProposalStates), note: z.string(), createdAt: instant, actor,
  decision: z.object({ at: instant, actor, note: z.string().nullable(), stockPushId: id.nullable() }).nullable(),
}
const inboundHead = {
  id, merchant: named, number: z.string(), status: z.enum(inboundStatuses), expectedOn: day.nullable(), supplier: z.string().nullable(), note: z.string().nullable(),
  createdAt: instant, completedAt: instant.nullable(),
}
const inbound = z.object({
  ...inboundHead,
  lines: z.array(inboundLine),
  rounds: z.array(z.object({ id, at: instant, actor, kind: z.enum(['receive', 'put_away', 'correct']), note: z.string().nullable(), lines: z.array(z.object({ sku: z.string(), quantity: z.int() })) })),
  pushes: z.array(pushResult),
  notPushed: z.array(z.object({ ecAccountId: id, displayName: z.string(), reason: z.enum(['push_off', 'zero_percentage', 'nothing_due', 'not_authorized']) })).describe('after completion: the accounts that got nothing, and why'),
  proposals: z.array(z.object({ ...proposalFields })).describe('what corrections would tell the stores'),
})
const inboundQuantities = z.array(z.object({ sku: text(100), quantity })).min(1).max(500)

export const inbounds = {
  list: endpoint({ method: 'GET', path: '/inbounds', summary: 'Inbounds', tag: 'Inbounds' })
    .input(z.object({ merchantId: id.optional(), status: z.enum(inboundStatuses).optional(), q: searchText(100).optional(), ...pageQuery }))
    .output(page(z.object({ ...inboundHead, lineCount: z.int(), expected: z.int(), received: z.int(), putAway: z.int() }))),
  create: endpoint({ method: 'POST', path: '/inbounds', summary: 'Announce goods that will arrive', tag: 'Inbounds', successStatus: 201 }, 'not_found', 'unknown_sku', 'name_taken', 'merchant_inactive')
    .input(
      z.object({
        merchantId: id, number: text(60).optional().describe('ours when left out'), expectedOn: day.nullish(), supplier: optionalText(100), note: optionalText(1000),
        lines: z.array(z.object({ sku: text(100), expected: quantity })).min(1).max(500),
      }),
    )
    .output(inbound),
  get: endpoint({ method: 'GET', path: '/inbounds/{id}', summary: 'One inbound, with what was pushed to each store', tag: 'Inbounds' }, 'not_found').input(z.object({ id })).output(inbound),
  receive: endpoint({ method: 'POST', path: '/inbounds/{id}/receive', summary: 'One round of receiving; quantities add up', tag: 'Inbounds' }, 'not_found', 'inbound_wrong_status', 'unknown_sku')
    .input(z.object({ id, lines: inboundQuantities }))
    .output(inbound),
  putAway: endpoint({ method: 'POST', path: '/inbounds/{id}/put-away', summary: 'Put received goods on the shelf: they become stock', tag: 'Inbounds' }, 'not_found', 'inbound_wrong_status', 'unknown_sku', 'put_away_exceeds_received')
    .input(z.object({ id, lines: inboundQuantities }))
    .output(inbound.extend({ released: z.int() })),
  complete: endpoint({ method: 'POST', path: '/inbounds/{id}/complete', summary: 'Complete an inbound once: what is received and not yet put away is put away, and each store gets its share', tag: 'Inbounds' }, 'not_found', 'inbound_wrong_status', 'nothing_received')
    .input(z.object({ id }))
    .output(inbound.extend({ released: z.int() })),
  correct: endpoint({ method: 'POST', path: '/inbounds/{id}/correct', summary: 'Correct what a completed inbound put away: stock moves at once, stores only when a person confirms', tag: 'Inbounds' }, 'not_found', 'inbound_wrong_status', 'unknown_sku', 'nothing_to_correct', 'not_enough_stock')
    .input(z.object({ id, lines: z.array(z.object({ sku: text(100), quantity: z.int().min(0).max(1_000_000).describe('what it really was') })).min(1).max(500), note: text(500) }))
    .output(inbound.extend({ released: z.int() })),
  cancel: endpoint({ method: 'POST', path: '/inbounds/{id}/cancel', summary: 'Cancel an inbound of which nothing has arrived', tag: 'Inbounds' }, 'not_found', 'inbound_wrong_status')
    .input(z.object({ id }))
    .output(inbound),
}

export const platformWrite = z.object({
  id, part: z.int(), state: z.enum(writeStates), idempotencyKey: z.string(), attempts: z.int(),
  plannedAt: instant, sentAt: instant.nullable(), settledAt: instant.nullable(), nextAttemptAt: instant.nullable(), waitingFor: z.enum(['connection', 'turn', 'platform', 'person']).nullable(),
  askedAt: instant.nullable().describe('since when a person is asked what became of it: it is unknown, and nobody can ask the platform'),
  leftAt: instant.nullable().describe('since when it is left as it is, by a person who gave a reason'),
  status: z.int().nullable(), errorCode: z.string().nullable(), error: z.string().nullable(),
})
const stockPushHead = {
  id, merchant: named, ecAccount: named, kind: z.enum(stockPushKinds), origin: z.enum(stockPushOrigins), percentage: z.int().nullable(), inbound: z.object({ id, number: z.string() }).nullable(),
  createdAt: instant, actor, state: z.enum(writeStates), asked: z.boolean().describe('a person is asked what became of a part of it'), left: z.boolean().describe('whatever was refused of it was left as it is'), lineCount: z.int(), applied: z.int(), notApplied: z.int(), units: z.int(),
}

export const stockPushes = {
  list: endpoint({ method: 'GET', path: '/stock-pushes', summary: 'What the stores were told', tag: 'Stock pushes' })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), state: z.enum(writeStates).optional(), kind: z.enum(stockPushKinds).optional(), ...pageQuery }))
    .output(page(z.object(stockPushHead))),
  get: endpoint({ method: 'GET', path: '/stock-pushes/{id}', summary: 'One stock push: what was sent and what was answered, line by line', tag: 'Stock pushes' }, 'not_found')
    .input(z.object({ id }))
    .output(
      z.object({
        ...stockPushHead,
        lines: z.array(z.object({ part: z.int().describe('of the write that carried it last'), sku: z.string(), name: z.string(), quantity: z.int(), result: z.enum(stockLineResults), stockAfter: z.int().nullable(), detail: z.string().nullable() })),
        writes: z.array(platformWrite),
      }),
    ),
}

const proposalOutcomes = z.object({ results: z.array(z.object({ id, ok: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() })) })

/** What corrections of inbounds would tell the stores, until a person decides. */
export const pushProposals = {
  list: endpoint({ method: 'GET', path: '/push-proposals', summary: 'What corrections of inbounds would tell the stores', tag: 'Stock pushes' })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), productId: id.optional(), state: z.enum(pushProposalStates).optional(), ...pageQuery }))
    .output(page(z.object({ ...proposalFields, merchant: named, inbound: z.object({ id, number: z.string() }) }))),
  confirm: endpoint({ method: 'POST', path: '/push-proposals/confirm', summary: 'Tell the stores what corrections proposed', tag: 'Stock pushes' })
    .input(z.object({ ids: z.array(id).min(1).max(1000), note: optionalText(500) }))
    .output(proposalOutcomes),
  dismiss: endpoint({ method: 'POST', path: '/push-proposals/dismiss', summary: 'Leave the stores as they are: no later inbound makes up for it', tag: 'Stock pushes' })
    .input(z.object({ ids: z.array(id).min(1).max(1000), note: text(500) }))
    .output(proposalOutcomes),
}
