import { sendWritesJob } from '../jobs/index.ts'
import { merchantScope, type Needs } from '../ports/index.ts'
import { openLanes } from './lanes.ts'
import { takeNext, workOn } from './send-write.ts'

/**
 * Sends what is due of one account, and reads back what it accepted, in a few lanes at once until nothing is left. Each
 * lane takes one row at a time: accounts that wait for their store, or for its leave to call, wait on their own.
 */
export async function sendWrites(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  await (needs.lanes ?? openLanes()).run(job.id, async (more) => {
    if (needs.ending?.aborted) return false
    const taken = await takeNext(needs, job)
    if (!taken) return false
    if (taken.more) more()
    // What is left waits with the first that was held back, whose next attempt wakes this account again.
    return taken.work ? workOn(needs, taken.work) : true
  })
  // What is left is somebody else's, who need not wait for the sweep to find it.
  if (needs.ending?.aborted) await needs.store.transact(merchantScope(job.merchantId), (tx) => tx.jobs.enqueueMissing(sendWritesJob, [job]))
}
