import { outcomesOf, type Outcome } from '../matching/outcome.ts'
import { Refusal, type Actor, type Needs, type PlatformWrite, type Scope, type Transaction } from '../ports/index.ts'
import { planPart, type IncrementRequest } from '../stocking/plan-stock-push.ts'
import { freshKey } from './fresh-key.ts'
import { requestAgain } from './sent-items.ts'

interface Retry {
  scope: Scope
  actor: Actor
  note?: string | null | undefined
}

/**
 * Sends a refused write again, because somebody has mended its cause. It goes under a fresh key, since a platform answers
 * a key that it refused with the same refusal. Of an increment that was taken, only the items that were not are sent again.
 * @returns the write that is sent now
 * @throws Refusal not_found, write_not_retryable
 */
export async function retryWrite(needs: Needs, { scope, actor, note, writeId }: Retry & { writeId: string }): Promise<{ id: string; state: 'planned' }> {
  return needs.store.transact(scope, async (tx) => {
    const write = await tx.writes.find(writeId)
    if (!write) throw new Refusal('not_found')
    if (write.state === 'accepted' && write.kind === 'stock_increment') return { id: await sendRest(tx, write), state: 'planned' }
    const gone = write.kind !== 'revocation' && !(await tx.accounts.get(write.merchantId, write.ecAccountId))
    const at = needs.now()
    const again = { event: 'sent_again' as const, freshKey: freshKey(write), request: requestAgain(write, at), actor, at, note: note ?? null }
    if (gone || write.state !== 'rejected' || !(await tx.writes.reopen(write.merchantId, write.id, again))) throw new Refusal('write_not_retryable', { state: write.state })
    await waitAgain(tx, write)
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
  } else if (write.kind === 'stock_increment' || write.kind === 'stock_overwrite') {
    await tx.stocking.reopenLines(write.merchantId, write.subjectId, write.part, write.part)
  }
}

/** The items that the store did not take, as a part of their own. */
async function sendRest(tx: Transaction, write: PlatformWrite): Promise<string> {
  const part = (await tx.stocking.lastPart(write.merchantId, write.subjectId)) + 1
  const rest = await tx.stocking.reopenLines(write.merchantId, write.subjectId, write.part, part)
  if (rest.length === 0) throw new Refusal('write_not_retryable', { state: write.state })
  const { reference, reason } = write.request as IncrementRequest
  const planned = planPart({ id: write.subjectId, ecAccountId: write.ecAccountId, kind: 'increment', ...(reason ? { origin: reason } : {}) }, part, rest, reference)
  await tx.writes.plan(write.merchantId, [planned])
  return planned.id
}
