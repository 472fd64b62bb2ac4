import { Refusal, system, type Actor, type EcAccount, type Needs, type Scope, type SealedPair, type Transaction } from '../ports/index.ts'
import { disconnect } from './disconnect.ts'
import { lockAccount } from './find-account.ts'
import { keyLost, planLostRevocation, planRevocation } from './plan-revocation.ts'
import { openPair } from './token-pair.ts'

/**
 * Ends the authorization here at once, and plans that it is ended at the platform too. Nothing is fetched or sent from
 * here on; what waits keeps waiting. An authorization that is on its way comes too late.
 * @throws Refusal `not_found`, `not_connected`
 */
export async function revokeAuthorization(needs: Needs, input: { scope: Scope; ecAccountId: string; actor: Actor }): Promise<void> {
  await needs.store.transact(input.scope, async (tx) => {
    const account = await lockAccount(tx, input.ecAccountId)
    if (account.connectionStatus !== 'connected') throw new Refusal('not_connected')
    await endGrant(needs, tx, account)
    await tx.authorizations.endAll(account, 'revoked', needs.now())
    await disconnect(tx, account, { reason: 'revoked_here', trouble: null, actor: input.actor, at: needs.now() })
  })
  needs.failpoint?.('revoke.planned')
}

/**
 * Plans the revocation of the pair that an account holds, if it holds one. Ending it here does not wait for a key that is gone:
 * then the platform cannot be told, which stands among the refused writes and in the account's history.
 */
export async function endGrant(needs: Needs, tx: Transaction, account: EcAccount): Promise<void> {
  const credential = await tx.credentials.lock(account)
  if (!credential?.pair) return
  const refreshToken = refreshTokenOf(needs, account, credential.pair)
  if (refreshToken !== null) return planRevocation(needs, tx, account, refreshToken)
  await planLostRevocation(tx, account, credential.pair, needs.now())
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'grant_left', actor: system, data: { code: keyLost.code, detail: keyLost.message } }])
}

/** @returns null when the pair does not open */
function refreshTokenOf(needs: Needs, account: EcAccount, pair: SealedPair): string | null {
  try {
    return openPair(needs, account, pair).refreshToken
  } catch (err) {
    needs.log.error({ err, ecAccountId: account.id }, 'A sealed pair does not open, so its grant cannot be ended at the platform')
    return null
  }
}
