import { longestGraceMs } from '@crossdock/domain'
import { everyMerchant, type Needs } from '../ports/index.ts'
import { settleAlerts, type Settlement } from './settle-alerts.ts'

/** With any number of workers, the conditions are looked at this often. */
const everyMs = 20_000
const keptDays = 90

/**
 * Looks at everything that may be the matter, opens, renews and closes alerts, and queues what tells people and programs
 * of it, in one transaction: nothing is told that is not kept, and nothing is kept untold.
 * @param options.force look even when somebody has just looked
 * @returns what changed; null when it is another worker's turn
 */
export async function evaluateAlerts(needs: Needs, { force = false }: { force?: boolean } = {}): Promise<Settlement | null> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    if (!(await tx.alerts.takeRound(now, force ? 0 : everyMs))) return null
    const settlement = settleAlerts(await tx.alerts.kept(new Date(now.getTime() - longestGraceMs)), await tx.alerts.findCauses(now), now)
    await tx.alerts.save(settlement.changed)
    await tx.alerts.unsee(settlement.news.filter((each) => each.type === 'opened').map((each) => each.alert))
    await tx.alerts.prune(new Date(now.getTime() - keptDays * 86_400_000))
    return settlement
  })
}
