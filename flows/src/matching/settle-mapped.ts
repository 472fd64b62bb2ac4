import { settleMappedJob } from '../jobs/index.ts'
import { everyMerchant, merchantScope, system, type Actor, type Needs } from '../ports/index.ts'

/** So many orders are settled in one turn: others of the merchant's wait no longer than that takes. */
export const settledAtOnce = 500

/**
 * Settles orders of an account that waited for a code which is mapped by now, a batch at a time and each batch in a transaction of its own. Safe to call
 * at any time and twice: what waits is read from the orders themselves.
 * @param goesOn asked before each batch
 * @returns how many orders nothing holds any more
 */
export async function settleMapped(needs: Needs, { merchantId, id }: { merchantId: string; id: string }, actor: Actor = system, goesOn = () => !needs.ending?.aborted): Promise<{ released: number }> {
  let released = 0
  for (let more = true; more && goesOn();) {
    const batch = await needs.store.transact(merchantScope(merchantId), async (tx) => {
      await tx.matching.lockMerchant(merchantId)
      const waiting = await tx.matching.mappedWaiting(merchantId, id, settledAtOnce)
      return { waiting: waiting.length, released: (await tx.matching.settle(merchantId, waiting, actor)).released }
    })
    more = batch.waiting === settledAtOnce
    released += batch.released
  }
  return { released }
}

/** Wakes what was left: a process died between two batches, and the job is lost. @returns how many accounts */
export async function sweepMapped(needs: Needs, limit = 100): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const left = await tx.matching.accountsWithMappedWaiting(limit)
    await tx.jobs.enqueueMissing(settleMappedJob, left)
    return left.length
  })
}
