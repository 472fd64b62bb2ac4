import { ConnectorError, isTransient, type Grant } from '@crossdock/connector-kit'
import { newId } from '@crossdock/domain'
import { merchantScope, system, timersOf, type Credential, type EcAccount, type Needs, type Store, type Transaction, type Trouble } from '../ports/index.ts'
import { disconnect } from './disconnect.ts'
import { connectorOf } from './find-account.ts'
import { planRevocation } from './plan-revocation.ts'
import { openPair, sealPair, type TokenPair } from './token-pair.ts'
import { noteTrouble } from './trouble.ts'

/** How long a process that died keeps others from asking, and how often one that lives says so. */
const leaseSeconds = 20
const heartbeatMs = 5_000
const lookAgainMs = 100
/** Longer than any single call to a token endpoint. */
const waitForOthersMs = 150_000
/** A lost answer is asked for again at once, within the platform's grace for the same refresh token, and once more a little later. */
const askAgainAfterMs = [0, 2_000]
const renewBeforeMs = 15 * 60_000

export type AccountOfStore = Pick<EcAccount, 'merchantId' | 'id' | 'platform'>

interface HeldPair extends TokenPair {
  generation: number
  grantId: string
  refreshedAt: Date
  accessExpiresAt: Date
}

export const notConnected = () =>
  new ConnectorError({ kind: 'auth', code: 'not_connected', message: 'The EC account is not connected. What waits keeps waiting; authorizing again resumes it.', outcome: 'not_sent' })

/** Renewals under way in this process: whoever comes while one runs gets what it gets. */
const underWay = new WeakMap<Store, Map<string, Promise<HeldPair>>>()

/**
 * A valid access token, renewed in time by whoever comes first among all processes.
 * @param rejected a token that the platform has just refused with 401
 * @throws ConnectorError `auth` with code `not_connected`, or what the platform answered to the renewal
 */
export async function currentToken(needs: Needs, account: AccountOfStore, rejected?: string): Promise<string> {
  const held = await readPair(needs, account)
  if (!isDue(held, rejected, needs.now())) return held.accessToken
  try {
    return (await renewOnce(needs, account, held)).accessToken
  } catch (err) {
    const stillGood = held.accessToken !== rejected && held.accessExpiresAt > needs.now()
    if (!stillGood || !isTransient(err)) throw err
    needs.log.warn({ err, ecAccountId: account.id }, 'Could not renew an access token in time; the one that is held is still good')
    return held.accessToken
  }
}

function isDue(held: HeldPair, rejected: string | undefined, now: Date): boolean {
  if (rejected === held.accessToken) return true
  const life = held.accessExpiresAt.getTime() - held.refreshedAt.getTime()
  return held.accessExpiresAt.getTime() - now.getTime() < Math.min(renewBeforeMs, life / 5)
}

async function readPair(needs: Needs, account: AccountOfStore): Promise<HeldPair> {
  const credential = await needs.store.transact(merchantScope(account.merchantId), (tx) => tx.credentials.get(account))
  return toHeld(needs, account, credential)
}

function toHeld(needs: Needs, account: AccountOfStore, credential: Credential | null): HeldPair {
  if (!credential?.pair) throw notConnected()
  const { generation, grantId, refreshedAt, pair } = credential
  return { ...openPair(needs, account, pair), generation, grantId, refreshedAt, accessExpiresAt: pair.accessExpiresAt }
}

function renewOnce(needs: Needs, account: AccountOfStore, held: HeldPair): Promise<HeldPair> {
  const renewals = underWay.get(needs.store) ?? new Map<string, Promise<HeldPair>>()
  underWay.set(needs.store, renewals)
  const key = `${account.id}/${held.generation}`
  const running = renewals.get(key)
  if (running) return running
  const renewal = renew(needs, account, held).finally(() => renewals.delete(key))
  renewals.set(key, renewal)
  return renewal
}

