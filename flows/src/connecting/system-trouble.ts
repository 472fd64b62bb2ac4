import { ConnectorError } from '@crossdock/connector-kit'
import { everyMerchant, type AccountRef, type Needs } from '../ports/index.ts'

/** While the platform refuses our own credentials it is asked once in so long, whoever needs it. */
const askAgainMs = 15_000

/** What those who need a platform's token endpoint get while it refuses our own credentials. */
export function clientRefused(cause: unknown, retryAfterMs: number | null = null): ConnectorError {
  const message = 'Crossdock’s own credentials are refused by the platform; the admin has been told. What waits keeps waiting.'
  return new ConnectorError({ kind: 'unavailable', code: 'client_refused', message, outcome: 'not_sent', retryAfterMs, cause })
}

/** The platform refuses our client id or secret: one alarm for the admin, however many accounts meet it. */
export async function raiseClientRefused(needs: Needs, platform: string, err: ConnectorError): Promise<void> {
  const fresh = await needs.store.transact(everyMerchant, (tx) => tx.systemTroubles.raise('client_refused', platform, err.message, needs.now()))
  if (fresh) needs.log.error({ err, platform }, 'The platform refuses our client id or secret: correct them and start again')
}

/** @throws ConnectorError `client_refused` when the platform has refused our credentials a moment ago */
export async function throwWhileRefused(needs: Needs, platform: string): Promise<void> {
  const trouble = await needs.store.transact(everyMerchant, (tx) => tx.systemTroubles.find('client_refused', platform))
  if (!trouble) return
  const rest = trouble.seenAt.getTime() + askAgainMs - needs.now().getTime()
  if (rest > 0) throw clientRefused(undefined, rest)
}

/** The token endpoint takes our credentials. */
export async function endClientRefused(needs: Needs, platform: string): Promise<void> {
  const ended = await needs.store.transact(everyMerchant, async (tx) => {
    // Looked for first: this is asked after every refresh, and the trouble is hardly ever there.
    return (await tx.systemTroubles.find('client_refused', platform)) !== null && tx.systemTroubles.end('client_refused', platform, needs.now())
  })
  if (ended) needs.log.info({ platform }, 'The platform takes our client id and secret again')
}

/** The sealed pair of an account does not open: a key is missing, or the row was tampered with. It stays as it is, and nobody is asked to log in. */
export async function raiseUnreadable(needs: Needs, account: AccountRef, err: unknown): Promise<ConnectorError> {
  const detail = err instanceof Error ? err.message : String(err)
  const fresh = await needs.store.transact(everyMerchant, (tx) => tx.systemTroubles.raise('secret_unreadable', account.id, detail, needs.now()))
  if (fresh) needs.log.error({ err, ecAccountId: account.id }, 'A sealed pair does not open')
  return new ConnectorError({ kind: 'unavailable', code: 'secret_unreadable', message: 'Crossdock cannot open the access that it keeps; the admin has been told.', outcome: 'not_sent', cause: err })
}
