import { merchantScope, type EcAccount, type Needs } from '../ports/index.ts'
import { openStore } from './access.ts'

const freshMs = 10 * 60_000

export function methodsAreStale(account: Pick<EcAccount, 'connectionStatus' | 'shopMethodsReadAt'>, now: Date): boolean {
  if (account.connectionStatus !== 'connected') return false
  return account.shopMethodsReadAt === null || now.getTime() - account.shopMethodsReadAt.getTime() > freshMs
}

/**
 * Reads the shipping methods that a shop has set up, for suggestions.
 * @throws ConnectorError
 */
export async function syncShippingMethods(needs: Needs, account: EcAccount): Promise<void> {
  const methods = await openStore(needs, account, { patienceMs: 10_000, urgent: true }).shippingMethods?.()
  if (!methods) return
  await needs.store.transact(merchantScope(account.merchantId), (tx) => tx.accounts.change(account, { shopMethods: methods, shopMethodsReadAt: needs.now() }))
}
