import type { StoreSession } from '@crossdock/connector-kit'
import type { Needs } from '../ports/index.ts'
import { connectorOf } from './find-account.ts'
import { currentToken, type AccountOfStore } from './refresh-tokens.ts'

export { clearTrouble, noteTrouble } from './trouble.ts'

export interface StoreOptions {
  signal?: AbortSignal
  onWait?: (until: Date) => void
  /** ms */
  patienceMs?: number
}

/**
 * An account's store, with access that renews itself. Each call asks for the token anew, so that nothing is sent once the
 * account is disconnected: its capabilities then throw ConnectorError `auth` with code `not_connected`.
 */
export function openStore(needs: Needs, account: AccountOfStore, options: StoreOptions = {}): StoreSession {
  return connectorOf(needs, account.platform).open({
    accountId: account.id,
    token: (rejected) => currentToken(needs, account, rejected),
    calls: needs.calls.of(account),
    ...options,
  })
}
