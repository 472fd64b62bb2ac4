import type { Manifest, StoreSession } from '@crossdock/connector-kit'
import { merchantScope, type Needs } from '../ports/index.ts'
import type { AccountOfStore } from './held-pair.ts'
import { noteRegainedScope } from './note-scopes.ts'

/** The same session; whatever of it works although its permission was taken for missing shows that it is there again. */
export function regaining(needs: Needs, account: AccountOfStore, { permissions = {} }: Manifest, session: StoreSession): StoreSession {
  const missing = account.missingScopes ?? []
  const watched: StoreSession = { ...session }
  if (missing.includes(permissions.orders ?? '')) watched.orders = watch(session.orders, permissions.orders)
  if (missing.includes(permissions.tracking ?? '')) watched.tracking = watch(session.tracking, permissions.tracking)
  if (missing.includes(permissions.stock ?? '')) watched.stock = watch(session.stock, permissions.stock)
  if (missing.includes(permissions.webhooks ?? '')) watched.webhooks = watch(session.webhooks, permissions.webhooks)
  return watched

  function watch<Capability extends object | undefined>(capability: Capability, permission: string | undefined): NonNullable<Capability> | undefined {
    if (!capability || permission === undefined) return capability
    let told = false
    return new Proxy(capability, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...given: unknown[]) => {
          const answer: unknown = await Reflect.apply(member, target, given)
          if (!told) {
            told = true
            await needs.store.transact(merchantScope(account.merchantId), (tx) => noteRegainedScope(tx, account, permission, needs.now()))
          }
          return answer
        }
      },
    })
  }
}
