import { rounds } from '@crossdock/server/work'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** Rounds come more rarely than in real life, where idle ones cost nothing: those that rebuild what was lost about every minute, the others every two. */
const roundMs = (name: string) => (name === 'claiming slots' || name.startsWith('sweeping ') ? 50_000 : 130_000)

/** What would be done within two seconds and is slowed down with all rounds: taking over from the dead. */
export function lookAround(world: World): void {
  const worker = world.processes.find((each) => each.role === 'worker' && each.frozenUntil <= world.agenda.now())
  if (worker) for (const { name, pauseMs } of rounds) if (pauseMs <= 2_000) void goRound(world, worker, name)
}

/** What workers do again and again, beside their jobs: mostly one of them, now and then two at once. */
export function beginRounds(world: World): void {
  const { agenda, random } = world
  for (const { name } of rounds) {
    const again = (): void => void agenda.at(agenda.now() + Math.round(roundMs(name) * (0.5 + random.next())), () => {
      const workers = world.processes.filter((each) => each.role === 'worker')
      const first = workers.length > 0 ? random.pick(workers) : null
      const second = first && random.chance(0.2) ? random.pick(workers) : null
      if (first) void goRound(world, first, name)
      if (second && second !== first) void goRound(world, second, name)
      again()
    })
    again()
  }
}

async function goRound(world: World, worker: Process, name: string): Promise<void> {
  if (world.mutation?.skipsRound && name.startsWith(world.mutation.skipsRound)) return
  // Where the machine stands still, it is done once that goes on.
  await worker.step(1)
  await rounds.find((each) => each.name === name)!.run(worker.needs).catch((err: unknown) => worker.needs.log.error({ err }, `A round of ${name} failed`))
}

/** A machine that stands still for longer than its leases last, and then goes on as if nothing had been. */
export function freezeNowAndThen(world: World): void {
  const again = (): void => {
    world.agenda.at(world.agenda.now() + world.random.between(120_000, 900_000), () => {
      if (world.platform.weather.calm) return
      const process = world.processes.length > 0 ? world.random.pick(world.processes) : null
      if (process && world.random.chance(0.5)) {
        process.frozenUntil = world.agenda.now() + world.random.between(5_000, 90_000)
        process.disturbedAt = process.frozenUntil
        world.tell(`${process.name} stands still for ${Math.round((process.frozenUntil - world.agenda.now()) / 1000)} s`)
      }
      again()
    })
  }
  again()
}