async function renew(needs: Needs, account: AccountOfStore, held: HeldPair): Promise<HeldPair> {
  const holder = `${needs.worker}/${newId()}`
  const within = <Result>(work: (tx: Transaction) => Promise<Result>) => needs.store.transact(merchantScope(account.merchantId), work)
  const takeTurn = () => within((tx) => tx.credentials.lease(account, held.generation, holder, leaseSeconds))

  const timers = timersOf(needs)
  const patience = needs.now().getTime() + waitForOthersMs
  while (!(await takeTurn())) {
    const current = await readPair(needs, account)
    if (current.generation !== held.generation) return current
    if (needs.now().getTime() > patience) {
      throw new ConnectorError({ kind: 'unavailable', code: 'refresh_under_way', message: 'Another process has been renewing the access for too long.', outcome: 'not_sent' })
    }
    await timers.wait(lookAgainMs)
  }
  needs.failpoint?.('refresh.turn-taken')
  const endHeartbeat = timers.every(heartbeatMs, () => {
    takeTurn().catch((err: unknown) => needs.log.warn({ err, ecAccountId: account.id }, 'Could not keep the turn to renew an access token'))
  })
  try {
    const grant = await ask(needs, account, held.refreshToken)
    needs.failpoint?.('refresh.answered')
    const renewed = await keep(needs, account, held, grant)
    needs.failpoint?.('refresh.stored')
    return renewed
  } catch (err) {
    return await settleFailure(needs, account, held, err)
  } finally {
    endHeartbeat()
    await within((tx) => tx.credentials.release(account, holder)).catch((err: unknown) =>
      needs.log.warn({ err, ecAccountId: account.id }, 'Could not give back the turn to renew an access token; it ends by itself'),
    )
  }
}

async function ask(needs: Needs, account: AccountOfStore, refreshToken: string): Promise<Grant> {
  const { authorise } = connectorOf(needs, account.platform)
  if (!authorise) throw notConnected()
  for (const wait of askAgainAfterMs) {
    try {
      return await authorise.refresh(refreshToken, needs.calls.of(account))
    } catch (err) {
      if (!(err instanceof ConnectorError) || err.outcome !== 'unknown') throw err
      await timersOf(needs).wait(wait)
    }
  }
  return authorise.refresh(refreshToken, needs.calls.of(account))
}

/** Stores a new pair; unless the grant was given up or replaced meanwhile: then the new pair is ended at the platform too. */
async function keep(needs: Needs, account: AccountOfStore, held: HeldPair, grant: Grant): Promise<HeldPair> {
  const current = await needs.store.transact(merchantScope(account.merchantId), async (tx) => {
    const stored = await tx.credentials.renew(account, held.generation, sealPair(needs, account, grant), needs.now())
    const credential = await tx.credentials.get(account)
    // Where another process has renewed the same grant, ending ours would end theirs.
    const lives = credential !== null && credential.pair !== null && credential.grantId === held.grantId
    if (!stored && !lives) {
      await tx.accounts.lock(account.merchantId, account.id)
      await planRevocation(needs, tx, account, grant.refreshToken)
    }
    return credential
  })
  return toHeld(needs, account, current)
}

async function settleFailure(needs: Needs, account: AccountOfStore, held: HeldPair, err: unknown): Promise<HeldPair> {
  if (!(err instanceof ConnectorError)) throw err
  if (err.kind === 'auth' && err.code === 'invalid_grant') return settleRefusal(needs, account, held, err)
  if (err.code === 'not_connected') throw err
  const trouble: Trouble = { kind: err.kind, code: err.code, message: err.message }
  await noteTrouble(needs, account, trouble)
  if (err.code !== 'invalid_client') throw err
  // Our own credentials are wrong: no merchant can do anything about it, and no access is lost by it.
  needs.log.error({ err, platform: account.platform }, 'The platform refuses our client id or secret: correct them and start again')
  throw new ConnectorError({ kind: 'unavailable', code: err.code, message: err.message, status: err.status, outcome: 'not_sent', cause: err })
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
