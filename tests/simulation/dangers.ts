import type { Weather } from './platform/weather.ts'
import type { Dangers } from './process.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** How often processes die and the database fails them, as a seed decides. */
export function createDangers(world: () => World, random: Random, weather: Weather): Dangers {
  const crashRate = random.pick([0, 0.002, 0.005, 0.02])
  const commitTrouble = random.pick([0, 0.002, 0.01])
  return {
    killsAt(failpoint) {
      world().counts.failpoints.add(failpoint)
      return weather.strikes(crashRate)
    },
    commit() {
      world().counts.transactions++
      if (weather.calm) return 'fine'
      if (random.chance(crashRate / 2)) return random.pick(['dies_before', 'dies_after'])
      if (random.chance(commitTrouble)) return random.pick(['fails_before', 'unknown_after'])
      return 'fine'
    },
    latency: () => (weather.strikes(0.01) ? random.between(500, 5_000) : random.between(1, 15)),
    refuses: () => weather.strikes(commitTrouble),
  }
}
