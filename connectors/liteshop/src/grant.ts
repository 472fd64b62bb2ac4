import type { TokenEndpointResponse } from 'oauth4webapi'
import { malformed, type Grant, type OauthFetch } from '@crossdock/connector-kit'
import { manifest } from './manifest.ts'

const longestLife = 86_400

/**
 * Makes of a token answer what the library takes, before it sees it: neither a missing or absurd `expires_in` nor a scope or a
 * type that is not said may cost the grant, which has been given once and for all. A scope that is null is one that is not
 * named; tokens of a type that is not named are what all are here.
 */
export function tidyTokenAnswer(fetch: OauthFetch): { fetch: OauthFetch; expiresIn: () => number | null } {
  let expiresIn: number | null = null
  return {
    expiresIn: () => expiresIn,
    async fetch(url, init) {
      const answer = await fetch(url, init)
      const text = await answer.text()
      return new Response(tidy(text), { status: answer.status, headers: answer.headers })
    },
  }

  function tidy(text: string): string {
    try {
      const { expires_in: given, id_token: _, scope, token_type: type, ...rest } = JSON.parse(text) as Record<string, unknown>
      const seconds = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
      if (typeof seconds === 'number' && seconds >= 1) expiresIn = Math.floor(Math.min(seconds, longestLife))
      return JSON.stringify({ ...rest, ...('access_token' in rest ? { token_type: type ?? 'Bearer' } : {}), ...(scope === null ? {} : { scope }) })
    } catch {
      return text
    }
  }
}

/**
 * @param asked the scopes that hold where the answer names none (RFC 6749 §5.1)
 * @throws ConnectorError `malformed` with code `no_refresh_token`: Liteshop rotates it at every use, so that one kept from before would end the grant
 */
export function readGrant(answer: TokenEndpointResponse, expiresIn: number | null, asked: readonly string[]): Grant {
  const { access_token: accessToken, refresh_token: refreshToken, scope } = answer
  if (refreshToken === undefined) throw malformed('no_refresh_token', `${manifest.name} answered without a refresh token.`, 200)
  // Both are sent in headers and forms again: visible ASCII and nothing else (RFC 6749 A.12, A.17).
  if (![accessToken, refreshToken].every((token) => /^[\x20-\x7e]{1,8192}$/.test(token))) throw malformed('unexpected_shape', `${manifest.name} answered with a token that cannot be sent.`, 200)
  return { accessToken, refreshToken, expiresIn, scopes: scope === undefined ? [...asked] : [...new Set(scope.split(' ').filter(Boolean))] }
}
