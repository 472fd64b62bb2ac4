import { setTimeout as delay } from 'node:timers/promises'
import type { Role } from '@crossdock/domain'
import { isDatabaseAway } from '@crossdock/postgres'
import { isAPIError } from 'better-auth/api'
import { fromNodeHeaders } from 'better-auth/node'
import type { IncomingHttpHeaders } from 'node:http'
import type { App } from '../context.ts'
import type { Principal } from '../principal.ts'
import { findApiKey } from './api-keys.ts'

const mostAttempts = 3

/**
 * @returns who sent this request, by its bearer token or else by its session cookie; null when neither holds. Asked again where a
 *   connection was lost: it is only read.
 */
export async function identify(app: App, request: { headers: IncomingHttpHeaders }): Promise<Principal | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await identifyOnce(app, request)
    } catch (err) {
      // better-auth does not say why it could not find out; all that it does is ask the database.
      const hidden = isAPIError(err) && err.status === 'INTERNAL_SERVER_ERROR'
      if (!hidden && !isDatabaseAway(err)) throw err
      if (attempt === mostAttempts) {
        if (hidden) await app.signIn.query('select')
        throw err
      }
      await delay(20 * 3 ** attempt)
    }
  }
}

async function identifyOnce(app: App, request: { headers: IncomingHttpHeaders }): Promise<Principal | null> {
  const { authorization, cookie } = request.headers
  if (authorization !== undefined) {
    const key = /^bearer +(\S+)$/i.exec(authorization)?.[1]
    return key === undefined ? null : principalOfKey(app, key)
  }
  if (cookie === undefined) return null
  const found = await app.auth.api.getSession({ headers: fromNodeHeaders(request.headers) })
  if (!found?.user.active) return null
  const { user, session } = found
  return { kind: 'user', id: user.id, name: user.name, email: user.email, role: user.role as Role, merchantId: user.merchantId ?? null, sessionId: session.id }
}

async function principalOfKey(app: App, key: string): Promise<Principal | null> {
  const found = await findApiKey(app.signIn, key)
  return found && { kind: 'api_key', id: found.id, name: found.name, email: null, role: found.role, merchantId: found.merchant_id, sessionId: null }
}
