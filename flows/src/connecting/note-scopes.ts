import { system, type AccountRef, type Actor, type Transaction } from '../ports/index.ts'

/**
 * A renewed pair may reach less far than the grant did. What is lost is named on the account, so that it can be granted
 * again. An answer that names more says nothing: one without a scope is read as all of them.
 */
export async function noteScopes(tx: Transaction, ref: AccountRef, scopes: readonly string[], actor: Actor): Promise<void> {
  await loseScopes(tx, ref, (scope) => !scopes.includes(scope), actor)
}

/** A platform may also take a permission back without a word, and say so only when it is used. */
export async function noteMissingScope(tx: Transaction, ref: AccountRef, permission: string, actor: Actor): Promise<void> {
  await loseScopes(tx, ref, (scope) => scope === permission, actor)
}

async function loseScopes(tx: Transaction, ref: AccountRef, isLost: (scope: string) => boolean, actor: Actor): Promise<void> {
  if (!(await tx.accounts.get(ref.merchantId, ref.id))?.grantedScopes.some(isLost)) return
  const account = await tx.accounts.lock(ref.merchantId, ref.id)
  const lost = account?.grantedScopes.filter(isLost) ?? []
  if (!account || lost.length === 0) return
  await tx.accounts.change(account, { grantedScopes: account.grantedScopes.filter((scope) => !isLost(scope)), missingScopes: [...account.missingScopes, ...lost] })
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'scopes_lost', actor, data: { scopes: lost } }])
}

/** What was missing works again: the platform gave it back without a word. */
export async function noteRegainedScope(tx: Transaction, ref: AccountRef, permission: string, at: Date): Promise<void> {
  const account = await tx.accounts.lock(ref.merchantId, ref.id)
  if (!account?.missingScopes.includes(permission)) return
  await tx.accounts.change(account, { grantedScopes: [...account.grantedScopes, permission], missingScopes: account.missingScopes.filter((scope) => scope !== permission) })
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'scopes_regained', actor: system, data: { scopes: [permission] } }])
  // What was rehearsed without it is looked at again.
  await tx.rehearsals.wake(ref, at)
}
