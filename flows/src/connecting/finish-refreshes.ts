import { everyMerchant, type AccountRef, type Needs } from '../ports/index.ts'
import { owedForMs, renewNow } from './refresh-tokens.ts'

/** So often is a lost answer asked for again: well within the time in which a platform still gives it. */
const againAfterMs = 5_000

/**
 * Asks again for the pairs whose answers were lost: those of processes that died while they asked or before they had kept the
 * answer, and those that did not come in time. A platform answers to the same refresh token once more, if it is asked in time;
 * unless somebody does, its next use ends the grant.
 * @returns how many were asked for
 */
export async function finishRefreshes(needs: Needs, limit = 50): Promise<number> {
  const left = await needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const found = await tx.credentials.owed({ askedAfter: new Date(now.getTime() - owedForMs), leftBefore: new Date(now.getTime() - againAfterMs), now }, limit)
    return Promise.all(found.map((ref) => tx.accounts.get(ref.merchantId, ref.id)))
  })
  const accounts = left.filter((account) => account !== null)
  await Promise.all(accounts.map((account) => renewNow(needs, account, { once: true }).catch((err: unknown) => warn(needs, account, err))))
  return accounts.length
}

function warn(needs: Needs, account: AccountRef, err: unknown): void {
  needs.log.warn({ err, ecAccountId: account.id }, 'A refresh that was left behind could not be finished yet')
}
