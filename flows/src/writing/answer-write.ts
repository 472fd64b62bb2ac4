import { newId, type ItemAnswer, type WriteAnswer } from '@crossdock/domain'
import { Refusal, refuseStale, type Actor, type Needs, type PlatformWrite, type Scope, type Transaction } from '../ports/index.ts'
import { noteLevels } from '../stocking/note-levels.ts'
import { planStockPush } from '../stocking/plan-stock-push.ts'
import { freshKey } from './fresh-key.ts'
import { waitAgain } from './retry-write.ts'
import { saidOfItems, type Said } from './said-of-items.ts'
import { isStock, requestAgain, requestFor, sentItems, type SentItem } from './sent-items.ts'

interface AnswerRequest {
  scope: Scope
  actor: Actor
  writeId: string
  answer: WriteAnswer
  /** With `by_item`: what became of each item of the write. A stock write of several items is answered so, or overwritten. */
  answers?: readonly { sku: string; answer: ItemAnswer }[] | undefined
  /** The figures that a person approved, when the store's stock is overwritten instead. */
  items?: readonly { sku: string; stock: number }[] | undefined
  /** The question that was read; another one since is not answered by this. */
  version?: number | undefined
  note?: string | null | undefined
}

/**
 * A person says what became of a write whose outcome nobody can ask for: it arrived; it did not, so it is sent again under a
 * fresh key; of several items, the one or the other of each, so that the same write is sent again with what did not arrive;
 * or, of stock, it does not matter, since the figures are overwritten with those that the person approved. What a store has
 * earned of inbounds is the same in each case; only how it gets there differs.
 * @throws Refusal not_found, write_not_asked, version_conflict, invalid_input
 */
export async function answerWrite(needs: Needs, request: AnswerRequest): Promise<{ id: string; state: 'planned' | 'accepted'; stockPushId: string | null }> {
  return needs.store.transact(request.scope, async (tx) => {
    const write = await tx.writes.find(request.writeId)
    if (!write) throw new Refusal('not_found')
    if (write.askedAt === null) throw new Refusal('write_not_asked', { state: write.state })
    refuseStale(request.version, questionOf(write))
    const said = saidOfItems(write, request)
    const at = needs.now()
    const stockPushId = said.answer === 'overwritten' ? await overwrite(tx, write, request, at) : null
    const state = await follow(tx, write, said, { actor: request.actor, at, note: request.note ?? null })
    await tellTimeline(tx, write, said, request)
    return { id: write.id, state, stockPushId }
  })
}

/** Which question about a write it is: one that was sent again and is asked about again is another. */
export const questionOf = (write: Pick<PlatformWrite, 'attempts'>): number => write.attempts

/** Keeps what was said, and does what follows from it. */
async function follow(tx: Transaction, write: PlatformWrite, { answer, arrived, rest, items }: Said, decision: { actor: Actor; at: Date; note: string | null }): Promise<'planned' | 'accepted'> {
  if (answer === 'arrived' || answer === 'overwritten') {
    await tx.writes.conclude(write.merchantId, write.id, { ...decision, answer, items })
    if (write.kind === 'tracking') await arriveParcel(tx, write, decision.at)
    else if (answer === 'arrived') await arriveItems(tx, write, arrived, decision.at)
    else await tx.stocking.concludePart(write.merchantId, write.subjectId, write.part, 'superseded')
    return 'accepted'
  }
  if (arrived.length > 0) await arriveItems(tx, write, arrived, decision.at)
  const rested = answer === 'by_item' ? { kind: write.kind, request: requestFor(write, rest.map(({ sku }) => sku)) } : write
  const request = requestAgain(rested, decision.at)
  await tx.writes.reopen(write.merchantId, write.id, { ...decision, event: answer, freshKey: freshKey(write), request, items })
  await waitAgain(tx, write)
  return 'planned'
}

async function overwrite(tx: Transaction, write: PlatformWrite, { actor, items = [] }: AnswerRequest, approvedAt: Date): Promise<string> {
  if (!isStock(write)) throw new Refusal('invalid_input', {}, [{ path: 'answer', code: 'invalid_value', message: 'only stock can be overwritten' }])
  const asked = sentItems(write).map((item) => item.sku)
  const given = new Map(items.map((item) => [item.sku, item.stock]))
  if (given.size !== items.length || asked.length !== given.size || asked.some((sku) => !given.has(sku))) {
    throw new Refusal('invalid_input', {}, [{ path: 'items', code: 'invalid_value', message: 'must give one figure for each of: {skus}', params: { skus: asked.join(', ') } }])
  }
  const products = await tx.stocking.productsBySku(write.merchantId, asked)
  const lines = asked.map((sku) => ({ productId: products.get(sku)!.id, sku, quantity: given.get(sku)! }))
  const id = newId()
  await planStockPush(tx, write.merchantId, { id, ecAccountId: write.ecAccountId, kind: 'overwrite', origin: 'hand', inboundId: null, percentage: null, actor, lines, reference: '', approvedAt })
  return id
}

async function arriveParcel(tx: Transaction, write: PlatformWrite, at: Date): Promise<void> {
  const parcel = await tx.shipping.parcel(write.merchantId, write.subjectId)
  if (!parcel) return
  await tx.shipping.awaitConfirmation(write.merchantId, parcel.id, at)
  await tx.shipping.refreshTracking(write.merchantId, [parcel.orderId])
}

/** The store has these since the attempt that nobody heard the end of, and has said no figure of its own. */
async function arriveItems(tx: Transaction, write: PlatformWrite, items: readonly SentItem[], at: Date): Promise<void> {
  if (items.length === 0) return
  await noteLevels(tx, write, items.map(({ sku }) => ({ sku, result: 'applied', stockAfter: null, detail: null })), write.uncertainSince ?? at)
  await tx.stocking.concludePart(write.merchantId, write.subjectId, write.part, 'applied', items.map(({ sku }) => sku))
}

async function tellTimeline(tx: Transaction, write: PlatformWrite, { answer, items }: Said, { actor, note }: AnswerRequest): Promise<void> {
  const parcel = write.kind === 'tracking' ? await tx.shipping.parcel(write.merchantId, write.subjectId) : null
  const data = { answer, kind: write.kind, writeId: write.id, note: note ?? null, ...(items ? { items } : {}), ...(parcel ? { trackingNumber: parcel.trackingNumber } : {}) }
  await tx.timeline.write(write.merchantId, [{ subjectId: parcel?.orderId ?? write.ecAccountId, type: 'write_answered', actor, data }])
}
