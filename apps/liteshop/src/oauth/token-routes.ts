import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { equalSecrets } from '../store/secrets.ts'
import { exchangeCode } from './codes.ts'
import { revokeByToken, rotate } from './grants.ts'
import { parseScope, scopes } from './scopes.ts'

/** An error answer of RFC 6749 §5.2. */
class OAuthError extends Error {
  override name = 'OAuthError'
  status: number
  code: string

  constructor(status: number, code: string, description: string) {
    super(description)
    this.status = status
    this.code = code
  }
}

/** Token and revocation endpoints, and the metadata document. */
export function tokenRoutes(app: FastifyInstance, ctx: Context): void {
  app.setErrorHandler((err: Error & { statusCode?: number }, _request, reply) => {
    const failure = err instanceof OAuthError ? err : describe(err)
    if (failure.status === 401) reply.header('www-authenticate', 'Basic realm="Liteshop", charset="UTF-8"')
    return noStore(reply).status(failure.status).send({ error: failure.code, error_description: failure.message })
  })

  app.get('/.well-known/oauth-authorization-server', () => {
    const base = ctx.settings.publicUrl
    return {
      issuer: base,
      authorization_endpoint: `${base}/oauth/authorize`,
      token_endpoint: `${base}/oauth/token`,
      revocation_endpoint: `${base}/oauth/revoke`,
      scopes_supported: scopes,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
      authorization_response_iss_parameter_supported: true
    }
  })

  app.post('/oauth/token', (request, reply) => {
    const clientId = authenticateClient(ctx, request)
    const form = formOf(request)
    const grantType = required(form, 'grant_type')
    noStore(reply)
    if (grantType === 'authorization_code') {
      const pair = exchangeCode(ctx, clientId, required(form, 'code'), required(form, 'redirect_uri'), required(form, 'code_verifier'))
      if (!pair) throw new OAuthError(400, 'invalid_grant', 'The code is unknown, expired or used, or does not fit what came with it.')
      return pair
    }
    if (grantType === 'refresh_token') {
      const refreshToken = required(form, 'refresh_token')
      const wanted = optional(form, 'scope')
      const scope = wanted === undefined ? undefined : parseScope(wanted)
      if (wanted !== undefined && !scope) throw new OAuthError(400, 'invalid_scope', 'scope names something unknown.')
      const pair = rotate(ctx, clientId, refreshToken, scope)
      if (pair === 'invalid_grant') throw new OAuthError(400, 'invalid_grant', 'The refresh token is unknown, expired or used, or its grant was revoked.')
      if (pair === 'invalid_scope') throw new OAuthError(400, 'invalid_scope', 'scope asks for more than was granted.')
      return pair
    }
    throw new OAuthError(400, 'unsupported_grant_type', 'Only authorization_code and refresh_token are supported.')
  })

  app.post('/oauth/revoke', (request, reply) => {
    const clientId = authenticateClient(ctx, request)
    revokeByToken(ctx, clientId, required(formOf(request), 'token'))
    return noStore(reply).status(200).send()
  })

  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/oauth/token',
    handler: (_request, reply) => refuseMethod(reply)
  })
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/oauth/revoke',
    handler: (_request, reply) => refuseMethod(reply)
  })
}

function refuseMethod(reply: FastifyReply): never {
  reply.header('allow', 'POST')
  throw new OAuthError(405, 'invalid_request', 'Only POST is possible here.')
}

function describe(err: Error & { statusCode?: number }): OAuthError {
  const status = err.statusCode ?? 500
  return status < 500
    ? new OAuthError(status, 'invalid_request', 'The request cannot be read; it has to be application/x-www-form-urlencoded.')
    : new OAuthError(500, 'server_error', 'Something went wrong here. Try again.')
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function authenticateClient(ctx: Context, request: FastifyRequest): string {
  const refusal = new OAuthError(401, 'invalid_client', 'The client has to identify itself by client_secret_basic.')
  const credentials = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (credentials === undefined) throw refusal
  const [id = '', secret = ''] = Buffer.from(credentials, 'base64').toString('utf8').split(/:(.*)/s).map(decodeForm)
  const known = equalSecrets(id, ctx.settings.clientId)
  if (!equalSecrets(secret, ctx.settings.clientSecret) || !known) throw refusal
  return id
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (err) {
    if (err instanceof URIError) return text
    throw err
  }
}

function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
}

function optional(form: URLSearchParams, name: string): string | undefined {
  const values = form.getAll(name)
  if (values.length > 1) throw new OAuthError(400, 'invalid_request', `${name} is given more than once.`)
  return values[0] === '' ? undefined : values[0]
}

function required(form: URLSearchParams, name: string): string {
  const value = optional(form, name)
  if (value === undefined) throw new OAuthError(400, 'invalid_request', `${name} is missing.`)
  return value
}
