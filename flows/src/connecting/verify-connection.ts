import { ConnectorError } from '@crossdock/connector-kit'
import { merchantScope, type AccountRef, type Needs } from '../ports/index.ts'
import { clearTrouble, noteFailure, openStore } from './access.ts'

/**
 * Asks the store whether our access still holds, renewing it where that is due. A proven refusal disconnects the account;
 * anything else only shows as trouble.
 * @returns whether it holds
 */
export async function verifyConnection(needs: Needs, ref: AccountRef): Promise<boolean> {
  const account = await needs.store.transact(merchantScope(ref.merchantId), (tx) => tx.accounts.get(ref.merchantId, ref.id))
  if (account?.connectionStatus !== 'connected') return false
  try {
    await openStore(needs, account, { patienceMs: 30_000 }).shop()
    await clearTrouble(needs, account)
    return true
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    await noteFailure(needs, account, err)
    return false
  }
}
