import { ConnectorError } from '@crossdock/connector-kit'
import { merchantScope, type AccountRef, type Needs } from '../ports/index.ts'
import { clearTrouble, noteTrouble, openStore } from './access.ts'

/**
 * Asks the store whether our access still holds, renewing it where that is due. A proven refusal disconnects the account;
 * anything else only shows as trouble.
 */
export async function verifyConnection(needs: Needs, ref: AccountRef): Promise<void> {
  const account = await needs.store.transact(merchantScope(ref.merchantId), (tx) => tx.accounts.get(ref.merchantId, ref.id))
  if (account?.connectionStatus !== 'connected') return
  try {
    await openStore(needs, account, { patienceMs: 30_000 }).shop()
    await clearTrouble(needs, account)
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    await noteTrouble(needs, account, { kind: err.kind, code: err.code, message: err.message })
  }
}
