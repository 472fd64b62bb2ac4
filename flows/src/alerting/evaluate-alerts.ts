import { longestGraceMs } from '@crossdock/domain'
import { everyMerchant, type Alert, type Needs } from '../ports/index.ts'
import { queueMails } from '../telling/queue-mails.ts'
import { queueNotices } from '../telling/queue-notices.ts'
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
  // Users stand in a room of their own; they are asked for before the transaction, which has no key to it.
  const readers = (await needs.telling?.readers()) ?? []
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    if (!(await tx.alerts.takeRound(now, force ? 0 : everyMs))) return null
    const kept = await tx.alerts.kept(new Date(now.getTime() - longestGraceMs))
    const { causes, unknown } = await tx.alerts.findCauses(now)
    for (const [kind, err] of unknown) needs.log.error({ err, kind }, 'Could not find out whether there is cause for an alert')
    // Of what could not be looked at, nothing is told, and nothing closes.
    const settlement = settleAlerts(kept.filter((alert) => !unknown.has(alert.kind)), causes, now)
    await tx.alerts.save(settlement.changed)
    await tx.alerts.unsee(settlement.news.filter((each) => each.type === 'opened').map((each) => each.alert))
    if (needs.telling) await queueMails(tx, needs, readers, { news: settlement.news, open: openAfter(kept, settlement), now })
    await queueNotices(tx, needs, settlement.news, now)
    await tx.alerts.prune(new Date(now.getTime() - keptDays * 86_400_000))
    return settlement
  })
}

/** The alerts that are open now, oldest cause first. */
function openAfter(kept: readonly Alert[], { changed }: Settlement): Alert[] {
  const all = new Map([...kept, ...changed].map((alert) => [alert.id, alert]))
  return [...all.values()].filter((alert) => alert.closedAt === null).sort((one, other) => one.since.getTime() - other.since.getTime())
}
