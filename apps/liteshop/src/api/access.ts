import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { Grant } from '../oauth/grants.ts'
import { authenticate } from '../oauth/grants.ts'
import type { Scope } from '../oauth/scopes.ts'
import { Problem } from './problem.ts'

export interface Access {
  grant: Grant
  shopId: string
  scopes: string[]
}

const accesses = new WeakMap<FastifyRequest, Access>()

/** Reads the bearer token; throws 401 `invalid_token`. */
export function admit(ctx: Context, request: FastifyRequest): Access {
  const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const found = token === undefined ? undefined : authenticate(ctx, token)
  if (!found) {
    const challenge = token === undefined ? 'Bearer realm="Liteshop"' : 'Bearer realm="Liteshop", error="invalid_token"'
    throw new Problem(401, 'invalid_token', 'The access token is missing, expired, revoked or foreign.', { 'www-authenticate': challenge })
  }
  const access = { grant: found.grant, shopId: found.grant.shop_id, scopes: found.scopes }
  accesses.set(request, access)
  return access
}

/** The shop of a request, when it was admitted. */
export function shopOfCall(request: FastifyRequest): string | undefined {
  return accesses.get(request)?.shopId
}

/** The shop of an admitted request, for those who hold one of the scopes; throws 403 `insufficient_scope`. */
export function allow(request: FastifyRequest, ...anyOf: Scope[]): Access {
  const access = accesses.get(request)
  if (!access) throw new Error('The request was not admitted.')
  if (!anyOf.some((scope) => access.scopes.includes(scope))) {
    throw new Problem(403, 'insufficient_scope', `This takes the scope ${anyOf.join(' or ')}.`, {
      'www-authenticate': `Bearer realm="Liteshop", error="insufficient_scope", scope="${anyOf.join(' ')}"`
    })
  }
  return access
}
