import { timingSafeEqual } from 'node:crypto'
import { ConnectorError, type Grant } from '@crossdock/connector-kit'
import { everyMerchant, merchantScope, type Actor, type AuthorizationAttempt, type EcAccount, type Needs, type Trouble } from '../ports/index.ts'
import { hashOf, redirectUriOf, sessionHashOf, userIdOf, verifierPlace, type Visitor } from './begin-authorization.ts'
import { connectorOf } from './find-account.ts'
import { keepGrant, type NewGrant, type Refused } from './keep-grant.ts'
import { planRevocation } from './plan-revocation.ts'
import { endClientRefused, raiseClientRefused } from './system-trouble.ts'

export type AuthorizationEnd =
  | { outcome: 'connected'; ecAccountId: string }
  /** `failed` with no account: a state that nobody knows. */
  | { outcome: Refused | 'denied' | 'expired' | 'replayed' | 'session'; ecAccountId: string | null }

interface Claimed {
  attempt: AuthorizationAttempt
  account: EcAccount
}

/**
 * What a browser brings back from a platform. The code is exchanged once, outside of any transaction; then everything is
 * stored at once, or nothing is and the new grant is ended.
 * @param input.query as received
 * @param input.visitor who brings it; null when nobody is signed in
 */
export async function completeAuthorization(needs: Needs, input: { platform: string; query: URLSearchParams; visitor: Visitor | null }): Promise<AuthorizationEnd> {
  const claimed = await claim(needs, input)
  if ('outcome' in claimed) return claimed
  const { attempt, account } = claimed
  const actor: Actor = { kind: attempt.userId.startsWith('api_key:') ? 'api_key' : 'user', name: attempt.userName }
  const fail = async (outcome: Refused | 'denied', trouble: Trouble | null, grant: Grant | null): Promise<AuthorizationEnd> => {
    return needs.store.transact(merchantScope(attempt.merchantId), async (tx): Promise<AuthorizationEnd> => {
      await tx.accounts.lock(account.merchantId, account.id)
      // Whether it was kept is known from here, and from nowhere else, when the answer to the commit was lost.
      if ((await tx.authorizations.lock(attempt.merchantId, attempt.id))?.outcome === 'connected') return { outcome: 'connected', ecAccountId: account.id }
      if (grant) await planRevocation(needs, tx, account, grant.refreshToken)
      await tx.authorizations.conclude(attempt.merchantId, attempt.id, outcome)
      const data = { reason: outcome, ...(trouble ? { code: trouble.code, detail: trouble.message } : {}) }
      await tx.timeline.write(attempt.merchantId, [{ subjectId: account.id, type: 'authorization_failed', actor, data }])
      return { outcome, ecAccountId: account.id }
    })
  }

  let grant: Grant
  try {
    grant = await exchange(needs, claimed, input.query)
  } catch (err) {
    if (err instanceof ConnectorError && err.code === 'invalid_client') await raiseClientRefused(needs, account.platform, err)
    const trouble = troubleOf(needs, account, err)
    return fail(trouble.code === 'access_denied' ? 'denied' : 'failed', trouble, null)
  }
  needs.failpoint?.('authorize.code-exchanged')
  await endClientRefused(needs, account.platform)
  let read: Pick<NewGrant, 'shop' | 'aheadMs' | 'methods'>
  try {
    read = await readStore(needs, account, grant)
  } catch (err) {
    return fail('failed', troubleOf(needs, account, err), grant)
  }
  try {
    const refused = await keepGrant(needs, { attempt, account, actor, grant, ...read })
    return refused === null ? { outcome: 'connected', ecAccountId: account.id } : await fail(refused, null, grant)
  } catch (err) {
    return fail('failed', troubleOf(needs, account, err), grant)
  }
}

/** Uses the state up, if it is good and belongs to whoever brings it. */
async function claim(needs: Needs, input: { platform: string; query: URLSearchParams; visitor: Visitor | null }): Promise<Claimed | AuthorizationEnd> {
  const states = input.query.getAll('state')
  const state = states.length === 1 ? states[0]! : ''
  return needs.store.transact(everyMerchant, async (tx) => {
    const attempt = await tx.authorizations.lockByState(hashOf(state))
    const account = attempt && (await tx.accounts.get(attempt.merchantId, attempt.ecAccountId))
    if (!attempt || !account || account.platform !== input.platform) return { outcome: 'failed', ecAccountId: null }
    if (!isWhoBegan(attempt, input.visitor)) return { outcome: 'session', ecAccountId: account.id }
    if (attempt.usedAt !== null) return { outcome: 'replayed', ecAccountId: account.id }
    const now = needs.now()
    await tx.authorizations.use(attempt.merchantId, attempt.id, now)
    if (attempt.expiresAt > now) return { attempt, account }
    await tx.authorizations.conclude(attempt.merchantId, attempt.id, 'expired')
    return { outcome: 'expired', ecAccountId: account.id }
  })
}

function isWhoBegan(attempt: AuthorizationAttempt, visitor: Visitor | null): boolean {
  if (attempt.userId.startsWith('api_key:')) return true
  if (visitor?.kind !== 'user' || userIdOf(visitor) !== attempt.userId) return false
  return timingSafeEqual(sessionHashOf(visitor), attempt.sessionHash)
}

async function exchange(needs: Needs, { attempt, account }: Claimed, callback: URLSearchParams): Promise<Grant> {
  const { authorise, manifest } = connectorOf(needs, account.platform)
  if (!authorise) throw new ConnectorError({ kind: 'rejected', code: 'no_authorization', message: `${manifest.name} has no authorization.` })
  const verifier = needs.vault.open(attempt.sealedVerifier, attempt.keyId, verifierPlace(attempt.merchantId, attempt.id))
  return authorise.complete({ callback, redirectUri: redirectUriOf(needs, account.platform), state: callback.get('state') ?? '', verifier }, needs.calls.of(account))
}

async function readStore(needs: Needs, account: EcAccount, grant: Grant): Promise<Pick<NewGrant, 'shop' | 'aheadMs' | 'methods'>> {
  const session = connectorOf(needs, account.platform).open({
    accountId: account.id,
    calls: needs.calls.of(account),
    // A browser waits for the answer.
    patienceMs: 10_000,
    token: async () => grant.accessToken,
  })
  const shop = await session.shop()
  const aheadMs = shop.platformTime.getTime() - needs.now().getTime()
  // Suggestions can come later; an authorization does not fail for them.
  const methods = (await session.shippingMethods?.().catch((err: unknown) => {
    needs.log.warn({ err, ecAccountId: account.id }, 'Could not read the shipping methods of a shop')
    return null
  })) ?? null
  return { shop, aheadMs, methods }
}

function troubleOf(needs: Needs, account: EcAccount, err: unknown): Trouble {
  if (err instanceof ConnectorError) return { kind: err.kind, code: err.code, message: err.message }
  needs.log.error({ err, ecAccountId: account.id }, 'An authorization could not be completed')
  return { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side.' }
}
