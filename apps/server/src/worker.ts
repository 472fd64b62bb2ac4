import type { Needs } from '@crossdock/flows/ports'
import type { Queue } from '@crossdock/postgres'
import { jobWork, rounds, type JobWork, type Round } from './work.ts'

export interface Worker {
  /** Takes no more work and hands back what can go on elsewhere; what is still under way is waited for by the queue's own stop. */
  stop(): Promise<void>
}

/** Begins to work: jobs as they come, slots as they fall due, and a sweep for whatever was left behind. */
export async function startWorker(app: Needs, queue: Queue): Promise<Worker> {
  const ending = new AbortController()
  const needs: Needs = { ...app, ending: ending.signal }
  for (const job of jobWork) await queue.work(job.name, job, handlerOf(job, needs))
  const endings = rounds.map((round) => every(round, needs))
  return {
    async stop() {
      ending.abort()
      await Promise.all(endings.map((end) => end()))
    },
  }
}

function handlerOf(job: JobWork, needs: Needs): (payload: unknown) => Promise<void> {
  return async (payload) => {
    try {
      await job.run(needs, payload)
    } catch (err) {
      // The row that the job names keeps what is to be done; the sweep comes back to it.
      needs.log.error({ err, job: job.name }, 'A job failed')
    }
  }
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
