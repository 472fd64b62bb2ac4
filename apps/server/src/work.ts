import {
  claimDueReadings, claimDueReconciliations, claimDueSlots, evaluateAlerts, finishRefreshes, keepConnections, queueGaps, readHint, readStock, recheckSystemTroubles, reconcile, rehearseSlots, runFetch, sendMail, sendNotice, sendWrite, sendWrites,
  settleMapped, settleReceipts, sweepFetching, sweepMapped, sweepReadings, sweepTelling, sweepWrites,
} from '@crossdock/flows'
import { readHintJob, readStockJob, reconcileJob, runFetchJob, sendMailJob, sendNoticeJob, sendWriteJob, sendWritesJob, settleMappedJob } from '@crossdock/flows/jobs'
import type { JobDefinition, Needs } from '@crossdock/flows/ports'

/*
 * All that workers do: jobs as they come, and rounds that repeat. The worker runs them, and so does the simulation.
 */

/** How jobs of one name are done: so many at once. */
export interface JobWork {
  name: string
  atOnce: number
  run(needs: Needs, payload: unknown): Promise<void>
}

const work = <Payload>(job: JobDefinition<Payload>, run: (needs: Needs, payload: Payload) => Promise<void>, atOnce: number): JobWork => ({
  name: job.name, atOnce, run: (needs, payload) => run(needs, job.payload.parse(payload)),
})

export const jobWork: readonly JobWork[] = [
  work(runFetchJob, runFetch, 6),
  // Accounts at once, each in its own lanes: as many as there are, so that none waits for another's store.
  work(sendWritesJob, sendWrites, 1_000),
  work(sendWriteJob, sendWrite, 16),
  work(readHintJob, readHint, 16),
  work(reconcileJob, reconcile, 2),
  work(sendMailJob, sendMail, 4),
  work(sendNoticeJob, async (needs, payload) => void (await sendNotice(needs, payload)), 8),
  work(readStockJob, readStock, 2),
  work(settleMappedJob, async (needs, payload) => void (await settleMapped(needs, payload)), 2),
]

/** What each worker does again and again, with a pause between. */
export interface Round {
  name: string
  pauseMs: number
  run(needs: Needs): Promise<unknown>
}

/** What has been due for so long without being taken lost its job, or the worker that had it. */
const overlookedMs = 5_000

/** Each kind by itself: trouble with one keeps none of the others from being found. */
const overlooked = (what: string, sweep: (needs: Needs) => Promise<unknown>): Round => ({
  name: `sweeping ${what}`, pauseMs: 5_000, run: (needs) => sweep({ ...needs, now: () => new Date(needs.now().getTime() - overlookedMs) }),
})

export const rounds: readonly Round[] = [
  {
    name: 'claiming slots', pauseMs: 2_000,
    async run(needs) {
      while ((await claimDueSlots(needs)) > 0);
    },
  },
  overlooked('fetches', sweepFetching),
  overlooked('writes', sweepWrites),
  overlooked('mails and notices', sweepTelling),
  overlooked('readings of stock', sweepReadings),
  // One worker looks every 20 s, whichever comes first.
  { name: 'looking for what is the matter', pauseMs: 5_000, run: (needs) => evaluateAlerts(needs) },
  { name: 'settling what was mapped', pauseMs: 60_000, run: (needs) => sweepMapped(needs) },
  { name: 'filling gaps', pauseMs: 60_000, run: (needs) => queueGaps(needs) },
  {
    name: 'claiming reconciliations', pauseMs: 60_000,
    async run(needs) {
      while ((await claimDueReconciliations(needs)) > 0);
    },
  },
  // A platform forgives the same refresh token for half a minute: what a dead process left is taken over at once.
  { name: 'finishing refreshes', pauseMs: 2_000, run: (needs) => finishRefreshes(needs) },
  { name: 'rehearsing slots', pauseMs: 5_000, run: (needs) => rehearseSlots(needs) },
  { name: 'ending receipts', pauseMs: 5_000, run: (needs) => settleReceipts(needs) },
  { name: 'keeping connections', pauseMs: 30_000, run: (needs) => keepConnections(needs) },
  { name: 'rechecking trouble of our own', pauseMs: 15_000, run: (needs) => recheckSystemTroubles(needs) },
  {
    name: 'claiming readings of stock', pauseMs: 15_000,
    async run(needs) {
      while ((await claimDueReadings(needs)) > 0);
    },
  },
]
