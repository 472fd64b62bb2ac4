import {
  allowInsecureRequests, authorizationCodeGrantRequest, calculatePKCECodeChallenge, customFetch, generateRandomCodeVerifier, processAuthorizationCodeResponse,
  processRefreshTokenResponse, refreshTokenGrantRequest, revocationRequest, validateAuthResponse, type Client, type ClientAuth,
} from 'oauth4webapi'
import { ConnectorError, createOauthFetch, type Authorise, type CallObserver, type ConnectorNeeds, type OauthFetch } from '@crossdock/connector-kit'
import { readGrant, tidyTokenAnswer } from './grant.ts'
import { manifest, scopes } from './manifest.ts'
import { createMetadataSource, type Metadata } from './metadata.ts'
import type { LiteshopSettings } from './settings.ts'

export function createAuthorise(settings: LiteshopSettings, needs: ConnectorNeeds): Authorise {
  const openFetch = createOauthFetch({ name: manifest.name, origin: settings.origin }, needs)
  const metadata = createMetadataSource(settings.origin, openFetch, needs)
  const client: Client = { client_id: settings.clientId }
  const credentials = basicCredentials(settings)
  const insecure = settings.origin.startsWith('http:')

  /** Runs one call of the OAuth library, with everything that it needs of ours. */
  const ask = async <T>(purpose: string, secrets: readonly string[], calls: CallObserver | undefined, act: (as: Metadata, options: OauthOptions) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const as = await metadata.get(calls)
    const fetch = openFetch({ purpose, secrets: [...secrets, settings.clientSecret, credentials.encoded], calls, signal })
    try {
      return await act(as, { [customFetch]: fetch, [allowInsecureRequests]: insecure })
    } catch (err) {
      const failure = err instanceof ConnectorError ? err : unreadableAnswer()
      if (failure.kind === 'malformed' || failure.kind === 'rejected') metadata.distrust()
      throw failure
    }
  }

  return {
    async begin({ redirectUri, state }) {
      const as = await metadata.get()
      const verifier = generateRandomCodeVerifier()
      const url = new URL(as.authorization_endpoint)
      const parameters = {
        response_type: 'code', client_id: settings.clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state,
        code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return { url: url.href, verifier }
    },

    async complete({ callback, redirectUri, state, verifier }, calls) {
      const as = await metadata.get(calls)
      const validated = validateCallback(as, client, callback, state)
      return ask('token.exchange', [verifier, validated.get('code') ?? ''], calls, async (server, options) => {
        const tidied = tidyTokenAnswer(options[customFetch])
        const answer = await authorizationCodeGrantRequest(server, client, credentials.authenticate, validated, redirectUri, verifier, { ...options, [customFetch]: tidied.fetch })
        return readGrant(await processAuthorizationCodeResponse(server, client, answer), tidied.expiresIn(), scopes)
      })
    },

    refresh: (refreshToken, calls, signal) =>
      ask('token.refresh', [refreshToken], calls, async (server, options) => {
        const tidied = tidyTokenAnswer(options[customFetch])
        const answer = await refreshTokenGrantRequest(server, client, credentials.authenticate, refreshToken, { ...options, [customFetch]: tidied.fetch })
        return readGrant(await processRefreshTokenResponse(server, client, answer), tidied.expiresIn(), scopes)
      }, signal),

    revoke: (refreshToken, calls) =>
      ask('token.revoke', [refreshToken], calls, async (server, options) => {
        // Whatever is not a success has been thrown by the fetch; a success says nothing (RFC 7009 §2.2).
        await revocationRequest(server, client, credentials.authenticate, refreshToken, { ...options, additionalParameters: { token_type_hint: 'refresh_token' } })
      }),
  }
}

interface OauthOptions {
  [customFetch]: OauthFetch
  [allowInsecureRequests]: boolean
}

function validateCallback(as: Metadata, client: Client, callback: URLSearchParams, state: string): URLSearchParams {
  const reject = (code: string, message: string): ConnectorError => new ConnectorError({ kind: 'rejected', code, message, outcome: 'not_sent' })
  if (new Set(callback.keys()).size !== callback.size) throw reject('invalid_callback', `The answer of ${manifest.name} names something twice.`)
  const iss = callback.get('iss')
  if (iss === null ? as.authorization_response_iss_parameter_supported === true : iss !== as.issuer) {
    throw reject('issuer_mismatch', `The answer does not come from ${manifest.name}.`)
  }
  if (callback.get('state') !== state) throw reject('state_mismatch', 'The answer belongs to another attempt.')
  const error = callback.get('error')
  if (error === 'access_denied') throw reject('access_denied', `The authorisation was refused at ${manifest.name}.`)
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    throw new ConnectorError({ kind: 'unavailable', code: error, message: `${manifest.name} could not authorise at the moment.`, outcome: 'not_sent' })
  }
  if (error !== null) {
    const code = /^[\x21-\x7e]{1,100}$/.test(error) ? error : 'invalid_callback'
    throw reject(code, `${manifest.name} refused the authorisation (${code}).`)
  }
  try {
    const validated = validateAuthResponse(as, client, callback, state)
    if (validated.get('code')) return validated
  } catch {
    // The library's own words quote the query, and the code with it.
  }
  throw reject('invalid_callback', `The answer of ${manifest.name} is not complete.`)
}

const unreadableAnswer = (): ConnectorError =>
  new ConnectorError({ kind: 'malformed', code: 'unexpected_shape', message: `${manifest.name} answered otherwise than OAuth has agreed.`, outcome: 'unknown' })

/**
 * RFC 6749 §2.3.1. The library's own encoding also escapes signs that forms leave alone, such as the hyphen, which servers
 * that take the header as it is would not recognise.
 */
function basicCredentials({ clientId, clientSecret }: LiteshopSettings): { authenticate: ClientAuth; encoded: string } {
  const encode = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1)
  const encoded = btoa(`${encode(clientId)}:${encode(clientSecret)}`)
  return { encoded, authenticate: (_as, _client, _body, headers) => headers.set('authorization', `Basic ${encoded}`) }
}
