import { Refusal, type Needs, type Scope } from '../ports/index.ts'
import { lockAccount } from './find-account.ts'
import { heldRefreshToken } from './revoke-authorization.ts'
import { revokeAtPlatform } from './send-revocation.ts'

/**
 * Deletes an EC account that never had an order, and ends its grant at the platform. Its shop may be connected elsewhere then.
 * @throws Refusal `not_found`, `account_in_use`
 */
export async function deleteAccount(needs: Needs, input: { scope: Scope; ecAccountId: string }): Promise<void> {
  const { account, refreshToken } = await needs.store.transact(input.scope, async (tx) => {
    const account = await lockAccount(tx, input.ecAccountId, { withOrders: true })
    if (await tx.accounts.hasOrders(account)) throw new Refusal('account_in_use')
    const refreshToken = await heldRefreshToken(needs, tx, account)
    await tx.accounts.remove(account)
    return { account, refreshToken }
  })
  if (refreshToken === null) return
  await revokeAtPlatform(needs, account, refreshToken).catch((err: unknown) =>
    // The token is gone with the account, so that nobody can use the grant; it dies of age.
    needs.log.warn({ err, ecAccountId: account.id }, 'The grant of a deleted account could not be ended at the platform'),
  )
}
