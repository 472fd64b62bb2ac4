import { claimDueSlots, keepConnections, readHint, runFetch, sendWrite, sweepFetching, sweepWrites } from '@crossdock/flows'
import { readHintJob, runFetchJob, sendWriteJob } from '@crossdock/flows/jobs'
import type { JobDefinition, Needs } from '@crossdock/flows/ports'
import type { Queue } from '@crossdock/postgres'

const slotsEveryMs = 2_000
const sweepEveryMs = 5_000
const keepConnectionsEveryMs = 10 * 60_000
/** What has been due for so long without being taken lost its job, or the worker that had it. */
const overlookedMs = 5_000

export interface Worker {
  /** Takes no more work and hands back what can go on elsewhere; what is still under way is waited for by the queue's own stop. */
  stop(): Promise<void>
}

/** Begins to work: jobs as they come, slots as they fall due, and a sweep for whatever was left behind. */
export async function startWorker(app: Needs, queue: Queue): Promise<Worker> {
  const ending = new AbortController()
  const needs: Needs = { ...app, ending: ending.signal }
  const handler =
    <Payload>(job: JobDefinition<Payload>, work: (needs: Needs, payload: Payload) => Promise<void>) =>
    async (data: unknown) => {
      try {
        await work(needs, job.payload.parse(data))
      } catch (err) {
        // The row that the job names keeps what is to be done; the sweep comes back to it.
        needs.log.error({ err, job: job.name }, 'A job failed')
      }
    }
  await queue.work(runFetchJob.name, { batch: 1, batches: 6 }, handler(runFetchJob, runFetch))
  await queue.work(sendWriteJob.name, { batch: 8, batches: 2 }, handler(sendWriteJob, sendWrite))
  await queue.work(readHintJob.name, { batch: 8, batches: 2 }, handler(readHintJob, readHint))

  const slots = every(slotsEveryMs, needs, 'claiming slots', async () => {
    while ((await claimDueSlots(needs)) > 0);
  })
  const overlooked: Needs = { ...needs, now: () => new Date(needs.now().getTime() - overlookedMs) }
  const sweep = every(sweepEveryMs, needs, 'sweeping', async () => {
    await sweepFetching(overlooked)
    await sweepWrites(overlooked)
  })
  const connections = every(keepConnectionsEveryMs, needs, 'keeping connections', () => keepConnections(needs))
  return {
    async stop() {
      ending.abort()
      await Promise.all([slots(), sweep(), connections()])
    },
  }
}

/** Repeats work with a pause between, until stopped. @returns stops it, and waits for the round under way */
function every(pauseMs: number, needs: Needs, name: string, round: () => Promise<unknown>): () => Promise<void> {
  const stopped = Promise.withResolvers<void>()
  let running = true
  const loop = async () => {
    while (running) {
      await round().catch((err: unknown) => needs.log.error({ err }, `A round of ${name} failed`))
      const pause = new AbortController()
      await Promise.race([new Promise((resolve) => { const timer = setTimeout(resolve, pauseMs); pause.signal.addEventListener('abort', () => clearTimeout(timer)) }), stopped.promise])
      pause.abort()
    }
  }
  const done = loop()
  return () => {
    running = false
    stopped.resolve()
    return done
  }
}
