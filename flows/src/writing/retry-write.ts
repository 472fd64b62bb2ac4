import { Refusal, type Needs, type PlatformWrite, type Scope, type Transaction } from '../ports/index.ts'
import { trackingKey } from '../shipping/ship-order.ts'
import { planPart, stockKey, type IncrementRequest } from '../stocking/plan-stock-push.ts'

/**
 * Sends a refused write again, because somebody has mended its cause. It goes under a fresh key, since a platform answers
 * a key that it refused with the same refusal. Of an increment that was taken, only the items that were not are sent again.
 * @returns the write that is sent now
 * @throws Refusal not_found, write_not_retryable
 */
export async function retryWrite(needs: Needs, { scope, writeId }: { scope: Scope; writeId: string }): Promise<{ id: string; state: 'planned' }> {
  return needs.store.transact(scope, async (tx) => {
    const write = await tx.writes.find(writeId)
    if (!write) throw new Refusal('not_found')
    if (write.state === 'accepted' && write.kind === 'stock_increment') return { id: await sendRest(tx, write), state: 'planned' }
    if (write.state !== 'rejected' || !(await tx.writes.reopen(write.merchantId, write.id, freshKey(write)))) throw new Refusal('write_not_retryable', { state: write.state })
    if (write.kind === 'tracking') {
      const parcel = await tx.shipping.parcel(write.merchantId, write.subjectId)
      if (parcel) await tx.shipping.refreshTracking(write.merchantId, [parcel.orderId])
    } else if (write.kind === 'stock_increment' || write.kind === 'stock_overwrite') {
      await tx.stocking.reopenLines(write.merchantId, write.subjectId, write.part, write.part)
    }
    needs.failpoint?.('write.reopened')
    return { id: write.id, state: 'planned' }
  })
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

/** Keys of a write differ by the attempts before it, so each is made once. */
function freshKey(write: PlatformWrite): string | null {
  if (write.kind === 'tracking') return trackingKey(write.subjectId, write.attempts + 1)
  if (write.kind === 'stock_increment' || write.kind === 'stock_overwrite') return stockKey(write.subjectId, write.part, write.attempts + 1)
  return null
}
