import type { Grant, ShippingMethod, Shop } from '@crossdock/connector-kit'
import { merchantScope, type Actor, type AuthorizationAttempt, type EcAccount, type Needs } from '../ports/index.ts'
import { connectorOf } from './find-account.ts'
import { nextFetch } from './next-fetch.ts'
import { endGrant } from './revoke-authorization.ts'
import { openReceipt } from './settle-receipts.ts'
import { planSubscription } from './subscribe-webhooks.ts'
import { sealPair } from './token-pair.ts'

/** What was just authorized is looked after within a day, as every account is. */
const firstCareMs = 20 * 3_600_000

export type Refused = 'other_shop' | 'shop_taken' | 'failed'

export interface NewGrant {
  attempt: AuthorizationAttempt
  account: EcAccount
  actor: Actor
  grant: Grant
  shop: Shop
  /** So far the platform's clock is ahead of ours. */
  aheadMs: number
  methods: ShippingMethod[] | null
}

/**
 * Connects an account in one transaction, with everything that follows from it: what waited is due, the dark period is
 * fetched, the grant that it replaces is ended.
 * @returns null; or why not, with nothing changed
 */
export async function keepGrant(needs: Needs, { attempt, account: before, actor, grant, shop, aheadMs, methods }: NewGrant): Promise<Refused | null> {
  const { manifest } = connectorOf(needs, before.platform)
  return needs.store.transact(merchantScope(before.merchantId), async (tx) => {
    const account = await tx.accounts.lock(before.merchantId, before.id)
    const open = await tx.authorizations.lock(attempt.merchantId, attempt.id)
    // The account was deleted, or its authorization revoked, while the browser was on its way.
    if (!account || open?.outcome !== null) return 'failed'
    if (account.shop !== null && account.shop.id !== shop.id) return 'other_shop'
    if (!(await tx.accounts.bindShop(account.platform, shop.id, account))) return 'shop_taken'

    await endGrant(needs, tx, account)
    const now = needs.now()
    await tx.credentials.grant(account, attempt.id, sealPair(needs, account, grant), now)
    const missingScopes = manifest.scopes.filter((scope) => !grant.scopes.includes(scope))
    const connected = {
      connectionStatus: 'connected' as const, disconnectReason: null, degradedSince: null, trouble: null, connectedAt: now, statusSince: now,
      firstConnectedAt: account.firstConnectedAt ?? now, grantedScopes: grant.scopes, missingScopes,
      shop: { id: shop.id, title: shop.title, currency: shop.currency, timeZone: shop.timeZone },
    }
    await tx.accounts.change(account, {
      ...connected, ...nextFetch({ ...account, ...connected }, now), ...(methods ? { shopMethods: methods, shopMethodsReadAt: now } : {}),
    })
    await tx.authorizations.conclude(attempt.merchantId, attempt.id, 'connected')
    await tx.timeline.write(account.merchantId, [
      { subjectId: account.id, type: 'connected', actor, data: { shopId: shop.id, shopTitle: shop.title, missingScopes, again: account.firstConnectedAt !== null } },
    ])
    // Before anything is written there: what it answers is compared with readings by the platform's clock.
    await tx.levels.noteClock(account.merchantId, account.id, aheadMs, now)
    await tx.writes.wake(account.merchantId, account.id)
    await tx.shipping.wakeReadings(account, now)
    await tx.fetching.wakeHints(account.merchantId, account.id)
    const run = account.fetchEnabled ? await tx.fetching.queueRun(account.merchantId, account.id, { trigger: 'reauthorized', slot: null, actor }) : null
    if (run && !run.readsNow) await tx.fetching.fetchAfter(account.merchantId, run.id, actor)
    await openReceipt(tx, account, { run, actor, at: now })
    await tx.rehearsals.wake(account, now)
    await tx.accounts.careAgainAt(account, new Date(now.getTime() + firstCareMs))
    await planSubscription(needs, tx, account)
    needs.failpoint?.('authorize.grant-written')
    return null
  })
}
