import { jobWork } from '@crossdock/server/work'
import { createLossyQueue, type LossyQueue } from './queue.ts'
import type { World } from './world.ts'

/** Hands jobs to workers, in a storm not all of them, not once, and not in their order. @param lost how many of them are lost */
export function createJobs(world: () => World, lost: number): LossyQueue {
  const ready = new Map<string, number>()
  const take = (name: string, payload: unknown, tries: number): void => {
    const { processes, agenda, random, counts, jobs } = world()
    const workers = processes.filter((each) => each.alive && each.role === 'worker' && each.jobs < 6)
    const worker = workers.length > 0 ? random.pick(workers) : null
    if (!worker) {
      // It stays in the queue until somebody comes.
      if (tries < 200) agenda.at(agenda.now() + 1_000, () => take(name, payload, tries + 1))
      return
    }
    counts.jobs++
    jobs.set(`${name} ${JSON.stringify(payload)}`, { name, payload })
    worker.jobs++
    void jobWork.find((each) => each.name === name)!.run(worker.needs, payload)
      .catch((err: unknown) => worker.needs.log.error({ err, job: name }, 'A job failed'))
      .finally(() => worker.jobs--)
  }
  return createLossyQueue({
    isReady: (name, key) => (ready.get(`${name} ${key}`) ?? 0) > 0,
    deliver(job) {
      const { agenda, random, platform: { weather } } = world()
      if (weather.strikes(lost)) return
      const copies = weather.strikes(0.1) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) {
        const delay = weather.strikes(0.1) ? random.between(0, 60_000) : random.between(5, 600)
        const key = `${job.name} ${JSON.stringify(job.payload)}`
        const due = Math.max(agenda.now(), job.startAfter ?? 0)
        if (due === agenda.now()) ready.set(key, (ready.get(key) ?? 0) + 1)
        agenda.at(due + delay, () => {
          if (due <= agenda.now()) ready.set(key, Math.max(0, (ready.get(key) ?? 0) - 1))
          take(job.name, job.payload, 0)
        })
      }
    },
  })
}
