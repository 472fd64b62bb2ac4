import { everyMerchant, type AccountRef, type Needs } from '../ports/index.ts'
import { graceMs, renewNow } from './refresh-tokens.ts'

/**
 * Takes over the refreshes of processes that died while their answer was out, or before they had kept it: the platform
 * answers to the same refresh token once more, if it is asked in time.
 * @returns how many were taken over
 */
export async function finishRefreshes(needs: Needs, limit = 50): Promise<number> {
  const left = await needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const found = await tx.credentials.abandoned(new Date(now.getTime() - graceMs), now, limit)
    return Promise.all(found.map((ref) => tx.accounts.get(ref.merchantId, ref.id)))
  })
  const accounts = left.filter((account) => account !== null)
  await Promise.all(accounts.map((account) => renewNow(needs, account).catch((err: unknown) => warn(needs, account, err))))
  return accounts.length
}

function warn(needs: Needs, account: AccountRef, err: unknown): void {
  needs.log.warn({ err, ecAccountId: account.id }, 'A refresh that was left behind could not be finished yet')
}
