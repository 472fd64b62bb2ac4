import { openStore } from '../connecting/access.ts'
import { verifyConnection } from '../connecting/verify-connection.ts'
import { merchantScope, type Needs } from '../ports/index.ts'
import { importPage } from './import-page.ts'

/**
 * Follows a webhook's hint: reads the order as it is now, and imports that; or, where it speaks of the authorization, asks
 * whether that still holds. The same hint again does nothing.
 */
export async function readHint(needs: Needs, hint: { merchantId: string; ecAccountId: string; id: string }): Promise<void> {
  const scope = merchantScope(hint.merchantId)
  const found = await needs.store.transact(scope, async (tx) => {
    const open = await tx.fetching.openHint(hint.merchantId, hint.ecAccountId, hint.id)
    const account = open && (await tx.accounts.get(hint.merchantId, hint.ecAccountId))
    return open && account ? { account, platformOrderId: open.platformOrderId } : null
  })
  if (!found || found.account.connectionStatus !== 'connected') return
  const { account, platformOrderId } = found
  if (platformOrderId === null) await verifyConnection(needs, account)
  const read = platformOrderId === null ? null : ((await openStore(needs, account).orders?.get(platformOrderId)) ?? null)
  await needs.store.transact(scope, async (tx) => {
    if (read) await importPage(tx, { account, orders: [read], fetchedAt: needs.now(), fetchRunId: null })
    await tx.fetching.closeHint(hint.merchantId, hint.ecAccountId, hint.id, needs.now())
  })
}
