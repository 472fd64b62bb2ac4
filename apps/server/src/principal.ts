import type { Role } from '@crossdock/domain'
import type { Visitor } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Scope } from '@crossdock/flows/ports'

/** Who asks: a signed-in user, or a program with an API key. */
export interface Principal {
  kind: 'user' | 'api_key'
  id: string
  name: string
  /** null for API keys. */
  email: string | null
  role: Role
  /** Set for role merchant, and only for it. */
  merchantId: string | null
  /** The user's session, which an authorization attempt is bound to; null for API keys. */
  sessionId: string | null
}

/** Whose rows a principal may touch at all: the second door, behind each endpoint's own checks. */
export function scopeOf(principal: Principal): Scope {
  if (principal.role !== 'merchant') return everyMerchant
  // A merchant user without a merchant sees nothing, rather than everything.
  return merchantScope(principal.merchantId ?? 'none')
}

export function actorOf(principal: Principal): Actor {
  return { kind: principal.kind, name: principal.name }
}

/** As whom an authorization attempt knows them: a user in one session, or an API key. */
export function visitorOf({ kind, id, sessionId }: Principal): Visitor {
  return kind === 'user' && sessionId !== null ? { kind, id, sessionId } : { kind: 'api_key', id }
}
