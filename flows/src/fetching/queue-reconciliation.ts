import { fetchableDays, nextSlot, nightlySlot } from '@crossdock/domain'
import { everyMerchant, merchantScope, Refusal, system, type Actor, type Needs } from '../ports/index.ts'

/** Compare now: queues a comparison with the store over the last days (as many as can be fetched, unless told), or answers with the one under way. @returns its id */
export async function reconcileNow(needs: Needs, input: { merchantId: string; ecAccountId: string; actor: Actor; days?: number | undefined }): Promise<string> {
  return needs.store.transact(merchantScope(input.merchantId), async (tx) => {
    const account = await tx.accounts.get(input.merchantId, input.ecAccountId)
    if (!account) throw new Refusal('not_found')
    if (!account.firstConnectedAt) throw new Refusal('not_authorized')
    if (account.connectionStatus !== 'connected') throw new Refusal('not_connected')
    return (await tx.reconciling.queue(account, { trigger: 'manual', actor: input.actor, at: needs.now(), days: input.days ?? fetchableDays })).id
  })
}

/**
 * Claims the accounts whose night has come, each at its own minute between two and five in its own zone; one whose night
 * passed while no worker ran is compared as soon as one does.
 * @returns how many were looked at
 */
export async function claimDueReconciliations(needs: Needs, limit = 100): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const due = await tx.reconciling.dueAccounts(now, limit)
    for (const { account, dueAt } of due) {
      if (dueAt) await tx.reconciling.queue(account, { trigger: 'nightly', actor: system, at: now, days: fetchableDays })
      await tx.reconciling.setNext(account, nextSlot([nightlySlot(account.id)], account.timeZone, now)!.at)
    }
    return due.length
  })
}
