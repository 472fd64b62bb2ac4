import { ConnectorError, type StoreSession } from '@crossdock/connector-kit'
import type { Needs } from '../ports/index.ts'
import { connectorOf } from './find-account.ts'
import { regaining } from './regaining.ts'
import { currentToken, type AccountOfStore } from './refresh-tokens.ts'

export { clearTrouble, noteFailure, noteTrouble } from './trouble.ts'

export interface StoreOptions {
  signal?: AbortSignal
  onWait?: (until: Date) => void
  /** ms */
  patienceMs?: number
  /** Whether somebody waits for the calls. */
  urgent?: boolean
  /** The write that the calls are made for. */
  writeId?: string
  /** Waited for before an answer is understood. */
  leisure?: () => Promise<void>
}

/**
 * An account's store, with access that renews itself. Each call asks for the token anew, a moment before it is sent, so that nothing
 * is sent once the account is disconnected: its capabilities then throw ConnectorError `auth` with code `not_connected`. A store that says
 * that it is another shop than the one that was authorized is refused: ConnectorError `rejected` with code `other_shop`.
 */
export function openStore(needs: Needs, account: AccountOfStore, { writeId, ...options }: StoreOptions = {}): StoreSession {
  const connector = connectorOf(needs, account.platform)
  const opened = connector.open({
    accountId: account.id,
    token: (rejected) => currentToken(needs, account, rejected),
    calls: needs.calls.of(account, writeId),
    ...(needs.budgets ? { budgets: needs.budgets } : {}),
    ...options,
  })
  const session = account.missingScopes?.length ? regaining(needs, account, connector.manifest, opened) : opened
  return {
    ...session,
    async shop() {
      const shop = await session.shop()
      if (account.shop && shop.id !== account.shop.id) {
        throw new ConnectorError({ kind: 'rejected', code: 'other_shop', message: `The platform shows the shop “${shop.title}” (${shop.id}) in place of “${account.shop.title}” (${account.shop.id}).` })
      }
      return shop
    },
  }
}
