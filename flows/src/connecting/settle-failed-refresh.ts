import { ConnectorError } from '@crossdock/connector-kit'
import { merchantScope, system, type Needs } from '../ports/index.ts'
import { disconnect } from './disconnect.ts'
import { toHeld, type AccountOfStore, type HeldPair } from './held-pair.ts'
import { clientRefused, raiseClientRefused } from './system-trouble.ts'
import { noteTrouble } from './trouble.ts'

/**
 * What follows from a refresh that failed. Only the platform's own refusal of the pair disconnects the account.
 * @returns the pair of whoever was faster
 * @throws what the caller is to know
 */
export async function settleFailedRefresh(needs: Needs, account: AccountOfStore, held: HeldPair, err: unknown): Promise<HeldPair> {
  if (!(err instanceof ConnectorError)) throw err
  if (err.kind === 'auth' && err.code === 'invalid_grant') return settleRefusal(needs, account, held, err)
  if (err.kind === 'auth' && err.code === 'invalid_client') {
    await raiseClientRefused(needs, account.platform, err)
    throw clientRefused(err)
  }
  await noteTrouble(needs, account, { kind: err.kind, code: err.code, message: err.message })
  throw err
}

/** The platform refuses the pair. That disconnects the account only if nobody else has renewed or replaced it since. */
async function settleRefusal(needs: Needs, account: AccountOfStore, held: HeldPair, err: ConnectorError): Promise<HeldPair> {
  const current = await needs.store.transact(merchantScope(account.merchantId), async (tx) => {
    const locked = await tx.accounts.lock(account.merchantId, account.id)
    const credential = await tx.credentials.lock(account)
    if (!locked || !credential?.pair || credential.generation !== held.generation) return credential
    // An access token that is refused before its time says that somebody ended the grant; one that ran out says no more than that it is over.
    const reason = held.accessExpiresAt > needs.now() ? 'revoked_on_platform' : 'refused_by_platform'
    await disconnect(tx, locked, { reason, trouble: { kind: err.kind, code: err.code, message: err.message }, actor: system, at: needs.now() })
    return null
  })
  if (current?.pair) return toHeld(needs, account, current)
  throw err
}
