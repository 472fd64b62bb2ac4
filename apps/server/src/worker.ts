import type { Needs } from '@crossdock/flows/ports'
import type { Queue, TakenJob } from '@crossdock/postgres'
import { traceJob } from './watching/trace.ts'
import { withTrail } from './watching/trail.ts'
import { jobWork, rounds, type JobWork, type Round } from './work.ts'

export interface Worker {
  /** Takes no more work and hands back what can go on elsewhere; what is still under way is waited for by the queue's own stop. */
  stop(): Promise<void>
}

/** Who is told of what was done. */
export interface WorkerWatch {
  done(job: { job: string; payload: unknown; result: 'done' | 'failed'; seconds: number }): Promise<void> | void
}

/** Begins to work: jobs as they come, slots as they fall due, and a sweep for whatever was left behind. */
export async function startWorker(app: Needs, queue: Queue, watch?: WorkerWatch): Promise<Worker> {
  const ending = new AbortController()
  const needs: Needs = { ...app, ending: ending.signal }
  for (const job of jobWork) await queue.work(job.name, job, handlerOf(job, needs, watch))
  const endings = rounds.map((round) => every(round, needs))
  return {
    async stop() {
      ending.abort()
      await Promise.all(endings.map((end) => end()))
    },
  }
}

function handlerOf(job: JobWork, needs: Needs, watch: WorkerWatch | undefined): (payload: unknown, taken: TakenJob) => Promise<void> {
  return (payload, { id, traceparent }) =>
    withTrail({ job: job.name, jobId: id }, async () => {
      const begun = performance.now()
      let result: 'done' | 'failed' = 'done'
      try {
        await traceJob(job.name, id, traceparent, () => job.run(needs, payload))
      } catch (err) {
        result = 'failed'
        // The row that the job names keeps what is to be done; the sweep comes back to it.
        needs.log.error({ err }, 'A job failed')
      }
      try {
        await watch?.done({ job: job.name, payload, result, seconds: (performance.now() - begun) / 1000 })
      } catch (err) {
        needs.log.debug({ err }, 'a job could not be measured')
      }
    })
}

/** Repeats work with a pause between, until stopped. @returns stops it, and waits for the round under way */
function every({ name, pauseMs, run }: Round, needs: Needs): () => Promise<void> {
  const stopped = Promise.withResolvers<void>()
  let running = true
  const loop = async () => {
    while (running) {
      await run(needs).catch((err: unknown) => needs.log.error({ err }, `A round of ${name} failed`))
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
