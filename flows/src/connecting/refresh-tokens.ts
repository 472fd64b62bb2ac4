import { ConnectorError, isTransient, type Grant } from '@crossdock/connector-kit'
import { newId } from '@crossdock/domain'
import { merchantScope, system, timersOf, type Needs, type Store, type Transaction } from '../ports/index.ts'
import { askForPair, isRefusal, mayHaveRotated } from './ask-for-pair.ts'
import { readPair, toHeld, type AccountOfStore, type HeldPair } from './held-pair.ts'
import { noteScopes } from './note-scopes.ts'
import { planRevocation } from './plan-revocation.ts'
import { settleFailedRefresh } from './settle-failed-refresh.ts'
import { endClientRefused, throwWhileRefused } from './system-trouble.ts'
import { sealPair } from './token-pair.ts'

export { type AccountOfStore } from './held-pair.ts'

/**
 * How long a process that died keeps others from asking, and how often one that lives says so. Short: whoever takes over
 * from one that died with an answer in its hands has to ask within the platform's grace for the same refresh token.
 */
const leaseMs = 6_000
const heartbeatMs = 2_000
const lookAgainMs = 100
/** Longer than all that one turn asks. */
const waitForOthersMs = 150_000
/**
 * A pair whose answer was lost is asked for again for so long. A platform forgives the second use of a refresh token for half a
 * minute after the first; but the first may have lain in its queue until a moment ago.
 */
export const owedForMs = 120_000
const renewBeforeMs = 15 * 60_000

/** Renewals under way in this process: whoever comes while one runs gets what it gets. */
const underWay = new WeakMap<Store, Map<string, Promise<HeldPair>>>()

/**
 * A valid access token, renewed in time by whoever comes first among all processes.
 * @param rejected a token that the platform has just refused with 401
 * @param freshUntil the token should hold until then, if tokens live so long
 * @throws ConnectorError `auth` with code `not_connected`, or what the platform answered to the renewal
 */
export async function currentToken(needs: Needs, account: AccountOfStore, rejected?: string, freshUntil?: Date): Promise<string> {
  const held = await readPair(needs, account)
  if (!isDue(held, rejected, needs.now(), freshUntil)) return held.accessToken
  try {
    return (await renewOnce(needs, account, held)).accessToken
  } catch (err) {
    const stillGood = held.accessToken !== rejected && held.accessExpiresAt > needs.now()
    // Who wants it fresh for later is told; who wants to use it now is not kept from that.
    if (freshUntil || !stillGood || !isTransient(err)) throw err
    needs.log.warn({ err, ecAccountId: account.id }, 'Could not renew an access token in time; the one that is held is still good')
    return held.accessToken
  }
}

interface Asking {
  /** Also where the platform has refused our own credentials a moment ago. */
  probing?: boolean
  /** Without trying again at once. */
  once?: boolean
}

/** Asks for a new pair now, whatever life the one that is held has left. */
export async function renewNow(needs: Needs, account: AccountOfStore, asking: Asking = {}): Promise<void> {
  await renewOnce(needs, account, await readPair(needs, account), asking)
}

function isDue(held: HeldPair, rejected: string | undefined, now: Date, freshUntil: Date | undefined): boolean {
  if (rejected === held.accessToken) return true
  const left = held.accessExpiresAt.getTime() - now.getTime()
  const life = held.accessExpiresAt.getTime() - held.refreshedAt.getTime()
  if (left < Math.min(renewBeforeMs, life / 5)) return true
  // A token of which more than half is left would not get much better by being renewed.
  return freshUntil !== undefined && held.accessExpiresAt < freshUntil && left < life / 2
}

function renewOnce(needs: Needs, account: AccountOfStore, held: HeldPair, asking: Asking = {}): Promise<HeldPair> {
  const renewals = underWay.get(needs.store) ?? new Map<string, Promise<HeldPair>>()
  underWay.set(needs.store, renewals)
  const key = `${account.id}/${held.generation}`
  const running = renewals.get(key)
  if (running) return running
  const renewal = renew(needs, account, held, asking).finally(() => renewals.delete(key))
  renewals.set(key, renewal)
  return renewal
}

async function renew(needs: Needs, account: AccountOfStore, held: HeldPair, { probing = false, once = false }: Asking): Promise<HeldPair> {
  const holder = `${needs.worker}/${newId()}`
  const within = <Result>(work: (tx: Transaction) => Promise<Result>) => needs.store.transact(merchantScope(account.merchantId), work)
  const takeTurn = () => within((tx) => tx.credentials.lease(account, held.generation, { holder, until: new Date(needs.now().getTime() + leaseMs) }, needs.now()))

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
  let asked = false
  // Whatever is owed from before stays so until it is asked for again.
  let owed = true
  try {
    if (!probing) await throwWhileRefused(needs, account.platform)
    owed = await within((tx) => tx.credentials.noteAsked(account, holder, needs.now(), new Date(needs.now().getTime() - owedForMs)))
    asked = true
    const grant = await askForPair(needs, account, held.refreshToken, { once })
    needs.failpoint?.('refresh.answered')
    const renewed = await keep(needs, account, held, grant)
    needs.failpoint?.('refresh.stored')
    return renewed
  } catch (err) {
    if (asked) owed = mayHaveRotated(err) || (owed && !isRefusal(err))
    return await settleFailedRefresh(needs, account, held, err)
  } finally {
    endHeartbeat()
    await within((tx) => tx.credentials.release(account, holder, owed ? needs.now() : null)).catch((err: unknown) =>
      needs.log.warn({ err, ecAccountId: account.id }, 'Could not give back the turn to renew an access token; it ends by itself'),
    )
  }
}

/** Stores a new pair; unless the grant was given up or replaced meanwhile: then the new pair is ended at the platform too. */
async function keep(needs: Needs, account: AccountOfStore, held: HeldPair, grant: Grant): Promise<HeldPair> {
  const within = <Result>(work: (tx: Transaction) => Promise<Result>) => needs.store.transact(merchantScope(account.merchantId), work)
  const current = await within(async (tx) => {
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
  await within((tx) => noteScopes(tx, account, grant.scopes, system))
  await endClientRefused(needs, account.platform)
  return toHeld(needs, account, current)
}
