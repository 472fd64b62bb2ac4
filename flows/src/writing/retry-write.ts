import { outcomesOf, type Outcome } from '../matching/outcome.ts'
import { Refusal, type Actor, type Decision, type Needs, type PlatformWrite, type Scope, type Transaction } from '../ports/index.ts'
import { planPart, type IncrementRequest } from '../stocking/plan-stock-push.ts'
import { freshKey } from './fresh-key.ts'
import { isStock, requestAgain, requestFor } from './sent-items.ts'

interface Retry {
  scope: Scope
  actor: Actor
  note?: string | null | undefined
}

/**
 * Sends a refused write again, because somebody has mended its cause. It goes under a fresh key, since a platform answers
 * a key that it refused with the same refusal. Of a stock write that was taken, only the items that were not are sent again.
 * A figure that was set since is not undone by an older one.
 * @returns the write that is sent now
 * @throws Refusal not_found, write_not_retryable, write_overtaken
 */
export async function retryWrite(needs: Needs, { scope, actor, note, writeId }: Retry & { writeId: string }): Promise<{ id: string; state: 'planned' }> {
  return needs.store.transact(scope, async (tx) => {
    const write = await tx.writes.find(writeId)
    if (!write) throw new Refusal('not_found')
    const at = needs.now()
    const decision = { actor, at, note: note ?? null }
    const gone = write.kind !== 'revocation' && !(await tx.accounts.get(write.merchantId, write.ecAccountId))
    if (!gone && write.state === 'accepted' && isStock(write)) return { id: await sendRest(tx, write, decision), state: 'planned' }
    const again = { ...decision, event: 'sent_again' as const, freshKey: freshKey(write), request: requestAgain(await stillDue(tx, write), at) }
    if (gone || write.state !== 'rejected' || !(await tx.writes.reopen(write.merchantId, write.id, again))) throw new Refusal('write_not_retryable', { state: write.state })
    if (write.kind !== 'stock_overwrite') await waitAgain(tx, write)
    needs.failpoint?.('write.reopened')
    return { id: write.id, state: 'planned' }
  })
}

/** As `retryWrite`, of many at once; each has its own outcome. */
export async function retryWrites(needs: Needs, { writeIds, ...retry }: Retry & { writeIds: readonly string[] }): Promise<Outcome[]> {
  const refusals = new Map<string, Refusal>()
  for (const writeId of new Set(writeIds)) {
    await retryWrite(needs, { ...retry, writeId }).catch((err: unknown) => {
      if (!(err instanceof Refusal)) throw err
      refusals.set(writeId, err)
    })
  }
  return outcomesOf(writeIds, (id) => {
    const refusal = refusals.get(id)
    if (refusal) throw refusal
  })
}

/** Shows on what a write is about that it waits to be sent again. */
export async function waitAgain(tx: Transaction, write: PlatformWrite): Promise<void> {
  if (write.kind === 'tracking') {
    const parcel = await tx.shipping.parcel(write.merchantId, write.subjectId)
    if (parcel) await tx.shipping.refreshTracking(write.merchantId, [parcel.orderId])
  } else if (isStock(write)) {
    await tx.stocking.reopenLines(write.merchantId, write.subjectId, write.part, write.part)
  }
}

/** Of figures that the store refused as a whole, those that none set since has overtaken; their lines wait again. */
async function stillDue(tx: Transaction, write: PlatformWrite): Promise<Pick<PlatformWrite, 'kind' | 'request'>> {
  if (write.kind !== 'stock_overwrite' || write.state !== 'rejected') return write
  const { rest, overtaken } = await tx.stocking.reopenRest(write.merchantId, write.subjectId, write.part, write.part)
  if (overtaken === 0) return write
  if (rest.length === 0) throw new Refusal('write_overtaken')
  return { kind: write.kind, request: requestFor(write, rest.map(({ sku }) => sku)) }
}

/** The items that the store did not take, as a part of their own; figures are approved once more by whoever sends them again. */
async function sendRest(tx: Transaction, write: PlatformWrite, decision: Decision): Promise<string> {
  const part = (await tx.stocking.lastPart(write.merchantId, write.subjectId)) + 1
  const { rest, overtaken } = await tx.stocking.reopenRest(write.merchantId, write.subjectId, write.part, part)
  if (rest.length === 0) throw overtaken > 0 ? new Refusal('write_overtaken') : new Refusal('write_not_retryable', { state: write.state })
  const { reference = '', reason } = write.request as Partial<IncrementRequest>
  const push = { id: write.subjectId, ecAccountId: write.ecAccountId, ...(reason ? { origin: reason } : {}) }
  const planned = planPart(write.kind === 'stock_increment' ? { ...push, kind: 'increment' } : { ...push, kind: 'overwrite', approvedAt: decision.at }, part, rest, reference)
  await tx.writes.plan(write.merchantId, [planned], decision)
  return planned.id
}
