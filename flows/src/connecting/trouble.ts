import { ConnectorError } from '@crossdock/connector-kit'
import { isOurOwn } from '@crossdock/domain'
import { merchantScope, system, type AccountRef, type Needs, type Trouble } from '../ports/index.ts'
import { noteMissingScope } from './note-scopes.ts'

/** A wait as long as this is more than a call for fewer calls: the store is not read meanwhile. */
const longWaitMs = 15 * 60_000

/** Calls for fewer calls, a permission that is missing (the account names it), and what is nobody's but ours, are no trouble of the account's. */
const isNone = ({ kind, code }: Trouble, waitMs: number): boolean => (kind === 'rate_limited' && waitMs < longWaitMs) || code === 'insufficient_scope' || code === 'not_connected' || isOurOwn(code)

/**
 * Shows a connected account as degraded, with what went wrong last. Trouble disables nothing and asks nobody to log in:
 * whatever waits is tried again.
 * @param waitMs for how long the platform has asked not to be called
 */
export async function noteTrouble(needs: Needs, ref: AccountRef, trouble: Trouble, waitMs = 0): Promise<void> {
  if (isNone(trouble, waitMs)) return
  await needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
    const account = await tx.accounts.lock(ref.merchantId, ref.id)
    if (account?.connectionStatus !== 'connected') return
    const { kind, code, message } = trouble
    await tx.accounts.change(account, { degradedSince: account.degradedSince ?? needs.now(), trouble: { kind, code, message } })
    if (account.degradedSince === null) await tx.timeline.write(ref.merchantId, [{ subjectId: ref.id, type: 'degraded', actor: system, data: { code, detail: message } }])
  })
}

/** As noteTrouble, for what was thrown; what is no failure of the platform's is none of the account's either. */
export async function noteFailure(needs: Needs, ref: AccountRef, err: unknown): Promise<void> {
  if (!(err instanceof ConnectorError)) return
  const { kind, code, message, permission, retryAfterMs } = err
  if (permission !== null) await needs.store.transact(merchantScope(ref.merchantId), (tx) => noteMissingScope(tx, ref, permission, system))
  await noteTrouble(needs, ref, { kind, code, message }, retryAfterMs ?? 0)
}

/** Trouble that was over sooner was one answer's, and wakes nothing: what failed by it waits for its own next try. */
const realTroubleMs = 60_000

/** The account works again, and hints that failed meanwhile are followed at once. */
export async function clearTrouble(needs: Needs, ref: AccountRef): Promise<void> {
  await needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
    if (((await tx.accounts.get(ref.merchantId, ref.id))?.degradedSince ?? null) === null) return
    const account = await tx.accounts.lock(ref.merchantId, ref.id)
    if (!account || account.degradedSince === null) return
    await tx.accounts.change(account, { degradedSince: null, ...(account.connectionStatus === 'connected' ? { trouble: null } : {}) })
    await tx.timeline.write(ref.merchantId, [{ subjectId: ref.id, type: 'recovered', actor: system }])
    if (needs.now().getTime() - account.degradedSince.getTime() >= realTroubleMs) await tx.fetching.wakeHints(ref.merchantId, ref.id)
  })
}
