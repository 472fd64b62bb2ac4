import { merchantScope, system, type AccountRef, type Needs, type Trouble } from '../ports/index.ts'

/**
 * Shows a connected account as degraded, with what went wrong last. Trouble disables nothing: whatever waits is tried
 * again. A platform that asks for fewer calls is not in trouble.
 */
export async function noteTrouble(needs: Needs, ref: AccountRef, trouble: Trouble): Promise<void> {
  if (trouble.kind === 'rate_limited') return
  await needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
    const account = await tx.accounts.lock(ref.merchantId, ref.id)
    if (account?.connectionStatus !== 'connected') return
    const { kind, code, message } = trouble
    await tx.accounts.change(account, { degradedSince: account.degradedSince ?? needs.now(), trouble: { kind, code, message } })
    if (account.degradedSince === null) await tx.timeline.write(ref.merchantId, [{ subjectId: ref.id, type: 'degraded', actor: system, data: { code, detail: message } }])
  })
}

/** The account works again. */
export async function clearTrouble(needs: Needs, ref: AccountRef): Promise<void> {
  await needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
    if (((await tx.accounts.get(ref.merchantId, ref.id))?.degradedSince ?? null) === null) return
    const account = await tx.accounts.lock(ref.merchantId, ref.id)
    if (!account || account.degradedSince === null) return
    await tx.accounts.change(account, { degradedSince: null, ...(account.connectionStatus === 'connected' ? { trouble: null } : {}) })
    await tx.timeline.write(ref.merchantId, [{ subjectId: ref.id, type: 'recovered', actor: system }])
  })
}
