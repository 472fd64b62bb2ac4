import { attempt, pause, type Act } from './acting.ts'
import { cancel, correctLabel, hold, process, release, ship, shipFromFile } from './shipping.ts'
import { adjust, correct, decideDrift, decideProposals, finishInbound, inbound, overwrite, readLevels, resolveUnknown } from './stocking.ts'
import { backfill, compare, fetchOrders, map, reconnect, revoke, settings, switchChannel, verify } from './stores.ts'
import { listen, replay } from './listening.ts'
import { answerQuestions, leave, retry } from './writes.ts'
import type { World } from '../world.ts'

/** Works until the storm is over. Who gets no answer in a minute goes on with something else. */
export async function operate(world: World): Promise<void> {
  for (;;) {
    await pause(world, world.random.between(1_500, 20_000))
    if (world.platform.weather.calm) return
    if (world.processes.length === 0) {
      await pause(world, 600_000)
      continue
    }
    const act = chooseAct(world)
    await Promise.race([attempt(world, act), pause(world, 60_000)])
  }
}

const acts: readonly [Act, number][] = [
  [ship, 30], [shipFromFile, 5], [correctLabel, 2], [process, 12], [hold, 5], [release, 8], [cancel, 3], [fetchOrders, 12], [inbound, 12], [finishInbound, 4], [adjust, 4], [correct, 8], [decideProposals, 6], [overwrite, 4],
  [readLevels, 3], [decideDrift, 4], [map, 5], [resolveUnknown, 5], [revoke, 4], [verify, 2], [reconnect, 10], [backfill, 3], [compare, 3], [switchChannel, 4], [retry, 5], [leave, 3], [answerQuestions, 3], [settings, 1], [listen, 3], [replay, 1],
]
const total = acts.reduce((sum, [, weight]) => sum + weight, 0)

function chooseAct(world: World): Act {
  let at = world.random.next() * total
  for (const [act, weight] of acts) if ((at -= weight) < 0) return act
  return ship
}
