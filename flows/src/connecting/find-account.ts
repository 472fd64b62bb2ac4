import type { Connector } from '@crossdock/connector-kit'
import { Refusal, type EcAccount, type Needs, type Transaction } from '../ports/index.ts'

/**
 * An EC account that the transaction's scope may touch, which nobody else changes until it ends.
 * @param withOrders takes the turn with its merchant's orders too
 * @throws Refusal `not_found`, also for another merchant's
 */
export async function lockAccount(tx: Transaction, id: string, { withOrders }: { withOrders: boolean } = { withOrders: false }): Promise<EcAccount> {
  const found = await tx.accounts.find(id)
  if (found && withOrders) await tx.matching.lockMerchant(found.merchantId)
  const account = found && (await tx.accounts.lock(found.merchantId, id))
  if (!account) throw new Refusal('not_found')
  return account
}

/** @throws Refusal `unknown_platform` */
export function connectorOf(needs: Pick<Needs, 'connectors'>, platform: string): Connector {
  const connector = needs.connectors.get(platform)
  if (!connector) throw new Refusal('unknown_platform', { platforms: [...needs.connectors.values()].map((each) => each.manifest.name).join(', ') })
  return connector
}
