import { sendWritesJob } from '../jobs/index.ts'
import { merchantScope, timersOf, type Needs } from '../ports/index.ts'
import { openLanes } from './lanes.ts'
import { takeDue, workOn } from './send-write.ts'

/**
 * Sends what is due of one account, and reads back what it accepted, several at once until nothing is left: accounts that
 * wait for their store, or for its leave to call, wait on their own.
 */
export async function sendWrites(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  await (needs.lanes ?? openLanes()).run(job.id, {
    take: async (most) => (needs.ending?.aborted ? [] : takeDue(needs, job, most)),
    // What is left waits with the first that was held back, whose next attempt wakes this account again.
    async work(found, lookAgain) {
      const goesOn = await workOn(needs, found)
      // Another figure of the account's stock may have waited in line behind this one.
      if (found.write.kind === 'stock_increment' || found.write.kind === 'stock_overwrite') lookAgain()
      return goesOn
    },
    wait: timersOf(needs).wait,
  })
  // What is left is somebody else's, who need not wait for the sweep to find it.
  if (needs.ending?.aborted) await needs.store.transact(merchantScope(job.merchantId), (tx) => tx.jobs.enqueueMissing(sendWritesJob, [job]))
}
