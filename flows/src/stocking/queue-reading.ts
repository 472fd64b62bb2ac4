import { nextSlot } from '@crossdock/domain'
import { readStockJob } from '../jobs/index.ts'
import { everyMerchant, Refusal, system, type Actor, type EcAccount, type Needs, type Scope } from '../ports/index.ts'

/** Read stock now: queues a reading, or answers with the one under way. @throws Refusal not_found, not_connected @returns its id */
export async function readStockNow(needs: Needs, { scope, actor, ecAccountId }: { scope: Scope; actor: Actor; ecAccountId: string }): Promise<string> {
  return needs.store.transact(scope, async (tx) => {
    const account = await tx.accounts.find(ecAccountId)
    if (!account) throw new Refusal('not_found')
    if (account.connectionStatus !== 'connected') throw new Refusal('not_connected')
    const at = needs.now()
    await tx.levels.setNextReading(account.merchantId, account.id, nextNight(account, at))
    return (await tx.levels.queueReading(account.merchantId, account.id, { trigger: 'manual', actor, at })).id
  })
}

/**
 * Claims the nightly readings that have come, each once with any number of workers; an account that was never read is read at once.
 * @returns how many were claimed here
 */
export async function claimDueReadings(needs: Needs, limit = 100): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const due = await tx.levels.dueReadings(now, limit)
    let claimed = 0
    for (const { account, first } of due) {
      if (!(await tx.levels.claimReading(account.merchantId, account.id, { at: nextNight(account, now), now }))) continue
      claimed++
      await tx.levels.queueReading(account.merchantId, account.id, { trigger: first ? 'first' : 'nightly', actor: system, at: now })
    }
    return claimed
  })
}

/** Wakes every reading that is due and that no job may remember. @returns how many */
export async function sweepReadings(needs: Needs, limit = 200): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const readings = await tx.levels.openReadings(needs.now(), limit)
    await tx.jobs.enqueueMissing(readStockJob, readings)
    return readings.length
  })
}

/** Between three and four in the night of the account, and not all accounts in the same minute. */
function nextNight({ id, timeZone }: EcAccount, now: Date): Date {
  const time = `03:${String(parseInt(id.slice(-4), 16) % 60).padStart(2, '0')}`
  return nextSlot([time], timeZone, now)?.at ?? new Date(now.getTime() + 86_400_000)
}
