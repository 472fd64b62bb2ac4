import type { Settings } from '../context.ts'
import type { Scope } from './scopes.ts'
import { parseScope } from './scopes.ts'

/** A checked authorization request; `scope` is what was asked for. */
export interface AuthorizeRequest {
  clientId: string
  redirectUri: string
  state: string | undefined
  scope: Scope[]
  challenge: string
}

export type AuthorizeCheck =
  | { kind: 'valid'; request: AuthorizeRequest }
  /** Nobody to send the answer to: it is shown on a page. */
  | { kind: 'page'; problem: 'unknown_client' | 'unknown_redirect_uri' }
  | { kind: 'redirect'; location: string }

const parameters = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method'] as const

/** Those that a page has to carry along to the next one. */
export function authorizeFields(query: URLSearchParams): [string, string][] {
  return parameters.flatMap((name) => query.getAll(name).map((value): [string, string] => [name, value]))
}

export function checkAuthorizeRequest(settings: Settings, query: URLSearchParams): AuthorizeCheck {
  const clientId = single(query, 'client_id')
  if (clientId !== settings.clientId) return { kind: 'page', problem: 'unknown_client' }
  const redirectUri = single(query, 'redirect_uri')
  if (redirectUri === undefined || !isAllowedRedirect(settings, redirectUri)) return { kind: 'page', problem: 'unknown_redirect_uri' }
  const state = single(query, 'state')
  const refuse = (error: string, description: string): AuthorizeCheck => (
    { kind: 'redirect', location: redirectWith(settings, redirectUri, { error, error_description: description, state }) })

  const repeated = parameters.find((name) => query.getAll(name).length > 1)
  if (repeated) return refuse('invalid_request', `${repeated} is given more than once`)
  const responseType = single(query, 'response_type')
  if (responseType === undefined) return refuse('invalid_request', 'response_type is missing')
  if (responseType !== 'code') return refuse('unsupported_response_type', 'only the response type code is supported')
  const challenge = single(query, 'code_challenge')
  if (challenge === undefined || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) return refuse('invalid_request', 'a code_challenge (PKCE) is required')
  if (single(query, 'code_challenge_method') !== 'S256') return refuse('invalid_request', 'code_challenge_method has to be S256')
  const scope = parseScope(single(query, 'scope') ?? '')
  if (!scope) return refuse('invalid_scope', 'scope is missing or names something unknown')
  return { kind: 'valid', request: { clientId, redirectUri, state, scope, challenge } }
}

/** The partner's address with an answer on it: parameters that are undefined are left out, `iss` is always there. */
export function redirectWith(settings: Settings, redirectUri: string, answer: Record<string, string | undefined>): string {
  const location = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) {
    if (value !== undefined) location.searchParams.set(name, value)
  }
  location.searchParams.set('iss', settings.publicUrl)
  return location.href
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  return values.length === 0 || values[0] === '' ? undefined : values[0]
}

function isAllowedRedirect(settings: Settings, address: string): boolean {
  if (settings.redirectUris) return settings.redirectUris.includes(address)
  if (!URL.canParse(address)) return false
  const { protocol, hostname, hash, username } = new URL(address)
  return (protocol === 'http:' || protocol === 'https:') && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && hash === '' && username === ''
}
