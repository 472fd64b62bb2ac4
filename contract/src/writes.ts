import { itemAnswers, writeAnswers, writeEvents, writeKinds, writeStates } from '@crossdock/domain'
import { z } from 'zod'
import { actor, endpoint, id, instant, named, optionalText, page, pageQuery, text, versionRead } from './base.ts'
import { platformWrite } from './stock.ts'

const tag = 'Outbox'

const listed = platformWrite.extend({
  kind: z.enum(writeKinds), merchant: named, ecAccount: named,
  /** What it is about: an order's parcel, a stock push, or the account itself. */
  subject: z.object({ kind: z.enum(['order', 'stock_push', 'ec_account']), id, label: z.string() }),
})
const filters = { merchantId: id.optional(), ecAccountId: id.optional(), kind: z.enum(writeKinds).optional() }
const eitherWay = z.object({ arrived: z.int(), notArrived: z.int() })
const outcome = z.object({ id, ok: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() })

/** Every write to a platform: what waits, what is being checked, what was refused, and what a person is asked about. */
export const platformWrites = {
  list: endpoint({ method: 'GET', path: '/platform-writes', summary: 'The outbox: every write to a platform, newest first', tag })
    .input(z.object({ ...filters, state: z.enum([...writeStates, 'unsent', 'asked', 'left']).optional().describe('`unsent`: planned, sending or unknown; `asked`: unknown, and a person is asked; `left`: refused, and a person left it as it is; `rejected` is without those'), ...pageQuery }))
    .output(page(listed)),
  counts: endpoint({ method: 'GET', path: '/platform-writes/counts', summary: 'How many writes there are in each state that matters, and the oldest that is unsent', tag })
    .input(z.object(filters))
    .output(z.object({
      planned: z.int(), sending: z.int(), unknown: z.int().describe('being checked; without those that a person is asked about'), asked: z.int(), rejected: z.int(),
      oldestUnsent: z.object({ id, at: instant, kind: z.enum(writeKinds), ecAccount: named }).nullable().describe('planned, sending or unknown'),
    })),
  get: endpoint({ method: 'GET', path: '/platform-writes/{id}', summary: 'One write with its history: each attempt, and what people decided', tag }, 'not_found')
    .input(z.object({ id }))
    .output(listed.extend({
      request: z.record(z.string(), z.unknown()).describe('what is sent, secrets left out'),
      history: z.array(z.object({
        id, at: instant, event: z.enum(writeEvents), attempt: z.int().nullable(), begunAt: instant.nullable(), idempotencyKey: z.string().nullable(), state: z.enum(writeStates).nullable(),
        status: z.int().nullable(), errorKind: z.string().nullable(), errorCode: z.string().nullable(), error: z.string().nullable(), actor: actor.nullable(), note: z.string().nullable(),
        items: z.array(z.object({ sku: z.string(), quantity: z.int(), answer: z.enum(itemAnswers) })).nullable().describe('what was said of each item, where a person answered item by item'),
      })).describe('oldest first; of many, the 200 newest'),
    })),
  question: endpoint({ method: 'GET', path: '/platform-writes/{id}/question', summary: 'What the store shows now, beside what it would show if the write had arrived, or had not', tag }, 'not_found', 'write_not_asked')
    .input(z.object({ id }))
    .output(z.object({
      version: z.int().describe('which question of this write it is; to be named in the answer'),
      readAt: instant.nullable(), problem: z.string().nullable().describe('why the store could not be read now; `not_connected`, or its words'),
      items: z.array(z.object({
        sku: z.string(), quantity: z.int(), store: z.int().nullable(),
        shown: z.object({ stock: z.int(), at: instant }).nullable().describe('what it showed when it was read last, or answered: what there is to go by while it cannot be read'),
        told: z.object({ stock: z.int(), at: instant, sold: z.int() }).nullable().describe('the last figure that the store answered before, and what was ordered there since'),
        expected: eitherWay.nullable(), speaksFor: z.enum(['arrived', 'not_arrived']).nullable(),
      })),
      order: z.object({ shipped: z.int().nullable(), expected: eitherWay }).nullable().describe('of a parcel: units that the store’s order shows as shipped'),
    })),
  answer: endpoint({ method: 'POST', path: '/platform-writes/{id}/answer', summary: 'Say what became of a write whose outcome nobody can ask for; of a stock write with several items, of each', tag }, 'not_found', 'write_not_asked', 'version_conflict')
    .input(z.object({
      id, version: versionRead, answer: z.enum(writeAnswers).describe('`by_item`: see `answers`; the way to answer a stock write with several items'), note: optionalText(500),
      answers: z.array(z.object({ sku: text(100), answer: z.enum(itemAnswers) })).max(100).optional().describe('with `by_item`: what became of each of its SKUs. What arrived is done; what did not is sent again'),
      items: z.array(z.object({ sku: text(100), stock: z.int().min(0).max(1_000_000) })).max(100).optional().describe('with `overwritten`: the figure for each of its SKUs'),
    }))
    .output(z.object({ id, state: z.enum(writeStates), stockPushId: id.nullable().describe('the overwrite that replaces it') })),
  retry: endpoint({ method: 'POST', path: '/platform-writes/{id}/retry', summary: 'Send a refused write again; of a stock write that was taken, the items that were not', tag }, 'not_found', 'write_not_retryable', 'write_overtaken')
    .input(z.object({ id, note: optionalText(500) }))
    .output(z.object({ id, state: z.enum(writeStates) })),
  leave: endpoint({ method: 'POST', path: '/platform-writes/{id}/leave', summary: 'Leave a refused write, or a parcel that a store took and does not show, as it is, for a reason: nobody is told of it any more', tag }, 'not_found', 'write_not_leavable')
    .input(z.object({ id, note: text(500).describe('why nothing can be done about it') }))
    .output(z.object({ id, state: z.enum(writeStates) })),
  leaveMany: endpoint({ method: 'POST', path: '/platform-writes/leave', summary: 'Leave many refused writes as they are; each has its own outcome', tag })
    .input(z.object({ ids: z.array(id).min(1).max(200), note: text(500) }))
    .output(z.object({ results: z.array(outcome) })),
  retryMany: endpoint({ method: 'POST', path: '/platform-writes/retry', summary: 'Send many refused writes again; each has its own outcome', tag })
    .input(z.object({ ids: z.array(id).min(1).max(200), note: optionalText(500) }))
    .output(z.object({ results: z.array(outcome) })),
}
