import { newId, type WriteAnswer } from '@crossdock/domain'
import { Refusal, type Actor, type Needs, type PlatformWrite, type Scope, type Transaction } from '../ports/index.ts'
import { noteLevels } from '../stocking/note-levels.ts'
import { planStockPush, type IncrementRequest, type OverwriteRequest } from '../stocking/plan-stock-push.ts'
import { freshKey } from './fresh-key.ts'
import { waitAgain } from './retry-write.ts'

interface AnswerRequest {
  scope: Scope
  actor: Actor
  writeId: string
  answer: WriteAnswer
  /** The figures that a person approved, when the store's stock is overwritten instead. */
  items?: readonly { sku: string; stock: number }[] | undefined
  note?: string | null | undefined
}

/**
 * A person says what became of a write whose outcome nobody can ask for: it arrived; it did not, so it is sent again under a
 * fresh key; or, of stock, it does not matter, since the figures are overwritten with those that the person approved. What a
 * store has earned of inbounds is the same in each case; only how it gets there differs.
 * @throws Refusal not_found, write_not_asked, invalid_input
 */
export async function answerWrite(needs: Needs, request: AnswerRequest): Promise<{ id: string; state: 'planned' | 'accepted'; stockPushId: string | null }> {
  return needs.store.transact(request.scope, async (tx) => {
    const write = await tx.writes.find(request.writeId)
    if (!write) throw new Refusal('not_found')
    if (write.askedAt === null) throw new Refusal('write_not_asked', { state: write.state })
    const decision = { actor: request.actor, at: needs.now(), note: request.note ?? null }
    const stockPushId = request.answer === 'overwritten' ? await overwrite(tx, write, request) : null
    if (request.answer === 'not_arrived') {
      await tx.writes.reopen(write.merchantId, write.id, { ...decision, event: 'not_arrived', freshKey: freshKey(write) })
      await waitAgain(tx, write)
    } else {
      await tx.writes.conclude(write.merchantId, write.id, { ...decision, answer: request.answer })
      await arrive(tx, write, request.answer, decision.at)
    }
    await tellTimeline(tx, write, request)
    return { id: write.id, state: request.answer === 'not_arrived' ? 'planned' : 'accepted', stockPushId }
  })
}

async function overwrite(tx: Transaction, write: PlatformWrite, { actor, items = [] }: AnswerRequest): Promise<string> {
  if (write.kind !== 'stock_increment' && write.kind !== 'stock_overwrite') throw new Refusal('invalid_input', {}, [{ path: 'answer', code: 'invalid_value', message: 'only stock can be overwritten' }])
  const asked = (write.request as IncrementRequest | OverwriteRequest).items.map((item) => item.sku)
  const given = new Map(items.map((item) => [item.sku, item.stock]))
  if (given.size !== items.length || asked.length !== given.size || asked.some((sku) => !given.has(sku))) {
    throw new Refusal('invalid_input', {}, [{ path: 'items', code: 'invalid_value', message: 'must give one figure for each of: {skus}', params: { skus: asked.join(', ') } }])
  }
  const products = await tx.stocking.productsBySku(write.merchantId, asked)
  const lines = asked.map((sku) => ({ productId: products.get(sku)!.id, sku, quantity: given.get(sku)! }))
  const id = newId()
  await planStockPush(tx, write.merchantId, { id, ecAccountId: write.ecAccountId, kind: 'overwrite', origin: 'hand', inboundId: null, percentage: null, actor, lines, reference: '' })
  return id
}

async function arrive(tx: Transaction, write: PlatformWrite, answer: 'arrived' | 'overwritten', at: Date): Promise<void> {
  if (write.kind === 'tracking') {
    const parcel = await tx.shipping.parcel(write.merchantId, write.subjectId)
    if (!parcel) return
    await tx.shipping.awaitConfirmation(write.merchantId, parcel.id, at)
    await tx.shipping.refreshTracking(write.merchantId, [parcel.orderId])
  } else if (write.kind === 'stock_increment' || write.kind === 'stock_overwrite') {
    if (answer === 'arrived') await noteArrived(tx, write, at)
    await tx.stocking.concludePart(write.merchantId, write.subjectId, write.part, answer === 'arrived' ? 'applied' : 'superseded')
  }
}

/** The store has it since the attempt that nobody heard the end of, and has said no figure of its own. */
async function noteArrived(tx: Transaction, write: PlatformWrite, at: Date): Promise<void> {
  const { items } = write.request as IncrementRequest | OverwriteRequest
  await noteLevels(tx, write, items.map(({ sku }) => ({ sku, result: 'applied', stockAfter: null, detail: null })), write.uncertainSince ?? at)
}

async function tellTimeline(tx: Transaction, write: PlatformWrite, { answer, actor, note }: AnswerRequest): Promise<void> {
  const parcel = write.kind === 'tracking' ? await tx.shipping.parcel(write.merchantId, write.subjectId) : null
  const data = { answer, kind: write.kind, writeId: write.id, note: note ?? null, ...(parcel ? { trackingNumber: parcel.trackingNumber } : {}) }
  await tx.timeline.write(write.merchantId, [{ subjectId: parcel?.orderId ?? write.ecAccountId, type: 'write_answered', actor, data }])
}
