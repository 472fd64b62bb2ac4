import { Refusal, type Needs, type Scope } from '../ports/index.ts'
import { lockAccount } from './find-account.ts'
import { endGrant } from './revoke-authorization.ts'

/**
 * Deletes an EC account that never had an order, and plans that its grant is ended at the platform, which is tried until it
 * is answered although the account is gone. Its shop may be connected elsewhere at once.
 * @throws Refusal `not_found`, `account_in_use`
 */
export async function deleteAccount(needs: Needs, input: { scope: Scope; ecAccountId: string }): Promise<void> {
  await needs.store.transact(input.scope, async (tx) => {
    const account = await lockAccount(tx, input.ecAccountId, { withOrders: true })
    if (await tx.accounts.hasOrders(account)) throw new Refusal('account_in_use')
    await tx.writes.endAllOf(account, needs.now())
    await endGrant(needs, tx, account)
    await tx.accounts.remove(account)
  })
}
