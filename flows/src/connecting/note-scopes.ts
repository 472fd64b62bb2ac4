import type { AccountRef, Actor, Transaction } from '../ports/index.ts'

/**
 * A renewed pair may reach less far than the grant did. What is lost is named on the account, so that it can be granted
 * again. An answer that names more says nothing: one without a scope is read as all of them.
 */
export async function noteScopes(tx: Transaction, ref: AccountRef, scopes: readonly string[], actor: Actor): Promise<void> {
  const known = await tx.accounts.get(ref.merchantId, ref.id)
  if (!known || known.grantedScopes.every((scope) => scopes.includes(scope))) return
  const account = await tx.accounts.lock(ref.merchantId, ref.id)
  if (!account) return
  const lost = account.grantedScopes.filter((scope) => !scopes.includes(scope))
  if (lost.length === 0) return
  await tx.accounts.change(account, { grantedScopes: account.grantedScopes.filter((scope) => scopes.includes(scope)), missingScopes: [...account.missingScopes, ...lost] })
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'scopes_lost', actor, data: { scopes: lost } }])
}
