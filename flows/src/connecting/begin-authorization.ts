import { createHash, randomBytes } from 'node:crypto'
import { ConnectorError } from '@crossdock/connector-kit'
import { newId } from '@crossdock/domain'
import { Refusal, type Actor, type Needs, type Scope, type SealPlace } from '../ports/index.ts'
import { connectorOf } from './find-account.ts'

const attemptMs = 10 * 60_000
const keptMs = 7 * 86_400_000

/** Who begins an authorization or comes back from one. */
export type Visitor = { kind: 'user'; id: string; sessionId: string } | { kind: 'api_key'; id: string }

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
export const sessionHashOf = (visitor: Visitor): Buffer => hashOf(visitor.kind === 'user' ? visitor.sessionId : `api_key:${visitor.id}`)
export const userIdOf = (visitor: Visitor): string => (visitor.kind === 'user' ? visitor.id : `api_key:${visitor.id}`)
export const verifierPlace = (merchantId: string, attemptId: string): SealPlace => ({ table: 'authorization_attempt', merchantId, rowId: attemptId, field: 'verifier' })
/** One for each platform, made of our own configured address and of nothing that a request says. */
export const redirectUriOf = (needs: Pick<Needs, 'publicUrl'>, platform: string): string => `${needs.publicUrl}/api/connect/${platform}/callback`

/**
 * Begins an authorization: the address to send the browser to. Its state is good once, for ten minutes, for this account
 * and for this session. An API key has no session: whoever comes back with the state of its attempt completes it.
 * @throws Refusal `not_found`, `merchant_inactive`, `unknown_platform`, `platform_unreachable`
 */
export async function beginAuthorization(needs: Needs, input: { scope: Scope; ecAccountId: string; visitor: Visitor; actor: Actor }): Promise<{ url: string }> {
  const account = await needs.store.transact(input.scope, async (tx) => {
    const found = await tx.accounts.find(input.ecAccountId)
    const merchant = found && (await tx.accounts.merchant(found.merchantId))
    if (!found || !merchant) throw new Refusal('not_found')
    if (!merchant.active) throw new Refusal('merchant_inactive', { name: merchant.name })
    return found
  })
  const { authorise, manifest } = connectorOf(needs, account.platform)
  if (!authorise) throw new Refusal('unknown_platform', { platforms: manifest.name })

  const state = randomBytes(32).toString('base64url')
  const begun = await authorise.begin({ redirectUri: redirectUriOf(needs, account.platform), state }).catch((err: unknown) => {
    if (!(err instanceof ConnectorError)) throw err
    throw new Refusal('platform_unreachable', { platform: manifest.name, reason: err.message })
  })
  const id = newId()
  const { sealed, keyId } = needs.vault.seal(begun.verifier, verifierPlace(account.merchantId, id))
  const now = needs.now()
  await needs.store.transact(input.scope, async (tx) => {
    await tx.authorizations.insert({
      merchantId: account.merchantId, id, ecAccountId: account.id, stateHash: hashOf(state), sealedVerifier: sealed, keyId,
      sessionHash: sessionHashOf(input.visitor), userId: userIdOf(input.visitor), userName: input.actor.name, createdAt: now, expiresAt: new Date(now.getTime() + attemptMs),
    })
    await tx.authorizations.prune(new Date(now.getTime() - keptMs))
    await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'authorization_begun', actor: input.actor }])
  })
  return { url: begun.url }
}
