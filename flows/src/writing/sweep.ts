import { sendWritesJob } from '../jobs/index.ts'
import { everyMerchant, type Needs } from '../ports/index.ts'

/**
 * Wakes everything that is due and that no job may remember: accounts with writes to be sent, or with accepted parcels to be
 * read back.
 * @returns how many accounts
 */
export async function sweepWrites(needs: Needs, limit = 500): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const due = [...(await tx.writes.due(now, limit)), ...(await tx.shipping.unconfirmed(now, limit))]
    const accounts = [...new Map(due.map(({ merchantId, id }) => [id, { merchantId, id }])).values()]
    await tx.jobs.enqueueMissing(sendWritesJob, accounts)
    return accounts.length
  })
}
