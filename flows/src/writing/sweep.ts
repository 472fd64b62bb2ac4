import { sendWriteJob } from '../jobs/index.ts'
import { everyMerchant, type Needs } from '../ports/index.ts'

/**
 * Wakes everything that is due and that no job may remember: writes to be sent, and accepted parcels to be read back.
 * @returns how many
 */
export async function sweepWrites(needs: Needs, limit = 500): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const unconfirmed = (await tx.shipping.unconfirmed(now, limit)).map(({ merchantId, writeId }) => ({ merchantId, id: writeId }))
    const waiting = [...(await tx.writes.due(now, limit)), ...unconfirmed]
    await tx.jobs.enqueueMissing(sendWriteJob, waiting)
    return waiting.length
  })
}
