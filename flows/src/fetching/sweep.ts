import { readHintJob, reconcileJob, runFetchJob } from '../jobs/index.ts'
import { everyMerchant, type Needs } from '../ports/index.ts'

/**
 * Wakes every run, every comparison and every webhook's hint that is due and that no job may remember.
 * @returns how many
 */
export async function sweepFetching(needs: Needs, limit = 200): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const runs = await tx.fetching.openRuns(needs.now(), limit)
    await tx.jobs.enqueueMissing(runFetchJob, runs)
    const hints = await tx.fetching.openHints(needs.now(), limit)
    await tx.jobs.enqueueMissing(readHintJob, hints.map(({ merchantId, ecAccountId, webhookId }) => ({ merchantId, ecAccountId, id: webhookId })))
    const comparisons = await tx.reconciling.open(needs.now(), limit)
    await tx.jobs.enqueueMissing(reconcileJob, comparisons)
    return runs.length + hints.length + comparisons.length
  })
}
