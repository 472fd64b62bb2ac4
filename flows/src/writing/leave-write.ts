import { outcomesOf, type Outcome } from '../matching/outcome.ts'
import { Refusal, type Actor, type Needs, type PlatformWrite, type Scope, type Transaction } from '../ports/index.ts'

interface Leave {
  scope: Scope
  actor: Actor
  /** Why nothing can be done about it. */
  note: string
}

/**
 * A person leaves a refused write as it is, because nobody can mend it: the order is gone at the store, or somebody told the
 * store by hand. It stays refused, with who decided it and why, and nobody is told of it any more. Of a write that was taken
 * but for some items, those items are left. It can still be sent again. A parcel that a store took and does not show is left, too,
 * because somebody has seen to it there; should the store show it after all, it is confirmed all the same.
 * @throws Refusal not_found, write_not_leavable
 */
export async function leaveWrite(needs: Needs, { scope, actor, note, writeId }: Leave & { writeId: string }): Promise<{ id: string; state: PlatformWrite['state'] }> {
  return needs.store.transact(scope, async (tx) => {
    const write = await tx.writes.find(writeId)
    if (!write) throw new Refusal('not_found')
    if (!(await tx.writes.leave(write.merchantId, write.id, { actor, at: needs.now(), note }))) throw new Refusal('write_not_leavable', { state: write.state })
    await tellTimeline(tx, write, { actor, note })
    return { id: write.id, state: write.state }
  })
}

/** As `leaveWrite`, of many at once; each has its own outcome. */
export async function leaveWrites(needs: Needs, { writeIds, ...leave }: Leave & { writeIds: readonly string[] }): Promise<Outcome[]> {
  const refusals = new Map<string, Refusal>()
  for (const writeId of new Set(writeIds)) {
    await leaveWrite(needs, { ...leave, writeId }).catch((err: unknown) => {
      if (!(err instanceof Refusal)) throw err
      refusals.set(writeId, err)
    })
  }
  return outcomesOf(writeIds, (id) => {
    const refusal = refusals.get(id)
    if (refusal) throw refusal
  })
}

async function tellTimeline(tx: Transaction, write: PlatformWrite, { actor, note }: Pick<Leave, 'actor' | 'note'>): Promise<void> {
  const parcel = write.kind === 'tracking' ? await tx.shipping.parcel(write.merchantId, write.subjectId) : null
  const data = { kind: write.kind, writeId: write.id, note, ...(parcel ? { trackingNumber: parcel.trackingNumber } : {}) }
  await tx.timeline.write(write.merchantId, [{ subjectId: parcel?.orderId ?? write.ecAccountId, type: 'write_left', actor, data }])
}
