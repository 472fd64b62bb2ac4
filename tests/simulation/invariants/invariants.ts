import type { World } from '../world.ts'
import { checkCalls, checkPatience, checkRefreshes, checkSecrets, checkSlots } from './connections.ts'
import { checkOrders } from './orders.ts'
import { checkRest } from './rest.ts'
import { checkAcknowledged, checkTimelines } from './said.ts'
import { checkShipments } from './shipments.ts'
import { checkConservation, checkShown, checkStock } from './stock.ts'
import { checkTelling } from './telling.ts'
import { checkHolds, checkWarehouse } from './warehouse.ts'

/** Looks at the end of a seed, when everything has come to rest; what it finds is a sentence that begins with the invariant. */
export async function checkInvariants(world: World): Promise<string[]> {
  const found: string[] = []
  const says = (sentence: string) => void found.push(sentence)
  for (const account of world.accounts) {
    await checkOrders(world, account, says)
    await checkShipments(world, account, says)
    await checkStock(world, account, says)
    await checkShown(world, account, says)
    await checkCalls(world, account, says)
    await checkSlots(world, account, says)
  }
  await checkHolds(world, says)
  await checkConservation(world, says)
  await checkTelling(world, says)
  await checkWarehouse(world, says)
  await checkTimelines(world, says)
  await checkAcknowledged(world, says)
  await checkRest(world, says)
  await checkSecrets(world, says)
  checkRefreshes(world, says)
  checkPatience(world, says)
  return found
}

