import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '@crossdock/contract'
import { createContext, use } from 'react'
import { api } from '../api/client.ts'

export type Outputs = InferContractRouterOutputs<Contract>
export type Session = Outputs['session']['get']

/** Asked for first of all, and again after a minute. */
export const sessionQuery = () => api.session.get.queryOptions({ staleTime: 60_000 })

export const SessionContext = createContext<Session | null>(null)

/** Who is signed in. Only inside the shell, where somebody always is. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession is for pages inside the shell')
  return session
}
