import { contract, type Language } from '@crossdock/contract'
import { Refusal, type Actor, type Scope } from '@crossdock/flows/ports'
import type { Tx } from '@crossdock/postgres'
import { implement } from '@orpc/server'
import type { App } from './context.ts'
import { strictContract } from './http/strict.ts'
import { accessTo } from './permissions.ts'
import { actorOf, scopeOf, type Principal } from './principal.ts'

/** What a request brings along. */
export interface RequestContext {
  app: App
  principal: Principal | null
  language: Language
  requestId: string
}

/** What a handler is given once the caller is known and allowed. */
export interface CallerContext extends RequestContext {
  principal: Principal
  actor: Actor
  scope: Scope
  /** One transaction within the caller's scope: another merchant's rows are not there. */
  transact<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** The same for what is read in one go: one way to the database and back. */
  read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
}

const base = implement(strictContract(contract)).$context<RequestContext>()

/** For endpoints that anybody may call. */
export const openApi = base

/** For all others: who calls, whether their role may, and the scope in which they act. */
export const api = base.use(async ({ context, path, next }) => {
  const { principal, app } = context
  if (!principal) throw new Refusal('unauthenticated')
  const access = accessTo(path)
  if (access !== 'public' && !access.includes(principal.role)) throw new Refusal('forbidden')
  const scope = scopeOf(principal)
  return next({
    context: {
      principal, scope, actor: actorOf(principal),
      transact: <Result>(work: (tx: Tx) => Promise<Result>) => app.database.transact(scope, work),
      read: <Result>(work: (tx: Tx) => Promise<Result>) => app.database.read(scope, work),
    } satisfies Omit<CallerContext, keyof RequestContext> & { principal: Principal },
  })
})
